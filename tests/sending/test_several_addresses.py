"""Several addresses in a cell are all written to; a mistyped one makes its letter wait, and it does not go by post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from conftest import Workbook
from mailroom import DAY, MailServer, ready, server, settings, statuses, trusted

Make = Callable[..., Workbook]
__all__ = ["ready", "server", "trusted"]
TEXT = """
    Customers
    Customer ID | Name | Profile | Email | CC | Street | City
    C1 | Anna AS | Business | {email} | {cc} | Gata 1 | Oslo

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-10-20 | 2026-11-03 | 1000
"""


def book_of(ready: Make, server: MailServer, email: str, cc: str = "") -> Workbook:
    return ready(TEXT.format(email=email, cc=cc), **settings(server))


def send(book: Workbook, day: str = DAY) -> str:
    return book.command("send", "--as-of", day, "--yes").output


def test_all_of_them_get_the_letter(ready: Make, server: MailServer) -> None:
    book = book_of(ready, server, "a@anna.example; Bo <bo@anna.example>", "x@felles.example, y@felles.example")
    send(book)
    (mail,) = server.received
    assert mail.recipients == ["a@anna.example", "bo@anna.example", "x@felles.example", "y@felles.example"]
    assert [a.addr_spec for a in mail.message["To"].addresses] == ["a@anna.example", "bo@anna.example"]
    assert [a.addr_spec for a in mail.message["Cc"].addresses] == ["x@felles.example", "y@felles.example"]
    assert book.rows("Outbox")[0]["to"] == "a@anna.example, bo@anna.example"
    assert len(book.rows("Log")) == 1


@pytest.mark.parametrize("email", ["a@anna,example", "a@anna.example; bo@anna", "Anna"])
def test_a_mistyped_one_waits_and_does_not_go_by_post(ready: Make, server: MailServer, email: str) -> None:
    book = book_of(ready, server, email)
    (row,) = book.rows("Outbox")
    assert (row["channel"], row["status"]) == ("Email", "Ready")
    assert row["why"].startswith("Cannot go yet: Email in Customers: ")
    found = [p for p in book.rows("Problems") if "is no e-mail address" in p["what"]]
    assert [(p["sheet"], p["cell"]) for p in found] == [("Customers", "E2")]
    book.type("Outbox", 2, "decision", "Send")  # nobody can send to what is no address
    assert "is no e-mail address" in send(book)
    assert server.received == []
    assert not (book.path.parent / "batches" / DAY / "print.pdf").exists()
    assert "On hold until something is fixed" in book.command("todo", "--as-of", DAY).output
    book.type("Customers", 2, "email", "a@anna.example")
    book.run("2026-11-21")
    assert book.rows("Outbox")[-1]["why"] is None
    send(book, "2026-11-21")
    assert [mail.recipients for mail in server.received] == [["a@anna.example"]]


def test_no_address_at_all_still_goes_by_post(ready: Make, server: MailServer) -> None:
    (row,) = book_of(ready, server, "").rows("Outbox")
    assert (row["channel"], row["to"]) == ("Post", "Gata 1, Oslo, NO")


def test_one_that_is_refused_is_a_finding_and_the_others_have_the_letter(ready: Make, server: MailServer) -> None:
    book = book_of(ready, server, "a@anna.example; gone@anna.example")
    server.on_rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("gone") else None
    assert "not to gone@anna.example: 550" in send(book)
    assert [mail.recipients for mail in server.received] == [["a@anna.example"]]
    assert list(statuses(book).values()) == ["Sent"]
    assert [row["event"] for row in book.rows("Log")] == ["sent", "copy bounced"]
    book.run("2026-11-21")
    assert [p["what"] for p in book.rows("Problems") if "did not arrive" in p["what"]] == [
        "Mail to gone@anna.example did not arrive on 2026-11-20"
    ]
    assert book.invoice("F1")["last_step"] == "Reminder 1"


def test_refused_by_all_is_refused(ready: Make, server: MailServer) -> None:
    book = book_of(ready, server, "a@anna.example; gone@anna.example")
    server.on_rcpt = lambda _address: "550 5.1.1 no such user"
    send(book)
    assert server.received == []
    assert list(statuses(book).values()) == ["Failed"]
    told = [row["detail"].split(";")[0].rpartition(" ")[2] for row in book.rows("Log")]
    assert told == ["a@anna.example", "gone@anna.example"]


@pytest.mark.parametrize(("answer", "state"), [("450 later", "Ready"), ("550 5.1.1 gone", "Sent")])
def test_one_that_is_only_late_makes_the_letter_wait(ready: Make, server: MailServer, answer: str, state: str) -> None:

    from mailroom import talk

    from ar_sheets.letters.again import LettersNow
    from ar_sheets.sending import batch

    book = book_of(ready, server, "a@anna.example; slow@anna.example")
    server.on_rcpt = lambda address: answer if address.startswith("slow") else None
    timing = batch.Timing(waits=(), sleep=lambda _s: None)
    batch.send_batch(book.path, date.fromisoformat(DAY), batch.Options(), talk(), LettersNow, timing)
    assert list(statuses(book).values()) == [state]
