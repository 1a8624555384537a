"""What comes back: bounces as servers write them mark the letter, its row and the customer, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Workbook
from mailroom import DAY, MailServer, customers, ready, server, settings, statuses, trusted

Make = Callable[..., Workbook]
__all__ = ["ready", "server", "trusted"]

REPORT = """From: MAILER-DAEMON@mx.treverk.example (Mail Delivery System)
To: post@treverk.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.treverk.example.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.treverk.example

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

From: Treverk AS <post@treverk.example>
To: <{address}>
Subject: Reminder
Message-ID: {id}

--b--
"""
IN_WORDS = """From: Mail Delivery Subsystem <mailer-daemon@old.example>
To: post@treverk.example
Subject: failure notice

Hi. This is the qmail-send program at old.example.

<{address}>:
550 5.1.1 Sorry, no mailbox here by that name.

--- Below this line is a copy of the message.

Subject: Reminder
Message-ID: {id}

Hello
"""
RECEIPT = """From: c0001@kunde.example
Subject: Read: Reminder
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

Your message was displayed.

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;c0001@kunde.example
Original-Message-ID: {id}
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""
ANSWER = """From: c0001@kunde.example
Subject: Re: Reminder
In-Reply-To: {id}

We pay on Friday.
"""
NO_USER = {"action": "failed", "status": "5.1.1", "said": "550 5.1.1 No such user"}
GAVE_UP = {"action": "failed", "status": "4.4.1", "said": "451 4.4.1 no answer for five days"}
DELAYED = {"action": "delayed", "status": "4.4.1", "said": "451 4.4.1 no answer yet"}
DELIVERED = {"action": "delivered", "status": "2.0.0", "said": "250 2.0.0 taken"}
KINDS = [  # the mail, what fills it in, how it counts, the row's status, what the Log has after "sent"
    (REPORT, NO_USER, "bounced", "Failed", ["bounced"]),
    (REPORT, GAVE_UP, "bounced", "Failed", ["bounced"]),
    (REPORT, DELAYED, "delayed", "Sent", []),
    (REPORT, DELIVERED, "delivered", "Sent", ["delivered"]),
    (IN_WORDS, {}, "bounced", "Failed", ["bounced"]),
    (RECEIPT, {}, "delivered", "Sent", ["read"]),
    (ANSWER, {}, "others", "Sent", []),
]


@pytest.fixture
def sent(ready: Make, server: MailServer) -> Workbook:
    text = customers(2).replace("| Email\n", "| Email | CC\n").replace(".example\n", ".example | boss@kunde.example\n")
    book = ready(text, **settings(server))
    assert book.command("send", "--as-of", DAY, "--yes").exit_code == 0
    return book


def saved(book: Workbook, server: MailServer, text: str, address: str = "c0001@kunde.example", **more: str) -> Path:
    """The mail that came back, saved as a file."""
    path = book.path.parent / "inbox" / f"{len(text)}.eml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.format(id=server.to("c0001@kunde.example")[0].id, address=address, **more))
    return path


@pytest.mark.parametrize(("text", "more", "counts", "status", "events"), KINDS)
def test_each_kind_of_report_is_noted_once(
    sent: Workbook, server: MailServer, text: str, more: dict[str, str], counts: str, status: str, events: list[str]
) -> None:
    path = saved(sent, server, text, **more)
    for file in (path, path.parent):  # the file, then the folder with it: the same again
        done = sent.command("bounces", str(file), "--as-of", "2026-11-21", "--json")
        assert done.exit_code == (counts == "bounced"), done.output
        assert len(json.loads(done.stdout)[counts]) == 1
        assert statuses(sent) == {"C0001": status, "C0002": "Sent"}
        rows = sent.rows("Log")
        assert [row["event"] for row in rows] == ["sent", "sent", *events]
    if events:
        assert rows[-1]["as_of"] == date(2026, 11, 21)
        assert rows[-1]["customer_id"] == "C0001"


def test_a_read_receipt_among_the_customers_answers_is_noted_too(sent: Workbook, server: MailServer) -> None:
    path = saved(sent, server, RECEIPT)
    for _ in range(2):
        done = sent.command("replies", str(path), "--as-of", "2026-11-21", "--yes")
        assert done.exit_code == 0, done.output
    assert [row["event"] for row in sent.rows("Log")] == ["sent", "sent", "read"]


def test_a_letter_that_came_back_is_no_step_and_the_address_is_said(sent: Workbook, server: MailServer) -> None:
    assert "c0001@kunde.example" not in sent.run("2026-11-21").stderr
    assert sent.invoice("F00001")["last_step"] == "Reminder 1"
    sent.command("bounces", str(saved(sent, server, REPORT, **NO_USER)), "--as-of", "2026-11-21")
    ran = sent.run("2026-11-21")
    assert "c0001@kunde.example" in ran.stderr
    assert sent.invoice("F00001")["last_step"] is None
    assert sent.invoice("F00002")["last_step"] == "Reminder 1"
    row = sent.rows("Outbox")[-1]
    assert (row["customer_id"], row["step"], row["channel"]) == ("C0001", "Reminder 1", "Post")
    sent.type("Customers", 2, "email", "right@kunde.example")
    assert "Customers!E2" not in sent.run("2026-11-21").stderr
    sent.command("send", "--as-of", "2026-11-21", "--yes")
    assert len(server.to("right@kunde.example")) == 1


def test_an_address_that_is_right_after_all(sent: Workbook, server: MailServer) -> None:
    sent.command("bounces", str(saved(sent, server, REPORT, **NO_USER)), "--as-of", "2026-11-21")
    assert "c0001@kunde.example" in sent.run("2026-11-21").stderr
    assert sent.command("bounces", "--works", "c0001@kunde.example", "--as-of", "2026-11-22").exit_code == 0
    assert "c0001@kunde.example" not in sent.run("2026-11-22").stderr
    assert sent.rows("Outbox")[-1]["channel"] == "Email"


def test_a_copy_that_came_back_says_nothing_about_the_letter(sent: Workbook, server: MailServer) -> None:
    sent.command("bounces", str(saved(sent, server, REPORT, "boss@kunde.example", **NO_USER)), "--as-of", "2026-11-21")
    assert statuses(sent)["C0001"] == "Sent"
    ran = sent.run("2026-11-21")
    assert "boss@kunde.example" in ran.stderr
    assert sent.invoice("F00001")["last_step"] == "Reminder 1"


def test_words_that_name_only_the_copy_say_nothing_about_the_letter(sent: Workbook, server: MailServer) -> None:
    named = IN_WORDS.replace("<{address}>", "<boss@kunde.example> (ask help@old.example)")
    sent.command("bounces", str(saved(sent, server, named)), "--as-of", "2026-11-21")
    assert statuses(sent)["C0001"] == "Sent"
    assert "boss@kunde.example" in sent.run("2026-11-21").stderr


def test_a_letter_that_was_posted_too_stands(ready: Make, server: MailServer) -> None:
    text = """
    Customers
    Customer ID | Name | Profile | Email | Street | City | Letters by
    C1 | Anna AS | Business | c0001@kunde.example | Gata 1 | Oslo | Email+Post

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-10-01 | 2026-11-10 | 1000
    """
    book = ready(text, **settings(server))
    book.command("send", "--as-of", DAY, "--yes")
    book.type("Outbox", 2, "done_on", date(2026, 11, 20))
    book.run(DAY)
    book.command("bounces", str(saved(book, server, REPORT, **NO_USER)), "--as-of", DAY)
    book.run("2026-11-21")
    assert [row["event"] for row in book.rows("Log")] == ["sent", "posted too", "bounced"]
    assert book.invoice("F1")["last_step"] == "Reminder 1"
    assert len(book.rows("Outbox")) == 1


def test_a_report_settles_what_was_unclear(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server))
    server.on_content = lambda _: "take and drop"
    book.command("send", "--as-of", DAY, "--yes")
    assert statuses(book) == {"C0001": "Unclear"}
    book.command("bounces", str(saved(book, server, REPORT, **DELIVERED)), "--as-of", DAY)
    assert statuses(book) == {"C0001": "Sent"}
    assert [row["event"] for row in book.rows("Log")] == ["sent", "delivered"]


def test_what_is_none_of_ours(sent: Workbook, server: MailServer, tmp_path: Path) -> None:
    before = sent.path.read_bytes()
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(b"\x00\xff not a mail \xfe" * 50)
    (folder / "b.eml").write_text("")
    (folder / "c.eml").write_text(REPORT.format(id="<someone.else@x>", address="x@y.example", **NO_USER))
    (folder / "d.eml").write_text(
        REPORT.format(id="<ars.L.20261120.0123456789ab@treverk.example>", address="x@y.example", **NO_USER)
    )
    done = sent.command("bounces", str(folder), "--as-of", DAY, "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["others"] == ["a.eml", "b.eml", "c.eml"]
    assert told["unread"] == []
    assert told["unknown"] == ["d.eml"]
    assert sent.path.read_bytes() == before
    assert sent.command("bounces", str(tmp_path / "nothing.eml")).exit_code == 2


def test_mails_made_to_break_the_reader_are_sentences(sent: Workbook, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(20_000))
    (folder / "deep.eml").write_text(nested)
    with (folder / "large.eml").open("wb") as file:
        file.truncate(20_000_001)
    escapes = REPORT.format(id="<someone.else@x>", address="x@y.example", **NO_USER).replace("550", "\x1b[2J550")
    (folder / "terminal.eml").write_text(escapes)
    done = sent.command("bounces", str(folder), "--as-of", DAY)
    assert done.exit_code == 1
    assert "deep.eml: This file is broken, so it was not used." in done.stdout
    assert "large.eml is too large to be read: 21 MB, and 20 MB is the most." in done.stdout
    assert "\x1b" not in done.stdout
