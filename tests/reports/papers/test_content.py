"""The names that the README of the letters promises for forms are the names there are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ar_sheets.base.data import folder
from ar_sheets.letters import document, letter, occasions, samples
from ar_sheets.letters.wording import Wording
from ar_sheets.reports.papers import content
from ar_sheets.reports.papers.form import Content
from ar_sheets.schema.model import Receipt


def names(of: Content) -> set[str]:
    """Every name of a content, headings left out."""
    rows = {f"{name}.{key}" for name, rows in of.rows.items() for key in rows[0]}
    return {name for name in of.values if not name.startswith("label.")} | {f"{name}.1" for name in of.lines} | rows


def test_the_readme_names_every_name_and_no_other() -> None:
    asked = samples.message("en", "reminder1", "", 1)
    line = asked.lines[0]
    bill = document.message(asked.customer, "Invoice", "GBP", line)
    paid = [Receipt(date(2026, 11, 1), Decimal(5), "1")]
    account = occasions.statement("S", asked.customer, "GBP", [line], paid, Decimal(0), samples.DAY)
    wording = Wording(None)
    there = names(content.of_invoice(letter.write(bill, samples.SETTINGS, wording, samples.DAY)))
    there |= names(content.of_statement(letter.write(account, samples.SETTINGS, wording, samples.DAY)))
    told = (folder("letters") / "README.txt").read_text("utf-8").partition("Invoices and statements in Excel")[2]
    assert set(re.findall(r"\{\{([\w.]+)\}\}", told)) - {"label.due_date"} == there
