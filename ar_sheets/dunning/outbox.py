"""The Outbox: letters and calls waiting for a person, what was decided, and what became of them.

A person's Decision, Done on and Outcome are kept across runs. A letter that still applies is renewed in its
row with today's figures; one that no longer applies becomes Superseded, with the reason. What a person did is
settled in settling.py: Done on makes Log rows, and only these move a plan on.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import N_, _, language
from ar_sheets.base.money import digits
from ar_sheets.dunning import older_outbox
from ar_sheets.dunning.older_outbox import LISTED, demand_word
from ar_sheets.facts import log
from ar_sheets.facts.addresses import HAND_OVER, first_prepared
from ar_sheets.facts.batch_record import Version
from ar_sheets.schema.model import Demand, DemandLine, LetterLine, LogEntry, Message
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

PENDING = ("Ready", "Approved")
OUT = ("Sent", "Posted", "Called")
SET_ASIDE = ("Superseded", "Skipped")  # still logged if it turns out that it went out all the same
ON_THE_PHONE = N_("Ask whether all is in order and when they pay; type what came of it under Outcome.")
DONE = {"Email": ("Sent", "sent"), "Post": ("Posted", "posted"), "Email+Post": ("Posted", "posted"),
        "Phone": ("Called", "called"), HAND_OVER: ("Sent", "handed over")}  # fmt: skip
_COMPARED = {"customer": N_("the name"), "step": N_("the step"), "channel": N_("the channel"), "to": N_("the address"),
             "invoices": N_("the invoices or amounts"), "currency": N_("the currency"),
             "total_due": N_("the total")}  # fmt: skip
Key = tuple[str, str, bool]  # customer (folded), currency, whether it is a hand-over: one pending row for each


@dataclass(slots=True)
class Outbox:
    """The rows of the Outbox sheet by workbook row, with what the run changes, and the rows it appends."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    appended: list[dict[str, Any]] = field(default_factory=list)
    unclear: dict[tuple[str, str], str] = field(default_factory=dict)  # (customer, currency) -> letter nobody knows of
    coming: dict[str, str] = field(default_factory=dict)  # customer -> that a letter goes out to them on a day to come


def load_outbox(book: Book, version: Version = lambda _record, _day: {}) -> Outbox:
    """The Outbox as it stands in the workbook; `version` tells what the runs noted of each letter."""
    rows = {row: record for row, record in records(book, "Outbox") if record["letter_id"]}
    for record in rows.values():
        if record["status"] not in OUT or record["outcome"]:
            record["demand"] = version(record, date.max).get("demand")
    unclear = {_key(record)[:2]: record["letter_id"] for record in rows.values() if record["status"] == "Unclear"}
    return Outbox(rows, unclear=unclear)


def skips(outbox: Outbox, renames: Mapping[str, str]) -> dict[tuple[str, str, str], date]:
    """(customer, currency, step) -> the day of the batch a person skipped; used to leave them on hold a while.
    `renames`: the new IDs of customers whose ID was changed."""
    return {
        (*with_new_id(_key(record)[:2], renames), str(record["step"]).casefold()): record["batch"]
        for record in outbox.rows.values()
        if record["status"] == "Skipped" and isinstance(record["batch"], date)
    }


def with_new_id(group: tuple[str, str], renames: Mapping[str, str]) -> tuple[str, str]:
    """Customer and currency, the customer by the ID they have now."""
    return renames.get(group[0], group[0]), group[1]


def letters_to_come(outbox: Outbox, as_of: date, unread: Container[int] = ()) -> dict[str, str]:
    """Customer, folded -> why their next letter waits for one whose Done on is a day to come, or that went out on a
    day nobody knows: Done on is before the letter was made, or cannot be read (`unread`: rows of the Outbox)."""
    found = {}
    for row, record in outbox.rows.items():
        if record["status"] not in (*PENDING, *SET_ASIDE):
            continue
        day, first = record["done_on"], first_prepared(str(record["letter_id"]))
        if isinstance(day, date) and day > as_of:
            found[_key(record)[0]] = _("letter {letter} goes out on {day} (Done on)", letter=record["letter_id"],
                                       day=day)  # fmt: skip
        elif row in unread or (isinstance(day, date) and first is not None and day < first):
            found[_key(record)[0]] = _("letter {letter} may have gone out: fix its Done on", letter=record["letter_id"])
    return found


def merge(
    outbox: Outbox,
    messages: Sequence[Message],
    files: Mapping[str, tuple[str, str]],
    why_not: Callable[[Mapping[str, Any]], str] = lambda _record: "",
    paused: str = "",
) -> None:
    """Renew what still applies, supersede what does not, append what is new.

    `files` gives subject and file for each letter id (a dry run has none, and keeps those that stand there),
    `why_not` the reason a row no longer applies. `paused` is why this run makes no letters at all: then every row
    waits as it is, with what a person decided.
    """
    wanted = {_message_key(message): message for message in messages}
    for record in outbox.rows.values():
        if record["status"] in OUT:
            record["why"] = None
        if record["status"] not in PENDING:
            continue
        coming = outbox.coming.get(_key(record)[0], "")
        if paused or (coming and why_not(record) in ("", coming)):
            record["why"] = _("Waits: {reason}.", reason=paused or coming)
            continue
        message = wanted.get(_key(record))
        if message is not None and message.letter_id == record["letter_id"]:
            named = files.get(message.letter_id, (record["subject"], record["file"]))
            record |= as_row(message, *named) | {"status": "Ready" if message.held else waiting_status(record)}
            record["why"] = _to_mind(message, record["decision"])
            del wanted[_key(record)]
        else:
            now = _renewed(record, message) if message and _has_part_in(record, message) else why_not(record)
            record["status"], record["why"] = "Superseded", now or None
    for message in wanted.values():
        outbox.appended.append(as_row(message, *files.get(message.letter_id, ("", ""))))


def waiting(outbox: Outbox) -> list[Mapping[str, Any]]:
    """The rows that wait for a person after the run, old and new."""
    return [record for record in (*outbox.rows.values(), *outbox.appended) if record["status"] in PENDING]


def number_messages(outbox: Outbox, messages: Iterable[Message], *, approvals_lapse: bool = True) -> list[Message]:
    """The messages with their letter ids: one that renews a pending row keeps its id, a new one gets a free one.

    What a person approved is that letter and no other: one that asks for something else by now is a new letter,
    which waits for a Send of its own (`approvals_lapse`; sending, which compares by itself, keeps the id).
    """
    pending = {(*_key(r), r["step"]): r for r in outbox.rows.values() if r["status"] in PENDING}
    used = {record["letter_id"] for record in outbox.rows.values()}
    result = []
    for message in messages:
        record = pending.get((*_message_key(message), message.step.name))
        renews = record and not (approvals_lapse and _approval_lapsed(record, message))
        number = record["letter_id"] if record and renews else _free(message.letter_id, used)
        result.append(replace(message, letter_id=number))
    return result


def _approval_lapsed(record: Mapping[str, Any], message: Message) -> bool:
    return record["decision"] == "Send" and bool(changed(record, message, but_for_days=True))


def changed(record: Mapping[str, Any], message: Message, *, but_for_days: bool = False) -> str:
    """What of the Outbox's row is not so any more, in words; "" when all is as it was. The day to pay by moves with
    each run; `but_for_days` leaves it out."""
    now, asked = as_row(message), demand(record)
    pay_by = asked.pay_by if but_for_days else message.pay_by
    then = dict(record) | {"invoices": _compared(asked, asked.pay_by)}
    now["invoices"] = _compared(now["demand"], pay_by)
    return next((_(told) for key, told in _COMPARED.items() if then[key] != now[key]), "")


def _compared(asks: Demand, pay_by: date | None) -> tuple[object, ...]:
    """What of a demand its cell tells, as data: the words are for people, in whatever language they were written."""
    return pay_by, [(line.invoice_no, line.step, line.open_amount, line.claims) for line in asks.lines]


def _has_part_in(record: Mapping[str, Any], message: Message) -> bool:
    """Whether a message asks for an invoice that the row takes a step with; else it is about something else."""
    asked = {line.invoice_no for line in message.lines}
    return any(line.step and line.invoice_no in asked for line in demand(record).lines)


def _renewed(record: Mapping[str, Any], message: Message) -> str:
    """What took the place of a waiting letter."""
    if message.step.name == record["step"]:
        what = changed(record, message, but_for_days=True)
        return _("{what} changed since you wrote Send: look at letter {letter}", what=what, letter=message.letter_id)
    return _("now {step}: letter {letter}", step=message.step.name, letter=message.letter_id)


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
    asks = demand_of(message)
    return {
        "letter_id": message.letter_id, "batch": message.batch, "customer_id": message.customer.customer_id,
        "customer": message.customer.name, "step": message.step.name, "channel": message.channel,
        "to": message.to or None, "subject": subject or None,
        "invoices": _in_words(asks, message.currency), "currency": message.currency, "total_due": message.total_due,
        "file": file or None, "status": "Ready", "why": _to_mind(message, None), "demand": asks,
    }  # fmt: skip


def demand_of(message: Message) -> Demand:
    """What a message asks, to be kept with its letter."""
    return Demand(tuple(map(_demand_line, message.lines)), message.pay_by, message.step.days_to_pay)


def _demand_line(line: LetterLine) -> DemandLine:
    claims = [(charge.kind, charge.amount) for charge in line.charges if charge.amount > 0]
    if line.new_interest > 0:
        claims.append(("interest", line.new_interest))
    return DemandLine(line.invoice_no, line.step, line.step_place, line.step_kind, line.open_amount, tuple(claims))


def demand(record: Mapping[str, Any]) -> Demand:
    """What a letter of the Outbox asks: as its run noted it, else as an older version put it into words."""
    noted: Demand | None = record.get("demand")
    return noted if noted is not None else older_outbox.older_demand(str(record.get("invoices") or ""))


def _to_mind(message: Message, decision: object) -> str | None:
    """What a person should know before a letter goes."""
    notes = [warning[:1].upper() + warning[1:] + "." for warning in message.warnings]
    if message.held:
        notes.insert(0, _("Cannot go yet: {why}.", why=message.held))
    elif decision == "Hold":
        notes.append(_("You hold it."))
    elif message.needs_approval and decision != "Send":
        notes.append(_("Waits for your Send."))
    if message.channel == "Phone":
        notes.append(_(ON_THE_PHONE))
    return " ".join(notes) or None


def _in_words(asks: Demand, currency: str) -> str:
    """What a letter asks, for people: "1041: Reminder 2, open 1250.00, fee 35.00; pay by 2026-12-04"."""
    lines = [_line_in_words(line, currency) for line in asks.lines]
    return "; ".join([*lines, f"{demand_word('pay by', language())} {asks.pay_by}"])


def _line_in_words(line: DemandLine, currency: str) -> str:
    spoken = language()
    amounts = [("open", line.open_amount), *line.claims]
    told = ", ".join(f"{demand_word(kind, spoken)} {digits(amount, currency)}" for kind, amount in amounts)
    return f"{line.invoice_no}: {line.step or demand_word(LISTED, spoken)}, {told}"


def entries(
    record: Mapping[str, Any], event: str, done_on: date, now: datetime, document: str = ""
) -> Iterator[LogEntry]:
    """The Log rows of a letter that went out: one per invoice that took a step, one per charge it claimed.

    `event` is one of log.CONTACT_EVENTS, or one that claims nothing: log.COPY_BY_POST, log.NO_ANSWER. `document` is the
    SHA-256 of what was sent. They are not numbered and sealed yet: log.sealed does that.
    """
    asks = demand(record)
    pay_by = f"pay by {asks.pay_by}" if asks.pay_by else ""
    detail = "; ".join(filter(None, (log_detail_start(record), pay_by, str(record["outcome"] or ""))))
    for line in asks.lines:
        if line.step:
            contact = outbox_entry(record, done_on, now, event, line, line.open_amount, detail)
            yield replace(contact, document_sha256=document, pay_by=asks.pay_by)
        for kind, amount in line.claims if event in log.CONTACT_EVENTS else ():
            yield outbox_entry(record, done_on, now, kind, line, amount, f"claimed by letter {record['letter_id']}")


def log_detail_start(record: Mapping[str, Any]) -> str:
    """How a Log row begins that tells about a letter."""
    return f"letter {record['letter_id']} to {record['to'] or 'nobody'}"


def outbox_entry(
    record: Mapping[str, Any],
    on: date,
    now: datetime,
    event: str,
    line: DemandLine,
    amount: Decimal | None,
    detail: str,
) -> LogEntry:
    """One Log row about an invoice of an Outbox row; not numbered and sealed yet."""
    return LogEntry(
        0, f"{now:%Y-%m-%d %H:%M:%S}", on, event, str(record["customer_id"]), line.invoice_no, line.step, amount,
        str(record["currency"]), detail, letter_id=str(record["letter_id"]), step_place=line.step_place,
        to=str(record["to"] or ""),
    )  # fmt: skip
