"""Adding columns at the right end of a table, or of a list that is no table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import LAST_COLUMN, LAST_ROW, Area, reference
from ar_sheets.xlsx.changes import NewColumn
from ar_sheets.xlsx.column_look import column_of
from ar_sheets.xlsx.extent import furthest_column
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.styles import Styles
from ar_sheets.xlsx.tables import ExcelTable


def place_for(
    sheet: Worksheet, there: Sequence[ExcelTable], new: NewColumn, count: int
) -> tuple[Area, ExcelTable | None]:
    """The cells `count` new columns will take, headers too, and the table they join.

    Raises Refused when something is in the way.
    """
    table = next((t for t in sorted(there, key=lambda t: t.area.left) if t.area.top == new.header_row), None)
    if table is not None and not table.headers:
        raise Refused(
            _("The headers of the table {table} are hidden. Show them (Table Design, Header Row).", table=table.name)
        )
    first = table.area.right + 1 if table else _after_headers(sheet, new)
    wanted = Area(new.header_row, first, table.area.bottom if table else LAST_ROW, first + count - 1)
    if wanted.right > LAST_COLUMN:
        raise Refused(_("The sheet {sheet} has no room for another column. Delete some.", sheet=sheet.name))
    for what in (*sheet.merged, *(t.area for t in there if t is not table)):
        if what.meets(wanted):
            raise Refused(
                _(
                    "{cells} on the sheet {sheet} is in the way of a new column. Move it to the right.",
                    cells=what,
                    sheet=sheet.name,
                )
            )
    _nothing_in(sheet, wanted, new.blanks)
    return wanted, table


def _after_headers(sheet: Worksheet, new: NewColumn) -> int:
    headers = next((sheet.contents(r) for r in sheet.rows() if r.number == new.header_row), {})
    held = (c for c, cell in headers.items() if cell.anything and (new.header_row, c) not in new.blanks)
    return max(held, default=-1) + 1


def _nothing_in(sheet: Worksheet, wanted: Area, blanks: Collection[tuple[int, int]]) -> None:
    furthest = furthest_column(sheet)
    if furthest is not None and furthest < wanted.left:
        return
    for row in sheet.rows():
        if row.number > wanted.bottom or sheet.ends_before(row, wanted.left):
            continue
        for column, held in sheet.contents(row).items():
            if (row.number, column) in wanted and held.anything and (row.number, column) not in blanks:
                where = f"{sheet.name}!{reference(row.number, column)}"
                raise Refused(_("{cell} is in the way of a new column. Move it further to the right.", cell=where))


def header_style(sheet: Worksheet, new: NewColumn, column: int) -> int:
    """The style of the header left of the new one."""
    headers = next((sheet.contents(r) for r in sheet.rows() if r.number == new.header_row), {})
    return headers[column - 1].style if column - 1 in headers else 0


def with_column_style(sheet: Worksheet, styles: Styles, new: NewColumn, column: int) -> Worksheet:
    """The sheet with width and number format set for a column."""
    if new.format is None and new.width is None and new.like is None:
        return sheet
    cols = sheet.child("cols")
    listed = list(markup.inside(sheet.data, cols)) if cols else []
    own = next((e for e in listed if _first(e) <= column + 1 <= _last(e)), None)
    piece = _column_tag(sheet, styles, new, column, own)
    if cols is None:
        name = f"{sheet.prefix}cols".encode()
        at = sheet.rows_element.start
        change = (at, at, b"<" + name + b">" + piece + b"</" + name + b">")
    elif own is None:
        later = [e.start for e in listed if _first(e) > column + 1]
        change = (later[0], later[0], piece) if later else markup.child_at_end(sheet.data, cols, piece)
    else:
        change = (own.start, own.end, _split(sheet.data, own, column + 1, piece))
    return Worksheet(sheet.name, markup.spliced(sheet.data, [change]))


def _column_tag(sheet: Worksheet, styles: Styles, new: NewColumn, column: int, own: Element | None) -> bytes:
    tag = _start_tag(sheet.data, own) if own else f"<{sheet.prefix}col/>".encode()
    if new.like is not None:
        tag = markup.with_attribute(tag, "style", str(column_of(styles, new.like)))
    elif new.format is not None:
        style = styles.with_format(sheet.column_style(column), new.format)
        tag = markup.with_attribute(tag, "style", str(style))
    if new.width is not None or own is None:
        tag = markup.with_attribute(tag, "width", f"{new.width or 9.14:g}")
        tag = markup.with_attribute(tag, "customWidth", "1")
    return _ranged(tag, column + 1, column + 1)


def _split(data: bytes, own: Element, number: int, piece: bytes) -> bytes:
    tag = _start_tag(data, own)
    left = _ranged(tag, _first(own), number - 1) if _first(own) < number else b""
    right = _ranged(tag, number + 1, _last(own)) if number < _last(own) else b""
    return left + piece + right


def _start_tag(data: bytes, element: Element) -> bytes:
    """An element that holds nothing, as one tag: some programs write `<col ...></col>`."""
    tag = data[element.start : element.inside]
    return tag if tag.endswith(b"/>") else tag[:-1].rstrip() + b"/>"


def _ranged(tag: bytes, first: int, last: int) -> bytes:
    return markup.with_attribute(markup.with_attribute(tag, "min", str(first)), "max", str(last))


def _first(element: Element) -> int:
    return element.number("min", 1)


def _last(element: Element) -> int:
    return element.number("max", 1)
