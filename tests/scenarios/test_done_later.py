"""What went out is logged as it went out, however late it is typed and whatever a later run made of the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from conftest import Workbook


def contacts(book: Workbook) -> list[tuple[str, str, Decimal]]:
    return [(row["invoice_no"], row["step"], row["amount"]) for row in book.rows("Log") if row["event"] == "sent"]


def test_a_letter_made_anew_is_logged_as_it_was_mailed(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-11-01 | 1000
    2 | C1 | 2026-10-20 | 2026-11-10 | 99
    """
    workbook.run("2026-11-06")  # only invoice 1 is late; the letter is mailed, but nobody types it
    workbook.run("2026-11-13")  # the letter is renewed in its row, now with invoice 2
    assert "2: Reminder 1" in workbook.rows("Outbox")[0]["invoices"]
    workbook.type("Outbox", 2, "done_on", date(2026, 11, 6))
    workbook.run("2026-11-13")
    assert contacts(workbook) == [("1", "Reminder 1", Decimal(1000))]
    assert workbook.invoice("2")["last_step"] is None
    assert workbook.invoice("2")["next_step"] == "Reminder 1"


def test_a_letter_that_was_set_aside_still_counts_when_it_went_out(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-11-01 | 1000
    """
    workbook.run("2026-11-06")
    workbook.type("Invoices", 2, "hold_until", date(2026, 11, 13))
    workbook.run("2026-11-13")
    assert workbook.rows("Outbox")[0]["status"] == "Superseded"
    workbook.type("Outbox", 2, "done_on", date(2026, 11, 6))
    workbook.run("2026-11-16")
    assert contacts(workbook) == [("1", "Reminder 1", Decimal(1000))]
    assert workbook.rows("Outbox")[0]["status"] == "Sent"
    assert [row["step"] for row in workbook.rows("Outbox")[1:]] == ["Phone call"]  # not Reminder 1 a second time
    workbook.run("2026-11-16")
    assert len(contacts(workbook)) == 1


def test_old_payments_leave_what_was_decided_as_it_is(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-11-01 | 1000
    """
    workbook.run("2026-11-06")
    workbook.type("Outbox", 2, "decision", "Hold")
    row = workbook.find("Settings", setting="Payments complete until")
    workbook.type("Settings", row, "value", date(2026, 11, 6))
    result = workbook.run("2026-11-20")
    assert "complete only until 2026-11-06" in result.stdout
    waiting = workbook.rows("Outbox")[0]
    assert (waiting["status"], waiting["decision"]) == ("Ready", "Hold")
    workbook.type("Settings", row, "value", "yesterday")
    result = workbook.run("2026-11-20")
    assert "cannot be read" in result.stdout
    assert workbook.rows("Outbox")[0]["status"] == "Ready"


def test_no_step_before_the_time_to_pay_is_over(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-08-01 | 2026-09-01 | 1000

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step | Detail
    1 | x | 2026-11-06 | sent | C1 | 1 | Reminder 1 | letter x to y; pay by 2026-11-20
    """
    for day, step in (("2026-11-20", None), ("2026-11-23", "Phone call")):
        data = workbook.data(day, "--dry-run")
        assert [m["step"] for m in data["messages"]] == ([step] if step else []), day


@pytest.mark.parametrize("done_on", ["yes", "#N/A", date(2025, 11, 6)])
def test_a_letter_that_went_out_on_a_day_nobody_knows_is_not_made_again(
    make_workbook: Callable[..., Workbook], done_on: date | str
) -> None:
    book = make_workbook("""
        Customers
        Customer ID | Name | Profile | Email
        C1 | Anna AS | Business | a@anna.example

        Invoices
        Invoice no | Customer ID | Invoice date | Due date | Amount
        1 | C1 | 2026-10-01 | 2026-11-01 | 1000
    """)
    book.run("2026-11-06")
    book.type("Outbox", 2, "done_on", done_on)
    for day in ("2026-11-07", "2026-11-20"):
        found = book.data(day)
        assert found["messages"] == []
        assert "may have gone out" in book.invoice("1")["why"]
        assert [problem["cell"] for problem in found["problems"] if problem["sheet"] == "Outbox"]
        sent = book.command("send", "--to-folder", "--yes", "--as-of", day)
        assert "Written: 1" not in sent.output
    book.type("Outbox", 2, "done_on", date(2026, 11, 6))
    book.run("2026-11-20")
    assert contacts(book) == [("1", "Reminder 1", Decimal(1000))]
