"""What `send` mails, what it leaves, and what it says about both; against a real server on this computer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Workbook
from mailroom import (
    DAY,
    USER,
    MailServer,
    customers,
    log_and_journal,
    process,
    ready,
    server,
    settings,
    statuses,
    talk,
    trusted,
    type_in,
)

from ar_sheets.base.data import data_folder
from ar_sheets.cli.main import main
from ar_sheets.letters.again import LettersNow
from ar_sheets.sending import batch
from ar_sheets.sending.preflight import BY_MAIL

Make = Callable[..., Workbook]
__all__ = ["ready", "server", "trusted"]


def test_ready_letters_go_out_once(ready: Make, server: MailServer) -> None:
    book = ready(customers(3), **settings(server))
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 0, done.output
    assert sorted(mail.recipients for mail in server.received) == [
        ["c0001@kunde.example"], ["c0002@kunde.example"], ["c0003@kunde.example"],
    ]  # fmt: skip
    assert set(statuses(book).values()) == {"Sent"}
    again = book.command("send", "--as-of", DAY, "--yes")
    assert again.exit_code == 0
    assert len(server.received) == 3
    assert len(server.peers) == 1  # one connection for the batch
    assert server.quits == 1


def test_the_log_says_what_was_sent_and_its_fingerprint(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server))
    book.command("send", "--as-of", DAY, "--yes")
    row = book.rows("Log")[0]
    assert (row["event"], row["customer_id"], row["invoice_no"], row["step"]) == (
        "sent",
        "C0001",
        "F00001",
        "Reminder 1",
    )
    assert row["as_of"] == date(2026, 11, 20)
    eml = next((book.path.parent / "batches" / DAY / "eml").glob("*.eml")).read_bytes()
    assert row["document_sha256"] == hashlib.sha256(eml).hexdigest()
    assert server.received[0].data == eml
    ran = book.run("2026-11-21")
    assert "Log" not in ran.stderr  # the seals fit, and nothing is missing
    assert book.invoice("F00001")["last_step"] == "Reminder 1"
    sent, journal = log_and_journal(book)
    assert sent == journal == [book.rows("Outbox")[0]["letter_id"]]


APPROVAL = {  # Approval in Settings -> Decision -> the letter's status after sending
    "formal steps": {None: "Sent", "Send": "Sent", "Hold": "Ready", "Skip": "Ready"},
    "every letter": {None: "Ready", "Send": "Sent", "Hold": "Ready", "Skip": "Ready"},
    "none": {None: "Sent", "Send": "Sent", "Hold": "Ready", "stop!!": "Ready"},  # what cannot be read is no consent
}


@pytest.mark.parametrize("approval", APPROVAL)
def test_only_what_is_approved(ready: Make, server: MailServer, approval: str) -> None:
    decisions = APPROVAL[approval]
    book = ready(customers(len(decisions)), **settings(server), approval=approval)
    type_in(book, *(("Outbox", row, {"decision": typed}) for row, typed in enumerate(decisions, start=2)))
    book.command("send", "--as-of", DAY, "--yes")
    assert list(statuses(book).values()) == list(decisions.values())
    assert len(server.received) == list(decisions.values()).count("Sent")


FORMAL = """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | anna@kunde.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-08-01 | 2026-08-15 | 1000

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step
    1 | 2026-08-20 | 2026-08-20 | sent | C1 | F1 | Reminder 1
    2 | 2026-09-03 | 2026-09-03 | sent | C1 | F1 | Reminder 2
    3 | 2026-09-17 | 2026-09-17 | called | C1 | F1 | Phone call
    4 | 2026-10-01 | 2026-10-01 | sent | C1 | F1 | Final reminder
"""


@pytest.mark.parametrize(("decision", "mailed"), [(None, False), ("Send", True)])
def test_a_formal_notice_needs_a_person_whatever_the_settings_say(
    ready: Make, server: MailServer, decision: str | None, mailed: bool
) -> None:
    book = ready(FORMAL, **settings(server), approval="none")
    assert book.rows("Outbox")[0]["step"] == "Formal notice"
    book.type("Outbox", 2, "decision", decision)
    book.command("send", "--as-of", DAY, "--yes")
    assert bool(server.received) == mailed


def test_post_and_calls_are_never_mailed(ready: Make, server: MailServer) -> None:
    text = """
    Customers
    Customer ID | Name | Profile | Email | Street | City | Phone | Letters by
    C1 | Anna AS | Business | a@kunde.example | Gata 1 | Oslo | 1 | Post
    C2 | Bo AS | Business | b@kunde.example | Gata 2 | Oslo | 2 | Email

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-10-01 | 2026-11-10 | 1000
    F2 | C2 | 2026-08-01 | 2026-08-15 | 1000

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step
    1 | 2026-08-20 | 2026-08-20 | sent | C2 | F2 | Reminder 1
    """
    book = ready(text, **settings(server))
    assert [row["channel"] for row in book.rows("Outbox")] == ["Post", "Phone"]
    type_in(book, ("Outbox", 2, {"decision": "Send"}), ("Outbox", 3, {"decision": "Send"}))
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 0
    assert server.received == []


def payment(day: int, customer: int, amount: float) -> dict[str, object]:
    return {"date": date(2026, 11, day), "customer_id": f"C{customer:04}", "amount": amount}


SINCE = [  # what was typed after the letter was approved (row: the customer's), and the letter's status then
    ("Payments", lambda i: payment(20, i, 100.50 + i), "Superseded"),
    ("Payments", lambda i: payment(20, i, 50), "Superseded"),
    ("Payments", lambda i: payment(21, i, 100.50 + i), "Superseded"),  # on its way
    ("Invoices", lambda _: {"dispute_reason": "too short"}, "Superseded"),
    ("Invoices", lambda _: {"hold_until": date(2026, 11, 20)}, "Superseded"),
    ("Invoices", lambda _: {"hold_until": date(2026, 11, 19)}, "Sent"),
    ("Invoices", lambda _: {"amount": 99}, "Superseded"),
    ("Customers", lambda _: {"hold_reason": "talks", "hold_until": date(2026, 12, 1)}, "Superseded"),
    ("Customers", lambda _: {"email": "new@kunde.example"}, "Superseded"),
    ("Customers", lambda _: {"email": None}, "Superseded"),
    ("Customers", lambda _: {"name": "Customer Renamed AS"}, "Superseded"),
    ("Customers", lambda _: {"contact": "Kari"}, "Ready"),  # the words differ: a run writes it anew
    ("Customers", lambda _: {"internal_note": "a good one"}, "Sent"),
]  # fmt: skip
WITH_PAYMENTS = "\nPayments\nDate | Customer ID | Amount\n2026-01-02 | C0099 | 1\n"


def test_it_looks_again_before_sending(ready: Make, server: MailServer) -> None:
    text = customers(len(SINCE) + 1).replace("C0014", "C0099") + WITH_PAYMENTS
    book = ready(text, **settings(server))
    sent = [("Outbox", row, {"decision": "Send"}) for row in range(2, len(SINCE) + 2)]
    since = [(sheet, row, typed(row - 1)) for row, (sheet, typed, _) in enumerate(SINCE, start=2)]
    type_in(book, *sent, *since)
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 1, done.output  # one waits for a run
    for number, (sheet, _, status) in enumerate(SINCE, start=1):
        assert statuses(book)[f"C{number:04}"] == status, (number, sheet)
        assert len(server.to(f"c{number:04}@kunde.example")) == (status == "Sent")
    why = {row["customer_id"]: row["why"] for row in book.rows("Outbox")}
    assert "paid" in why["C0001"]
    assert "too short" in why["C0004"]
    assert "address" in why["C0009"]
    log, journal = log_and_journal(book)
    assert sorted(log) == sorted(journal)


def test_other_bank_details_need_new_letters(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server))
    book.type("Settings", book.find("Settings", setting="IBAN"), "value", "NO83 3000 1234 567")
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 1
    assert server.received == []
    book.run(DAY)
    assert book.command("send", "--as-of", DAY, "--yes").exit_code == 0
    assert "NO83" in server.received[0].message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_payment_typed_while_the_batch_runs_stops_the_letter(ready: Make, server: MailServer) -> None:
    book = ready(customers(3) + WITH_PAYMENTS.replace("C0099", "C0003"), **settings(server))

    def paid(_envelope: object) -> None:
        if not server.received:
            type_in(book, ("Payments", 2, {"amount": 103.50}))

    server.on_content = paid
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 0, done.output
    assert [mail.recipients[0] for mail in server.received] == ["c0001@kunde.example", "c0002@kunde.example"]
    assert statuses(book) == {"C0001": "Sent", "C0002": "Sent", "C0003": "Superseded"}
    assert "F00003" in done.stdout


TWO_CURRENCIES = """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | anna@kunde.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Currency
    F1 | C1 | 2026-10-01 | 2026-11-10 | 1000 | NOK
    F2 | C1 | 2026-10-01 | 2026-11-10 | 70 | EUR
"""


def test_letters_in_two_currencies_do_not_hold_each_other_back(ready: Make, server: MailServer) -> None:
    book = ready(TWO_CURRENCIES, **settings(server))
    for expected in (1, 2, 2):
        done = book.command("send", "--as-of", DAY, "--yes", "--limit", "1")
        assert done.exit_code == 0, done.output
        assert len(server.received) == expected
    assert [row["status"] for row in book.rows("Outbox")] == ["Sent", "Sent"]


def test_dry_run_and_no_change_nothing(ready: Make, server: MailServer) -> None:
    book = ready(customers(2), **settings(server))
    before = {path: path.read_bytes() for path in book.path.parent.rglob("*") if path.is_file()}
    looked = book.command("send", "--as-of", DAY, "--dry-run")
    assert looked.exit_code == 0
    assert "2 mails" in looked.stdout
    assert {path: path.read_bytes() for path in book.path.parent.rglob("*") if path.is_file()} == before
    asked = book.command("send", "--as-of", DAY)  # nobody is there to answer
    assert asked.exit_code == 2
    assert book.path.read_bytes() == before[book.path]
    assert server.received == []


def test_drafts_for_a_mail_program(ready: Make) -> None:
    book = ready(customers(2), **settings())
    before = book.path.read_bytes()
    done = book.command("send", "--as-of", DAY, "--yes", "--to-folder")
    assert done.exit_code == 0, done.output
    assert book.path.read_bytes() == before
    files = sorted((book.path.parent / "batches" / DAY / "eml").glob("*.eml"))
    assert len(files) == 2
    mail = message_from_bytes(files[0].read_bytes(), policy=default)
    assert mail["X-Unsent"] == "1"
    assert mail["To"].addresses[0].addr_spec == "c0001@kunde.example"
    assert not {"Date", "Message-ID", "Bcc"} & set(mail.keys())


def test_all_to_myself(ready: Make, server: MailServer) -> None:
    text = customers(2).replace("| Email", "| Email | CC").replace(".example\n", ".example | boss@kunde.example\n")
    book = ready(text, **settings(server))
    before = book.path.read_bytes()
    done = book.command("send", "--as-of", DAY, "--yes", "--test-to", "me@treverk.example")
    assert done.exit_code == 0, done.output
    assert [mail.recipients for mail in server.received] == [["me@treverk.example"]] * 2
    for mail in server.received:
        assert str(mail.message["Subject"]).startswith("TEST: ")
        assert mail.message["Cc"] is None
        for kind in ("plain", "html"):
            assert "TEST. This mail would go to c0" in mail.message.get_body((kind,)).get_content()  # type: ignore
    assert book.path.read_bytes() == before
    assert log_and_journal(book) == ([], [])


BOTH = """
    Customers
    Customer ID | Name | Profile | Email | Street | City | Letters by
    C1 | Anna AS | Business | anna@kunde.example | Gata 1 | Oslo | Email+Post

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    F1 | C1 | 2026-10-01 | 2026-11-10 | 1000
"""


def test_mail_and_post_is_logged_as_one_step(ready: Make, server: MailServer) -> None:
    book = ready(BOTH, **settings(server))
    done = book.command("send", "--as-of", DAY, "--yes")
    assert len(server.received) == 1
    assert book.rows("Outbox")[0]["file"] in done.stdout
    assert [row["event"] for row in book.rows("Log")] == ["sent"]
    book.run("2026-11-21")
    assert statuses(book) == {"C1": "Sent"}
    book.type("Outbox", 2, "done_on", date(2026, 11, 21))
    for day in ("2026-11-21", "2026-11-22"):
        book.run(day)
        assert statuses(book) == {"C1": "Posted"}
        assert [row["event"] for row in book.rows("Log")] == ["sent", "posted too"]
    assert book.invoice("F1")["last_step_date"] == date(2026, 11, 20)
    assert book.command("send", "--as-of", "2026-11-22", "--yes").exit_code == 0
    assert len(server.received) == 1


def test_done_by_hand_is_not_mailed(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server))
    book.type("Outbox", 2, "done_on", date(2026, 11, 20))
    book.command("send", "--as-of", DAY, "--yes")
    assert server.received == []
    book.run(DAY)
    assert [row["event"] for row in book.rows("Log")] == ["sent"]


def test_an_open_workbook_sends_nothing(ready: Make, server: MailServer) -> None:
    book = ready(customers(1), **settings(server))
    book.path.with_name("~$receivables.xlsx").write_bytes(b"\x04Kari")
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 2
    assert "Kari" in done.stderr
    assert server.received == []


@pytest.mark.parametrize("next_command", ["run", "send"])
def test_opened_in_excel_while_mails_go_out(ready: Make, server: MailServer, next_command: str) -> None:
    book = ready(customers(2), **settings(server))
    mark = book.path.with_name("~$receivables.xlsx")
    server.on_content = lambda _envelope: mark.write_bytes(b"\x04Kari") and None
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 1
    assert "Kari" in done.stdout
    assert len(server.received) == 2
    assert statuses(book) == {"C0001": "Ready", "C0002": "Ready"}
    mark.unlink()
    for _ in range(2):
        book.command(next_command, "--as-of", DAY, *(["--yes"] if next_command == "send" else []))
        assert statuses(book) == {"C0001": "Sent", "C0002": "Sent"}
        sent, journal = log_and_journal(book)
        assert sorted(sent) == sorted(journal)
    assert len(server.received) == 2


def test_undo_does_not_unsend(ready: Make, server: MailServer) -> None:
    book = ready(customers(2), **settings(server))
    book.command("send", "--as-of", DAY, "--yes")
    for _ in range(2):  # the sending, then the run before it
        assert book.command("undo").exit_code == 0
    assert book.rows("Outbox") == []
    book.run("2026-11-21")
    assert sorted(log_and_journal(book)[0]) == sorted(log_and_journal(book)[1])
    assert len(log_and_journal(book)[0]) == 2
    book.command("send", "--as-of", "2026-11-21", "--yes")
    assert len(server.received) == 2


LATER = [  # Friday's letter, the day it is sent, and whether it may go
    (customers(1), "2026-11-23", True),  # a plain reminder, on Monday
    (customers(1), "2026-11-24", False),
    (FORMAL, "2026-11-20", True),
    (FORMAL, "2026-11-21", False),  # the law's days to pay would be cut
    (customers(1), "2026-11-19", False),  # before it was made
]


@pytest.mark.parametrize(("text", "day", "goes"), LATER)
def test_on_a_later_day(ready: Make, server: MailServer, text: str, day: str, goes: bool) -> None:
    book = ready(text, **settings(server))
    book.type("Outbox", 2, "decision", "Send")
    done = book.command("send", "--as-of", day, "--yes")
    assert bool(server.received) == goes
    assert done.exit_code == (0 if goes else 1)
    if not goes:
        assert book.rows("Outbox")[0]["status"] == "Ready"
        if day > DAY:
            book.run(day)
            for row in book.rows("Outbox"):  # what was approved has other interest by now: it wants a new Send
                if row["status"] == "Ready":
                    book.type("Outbox", book.find("Outbox", letter_id=row["letter_id"]), "decision", "Send")
            assert book.command("send", "--as-of", day, "--yes").exit_code == 0
            assert len(server.received) == 1


@pytest.mark.parametrize("day", [DAY, "2026-11-24"])
@pytest.mark.parametrize(("what", "lapses"), [("typed_due_date", True), ("amount", True), ("internal_note", False)])
def test_a_letter_that_changed_since_it_was_approved_wants_a_new_send(
    ready: Make, server: MailServer, what: str, lapses: bool, day: str
) -> None:
    book = ready(FORMAL, **settings(server))
    (approved,) = book.rows("Outbox")
    book.type("Outbox", 2, "decision", "Send")
    book.run(DAY)
    assert [row["status"] for row in book.rows("Outbox")] == ["Approved"]
    later = lapses or day != DAY  # each day of interest is another amount
    new = {"amount": Decimal(1200), "typed_due_date": date(2026, 8, 10), "internal_note": "Called them twice."}
    book.type("Invoices", 2, what, new[what])
    book.run(day)
    old, *renewed = book.rows("Outbox")
    assert (old["status"], len(renewed)) == (("Superseded", 1) if later else ("Approved", 0))
    if later:
        assert f"changed since you wrote Send: look at letter {renewed[0]['letter_id']}" in old["why"]
        assert (renewed[0]["status"], renewed[0]["decision"]) == ("Ready", None)
        assert renewed[0]["letter_id"] != approved["letter_id"]
    book.command("send", "--as-of", day, "--yes")
    assert len(server.received) == (0 if later else 1)


def test_data_for_scripts(ready: Make, server: MailServer) -> None:
    book = ready(customers(2), **settings(server))
    book.type("Outbox", 3, "decision", "Hold")
    done = book.command("send", "--as-of", DAY, "--yes", "--json")
    told = json.loads(done.stdout)
    assert [(letter["customer_id"], letter["state"]) for letter in told["letters"]] == [
        ("C0001", "sent"), ("C0002", "waiting"),
    ]  # fmt: skip
    assert told["counts"]["sent"] == 1
    assert told["logged"] == 1


def test_not_from_two_places_at_once(ready: Make, server: MailServer) -> None:
    book = ready(customers(2), **settings(server))
    others: list[int] = []

    def meanwhile(_envelope: object) -> None:
        if not others:
            for command in ("send", "run"):
                second = process(book, *(["--yes"] if command == "send" else []), command=command)
                assert "Another run is at work" in second.communicate(timeout=60)[1]
                others.append(second.returncode)

    server.on_content = meanwhile
    book.command("send", "--as-of", DAY, "--yes")
    assert others == [2, 2]
    assert len(server.received) == 2


@pytest.mark.parametrize(("per_minute", "pause"), [(30, 2.0), (60, 1.0), (1, 60.0)])
def test_no_faster_than_the_settings_say(ready: Make, server: MailServer, per_minute: int, pause: float) -> None:
    book = ready(customers(3), **settings(server, mails_per_minute=per_minute))
    slept: list[float] = []
    timing = batch.Timing(sleep=slept.append, ticks=lambda: sum(slept))  # a clock that only moves while it sleeps
    batch.send_batch(book.path, date(2026, 11, 20), batch.Options(), talk(), LettersNow, timing)
    assert len(server.received) == 3
    assert slept == [pause, pause]


def test_damaged_files_and_tampered_rows_are_held(ready: Make, server: MailServer) -> None:
    book = ready(customers(5), **settings(server))
    folder = book.path.parent / "batches" / DAY / "letters"
    (folder / "261120-C0001-NOK.pdf").unlink()
    (folder / "261120-C0002-NOK.txt").write_text("Subject: something else\n\nHi")
    (folder / "261120-C0003-NOK.pdf").write_bytes((folder / "261120-C0004-NOK.pdf").read_bytes())
    book.type("Outbox", 5, "file", "batches/2026-11-20/letters/../../../receivables.pdf")
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 1
    assert [mail.recipients for mail in server.received] == [["c0005@kunde.example"]]
    for words in ("is missing", "another subject", "PDF is not of this letter", "names no file"):
        assert words in done.stdout


def test_a_pdf_of_the_same_letter_with_other_details_is_not_sent(ready: Make, server: MailServer) -> None:
    book = ready(customers(2), **settings(server))
    pdf = book.path.parent / "batches" / DAY / "letters" / "261120-C0001-NOK.pdf"
    before = pdf.read_bytes()
    book.type("Customers", 2, "street", "Nygata 1")
    book.type("Customers", 2, "city", "Bergen")
    book.run(DAY)
    assert pdf.read_bytes() != before  # the address in the window
    pdf.write_bytes(before)
    done = book.command("send", "--as-of", DAY, "--yes")
    assert "its PDF is not the one that was made for it" in done.stdout
    assert [mail.recipients for mail in server.received] == [["c0002@kunde.example"]]


def test_a_letter_about_somebody_else_is_held(make_workbook: Make, server: MailServer) -> None:
    book = make_workbook(customers(2), **settings(server))
    letters = book.path.parent / "letters" / "en"
    letters.mkdir(parents=True)
    ours = data_folder("letters") / "en" / "reminder1.txt"
    (letters / "reminder1.txt").write_text(ours.read_text("utf-8") + "\nAsk Customer 0002 AS about it.\n", "utf-8")
    book.run(DAY)
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 1
    assert [mail.recipients for mail in server.received] == [["c0002@kunde.example"]]
    assert "customer 0002 as" in done.stdout


def test_the_demo_can_be_sent(tmp_path: Path, server: MailServer) -> None:
    made = CliRunner().invoke(main, ["demo", str(tmp_path / "demo"), "--json"])
    assert made.exit_code in (0, 1)
    book = Workbook(tmp_path / "demo" / "receivables.xlsx")
    mail = {"SMTP host": "localhost", "SMTP port": server.port, "SMTP user": USER, "Mails per minute": 100_000}
    waiting = [row for row, letter in enumerate(book.rows("Outbox"), start=2) if letter["channel"] in BY_MAIL]
    type_in(
        book,
        *(("Settings", book.find("Settings", setting=name), {"value": value}) for name, value in mail.items()),
        *(("Outbox", row, {"decision": "Send"}) for row in waiting),
    )
    done = book.command("send", "--as-of", DAY, "--yes", "--json")
    states = {letter["state"] for letter in json.loads(done.stdout)["letters"]}
    assert states == {"sent"}, done.output
    for mail in server.received:
        assert len(mail.recipients) <= 2
        assert mail.message.get_body(("plain",)) is not None
        assert [part.get_content_type() for part in mail.message.iter_attachments()] == ["application/pdf"]


HOSTILE = [
    'Acme, Inc. "the best" <boss@evil.example>', "Kari\nBcc: evil@evil.example", "{{ 7*7 }} {% raw %}",
    "<script>alert(1)</script>", "\u202egnp.elif", "x" * 300, "株式会社サンプル", "😀 & Co", "#set page(width: 1cm)",
    "of =?utf-8?q?fake?=", "O'Brien; DROP TABLE",
]  # fmt: skip


def test_hostile_names_come_out_literal_and_add_nobody(make_workbook: Make, server: MailServer) -> None:
    book = make_workbook(customers(len(HOSTILE)), **settings(server, reply_to="svar@treverk.example"))
    type_in(book, *(("Customers", row, {"name": name, "contact": name}) for row, name in enumerate(HOSTILE, start=2)))
    book.run(DAY)
    done = book.command("send", "--as-of", DAY, "--yes")
    assert done.exit_code == 0, done.output
    for number, name in enumerate(HOSTILE, start=1):
        (mail,) = server.to(f"c{number:04}@kunde.example") or [pytest.fail(done.output)]
        assert len(mail.recipients) == 1
        found = mail.message
        assert [address.addr_spec for address in found["To"].addresses] == mail.recipients
        assert found["Reply-To"].addresses[0].addr_spec == "svar@treverk.example"
        assert found["Bcc"] is None
        text = found.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        html = found.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert " ".join(name.split())[:60] in text.replace("\r\n", " ")
        assert "\nBcc" not in done.stdout
        assert "<script>alert" not in html
        assert "49" not in text.split("Invoice")[0]
    assert len(server.received) == len(HOSTILE)
