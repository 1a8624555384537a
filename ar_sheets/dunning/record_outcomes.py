"""What a person did since the last run, as the Outbox shows it, becomes Log rows: Done on, Outcome, Skip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.dunning import call_outcomes
from ar_sheets.dunning.call_outcomes import CallOutcome
from ar_sheets.dunning.outbox import DONE, OUT, PENDING, SET_ASIDE, Outbox, demand, entries, outbox_entry
from ar_sheets.facts import log
from ar_sheets.facts.addresses import first_prepared
from ar_sheets.facts.batch_record import Version
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book

Document = Callable[[Mapping[str, Any], date], str]  # an Outbox row and its day -> SHA-256 of what went out
Details = Mapping[str, Sequence[str]]  # letter id -> the details of its Log rows
ANSWERS = (log.PROMISED, log.DISPUTED, log.NOTED)


def record_outcomes(
    outbox: Outbox,
    facts: Facts,
    as_of: date,
    now: datetime,
    document: Document = lambda _record, _day: "",
    version: Version = lambda _record, _day: {},
) -> list[LogEntry]:
    """Rows marked Done on become Log entries, an Outcome its promise or dispute, Skip becomes Skipped.

    A letter is logged as it read on the day it went out (`version`), not as a later run made it anew; and also when
    a later run had set it aside.

    Returns the new entries, numbered and sealed after the last one of `facts.log`. A letter that was mailed and
    goes by post as well is logged as sent already; its post part is noted, and is no second step.
    """
    made: list[LogEntry] = []
    logged = _details(outbox, facts)
    for record in outbox.rows.values():
        made.extend(_settled(record, logged, as_of, now, document, version))
    return log.sealed(made, facts.log[-1] if facts.log else None, letter_columns=facts.letter_columns)


def _settled(
    record: dict[str, Any], logged: Details, as_of: date, now: datetime, document: Document, version: Version
) -> Iterator[LogEntry]:
    outcome, day = call_outcomes.read_outcome(record["outcome"]), _day_done(record, as_of)
    aside = record["status"] in SET_ASIDE and record["done_on"] and str(record["letter_id"]) not in logged
    if (record["status"] in PENDING or aside) and day is not None:
        then = record | version(record, day)
        record["status"], record["why"] = DONE.get(str(then["channel"]), DONE["Post"])[0], None
        yield from _done(then, outcome, day, now, document(then, day))
    elif record["status"] in PENDING and record["decision"] == "Skip":
        record["status"] = "Skipped"
    elif record["status"] == "Sent" and record["channel"] == "Email+Post" and day is not None:
        record["status"] = "Posted"
        yield from entries(record, log.COPY_BY_POST, day, now, document(record, day))
    elif record["status"] in OUT and outcome.event and not _is_logged(record, outcome, logged):
        yield from _answer(record, outcome, as_of, now, late=True)


def _day_done(record: Mapping[str, Any], as_of: date) -> date | None:
    """The day it was done: Done on, if it can be; a call with an Outcome and no day was made today."""
    day = record["done_on"]
    if isinstance(day, date):
        return None if _impossible(record, as_of) else day
    return as_of if record["channel"] == "Phone" and record["outcome"] else None


def _done(
    record: Mapping[str, Any], outcome: CallOutcome, day: date, now: datetime, document: str
) -> Iterator[LogEntry]:
    event = DONE.get(str(record["channel"]), DONE["Post"])[1]
    if event == "called" and outcome.event == log.NO_ANSWER:
        event = log.NO_ANSWER
    for made in entries({**record, "outcome": outcome.text}, event, day, now, document):
        if made.event not in log.CLAIM_EVENTS or not _renewed_since(record, day):
            yield made
    yield from _answer(record, outcome, day, now)


def _answer(
    record: Mapping[str, Any], outcome: CallOutcome, day: date, now: datetime, *, late: bool = False
) -> Iterator[LogEntry]:
    """The Log rows of what the customer answered. One typed later than Done on is noted, whatever it says."""
    event = log.NOTED if late and outcome.event == log.NO_ANSWER else outcome.event
    if event not in ANSWERS or outcome.fault or (event == log.NOTED and not late):
        return
    lines = {line.invoice_no: line for line in demand(record).lines}
    owed = [(number, line.open_amount) for number, line in lines.items()]
    for number, amount in call_outcomes.shares(outcome, owed):
        made = outbox_entry(record, day, now, event, lines[number], amount, outcome.text)
        yield replace(made, pay_by=outcome.day) if event == log.PROMISED else made


def _details(outbox: Outbox, facts: Facts) -> Details:
    """What the Log says about each letter; only looked up where something was typed beside a settled letter."""
    found: dict[str, list[str]] = {}
    settled = (*OUT, *SET_ASIDE)
    if any(r["status"] in settled and (r["outcome"] or r["done_on"]) for r in outbox.rows.values()):
        for made in facts.log:
            found.setdefault(made.letter_id, []).append(f"; {made.detail}")
    return found


def _is_logged(record: Mapping[str, Any], outcome: CallOutcome, logged: Details) -> bool:
    """Whether the Log tells of this outcome of this letter already."""
    return any(f"; {outcome.text}" in detail for detail in logged.get(str(record["letter_id"]), ()))


def _impossible(record: Mapping[str, Any], as_of: date) -> str:
    """Why a letter cannot have been done on its Done on; "" when it can."""
    day, first = record["done_on"], first_prepared(str(record["letter_id"]))
    if day > as_of:
        return _("Done on {day} is after the day of this run, {as_of}", day=day, as_of=as_of)
    if first is not None and day < first:
        return _("Done on {day} is before this was made, on {made}", day=day, made=first)
    return ""


def _renewed_since(record: Mapping[str, Any], day: date) -> bool:
    return isinstance(record["batch"], date) and day < record["batch"]


def report_faults(book: Book, outbox: Outbox, as_of: date, version: Version = lambda _record, _day: {}) -> None:
    """Findings for what was typed in the Outbox and cannot be settled; to be asked before `settle`."""
    for row, record in outbox.rows.items():
        if record["status"] in (*PENDING, *SET_ASIDE) and isinstance(record["done_on"], date):
            what, to_do = _impossible(record, as_of), _("Type the day it was really done.")
            then = record | version(record, record["done_on"])
            if not what and _renewed_since(then, record["done_on"]) and _claims(record):
                what = _("This letter was made anew on {day}, after you sent it on {sent}", day=record["batch"],
                         sent=record["done_on"])  # fmt: skip
                to_do = _("Nothing, if you sent no fees or interest with it: none are logged. Else tell your "
                          "accountant.")  # fmt: skip
            if what:
                book.report("Outbox", row, "done_on", what, to_do, stops=False)
        fault = call_outcomes.read_outcome(record["outcome"]).fault
        if fault and record["status"] in (*PENDING, *OUT):
            book.report("Outbox", row, "outcome", fault,
                        _("Type it as: promised 2026-12-01, or promised 500 on 2026-12-01; until then it is only a "
                          "note."), stops=False)  # fmt: skip


def _claims(record: Mapping[str, Any]) -> bool:
    return any(line.claims for line in demand(record).lines)
