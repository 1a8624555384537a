"""Adding a column at the right end of a table, or of a list that is no table."""

from __future__ import annotations

from dataclasses import dataclass

from ar_sheets.workbook import markup
from ar_sheets.workbook.appending import contents
from ar_sheets.workbook.cells import LAST_COLUMN, Area, reference
from ar_sheets.workbook.markup import Element
from ar_sheets.workbook.parts import Book
from ar_sheets.workbook.refused import Refused
from ar_sheets.workbook.sheet import Sheet
from ar_sheets.workbook.styles import Styles
from ar_sheets.workbook.tables import ExcelTable, tables


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to add. format: Excel's number of a number format, or a code; width in characters."""

    sheet: str
    header: str
    header_row: int = 1
    format: int | str | None = None
    width: float | None = None


def right_end(book: Book, new: NewColumn) -> tuple[int, ExcelTable | None]:
    """The 0-based column the new one will be, and the table it joins."""
    ref = book.sheet(new.sheet)
    here = [t for t in tables(book, ref.part) if t.area.top == new.header_row and t.headers]
    if here:
        table = min(here, key=lambda t: t.area.left)
        return table.area.right + 1, table
    sheet = Sheet(ref.name, book.xml(ref.part).content)
    headers = next((contents(sheet.bytes(r)) for r in sheet.rows() if r.number == new.header_row), {})
    used = [c for c, (_, held) in headers.items() if held.raw or held.rich]
    return max(used, default=-1) + 1, None


def room_for(book: Book, new: NewColumn, column: int, table: ExcelTable | None) -> None:
    """Raise Refused when the column has something in it, or the header is taken."""
    if column > LAST_COLUMN:
        raise Refused(f"The sheet {new.sheet} has no room for another column; delete some.")
    if table and any(c.name.casefold() == new.header.casefold() for c in table.columns):
        raise Refused(f'The table {table.name} has a column "{new.header}" already.')
    ref = book.sheet(new.sheet)
    sheet = Sheet(ref.name, book.xml(ref.part).content)
    last = table.area.bottom if table else 1_048_576
    for row in sheet.rows():
        found = contents(sheet.bytes(row)).get(column) if new.header_row <= row.number <= last else None
        if found and (found[1].raw or found[1].rich or found[1].formula):
            where = reference(row.number, column)
            raise Refused(f"{ref.name}!{where} is in the way of a new column; move it further to the right.")
    strip = Area(new.header_row, column, last, column)
    if any(m.left <= column <= m.right and m.top <= strip.bottom and m.bottom >= strip.top for m in sheet.merged):
        raise Refused(f"Merged cells on the sheet {ref.name} are in the way of a new column; unmerge them.")


def header_style(book: Book, new: NewColumn, column: int) -> int:
    """The style of the header left of the new one."""
    ref = book.sheet(new.sheet)
    sheet = Sheet(ref.name, book.xml(ref.part).content)
    headers = next((contents(sheet.bytes(r)) for r in sheet.rows() if r.number == new.header_row), {})
    return headers[column - 1][0] if column - 1 in headers else 0


def with_column_style(sheet: Sheet, styles: Styles, new: NewColumn, column: int) -> bytes:
    """The sheet's bytes with width and number format set for a column."""
    if new.format is None and new.width is None:
        return sheet.data
    cols = sheet.child("cols")
    listed = list(markup.inside(sheet.data, cols)) if cols else []
    own = next((e for e in listed if _first(e) <= column + 1 <= _last(e)), None)
    tag = sheet.data[own.start : own.end] if own else f"<{sheet.prefix}col/>".encode()
    style = sheet.column_style(column)
    if new.format is not None:
        style = styles.with_format(style, new.format)
        tag = markup.with_attribute(tag, "style", str(style))
    if new.width is not None or own is None:
        tag = markup.with_attribute(tag, "width", f"{new.width or 9.14:g}")
        tag = markup.with_attribute(tag, "customWidth", "1")
    piece = _ranged(tag, column + 1, column + 1)
    if cols is None:
        name = f"{sheet.prefix}cols".encode()
        at = sheet.rows_element.start
        return markup.spliced(sheet.data, [(at, at, b"<" + name + b">" + piece + b"</" + name + b">")])
    if own is None:
        at = next((e.start for e in listed if _first(e) > column + 1), cols.close)
        return markup.spliced(sheet.data, [(at, at, piece)])
    return markup.spliced(sheet.data, [(own.start, own.end, _split(sheet.data, own, column + 1, piece))])


def _split(data: bytes, own: Element, number: int, piece: bytes) -> bytes:
    tag = data[own.start : own.end]
    left = _ranged(tag, _first(own), number - 1) if _first(own) < number else b""
    right = _ranged(tag, number + 1, _last(own)) if number < _last(own) else b""
    return left + piece + right


def _ranged(tag: bytes, first: int, last: int) -> bytes:
    return markup.with_attribute(markup.with_attribute(tag, "min", str(first)), "max", str(last))


def _first(element: Element) -> int:
    return int(element.get("min") or 1)


def _last(element: Element) -> int:
    return int(element.get("max") or 1)

