"""The number as shown in Excel is the invoice's number, wherever it is named; or a finding says that they differ."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl
import pytest
from conftest import Workbook

from ar_sheets.workbook.read import read_book

BUSINESS = """
Customers
Customer ID | Name | Profile
7 | Anna AS | Business

Invoices
Invoice no | Customer ID | Invoice date | Amount
42 | 7 | 2026-09-01 | 1000
43 | 7 | 2026-09-01 | 1000

Payments
Date | Customer ID | Invoice no | Amount
2026-09-20 | 7 | 42 | 100
"""


def formatted(book: Workbook, sheet: str, key: str, code: str) -> None:
    file, tables = openpyxl.load_workbook(book.path), read_book(book.path.read_bytes()).tables
    for row in tables[sheet].rows:
        cell = file[sheet].cell(row, tables[sheet].places[key] + 1)
        cell.value, cell.number_format = int(cell.value), code
    file.save(book.path)


@pytest.mark.parametrize(
    ("code", "numbers", "noted"),
    [('"INV-"0000', ["INV-0042", "INV-0043"], False), ("00000", ["00042", "00043"], False), ("0", ["42", "43"], False),
     ("0.00", ["42", "43"], True)],
)  # fmt: skip
def test_an_invoice_number(make_workbook: Callable[..., Workbook], code: str, numbers: list[str], noted: bool) -> None:
    book = make_workbook(BUSINESS)
    formatted(book, "Invoices", "invoice_no", code)
    found = read_book(book.path.read_bytes())
    assert found.tables["Invoices"].columns["invoice_no"] == numbers
    assert found.tables["Payments"].columns["invoice_no"] == numbers[:1]  # the same number, shown plainly there
    assert [f.stops for f in found.findings if "shows it in another way" in f.what] == [False] * noted


@pytest.mark.parametrize("sheet", ["Customers", "Invoices", "Payments"])
def test_a_customer_id_shown_in_one_sheet_only_stays_one_customer(
    make_workbook: Callable[..., Workbook], sheet: str
) -> None:
    book = make_workbook(BUSINESS)
    formatted(book, sheet, "customer_id", "000")
    tables = read_book(book.path.read_bytes()).tables
    ids = {tables[name].columns["customer_id"][0] for name in ("Customers", "Invoices", "Payments")}
    assert ids == {"007" if sheet == "Customers" else "7"}
