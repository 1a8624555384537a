"""The names that the README of the letters promises for forms are the names there are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ar_sheets.base.data import data_folder
from ar_sheets.letters import document, letter, occasions, samples
from ar_sheets.letters.wording import Wording
from ar_sheets.reports.papers import content
from ar_sheets.reports.papers.form import FormContent
from ar_sheets.schema.model import PaymentReceived


def names(of: FormContent) -> set[str]:
    """Every name of a content, headings left out."""
    rows = {f"{name}.{key}" for name, rows in of.rows.items() for key in rows[0]}
    return {name for name in of.values if not name.startswith("label.")} | {f"{name}.1" for name in of.lines} | rows


def test_the_readme_names_every_name_and_no_other() -> None:
    asked = samples.sample_message("en", "reminder1", "", 1)
    line = asked.lines[0]
    bill = document.document_message(asked.customer, "Invoice", "GBP", line)
    paid = [PaymentReceived(date(2026, 11, 1), Decimal(5), "1")]
    account = occasions.statement_letter("S", asked.customer, "GBP", [line], paid, Decimal(0), samples.DAY)
    wording = Wording(None)
    there = names(content.of_invoice(letter.write_letter(bill, samples.SETTINGS, wording, samples.DAY)))
    there |= names(content.of_statement(letter.write_letter(account, samples.SETTINGS, wording, samples.DAY)))
    told = (data_folder("letters") / "README.txt").read_text("utf-8").partition("Invoices and statements in Excel")[2]
    assert set(re.findall(r"\{\{([\w.]+)\}\}", told)) - {"label.due_date"} == there
