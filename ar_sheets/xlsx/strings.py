"""The shared strings, read only when a cell that points into them is compared."""

from __future__ import annotations

import re

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import string_text
from ar_sheets.xlsx.parts import Package

_PLAIN = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")


class SharedStrings:
    """Index -> text. The part itself is never changed: new text is written into its cell."""

    def __init__(self, book: Package) -> None:
        self._book = book
        self._texts: list[str] | None = None

    @property
    def texts(self) -> list[str]:
        """All of them, in order."""
        if self._texts is None:
            part = self._book.related("sharedStrings")
            self._texts = read_strings(self._book.xml(part).content) if part else []
        return self._texts

    def __call__(self, index: int) -> str:
        """The text of an index; "" for one that does not exist."""
        return self.texts[index] if index < len(self.texts) else ""


def read_strings(data: bytes) -> list[str]:
    """All texts of a shared strings part."""
    top = markup.root(data)
    plain = _PLAIN.findall(data, top.inside, top.close)
    if data.count(b"<si") == len(plain) and b"<!" not in data:
        return [markup.unhexed(markup.unescape(raw.decode("utf-8", "replace"))) for raw in plain]
    listed = (e for e in markup.inside(data, top) if e.local == "si")
    return [string_text(data[e.inside : e.close]) for e in listed]
