"""Error values (#N/A ...) are no blanks: wherever people type, one is a finding and nobody is asked for money."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from conftest import Workbook

from ar_sheets.base.text import column_letter
from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge, look
from ar_sheets.schema.columns import SHEETS
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book

AS_OF = date(2026, 10, 5)  # 20 days after the due date: Reminder 1 is due
BUSINESS = """
Customers
Customer ID | Name | Profile | Email
A | Anna AS | Business | a@anna.example
B | Bo AS | Business | b@bo.example

Invoices
Invoice no | Customer ID | Kind | Invoice date | Due date | Currency | Amount
1001 | A | | 2026-09-01 | 2026-09-15 | NOK | 1000
2001 | B | | 2026-09-01 | 2026-09-15 | NOK | 1000

Payments
Date | Customer ID | Invoice no | Amount
2026-08-01 | B | 2001 | 100
"""


def put(book: Workbook, *cells: tuple[str, int, str], error: str = "#N/A") -> bytes:
    """The workbook with error values in these cells (sheet, row, column key)."""
    file = openpyxl.load_workbook(book.path)
    tables = read_book(book.path.read_bytes()).tables
    for sheet, row, key in cells:
        cell = file[tables[sheet].sheet].cell(row, tables[sheet].places[key] + 1)
        cell.value, cell.data_type = error, "e"
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def asked(data: bytes) -> tuple[list[str], Book, dict[str, str]]:
    """The customers who get a letter, what was found, and each invoice's Why."""
    book, facts = look(data)
    work, messages = judge(book, facts, outbox.load_outbox(book), AS_OF)
    whys = dict(zip(work.columns["invoice_no"], work.columns["why"], strict=True))
    return [message.customer.customer_id for message in messages], book, whys


def test_every_cell_people_fill_is_looked_at(make_workbook: Callable[..., Workbook]) -> None:
    """One error in each column of each sheet, every one in a row of its own."""
    book = make_workbook(BUSINESS)
    tables = read_book(book.path.read_bytes()).tables
    put_in = [
        (sheet.name, 40 + at, column.key)
        for sheet in SHEETS
        if sheet.name in tables
        for at, column in enumerate(sheet.owned_by("you", "reply", "log"))
        if column.key in tables[sheet.name].places
    ]
    found = read_book(put(book, *put_in))
    told = {(finding.sheet, finding.cell) for finding in found.findings if "is an error value: #N/A" in finding.what}
    places = {
        (found.tables[sheet].sheet, f"{column_letter(found.tables[sheet].places[key])}{row}")
        for sheet, row, key in put_in
    }
    assert len(put_in) > 60
    assert told == places
    on_hold = {(sheet, row) for sheet, row, key in put_in if (sheet, key) not in
               {("Settings", "note"), ("Payments", "method"), ("Payments", "note")}}  # fmt: skip
    assert on_hold <= found.bad.keys()


@pytest.mark.parametrize(
    ("sheet", "row", "key", "letters"),
    [
        ("Invoices", 2, "hold_until", ["B"]),
        ("Invoices", 2, "dispute_reason", ["B"]),
        ("Invoices", 2, "typed_due_date", ["B"]),
        ("Invoices", 2, "invoice_no", ["B"]),
        ("Invoices", 2, "kind", ["B"]),
        ("Invoices", 2, "internal_note", ["B"]),
        ("Customers", 2, "hold_until", ["B"]),
        ("Customers", 2, "customer_id", ["B"]),
        ("Customers", 2, "internal_note", ["B"]),
        ("Payments", 2, "date", ["A"]),
        ("Payments", 2, "customer_id", ["A"]),
        ("Payments", 2, "invoice_no", ["A"]),
        ("Payments", 2, "amount", ["A"]),
        ("Payments", 2, "note", ["A", "B"]),  # no rule reads it: the payment counts
        ("Dunning plan", 2, "approval", []),
        ("Dunning plan", 2, "plan", []),
        ("Settings", 2, "value", []),
        ("Settings", 2, "setting", []),
        ("Settings", 2, "note", ["A", "B"]),
    ],
)
def test_who_is_still_asked(
    make_workbook: Callable[..., Workbook], sheet: str, row: int, key: str, letters: list[str]
) -> None:
    book = make_workbook(BUSINESS)
    assert asked(book.path.read_bytes())[0] == ["A", "B"]
    customers, found, _ = asked(put(book, (sheet, row, key)))
    assert customers == letters
    assert any("is an error value: #N/A" in finding.what for finding in found.findings)


def test_payments_complete_until_that_is_an_error_stops_all_letters(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(BUSINESS, payments_complete_until=date(2026, 10, 4))
    row = book.find("Settings", setting="Payments complete until")
    customers, _, whys = asked(put(book, ("Settings", row, "value"), error="#REF!"))
    assert customers == []
    assert whys["1001"].startswith(f"No letters: Settings!B{row}: Value is an error value: #REF!")


def test_a_credit_note_whose_kind_is_an_error_is_not_asked_for(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(BUSINESS.replace("2001 | B | |", "2001 | A | Credit note |"))
    customers, _, whys = asked(put(book, ("Invoices", 3, "kind")))
    assert customers == []
    assert "could not be read" in whys["1001"]


def test_an_error_is_told_in_explain_with_its_cell_and_what_to_do(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    A | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1001 | A | 2026-09-01 | 1000
    """
    workbook.path.write_bytes(put(workbook, ("Invoices", 2, "hold_until")))
    told = workbook.command("explain", "1001", "--as-of", str(AS_OF)).stdout
    assert "Hold until is an error value: #N/A" in told
    assert "Fix the formula, or type the value itself" in told


@pytest.mark.parametrize(("errors", "findings"), [(6, 6), (7, 1)])
def test_a_column_full_of_errors_is_one_finding_and_every_row_is_on_hold(
    make_workbook: Callable[..., Workbook], errors: int, findings: int
) -> None:
    rows = "\n".join(f"{n} | A | 2026-09-01 | 2026-09-15 | 1000" for n in range(1, 10))
    book = make_workbook(
        "Customers\nCustomer ID | Name | Profile | Email\nA | Anna AS | Business | a@anna.example\n\n"
        f"Invoices\nInvoice no | Customer ID | Invoice date | Due date | Amount\n{rows}"
    )
    customers, found, whys = asked(put(book, *(("Invoices", row, "hold_until") for row in range(2, 2 + errors))))
    assert len([f for f in found.findings if "is an error value" in f.what]) == findings
    assert customers == ["A"]
    assert [number for number, why in whys.items() if "is an error value" in why] == [
        str(n) for n in range(1, errors + 1)
    ]


@pytest.mark.parametrize(("header", "letters"), [("Hold until", []), ("Internal note", []), ("", ["A", "B"])])
def test_an_error_for_a_header_may_hide_a_hold(
    make_workbook: Callable[..., Workbook], header: str, letters: list[str]
) -> None:
    book = make_workbook(BUSINESS)
    file = openpyxl.load_workbook(book.path)
    sheet = file["Invoices"]
    place: Any = next((c for c in sheet[1] if c.value == header), sheet.cell(1, sheet.max_column + 1))
    sheet.tables.clear()
    place.value, place.data_type = "#REF!", "e"
    saved = io.BytesIO()
    file.save(saved)
    assert asked(saved.getvalue())[0] == letters


def test_rows_that_formulas_were_filled_into_ahead_are_no_invoices(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(BUSINESS)
    before = asked(book.path.read_bytes())
    file = openpyxl.load_workbook(book.path)
    saved = io.BytesIO()
    file.save(saved)
    plain = saved.getvalue()
    filled = _with_formulas(plain, rows=range(4, 24))
    after = asked(filled)
    assert (after[0], after[2]) == (before[0], before[2])
    assert [f for f in after[1].findings if f.sheet == "Invoices"] == []
    assert read_book(filled).tables["Invoices"].rows == [2, 3]


def _with_formulas(data: bytes, rows: range) -> bytes:
    """The workbook with filled rows as Excel saves them: a due date from an empty cell, no amount, an empty text."""
    import zipfile

    out = io.BytesIO()
    table = read_book(data).tables["Invoices"]
    letters = {key: column_letter(table.places[key]) for key in ("customer_id", "typed_due_date", "amount")}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if b'<c r="' + letters["amount"].encode() + b'3"' in content and b"2001" in content:
                made = "".join(
                    f'<row r="{row}"><c r="{letters["customer_id"]}{row}" t="str"><f>""</f><v></v></c>'
                    f'<c r="{letters["typed_due_date"]}{row}"><f>D{row}+14</f><v>14</v></c>'
                    f'<c r="{letters["amount"]}{row}"><f>0*1.25</f><v>0</v></c></row>'
                    for row in rows
                )
                start, end = content.index(b"<sheetData>"), content.index(b"</sheetData>")
                kept = content[start:end].split(b'<row r="4"')[0]
                content = content[:start] + kept + made.encode() + content[end:]
            new.writestr(name, content)
    return out.getvalue()
