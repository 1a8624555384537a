"""A column of new values made ready for splicing: the ends of its cells, and what to compare with the old ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from ar_sheets.base.text import column_letter
from ar_sheets.xlsx.cells import KEEP, Keep, Value, number_text, serial, tail
from ar_sheets.xlsx.markup import cleaned
from ar_sheets.xlsx.rows import Surroundings

BLANK = b"/>"
NEVER = object()
NUMBER, SHARED, INLINE, EMPTY = range(4)
_KINDS = {b"n": NUMBER, b"s": SHARED, b"inlineStr": INLINE}
_ATTRIBUTES = re.compile(rb'(?: s="(\d{1,10})"(?: t="(n|s|inlineStr)")?| t="(n|s|inlineStr)"(?: s="(\d{1,10})")?)?(/?)')
_MOST_REMEMBERED = 20_000


class Met(NamedTuple):
    """Attributes met in a column: the style as written, whether it does for the new values, what follows."""

    style: bytes
    as_column: bool  # an empty cell of this style looks as if it were not there
    fits: bool  # no: it does not show the dates that come
    kind: int
    rest: bytes | None  # what follows the style; None when the style is not in front


class FastColumn:
    """A target column, one block of rows at a time.

    ends: from the type on, `><v>12</v></c>`; None leaves the cell alone. marks: the number or the text itself,
    None for an empty cell, NEVER for what is compared in no other way than as it is written.
    """

    def __init__(self, number: int, around: Surroundings) -> None:
        self.number = number
        self.letters = column_letter(number).encode()
        self.ends: list[bytes | None] = []
        self.marks: list[object] = []
        self.met: dict[bytes, Met | None] = {}
        self._around = around
        self._dated: bool | None = None  # None: no dates; else whether with a time
        self._texts: dict[object, bytes] = {}
        self._marks: dict[object, object] = {}  # of texts that a cell does not hold as they are
        self._own = around.column_style(number)
        self.own_style = style_attribute(self._own)

    def take(self, values: Sequence[Value | Keep]) -> bool:
        """Make ready for one block; False when dates and other values are mixed in it."""
        kinds = set(map(type, values))
        more = kinds - {Keep, type(None)}
        dates = {kind for kind in more if issubclass(kind, date)}
        if dates and len(more) > 1:
            return False
        dated = issubclass(dates.pop(), datetime) if dates else None
        if dated is not self._dated:
            self._dated = dated
            self.met.clear()
        if len(kinds) == 1 and kinds <= {int, float, Decimal}:
            self._take_numbers(values, kinds.pop())  # type: ignore[arg-type]
        else:
            texts = self._learned({v for v in values if isinstance(v, str)})
            self.ends = [texts[v] if v.__class__ is str else self._end(v) for v in values]
            marks = self._marks
            self.marks = [marks.get(v, v) if v.__class__ is str else self._mark(v) for v in values]
        return True

    def _take_numbers(self, values: Sequence[float | Decimal], kind: type) -> None:
        prefix = self._around.prefix
        lines = _number_lines(values, kind).replace("\n", f"</{prefix}v></{prefix}c>\n><{prefix}v>")
        self.ends = list(f"><{prefix}v>{lines}</{prefix}v></{prefix}c>".encode().split(b"\n"))
        self.marks = list(map(float, values))

    def _learned(self, texts: set[str]) -> dict[object, bytes]:
        """The ends of cells with these texts; many cells have the same."""
        if len(self._texts) > _MOST_REMEMBERED:
            self._texts.clear()
            self._marks.clear()
        for text in texts - self._texts.keys():
            self._texts[text] = tail(text, self._around.prefix)
            if (held := cleaned(text)) != text or not text:
                self._marks[text] = held or None
        return self._texts

    def _end(self, value: Value | Keep) -> bytes | None:
        return None if value is KEEP else tail(value, self._around.prefix, self._around.date1904)

    def _mark(self, value: Value | Keep) -> object:
        if value is None or value is KEEP:
            return None
        if isinstance(value, bool | str):
            return NEVER
        return float(serial(value, self._around.date1904) if isinstance(value, date) else value)

    def wanted(self, style: bytes) -> bytes:
        """The style attribute a new value gets in a cell of this one."""
        if self._dated is None:
            return style
        number = int(style[4:-1] or 0)
        new = self._around.dated(number, self._dated)
        return style if new == number else style_attribute(new)

    def meet(self, raw: bytes) -> Met | None:
        """What attributes (with the slash of an empty cell) mean; None for unusual ones."""
        if raw in self.met:
            return self.met[raw]
        match, found = _ATTRIBUTES.fullmatch(raw), None
        if match is not None:
            number = match[1] or match[4]
            style = b"" if number is None else b' s="' + number + b'"'
            fits = self._dated is None or self._around.shows_date(int(number or 0))
            kind = EMPTY if match[5] else _KINDS[match[2] or match[3] or b"n"]
            found = Met(
                style, int(number or 0) == self._own, fits, kind, raw[len(style) :] if raw.startswith(style) else None
            )
        self.met[raw] = found
        return found


def _number_lines(values: Sequence[float | Decimal], kind: type) -> str:
    """What `number_text` makes of each value, one a line; many at once, as there may be a million."""
    lines = "\n".join(map(repr if kind is float else str, values)) + "\n"
    if "e" in lines or "E" in lines or "n" in lines or "-0\n" in lines or "-0." in lines:
        return "\n".join(map(number_text, values))
    if kind is float:
        return lines.replace(".0\n", "\n")[:-1]
    if kind is Decimal:
        return "\n".join([t.rstrip("0").rstrip(".") if "." in t else t for t in lines.split("\n")[:-1]])
    return lines[:-1]


def style_attribute(number: int) -> bytes:
    """A style as an attribute; none for style 0."""
    return b' s="%d"' % number if number else b""
