"""The cells of a sheet that hold an error value (#N/A, #REF! ...): to a reader of values they look like empty ones."""

from __future__ import annotations

from collections.abc import Iterator

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.sheet import Worksheet, contents

_MARKS = (b'="e"', b"='e'")  # how the type of an error cell is written
_ERROR = "e"


def error_cells(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """(1-based row, 0-based column) -> the error there. A sheet without any costs two searches through its bytes."""
    marks = [mark for mark in _MARKS if mark in sheet.data]
    if not marks:
        return {}
    rows = _rows_searched(sheet, marks) if sheet.plain else None
    return {
        (number, column): held.content.raw
        for number, row in (_rows_walked(sheet, marks) if rows is None else rows.items())
        for column, held in contents(row).items()
        if held.content.type == _ERROR
    }


def _rows_searched(sheet: Worksheet, marks: list[bytes]) -> dict[int, bytes] | None:
    """The rows in which a mark stands, found from the mark; None where a row does not say its number."""
    data, first, last = sheet.data, sheet.rows_element.inside, sheet.rows_element.close
    opening, closing = (start + sheet.prefix.encode() + b"row" for start in (b"<", b"</"))
    found: dict[int, bytes] = {}
    for mark in marks:
        at = data.find(mark, first, last)
        while at >= 0:
            start, end = data.rfind(opening, first, at), data.find(closing, at, last)
            if start < 0 or end < 0:
                return None
            end = data.index(b">", end) + 1
            number = markup.root(data[start:end]).get("r")
            if number is None:
                return None
            found[markup.parse_whole(number)] = data[start:end]
            at = data.find(mark, end, last)
    return found


def _rows_walked(sheet: Worksheet, marks: list[bytes]) -> Iterator[tuple[int, bytes]]:
    for row in sheet.rows():
        content = sheet.bytes(row)
        if any(mark in content for mark in marks):
            yield row.number, content
