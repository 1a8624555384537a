"""Changing cells in one row, whatever its markup looks like: the careful way that holds for every file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.barred import FORMULA, Barred
from ar_sheets.xlsx.cells import KEEP, CellContent, Keep, Value, content, holds_value, is_blank, reference, tail
from ar_sheets.xlsx.markup import Element, with_attribute
from ar_sheets.xlsx.refused import Refused, damaged
from ar_sheets.xlsx.sheet import row_cells, whole_number
from ar_sheets.xlsx.strings import SharedStrings


class Formula(NamedTuple):
    """A formula that a new row carries on; it has no result until Excel opens the file."""

    text: str


class Surroundings(NamedTuple):
    """What a row's cells need to know of their sheet and workbook."""

    sheet: str
    prefix: str
    date1904: bool
    column_style: Callable[[int], int]
    shows_date: Callable[[int], bool]  # style -> whether it does
    dated: Callable[[int, bool], int]  # style, with time -> that style or its copy that shows dates
    shared: SharedStrings
    blocked: dict[tuple[int, int], Barred]  # cell -> why it cannot be written


Target = tuple[int, Value | Formula | Keep]  # 0-based column and what is to stand there


class _Row:
    """One row taken apart, and the changes to it."""

    def __init__(self, row: bytes, number: int, around: Surroundings, styles: Mapping[int, int]) -> None:
        self.bytes, self.number, self.around, self.styles = row, number, around, styles
        self.top = markup.root(row)
        self.cells = row_cells(row, self.top)
        self.whole = all(c.element.get("r") for c in self.cells)
        self.style = self.top.get("s") if self.top.get("customFormat") in ("1", "true") else None
        self.changes: dict[tuple[int, int], bytes] = {}
        self.added: list[int] = []

    def set(self, column: int, value: Value | Formula) -> None:
        places = [c.element for c in self.cells if c.column == column]
        if len(places) > 1:
            raise damaged(_("{cell} is in it twice", cell=self._name(column)))
        if places:
            self._change(places[0], column, value)
        elif isinstance(value, Formula) or not is_blank(value):
            self._refuse_if_blocked(column, None)
            where = next((c.element.start for c in self.cells if c.column > column), self.top.close)
            new = new_cell(self.number, column, value, self._own_style(column), self.around)
            self.changes[where, where] = self.changes.get((where, where), b"") + new
            self.added.append(column)

    def _name(self, column: int) -> str:
        return f"{self.around.sheet}!{reference(self.number, column)}"

    def _own_style(self, column: int) -> int:
        if self.style is not None:
            return whole_number(self.style)
        return self.styles[column] if column in self.styles else self.around.column_style(column)

    def _change(self, cell: Element, column: int, value: Value | Formula) -> None:
        found = content(self.bytes[cell.inside : cell.close], cell.get("t") or "")
        if isinstance(value, Formula):
            if found.formula is not None:
                return  # the row carries it already
        elif self._holds(cell, found, value):
            return
        self._refuse_if_blocked(column, found)
        self.changes[cell.start, cell.end] = self._new(cell, column, found, value)

    def _holds(self, cell: Element, found: CellContent, value: Value) -> bool:
        style = whole_number(cell.get("s"))
        if isinstance(value, date) and found.type != "d" and not self.around.shows_date(style):
            return False
        return found.formula is None and holds_value(found, value, self.around.date1904, self.around.shared)

    def _refuse_if_blocked(self, column: int, found: CellContent | None) -> None:
        refuse_blocked(self.number, column, self.around)
        if found is not None and found.formula is not None:
            raise Refused(FORMULA.told(self._name(column)))

    def _new(self, cell: Element, column: int, found: CellContent, value: Value | Formula) -> bytes:
        style = whole_number(cell.get("s"))
        tag = self.bytes[cell.start : cell.inside]
        for name in ("t", "vm", "cm"):
            tag = with_attribute(tag, name, None)
        if wanted_style(style, value, self.around) != style:
            tag = with_attribute(tag, "s", str(wanted_style(style, value, self.around)))
        end = cell_end(value, self.around)
        if end == b"/>" and not found.extra and self._is_as_absent(cell, column, style):
            return b""
        tag = tag.removesuffix(b">").removesuffix(b"/").rstrip()
        return tag + (_with_extra(end, found.extra, self.around.prefix) if found.extra else end)

    def _is_as_absent(self, cell: Element, column: int, style: int) -> bool:
        """Whether an empty cell looks like no cell: then it goes, as Excel itself would have it."""
        known = {"r", "s", "t", "vm", "cm"}
        plain = known.issuperset(markup.attributes(cell.attributes))
        return plain and self.whole and style == self._own_style(column)

    def result(self) -> bytes:
        if not self.changes:
            return self.bytes
        top = self.top
        tag = _spanned(self.bytes[: top.inside], top, self.added)
        if top.close == top.inside and tag.endswith(b"/>"):
            tag = tag[:-2].rstrip() + b">"
            return tag + b"".join(self.changes.values()) + b"</" + top.name + b">"
        new = markup.spliced(self.bytes, ((start, end, piece) for (start, end), piece in self.changes.items()))
        return tag + new[top.inside :]


def refuse_blocked(row: int, column: int, around: Surroundings) -> None:
    """Refused where a cell cannot be written: it is merged, filled by another one's formula, a header."""
    why = around.blocked.get((row, column))
    if why:
        raise Refused(why.told(f"{around.sheet}!{reference(row, column)}"))


NO_STYLES: Mapping[int, int] = {}


def edited(
    row: bytes, number: int, targets: Sequence[Target], around: Surroundings, styles: Mapping[int, int] = NO_STYLES
) -> bytes:
    """The row's bytes with the targets (by column) put in; the very same object when nothing differs.

    styles: 0-based column -> style of a cell that is not there yet, where neither row nor column has one to give.
    Raises Refused where a formula, a merged cell or the like would be written over.
    """
    taken = _Row(row, number, around, styles)
    for column, value in targets:
        if value is not KEEP:
            taken.set(column, value)
    return taken.result()


_COUNT = re.compile(r"[0-9]{1,10}", re.ASCII)


def _spanned(tag: bytes, top: Element, columns: list[int]) -> bytes:
    """The row's start tag with `spans` reaching over new cells."""
    first, _, last = (top.get("spans") or "").partition(":")
    if not columns or not (_COUNT.fullmatch(first) and _COUNT.fullmatch(last)):
        return tag
    low, high = min(int(first), min(columns) + 1), max(int(last), max(columns) + 1)
    return tag if (low, high) == (int(first), int(last)) else with_attribute(tag, "spans", f"{low}:{high}")


def wanted_style(style: int, value: Value | Formula, around: Surroundings) -> int:
    """The style a value needs in a cell of this style: another one only where a date would not show as one."""
    return around.dated(style, isinstance(value, datetime)) if isinstance(value, date) else style


def cell_end(value: Value | Formula, around: Surroundings) -> bytes:
    """The end of a cell that holds this value."""
    if isinstance(value, Formula):
        return f"><{around.prefix}f>{markup.escape(value.text)}</{around.prefix}f></{around.prefix}c>".encode()
    return tail(value, around.prefix, around.date1904)


def _with_extra(end: bytes, extra: bytes, prefix: str) -> bytes:
    close = f"</{prefix}c>".encode()
    return (b">" if end == b"/>" else end.removesuffix(close)) + extra + close


def new_cell(number: int, column: int, value: Value | Formula, style: int, around: Surroundings) -> bytes:
    """A cell that was not there, in the style its row or column asks for."""
    wanted = wanted_style(style, value, around)
    styled = f' s="{wanted}"' if wanted else ""
    return f'<{around.prefix}c r="{reference(number, column)}"{styled}'.encode() + cell_end(value, around)
