"""Cell styles: which ones show a date, and a copy of a style with another number format where one is needed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.parts import DECLARATION, MAIN, STRICT_MAIN, Package
from ar_sheets.xlsx.refused import damaged

DATE = 14  # Excel's own short date, shown as the person's country writes it
DATE_TIME = 22
FIRST_OWN_FORMAT = 164  # the numbers below it are Excel's own formats
_BUILT_IN_DATES = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)}
BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@"}
TAG_START = re.compile(rb"(</?)(?=\w)")
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@lru_cache(maxsize=1_000)
def shows_date(code: str) -> bool:
    """Whether a number format shows a day: quoted text, colours and conditions do not count."""
    first = _NOT_CODE.sub("", code.split(";")[0]).lower()
    if "general" in first:
        return False
    return re.search(r"[dy]|mmm", first) is not None


_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_FIRST = {  # what a cell style points to, in its list's order; {p} is the prefix of the part's elements
    "fonts": ('<{p}font><{p}sz val="11"/><{p}name val="Calibri"/></{p}font>',),
    "fills": (
        '<{p}fill><{p}patternFill patternType="none"/></{p}fill>',
        '<{p}fill><{p}patternFill patternType="gray125"/></{p}fill>',
    ),
    "borders": ("<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>",),
    "cellStyleXfs": ('<{p}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<{p}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
    "cellStyles": ('<{p}cellStyle name="Normal" xfId="0" builtinId="0"/>',),
}


class Styles:
    """The styles part of a workbook: asked for dates, and grown by the styles that are missing."""

    def __init__(self, book: Package) -> None:
        self._book = book
        self._part = book.related("styles")
        self._copies: dict[tuple[int, int | str], int] = {}
        self.borrowed: object = None  # the look of another workbook, once it was taken over (borrowing.py)

    @property
    def _data(self) -> bytes:
        return self._book.xml(self._part).content if self._part else b"<styleSheet/>"

    def _child(self, local: str) -> Element | None:
        data = self._data
        return next((e for e in markup.inside(data, markup.root(data)) if e.local == local), None)

    def _list(self, local: str) -> list[Element]:
        found = self._child(local)
        return list(markup.inside(self._data, found)) if found else []

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {e.number("numFmtId", 0): e.get("formatCode") or "" for e in self._list("numFmts")}

    @cached_property
    def _formats(self) -> list[int]:
        return [e.number("numFmtId", 0) for e in self._list("cellXfs")]

    def is_date(self, style: int) -> bool:
        """Whether cells of this style show a date; a style number that does not exist shows none."""
        number = self._formats[style] if 0 <= style < len(self._formats) else 0
        return shows_date(self._codes[number]) if number in self._codes else number in _BUILT_IN_DATES

    def codes(self) -> list[str]:
        """The number format of each style, as its code; of Excel's own only those for plain numbers."""
        return [self._codes.get(number) or BUILT_IN.get(number, "General") for number in self._formats]

    def dated(self, style: int, with_time: bool = False) -> int:
        """This style if it shows dates, else its copy that does."""
        return style if self.is_date(style) else self.with_format(style, DATE_TIME if with_time else DATE)

    def with_format(self, style: int, number_format: int | str) -> int:
        """The number of a copy of a style with another number format (Excel's number, or a code)."""
        key = (style, number_format)
        if key not in self._copies:
            self._ready()
            number = number_format if isinstance(number_format, int) else self._format_number(number_format)
            self._copies[key] = self._copy(style, number)
        return self._copies[key]

    def format_number(self, code: str) -> int:
        """The number of a number format, which is added where there is none like it."""
        self._ready()
        return self._format_number(code)

    def join(self, local: str, pieces: Sequence[bytes]) -> list[int]:
        """The places of elements (without prefixes) in one of the lists (fonts, fills, borders, cellXfs, dxfs); those
        that are not in it are put at its end."""
        self._ready()
        prefix = markup.root(self._data).prefix.encode()
        data = self._data
        there = [data[e.start : e.end] for e in self._list(local)]
        known = {piece: place for place, piece in reversed(list(enumerate(there)))}
        fresh: list[bytes] = []
        places = []
        for piece in (TAG_START.sub(rb"\1" + prefix, piece) if prefix else piece for piece in pieces):
            if piece not in known:
                known[piece] = len(there) + len(fresh)
                fresh.append(piece)
            places.append(known[piece])
        if fresh:
            self._add(local, b"".join(fresh), len(fresh))
        return places

    def _ready(self) -> None:
        """Make the part, or the lists in it, where the workbook has none: style 0 is the plain one."""
        if self._part is None:
            space = STRICT_MAIN if self._book.strict else MAIN
            links = self._book.relations(self._book.part)
            usual = posixpath.join(posixpath.dirname(self._book.part), "styles.xml")
            self._part = next((r.target for r in links if r.kind == "styles"), usual)  # a link may lead nowhere
            self._book.add(self._part, "styles", f'{DECLARATION}<styleSheet xmlns="{space}"/>'.encode())
        if self._list("cellXfs"):
            return
        prefix = markup.root(self._data).prefix
        for local, wanted in _FIRST.items():
            for element in wanted if not self._list(local) else ():
                self._add(local, element.format(p=prefix).encode())

    def _format_number(self, code: str) -> int:
        known = next((n for n, c in self._codes.items() if c == code), None)
        if known is not None:
            return known
        number = max([163, *self._codes]) + 1
        prefix = markup.root(self._data).prefix
        element = f'<{prefix}numFmt numFmtId="{number}" formatCode="{markup.escape(code, quote=True)}"/>'.encode()
        self._add("numFmts", element)
        return number

    def _copy(self, style: int, number: int) -> int:
        listed = self._list("cellXfs")
        if not listed:
            raise damaged(_("its list of cell styles is broken"))
        source = listed[style if 0 <= style < len(listed) else 0]
        data = self._data
        tag = markup.with_attribute(data[source.start : source.inside], "numFmtId", str(number))
        tag = markup.with_attribute(tag, "applyNumberFormat", "1")
        new = tag + data[source.inside : source.end]
        same = next((i for i, e in enumerate(listed) if data[e.start : e.end] == new), None)
        if same is not None:
            return same
        self._add("cellXfs", new)
        return len(listed)

    def _add(self, local: str, element: bytes, added: int = 1) -> None:
        """Put elements at the end of a list and count them; the list itself may have to be made."""
        data, found = self._data, self._child(local)
        top = markup.root(data)
        count = (len(list(markup.inside(data, found))) if found else 0) + added
        if found is not None and found.close > found.inside:
            tag = markup.with_attribute(data[found.start : found.inside], "count", str(count))
            changes = [(found.start, found.inside, tag), (found.close, found.close, element)]
        else:
            name = top.prefix + local
            made = f'<{name} count="{count}">'.encode() + element + f"</{name}>".encode()
            changes = [(found.start, found.end, made) if found else _placed(data, top, local, made)]
        assert self._part is not None
        self._book.write(self._part, markup.spliced(data, changes))
        self.__dict__.pop("_codes", None)
        self.__dict__.pop("_formats", None)


def _placed(data: bytes, top: Element, local: str, made: bytes) -> tuple[int, int, bytes]:
    """The splice that puts a new list behind those that come before it in the part."""
    before = _ORDER[: _ORDER.index(local)]
    ends = [e.end for e in markup.inside(data, top) if e.local in before]
    if ends or top.close > top.inside:
        at = max(ends, default=top.inside)
        return at, at, made
    return markup.child_at_end(data, top, made)
