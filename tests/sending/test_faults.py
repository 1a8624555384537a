"""What the server may do wrong, and what becomes of the letters: refused, tried again, unclear, or the batch ends."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import trustme
from conftest import Workbook
from mailroom import (
    DAY,
    PASSWORD,
    USER,
    MailServer,
    customers,
    log_and_journal,
    ready,
    server,
    serving,
    settings,
    statuses,
    talk,
    trusted,
)

from ar_sheets.base.errors import NotDone
from ar_sheets.letters.again import LettersNow
from ar_sheets.sending import batch
from ar_sheets.sending.batch import Options, Timing
from ar_sheets.sending.message import Envelope
from ar_sheets.sending.result import SendingResult
from ar_sheets.sending.transport import Connection, Server

Make = Callable[..., Workbook]
__all__ = ["ready", "server", "trusted"]

QUICK = Timing(waits=(0.0, 0.0), sleep=lambda _seconds: None)


def send(book: Workbook) -> SendingResult:
    return batch.send_batch(book.path, date(2026, 11, 20), Options(), talk(), LettersNow, QUICK)


def states(result: SendingResult) -> list[str]:
    return [letter.state for letter in result.letters]


def only(address: str, answer: str, times: int = 1000) -> Callable[[Any], str | None]:
    """This answer for one customer, so many times."""
    left = [times]

    def fault(seen: Any) -> str | None:
        addresses = [seen] if isinstance(seen, str) else seen.rcpt_tos
        if address in addresses and left[0] > 0:
            left[0] -= 1
            return answer
        return None

    return fault


C2 = "c0002@kunde.example"
# where the server says it, what it says, how often, what becomes of the second letter of three, its status then
ANSWERS = [
    ("on_rcpt", "550 5.1.1 No such user here", 99, "refused", "Failed"),
    ("on_rcpt", "553 5.1.3 Bad address", 99, "refused", "Failed"),
    ("on_rcpt", "550 5.7.1 We do not like you", 99, "failed", "Failed"),
    ("on_rcpt", "450 4.2.0 Greylisted, come back", 1, "sent", "Sent"),
    ("on_rcpt", "450 4.2.0 Greylisted, come back", 2, "sent", "Sent"),
    ("on_rcpt", "450 4.2.0 Greylisted, come back", 3, "deferred", "Ready"),
    ("on_rcpt", "421 4.7.0 Too much mail", 1, "sent", "Sent"),
    ("on_rcpt", "drop", 1, "sent", "Sent"),
    ("on_rcpt", "drop", 3, "deferred", "Ready"),
    ("on_content", "554 5.6.0 We do not take this", 99, "failed", "Failed"),
    ("on_content", "451 4.3.0 Our disk is full", 1, "sent", "Sent"),
    ("on_content", "451 4.3.0 Our disk is full", 3, "deferred", "Ready"),
    ("on_content", "421 4.3.2 Shutting down", 1, "sent", "Sent"),
    ("on_content", "drop", 1, "unclear", "Unclear"),
    ("on_content", "take and drop", 1, "unclear", "Unclear"),
]


@pytest.mark.parametrize(("where", "answer", "times", "state", "status"), ANSWERS)
def test_one_letter_goes_wrong_and_the_others_go_on(
    ready: Make, server: MailServer, where: str, answer: str, times: int, state: str, status: str
) -> None:
    book = ready(customers(3), **settings(server))
    setattr(server, where, only(C2, answer, times))
    result = send(book)
    assert states(result) == ["sent", state, "sent"]
    assert statuses(book) == {"C0001": "Sent", "C0002": status, "C0003": "Sent"}
    assert len(server.to(C2)) == (state == "sent" or answer == "take and drop")
    log, journal = log_and_journal(book)
    assert sorted(log) == sorted(journal)
    setattr(server, where, lambda _: None)
    again = send(book)  # by itself it only sends what was certainly not sent
    assert len(server.to(C2)) == (state in ("sent", "deferred") or answer == "take and drop")
    assert states(again) == (["sent"] if state == "deferred" else [])


def test_a_refused_address_is_said_at_the_customer_and_the_letter_goes_by_post(ready: Make, server: MailServer) -> None:
    text = """
    Customers
    Customer ID | Name | Profile | Email | Street | City
    C1 | Anna AS | Business | anna@kunde.example | Gata 1 | Oslo

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-10-01 | 2026-11-10 | 1000
    """
    book = ready(text, **settings(server))
    server.on_rcpt = only("anna@kunde.example", "550 5.1.1 No such user")
    assert states(send(book)) == ["refused"]
    assert "No such user" in book.rows("Outbox")[0]["why"]
    assert [row["event"] for row in book.rows("Log")] == ["refused"]
    ran = book.run("2026-11-21")
    assert "anna@kunde.example" in ran.stderr
    assert [row["channel"] for row in book.rows("Outbox")] == ["Email", "Post"]
    assert book.rows("Outbox")[1]["step"] == "Reminder 1"
    book.type("Customers", 2, "email", "anna.hansen@kunde.example")
    assert "anna@kunde.example" not in book.run("2026-11-22").stderr
    assert book.rows("Outbox")[1]["channel"] == "Email"


def test_a_copy_that_is_refused_does_not_stop_the_letter(ready: Make, server: MailServer) -> None:
    text = customers(2).replace("| Email\n", "| Email | CC\n").replace(C2, f"{C2} | boss@kunde.example")
    book = ready(text, **settings(server))
    server.on_rcpt = only("boss@kunde.example", "550 5.1.1 No such user")
    assert states(send(book)) == ["sent", "sent"]
    assert server.to(C2)[0].recipients == [C2]


def test_without_the_customer_the_copy_gets_nothing(ready: Make, server: MailServer) -> None:
    text = customers(2).replace("| Email\n", "| Email | CC\n").replace(C2, f"{C2} | boss@kunde.example")
    book = ready(text, **settings(server))
    server.on_rcpt = only(C2, "550 5.1.1 No such user")
    assert states(send(book)) == ["sent", "refused"]
    assert server.to("boss@kunde.example") == []


@pytest.mark.parametrize("found", ["--sent", "--not-sent"])
def test_an_unclear_letter_is_settled_by_a_person(ready: Make, server: MailServer, found: str) -> None:
    book = ready(customers(2), **settings(server))
    server.on_content = only(C2, "drop")
    send(book)
    server.on_content = lambda _: None
    letter = next(row["letter_id"] for row in book.rows("Outbox") if row["customer_id"] == "C0002")
    listed = book.command("settle")
    assert listed.exit_code == 1
    assert letter in listed.stdout
    book.run("2026-11-30")  # what is unclear stays so, and no other letter goes to the customer meanwhile
    assert [row["status"] for row in book.rows("Outbox") if row["customer_id"] == "C0002"] == ["Unclear"]
    assert "settle" in book.invoice("F00002")["why"]
    assert book.command("settle", "C9999", found).exit_code == 2
    assert book.command("settle", letter, found).exit_code == 0
    assert book.command("settle").exit_code == 0
    assert book.command("settle", letter, found).exit_code == 2  # settled once
    if found == "--sent":
        assert statuses(book)["C0002"] == "Sent"
        assert letter in log_and_journal(book)[0]
    else:
        assert statuses(book)["C0002"] == "Ready"
        book.run(DAY)
        send(book)
        assert len(server.to(C2)) == 1
    log, journal = log_and_journal(book)
    assert sorted(log) == sorted(journal)


LOGIN = [  # what the server says to the password, and a word of the advice
    ("535 5.7.8 Authentication credentials invalid", "mail-setup"),
    ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", "Microsoft 365"),
    ("550 5.7.30 Basic authentication is not supported for Client Submission.", "Microsoft 365"),
    ("535 5.7.8 Username and Password not accepted. For more information, go to "
     "https://support.google.com/mail/?p=BadCredentials x7sm1.2 - gsmtp", "app password"),
    ("534 5.7.9 Application-specific password required. x7sm1.2 - gsmtp", "app password"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "advice"), LOGIN)
def test_a_wrong_password_stops_before_the_first_letter(
    ready: Make, server: MailServer, answer: str, advice: str
) -> None:
    book = ready(customers(2), **settings(server))
    before = book.path.read_bytes()
    server.on_login = lambda _login: answer
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 2
    assert advice in done.stderr
    assert PASSWORD not in done.output
    assert server.received == []
    assert len(server.logins) <= 2  # two ways to sign in, once each
    assert book.path.read_bytes() == before
    assert log_and_journal(book) == ([], [])


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_no_password_goes_to_a_server_that_cannot_prove_its_name(make_workbook: Make) -> None:
    others = [{"name": "mail.other.example"}, {"ca": trustme.CA()}, {"tls": False}]
    for at_once in (False, True):
        for wrong in others:
            if at_once and "tls" in wrong:
                continue
            with serving(at_once=at_once, **wrong) as impostor:
                book = make_workbook(customers(1), **settings(impostor))
                book.run(DAY)
                done = book.command("send", "--as-of", DAY, "--yes")
                assert done.exit_code == 2, wrong
                assert "password" in done.stderr
                assert impostor.logins == []
                assert impostor.received == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_encrypted_from_the_first_byte(make_workbook: Make) -> None:
    with serving(at_once=True) as server:
        assert server.port % 1000 == 465
        book = make_workbook(customers(2), **settings(server))
        book.run(DAY)
        assert states(send(book)) == ["sent", "sent"]
        assert len(server.logins) == 1


def test_a_server_without_sign_in_is_encrypted_all_the_same(make_workbook: Make) -> None:
    with serving(sign_in=False) as server:
        book = make_workbook(customers(1), **settings(server, smtp_user=None))
        book.run(DAY)
        assert states(send(book)) == ["sent"]
        assert server.logins == []


def test_nobody_there(ready: Make) -> None:
    book = ready(customers(1), **settings())
    for host, word in (("localhost", "does not answer"), ("nowhere.invalid", "no server named"), (None, "mail-setup")):
        book.type("Settings", book.find("Settings", setting="SMTP host"), "value", host)
        done = book.command("send", "--as-of", DAY, "--yes")
        assert done.exit_code == 2
        assert word in done.stderr, host


ENDS = [  # an answer that concerns every letter: it ends the batch, and a word of what is said
    ("on_mail", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "Email from"),
    ("on_mail", "553 5.7.1 Sender address rejected", "Email from"),
    ("on_content", "550 5.4.5 Daily user sending limit exceeded", "tomorrow"),
    ("on_rcpt", "550 5.7.30 Basic authentication is not supported", "Microsoft 365"),
    ("on_rcpt", "530 5.7.57 Client not authenticated to send mail", "Microsoft 365"),
]


@pytest.mark.parametrize(("where", "answer", "word"), ENDS)
def test_an_answer_about_the_account_ends_the_batch(
    ready: Make, server: MailServer, where: str, answer: str, word: str
) -> None:
    book = ready(customers(4), **settings(server))
    setattr(server, where, lambda _: answer if len(server.received) == 2 else None)
    done = book.command("send", "--as-of", DAY, "--yes", "--json")
    assert done.exit_code == 1
    assert word in json.loads(done.stdout)["stopped"]
    assert list(statuses(book).values()) == ["Sent", "Sent", "Ready", "Ready"]
    setattr(server, where, lambda _: None)
    assert states(send(book)) == ["sent", "sent"]
    assert len(server.received) == 4


def test_three_letters_not_taken_in_a_row_end_the_batch(ready: Make, server: MailServer) -> None:
    book = ready(customers(6), **settings(server))
    server.on_rcpt = lambda _: "450 4.7.1 Not now" if len(server.received) == 2 else None
    result = send(book)
    assert states(result) == ["sent", "sent", "deferred", "deferred", "deferred", "send"]
    assert "Not now" in result.stopped


def test_the_connection_is_made_anew_after_it_was_lost(ready: Make, server: MailServer) -> None:
    book = ready(customers(5), **settings(server))
    server.on_rcpt = only("c0003@kunde.example", "drop", 1)
    assert states(send(book)) == ["sent"] * 5
    assert len(server.logins) == 2


def test_no_answer_in_time_is_unclear(server: MailServer) -> None:
    where = Server("localhost", server.port, USER)
    server.on_content = lambda _: "slow"
    with Connection(where, PASSWORD, last_answer=0.3) as connection:
        reply = connection.deliver(Envelope(USER, (C2,)), b"Subject: x\r\n\r\nx\r\n", lambda: None)
    assert reply.state == "unclear"


def test_what_was_lost_half_way_was_certainly_not_sent(server: MailServer) -> None:
    server.on_data = lambda _: "drop inside"
    with Connection(Server("localhost", server.port, USER), PASSWORD) as connection:
        reply = connection.deliver(Envelope(USER, (C2,)), b"x" * 70 + b"\r\n" * 5_000_000, lambda: None)
        assert reply.state == "deferred"
        server.on_data = lambda _: None
        assert connection.deliver(Envelope(USER, (C2,)), b"Subject: x\r\n\r\nx\r\n", lambda: None).state == "sent"


def test_lines_that_begin_with_a_dot_arrive_as_they_were(server: MailServer) -> None:
    data = b".\r\nSubject: x\r\n\r\n.\r\n..\r\n.x\r\nend without a line's end."
    with Connection(Server("localhost", server.port, USER), PASSWORD) as connection:
        reply = connection.deliver(Envelope(USER, (C2,)), data, lambda: None)
    assert reply.state == "sent"
    assert server.received[0].data == data + b"\r\n"


def test_a_sender_that_is_none_stops_all(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server, email_from="Kari, Ola"))
    with pytest.raises(NotDone, match="Email from"):
        send(book)
    assert server.logins == []


def test_a_server_that_says_the_password_back_is_quoted_without_it(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server))
    plain = base64.b64encode(b"\0" + USER.encode() + b"\0" + PASSWORD.encode()).decode()
    server.on_login = lambda _login: f"535 5.7.8 not understood: AUTH PLAIN {plain}, which is {PASSWORD}"
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 2
    assert "not understood: AUTH PLAIN ***, which is ***" in done.stderr
    kept = b"".join(path.read_bytes() for path in book.path.parent.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept
    assert plain.encode() not in kept
