"""Changing cells in many rows at once: the fast way, for rows written as Excel and most programs write them.

Works on rows as bytes, column by column. A row in which anything is unusual is given back undone, and is then
done the careful way (rows.py) with the same result. Speed is the only reason for this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, groupby, pairwise
from operator import eq

from ar_sheets.xlsx.cells import Keep, Value
from ar_sheets.xlsx.fast_columns import BLANK, EMPTY, INLINE, NUMBER, SHARED, FastColumn, Met
from ar_sheets.xlsx.rows import Surroundings

_SPANS = re.compile(rb' spans="(\d{1,10}):(\d{1,10})"')
_Olds = Sequence[bytes | None]


class _Unusual(Exception):  # noqa: N818 - a way out, not a fault
    """These cells are to be done the careful way."""


class _Markup:
    """Pieces of markup with the sheet's prefix."""

    def __init__(self, around: Surroundings) -> None:
        prefix = around.prefix.encode()
        self.cell = b"<" + prefix + b"c"
        self.open = self.cell + b' r="'
        self.value = b"<" + prefix + b"v>"
        self.close = b"</" + prefix + b"v></" + prefix + b"c>"
        self.text = b"<" + prefix + b"is><" + prefix + b"t>"
        self.text_close = b"</" + prefix + b"t></" + prefix + b"is></" + prefix + b"c>"
        self.shared = around.shared

    def held(self, old: bytes | None, text: bytes | None) -> bytes:
        """What follows a cell's start tag, from its value or its inline text."""
        if old is not None:
            return self.value + old + self.close
        return b"" if text is None else self.text + text + self.text_close

    def same(self, kind: int, olds: _Olds, texts: _Olds, ends: _Olds, marks: Sequence[object]) -> list[bool]:
        """For each cell, all of one kind, whether it holds the new value already (see Column)."""
        try:
            if kind == NUMBER:
                return list(map(eq, map(float, olds), marks))  # type: ignore[arg-type]
            if kind == SHARED:
                texts_there = self.shared.texts
                held = [texts_there[int(old)] or None for old in olds]  # type: ignore[arg-type]
                return list(map(eq, held, marks))
            if kind == EMPTY:
                return [mark is None and old is text for mark, old, text in zip(marks, olds, texts, strict=True)]
            return [self._same_text(text, end) for text, end in zip(texts, ends, strict=True)]
        except (TypeError, ValueError, IndexError) as fault:  # a type that does not fit the content
            raise _Unusual from fault

    def _same_text(self, text: bytes | None, end: bytes | None) -> bool:
        if text is None or b"&" in text or b"_x" in text:
            raise _Unusual
        if end == BLANK:
            return not text
        return end is not None and end.endswith(self.text + text + self.text_close)


class Splicer:
    """Splices the values of an edit's columns into rows. `columns`: 0-based, ascending."""

    def __init__(self, columns: Sequence[int], around: Surroundings) -> None:
        self._columns = [FastColumn(c, around) for c in columns]
        self._markup = _Markup(around)
        together = groupby(enumerate(self._columns), key=lambda pair: pair[1].number - pair[0])
        self._runs = [_Run([column for _, column in run], self._markup) for _, run in together]
        self._plans: dict[tuple[bytes, ...], _Plan | None] = {}
        self._letters = re.compile(self._markup.open + rb"([A-Z]+)[0-9]+\"")

    def take(self, values: Sequence[Sequence[Value | Keep]]) -> bool:
        """Get ready for one block: each column's values for its rows. False: do the block the careful way."""
        return all([column.take(some) for column, some in zip(self._columns, values, strict=True)])  # noqa: C419

    def rows(self, rows: Sequence[bytes], numbers: Sequence[bytes], indexes: Sequence[int]) -> list[bytes | None]:
        """Rows (without their end tags) with the values at `indexes` put in.

        A row in which nothing differs is the same object; None is one to be done the careful way.
        """
        done: list[bytes | None] = list(rows)
        odd: set[int] = set()
        for run in self._runs:
            run.splice(done, numbers, indexes, odd)
        for i in odd:
            try:
                done[i] = self._by_cells(rows[i], numbers[i], indexes[i])
            except _Unusual:
                done[i] = None
        return done

    def _by_cells(self, row: bytes, number: bytes, index: int) -> bytes:
        """One row in which some of the cells are not there yet, or go."""
        cells = row.split(self._markup.open)
        letters = self._letters.findall(row)
        if len(letters) != len(cells) - 1 or row.count(self._markup.cell) != len(letters):
            raise _Unusual
        layout = tuple(letters)
        if layout not in self._plans:
            self._plans[layout] = _planned(layout, self._columns)
        plan = self._plans[layout]
        if plan is None:
            raise _Unusual
        changed, added = False, []
        for column, at, there in plan:
            end = column.ends[index]
            if end is None:
                continue
            if there:
                new = self._changed(cells[at], column, column.letters + number + b'"', index)
                changed |= new != cells[at]
                cells[at] = new
            elif end != BLANK:
                cells.insert(at, column.letters + number + b'"' + column.wanted(column.own_style) + end)
                added.append(column.number + 1)
        if added:
            cells[0] = _tag(cells[0], min(added), max(added))
        return self._markup.open.join(filter(None, cells)) if changed or added else row

    def _changed(self, cell: bytes, column: FastColumn, reference: bytes, index: int) -> bytes:
        """The cell with its new end; the same object when it holds that already, b"" when it is to go."""
        if not cell.startswith(reference):
            raise _Unusual
        head, _, body = cell.partition(b">")
        met, end = column.meet(head[len(reference) :]), column.ends[index]
        if met is None or end is None:
            raise _Unusual
        old, text = self._parts(body, met)
        if self._markup.same(met.kind, [old], [text], [end], [column.marks[index]])[0] and (met.fits or end == BLANK):
            return cell
        if end == BLANK:
            return b"" if met.as_column else reference + met.style + end
        return reference + column.wanted(met.style) + end

    def _parts(self, body: bytes, met: Met) -> tuple[bytes | None, bytes | None]:
        """The value or the inline text of a cell, from what follows its start tag."""
        m = self._markup
        first, last = (m.text, m.text_close) if met.kind == INLINE else (m.value, m.close)
        inner = body[len(first) : -len(last)]
        if met.kind == EMPTY:
            inner, first, last = b"", b"", b""
        if b"<" in inner or body != first + inner + last:
            raise _Unusual
        return (None, inner) if met.kind == INLINE else (None if met.kind == EMPTY else inner, None)


class _Run:
    """Columns side by side whose cells are all there: found by one pattern, written by one template."""

    def __init__(self, columns: list[FastColumn], markup: _Markup) -> None:
        self._columns, self._markup = columns, markup
        content = markup.value + b"([^<]*)" + markup.close
        content += b"|" + markup.text + b"([^<]*)" + markup.text_close
        cell = markup.open + b'%b%b"([^>]*)>(?:' + content + b")?"
        parts = [cell % (c.letters, rb"(\d{1,10})" if c is columns[0] else rb"\1") for c in columns]
        self._find = re.compile(b"".join(parts)).search
        self._template = b"".join(markup.open + c.letters + b'%b"%b' for c in columns)

    def splice(self, done: list[bytes | None], numbers: Sequence[bytes], indexes: Sequence[int], odd: set[int]) -> None:
        """Change the rows in place; the places of those that are not so easy are added to `odd`."""
        found = [None if row is None else self._find(row) for row in done]
        good = [i for i, match in enumerate(found) if match is not None and match[1] == numbers[i]]
        odd.update(set(range(len(done))).difference(good))
        columns = list(zip(*(found[i].groups() for i in good), strict=True))  # type: ignore[union-attr]
        picked = [indexes[i] for i in good]
        if not good:
            return
        thirds = zip(columns[1::3], columns[2::3], columns[3::3], strict=True)
        tails = [self._tails(c, *third, picked) for c, third in zip(self._columns, thirds, strict=True)]
        unusual = {i for some in tails if None in some for i, tail in zip(good, some, strict=True) if tail is None}
        odd |= unusual
        filling = zip(*chain.from_iterable((columns[0], some) for some in tails), strict=True)
        for i, pieces in zip(good, filling, strict=True):
            row, match = done[i], found[i]
            new = self._template % pieces if i not in unusual else b""
            if new and row is not None and match is not None and new != match[0]:
                done[i] = row[: match.start()] + new + row[match.end() :]

    def _tails(
        self, column: FastColumn, attributes: Sequence[bytes], olds: _Olds, texts: _Olds, picked: Sequence[int]
    ) -> list[bytes | None]:
        """For each row what follows the cell's reference: as it was, or new; None where that takes more care."""
        every = set(attributes)
        if len(every) == 1:
            return self._tails_alike(column, attributes[0], olds, texts, picked)
        tails: list[bytes | None] = [None] * len(picked)
        for one in every:
            places = [i for i, raw in enumerate(attributes) if raw == one]
            chosen = ([some[i] for i in places] for some in (olds, texts, picked))
            for i, tail in zip(places, self._tails_alike(column, one, *chosen), strict=True):  # type: ignore[arg-type]
                tails[i] = tail
        return tails

    def _tails_alike(
        self, column: FastColumn, raw: bytes, olds: _Olds, texts: _Olds, picked: Sequence[int]
    ) -> list[bytes | None]:
        """The same for cells with the same attributes."""
        met = column.meet(raw)
        ends, marks = [column.ends[i] for i in picked], [column.marks[i] for i in picked]
        if met is None or met.rest is None or not met.fits:
            return [None] * len(ends)
        try:
            same = self._markup.same(met.kind, olds, texts, ends, marks)
        except _Unusual:
            return [None] * len(ends)
        style, head = met.style, raw + b">"
        if True not in same and None not in ends and BLANK not in ends:
            return [style + end for end in ends]  # type: ignore[operator]
        blank = None if met.as_column else style + BLANK
        return [
            head + self._markup.held(old, text) if alike or end is None else blank if end == BLANK else style + end
            for alike, old, text, end in zip(same, olds, texts, ends, strict=True)
        ]


_Plan = list[tuple[FastColumn, int, bool]]  # column, index of its cell or of its place, is it there


def _planned(layout: tuple[bytes, ...], columns: list[FastColumn]) -> _Plan | None:
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
        raise _Unusual
    match = _SPANS.search(tag)
    if match is None or (int(match[1]) <= low and high <= int(match[2])):
        return tag
    spans = b' spans="%d:%d"' % (min(int(match[1]), low), max(int(match[2]), high))
    return tag[: match.start()] + spans + tag[match.end() :]
