"""The way a workbook is read and replaced: nothing half written, nobody's saving undone, always a way back."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.base import files
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.workbook import backups
from ar_sheets.workbook.backups import Run, sha256_of
from ar_sheets.workbook.locks import Busy, OpenElsewhere, conflict_copies, locked, who_has_it_open
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.limits import file_bytes
from ar_sheets.xlsx.verify import verify

__all__ = [
    "Busy", "ChangedSinceRead", "NotReplaced", "OpenElsewhere", "Snapshot", "conflict_copies", "locked",
    "read_snapshot", "replace", "who_has_it_open",
]  # fmt: skip


class ChangedSinceRead(NotDone):
    """Somebody saved the workbook while the run was at work; it may start again on the new content."""


class NotReplaced(NotDone):
    """The workbook could not be written; it is as it was."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A workbook as it was read. `path` is the file itself; `given` may be a link to it."""

    path: Path
    data: bytes
    sha256: str
    given: Path


def read_snapshot(path: Path) -> Snapshot:
    """Read a workbook in one piece. Raises NotDone, a sentence, when it cannot be read."""
    try:
        target = path.resolve(strict=True)
        data = file_bytes(target)
    except FileNotFoundError:
        raise NotDone(_("There is no file {path}. Check the name and the folder.", path=path)) from None
    except IsADirectoryError:
        raise NotDone(_("{path} is a folder. Give the workbook in it.", path=path)) from None
    except PermissionError:
        who = who_has_it_open(path)
        raise NotDone(who or _("{path} may not be read by you. Check its rights.", path=path)) from None
    except (OSError, RuntimeError) as fault:  # a link that leads to itself, a share that went away
        raise NotDone(
            _("{path} cannot be read ({reason}). Check the drive or the network.", path=path, reason=_reason(fault))
        ) from fault
    return Snapshot(target, data, sha256_of(data), path)


def _reason(fault: Exception) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or str(fault)


def replace(
    snapshot: Snapshot, new: bytes, changes: Sequence[Change] = (), what: str = backups.RUN, source: str = ""
) -> Path | None:
    """Put the new content in the workbook's place, whole or not at all; the backup's path.

    None, and no file touched, when the content is the same. `changes` are what `patch` was given: they are
    read back from the file on disk before it takes the old one's place. `what` is done, and the file it comes from,
    are noted for undo. Raises OpenElsewhere, ChangedSinceRead
    or NotReplaced; then the workbook is as it was.
    """
    if new is snapshot.data or new == snapshot.data:
        return None
    path = snapshot.path
    try:
        _writable(snapshot)
        kept = _replaced(snapshot, new, changes, what, source)
    except PermissionError as fault:
        raise OpenElsewhere(_denied(path, fault)) from fault
    except OSError as fault:
        raise NotReplaced(_failed(path, fault)) from fault
    files.sync_folder(path.parent)
    backups.thin_out(path)
    return kept


def _replaced(snapshot: Snapshot, new: bytes, changes: Sequence[Change], what: str, source: str) -> Path:
    """Write, read back, back up, note, and as the last step replace; what went before is undone where it fails."""
    path, temporary = snapshot.path, files.temporary_for(snapshot.path)
    noted, kept = backups.runs(path), None
    try:
        files.delete_file(temporary)
        files.write_new(temporary, new, path)
        verify(snapshot.data, temporary.read_bytes(), new, changes)
        kept = backups.back_up(path, snapshot.data)
        run = Run(kept.name, snapshot.sha256, sha256_of(new), time.strftime("%Y-%m-%d %H:%M:%S"), what, source)
        backups.note_runs(path, [*noted, run])
        _unchanged(snapshot)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            files.delete_file(temporary)
        if kept is not None:
            with contextlib.suppress(OSError):
                backups.note_runs(path, noted)
                files.delete_file(kept)
        raise
    return kept


def _denied(path: Path, fault: OSError) -> str:
    if os.name == "nt" or getattr(fault, "winerror", None) in (5, 32, 33):
        return _(
            "{name} is open in another program. Close it there, then run again. Nothing was changed.", name=path.name
        )
    return _(
        "{name} or its folder may not be written to by you. Check the rights. Nothing was changed.", name=path.name
    )


def _failed(path: Path, fault: OSError) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _("The disk is full: {name} was not changed. Make room and run again.", name=path.name)
    if fault.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
        return _("The folder of {name} has gone. Is the drive or the network still there? Nothing was changed.",
                 name=path.name)  # fmt: skip
    return _("{name} could not be written ({reason}). Nothing was changed. Check the drive, run again.",
             name=path.name, reason=_reason(fault))  # fmt: skip


def _writable(snapshot: Snapshot) -> None:
    who = who_has_it_open(snapshot.path) or who_has_it_open(snapshot.given)
    if who:
        raise OpenElsewhere(who)
    if snapshot.path.exists() and not os.access(snapshot.path, os.W_OK):
        name = snapshot.path.name
        raise NotReplaced(_("{name} is read-only. Take that off (right click, Properties), then run again.", name=name))


def _unchanged(snapshot: Snapshot) -> None:
    try:
        now = snapshot.path.read_bytes()
    except FileNotFoundError:
        now = b""
    if now != snapshot.data:
        raise ChangedSinceRead(
            _("{name} was saved by somebody else during the run. Run again.", name=snapshot.path.name)
        )
