"""Workbooks that Excel opens though they are written otherwise: Strict Open XML, days counted from 1904, protected
sheets, a row 0. The week runs on them as on any other, or a sentence says what to do."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Workbook
from handmade import STRICT

DAY = "2026-10-05"
SINCE_1904 = timedelta(days=1462)
LIST = """
    Customers
    Customer ID | Name | Profile | Email
    A | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Currency
    1001 | A | {first} | {due} | 1000 | NOK
    1002 | A | {second} | | 500 | NOK

    Payments
    Date | Customer ID | Invoice no | Amount | Currency
    {second} | A | 1002 | 500 | NOK
"""
DATES = {"first": date(2026, 8, 1), "due": date(2026, 8, 15), "second": date(2026, 9, 1)}
SHOWN = ("status", "open_amount", "days_overdue", "interest", "next_step", "next_step_date", "invoice_date")
Make = Callable[..., Workbook]


def rewritten(path: Path, change: Callable[[str, str], str]) -> None:
    """The workbook with each of its XML parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            xml = name.endswith((".xml", ".rels"))
            new.writestr(name, change(name, data.decode("utf-8")).encode() if xml else data)


def results(workbook: Workbook) -> list[dict[str, Any]]:
    done = workbook.command("run", "--as-of", DAY)
    assert done.exit_code in (0, 1), done.output
    return [{key: row.get(key) for key in SHOWN} for row in workbook.rows("Invoices")]


def test_strict_open_xml_gives_what_the_ordinary_gives(make_workbook: Make) -> None:
    ordinary = results(make_workbook(LIST.format(**DATES)))
    workbook = make_workbook(LIST.format(**DATES))

    def strict(_name: str, text: str) -> str:
        for usual, other in STRICT.items():
            text = text.replace(f'"{usual}', f'"{other}')
        return text

    rewritten(workbook.path, strict)
    assert results(workbook) == ordinary
    assert [row["status"] for row in ordinary] == ["Overdue", "Paid"]


def test_days_counted_from_1904_are_the_same_days(make_workbook: Make) -> None:
    ordinary = results(make_workbook(LIST.format(**DATES)))
    shifted = {name: day - SINCE_1904 for name, day in DATES.items()}
    workbook = make_workbook(LIST.format(**shifted), payments_complete_until=date(2026, 10, 4) - SINCE_1904)
    rewritten(workbook.path, lambda name, text: re.sub(
        r"<workbookPr\b", '<workbookPr date1904="1"', text) if name == "xl/workbook.xml" else text)  # fmt: skip
    assert results(workbook) == ordinary


def test_a_row_0_is_a_sentence_that_says_what_to_do(make_workbook: Make) -> None:
    workbook = make_workbook(LIST.format(**DATES))
    row_0 = '<sheetData><row r="0"><c r="A0"><v>5</v></c></row>'
    rewritten(
        workbook.path, lambda name, text: text.replace("<sheetData>", row_0, 1) if "sheets/sheet3" in name else text
    )
    before = workbook.path.read_bytes()
    done = workbook.command("run", "--as-of", DAY)
    assert (done.exit_code, workbook.path.read_bytes()) == (2, before)
    assert "in Excel" in done.output
    assert "save it" in done.output


def protect(workbook: Workbook, attributes: str) -> None:
    """Protects every sheet."""

    def locked(name: str, text: str) -> str:
        return re.sub(r"<sheetProtection[^>]*/>", "", text).replace(
            "</sheetData>", f'</sheetData><sheetProtection sheet="1" {attributes}/>', 1
        ) if "worksheets/sheet" in name else text  # fmt: skip

    rewritten(workbook.path, locked)


@pytest.mark.parametrize(
    ("attributes", "says"), [("", "without a password; take it off"), ('password="CC1A"', "with a password; who knows")]
)
def test_our_columns_of_protected_sheets_are_written_and_what_people_own_is_not(
    make_workbook: Make, tmp_path: Path, attributes: str, says: str
) -> None:
    """Protection is against slips of the hand; the run goes on. What would add rows to a list of theirs names it."""
    workbook = make_workbook(LIST.format(**DATES))
    protect(workbook, attributes)
    assert [row["status"] for row in results(workbook)] == ["Overdue", "Paid"]
    bank = tmp_path / "bank.csv"
    bank.write_text("Dato;Tekst;Beløp\n03.10.2026;1001;1000,00\n", "utf-8")
    before = workbook.path.read_bytes()
    done = workbook.command("payments", str(bank), "--yes", "--as-of", DAY)
    assert (done.exit_code, workbook.path.read_bytes()) == (2, before)
    assert f"The sheet Payments is protected {says}" in done.output
