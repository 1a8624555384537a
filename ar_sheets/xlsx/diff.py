"""What changed between two states of a workbook, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import CellContent, held_text, reference
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet, contents
from ar_sheets.xlsx.strings import SharedStrings
from ar_sheets.xlsx.styles import Styles


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell: where, what it showed before, what it shows now ("" for an empty one)."""

    sheet: str
    cell: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a cell holds as text; where it is a number also the day it would be, and whether its style shows days."""

    text: str = ""
    day: str = ""
    dated: bool = False


class _Side:
    """One of the two workbooks, its cells as text."""

    def __init__(self, data: bytes) -> None:
        self._book = Package(data)
        self._shared, self._styles = SharedStrings(self._book), Styles(self._book)
        self.names = [s.name for s in self._book.sheets if s.kind == "worksheet"]

    def rows(self, name: str) -> dict[int, bytes]:
        """Row number -> the row's bytes."""
        if name not in self.names:
            return {}
        ref = self._book.sheet(name)
        sheet = Worksheet(name, self._book.xml(ref.part).content)
        return {row.number: sheet.data[row.start : row.end] for row in sheet.rows()}

    def cells(self, row: bytes) -> dict[int, _Cell]:
        """Column -> what is in its cell."""
        return {c: self._cell(held.style, held.content) for c, held in contents(row).items()} if row else {}

    def _cell(self, style: int, held: CellContent) -> _Cell:
        if held.formula is not None and not held.raw:
            return _Cell("=" + markup.plain_text(held.formula))
        text = held_text(held, self._shared)
        if text is not None:
            return _Cell(text)
        if held.type == "b":
            return _Cell("TRUE" if held.raw in ("1", "true") else "FALSE")
        number = held.type in ("", "n") and held.raw
        return _Cell(held.raw, _day(held.raw, self._book.date1904) if number else "", self._styles.is_date(style))


def _texts(was: _Cell, now: _Cell) -> tuple[str, str]:
    """What two cells show; numbers as days in both where one of them shows days."""
    if was.dated or now.dated:
        return was.day or was.text, now.day or now.text
    return _number(was), _number(now)


def _number(cell: _Cell) -> str:
    """A number to 12 figures: past these two programs write the same one differently."""
    if not cell.day:
        return cell.text
    try:
        number = Decimal(f"{float(cell.text):.12g}")
    except (ValueError, InvalidOperation):
        return cell.text
    return f"{number:f}"


def _day(raw: str, date1904: bool) -> str:
    try:
        days = float(raw) + (1_462 if date1904 else 0)
        moment = datetime(1899, 12, 30) + timedelta(days=days + (days < 60))  # noqa: DTZ001 - cells have no zone
    except (ValueError, OverflowError):
        return raw
    return moment.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")


def find_differences(old: bytes, new: bytes) -> list[Difference]:
    """The cells that differ between two workbooks, in the order of sheets, rows and columns."""
    before, after = _Side(old), _Side(new)
    names = [*after.names, *(n for n in before.names if n not in after.names)]
    return [found for name in names for found in _sheet(name, before, after)]


def _sheet(name: str, before: _Side, after: _Side) -> Iterator[Difference]:
    old_rows, new_rows = before.rows(name), after.rows(name)
    for number in sorted({*old_rows, *new_rows}):
        old, new = before.cells(old_rows.get(number, b"")), after.cells(new_rows.get(number, b""))
        for column in sorted({*old, *new}):
            was, now = _texts(old.get(column, _Cell()), new.get(column, _Cell()))
            if was != now:
                yield Difference(name, reference(number, column), was, now)
