"""Holds: logged when they are set, changed and lifted, listed in Start and todo, and told each month without a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from conftest import Workbook

from ar_sheets.facts import log

Make = Callable[..., Workbook]
TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Hold until | Hold reason
    C1 | Anna AS | Business | a@anna.example | |
    C2 | Bo AS | Business | b@bo.example | {until} | {reason}

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Hold until | Hold reason
    1 | C1 | 2026-08-01 | 2026-08-15 | 1000 | {invoice}
    2 | C2 | 2026-08-01 | 2026-08-15 | 500 | |
"""


def book_of(make: Make, invoice: str = "|", until: str = "", reason: str = "") -> Workbook:
    return make(TEXT.format(invoice=invoice, until=until, reason=reason))


def logged(book: Workbook) -> list[tuple[str, str, str, str | None]]:
    return [
        (str(row["as_of"]), row["event"], row["invoice_no"] or row["customer_id"], row["detail"])
        for row in book.rows("Log")
        if row["event"] in log.SEEN_IN_SHEET
    ]


def told(book: Workbook) -> list[str]:
    return [row["what"] for row in book.rows("Problems") if "On hold without a day" in row["what"]]


def test_setting_changing_and_lifting_a_hold_is_logged_once(make_workbook: Make) -> None:
    book = book_of(make_workbook, "| water damage", "2026-12-01", "in hospital")
    book.run("2026-11-06")
    first = [("2026-11-06", "hold set", "C2", "until 2026-12-01; in hospital"),
             ("2026-11-06", "hold set", "1", "water damage")]  # fmt: skip
    assert logged(book) == first
    before = book.path.read_bytes()
    book.run("2026-11-06")
    assert book.path.read_bytes() == before
    book.type("Invoices", 2, "hold_until", date(2026, 11, 30))
    book.type("Customers", 3, "hold_until", None)
    book.type("Customers", 3, "hold_reason", None)
    book.run("2026-11-13")
    assert logged(book)[2:] == [
        ("2026-11-13", "hold set", "1", "until 2026-11-30; water damage"), ("2026-11-13", "hold lifted", "C2", None),
    ]  # fmt: skip
    book.run("2026-12-04")  # the hold of invoice 1 is over by its day: nobody lifted it
    assert len(logged(book)) == 4
    assert "seal" not in book.command("check", "--as-of", "2026-12-04").output


def test_holds_stand_in_todo_and_start(make_workbook: Make) -> None:
    book = book_of(make_workbook, "| water damage", "2026-12-01", "in hospital")
    book.run("2026-11-06")
    output = book.command("todo", "--as-of", "2026-11-06").output
    assert "Anna AS: 1, no last day, water damage (since 2026-11-06)" in output
    assert "Bo AS: all invoices, until 2026-12-01, in hospital" in output
    cells = _start(book)
    assert ("On hold", 2, "1 without a day") in cells
    assert ("Anna AS", "1", "no day") in cells
    assert ("Bo AS", "all invoices", date(2026, 12, 1)) in cells
    assert "Bo AS: all" not in book.command("todo", "--as-of", "2026-12-02").output  # over by its day


def _start(book: Workbook) -> set[tuple[object, ...]]:
    import openpyxl

    rows = openpyxl.load_workbook(book.path)["Start"].iter_rows(max_col=3, values_only=True)
    return {tuple(getattr(v, "date", lambda v=v: v)() for v in row) for row in rows}


@pytest.mark.parametrize(
    ("invoice", "until", "reason", "tells"),
    [
        ("| water damage", "", "", True),
        ("", "", "waits for the court", True),
        ("2027-06-01 | water damage", "", "", False),  # has a day
        ("2026-11-30 | insolvent", "", "", True),  # lasts whatever the day is
        ("| written off", "", "", False),
        ("|", "", "", False),
    ],
)
def test_a_hold_without_a_day_is_told_in_the_first_run_of_each_month(
    make_workbook: Make, invoice: str, until: str, reason: str, tells: bool
) -> None:
    book = book_of(make_workbook, invoice or "|", until, reason)
    heard = {}
    for day in ("2026-11-27", "2026-12-04", "2026-12-11", "2027-01-01", "2027-01-08"):
        book.run(day)
        heard[day] = bool(told(book))
    assert heard == {
        "2026-11-27": False, "2026-12-04": tells, "2026-12-11": False, "2027-01-01": tells, "2027-01-08": False,
    }  # fmt: skip


def test_the_note_stays_for_the_day_it_was_told(make_workbook: Make) -> None:
    book = book_of(make_workbook, "| water damage")
    book.run("2026-11-30")
    book.run("2026-12-01")
    assert told(book) == ["On hold without a day: 1 since 2026-11-30 (water damage)"]
    before = book.path.read_bytes()
    book.run("2026-12-01")
    assert book.path.read_bytes() == before


def test_a_look_ahead_refuses_no_run_of_the_days_before(make_workbook: Make) -> None:
    """What a run only saw is no step that was taken."""
    book = book_of(make_workbook, "| water damage")
    book.run("2027-11-06")
    book.run("2026-11-06")
    assert ("2026-11-06", "hold set", "1", "water damage") in logged(book)
