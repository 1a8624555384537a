"""What changed between two states of a workbook, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ar_sheets.workbook import markup
from ar_sheets.workbook.cells import Content, held_text, reference
from ar_sheets.workbook.parts import Book
from ar_sheets.workbook.sheet import Sheet, contents
from ar_sheets.workbook.strings import SharedStrings
from ar_sheets.workbook.styles import Styles


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell: where, what it showed before, what it shows now ("" for an empty one)."""

    sheet: str
    cell: str
    old: str
    new: str


class _Side:
    """One of the two workbooks, its cells as text."""

    def __init__(self, data: bytes) -> None:
        self._book = Book(data)
        self._shared, self._styles = SharedStrings(self._book), Styles(self._book)
        self.names = [s.name for s in self._book.sheets if s.kind == "worksheet"]

    def rows(self, name: str) -> dict[int, bytes]:
        """Row number -> the row's bytes."""
        if name not in self.names:
            return {}
        ref = self._book.sheet(name)
        sheet = Sheet(name, self._book.xml(ref.part).content)
        return {row.number: sheet.data[row.start : row.end] for row in sheet.rows()}

    def texts(self, row: bytes) -> dict[int, str]:
        """Column -> what its cell shows."""
        return {c: self._shown(held.style, held.content) for c, held in contents(row).items()} if row else {}

    def _shown(self, style: int, held: Content) -> str:
        if held.formula is not None and not held.raw:
            return "=" + markup.text(held.formula)
        text = held_text(held, self._shared)
        if text is not None:
            return text
        if held.type == "b":
            return "TRUE" if held.raw in ("1", "true") else "FALSE"
        if held.type == "" and self._styles.is_date(style):
            return _day(held.raw, self._book.date1904)
        return held.raw


def _day(raw: str, date1904: bool) -> str:
    try:
        days = float(raw) + (1_462 if date1904 else 0)
        moment = datetime(1899, 12, 30) + timedelta(days=days + (days < 60))  # noqa: DTZ001 - cells have no zone
    except (ValueError, OverflowError):
        return raw
    return moment.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")


def diff(old: bytes, new: bytes) -> list[Difference]:
    """The cells that differ between two workbooks, in the order of sheets, rows and columns."""
    before, after = _Side(old), _Side(new)
    names = [*after.names, *(n for n in before.names if n not in after.names)]
    return [found for name in names for found in _sheet(name, before, after)]


def _sheet(name: str, before: _Side, after: _Side) -> Iterator[Difference]:
    old_rows, new_rows = before.rows(name), after.rows(name)
    for number in sorted({*old_rows, *new_rows}):
        old, new = before.texts(old_rows.get(number, b"")), after.texts(new_rows.get(number, b""))
        for column in sorted({*old, *new}):
            was, now = old.get(column, ""), new.get(column, "")
            if was != now:
                yield Difference(name, reference(number, column), was, now)
