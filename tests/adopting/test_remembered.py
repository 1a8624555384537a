"""What Settings remember of an owner's own sheets and columns, and how a run keeps to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ar_sheets.facts.own_status import said_paid
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.remembered import remembered

LISTS: dict[str, list[list[Any]]] = {
    "Kunder 26": [["Navn", "Adr"], ["Fjord AS", "Veien 1"], ["Brygga", "Kaien 2"]],
    "Salg": [
        ["Bilag", "Hvem", "Dato", "Sum", "Betalt", "Status"],
        ["1", "Fjord AS", date(2026, 1, 5), 100, 40, "delvis"],
        ["2", "Brygga", date(2026, 1, 6), 200, 200, "ok"],
    ],
}
SAID = [
    ("Sheet: Invoices", "Salg"), ("Sheet: Customers", "kunder 26"),
    ("Column: Customers / Customer ID", "Navn"), ("Column: Customers / Name", "Navn"),
    ("Column: Invoices / Invoice no", "Bilag"), ("Column: Invoices / Customer ID", "hvem"),
    ("Column: Invoices / Invoice date", "Dato"), ("Column: Invoices / Amount", "Sum"),
    ("Column: Invoices / Paid", "none"), ("Column: Invoices / Status", "none"),
    ("Column: Invoices / Paid by your list", "Betalt"), ("Column: Invoices / Status by your list", "Status"),
]  # fmt: skip


def made(path: Path, sheets: dict[str, list[list[Any]]]) -> bytes:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return path.read_bytes()


def test_sheets_and_columns_are_found_as_was_said(tmp_path: Path) -> None:
    settings = [["Setting", "Value"], *map(list, SAID)]
    book = read_book(made(tmp_path / "w.xlsx", {**LISTS, "Settings": settings}))
    invoices, customers = book.tables["Invoices"], book.tables["Customers"]
    assert (invoices.sheet, customers.sheet) == ("Salg", "Kunder 26")
    assert invoices.columns["invoice_no"] == ["1", "2"]
    assert invoices.columns["amount"] == [Decimal(100), Decimal(200)]
    assert customers.columns["customer_id"] == customers.columns["name"] == ["Fjord AS", "Brygga"]
    assert invoices.columns["marked_paid"] == [40, 200]
    assert "paid" not in invoices.places  # theirs is not ours to write into
    assert "status" not in invoices.places


def test_settings_of_our_own_come_before_the_owners_sheet_of_that_name(tmp_path: Path) -> None:
    ours = [["Setting", "Value"], ["Sheet: Invoices", "Salg"], ["Sheet: Customers", "Kunder 26"]]
    theirs = [["Colour", "Blue"]]
    with pytest.raises(Exception, match="The sheet Kunder 26") as refusal:
        read_book(made(tmp_path / "w.xlsx", {**LISTS, "Settings": theirs, "Settings (ar-sheets)": ours}))
    assert "no column Kundenr" in str(refusal.value) or "no headers we know" in str(refusal.value)


def test_a_remembered_header_that_was_renamed_is_looked_for_by_its_usual_name(tmp_path: Path) -> None:
    said = [row for row in SAID if "Invoice no" not in row[0]] + [("Column: Invoices / Invoice no", "Gone")]
    lists = {**LISTS, "Salg": [["Invoice no", *LISTS["Salg"][0][1:]], *LISTS["Salg"][1:]]}
    book = read_book(made(tmp_path / "w.xlsx", {**lists, "Settings": [["Setting", "Value"], *map(list, said)]}))
    assert book.tables["Invoices"].columns["invoice_no"] == ["1", "2"]


def test_rows_of_settings_are_understood() -> None:
    found = remembered(
        [["Column: Invoices / PO / ref", "KID"], ["Older list: 2025", "copied"], ["x", None], ["Sheet: "]]
    )
    assert found.of("Invoices") == {"po_ref": "KID"}
    assert found.older == {"2025": "copied"}


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"marked_paid": 40.0}, 40), ({"marked_paid": 0}, 0), ({"marked_paid": ""}, None), ({}, None),
        ({"marked_open": 0}, 100), ({"marked_open": 30.5}, Decimal("69.5")),
        ({"marked_open": 30, "marked_paid": 0}, 70),
        ({"marked_status": "Betalt"}, 100), ({"marked_status": "ubetalt"}, None), ({"marked_status": "x"}, 100),
        ({"marked_status": "Not paid"}, None), ({"marked_status": "Part paid"}, None),
        ({"marked_status": "pago"}, 100),
        ({"marked_paid_on": date(2026, 1, 2)}, 100), ({"marked_paid_on": "3.1.2026"}, 100),
        ({"marked_paid_on": ""}, None),
        ({"marked_paid": "ja"}, 100), ({"marked_paid": "1 000,50"}, Decimal("1000.50")),
        ({"marked_paid": 20, "marked_credited": 30}, 50), ({"marked_credited": -10}, 10),
    ],
)  # fmt: skip
def test_what_a_row_says_is_paid(marks: dict[str, Any], said: Any) -> None:
    assert said_paid(marks, Decimal(100), date(2026, 11, 20)) == said


@pytest.mark.parametrize(
    ("row", "read_as"),
    [
        (["Sum", None, None, 300], "a total"), (["Total 2026:", None, None, 300], "a total"),
        ([None, "I alt", None, 300], "a total"), (["Total Energies", None, None, 300], "a record"),
        ([None, "Total Energies", None, 300], "a record"), ([7, "Total", None, 300], "a record"),
        (["Sum", None, date(2026, 1, 7), 300], "a record"), (["Total-2", None, None, 300], "a record"),
        (["Sum", "Brygga", None, 300], "a record"),
    ],
)  # fmt: skip
def test_a_row_of_totals_is_left_out_wherever_it_stands(row: list[Any], read_as: str, tmp_path: Path) -> None:
    records = [[1, "Fjord", date(2026, 1, 5), 100], row, [2, "Brygga", date(2026, 1, 6), 200]]
    sheets = {"Invoices": [["Invoice no", "Customer ID", "Invoice date", "Amount"], *records],
              "Customers": [["Customer ID"], ["Fjord"]]}  # fmt: skip
    book = read_book(made(tmp_path / "w.xlsx", sheets))
    assert book.tables["Invoices"].rows == ([2, 4] if read_as == "a total" else [2, 3, 4])
