"""A broken promise stays broken when a new day is typed over it; one that was moved in good time was none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from conftest import Workbook

Make = Callable[..., Workbook]
TEXT = """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Promise date | Promise amount
    1 | C1 | 2026-10-01 | 2026-10-30 | 1000 | 2026-11-09 |
    2 | C1 | 2026-11-01 | 2026-12-30 | 50 | |
"""


def customer(book: Workbook) -> tuple[str | None, str, str | None]:
    row = book.rows("Customers")[0]
    return row["promises_kept"], row["credit_status"], row["credit_reason"]


@pytest.mark.parametrize(
    ("seen", "kept", "status"),
    [  # Monday 9 November and two working days: the last day is the 11th
        ("2026-11-11", None, "OK"),  # moved on the last day
        ("2026-11-12", "0 of 1", "Watch"),  # moved when it was over
    ],
)
def test_a_new_day_typed_over_an_old_promise(make_workbook: Make, seen: str, kept: str | None, status: str) -> None:
    book = make_workbook(TEXT)
    book.run("2026-11-06")
    book.type("Invoices", 2, "promise_date", date(2026, 11, 20))
    book.run(seen)
    assert customer(book)[:2] == (kept, status)
    assert book.invoice("1")["status"] == "Promised"  # the new one holds all the same
    before = book.path.read_bytes()
    book.run(seen)
    assert book.path.read_bytes() == before


def test_two_broken_ones_stop_supply_though_the_cell_shows_a_third(make_workbook: Make) -> None:
    book = make_workbook(TEXT)
    for run, typed in (("2026-11-06", date(2026, 11, 16)), ("2026-11-13", date(2026, 11, 30)), ("2026-11-20", None)):
        book.run(run)
        if typed:
            book.type("Invoices", 2, "promise_date", typed)
    assert customer(book) == ("0 of 2", "Hold", "2 promises broken")
    book.type("Invoices", 2, "promise_date", None)  # cleared: what was broken stays broken
    book.run("2026-11-27")
    assert customer(book)[1] == "Hold"
    assert customer(book)[0] == "0 of 2"  # the third was taken back before its day


def test_a_promise_that_was_kept_stays_kept(make_workbook: Make) -> None:
    book = make_workbook(
        TEXT.replace("2026-11-09 |", "2026-11-09 | 400")
        + "\n    Payments\n    Date | Customer ID | Invoice no | Amount\n    2026-11-09 | C1 | 1 | 400\n"
    )
    book.run("2026-11-06")
    book.type("Invoices", 2, "promise_date", date(2026, 11, 30))
    book.type("Invoices", 2, "promise_amount", 600)
    book.run("2026-11-13")
    assert customer(book)[0] == "1 of 1"


def test_a_broken_promise_of_an_invoice_that_is_paid_stops_nothing(make_workbook: Make) -> None:
    book = make_workbook(
        TEXT + "\n    Payments\n    Date | Customer ID | Invoice no | Amount\n    2026-11-19 | C1 | 1 | 1000\n"
    )
    book.run("2026-11-06")
    book.type("Invoices", 2, "promise_date", date(2026, 11, 20))
    book.run("2026-11-13")
    assert customer(book)[1] == "Watch"
    book.run("2026-11-20")
    assert customer(book)[:2] == ("1 of 2", "OK")
