"""`todo`: what waits for a person, each under what there is to do."""

from __future__ import annotations

import json
from datetime import date

import pytest
from conftest import Workbook

WORK = """
Customers
Customer ID | Name | Profile | Email | Phone | Street | City | Plan
C1 | Anna | Business | anna@a.example | | | | Asks
C2 | Berit | Business | | +47 99 99 99 99 | | | Calls
C3 | Cato | Business | | | Veien 3 | Bergen | Posts
C4 | Dina | Business | dina@d.example | | | | Mails
C5 | Even | Business | even@e.example | | | | Mails

Dunning plan
Plan | Step | Name | Kind | Days after due | Min gap days | Channel | Letter | Interest | Days to pay | Approval
Asks | 1 | Reminder | Reminder | 1 | 7 | Email | reminder1 | no | 7 | yes
Calls | 1 | Ring | Call | 1 | 7 | Phone | call | no | 7 | no
Posts | 1 | Reminder | Reminder | 1 | 7 | Post | reminder1 | no | 7 | no
Mails | 1 | Reminder | Reminder | 1 | 7 | Email | reminder1 | no | 7 | no

Invoices
Invoice no | Customer ID | Invoice date | Amount
1 | C1 | 2026-10-01 | 100
2 | C2 | 2026-10-01 | 200
3 | C3 | 2026-10-01 | 300
4 | C4 | 2026-10-01 | 400
5 | C5 | 2026-10-01 | 500
6 | C5 | 2026-10-01 | five hundred
"""
DAY = "2026-11-20"


@pytest.fixture
def book(make_workbook: object) -> Workbook:
    """One customer for each thing there is to do, and one cell to fix."""
    return make_workbook(WORK)  # type: ignore[operator, no-any-return]


def of(book: Workbook) -> dict[str, list[str]]:
    """What is to be done, by the customers' numbers."""
    data = json.loads(book.command("todo", "--as-of", DAY, "--json").stdout)
    return {name: [letter.split("-")[1] for letter in data[name]] for name in ("decide", "call", "post", "send")}


def test_each_under_what_there_is_to_do(book: Workbook) -> None:
    before = book.path.read_bytes()
    assert of(book) == {"decide": ["C1"], "call": ["C2"], "post": ["C3"], "send": ["C4", "C5"]}
    told = book.command("todo", "--as-of", DAY)
    assert told.exit_code == 1
    assert "Berit: Ring, 200.00 NOK  ->  +47 99 99 99 99" in told.stdout
    assert "Cato: Reminder, 300.00 NOK  ->  Veien 3, Bergen" in told.stdout
    assert "five hundred" in told.stdout
    assert book.path.read_bytes() == before


def test_what_is_decided_or_done_waits_no_more(book: Workbook) -> None:
    book.run(DAY)
    for customer, key, value in (
        ("C1", "decision", "Send"), ("C3", "done_on", DAY), ("C4", "decision", "Hold"), ("C5", "decision", "Skip"),
    ):  # fmt: skip
        book.type("Outbox", book.find("Outbox", customer_id=customer), key, value)
    assert of(book) == {"decide": [], "call": ["C2"], "post": [], "send": ["C1"]}


def test_on_old_figures_nobody_is_to_be_written_to(make_workbook: object) -> None:
    book: Workbook = make_workbook(WORK, payments_complete_until=date(2026, 10, 1))  # type: ignore[operator]
    told = book.command("todo", "--as-of", DAY)
    assert "No letters: payments are complete only until 2026-10-01" in told.stdout
    assert "ready to send" not in told.stdout


def test_an_empty_sender_is_told_before_anybody_wants_to_send(make_workbook: object) -> None:
    book: Workbook = make_workbook(WORK, email_from="")  # type: ignore[operator]
    assert "Email from is empty: no letter can go by e-mail" in book.command("todo", "--as-of", DAY).stdout
    no_mail = "".join(line for line in WORK.splitlines(keepends=True) if line[:6] not in ("1 | C1", "4 | C4", "5 | C5"))
    book = make_workbook(no_mail, email_from="")  # type: ignore[operator]
    assert "Email from" not in book.command("todo", "--as-of", DAY).stdout


def test_nothing_needs_you(make_workbook: object) -> None:
    book: Workbook = make_workbook("Customers\nCustomer ID | Name | Profile\nC1 | Anna | Business\n")  # type: ignore[operator]
    told = book.command("todo", "--as-of", DAY)
    assert (told.exit_code, told.stdout) == (0, "Nothing needs you.\n")


def test_a_log_in_doubt_waits_for_a_person(book: Workbook) -> None:
    assert json.loads(book.command("todo", "--as-of", DAY, "--json").stdout)["confirm_log"] == []
    book.run(DAY)
    book.type("Outbox", book.find("Outbox", customer_id="C3"), "done_on", date.fromisoformat(DAY))
    book.run(DAY)
    book.type("Log", 2, "step", "Another")
    told = book.command("todo", "--as-of", DAY).stdout
    assert "Entry 1 of the Log was changed" in told
    assert "confirm-log" in told
    assert book.command("confirm-log", "--yes", "--as-of", DAY).exit_code == 0
    assert json.loads(book.command("todo", "--as-of", DAY, "--json").stdout)["confirm_log"] == []
