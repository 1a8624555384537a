"""After mails went out: the Outbox's statuses and the Log's rows, patched into the workbook and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from ar_sheets.dunning import lost_log, outbox
from ar_sheets.dunning.assess import look
from ar_sheets.dunning.write_back import outbox_and_log
from ar_sheets.facts import batch_record, log
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import LogEntry
from ar_sheets.sending import journal
from ar_sheets.sending.repair import repair
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.commit import commit_locked
from ar_sheets.workbook.guard import Snapshot
from ar_sheets.xlsx.changes import Change


def write_back(
    path: Path, now: datetime, superseded: Mapping[str, str] | None = None, more: Collection[LogEntry] = ()
) -> list[LogEntry]:
    """Bring the workbook at `path` up to date with its journal; the Log rows that were added.

    `superseded`: letters that no longer apply, and why. `more`: further Log rows, not sealed yet. Raises NotDone
    when the workbook cannot be written; it is then as it was, and the journal as good as before.
    """
    made, book, facts = commit_locked(path, lambda snapshot: _worked_out(snapshot, now, superseded or {}, more))
    lost_log.note_log(path.resolve(), book, facts, made)
    return made


def _worked_out(
    snapshot: Snapshot, now: datetime, superseded: Mapping[str, str], more: Collection[LogEntry]
) -> tuple[Sequence[Change], tuple[list[LogEntry], Book, Facts]]:
    book, facts = look(snapshot.data)
    box = outbox.load_outbox(book, batch_record.reader(snapshot.path.parent))
    lost_log.doubt_log(book, facts, snapshot.path)
    made = repair(box, facts, journal.read_journal(snapshot.path.parent), snapshot.path.name, now)
    facts.log += made
    lost = lost_log.enter_lost_rows(box, facts, snapshot.path, now)
    facts.log += lost
    made += lost
    for record in box.rows.values():
        if record["letter_id"] in superseded and record["status"] in outbox.PENDING:
            record["status"], record["why"] = "Superseded", superseded[record["letter_id"]]
    noted = log.sealed(more, facts.log[-1] if facts.log else None, letter_columns=facts.letter_columns)
    facts.log += noted
    made += noted
    return outbox_and_log(book, box, made), (made, book, facts)
