"""The way a workbook is read and replaced: nothing half written, nobody's saving undone, always a way back."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.findings import NotDone
from ar_sheets.workbook import backups
from ar_sheets.workbook.backups import Run, digest
from ar_sheets.workbook.locks import Busy, OpenElsewhere, conflict_copies, locked, who_has_it_open
from ar_sheets.workbook.patch import Change
from ar_sheets.workbook.verify import verify

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
    """A workbook as it was read. `path` is the file itself, where the user's path was a link to it."""

    path: Path
    data: bytes
    sha256: str


def read_snapshot(path: Path) -> Snapshot:
    """Read a workbook in one piece. Raises NotDone, a sentence, when it cannot be read."""
    try:
        target = path.resolve(strict=True)
        data = target.read_bytes()
    except FileNotFoundError:
        raise NotDone(f"There is no file {path}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise NotDone(f"{path} is a folder. Give the workbook in it.") from None
    except PermissionError:
        who = who_has_it_open(path)
        raise NotDone(who or f"{path} may not be read by you. Check its rights.") from None
    except (OSError, RuntimeError) as fault:  # a link that leads to itself, a share that went away
        raise NotDone(f"{path} cannot be read ({_reason(fault)}). Check the drive or the network.") from fault
    return Snapshot(target, data, digest(data))


def _reason(fault: Exception) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or str(fault)


def replace(snapshot: Snapshot, new: bytes, changes: Sequence[Change] = ()) -> Path | None:
    """Put the new content in the workbook's place, whole or not at all; the backup's path.

    None, and no file touched, when the content is the same. `changes` are what `patch` was given: they are
    read back from the file on disk before it takes the old one's place. Raises OpenElsewhere, ChangedSinceRead
    or NotReplaced; then the workbook is as it was.
    """
    if new is snapshot.data or new == snapshot.data:
        return None
    path = snapshot.path
    who = who_has_it_open(path)
    if who:
        raise OpenElsewhere(who)
    try:
        _writable(path)
        _unchanged(snapshot)
        temporary = _temporary(path)
        _sweep(path)
        try:
            _write(temporary, new, path)
            verify(snapshot.data, temporary.read_bytes(), new, changes)
            kept = backups.keep(path, snapshot.data)
            _note(snapshot, kept, new)
            _unchanged(snapshot)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except PermissionError as fault:
        raise OpenElsewhere(_denied(path, fault)) from fault
    except OSError as fault:
        raise NotReplaced(_failed(path, fault)) from fault
    backups.sync_folder(path.parent)
    return kept


def _denied(path: Path, fault: OSError) -> str:
    if getattr(fault, "winerror", None) in (5, 32, 33) or fault.filename2 is not None:
        return f"{path.name} is open in another program. Close it there, then run again. Nothing was changed."
    return f"{path.name} or its folder may not be written to by you. Check the rights. Nothing was changed."


def _failed(path: Path, fault: OSError) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk is full: {path.name} was not changed. Make room and run again."
    if fault.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
        return f"The folder of {path.name} has gone. Is the drive or the network still there? Nothing was changed."
    return f"{path.name} could not be written ({_reason(fault)}). Nothing was changed."


def _writable(path: Path) -> None:
    if not os.access(path, os.W_OK):
        raise NotReplaced(f"{path.name} is read-only. Take that off (right click, Properties), then run again.")


def _unchanged(snapshot: Snapshot) -> None:
    try:
        now = snapshot.path.read_bytes()
    except FileNotFoundError:
        now = b""
    if now != snapshot.data:
        raise ChangedSinceRead(f"{snapshot.path.name} was saved by somebody else during the run. Run again.")


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.ar-sheets.tmp")


def _sweep(path: Path) -> None:
    """Remove what a run that was killed left half written; the folder's lock makes sure that none is at work."""
    for stray in path.parent.glob(f".{backups.glob_escape(path.name)}.*.ar-sheets.tmp"):
        stray.unlink(missing_ok=True)


def _write(temporary: Path, data: bytes, like: Path) -> None:
    """Write the file to disk with the rights, and where possible the owner, of the one it will replace."""
    facts = like.stat()
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if hasattr(os, "fchown"):
            with contextlib.suppress(OSError):
                os.fchown(handle, facts.st_uid, facts.st_gid)
        temporary.chmod(facts.st_mode & 0o7777)
        os.fsync(handle)


def _note(snapshot: Snapshot, kept: Path, new: bytes) -> None:
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    run = Run(kept.name, snapshot.sha256, digest(new), now)
    backups.note(snapshot.path, [*backups.runs(snapshot.path), run])
