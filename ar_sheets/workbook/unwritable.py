"""What a run must know beforehand: which cells hold formulas, and which cannot be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ar_sheets.workbook import markup
from ar_sheets.workbook.appending import contents
from ar_sheets.workbook.blocked import areas
from ar_sheets.workbook.cells import Content
from ar_sheets.workbook.parts import Book
from ar_sheets.workbook.rows import FORMULA
from ar_sheets.workbook.sheet import Sheet


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A cell with a formula. `text` is "" for a follower of a shared formula; `saved` is its result as written."""

    text: str
    saved: str | None  # None: the program that wrote the file saved no result

    @property
    def constant(self) -> float | None:
        """The number, when the formula is nothing but one (some exports write `<f>62694.66</f><v>0.0</v>`)."""
        try:
            return float(self.text)
        except ValueError:
            return None


def _opened(data: bytes, name: str) -> Sheet:
    book = Book(data)
    ref = book.sheet(name)
    return Sheet(ref.name, book.xml(ref.part).content)


def formula_cells(data: bytes, sheet: str, columns: Collection[int]) -> Mapping[tuple[int, int], FormulaCell]:
    """(1-based row, 0-based column) -> the formula there, for these columns of a sheet."""
    opened = _opened(data, sheet)
    return _formulas(opened, set(columns))


def _formulas(sheet: Sheet, columns: set[int]) -> dict[tuple[int, int], FormulaCell]:
    mark = b"<" + sheet.prefix.encode() + b"f"
    if re.search(re.escape(mark) + rb"[\s/>]", sheet.data) is None:  # not <formula> of a drop-down or a colour rule
        return {}
    found = {}
    for row in sheet.rows():
        if sheet.data.find(mark, row.start, row.end) < 0:
            continue
        for column, (_, held) in contents(sheet.bytes(row)).items():
            if column in columns and held.formula is not None:
                found[row.number, column] = _cell(held)
    return found


def _cell(held: Content) -> FormulaCell:
    assert held.formula is not None
    element = markup.root(held.formula)
    text = markup.text(held.formula[element.inside : element.close])
    saved = held.raw if held.raw or held.type == "str" else None
    return FormulaCell(text, saved)


def unwritable(data: bytes, sheet: str, columns: Collection[int]) -> dict[tuple[int, int], str]:
    """Cells of these columns that `patch` refuses to change: (1-based row, 0-based column) -> the sentence's end.

    Formulas, cells inside merged ranges, arrays and data tables; not the table's header and totals rows.
    """
    opened = _opened(data, sheet)
    wanted = set(columns)
    found = dict.fromkeys(_formulas(opened, wanted), FORMULA)
    numbers = [row.number for row in opened.rows_backwards()][:1]
    last = numbers[0] if numbers else 0
    for where, free, why in areas(opened, []):
        for column in wanted:
            if where.left <= column <= where.right:
                rows = range(where.top, min(where.bottom, last) + 1)
                found.update({(row, column): why for row in rows if (row, column) != free})
    return found
