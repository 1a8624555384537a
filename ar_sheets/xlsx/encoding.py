"""A part's bytes as UTF-8 and back, so that the other modules know one encoding only."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.xlsx.refused import damaged

_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_FOR_XML = re.compile(
    r"utf[-_]?(?:8|16|32)(?:[-_]?[lb]e)?|iso[-_]?8859[-_]\d+|latin[-_]?1|(?:windows[-_]?|cp)\d+|koi8[-_][ru]"
    r"|shift[-_]jis|euc[-_]\w+|gb\w+|big5\w*|(?:us[-_])?ascii"
)


class Xml(NamedTuple):
    """A part as UTF-8, and the encoding its bytes have in the file ("" is UTF-8 already)."""

    content: bytes
    encoding: str = ""
    mark: bytes = b""  # the byte order mark, which stays where it was

    def encoded(self, content: bytes) -> bytes:
        """UTF-8 in the part's own encoding; a character that has no place in it is written as a number."""
        if not self.encoding:
            return content
        return self.mark + content.decode("utf-8").encode(self.encoding, "xmlcharrefreplace")


def decode_part(raw: bytes) -> Xml:
    """A part's bytes with their encoding found as XML says: by mark, by the first bytes, by the declaration."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if raw.startswith(mark):
            return _transcoded(raw, encoding, mark)
    if raw.startswith(b"<\0?\0"):
        return _transcoded(raw, "utf-16-le", b"")
    if raw.startswith(b"\0<\0?"):
        return _transcoded(raw, "utf-16-be", b"")
    declared = _DECLARED.match(raw[:200])
    name = declared[1].decode().lower() if declared else "utf-8"
    return Xml(raw) if name in ("utf-8", "utf8", "us-ascii", "ascii") else _transcoded(raw, name, b"")


def _transcoded(raw: bytes, encoding: str, mark: bytes) -> Xml:
    if not _FOR_XML.fullmatch(encoding):  # Python has some that are none for text, or take ages
        raise damaged(
            _("a part of it claims to be {encoding}, which no spreadsheet is written in", encoding=encoding[:20])
        )
    try:
        return Xml(raw[len(mark) :].decode(encoding).encode("utf-8"), encoding, mark)
    except (LookupError, UnicodeError) as fault:
        raise damaged(_("a part of it claims to be {encoding} but is not", encoding=encoding)) from fault
