"""What is known of the Log outside the workbook, for the day an older copy of it is put back or rows are lost.

Each batch folder keeps the Log rows about letters (done.jsonl, rows are only added); .ar-sheets keeps how long the
Log was (log.json). The journal knows of mails by itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.base.files import write_whole
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.locks import FOLDER

NAME, MARK = "done.jsonl", "log.json"
_LEFT_OUT = ("row", "told_by_detail", "as_written")
Mark = tuple[int, str]  # number of the last entry, and how its seal begins


def note_rows(workbook: Path, entries: Iterable[LogEntry]) -> None:
    """Add Log rows about letters to the newest batch folder of their day or before; none where there is no folder."""
    batches = sorted(folder for folder in workbook.parent.glob("batches/????-??-??") if folder.is_dir())
    lines: dict[Path, list[str]] = {}
    for entry in entries:
        before = [folder for folder in batches if folder.name <= entry.as_of.isoformat()]
        if entry.letter_id and before:
            written = {k: v for k, v in asdict(entry.as_written or entry).items() if k not in _LEFT_OUT}
            line = json.dumps(written | {"workbook": workbook.name}, ensure_ascii=False, default=str)
            lines.setdefault(before[-1] / NAME, []).append(line)
    for path, more in lines.items():
        _append(path, more)


def note_undone(workbook: Path, last: int) -> None:
    """Say that the rows after entry `last` were taken back by an undo."""
    line = json.dumps({"workbook": workbook.name, "undone_after": last})
    for path in sorted(workbook.parent.glob(f"batches/????-??-??/{NAME}")):
        if any(entry.entry > last for entry in _rows_in(path, workbook.name)):
            _append(path, [line])


def known_rows(workbook: Path) -> list[LogEntry]:
    """The Log rows about letters that the batch folders know, oldest first."""
    paths = sorted(workbook.parent.glob(f"batches/????-??-??/{NAME}"))
    return sorted((row for path in paths for row in _rows_in(path, workbook.name)), key=lambda row: row.entry)


def lost_rows(entries: Sequence[LogEntry], known: Iterable[LogEntry]) -> list[LogEntry]:
    """The known rows that the Log has not: each letter, event, invoice and step once."""
    there = {_key(entry) for entry in entries}
    lost = {_key(row): row for row in known if _key(row) not in there}
    return list(lost.values())


def read_mark(workbook: Path) -> Mark | None:
    """How long the Log of a workbook was when it was last in order; None where nobody noted it."""
    try:
        number, seal = json.loads((workbook.parent / FOLDER / MARK).read_text("utf-8"))[workbook.name]
        return int(number), str(seal)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_mark(workbook: Path, mark: Mark) -> None:
    """Note how long the Log is; nothing is written where that is noted already."""
    if read_mark(workbook) == mark:
        return
    path = workbook.parent / FOLDER / MARK
    try:
        marks = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        marks = {}
    path.parent.mkdir(exist_ok=True)
    write_whole(path, json.dumps({**marks, workbook.name: mark}, indent=1).encode())


def length_mark(entries: Sequence[LogEntry]) -> Mark:
    """The mark of a Log as it is."""
    return (entries[-1].entry, entries[-1].seal[:12]) if entries else (0, "")


def _key(entry: LogEntry) -> tuple[str, ...]:
    entry = entry.as_written or entry
    return (entry.letter_id, entry.event, entry.customer_id.casefold(), entry.invoice_no.casefold(), entry.step)


def _append(path: Path, lines: Sequence[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def _rows_in(path: Path, workbook: str) -> list[LogEntry]:
    rows: list[LogEntry] = []
    for line in path.read_text("utf-8", errors="replace").splitlines():
        try:
            kept: dict[str, Any] = json.loads(line)
            if kept.pop("workbook") != workbook:
                continue
            if "undone_after" in kept:
                rows = [row for row in rows if row.entry <= kept["undone_after"]]
            else:
                rows.append(_row(kept))
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
            continue  # the last line of a run that was cut off, or damaged
    return rows


def _row(kept: dict[str, Any]) -> LogEntry:
    entry = LogEntry(**kept)
    amount = Decimal(kept["amount"]) if kept["amount"] is not None else None
    pay_by = date.fromisoformat(kept["pay_by"]) if kept["pay_by"] else None
    return replace(entry, amount=amount, pay_by=pay_by, as_of=date.fromisoformat(kept["as_of"]))
