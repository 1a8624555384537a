"""Formulas as text: which cells they name, and the same formula elsewhere, as Excel fills it down."""

from __future__ import annotations

import re

from ar_sheets.base.text import column_letter
from ar_sheets.xlsx.cells import LAST_COLUMN, LAST_ROW, column_number

# Texts, quoted sheet names and structured references are stepped over whole; a name before "(" is a function.
_PART = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[(?:[^\[\]]|\[[^\]]*\])*\]"
    r"|(?<![A-Za-z0-9_.$\\])(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(\\!])"
)
_RANGE_END = re.compile(r"(\$?[A-Za-z]{1,3}\$?[0-9]{1,7}:\$?[A-Za-z]{1,3}\$?)([0-9]{1,7})(?![0-9A-Za-z_.(])")
_SUM = re.compile(r"(?<![A-Za-z.])(?:SUM|SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)


def shifted(formula: str, rows: int, columns: int = 0) -> str:
    """The formula as Excel fills it so many rows further down and columns to the right; what has a $ stays."""

    def moved(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        row = int(match[4]) + (0 if match[3] else rows)
        column = column_number(match[2]) + (0 if match[1] else columns)
        if not (1 <= row <= LAST_ROW and 0 <= column <= LAST_COLUMN):
            return "#REF!"
        return f"{match[1]}{column_letter(column)}{match[3]}{row}"

    return _PART.sub(moved, formula)


def names_only(formula: str, column: int) -> bool:
    """Whether all cells that the formula names are in this 0-based column and move with it."""
    cells = [m for m in _PART.finditer(formula) if m[2] is not None]
    return all(not m[1] and column_number(m[2]) == column for m in cells)


def rows_named(formula: str) -> list[int]:
    """The row of each cell the formula names."""
    return [int(m[4]) for m in _PART.finditer(formula) if m[2] is not None]


def sums_up(formula: str, row: int, first: int) -> bool:
    """Whether a formula in this row sums up a list that begins in row `first` and ends right above it."""
    named = rows_named(formula)
    return (
        _SUM.search(formula) is not None
        and len(named) > 1
        and first - 1 <= min(named) <= first + 1
        and row - 3 < max(named) < row
    )


def stretched(formula: str, row: int, last: int) -> str:
    """The sum of a list with its ranges that end right above `row` ending in row `last`."""
    return _RANGE_END.sub(lambda m: f"{m[1]}{last}" if row - 3 < int(m[2]) < row else m[0], formula)
