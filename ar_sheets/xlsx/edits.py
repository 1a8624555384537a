"""One pass over a sheet's rows that puts the wanted values in and makes the rows that are missing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import lt
from typing import NamedTuple

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import KEEP, LAST_ROW, Area, Keep, NoCell, Value, area, is_blank, reference
from ar_sheets.xlsx.fast_rows import Splicer
from ar_sheets.xlsx.rows import NO_STYLES, Formula, Surroundings, Target, edited, new_cell, refuse_blocked
from ar_sheets.xlsx.sheet import Worksheet


class Template(NamedTuple):
    """What a new row takes over from the one above: the row's own attributes, each cell's style, the formulas."""

    attributes: bytes = b""
    styles: Mapping[int, int] = NO_STYLES


@dataclass(slots=True)
class SheetEdit:
    """What is to stand where in one sheet. `rows` ascend; `more` are single rows beside them (appended ones)."""

    rows: Sequence[int] = ()
    columns: Mapping[int, Sequence[Value | Keep]] = field(default_factory=dict)
    more: dict[int, list[Target]] = field(default_factory=dict)
    template: Template = field(default_factory=Template)
    behind: Sequence[tuple[int, int, bytes]] = ()  # splices behind the rows: rules and filters that grow
    changed: bool = False

    def extent(self) -> Area | None:
        """The smallest range that holds every cell that gets a value; None when none does."""
        cells = [(row, c) for row, targets in self.more.items() for c, value in targets if not _empties(value)]
        for column, values in self.columns.items():
            filled = [i for i, value in enumerate(values) if value is not None and value is not KEEP and value != ""]
            if filled:
                cells += [(self.rows[filled[0]], column), (self.rows[filled[-1]], column)]
        if not cells:
            return None
        rows, columns = zip(*cells, strict=True)
        return Area(min(rows), min(columns), max(rows), max(columns))


def _empties(value: Value | Keep | Formula) -> bool:
    return value is KEEP or (not isinstance(value, Formula) and is_blank(value))


BLOCK = 1 << 17  # bytes of rows done at a time: what the processor's own memory holds


class _Pass:
    """One pass over the rows of a sheet, block by block, with the rows that are still to be written."""

    def __init__(self, sheet: Worksheet, edit: SheetEdit, around: Surroundings) -> None:
        self.sheet, self.edit, self.around = sheet, edit, around
        self.number = 0  # of the last row seen
        self.index = 0  # of the next one of edit.rows
        self.more = sorted(edit.more)
        self.columns = sorted(edit.columns)
        self.careful_rows = {row for row, _ in around.blocked} | edit.more.keys()
        self.done: set[int] = set()  # rows of the block that are spliced
        self.splicer = Splicer(self.columns, around)
        self.close = f"</{around.prefix}row>".encode()
        self.tag = re.compile(f'<{around.prefix}row r="([0-9]{{1,10}})"(?:[^<>]*[^<>/])?>'.encode()).match

    def blocks(self) -> Iterator[bytes]:
        """The bytes between the sheet's `sheetData` tags with the edit put in."""
        rows = self.sheet.rows_element
        at = rows.inside
        while at < rows.close:
            end = self._block_end(at)
            block = self.sheet.data[at:end]
            yield (self._fast(block) if self.sheet.plain else None) or self._careful(block)
            at = end
        yield self._missing(LAST_ROW + 1)

    def _block_end(self, at: int) -> int:
        rows = self.sheet.rows_element
        found = self.sheet.data.find(self.close, at + BLOCK, rows.close) if self.sheet.plain else -1
        last = self.sheet.data.rfind(self.close, at, rows.close) if found < 0 else found
        return rows.close if last < 0 or not self.sheet.plain else last + len(self.close)

    def _missing(self, before: int) -> bytes:
        """Rows that are to be written but are not there, up to the one before which this stands."""
        made = []
        while (number := self._next_wanted()) < before:
            made.append(_new_row(number, self._targets(number), self.edit, self.around))
        return b"".join(made)

    def _next_wanted(self) -> int:
        rows = self.edit.rows
        first = rows[self.index] if self.index < len(rows) else LAST_ROW + 1
        return min(first, self.more[0]) if self.more else first

    def _targets(self, number: int) -> list[Target]:
        """What is to stand in a row, by column; the row counts as done."""
        targets: list[Target] = []
        if self.more and self.more[0] == number:
            self.more.pop(0)
            targets += self.edit.more[number]
        if self.index < len(self.edit.rows) and self.edit.rows[self.index] == number:
            targets += [(c, self.edit.columns[c][self.index]) for c in self.columns]
            self.index += 1
        return sorted(targets, key=lambda t: t[0])

    def _edited(self, row: bytes, number: int) -> bytes:
        styles = self.edit.template.styles if number in self.edit.more else NO_STYLES
        new = edited(row, number, self._targets(number), self.around, styles)
        self.edit.changed |= new != row
        return new

    def _careful(self, block: bytes) -> bytes:
        pieces, at = [], 0
        for row in self.sheet.rows_in(block, self.number):
            self.number = row.number
            pieces.append(block[at : row.start])
            pieces.append(self._missing(row.number))
            old = block[row.start : row.end]
            pieces.append(self._edited(old, row.number) if self._next_wanted() == row.number else old)
            at = row.end
        return b"".join([*pieces, block[at:]])

    def _fast(self, block: bytes) -> bytes | None:
        """The block done row by row as bytes; None when its markup is not of the usual kind."""
        rows = block.split(self.close)
        try:
            raw = [self.tag(row)[1] for row in rows[:-1]]  # type: ignore[index]
        except TypeError:
            return None
        numbers = list(map(int, raw))
        if rows[-1] or not numbers or not all(map(lt, numbers, numbers[1:])):
            return None
        first, end = self.index, bisect_right(self.edit.rows, numbers[-1], self.index)
        if not self.splicer.take([self.edit.columns[c][first:end] for c in self.columns]):
            return None
        self.sheet.next_row(self.number, numbers[0])
        self._splice(rows, raw, numbers, self.edit.rows[first:end])
        if len(self.done) == end - first and not (self.more and self.more[0] <= numbers[-1]):
            self.index = end  # every wanted row is done
        for at, number in enumerate(numbers) if self._next_wanted() <= numbers[-1] else ():
            if self._next_wanted() <= number:
                rows[at] = self._missing(number) + self._row(rows[at], number)
        self.number = numbers[-1]
        return self.close.join(rows)

    def _splice(self, rows: list[bytes], raw: list[bytes], numbers: list[int], wanted: Sequence[int]) -> None:
        """Do in place the rows that are there and need no special care, and note them as done."""
        self.done = set()
        where = dict(zip(numbers, range(len(numbers)), strict=True))
        easy = [(where[n], i) for i, n in enumerate(wanted) if n in where and n not in self.careful_rows]
        if not easy:
            return
        places, indexes = zip(*easy, strict=True)
        new = self.splicer.rows([rows[at] for at in places], [raw[at] for at in places], indexes)
        for at, row in zip(places, new, strict=True):
            if row is not None:
                self.edit.changed |= row != rows[at]
                rows[at] = row
                self.done.add(numbers[at])

    def _row(self, row: bytes, number: int) -> bytes:
        """The row done with care, unless it is done already or not wanted."""
        if number in self.done:
            self.index += 1
            return row
        return self._edited(row + self.close, number).removesuffix(self.close) if self._next_wanted() == number else row


def first_difference(sheet: Worksheet, edit: SheetEdit, around: Surroundings) -> str:
    """The first cell (such as J12) that holds anything else than the edit would put there; "" for none."""
    if not any(edit.changed for _ in _Pass(sheet, edit, around).blocks()) and not edit.changed:
        return ""
    return next(_differences(sheet, edit, around), "")


def _differences(sheet: Worksheet, edit: SheetEdit, around: Surroundings) -> Iterator[str]:
    """Cell by cell in the careful way, which alone decides what a cell holds."""
    places = dict(zip(edit.rows, range(len(edit.rows)), strict=True))
    wanted = {*places, *edit.more}
    rows = {row.number: row for row in sheet.rows() if row.number in wanted}
    for number in sorted(wanted):
        targets = list(edit.more.get(number, ()))
        targets += [(c, values[places[number]]) for c, values in edit.columns.items()] if number in places else []
        row = sheet.bytes(rows[number]) if number in rows else f'<{around.prefix}row r="{number}"/>'.encode()
        for target in sorted(targets, key=lambda t: t[0]):
            if edited(row, number, [target], around) != row:
                yield reference(number, target[0])


def _new_row(number: int, targets: list[Target], edit: SheetEdit, around: Surroundings) -> bytes:
    template = edit.template if number in edit.more else Template()
    filled: dict[int, Value | Formula] = {c: v for c, v in targets if v is not KEEP and not _empties(v)}
    if not filled:
        return b""
    for column in filled:
        refuse_blocked(number, column, around)
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


def chunks(sheet: Worksheet, edit: SheetEdit, around: Surroundings) -> Iterator[bytes]:
    """The whole sheet's bytes with the edit put in."""
    data, rows = sheet.data, sheet.rows_element
    yield _head(sheet, edit.extent())
    if rows.close == rows.inside and data[rows.inside - 2] == 47:
        made = b"".join(_Pass(sheet, edit, around).blocks())
        name = rows.name
        tag = data[rows.start : rows.inside]
        yield tag[:-2].rstrip() + b">" + made + b"</" + name + b">" if made else tag
    else:
        yield data[rows.start : rows.inside]
        yield from _Pass(sheet, edit, around).blocks()
    yield markup.spliced(data, [(0, rows.close, b""), *edit.behind])


def _head(sheet: Worksheet, reach: Area | None) -> bytes:
    """What stands before the rows, the stated dimension grown over new cells."""
    head = sheet.data[: sheet.rows_element.start]
    return markup.spliced(head, grown_dimension(sheet, reach) if reach is not None else ())


def grown_dimension(sheet: Worksheet, reach: Area) -> list[tuple[int, int, bytes]]:
    """The splice that lets the stated dimension hold cells it does not; none where none is stated or it does."""
    found = sheet.child("dimension")
    stated = found.get("ref") if found else None
    if found is None or not stated:
        return []
    try:
        old = area(stated)
    except NoCell:  # it is only a hint, and some programs write nonsense there
        return []
    new = Area(min(old.top, reach.top), min(old.left, reach.left),
               max(old.bottom, reach.bottom), max(old.right, reach.right))  # fmt: skip
    if new == old:
        return []
    tag = markup.with_attribute(sheet.data[found.start : found.inside], "ref", str(new))
    return [(found.start, found.inside, tag)]
