"""A worksheet part in its pieces: what stands before the rows, the rows, what stands after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import LAST_ROW, Area, CellContent, area, column_number, content
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.refused import Refused, damaged

_REF = b"ref="  # only a formula that fills a range, or is shared, has one
_ROW_NUMBER = re.compile(rb"\s+(?:spans=\"[^\"]*\"\s+)?r=\"([0-9]{1,10})\"")
_LETTERS = re.compile(rb"[A-Z]{1,3}")


class SheetRow(NamedTuple):
    """A row and its place in the sheet's bytes."""

    number: int
    start: int
    end: int


class Worksheet:
    """A worksheet's bytes in UTF-8. `plain`: without comments, CDATA or instructions, so bytes may be searched."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.top = markup.root(data)
        self.prefix = self.top.prefix
        self.plain = _nowhere(b"!", data, 0) and _nowhere(b"?", data, self.top.start)
        self.rows_element = self._rows_element()

    def _rows_element(self) -> Element:
        found = self._searched() if self.plain else None
        if found is None:
            children = markup.inside(self.data, self.top)
            found = next((e for e in children if e.name == self._name("sheetData")), None)
        if found is None:
            raise damaged(_("the sheet {sheet} has no rows", sheet=self.name))
        return found

    def _name(self, local: str) -> bytes:
        return (self.prefix + local).encode()

    def _searched(self) -> Element | None:
        name = self._name("sheetData")
        start = self.data.find(b"<" + name)
        inside = self.data.find(b">", start) + 1
        if start < 0 or self.data[inside - 2] == 47:
            return None
        close = self.data.rfind(b"</" + name + b">")
        if close < inside:
            return None
        end = close + len(name) + 3
        return Element(name, self.data[start + 1 + len(name) : inside - 1], start, inside, close, end)

    @cached_property
    def before(self) -> list[Element]:
        """The elements in front of the rows (dimension, cols ...)."""
        return list(markup.elements(self.data, self.top.inside, self.rows_element.start))

    @cached_property
    def after(self) -> list[Element]:
        """The elements behind the rows (autoFilter, mergeCells, tableParts ...)."""
        return list(markup.elements(self.data, self.rows_element.end))

    def child(self, local: str) -> Element | None:
        """An element beside the rows by its name without prefix."""
        return next((e for e in (*self.before, *self.after) if e.name == self._name(local)), None)

    @cached_property
    def column_styles(self) -> list[tuple[int, int, int]]:
        """First and last 0-based column and style of each range of columns that has a style."""
        cols = self.child("cols")
        found = markup.inside(self.data, cols) if cols else ()
        return [
            (e.number("min", 1) - 1, e.number("max", 1) - 1, e.number("style", 0))
            for e in found
            if e.get("style") not in (None, "0")
        ]

    def column_style(self, column: int) -> int:
        """The style of a column; 0 when it has none."""
        known = self._style_of
        if column not in known:
            known[column] = next((s for first, last, s in self.column_styles if first <= column <= last), 0)
        return known[column]

    @cached_property
    def _style_of(self) -> dict[int, int]:
        return {}

    @cached_property
    def merged(self) -> list[Area]:
        """The merged ranges."""
        found = self.child("mergeCells")
        refs = (e.get("ref") for e in markup.inside(self.data, found)) if found else ()
        return [area(ref) for ref in refs if ref]

    @cached_property
    def regions(self) -> list[tuple[str, Area]]:
        """The ranges that one formula fills: array formulas, spills and data tables."""
        mark, found = b"<" + self._name("f"), []
        at = self.data.find(_REF, self.rows_element.inside, self.rows_element.close)
        while at >= 0:
            start = self.data.rfind(b"<", 0, at)
            tag = self.data[start : self.data.find(b">", at)]
            own = markup.attributes(tag)
            if tag.startswith(mark) and own.get("t") in ("array", "dataTable"):
                found.append((own["t"], area(own.get("ref", ""))))
            at = self.data.find(_REF, at + 1, self.rows_element.close)
        return found

    @property
    def protected(self) -> bool:
        """Whether the sheet is protected."""
        found = self.child("sheetProtection")
        return found is not None and found.get("sheet") in ("1", "true", "on")

    @property
    def password(self) -> bool:
        """Whether its protection has a password."""
        found = self.child("sheetProtection")
        return found is not None and any(found.get(name) for name in ("password", "hashValue"))

    def rows(self) -> Iterator[SheetRow]:
        """The rows in order; Refused when one comes twice or after a later one."""
        return self._rows(markup.inside(self.data, self.rows_element), 0)

    def rows_in(self, block: bytes, before: int) -> Iterator[SheetRow]:
        """The rows of a piece cut out between rows, places counted from its start; `before`: the row before it."""
        return self._rows(markup.elements(block), before)

    def _rows(self, found: Iterator[Element], number: int) -> Iterator[SheetRow]:
        for element in found:
            if element.name != self._name("row"):
                raise Refused(
                    _(
                        "The sheet {sheet} has something between its rows that is no row ({tag}). Open "
                        "the workbook in Excel, save it, and run again.",
                        sheet=self.name,
                        tag=element.local,
                    )
                )
            given = element.get("r")
            number = self.next_row(number, markup.parse_whole(given) if given else number + 1)
            yield SheetRow(number, element.start, element.end)

    def rows_backwards(self) -> Iterator[SheetRow]:
        """The rows from the last to the first, reading no more of the sheet than is asked for."""
        name, at = b"<" + self._name("row"), self.rows_element.close
        while self.plain:
            start = self.data.rfind(name, self.rows_element.inside, at)
            given = _ROW_NUMBER.match(self.data, start + len(name)) if start >= 0 else None
            if given is None:
                break
            yield SheetRow(int(given[1]), start, at)
            at = start
        if at > self.rows_element.inside:
            yield from reversed([row for row in self.rows() if row.start < at])

    def bytes(self, row: SheetRow) -> bytes:
        """All of a row's bytes."""
        return self.data[row.start : row.end]

    def ends_before(self, row: SheetRow, column: int) -> bool:
        """Whether a row is known, without taking it apart, to have no cell in this column or further right."""
        cell = b"<" + self._name("c")
        start = self.data.rfind(cell + b' r="', row.start, row.end) if self.plain else -1
        if start < 0 or b"<" in self.data[start + len(cell) : row.end].replace(b"</", b"").replace(b"<v", b""):
            return False
        match = _LETTERS.match(self.data, start + len(cell) + 4)
        return match is not None and column_number(match[0].decode()) < column

    def contents(self, row: SheetRow) -> dict[int, Held]:
        """Column -> what its cell holds, for the cells of a row."""
        return contents(self.bytes(row))

    def next_row(self, before: int, number: int) -> int:
        """This row's number; Refused when it does not come after the row before it."""
        if not before < number <= LAST_ROW:
            raise damaged(
                _("row {row} of the sheet {sheet} comes twice or in the wrong place", row=number, sheet=self.name)
            )
        return number


class Cell(NamedTuple):
    """A cell and its place in its row's bytes."""

    column: int
    element: Element


class Held(NamedTuple):
    """A cell's style and content."""

    style: int
    content: CellContent

    @property
    def typed(self) -> bool:
        """Whether somebody put a value there that is no formula."""
        return self.content.formula is None and bool(self.content.raw or self.content.rich)

    @property
    def anything(self) -> bool:
        """Whether it holds a value or a formula."""
        return self.typed or self.content.formula is not None


def row_cells(row: bytes, first: Element) -> list[Cell]:
    """The cells of a row, `first` being the row's own element; a cell without a reference follows the one before."""
    found, column = [], -1
    for element in markup.elements(row, first.inside, first.close):
        if element.local != "c":
            continue
        given = element.get("r")
        column = column_number(given.rstrip("0123456789")) if given else column + 1
        found.append(Cell(column, element))
    return found


def contents(row: bytes) -> dict[int, Held]:
    """Column -> what its cell holds, given a row's bytes."""
    return {
        c.column: Held(
            whole_number(c.element.get("s")), content(row[c.element.inside : c.element.close], c.element.get("t") or "")
        )
        for c in row_cells(row, markup.root(row))
    }


def whole_number(text: str | None) -> int:
    """A style number; 0 for none or nonsense, as Excel takes it."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _nowhere(mark: bytes, data: bytes, start: int) -> bool:
    """Whether no `<` with this mark behind it is in the data; to look for one byte first is much the faster."""
    return data.find(mark, start) < 0 or data.find(b"<" + mark, start) < 0
