"""The written file read back before it replaces the old one: only what was to change has changed."""

from __future__ import annotations

from collections.abc import Sequence
from xml.parsers import expat

from ar_sheets.findings import NotDone
from ar_sheets.workbook.appending import contents
from ar_sheets.workbook.cells import KEEP, Content, holds, reference
from ar_sheets.workbook.new import NewSheet
from ar_sheets.workbook.parts import Book
from ar_sheets.workbook.patch import Change, SheetPatch
from ar_sheets.workbook.sheet import Sheet
from ar_sheets.workbook.strings import SharedStrings

_EMPTY = Content("", "", None, None)


def _wrong(what: str) -> NotDone:
    return NotDone(f"The new file did not come out right ({what}). Nothing was changed. Please report this.")


def verify(old: bytes, read_back: bytes, written: bytes, changes: Sequence[Change]) -> None:
    """Compare the file on disk with what was meant. Raises NotDone at the first difference."""
    if read_back != written:
        raise _wrong("the disk returned other bytes than were written")
    before, after = Book(old), Book(read_back)
    _parts(before, after)
    for change in changes:
        if isinstance(change, SheetPatch):
            _cells(after, change)
        elif isinstance(change, NewSheet):
            after.sheet(change.name)


def _parts(before: Book, after: Book) -> None:
    """Every part of the old file is there; those that differ are ours to change, and are sound XML."""
    old, new = before.container.segments(), after.container.segments()
    for name in old.keys() - new.keys():
        raise _wrong(f"the part {name} is missing")
    for name in new:
        if name in old and old[name] == new[name]:
            continue
        parser = expat.ParserCreate()
        try:
            parser.Parse(after.container.read(name), True)
        except expat.ExpatError as fault:
            raise _wrong(f"the part {name}: {fault}") from fault


def _cells(after: Book, change: SheetPatch) -> None:
    ref = after.sheet(change.sheet)
    sheet = Sheet(ref.name, after.xml(ref.part).content)
    shared, place = SharedStrings(after), {number: i for i, number in enumerate(change.rows)}
    seen = set()
    for row in sheet.rows():
        if row.number not in place:
            continue
        seen.add(row.number)
        _row(sheet, row.number, contents(sheet.bytes(row)), change, place[row.number], after.date1904, shared)
    for number in place.keys() - seen:
        _row(sheet, number, {}, change, place[number], after.date1904, shared)


def _row(
    sheet: Sheet, number: int, held: dict[int, tuple[int, Content]], change: SheetPatch, index: int,
    date1904: bool, shared: SharedStrings,
) -> None:  # fmt: skip
    for column, values in change.columns.items():
        value = values[index]
        if value is KEEP:
            continue
        found = held.get(column, (0, _EMPTY))[1]
        if found.formula is not None or not holds(found, value, date1904, shared):
            raise _wrong(f"{sheet.name}!{reference(number, column)} does not hold {value}")
