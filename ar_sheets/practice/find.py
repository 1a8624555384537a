"""Which workbooks a practice has: the clients' own, never backups, batches, customers' copies or reports."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.schema.columns import OUTBOX, SETTINGS
from ar_sheets.schema.translations import find_sheet
from ar_sheets.workbook.locks import FOLDER
from ar_sheets.xlsx.limits import file_bytes
from ar_sheets.xlsx.parts import Package

KINDS = (".xlsx", ".xlsm")
NOT_THEIRS = {FOLDER, "batches", "shared", "reports", "invoices", "statements", "evidence", "letters"}
SURELY = (SETTINGS, OUTBOX)  # every workbook of ours has these, and hardly another


def find_workbooks(places: Sequence[Path]) -> list[Path]:
    """The workbooks in these places, each once, sorted: a place is a folder (with all below it), a workbook, a
    pattern with * in it, or a text file with one of these on each line.

    Raises NotDone naming every place that is not there, and where none holds a workbook of ours.
    """
    spread = list(_spread(places))
    missing = [str(place) for place in spread if not place.exists()]
    if missing:
        raise NotDone(_("There is no {places}. Name folders, workbooks, or a text file that lists them.",
                        places=", ".join(missing)))  # fmt: skip
    found = sorted({book.resolve() for place in spread for book in _in(place)})
    if not found:
        raise NotDone(_("There is no workbook of ar-sheets in {places}. To take over a list: ar-sheets adopt WORKBOOK",
                        places=", ".join(map(str, places))))  # fmt: skip
    return found


def _spread(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.suffix.lower() == ".txt" and place.is_file():
            lines = place.read_text("utf-8-sig", errors="replace").splitlines()
            yield from _spread(place.parent / line.strip() for line in lines if line.strip())
        elif "*" in str(place):
            yield from map(Path, glob.iglob(str(place), recursive=True))  # noqa: PTH207 - it may begin anywhere
        else:
            yield place


def _in(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
        return
    for path in place.rglob("*"):
        inside = path.relative_to(place).parts[:-1]
        is_workbook = path.suffix.lower() in KINDS and not path.name.startswith("~$")
        if is_workbook and not NOT_THEIRS & set(inside) and _is_ours(path):
            yield path


def _is_ours(path: Path) -> bool:
    """Whether it has our sheets; a file that cannot be opened is, where our folder lies beside it: it is told then."""
    try:
        names = [sheet.name for sheet in Package(file_bytes(path)).sheets]
    except (OSError, NotDone):
        return (path.parent / FOLDER).is_dir()
    return all(find_sheet(sheet, names) for sheet in SURELY)
