"""The Start sheet given back: the blocks that a run fills, found where they are now, and the charts' copies of them.

A block is found by its defined name (workbook/start_page.py), so it may be moved and there may be anything around
it; nothing outside a block is ever written. The Start sheet of an earlier template has one list under the
headers Figures and Value. A sheet Start with neither is somebody's own, and left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ar_sheets.base.i18n import _, language
from ar_sheets.schema import translations
from ar_sheets.schema.columns import LANGUAGES, START
from ar_sheets.schema.findings import Finding
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.start_charts import CHARTS
from ar_sheets.workbook.start_page import BLOCKS, EARLIER
from ar_sheets.xlsx.cells import Area
from ar_sheets.xlsx.patch import KEEP, ChartValues, NewSheet, SheetPatch

FIGURES = ("Figures", "Value")
EARLIER_ROWS = 27  # of the one list of an earlier template
MOST_ROWS = 500  # of a block, however far somebody has stretched it
Rows = Sequence[Sequence[Any]]


def start_changes(
    book: Book, blocks: Mapping[str, Rows], lines: Rows, same: Callable[[Any, Any], bool]
) -> list[SheetPatch | NewSheet | ChartValues]:
    """What is to change on the Start sheet: `blocks` for today's template, `lines` for the list of an earlier one.

    `same` tells whether a cell holds a value already.
    """
    if not book.start_sheet and lines:
        return [_new(book, lines)]
    cells: dict[tuple[int, int], Any] = {}
    for name, rows in blocks.items():
        place = book.start_blocks.get(name)
        if place is not None and _whole(name, place):
            cells |= _laid_out(place, rows)
    earlier = _earlier(book)
    if earlier is not None:
        cells |= _laid_out(earlier, lines[:EARLIER_ROWS])
    cells = {at: value for at, value in cells.items() if at not in book.start_blocked}
    different = {at: value for at, value in cells.items() if not same(value, _held(book, at))}
    found: list[SheetPatch | NewSheet | ChartValues] = [_patch(book.start_sheet, different)] if different else []
    if cells and earlier is None:
        found.append(ChartValues(book.start_sheet, frozenset(CHARTS), cells))
    return found


def _new(book: Book, lines: Rows) -> NewSheet:
    """The figures as a list of their own, for a workbook that has no such sheet."""
    rows = [list(line) for line in lines[:EARLIER_ROWS]]
    rows += [[None, None]] * (EARLIER_ROWS - len(rows))
    return NewSheet(
        translations.in_language(START, book.language).title,
        _figures_in(language()),
        rows,
        widths=(34, 30),
        formats={1: 4},
    )


def check_blocks(book: Book) -> None:
    """A finding for each block that cannot be filled any more: cells of it were deleted, or far too many put in."""
    for name in BLOCKS:
        place = book.start_blocks.get(name)
        if name in book.start_blocks and (place is None or not _whole(name, place)):
            book.findings.append(
                Finding(book.start_sheet, str(place or ""),
                        _("{name} has not the cells it had, so its figures are old.", name=name),
                        _("Undo that, or delete the name {name} (Formulas, Name Manager) if you can do without it.",
                          name=name))
            )  # fmt: skip


def _whole(name: str, place: Area) -> bool:
    """Whether a block still has its columns; rows may have been added or taken, but not where each has its meaning."""
    block = (BLOCKS | EARLIER).get(name)
    if block is None or place.right - place.left + 1 != block.columns or place.bottom - place.top >= MOST_ROWS:
        return False
    return name != "Start_tiles" or place.bottom - place.top + 1 == block.rows


def _laid_out(place: Area, rows: Rows) -> dict[tuple[int, int], Any]:
    """Every cell of a block with its value; None where the block has more room than there is to say."""
    return {
        (place.top + down, place.left + across): rows[down][across] if down < len(rows) else None
        for down in range(place.bottom - place.top + 1)
        for across in range(place.right - place.left + 1)
    }


def _earlier(book: Book) -> Area | None:
    """Where an earlier template has its list: below the headers Figures and Value."""
    for number, line in enumerate(book.start, start=1):
        if any(line[:2] == _figures_in(spoken) for spoken in LANGUAGES):
            return Area(number + 1, 0, number + EARLIER_ROWS, 1)
    return None


def _figures_in(code: str) -> list[str]:
    return [translations.word_in("start", word, code) for word in FIGURES]


def _held(book: Book, at: tuple[int, int]) -> Any:
    row, place = at
    line = book.start[row - 1] if row <= len(book.start) else []
    return line[place] if place < len(line) else ""


def _patch(sheet: str, cells: Mapping[tuple[int, int], Any]) -> SheetPatch:
    rows = sorted({row for row, _ in cells})
    places = sorted({place for _, place in cells})
    return SheetPatch(sheet, rows, {place: [cells.get((row, place), KEEP) for row in rows] for place in places})
