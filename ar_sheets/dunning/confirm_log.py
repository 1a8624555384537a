"""A person looked at a Log that is not what it was, and says that it is the one to go on with: a row in the Log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.dunning import lost_log, outbox, write_back
from ar_sheets.dunning.assess import look
from ar_sheets.dunning.worklist import decide
from ar_sheets.facts import batch_record, log, log_record
from ar_sheets.facts.checks.identities import find_renumbered
from ar_sheets.facts.checks.taken_in import find_contradicted
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook import guard
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.commit import commit
from ar_sheets.xlsx.changes import Change


def to_confirm(path: Path, as_of: date) -> list[str]:
    """What a person would confirm, as sentences; none where the Log is in order."""
    snapshot = guard.read_snapshot(path)
    book, facts = look(snapshot.data)
    return list(_doubts(book, facts, snapshot.path, as_of))


def confirm(path: Path, as_of: date, now: datetime) -> list[str]:
    """Enter what was lost as far as it is known, and that a person confirmed the rest; what was confirmed.

    Entries for days after `as_of`, which a wrong clock made, count as of that day from then on. Raises NotDone where
    the Log is in order or the workbook cannot be written.
    """
    doubts, made, workbook = commit(path, lambda snapshot: _worked_out(snapshot, as_of, now))
    log_record.note_rows(workbook, made)
    log_record.write_mark(workbook, log_record.length_mark(made))
    return doubts


def _worked_out(
    snapshot: guard.Snapshot, as_of: date, now: datetime
) -> tuple[Sequence[Change], tuple[list[str], list[LogEntry], Path]]:
    workbook = snapshot.path
    book, facts = look(snapshot.data)
    doubts = list(_doubts(book, facts, workbook, as_of))
    if not doubts:
        raise NotDone(_("There is nothing to confirm: the Log is in order."))
    box = outbox.load_outbox(book, batch_record.reader(workbook.parent))
    lost_log.doubt_log(book, facts, workbook)
    made = lost_log.enter_lost_rows(box, facts, workbook, now)
    said = LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", as_of, log.CONFIRMED, "", "", "", None, "", "; ".join(doubts))
    last = [*facts.log, *made]
    made += log.sealed([said], last[-1] if last else None)
    _set_aside(box, as_of)
    return write_back.outbox_and_log(book, box, made), (doubts, made, workbook)


def _doubts(book: Book, facts: Facts, workbook: Path, as_of: date) -> Iterator[str]:
    missing = lost_log.missing_of_log(book, facts, workbook)
    if missing:
        yield missing
    for entry in log.changed_rows(facts.log):
        yield _("Entry {n} of the Log was changed", n=entry.entry)
    ahead = [entry.entry for entry in facts.log if entry.as_of > as_of]
    if ahead:
        yield _("Entries {first} to {last} of the Log are dated after {day}, as a wrong clock dates them",
                first=ahead[0], last=ahead[-1], day=as_of)  # fmt: skip
    columns = decide(book, facts, as_of).columns
    for first, index in find_renumbered(log.arrived(facts.log), facts, columns):
        yield _("{old} is in Invoices no more, and {new} is another invoice", old=first.invoice_no,
                new=columns["invoice_no"][index])  # fmt: skip
    yield from (what for _row, what in find_contradicted(book, facts))


def _set_aside(box: outbox.Outbox, as_of: date) -> None:
    """Letters that wait from a run on a day to come are made anew."""
    for record in box.rows.values():
        if record["status"] in outbox.PENDING and isinstance(record["batch"], date) and record["batch"] > as_of:
            record["status"] = "Superseded"
            record["why"] = _("it was made for {day}, a wrong clock's day", day=record["batch"])
