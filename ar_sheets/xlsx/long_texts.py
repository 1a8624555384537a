"""Texts longer than a cell of Excel can hold, found before any parser lays them out: a cell of 200 MB costs minutes.

A text that is too long leaves no room for the tag of another cell beside it: so it is enough to look at every
16,384th byte whether another tag comes soon, which costs next to nothing however large the sheet is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ar_sheets.base.i18n import N_, _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import LONGEST_TEXT
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.sheet import Worksheet

_CELLS = re.compile(rb"<(?:[^\s<>/:!?]{1,99}:)?(?:c|row)[\s/>]")
_STRINGS = re.compile(rb"<(?:[^\s<>/:!?]{1,99}:)?si[\s/>]")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z0-9]{1,12})[\"']")
_STEP = LONGEST_TEXT // 2  # bytes; a longer text than LONGEST_TEXT has one whole step in it
_LONGEST_TAG = 4_096  # bytes of a start tag in which its place is looked for


class TooLong(Refused):
    """A text that no cell of Excel can hold."""


def refuse_long_cells(sheet: Worksheet) -> None:
    """Refused where a cell of a sheet holds more characters than Excel lets into one."""
    where = sheet.rows_element
    for start, piece in _too_long(sheet.data, where.inside, where.close, _CELLS):
        place = _PLACE.search(sheet.data, start, start + _LONGEST_TAG)
        if place:
            raise _too_much(_(_IN_CELL, cell=f"{sheet.name}!{place[1].decode()}", **_shown(piece)))
        raise _too_much(_(_ON_SHEET, sheet=sheet.name, **_shown(piece)))


def refuse_long_strings(data: bytes) -> None:
    """The same for the texts that cells share."""
    top = markup.root(data)
    for _at, piece in _too_long(data, top.inside, top.close, _STRINGS):
        raise _too_much(_(_SOMEWHERE, **_shown(piece)))


_IN_CELL = N_('The cell {cell} holds a text of {length:,} characters ("{value}..."); a cell of Excel can hold 32,767.')
_ON_SHEET = N_(
    'A cell on the sheet {sheet} holds a text of {length:,} characters ("{value}..."); a cell of Excel can hold 32,767.'
)
_SOMEWHERE = N_('A cell holds a text of {length:,} characters ("{value}..."); a cell of Excel can hold 32,767.')


def _shown(text: str) -> dict[str, object]:
    return {"length": len(text), "value": " ".join(text[:200].split())[:40]}


def _too_much(what: str) -> TooLong:
    return TooLong(what + " " + _(
        "Shorten it or delete it, save, and run again; if somebody sent you this file, do not use it."
    ))  # fmt: skip


def _too_long(data: bytes, start: int, end: int, tag: re.Pattern[bytes]) -> Iterator[tuple[int, str]]:
    """Where what lies between one such tag and the next begins, and its text, where that is too long."""
    at = start
    while at + _STEP < end:
        if tag.search(data, at, at + _STEP) is not None:
            at += _STEP
            continue
        before = [match.start() for match in tag.finditer(data, max(start, at - _STEP), at + 8)]
        after = tag.search(data, at, end)
        first, last = before[-1] if before else at, after.start() if after else end
        text = markup.plain_text(data[first:last]).strip()
        if len(text) > LONGEST_TEXT // 2 and len(text.encode("utf-16-le", "replace")) // 2 > LONGEST_TEXT:
            yield first, text
        at = max(last, at + _STEP)
