"""Formulas as text: which cells they name, and the same formula some rows further down."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ar_sheets.workbook.cells import LAST_ROW

# Texts, quoted sheet names and structured references are stepped over whole; a name before "(" is a function.
_PART = re.compile(
    r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|\[(?:[^\[\]]|\[[^\]]*\])*\]"
    r"|(?<![A-Za-z0-9_.$\\])(\$?[A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(\\!])"
)


def shifted(formula: str, rows: int) -> str:
    """The formula as Excel fills it `rows` further down: relative rows move, those with $ stay."""

    def moved(match: re.Match[str]) -> str:
        if match[1] is None or match[2] == "$":
            return match[0]
        row = int(match[3]) + rows
        return f"{match[1]}{row}" if 1 <= row <= LAST_ROW else "#REF!"

    return _PART.sub(moved, formula)


def rows_named(formula: str) -> Iterator[int]:
    """The row of each cell the formula names."""
    return (int(m[3]) for m in _PART.finditer(formula) if m[1] is not None)
