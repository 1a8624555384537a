"""Changing cells in many rows at once: the fast way, for rows written as Excel and most programs write them.

Works on rows as bytes. Where anything in a row is unusual it says so, and the row is done the careful way
(rows.py) with the same result. Speed is the only reason for this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from ar_sheets.workbook.cells import Keep, Value
from ar_sheets.workbook.rows import Surroundings
from ar_sheets.workbook.target import BLANK, EMPTY, INLINE, NUMBER, SHARED, Column, Met

_SPANS = re.compile(rb' spans="(\d+):(\d+)"')


class Unusual(Exception):  # noqa: N818 - a way out, not a fault
    """This row is to be done the careful way."""


class _Markup:
    """Pieces of markup with the sheet's prefix, and the comparison of old content with new."""

    def __init__(self, around: Surroundings) -> None:
        prefix = around.prefix.encode()
        self.cell = b"<" + prefix + b"c"
        self.open = self.cell + b' r="'
        self.value = b"<" + prefix + b"v>"
        self.close = b"</" + prefix + b"v></" + prefix + b"c>"
        self.text = b"<" + prefix + b"is><" + prefix + b"t>"
        self.text_close = b"</" + prefix + b"t></" + prefix + b"is></" + prefix + b"c>"
        self.shared = around.shared

    def holds(self, met: Met, body: bytes, end: bytes, mark: float | str | None) -> bool:
        """Whether an old cell holds the new value already; Unusual where that takes more care to say.

        body: the old cell behind its start tag; end and mark: see Column.
        """
        if met.kind == EMPTY:
            if body:
                raise Unusual
            return end == BLANK
        old = self._old(met.kind, body)
        if met.kind == NUMBER:
            return mark is not None and mark.__class__ is float and float(old) == mark
        if met.kind == SHARED:
            return isinstance(mark, str) and self.shared(int(old)) == mark
        if b"&" in old or b"_x" in old or b"&" in end:
            raise Unusual
        return end.endswith(b">" + old + self.text_close)

    def _old(self, kind: int, body: bytes) -> bytes:
        first, last = (self.text, self.text_close) if kind == INLINE else (self.value, self.close)
        old = body[len(first) : -len(last)]
        if b"<" in old or not (body.startswith(first) and body.endswith(last)):
            raise Unusual
        if kind != INLINE and not old.strip():
            raise Unusual
        return old


class Splicer:
    """Splices the values of an edit's columns into rows. `columns`: 0-based, ascending."""

    def __init__(self, columns: Sequence[int], around: Surroundings) -> None:
        self._columns = [Column(c, around) for c in columns]
        self._markup = _Markup(around)
        together = groupby(enumerate(self._columns), key=lambda pair: pair[1].number - pair[0])
        self._runs = [_Run([column for _, column in run], self._markup) for _, run in together]
        self._plans: dict[tuple[bytes, ...], _Plan | None] = {}
        self._letters = re.compile(self._markup.open + rb"([A-Z]+)[0-9]+\"")

    def take(self, values: Sequence[Sequence[Value | Keep]]) -> bool:
        """Get ready for one block: each column's values for its rows. False: do the block the careful way."""
        ready = all(column.take(some) for column, some in zip(self._columns, values, strict=True))
        for run in self._runs if ready else ():
            run.take()
        return ready

    def row(self, row: bytes, number: bytes, index: int) -> bytes:
        """The row (without its end tag) with the values at `index` put in; the same object when nothing differs.

        Raises Unusual when the row has to be done the careful way.
        """
        new = row
        for run in self._runs:
            done = run.put(new, number, index)
            if done is None:
                return self._row_by_cells(row, number, index)
            new = done
        return new

    def _row_by_cells(self, row: bytes, number: bytes, index: int) -> bytes:
        """The same where some of the cells are not there yet, or go."""
        cells = row.split(self._markup.open)
        letters = self._letters.findall(row)
        if len(letters) != len(cells) - 1 or row.count(self._markup.cell) != len(letters):
            raise Unusual
        layout = tuple(letters)
        if layout not in self._plans:
            self._plans[layout] = _planned(layout, self._columns)
        plan = self._plans[layout]
        if plan is None:
            raise Unusual
        changed, added = False, []
        for column, at, there in plan:
            end = column.ends[index]
            if end is None:
                continue
            if there:
                new = self._changed(cells[at], column, column.letters + number + b'"', index)
                changed |= new is not cells[at]
                cells[at] = new
            elif end != BLANK:
                cells.insert(at, column.letters + number + b'"' + column.wanted(column.own_style) + end)
                added.append(column.number + 1)
        if added:
            cells[0] = _tag(cells[0], min(added), max(added))
        return self._markup.open.join(filter(None, cells)) if changed or added else row

    def _changed(self, cell: bytes, column: Column, reference: bytes, index: int) -> bytes:
        """The cell with its new end; the same object when it holds that already, b"" when it is to go."""
        if not cell.startswith(reference):
            raise Unusual
        head, _, body = cell.partition(b">")
        met, end = column.meet(head[len(reference) :]), column.ends[index]
        if met is None or end is None:
            raise Unusual
        if self._markup.holds(met, body, end, column.marks[index]) and (met.fits or end == BLANK):
            return cell
        if end == BLANK:
            return b"" if met.style == column.own_style else reference + met.style + end
        return reference + column.wanted(met.style) + end


class _Run:
    """Columns side by side whose cells are all there: found by one pattern, written by one template."""

    def __init__(self, columns: list[Column], markup: _Markup) -> None:
        self._columns, self._markup = columns, markup
        content = markup.value + b"([^<]*)" + markup.close
        content += b"|" + markup.text + b"([^<]*)" + markup.text_close
        cell = markup.open + b'%b%b"([^>]*)>(?:' + content + b")?"
        parts = [cell % (c.letters, rb"(\d+)" if c is columns[0] else rb"\1") for c in columns]
        self._find = re.compile(b"".join(parts)).search
        self._templates: dict[tuple[bytes, ...], tuple[list[tuple[int, bytes]], bytes] | None] = {}
        self._wanted: list[tuple[tuple[bytes | None, float | str | None], ...]] = []

    def take(self) -> None:
        """Get ready for a block: what the columns hold, by row."""
        self._templates.clear()
        self._wanted = list(zip(*[zip(c.ends, c.marks, strict=True) for c in self._columns], strict=True))

    def put(self, row: bytes, number: bytes, index: int) -> bytes | None:
        """The row with the run's cells changed, the same object when none differs; None when it is not so easy."""
        found = self._find(row)
        if found is None or found[1] != number:
            return None
        groups = found.groups()
        attributes = groups[1::3]
        known = self._templates.get(attributes) or self._template(attributes)
        if known is None:
            return None
        filling, changed = [], False
        shared = self._markup.shared
        try:
            for (kind, rest), old, text, (end, mark) in zip(
                known[0], groups[2::3], groups[3::3], self._wanted[index], strict=True
            ):
                filling.append(number)
                if kind == NUMBER:
                    same = float(old) == mark
                elif kind == SHARED:
                    same = shared(int(old)) == mark
                elif kind == EMPTY:
                    same = end == BLANK
                else:
                    same = end == b' t="inlineStr">' + self._markup.text + text + self._markup.text_close
                    if not same and (b"&" in text or b"_x" in text):
                        return None
                if end is None or same:
                    filling.append(self._as_it_was(rest, old, text))
                elif end == BLANK:
                    return None
                else:
                    changed = True
                    filling.append(end)
        except (TypeError, ValueError):  # a cell whose type does not fit its content
            return None
        if not changed:
            return row
        return row[: found.start()] + known[1] % tuple(filling) + row[found.end() :]

    def _as_it_was(self, rest: bytes, old: bytes | None, text: bytes | None) -> bytes:
        if old is not None:
            return rest + b">" + self._markup.value + old + self._markup.close
        if text is not None:
            return rest + b">" + self._markup.text + text + self._markup.text_close
        return rest + b">"

    def _template(self, attributes: tuple[bytes, ...]) -> tuple[list[tuple[int, bytes]], bytes] | None:
        """What the cells' attributes mean and how the cells are written; None for unusual ones."""
        if attributes in self._templates:
            return self._templates[attributes]
        pieces, kinds = [], []
        for column, raw in zip(self._columns, attributes, strict=True):
            met = column.meet(raw)
            if met is None or met.rest is None or not met.fits:
                self._templates[attributes] = None
                return None
            kinds.append((met.kind, met.rest))
            pieces.append(self._markup.open + column.letters + b'%b"' + met.style + b"%b")
        self._templates[attributes] = kinds, b"".join(pieces)
        return self._templates[attributes]


_Plan = list[tuple[Column, int, bool]]  # column, index of its cell or of its place, is it there


def _planned(layout: tuple[bytes, ...], columns: list[Column]) -> _Plan | None:
    """From the last column to the first, so that putting one in does not move the others."""
    keys = [_order(letters) for letters in layout]
    if any(a >= b for a, b in pairwise(keys)):
        return None
    return [(c, sum(key < _order(c.letters) for key in keys) + 1, c.letters in layout) for c in reversed(columns)]


def _order(letters: bytes) -> tuple[int, bytes]:
    return len(letters), letters


def _tag(tag: bytes, low: int, high: int) -> bytes:
    """The row's start tag with its `spans` reaching over new cells."""
    if b"customFormat" in tag:
        raise Unusual
    match = _SPANS.search(tag)
    if match is None or (int(match[1]) <= low and high <= int(match[2])):
        return tag
    spans = b' spans="%d:%d"' % (min(int(match[1]), low), max(int(match[2]), high))
    return tag[: match.start()] + spans + tag[match.end() :]
