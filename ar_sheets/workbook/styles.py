"""Cell styles: which ones show a date, and a copy of a style with another number format where one is needed."""

from __future__ import annotations

import re
from functools import cached_property

from ar_sheets.workbook import markup
from ar_sheets.workbook.markup import Element
from ar_sheets.workbook.parts import Book

DATE = 14  # Excel's own short date, shown as the person's country writes it
DATE_TIME = 22
_BUILT_IN_DATES = {14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def shows_date(code: str) -> bool:
    """Whether a number format shows a day: quoted text, colours and conditions do not count."""
    first = _NOT_CODE.sub("", code.split(";")[0]).lower()
    if "general" in first:
        return False
    return re.search(r"[dy]|mmm", first) is not None


class Styles:
    """The styles part of a workbook: asked for dates, and grown by the styles that are missing."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.part = book.related("styles")
        self._copies: dict[tuple[int, int | str], int] = {}

    @property
    def _data(self) -> bytes:
        return self._book.xml(self.part).content if self.part else b"<styleSheet/>"

    def _child(self, local: str) -> Element | None:
        data = self._data
        return next((e for e in markup.inside(data, markup.root(data)) if e.local == local), None)

    def _list(self, local: str) -> list[Element]:
        found = self._child(local)
        return list(markup.inside(self._data, found)) if found else []

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {int(e.get("numFmtId") or 0): e.get("formatCode") or "" for e in self._list("numFmts")}

    @cached_property
    def _formats(self) -> list[int]:
        return [int(e.get("numFmtId") or 0) for e in self._list("cellXfs")]

    def is_date(self, style: int) -> bool:
        """Whether cells of this style show a date; a style number that does not exist shows none."""
        number = self._formats[style] if 0 <= style < len(self._formats) else 0
        return shows_date(self._codes[number]) if number in self._codes else number in _BUILT_IN_DATES

    def dated(self, style: int, with_time: bool = False) -> int:
        """This style if it shows dates, else its copy that does."""
        if self.part is None or self.is_date(style):
            return style
        return self.with_format(style, DATE_TIME if with_time else DATE)

    def with_format(self, style: int, number_format: int | str) -> int:
        """The number of a copy of a style with another number format (Excel's number, or a code)."""
        if self.part is None:
            return style
        key = (style, number_format)
        if key not in self._copies:
            number = number_format if isinstance(number_format, int) else self._format_number(number_format)
            self._copies[key] = self._copy(style, number)
        return self._copies[key]

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

    def _add(self, local: str, element: bytes) -> None:
        """Put an element at the end of a list and count it; the list of number formats may have to be made."""
        data, found = self._data, self._child(local)
        if found is None:
            top = markup.root(data)
            name = top.prefix + local
            made = f'<{name} count="1">'.encode() + element + f"</{name}>".encode()
            changed = markup.spliced(data, [(top.inside, top.inside, made)])
        else:
            count = len(list(markup.inside(data, found))) + 1
            tag = markup.with_attribute(data[found.start : found.inside], "count", str(count))
            close = b"</" + found.name + b">"
            tag = tag[:-2] + b">" if tag.endswith(b"/>") else tag
            whole = tag + data[found.inside : found.close] + element + close
            changed = markup.spliced(data, [(found.start, found.end, whole)])
        assert self.part is not None
        self._book.write(self.part, changed)
        self.__dict__.pop("_codes", None)
        self.__dict__.pop("_formats", None)
