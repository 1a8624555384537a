"""The Outbox: letters and calls waiting for a person, what was decided, and what became of them.

A person's Decision, Done on and Outcome are kept across runs. A letter that still applies is renewed in its
row with today's figures; one that no longer applies becomes Superseded. Done on makes Log rows, and only
these move a plan on.
"""

from __future__ import annotations

import itertools
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ar_sheets import log
from ar_sheets.gather import Facts, records
from ar_sheets.messages import HAND_OVER
from ar_sheets.model import LetterLine, LogEntry, Message
from ar_sheets.workbook.read import Book

LISTED = "listed"  # an invoice that is shown in a letter but takes no step with it
PENDING = ("Ready", "Approved")
DONE = {"Email": ("Sent", "sent"), "Post": ("Posted", "posted"), "Email+Post": ("Posted", "posted"),
        "Phone": ("Called", "called"), HAND_OVER: ("Sent", "handed over")}  # fmt: skip
Key = tuple[str, str, bool]  # customer (folded), currency, whether it is a hand-over: one pending row for each


@dataclass(slots=True)
class Outbox:
    """The rows of the Outbox sheet by workbook row, with what the run changes, and the rows it appends."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    appended: list[dict[str, Any]] = field(default_factory=list)
    unclear: dict[tuple[str, str], str] = field(default_factory=dict)  # (customer, currency) -> letter nobody knows of


def load(book: Book) -> Outbox:
    """The Outbox as it stands in the workbook."""
    rows = {row: record for row, record in records(book, "Outbox") if record["letter_id"]}
    unclear = {_key(record)[:2]: record["letter_id"] for record in rows.values() if record["status"] == "Unclear"}
    return Outbox(rows, unclear=unclear)


def settle(outbox: Outbox, facts: Facts, as_of: date, now: datetime) -> list[LogEntry]:
    """What a person did since the last run: rows marked Done on become Log entries, Skip becomes Skipped.

    Returns the new entries, numbered and sealed after the last one of `facts.log`. A letter that was mailed and
    goes by post as well is logged as sent already; its post part is noted, and is no second step.
    """
    made: list[LogEntry] = []
    for record in outbox.rows.values():
        done_on = record["done_on"]
        done = isinstance(done_on, date) and done_on <= as_of
        if done and record["status"] in PENDING:
            record["status"], event = DONE.get(str(record["channel"]), DONE["Post"])
            made.extend(entries(record, event, done_on, now))
        elif done and record["status"] == "Sent" and record["channel"] == "Email+Post":
            record["status"] = "Posted"
            made.extend(entries(record, log.COPY_BY_POST, done_on, now))
        elif record["status"] in PENDING and record["decision"] == "Skip":
            record["status"] = "Skipped"
    return log.sealed(made, facts.log[-1] if facts.log else None)


def skips(outbox: Outbox) -> dict[tuple[str, str, str], date]:
    """(customer, currency, step) -> the day of the batch a person skipped; used to leave them in peace a while."""
    return {
        (*_key(record)[:2], str(record["step"]).casefold()): record["batch"]
        for record in outbox.rows.values()
        if record["status"] == "Skipped" and isinstance(record["batch"], date)
    }


def merge(outbox: Outbox, messages: Sequence[Message], files: Mapping[str, tuple[str, str]]) -> None:
    """Renew what still applies, supersede what does not, append what is new.

    `files` gives subject and file for each letter id.
    """
    wanted = {_message_key(message): message for message in messages}
    for record in outbox.rows.values():
        if record["status"] not in PENDING:
            continue
        message = wanted.get(_key(record))
        if message is not None and message.step.name == record["step"]:
            record |= as_row(message, *files.get(message.letter_id, ("", ""))) | {"status": waiting_status(record)}
            del wanted[_key(record)]
        else:
            record["status"] = "Superseded"
    for message in wanted.values():
        outbox.appended.append(as_row(message, *files.get(message.letter_id, ("", ""))))


def numbered(outbox: Outbox, messages: Iterable[Message]) -> list[Message]:
    """The messages with their letter ids: one that renews a pending row keeps its id, a new one gets a free one."""
    pending = {(*_key(r), r["step"]): r["letter_id"] for r in outbox.rows.values() if r["status"] in PENDING}
    used = {record["letter_id"] for record in outbox.rows.values()}
    result = []
    for message in messages:
        key = (*_message_key(message), message.step.name)
        result.append(replace(message, letter_id=pending.get(key) or _free(message.letter_id, used)))
    return result


def _free(letter_id: str, used: Container[str]) -> str:
    numbers = (letter_id if n == 1 else f"{letter_id}-{n}" for n in itertools.count(1))
    return next(number for number in numbers if number not in used)


def _key(record: Mapping[str, Any]) -> Key:
    return (str(record["customer_id"]).casefold(), str(record["currency"]), record["channel"] == HAND_OVER)


def _message_key(message: Message) -> Key:
    return (message.customer.customer_id.casefold(), message.currency, message.channel == HAND_OVER)


def waiting_status(record: Mapping[str, Any]) -> str:
    """The status of a letter that has not gone out: Approved when a person wrote Send, else Ready."""
    return "Approved" if record["decision"] == "Send" else "Ready"


def as_row(message: Message, subject: str = "", file: str = "") -> dict[str, Any]:
    """A message as the Outbox shows it, by column key."""
    return {
        "letter_id": message.letter_id, "batch": message.batch, "customer_id": message.customer.customer_id,
        "customer": message.customer.name, "step": message.step.name, "channel": message.channel,
        "to": message.to or None, "subject": subject or None,
        "invoices": "; ".join([*map(_told, message.lines), f"pay by {message.pay_by}"]), "currency": message.currency,
        "total_due": message.total_due, "file": file or None, "status": "Ready",
    }  # fmt: skip


def _told(line: LetterLine) -> str:
    """One invoice as the Outbox tells it: "1041: Reminder 2, open 1250.00, fee 35.00, interest 12.10"."""
    amounts = [("open", line.open_amount)]
    amounts += [(charge.kind, charge.amount) for charge in line.charges if charge.amount > 0]
    if line.new_interest > 0:
        amounts.append(("interest", line.new_interest))
    return ", ".join(
        [f"{line.invoice_no}: {line.step or LISTED}", *(f"{kind} {amount:.2f}" for kind, amount in amounts)]
    )


def told(text: str) -> Iterator[tuple[str, str, dict[str, Decimal]]]:
    """The invoices of an Outbox row again: number, step ("" if only listed), amounts by kind."""
    for part in text.split("; "):
        number, colon, rest = part.partition(": ")
        step, *amounts = rest.split(", ")
        if colon:
            pairs = (amount.rpartition(" ") for amount in amounts)
            yield number, "" if step == LISTED else step, {kind: Decimal(value) for kind, _, value in pairs}


def entries(
    record: Mapping[str, Any], event: str, done_on: date, now: datetime, document: str = ""
) -> Iterator[LogEntry]:
    """The Log rows of a letter that went out: one per invoice that took a step, one per charge it claimed.

    `event` is one of log.CONTACT_EVENTS, or log.COPY_BY_POST, which claims nothing again. `document` is the
    SHA-256 of what was sent. They are not numbered and sealed yet: log.sealed does that.
    """
    text = str(record["invoices"] or "")
    pay_by = text.rpartition("; ")[2] if "pay by " in text else ""
    detail = "; ".join(filter(None, (f"letter {record['letter_id']} to {record['to'] or 'nobody'}", pay_by,
                                     str(record["outcome"] or ""))))  # fmt: skip
    for number, step, amounts in told(text):
        for kind, amount in amounts.items():
            if kind == "open" and step:
                yield _entry(record, done_on, now, event, number, step, amount, detail, document)
            elif kind != "open" and event in log.CONTACT_EVENTS:
                yield _entry(
                    record, done_on, now, kind, number, step, amount, f"claimed by letter {record['letter_id']}"
                )


def _entry(
    record: Mapping[str, Any], done_on: date, now: datetime, event: str, number: str, step: str, amount: Decimal,
    detail: str, document: str = "",
) -> LogEntry:  # fmt: skip
    return LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", done_on, event, str(record["customer_id"]), number, step, amount,
                    str(record["currency"]), detail, document)  # fmt: skip
