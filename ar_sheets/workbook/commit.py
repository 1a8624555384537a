"""The one way a workbook on the disk is changed: read, change, verify, back up, replace; again when somebody saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from ar_sheets.base.errors import NotDone
from ar_sheets.workbook import guard
from ar_sheets.workbook.backups import CHANGE
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.patch import patch

TRIES = 3  # the first, and twice more if someone saved the workbook meanwhile
Made = TypeVar("Made")
# What is to be changed in a workbook as it was just read, and what the caller wants to know of it.
Working = Callable[[guard.Snapshot], tuple[Sequence[Change], Made]]


def commit(path: Path, work_out: Working[Made], what: str = CHANGE, source: str = "") -> Made:
    """Change the workbook at `path` by what `work_out` says of it as it is now; what that made of it.

    `what` is done, and the file it comes from, are noted for undo (workbook/backups.py).

    Nobody else runs meanwhile. Raises NotDone, a sentence, when the workbook is open elsewhere or cannot be written;
    it is then as it was.
    """
    if opened := guard.who_has_it_open(path):
        raise NotDone(opened)
    with guard.locked(guard.read_snapshot(path).path.parent):
        return commit_locked(path, work_out, what, source)


def commit_locked(path: Path, work_out: Working[Made], what: str = CHANGE, source: str = "") -> Made:
    """As `commit`, for a caller that holds the lock already."""
    for tries_left in range(TRIES - 1, -1, -1):
        snapshot = guard.read_snapshot(path)
        changes, made = work_out(snapshot)
        try:
            put(snapshot, changes, what, source)
        except guard.ChangedSinceRead:
            if not tries_left:
                raise
            continue
        return made
    raise AssertionError("not reached")


def put(snapshot: guard.Snapshot, changes: Sequence[Change], what: str = CHANGE, source: str = "") -> Path | None:
    """Make these changes in the workbook if it is still the one that was read; the backup's path, None for none.

    Raises ChangedSinceRead when somebody saved it meanwhile.
    """
    return guard.replace(snapshot, patch(snapshot.data, changes), changes, what, source)
