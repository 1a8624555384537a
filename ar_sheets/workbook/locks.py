"""Who else has the workbook: Excel, LibreOffice, another run of ours, or a sync program that made two of it."""

from __future__ import annotations

import errno
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ar_sheets.base import disk_faults
from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import sweep
from ar_sheets.base.i18n import N_, _

FOLDER = ".ar-sheets"


LONGEST_NAME = 54  # characters: what Excel's owner file has room for


class OpenElsewhere(NotDone):
    """Somebody has the workbook open."""


class Busy(NotDone):
    """Another run of ours is at work in the folder."""


def _since(path: Path) -> str:
    return f"{datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d %H:%M}"  # noqa: DTZ006 - the clock on the wall


def excel_user(data: bytes) -> str:
    """The name in Excel's owner file (a length byte, the name in ANSI, then in UTF-16); "" when there is none."""
    wide = data[57 : 57 + 2 * min(int.from_bytes(data[55:57], "little"), LONGEST_NAME)]
    name = wide.decode("utf-16-le", "ignore") if wide else data[1 : 1 + data[0]].decode("latin-1") if data else ""
    return "".join(c for c in name if c.isprintable()).strip()


def libreoffice_user(data: bytes) -> str:
    """The name in LibreOffice's lock file (name, login, computer, time); "" when there is none."""
    fields = data.decode("utf-8", "ignore").split(",")
    named = [f.strip() for f in fields[:3]]
    return next((n for n in named if n), "")


_CLOSE_IT = N_(
    "Save and close it there, then run again. If nobody has it open, delete the file {mark} beside it, which a crash "
    "left behind."
)


def who_has_it_open(path: Path) -> str | None:
    """A sentence saying who has the workbook open, since when and what to do; None when nobody seems to."""
    for mark, program, user in (
        (path.with_name(f"~${path.name}"), "Excel", excel_user),
        (path.with_name(f".~lock.{path.name}#"), "LibreOffice", libreoffice_user),
    ):
        try:
            who, since = user(mark.read_bytes()) or _("Somebody"), _since(mark)
        except FileNotFoundError:
            continue
        except OSError:
            who, since = _("Somebody"), ""  # Windows lets nobody read the mark of a file that is open
        where = _("{who} has {name} open in {program} since {since}.", who=who, name=path.name, program=program,
                  since=since) if since else (
            _("{who} has {name} open in {program} now.", who=who, name=path.name, program=program))  # fmt: skip
        return f"{where} {_(_CLOSE_IT, mark=mark.name)}"
    return None


def conflict_copies(path: Path) -> list[Path]:
    """Second versions of the workbook beside it, as OneDrive, Dropbox, Google Drive and Syncthing make them."""
    stem, ending = re.escape(path.stem), re.escape(path.suffix)
    host = re.escape(socket.gethostname())
    computer = rf"(?:{host}|(?:DESKTOP|LAPTOP|PC|WIN|MACBOOK)[\w-]*|[\w-]+(?:-PC|-MacBook[\w-]*))"
    marks = rf"-{computer}(?:-\d+)?|\s*\([^)]*\b(?:conflict|conflicted)\b[^)]*\)|\.sync-conflict-[\w-]+"
    pattern = re.compile(rf"{stem}(?:{marks}){ending}", re.IGNORECASE)
    return sorted(p for p in path.parent.iterdir() if pattern.fullmatch(p.name))


_ELSEWHERE_LAPSES = 24 * 3600  # seconds; a computer that crashed cannot take its name off the lock
_LOCK_BYTE = 1_000_000  # on Windows locked bytes cannot be read, so not one of the text is locked


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _hold(handle: int) -> bool | None:
    """Ask the system for the file, until the process ends: True, False (another has it), None (it cannot say)."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, _LOCK_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        return False if fault.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK) else None
    return True


def _owner(text: str, age: float, held: bool | None) -> str | None:
    """Who else is at work, from what the lock file says and what the system says; None when nobody is."""
    host, pid, when = [*text.split(" ", 2), "", "", ""][:3]
    if held is False:
        return _("process {number}", number=pid) if pid else _("another process")
    if not pid.isdigit():
        return None
    if host == socket.gethostname():
        theirs = held is None and int(pid) != os.getpid() and _alive(int(pid))
        return _("process {number}", number=pid) if theirs else None
    return _("on the computer {host} since {when}", host=host, when=when) if age < _ELSEWHERE_LAPSES else None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Only one run at a time in this folder; what a killed run left half written is swept away first.

    Raises Busy when another one is at work, NotDone without rights.
    """
    home = folder / FOLDER
    handle = -1
    try:
        try:
            home.mkdir(exist_ok=True)
            handle = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT, 0o666)
            owner = _taken(handle)
            if owner is None:
                sweep(folder)
                sweep(home)
                sweep(home / "backups")
        except OSError as fault:
            raise NotDone(disk_faults.told(fault) + " " + _("Nothing was changed.")) from fault
        if owner:
            raise Busy(
                _(
                    "Another run is at work in this folder ({owner}). Wait until it is done. If there is none, delete "
                    "the file {path}.",
                    owner=owner,
                    path=home / "run.lock",
                )
            )
        yield
        with suppress(OSError):
            os.ftruncate(handle, 0)
    finally:
        with suppress(OSError):
            os.close(handle)


def _taken(handle: int) -> str | None:
    """Who else is at work; None when nobody is, and then this process is named in the lock file."""
    held = _hold(handle)
    os.lseek(handle, 0, os.SEEK_SET)
    text = os.read(handle, 200).decode("utf-8", "replace")
    owner = _owner(text, time.time() - os.fstat(handle).st_mtime, held)
    if owner is None:
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{socket.gethostname()} {os.getpid()} {time.strftime('%Y-%m-%d %H:%M:%S')}".encode())
    return owner
