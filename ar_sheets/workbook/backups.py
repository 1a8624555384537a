"""Dated backups of the workbook, a bounded number of them, and a note of what each run made of which."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from ar_sheets.workbook.locks import FOLDER

KEPT = 30


@dataclass(frozen=True, slots=True)
class Run:
    """One replacement of the workbook: the backup's file name, and the SHA-256 before and after."""

    backup: str
    before: str
    after: str
    when: str


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def folder(workbook: Path) -> Path:
    """Where the backups of a workbook are."""
    return workbook.parent / FOLDER / "backups"


def _notes(workbook: Path) -> Path:
    return folder(workbook) / f"{workbook.name}.runs.json"


def runs(workbook: Path) -> list[Run]:
    """The noted runs, oldest first; none when there are no notes or they cannot be read."""
    try:
        return [Run(**line) for line in json.loads(_notes(workbook).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def note(workbook: Path, noted: list[Run]) -> None:
    """Write the notes anew, the newest KEPT of them."""
    durable(_notes(workbook), json.dumps([asdict(run) for run in noted[-KEPT:]], indent=1).encode())


def durable(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make a renaming in a folder last; some systems have no way to, then nothing is lost but that certainty."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def keep(workbook: Path, data: bytes) -> Path:
    """Put a dated copy of the workbook's content into the backups; the oldest beyond KEPT go."""
    home = folder(workbook)
    home.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    stamp = time.strftime("%Y-%m-%d %H-%M-%S")
    path, number = home / f"{workbook.stem} {stamp}{workbook.suffix}", 2
    while path.exists():
        path, number = home / f"{workbook.stem} {stamp} ({number}){workbook.suffix}", number + 1
    durable(path, data)
    for old in kept(workbook)[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
    return path


def _sweep(home: Path) -> None:
    """Remove what a run that was killed left half written."""
    for stray in home.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            stray.unlink()


def kept(workbook: Path) -> list[Path]:
    """The backups of a workbook, oldest first."""
    return sorted(folder(workbook).glob(f"{glob_escape(workbook.stem)} ????-??-??*{workbook.suffix}"))


def glob_escape(text: str) -> str:
    """A name in which nothing is a wildcard."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
