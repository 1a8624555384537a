"""What a run must know beforehand: which cells hold formulas, and which cannot be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from ar_sheets.workbook.blocked import areas
from ar_sheets.workbook.cells import Area, place
from ar_sheets.workbook.held_formulas import FormulaCell, Formulas, formulas
from ar_sheets.workbook.parts import Book
from ar_sheets.workbook.refused import Refused
from ar_sheets.workbook.rows import FORMULA
from ar_sheets.workbook.sheet import Sheet

__all__ = ["FormulaCell", "formula_cells", "refuse_absurd_size", "unwritable"]


MOST_CELLS = 50_000_000  # rows times columns: what a reader lays out in memory, filled or not
_FAR_OUT = re.compile(rb"\sr=[\"']([A-Z]{3}[0-9]+)[\"']")


def refuse_absurd_size(data: bytes, sheet: str) -> None:
    """Refused where a cell far out makes the sheet so large that its cells cannot be held in memory."""
    _, _, last, far = _facts(data, sheet)
    if far and last * place(far)[1] > MOST_CELLS:
        raise Refused(
            f"The sheet {sheet} holds something in the cell {far}, far outside the list. "
            "Delete the columns behind the list and the rows under it, save, and run again."
        )


@lru_cache(maxsize=32)
def _facts(data: bytes, name: str) -> tuple[Formulas, list[tuple[Area, tuple[int, int] | None, str]], int, str]:
    """A sheet's formulas, the ranges that are not to be written into, its last row, and a cell far out ("XFD9")."""
    book = _book(data)
    ref = book.sheet(name)
    sheet = Sheet(ref.name, book.xml(ref.part).content)
    last = next((row.number for row in sheet.rows_backwards()), 0)
    far = _FAR_OUT.search(sheet.data)
    found = formulas(sheet), areas(sheet, []), last, far[1].decode() if far else ""
    book.forget(ref.part)
    return found


@lru_cache(maxsize=1)
def _book(data: bytes) -> Book:
    return Book(data)


def formula_cells(data: bytes, sheet: str, columns: Collection[int]) -> Mapping[tuple[int, int], FormulaCell]:
    """(1-based row, 0-based column) -> the formula there, for these columns of a sheet."""
    wanted = set(columns)
    return {at: cell for at, cell in _facts(data, sheet)[0].items() if at[1] in wanted}


def unwritable(data: bytes, sheet: str, columns: Collection[int]) -> dict[tuple[int, int], str]:
    """Cells of these columns that `patch` refuses to change: (1-based row, 0-based column) -> the sentence's end.

    Formulas, cells inside merged ranges, arrays and data tables; not the table's header and totals rows.
    """
    found = dict.fromkeys(formula_cells(data, sheet, columns), FORMULA)
    _, regions, last, _ = _facts(data, sheet)
    for where, free, why in regions:
        rows = range(where.top, min(where.bottom, last) + 1)
        inside = [c for c in columns if where.left <= c <= where.right]
        found.update({(row, column): why for row in rows for column in inside if (row, column) != free})
    return found
