"""Dated backups of the workbook, a bounded number of them, and a note of what each run made of which."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ar_sheets.base.files import delete_file, glob_escape, write_whole
from ar_sheets.base.i18n import N_, _
from ar_sheets.workbook.locks import FOLDER

KEPT = 30


RUN, CHANGE, ADOPT, PAYMENTS, INVOICES = "run", "change", "adopt", "payments", "invoices"


@dataclass(frozen=True, slots=True)
class Run:
    """One replacement of the workbook: the backup's file name, the SHA-256 before and after, when, what did it (RUN,
    PAYMENTS ...), and the file that payments or invoices were taken from."""

    backup: str
    before: str
    after: str
    when: str
    what: str = RUN
    source: str = ""

    @property
    def told(self) -> str:
        """What it was, for a sentence: "the run of 2026-11-20 09:00:00", "the payments taken from bank.xml on ..."."""
        said = _TOLD.get(self.what, _TOLD[CHANGE])
        return _(said, when=self.when, file=self.source)


_TOLD = {
    RUN: N_("the run of {when}"),
    CHANGE: N_("the change of {when}"),
    ADOPT: N_("the adoption of {when}"),
    PAYMENTS: N_("the payments taken from {file} on {when}"),
    INVOICES: N_("the invoices taken from {file} on {when}"),
}


def sha256_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def backups_folder(workbook: Path) -> Path:
    """Where the backups of a workbook are."""
    return workbook.parent / FOLDER / "backups"


def _notes(workbook: Path) -> Path:
    return backups_folder(workbook) / f"{workbook.name}.runs.json"


def runs(workbook: Path) -> list[Run]:
    """The noted runs, oldest first; none when there are no notes or they cannot be read."""
    try:
        return [Run(**line) for line in json.loads(_notes(workbook).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def last_run(workbook: Path) -> Run | None:
    """The newest weekly run of those noted; payments taken in and the like are none."""
    return next((run for run in reversed(runs(workbook)) if run.what == RUN), None)


def note_runs(workbook: Path, noted: list[Run]) -> None:
    """Write the notes anew, the newest KEPT of them."""
    write_whole(_notes(workbook), json.dumps([asdict(run) for run in noted[-KEPT:]], indent=1).encode())


def count_last_to_its_run(workbook: Path) -> None:
    """The last replacement only showed anew what was there: to undo goes back to before the run, not before it.

    Where people typed between the two, nothing is noted of it, and undo says that they did.
    """
    *earlier, last = runs(workbook)
    if earlier and earlier[-1].after == last.before:
        earlier[-1] = replace(earlier[-1], after=last.after)
    note_runs(workbook, earlier)


def back_up(workbook: Path, data: bytes) -> Path:
    """Put a dated copy of the workbook's content into the backups."""
    home = backups_folder(workbook)
    home.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y-%m-%d %H-%M-%S")
    path, number = home / f"{workbook.stem} {stamp}{workbook.suffix}", 2
    while path.exists():
        path, number = home / f"{workbook.stem} {stamp} ({number}){workbook.suffix}", number + 1
    write_whole(path, data)
    return path


def thin_out(workbook: Path) -> None:
    """Let the oldest backups beyond KEPT go."""
    with contextlib.suppress(OSError):
        for old in kept(workbook)[:-KEPT]:
            delete_file(old)


def kept(workbook: Path) -> list[Path]:
    """The backups of a workbook, oldest first."""
    named = f"{glob_escape(workbook.stem)} ????-??-?? ??-??-??*{glob_escape(workbook.suffix)}"
    start = len(workbook.stem)

    def age(path: Path) -> tuple[str, int]:
        return path.stem[start : start + 20], path.stat().st_mtime_ns

    return sorted(backups_folder(workbook).glob(named), key=age)
