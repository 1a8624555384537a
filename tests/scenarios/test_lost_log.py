"""An older copy put back, a Log cut or emptied, a lost journal, a clock that was wrong: nothing is done twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from conftest import Workbook

TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Phone
    C1 | Anna AS | Business | a@anna.example | +47 1
    C2 | Bo AS | Business | b@bo.example | +47 2

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    2 | C2 | 2026-10-01 | 2026-10-15 | 500
"""
DAY, LATER, MUCH_LATER = "2026-11-06", "2026-11-09", "2026-12-11"


@pytest.fixture
def book(make_workbook: Callable[..., Workbook]) -> Workbook:
    """Two letters made; the copy beside it is older than what follows: both posted, and logged by a run."""
    book = make_workbook(TEXT)
    book.run(DAY)
    shutil.copy(book.path, older(book))
    for row in (2, 3):
        book.type("Outbox", row, "done_on", date(2026, 11, 6))
    book.run(LATER)
    assert len(book.rows("Log")) == 2
    return book


def older(book: Workbook) -> Path:
    return book.path.parent / "older copy.bak"


def letters(book: Workbook, day: str) -> list[str]:
    return [message["step"] for message in book.data(day, "--dry-run")["messages"]]


def forget(book: Workbook, what: str) -> None:
    if what == "journal":
        (book.path.parent / ".ar-sheets" / "journal.sqlite3").unlink(missing_ok=True)
    elif what == ".ar-sheets":
        shutil.rmtree(book.path.parent / ".ar-sheets")
    elif what == "batches":
        for file in book.path.parent.glob("batches/*/done.jsonl"):
            file.unlink()


@pytest.mark.parametrize("lost", ["nothing", "journal", ".ar-sheets", "batches"])
def test_an_older_copy_put_back_makes_no_letters_until_a_person_confirms(book: Workbook, lost: str) -> None:
    shutil.copy(older(book), book.path)
    forget(book, lost)
    checked = book.command("check", "--as-of", LATER)
    assert "confirm-log" in checked.stderr
    for _ in range(2):  # and it stays so, run after run
        result = book.run(MUCH_LATER)
        assert "o letters" in result.stdout
        assert letters(book, MUCH_LATER) == []
    if lost != "batches":
        assert [(row["event"], row["invoice_no"]) for row in book.rows("Log")] == [("sent", "1"), ("sent", "2")]
        assert {row["status"] for row in book.rows("Outbox")} == {"Sent"}
        confirmed = book.command("confirm-log", "--as-of", MUCH_LATER, "--yes")
        assert confirmed.exit_code == 0, confirmed.stderr
        assert "Reminder 1" not in letters(book, MUCH_LATER)
        assert len(letters(book, MUCH_LATER)) == 2
        again = book.command("confirm-log", "--as-of", MUCH_LATER, "--yes")
        assert again.exit_code == 2
        assert "nothing to confirm" in again.stderr


def test_a_workbook_in_order_has_nothing_to_confirm(book: Workbook) -> None:
    assert book.command("confirm-log", "--as-of", LATER, "--yes").exit_code == 2
    assert len(letters(book, MUCH_LATER)) == 2


@pytest.mark.parametrize("rows", [1, 2])
def test_what_the_outbox_says_was_sent_is_not_sent_again(book: Workbook, rows: int) -> None:
    content = openpyxl.load_workbook(book.path)
    content["Log"].delete_rows(4 - rows, rows)
    content.save(book.path)
    forget(book, "batches")
    book.run(MUCH_LATER)
    assert letters(book, MUCH_LATER) == []
    assert {row["invoice_no"] for row in book.rows("Log")} == {"1", "2"}
    assert book.command("confirm-log", "--as-of", MUCH_LATER, "--yes").exit_code == 0
    assert "Reminder 1" not in letters(book, MUCH_LATER)
    assert "of the Log" not in book.command("check", "--as-of", MUCH_LATER).stderr


def test_an_undone_run_is_no_lost_log(book: Workbook) -> None:
    assert book.command("undo").exit_code == 0
    assert book.rows("Log") == []
    for row in (2, 3):
        book.type("Outbox", row, "done_on", None)  # it was not posted after all
    result = book.run(LATER)
    assert "confirm-log" not in result.stderr
    assert book.rows("Log") == []


def test_an_edited_row_holds_its_customer_and_nobody_else(book: Workbook) -> None:
    book.type("Log", 2, "step", "Reminder 9")
    data = book.data(MUCH_LATER, "--dry-run")
    assert [message["customer_id"] for message in data["messages"]] == ["C2"]
    book.run(LATER)
    assert "entry 1 of the Log was changed" in str(book.invoice("1")["why"])
    assert book.command("confirm-log", "--as-of", LATER, "--yes").exit_code == 0
    assert len(letters(book, MUCH_LATER)) == 2


def test_a_clock_that_was_a_year_ahead_once_has_a_way_back(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(TEXT)
    book.run("2027-11-06")
    book.type("Outbox", 2, "done_on", date(2027, 11, 6))
    book.run("2027-11-07")
    refused = book.command("run", "--as-of", DAY)
    assert refused.exit_code == 2
    assert "confirm-log" in refused.stderr
    assert book.command("confirm-log", "--as-of", DAY, "--yes").exit_code == 0
    book.run(DAY)
    logged = next(row for row in book.rows("Log") if row["event"] == "sent")
    assert str(logged["as_of"])[:10] == "2027-11-06"  # the row stays as it was written
    one = book.invoice(logged["invoice_no"])
    assert (one["last_step"], str(one["last_step_date"])[:10]) == ("Reminder 1", DAY)
    made = [row for row in book.rows("Outbox") if row["status"] == "Ready"]
    assert {row["customer_id"] for row in made} == {"C1", "C2"} - {logged["customer_id"]}
    assert all(row["letter_id"].startswith("261106") for row in made)
    assert "changed" not in book.run(LATER).stderr


def test_a_posted_letter_heals_from_the_batchs_own_record(book: Workbook) -> None:
    """The run that logged it was cut off after it had noted it: the workbook is as before, the batch knows."""
    [record] = book.path.parent.glob("batches/*/done.jsonl")
    assert [line.count('"posted"') + line.count('"sent"') for line in record.read_text("utf-8").splitlines()] == [1, 1]
    with record.open("a", encoding="utf-8") as file:
        file.write('{"letter_id": "cut o')  # a line that was not finished stops nothing
    assert len(letters(book, MUCH_LATER)) == 2
