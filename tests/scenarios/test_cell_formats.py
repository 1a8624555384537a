"""Whatever an owner does to the looks of cells, the run writes; what it cannot write, a look says beforehand."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from conftest import Workbook
from openpyxl.styles import Font, PatternFill

from ar_sheets.workbook.read import read_book

CELLS = {
    "Invoices": (
        "customer", "paid", "credited", "open_amount", "days_overdue", "bucket", "interest", "fees", "total_due",
        "status", "last_step", "last_step_date", "next_step", "next_step_date", "why",
    ),
    "Customers": ("overdue", "oldest_days", "unapplied", "credit_status", "credit_reason", "next_step",
                  "next_step_date"),
    "Payments": ("applied", "applied_to", "unapplied", "status"),
}  # fmt: skip


def formatted(workbook: Workbook, text: Any) -> None:
    """Make every computed cell bold and yellow, by another program, with something that the run has to take out."""
    book = openpyxl.load_workbook(workbook.path)
    for sheet, keys in CELLS.items():
        table = read_book(workbook.path.read_bytes()).tables[sheet]
        for row in table.rows:
            for key in keys:
                cell = book[table.sheet].cell(row, table.places[key] + 1)
                cell.style, cell.font, cell.fill = "Normal", Font(bold=True), PatternFill("solid", fgColor="FFFF00")
                cell.value = text if row % 2 else cell.value
    book.save(workbook.path)


@pytest.mark.parametrize("text", ["x", 46000, None])
def test_bold_and_coloured_computed_cells_stop_no_run(workbook: Workbook, text: Any) -> None:
    """
    Customers
    Customer ID | Name | Profile
    A           | Anna | Business
    B           | Bo   | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1001       | A           | 2026-09-01   | 1000
    1002       | A           | 2026-09-01   | 500
    1003       | B           | 2026-10-04   | 500
    1004       | B           | 2026-09-20   | nothing

    Payments
    Date       | Customer ID | Invoice no | Amount
    2026-09-10 | A           | 1002       | 500
    2027-09-10 | A           | 1001       | 5
    """
    for day in ("2026-10-05", "2026-10-05", "2026-11-20"):
        formatted(workbook, text)
        assert workbook.command("check", "--as-of", day).exit_code in (0, 1)
        workbook.run(day)
        content = workbook.path.read_bytes()
        workbook.run(day)
        assert workbook.path.read_bytes() == content


def test_what_a_run_cannot_write_a_look_says_beforehand(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    A           | Anna | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1001       | A           | 2026-09-01   | 1000
    """
    book = openpyxl.load_workbook(workbook.path)
    table = read_book(workbook.path.read_bytes()).tables["Outbox"]
    book[table.sheet].cell(table.header_row + 2, 3).value = "my own note below the list"
    last = book[table.sheet].tables["Outbox"].ref.rpartition(":")[2]
    book[table.sheet].merge_cells(f"A{table.header_row + 1}:{last}")
    book.save(workbook.path)
    before = workbook.path.read_bytes()

    done = workbook.command("run", "--as-of", "2026-10-05")
    assert done.exit_code == 2
    for command, *more in (("run", "--dry-run"), ("check",)):
        looked = workbook.command(command, "--as-of", "2026-10-05", *more)
        assert looked.exit_code == 2
        assert done.stderr.strip().split(". ")[0] in looked.stderr
        as_data = workbook.command(command, "--as-of", "2026-10-05", "--json", *more)
        assert as_data.exit_code == 2
        assert "Outbox" in json.loads(as_data.stdout)["refused"]
    assert workbook.path.read_bytes() == before
    assert workbook.command("explain", "1001", "--as-of", "2026-10-05").exit_code == 0


def test_a_cell_of_our_own_total_that_somebody_cleared_is_filled_at_once(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    A           | Anna | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1001       | A           | 2026-09-01   | 1000
    """
    workbook.run("2026-10-05")
    row = workbook.find("Aging", customer_id="Total")
    workbook.type("Aging", row, "currency", None)
    workbook.run("2026-10-05")
    content = workbook.path.read_bytes()
    assert [r["currency"] for r in workbook.rows("Aging") if r["customer_id"] == "Total"] == ["NOK"]
    workbook.run("2026-10-05")
    assert workbook.path.read_bytes() == content


def test_what_the_log_says_of_42_counts_for_inv_0042(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile  | Email
    A           | Anna | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date   | Amount
    42         | A           | 2026-09-01   | 2026-09-15 | 1000
    """
    workbook.type("Invoices", 2, "invoice_no", 42)
    workbook.run("2026-10-05")
    workbook.type("Outbox", workbook.find("Outbox", customer_id="A"), "done_on", date(2026, 10, 5))
    workbook.run("2026-10-05")
    assert [row["invoice_no"] for row in workbook.rows("Log")] == ["42"]
    book = openpyxl.load_workbook(workbook.path)
    book["Invoices"].cell(2, 1).number_format = '"INV-"0000'
    book.save(workbook.path)
    found = workbook.data("2026-10-06")
    assert workbook.invoice("INV-0042")["last_step"] == "Reminder 1"
    assert found["messages"] == []
    assert not [problem for problem in found["problems"] if problem["sheet"] == "Log"]
