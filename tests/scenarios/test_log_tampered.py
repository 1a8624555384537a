"""The Log shows where it was changed, re-ordered or cut, and the run goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from conftest import Workbook

from ar_sheets.facts.log import first_break, first_broken, sealed
from ar_sheets.schema.model import LogEntry

ENTRIES = sealed(
    LogEntry(0, f"2026-09-0{n} 10:00:00", date(2026, 9, n), "sent", "C", str(n), "Reminder 1", Decimal(n), "NOK", "x")
    for n in range(1, 8)
)
MARK = (7, ENTRIES[-1].seal[:12])


@pytest.mark.parametrize(
    ("entries", "where", "says"),
    [
        (ENTRIES, None, ""),
        ([], None, "cut at its end: it is empty, and had 7 entries"),
        (ENTRIES[:5], 5, "cut at its end: it ends with entry 5, and had 7 entries"),
        (ENTRIES[:2] + ENTRIES[3:], 4, "was cut: entry 3 is missing before entry 4"),
        (ENTRIES[:2] + ENTRIES[5:], 6, "was cut: entries 3 to 5 are missing before entry 6"),
        (ENTRIES[1:], 2, "was cut: entry 1 is missing before entry 2"),
        (ENTRIES[::-1], 6, "was re-ordered: entry 6 does not stand where it was written"),
        ([*ENTRIES[:2], ENTRIES[3], ENTRIES[2], *ENTRIES[4:]], 3, "was re-ordered: entry 3"),
        ([*ENTRIES[:3], replace(ENTRIES[3], amount=Decimal(40)), *ENTRIES[4:]], 4, "Entry 4 of the Log was changed"),
        ([*ENTRIES[:3], replace(ENTRIES[3], seal=""), *ENTRIES[4:]], 4, "Entry 4 of the Log was changed"),
        ([*ENTRIES[:3], replace(ENTRIES[4], entry=4), *ENTRIES[5:]], 4, "Entry 4 of the Log was changed"),
        ([*ENTRIES, ENTRIES[2]], 3, "Entry 3 stands in the Log twice"),
        (sealed(replace(e, step="Reminder 2") for e in ENTRIES), 7, "is not the one of the last run"),  # all made anew
    ],
    ids=range(13),
)
def test_where_and_what(entries: list[LogEntry], where: int | None, says: str) -> None:
    found, what = first_break(entries, MARK)
    assert (found.entry if found else None) == where
    assert says in what
    assert bool(what) == bool(says)


def test_rows_added_since_the_last_run_are_no_fault() -> None:
    assert first_break([*ENTRIES, *sealed(ENTRIES[:1], ENTRIES[-1])], MARK) == (None, "")
    assert first_break(ENTRIES, None) == (None, "")
    assert first_break([], None) == (None, "")


def test_each_field_is_under_the_seal() -> None:
    changes = {"when": "x", "as_of": date(2026, 1, 1), "event": "called", "customer_id": "D", "invoice_no": "9",
               "step": "x", "amount": None, "currency": "EUR", "detail": "y", "document_sha256": "z"}  # fmt: skip
    for name, value in changes.items():
        changed = [ENTRIES[0], replace(ENTRIES[1], **{name: value}), *ENTRIES[2:]]
        broken = first_broken(changed)
        assert broken is not None, name
        assert broken.entry == 2


TEXT = """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example
    C2 | Bo AS | Business | b@bo.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    2 | C2 | 2026-10-01 | 2026-10-15 | 500
"""


@pytest.fixture
def logged(make_workbook: Callable[..., Workbook]) -> Workbook:
    """Two letters sent, and a run since."""
    book = make_workbook(TEXT)
    book.run("2026-11-06")
    for row in (2, 3):
        book.type("Outbox", row, "done_on", date(2026, 11, 6))
    book.run("2026-11-09")
    assert len(book.rows("Log")) == 2
    return book


def _delete(book: Workbook, row: int) -> None:
    content = openpyxl.load_workbook(book.path)
    content["Log"].delete_rows(row)
    content.save(book.path)


@pytest.mark.parametrize(("row", "says"), [(2, "entry 1 is missing"), (3, "cut at its end")])
def test_a_row_taken_out_shows_in_check_and_the_run_goes_on(logged: Workbook, row: int, says: str) -> None:
    _delete(logged, row)
    checked = logged.command("check", "--as-of", "2026-11-10")
    assert checked.exit_code == 1
    assert says in checked.stderr
    logged.run("2026-11-10")
    assert "Log" in {problem["sheet"] for problem in logged.rows("Problems")}
    assert len(logged.rows("Outbox")) >= 2


def test_text_where_a_number_belongs_does_not_stop_the_run(logged: Workbook) -> None:
    logged.type("Log", 2, "amount", "a thousand")
    logged.type("Log", 3, "as_of", "yesterday")
    result = logged.run("2026-11-10")
    assert "of the Log" in result.stderr


def test_undo_takes_the_mark_back_with_the_log(logged: Workbook) -> None:
    assert logged.command("undo").exit_code == 0
    assert "Log" not in logged.command("check", "--as-of", "2026-11-10").stderr
