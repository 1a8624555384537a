"""Undo a run: the workbook as it was before, and what is known of the Log outside it with it."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.dunning.assess import look
from ar_sheets.facts import log_record
from ar_sheets.workbook import guard
from ar_sheets.workbook.undo import put_workbook_back


def undo_run(path: Path, force: bool = False) -> list[str]:
    """Put the workbook back as it was before the last run; lines to show. Raises as `workbook.undo.undo` does."""
    lines = put_workbook_back(path, force)
    snapshot = guard.read_snapshot(path)
    try:
        log = look(snapshot.data)[1].log
    except NotDone:  # a list of an owner's own, as it was before it was adopted: it has no Log
        log = []
    mark = log_record.length_mark(log)
    log_record.note_undone(snapshot.path, mark[0])
    log_record.write_mark(snapshot.path, mark)
    return lines
