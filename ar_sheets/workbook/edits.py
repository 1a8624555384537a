"""One pass over a sheet's rows that puts the wanted values in and makes the rows that are missing."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ar_sheets.workbook import markup
from ar_sheets.workbook.cells import KEEP, Area, Keep, Value, area, is_blank
from ar_sheets.workbook.rows import Formula, Surroundings, Target, edited, new_cell
from ar_sheets.workbook.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Template:
    """What a new row takes over from the one above: the row's own attributes, each cell's style, the formulas."""

    attributes: bytes = b""
    styles: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class SheetEdit:
    """What is to stand where in one sheet. `rows` ascend; `more` are single rows beside them (appended ones)."""

    rows: Sequence[int] = ()
    columns: Mapping[int, Sequence[Value | Keep]] = field(default_factory=dict)
    more: dict[int, list[Target]] = field(default_factory=dict)
    template: Template = field(default_factory=Template)
    changed: bool = False

    def __iter__(self) -> Iterator[tuple[int, list[Target]]]:
        """Each row that is written, ascending, with its targets by column."""
        both = heapq.merge(self._wide(), sorted(self.more.items()), key=lambda item: item[0])
        for number, items in groupby(both, key=lambda item: item[0]):
            yield number, sorted((t for _, targets in items for t in targets), key=lambda t: t[0])

    def _wide(self) -> Iterator[tuple[int, list[Target]]]:
        columns = sorted(self.columns.items())
        for index, number in enumerate(self.rows):
            targets: list[Target] = [(c, values[index]) for c, values in columns if values[index] is not KEEP]
            if targets:
                yield number, targets

    def extent(self) -> Area | None:
        """The smallest range that holds every cell that gets a value; None when none does."""
        rows, columns = set(), set()
        for number, targets in self:
            filled = [c for c, value in targets if isinstance(value, Formula) or not _empties(value)]
            rows.update([number] if filled else [])
            columns.update(filled)
        return Area(min(rows), min(columns), max(rows), max(columns)) if rows else None


def _empties(value: Value | Keep | Formula) -> bool:
    return value is KEEP or (not isinstance(value, Formula) and is_blank(value))


def body(sheet: Sheet, edit: SheetEdit, around: Surroundings) -> Iterator[bytes]:
    """The bytes between the sheet's `sheetData` tags with the edit put in."""
    wanted = iter(edit)
    row_wanted = next(wanted, None)
    at = last = sheet.rows_element.inside
    for row in sheet.rows():
        while row_wanted and row_wanted[0] < row.number:
            yield sheet.data[at : row.start] + _new_row(*row_wanted, edit, around)
            at, row_wanted = row.start, next(wanted, None)
        if row_wanted and row_wanted[0] == row.number:
            old = sheet.data[row.start : row.end]
            new = edited(old, *row_wanted, around)
            edit.changed |= new is not old
            yield sheet.data[at : row.start] + new
            at, row_wanted = row.end, next(wanted, None)
        last = row.end
    if row_wanted:
        yield sheet.data[at:last]
        at = last
    while row_wanted:
        yield _new_row(*row_wanted, edit, around)
        row_wanted = next(wanted, None)
    yield sheet.data[at : sheet.rows_element.close]


def _new_row(number: int, targets: list[Target], edit: SheetEdit, around: Surroundings) -> bytes:
    template = edit.template if number in edit.more else Template()
    filled: dict[int, Value | Formula] = {c: v for c, v in targets if v is not KEEP and not _empties(v)}
    if not filled:
        return b""
    edit.changed = True
    made = [
        new_cell(number, column, filled.get(column), _style(column, template, around), around)
        for column in sorted({*filled, *template.styles})
        if column in filled or template.styles[column] != around.column_style(column)
    ]
    name = f"{around.prefix}row".encode()
    return b"<" + name + f' r="{number}"'.encode() + template.attributes + b">" + b"".join(made) + b"</" + name + b">"


def _style(column: int, template: Template, around: Surroundings) -> int:
    return template.styles[column] if column in template.styles else around.column_style(column)


def chunks(sheet: Sheet, edit: SheetEdit, around: Surroundings) -> Iterator[bytes]:
    """The whole sheet's bytes with the edit put in."""
    data, rows = sheet.data, sheet.rows_element
    yield _head(sheet, edit.extent())
    if rows.close == rows.inside and data[rows.inside - 2] == 47:
        made = b"".join(body(sheet, edit, around))
        name = rows.name
        tag = data[rows.start : rows.inside]
        yield tag[:-2].rstrip() + b">" + made + b"</" + name + b">" if made else tag
    else:
        yield data[rows.start : rows.inside]
        yield from body(sheet, edit, around)
    yield data[rows.close : rows.end] if rows.close > rows.inside or rows.end > rows.close else b""
    yield data[rows.end :]


def _head(sheet: Sheet, reach: Area | None) -> bytes:
    """What stands before the rows, the stated dimension grown over new cells."""
    head = sheet.data[: sheet.rows_element.start]
    found = sheet.child("dimension")
    stated = found.get("ref") if found else None
    if found is None or reach is None or not stated:
        return head
    old = area(stated)
    new = Area(min(old.top, reach.top), min(old.left, reach.left),
               max(old.bottom, reach.bottom), max(old.right, reach.right))  # fmt: skip
    if new == old:
        return head
    tag = markup.with_attribute(head[found.start : found.inside], "ref", str(new))
    return markup.spliced(head, [(found.start, found.inside, tag)])
