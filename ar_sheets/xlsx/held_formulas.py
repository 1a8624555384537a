"""All formulas of a sheet with their saved results, found fast where the markup is the usual one."""

from __future__ import annotations

import re
from typing import NamedTuple

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import column_number
from ar_sheets.xlsx.formulas import shifted
from ar_sheets.xlsx.markup import attributes
from ar_sheets.xlsx.sheet import Worksheet


class FormulaCell(NamedTuple):
    """A cell with a formula. `text` is "" for a follower of a shared formula; `saved` is its result as written."""

    text: str
    saved: str | None  # None: the program that wrote the file saved no result
    kind: str = ""  # shared, array, dataTable
    group: str = ""  # of a shared formula

    @property
    def constant(self) -> float | None:
        """The number, when the formula is nothing but one (some exports write `<f>62694.66</f><v>0.0</v>`)."""
        try:
            return float(self.text)
        except ValueError:
            return None


Formulas = dict[tuple[int, int], FormulaCell]


def formulas(sheet: Worksheet) -> Formulas:
    """(1-based row, 0-based column) -> the formula there."""
    mark = b"<" + sheet.prefix.encode() + b"f"
    if mark not in sheet.data:
        return {}
    found = _searched(sheet, mark) if sheet.plain else None
    return _walked(sheet, mark) if found is None else found


def _searched(sheet: Worksheet, mark: bytes) -> Formulas | None:
    """By one pattern; None when a formula is written in another way."""
    p = re.escape(sheet.prefix.encode())
    pattern = re.compile(
        b'<%bc r="([A-Z]{1,9})([0-9]{1,10})"([^<>]*)><%bf([^<>]*?)(?:/>|>([^<]*)</%bf>)'
        b"(?:<%bv>([^<]*)</%bv>|<%bv ?/>)?</%bc>" % ((p,) * 7)
    )
    data, inside = sheet.data, sheet.rows_element.inside
    cells = pattern.findall(data, inside, sheet.rows_element.close)
    if len(cells) != sum(data.count(mark + end, inside, sheet.rows_element.close) for end in (b">", b" ", b"/")):
        return None
    columns = {letters: column_number(letters.decode()) for letters in {cell[0] for cell in cells}}
    return {(int(row), columns[c]): _cell(type, f, text, saved) for c, row, type, f, text, saved in cells}


def _cell(cell: bytes, formula: bytes, text: bytes, saved: bytes) -> FormulaCell:
    own = attributes(formula) if formula else {}
    blank = "" if b't="str"' in cell else None
    result = markup.plain_text(saved) if saved else blank
    return FormulaCell(markup.plain_text(text), result, own.get("t", ""), own.get("si", ""))


def _walked(sheet: Worksheet, mark: bytes) -> Formulas:
    found = {}
    for row in sheet.rows():
        if sheet.data.find(mark, row.start, row.end) < 0:
            continue
        for column, held in sheet.contents(row).items():
            if held.content.formula is not None:
                element = markup.root(held.content.formula)
                text = markup.plain_text(held.content.formula[element.inside : element.close])
                saved = held.content.raw or ("" if held.content.type == "str" else None)
                found[row.number, column] = FormulaCell(text, saved, element.get("t") or "", element.get("si") or "")
    return found


def ordinary(found: Formulas, row: int, column: int) -> str:
    """The formula of a cell as its own text, that of a shared one worked out; "" for arrays and where there is none."""
    cell = found.get((row, column))
    if cell is None or cell.kind not in ("", "normal", "shared"):
        return ""
    if cell.text or not cell.group:
        return cell.text
    masters = ((place, other) for place, other in found.items() if other.group == cell.group and other.text)
    (first, at), master = next(masters, ((row, column), cell))
    return shifted(master.text, row - first, column - at)
