"""The letters in the batch folders: which file went out on a day, and its fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

LETTERS = ("Sent", "Posted")
_FILE = re.compile(r"batches/(\d{4}-\d\d-\d\d)/(letters/[^/]+)")


def fingerprint(home: Path) -> Callable[[Mapping[str, Any], date], str]:
    """What tells the SHA-256 of the letter of an Outbox row that went out on a day; "" for a call, or no file.

    `home` is the folder of the workbook.
    """

    def of(record: Mapping[str, Any], day: date) -> str:
        path = None if record["channel"] in ("Phone", "Hand-over") else as_sent(home, str(record["file"] or ""), day)
        return file_digest(path) if path is not None else ""

    return of


def as_sent(home: Path, file: str, day: date) -> Path | None:
    """The file of a letter as it was on a day: letters are made anew at each run, each run in its own folder."""
    found = _FILE.fullmatch(file)
    if found is None:
        return None
    runs = sorted(folder.name for folder in (home / "batches").glob("????-??-??") if folder.name <= day.isoformat())
    for run in reversed(runs):
        path = home / "batches" / run / found[2]
        if path.is_file():
            return path
    return None


def file_digest(path: Path) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
