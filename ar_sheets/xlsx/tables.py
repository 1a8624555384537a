"""Excel tables: where one lies, what its columns are called, and how it grows."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import Area, area
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.refused import Refused


class TableColumn(NamedTuple):
    """A column of a table: its header, and the formula Excel fills it with ("" for none)."""

    name: str
    formula: str = ""


class ExcelTable(NamedTuple):
    """A table of a sheet; `area` holds its header row and its totals row too."""

    part: str
    name: str
    area: Area
    headers: int  # header rows: 1, or 0 when they are hidden
    totals: int  # totals rows: 0 or 1
    columns: tuple[TableColumn, ...]

    @property
    def first_row(self) -> int:
        """The first row of data."""
        return self.area.top + self.headers

    @property
    def last_row(self) -> int:
        """The last row of data."""
        return self.area.bottom - self.totals


def tables(book: Package, sheet_part: str) -> list[ExcelTable]:
    """The tables of a sheet."""
    links = (r for r in book.relations(sheet_part) if r.kind == "table")
    return [_table(book, link.target) for link in links if book.has(link.target)]


def _table(book: Package, part: str) -> ExcelTable:
    data = book.xml(part).content
    top = markup.root(data)
    listed = next((e for e in markup.inside(data, top) if e.local == "tableColumns"), None)
    columns = tuple(_column(data, e) for e in markup.inside(data, listed)) if listed else ()
    return ExcelTable(
        part,
        markup.unhexed(top.get("displayName") or top.get("name") or ""),
        area(top.get("ref") or "A1"),
        top.number("headerRowCount", 1),
        top.number("totalsRowCount", 0),
        columns,
    )


def _column(data: bytes, element: markup.Element) -> TableColumn:
    formula = next((e for e in markup.inside(data, element) if e.local == "calculatedColumnFormula"), None)
    text = ""
    if formula is not None and formula.get("array") not in ("1", "true"):
        text = markup.plain_text(data[formula.inside : formula.close])
    return TableColumn(markup.unhexed(element.get("name") or ""), text)


def resize(book: Package, table: ExcelTable, last: int) -> None:
    """Let a table's data end in another row, its filter with it, a totals row behind it."""
    new = replace(table.area, bottom=last + table.totals)
    data = book.xml(table.part).content
    top = markup.root(data)
    tag = markup.with_attribute(data[top.start : top.inside], "ref", str(new))
    changes = [(top.start, top.inside, tag)]
    for element in markup.inside(data, top):
        if element.local == "autoFilter" and element.get("ref"):
            to = replace(area(element.get("ref") or ""), bottom=last)
            tag = markup.with_attribute(data[element.start : element.inside], "ref", str(to))
            changes.append((element.start, element.inside, tag))
    book.write(table.part, markup.spliced(data, changes))


def widen(book: Package, table: ExcelTable, name: str) -> ExcelTable:
    """Give a table one more column at its right end; the table as it is then. Refused when it has the name."""
    if any(c.name.casefold() == name.casefold() for c in table.columns):
        raise Refused(_('The table {table} has a column "{column}" already.', table=table.name, column=name))
    new = replace(table.area, right=table.area.right + 1)
    data = book.xml(table.part).content
    top = markup.root(data)
    tag = markup.with_attribute(data[top.start : top.inside], "ref", str(new))
    changes = [(top.start, top.inside, tag)]
    for element in markup.inside(data, top):
        if element.local == "autoFilter" and element.get("ref"):
            to = replace(area(element.get("ref") or ""), right=new.right)
            tag = markup.with_attribute(data[element.start : element.inside], "ref", str(to))
            changes.append((element.start, element.inside, tag))
        elif element.local == "tableColumns":
            changes.append((element.start, element.end, _with_column(data, element, name)))
    book.write(table.part, markup.spliced(data, changes))
    return table._replace(area=new, columns=(*table.columns, TableColumn(name)))


def _with_column(data: bytes, listed: markup.Element, name: str) -> bytes:
    columns = list(markup.inside(data, listed))
    number = max([c.number("id", 0) for c in columns], default=0) + 1
    start = markup.with_attribute(data[listed.start : listed.inside], "count", str(len(columns) + 1))
    prefix = listed.name[: -len(b"tableColumns")]
    quoted = markup.escape(header_name(name), quote=True).encode()
    column = b"<" + prefix + b'tableColumn id="%d" name="' % number + quoted + b'"/>'
    return start + data[listed.inside : listed.close] + column + data[listed.close : listed.end]


def header_name(text: str) -> str:
    """A header cell's text as a table's column name holds it."""
    return text.replace("\r\n", "\n").replace("\n", "_x000a_").replace("\t", "_x0009_")
