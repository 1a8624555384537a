"""What a run must know beforehand: which cells hold formulas or errors, and which cannot be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from ar_sheets.base.text import column_letter
from ar_sheets.xlsx.barred import FORMULA, Barred
from ar_sheets.xlsx.blocked import Region, areas
from ar_sheets.xlsx.error_cells import error_cells
from ar_sheets.xlsx.extent import refuse_absurd
from ar_sheets.xlsx.held_formulas import FormulaCell, Formulas, formulas
from ar_sheets.xlsx.long_texts import refuse_long_cells
from ar_sheets.xlsx.number_formats import changes_number
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.styles import Styles

__all__ = ["FormulaCell", "errors", "formula_cells", "number_formats", "refuse_absurd_size", "unwritable"]


class _Facts(NamedTuple):
    """What is known of a sheet: its formulas, its errors, the ranges not to be written into, its last row."""

    formulas: Formulas
    errors: Mapping[tuple[int, int], str]
    regions: list[Region]
    last: int


def refuse_absurd_size(data: bytes, sheet: str) -> None:
    """Refused where a cell far out makes the sheet so large that its cells cannot be held in memory."""
    _facts(data, sheet)


@lru_cache(maxsize=32)
def _facts(data: bytes, name: str) -> _Facts:
    book = _book(data)
    ref = book.sheet(name)
    sheet = Worksheet(ref.name, book.xml(ref.part).content)
    refuse_long_cells(sheet)
    refuse_absurd(sheet)
    last = next((row.number for row in sheet.rows_backwards()), 0)
    found = _Facts(formulas(sheet), error_cells(sheet), areas(sheet, []), last)
    book.forget(ref.part)
    return found


@lru_cache(maxsize=1)
def _book(data: bytes) -> Package:
    return Package(data)


def formula_cells(data: bytes, sheet: str, columns: Collection[int]) -> Mapping[tuple[int, int], FormulaCell]:
    """(1-based row, 0-based column) -> the formula there, for these columns of a sheet."""
    wanted = set(columns)
    return {at: cell for at, cell in _facts(data, sheet).formulas.items() if at[1] in wanted}


def errors(data: bytes, sheet: str) -> Mapping[tuple[int, int], str]:
    """(1-based row, 0-based column) -> the error value there (#N/A, #REF! ...)."""
    return _facts(data, sheet).errors


@lru_cache(maxsize=1)
def _changing_styles(data: bytes) -> dict[int, str]:
    codes = Styles(_book(data)).codes()
    return {style: code for style, code in enumerate(codes) if changes_number(code)}


def number_formats(data: bytes, sheet: str, columns: Collection[int]) -> dict[tuple[int, int], str]:
    """(1-based row, 0-based column) -> the number format of the cells of these columns that show a whole number
    otherwise than by its digits. A workbook without such formats is not looked through."""
    styles = _changing_styles(data)
    book = _book(data)
    ref = book.sheet(sheet)
    if not styles or not columns:
        return {}
    letters = {column_letter(column).encode(): column for column in columns}
    pattern = re.compile(
        b'<(?:\\w+:)?c r="(%b)([0-9]{1,7})"[^<>]*? s="(%b)"'
        % (b"|".join(letters), b"|".join(str(style).encode() for style in styles))
    )
    content = book.xml(ref.part).content
    found = {(int(m[2]), letters[m[1]]): styles[int(m[3])] for m in pattern.finditer(content)}
    book.forget(ref.part)
    return found


def unwritable(data: bytes, sheet: str, columns: Collection[int]) -> dict[tuple[int, int], Barred]:
    """Cells of these columns that `patch` refuses to change: (1-based row, 0-based column) -> why.

    Formulas, cells inside merged ranges, arrays and data tables; not the table's header and totals rows.
    """
    found = dict.fromkeys(formula_cells(data, sheet, columns), FORMULA)
    known = _facts(data, sheet)
    for where, free, why in known.regions:
        rows = range(where.top, min(where.bottom, known.last) + 1)
        inside = [c for c in columns if where.left <= c <= where.right]
        found.update({(row, column): why for row in rows for column in inside if (row, column) != free})
    return found
