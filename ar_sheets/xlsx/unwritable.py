"""What a run must know beforehand: which cells hold formulas or errors, and which cannot be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from ar_sheets.xlsx.blocked import areas
from ar_sheets.xlsx.cells import Area
from ar_sheets.xlsx.error_cells import error_cells
from ar_sheets.xlsx.extent import refuse_absurd
from ar_sheets.xlsx.held_formulas import FormulaCell, Formulas, formulas
from ar_sheets.xlsx.long_texts import refuse_long_cells
from ar_sheets.xlsx.parts import Book
from ar_sheets.xlsx.rows import FORMULA
from ar_sheets.xlsx.sheet import Sheet

__all__ = ["FormulaCell", "errors", "formula_cells", "refuse_absurd_size", "unwritable"]


class _Facts(NamedTuple):
    """What is known of a sheet: its formulas, its errors, the ranges not to be written into, its last row."""

    formulas: Formulas
    errors: Mapping[tuple[int, int], str]
    regions: list[tuple[Area, tuple[int, int] | None, str]]
    last: int


def refuse_absurd_size(data: bytes, sheet: str) -> None:
    """Refused where a cell far out makes the sheet so large that its cells cannot be held in memory."""
    _facts(data, sheet)


@lru_cache(maxsize=32)
def _facts(data: bytes, name: str) -> _Facts:
    book = _book(data)
    ref = book.sheet(name)
    sheet = Sheet(ref.name, book.xml(ref.part).content)
    refuse_long_cells(sheet)
    refuse_absurd(sheet)
    last = next((row.number for row in sheet.rows_backwards()), 0)
    found = _Facts(formulas(sheet), error_cells(sheet), areas(sheet, []), last)
    book.forget(ref.part)
    return found


@lru_cache(maxsize=1)
def _book(data: bytes) -> Book:
    return Book(data)


def formula_cells(data: bytes, sheet: str, columns: Collection[int]) -> Mapping[tuple[int, int], FormulaCell]:
    """(1-based row, 0-based column) -> the formula there, for these columns of a sheet."""
    wanted = set(columns)
    return {at: cell for at, cell in _facts(data, sheet).formulas.items() if at[1] in wanted}


def errors(data: bytes, sheet: str) -> Mapping[tuple[int, int], str]:
    """(1-based row, 0-based column) -> the error value there (#N/A, #REF! ...)."""
    return _facts(data, sheet).errors


def unwritable(data: bytes, sheet: str, columns: Collection[int]) -> dict[tuple[int, int], str]:
    """Cells of these columns that `patch` refuses to change: (1-based row, 0-based column) -> the sentence's end.

    Formulas, cells inside merged ranges, arrays and data tables; not the table's header and totals rows.
    """
    found = dict.fromkeys(formula_cells(data, sheet, columns), FORMULA)
    known = _facts(data, sheet)
    for where, free, why in known.regions:
        rows = range(where.top, min(where.bottom, known.last) + 1)
        inside = [c for c in columns if where.left <= c <= where.right]
        found.update({(row, column): why for row in rows for column in inside if (row, column) != free})
    return found
