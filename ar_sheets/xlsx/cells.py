"""What a cell holds: values as they are written into one, and what is found there, compared with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple, TypeAlias

from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.refused import Refused, damaged

_INDEX = re.compile(r"\s*[0-9]{1,10}\s*", re.ASCII)


class Keep(Enum):
    """The one value that means: leave this cell as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
Value: TypeAlias = bool | int | float | Decimal | str | date | datetime | None
LONGEST_TEXT = 32_767  # what Excel lets into one cell, in UTF-16 units
LAST_ROW, LAST_COLUMN = 1_048_576, 16_383
_WHOLE_ROWS = re.compile(r"\$?[0-9]{1,7}:\$?[0-9]{1,7}", re.ASCII)
_WHOLE_COLUMNS = re.compile(r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}", re.ASCII)
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", re.ASCII)


class NoCell(Refused, ValueError):  # noqa: N818 - told to the user where nobody knows better
    """Something that is no cell stands where a cell belongs."""

    def __init__(self, text: str) -> None:
        fault = damaged(_("{value} stands where a cell belongs", value=repr(text[:20])))
        super().__init__(str(fault), fault.damage)


def column_number(letters: str) -> int:
    """The 0-based column of its letters: A is 0, XFD is 16383."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def parse_reference(reference: str) -> tuple[int, int]:
    """The 1-based row and 0-based column of a reference such as J12; NoCell when it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise NoCell(reference)
    row, column = int(match[2]), column_number(match[1])
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        raise NoCell(reference)
    return row, column


def reference(row: int, column: int) -> str:
    """J12, of a 1-based row and a 0-based column."""
    return f"{column_letter(column)}{row}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, all four edges in it: 1-based rows, 0-based columns."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right

    def __str__(self) -> str:
        return f"{reference(self.top, self.left)}:{reference(self.bottom, self.right)}"


def area(text: str) -> Area:
    """A1:C9 or A1 as an area, also whole rows (1:4) and whole columns (A:C); NoCell when it is none."""
    first, _, last = text.partition(":")
    if _WHOLE_ROWS.fullmatch(text):
        first, last = f"A{first.lstrip('$')}", f"{column_letter(LAST_COLUMN)}{last.lstrip('$')}"
    elif _WHOLE_COLUMNS.fullmatch(text):
        first, last = f"{first}1", f"{last}{LAST_ROW}"
    top, left = parse_reference(first)
    bottom, right = parse_reference(last) if last else (top, left)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def is_blank(value: Value | Keep) -> bool:
    """Whether a value empties the cell: None, and text without a character that a cell can hold."""
    return value is None or (isinstance(value, str) and not markup.cleaned(value))


def serial(day: date, date1904: bool) -> int | float:
    """A date or time as Excel's number; Refused before Excel's first day."""
    whole = date(day.year, day.month, day.day)
    days = (whole - date(1899, 12, 30)).days
    if date1904:
        days -= 1_462
    elif days < 61:
        days -= 1  # Excel believes in 29 February 1900
    if days < (0 if date1904 else 1):
        raise Refused(_("The date {day} is before the first day Excel knows; type a later one.", day=whole))
    if not isinstance(day, datetime):
        return days
    seconds = timedelta(hours=day.hour, minutes=day.minute, seconds=day.second, microseconds=day.microsecond)
    return days + seconds.total_seconds() / 86_400 if seconds else days


def number_text(value: int | float | Decimal) -> str:
    """A number as a cell holds it: no exponent for a Decimal, no needless zeros; ValueError for NaN and infinity."""
    text = str(value)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(float(value))
    elif "E" in text:
        text = format(value, "f")
    if "n" in text or "N" in text:
        raise ValueError(f"{value} cannot stand in a cell")
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text_markup(value: str, prefix: str) -> str:
    if len(value) > LONGEST_TEXT // 2 and len(value.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise Refused(
            _('A text is longer than the 32,767 characters a cell can hold: "{value}..." Shorten it.', value=value[:40])
        )
    if "_x" in value:
        value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
    space = "" if value == value.strip() and "\n" not in value and "  " not in value else ' xml:space="preserve"'
    return f"<{prefix}is><{prefix}t{space}>{markup.escape(value)}</{prefix}t></{prefix}is>"


def tail(value: Value, prefix: str = "", date1904: bool = False) -> bytes:
    """The end of a cell, from its type on: `><v>12</v></c>`. A blank one ends as `/>`."""
    if isinstance(value, str):
        value = markup.cleaned(value)
    if value is None or value == "":
        return b"/>"
    if isinstance(value, str):
        return f' t="inlineStr">{_text_markup(value, prefix)}</{prefix}c>'.encode()
    if isinstance(value, bool):
        return f' t="b"><{prefix}v>{int(value)}</{prefix}v></{prefix}c>'.encode()
    if isinstance(value, date):
        value = serial(value, date1904)
    return f"><{prefix}v>{number_text(value)}</{prefix}v></{prefix}c>".encode()


class CellContent(NamedTuple):
    """What a cell holds: its type letter, its value as written, its text if it is one, its formula element."""

    type: str
    raw: str  # the <v>
    rich: str | None  # the text of an <is>
    formula: bytes | None  # the <f> element's bytes
    extra: bytes = b""  # an <extLst>, kept as it is


def content(inner: bytes, type: str) -> CellContent:
    """The content of a cell from the bytes between its tags and its `t` attribute ("" when it has none)."""
    raw, rich, formula, extra = "", None, None, b""
    for element in markup.elements(inner):
        if element.local == "v":
            raw = markup.plain_text(inner[element.inside : element.close])
        elif element.local == "is":
            rich = string_text(inner[element.inside : element.close])
        elif element.local == "f":
            formula = inner[element.start : element.end]
        else:
            extra += inner[element.start : element.end]
    return CellContent(type, raw, rich, formula, extra)


def string_text(inner: bytes) -> str:
    """The text of an `<is>` or `<si>`: all its runs, without the phonetic readings."""
    pieces = []
    for element in markup.elements(inner):
        if element.local == "t":
            pieces.append(markup.plain_text(inner[element.inside : element.close]))
        elif element.local == "r":
            run = inner[element.inside : element.close]
            pieces += [markup.plain_text(run[e.inside : e.close]) for e in markup.elements(run) if e.local == "t"]
    return markup.unhexed("".join(pieces))


def held_text(found: CellContent, shared: Callable[[int], str]) -> str | None:
    """The text in a cell, "" for an empty one; None when it holds a number, a boolean or an error."""
    if found.rich is not None:
        return found.rich
    if found.type == "s":
        return shared(int(found.raw)) if _INDEX.fullmatch(found.raw) else ""
    if found.type in ("str", "inlineStr"):
        return markup.unhexed(found.raw)
    return "" if not found.raw and found.type != "e" else None


def holds_value(found: CellContent, value: Value, date1904: bool, shared: Callable[[int], str]) -> bool:
    """Whether a cell without formula holds this value already, however it is written."""
    held = held_text(found, shared)
    if value is None or isinstance(value, str):
        return held is not None and held == markup.cleaned(value or "")
    if held is not None or found.type == "e":
        return False
    if isinstance(value, bool) or found.type == "b":
        return isinstance(value, bool) and found.type == "b" and (found.raw in ("1", "true")) is value
    if found.type == "d":
        return isinstance(value, date) and found.raw.removesuffix("Z") in _iso(value)
    return _as_number(found.raw) == float(serial(value, date1904) if isinstance(value, date) else value)


def _iso(value: date) -> tuple[str, ...]:
    if isinstance(value, datetime):
        return (value.isoformat(), value.isoformat(timespec="milliseconds"))
    return (value.isoformat(), f"{value.isoformat()}T00:00:00", f"{value.isoformat()}T00:00:00.000")


def _as_number(raw: str) -> float | None:
    try:
        return float(raw)
    except ValueError:
        return None
