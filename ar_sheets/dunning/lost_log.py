"""What the Log lost is not done again: it is entered anew from the batches and the Outbox, and no letters are made
until a person confirms that this is the workbook to go on with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.dunning.outbox import OUT, PENDING, Outbox, entries
from ar_sheets.facts import log, log_record
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.facts.gather import Facts
from ar_sheets.facts.log_sheet import start_mark
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book

STATUS = {"sent": "Sent", "posted": "Posted", "called": "Called", "handed over": "Sent", log.NO_ANSWER: "Called"}
TO_DO = N_(
    "If an older copy was put back, put the newest one back (copies are in .ar-sheets/backups). If this workbook is "
    "the right one: ar-sheets confirm-log WORKBOOK. Until then no letters are made."
)


def doubt_log(book: Book, facts: Facts, workbook: Path) -> None:
    """Notes in `facts.log_doubt`, and as a finding, that the Log is not what it was; nothing where it is."""
    missing = missing_of_log(book, facts, workbook)
    if missing:
        facts.log_doubt = f"{missing[:1].lower()}{missing[1:]}"
        book.findings.append(Finding(book.name("Log"), "", missing, _(TO_DO), stops=False))


def missing_of_log(book: Book, facts: Facts, workbook: Path) -> str:
    """What the Log no longer has of what the last run, .ar-sheets and the batches know, as a sentence."""
    mark = log_record.read_mark(workbook) or start_mark(book, facts.log)
    changed = {entry.entry for entry in log.changed_rows(facts.log)}  # these hold only whom they name
    lost = [row for row in log_record.lost_rows(facts.log, log_record.known_rows(workbook)) if row.entry not in changed]
    in_batches = n_("The Log lacks {n} row that the folder batches knows of",
                    "The Log lacks {n} rows that the folder batches knows of", len(lost))  # fmt: skip
    return log.was_cut(facts.log, mark) or (in_batches if lost else "")


def enter_lost_rows(box: Outbox, facts: Facts, workbook: Path, now: datetime) -> list[LogEntry]:
    """The Log rows that are missing, numbered and sealed after `facts.log`; the Outbox then says what went out."""
    lost = log_record.lost_rows(facts.log, log_record.known_rows(workbook))
    made = [replace(row, entry=0, seal="", when=_entered_at(row, now)) for row in lost]
    if facts.log_doubt:
        there = {entry.letter_id for entry in (*facts.log, *made)}
        made += [row for record in box.rows.values() for row in _by_the_outbox(record, there, now)]
    out = {row.letter_id: row.event for row in lost if row.event in STATUS}
    for record in box.rows.values():
        event = out.get(str(record["letter_id"]))
        if event and record["status"] in PENDING:
            record["status"], record["why"] = STATUS[event], None
    return log.sealed(made, facts.log[-1] if facts.log else None, letter_columns=facts.letter_columns)


def _entered_at(row: LogEntry, now: datetime) -> str:
    """When a lost row is entered again: never the second it was first written, or nobody could tell the two apart."""
    first, again = (f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (now, now + timedelta(seconds=1)))
    return again if first == row.when else first


def note_log(workbook: Path, book: Book, facts: Facts, made: Sequence[LogEntry]) -> None:
    """Keep outside the workbook what was logged now, `made`, and how long the Log is; while it is in doubt, how long
    it should be."""
    known, cut_off = log_record.known_rows(workbook), []
    if not facts.log_doubt:
        log_record.write_mark(workbook, log_record.length_mark(facts.log))
        cut_off = log_record.lost_rows([*known, *made], facts.log)  # of a run that ended in between
    elif log_record.read_mark(workbook) is None:
        mark = log_record.length_mark(known)
        log_record.write_mark(workbook, max(mark, start_mark(book, ()) or mark))
    log_record.note_rows(workbook, [*cut_off, *made])


def _by_the_outbox(record: dict[str, Any], there: set[str], now: datetime) -> Iterator[LogEntry]:
    """The Log rows of a letter that the Outbox says went out and the Log knows nothing of."""
    day = record["done_on"] or record["batch"]
    if record["status"] not in OUT or str(record["letter_id"]) in there or not isinstance(day, date):
        return
    event = {"Sent": "sent", "Posted": "posted", "Called": "called"}[record["status"]]
    yield from entries(record, "handed over" if record["channel"] == HAND_OVER else event, day, now)
