"""How far out a sheet's cells lie: readers lay out every cell up to the last row and column, filled or not."""

from __future__ import annotations

import re

from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import LAST_COLUMN, LAST_ROW, column_number
from ar_sheets.xlsx.limits import OWN
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.sheet import Worksheet

_COLUMN = re.compile(rb' r="([A-Za-z]+)')
_APART = re.compile(rb"r\s+=")
_PLACED = re.compile(rb"<(?:[^\s<>:/]+:)?(row|c)(?=[\s/>])([^<>]*)>(?=(</)?)")
_REFERENCE = re.compile(r"([A-Za-z]*)([0-9]*)")


def refuse_absurd(sheet: Worksheet, most: int = OWN.cells) -> None:
    """Refused where a cell far out makes the sheet so large that its cells cannot be held in memory."""
    far = far_out(sheet, most)
    if far:
        raise Refused(
            _(
                "The sheet {sheet} holds something in the cell {cell}, far outside the list. Delete the "
                "columns behind the list and the rows under it, save, and run again.",
                sheet=sheet.name,
                cell=far,
            )
        )


def furthest_column(sheet: Worksheet) -> int | None:
    """The 0-based column of the cell furthest to the right, filled or not, by one search; None where the markup is not
    the usual kind, in which each cell says where it stands."""
    data, where = sheet.data, (sheet.rows_element.inside, sheet.rows_element.close)
    named = _COLUMN.findall(data, *where)
    mark = f"<{sheet.prefix}c".encode()
    if not sheet.plain or len(named) != sum(data.count(mark + end, *where) for end in (b" ", b">", b"/", b"\n", b"\t")):
        return None
    return max((column_number(letters.decode()) for letters in set(named)), default=-1)


def far_out(sheet: Worksheet, most: int = OWN.cells) -> str:
    """The cell that lies so far out that the sheet has more than `most` cells, filled or not; "" for none."""
    return "" if _surely_within(sheet, most) else _looked_for(sheet, most)


def _surely_within(sheet: Worksheet, most: int) -> bool:
    """Whether a quick look is enough: rows and cells are written in the usual way, and none names a place far out."""
    data, where = sheet.data, (sheet.rows_element.inside, sheet.rows_element.close)
    if data.count(b"r=", *where) != data.count(b' r="', *where) or _APART.search(data, *where):
        return False
    widest = max((column_number(c.decode()) for c in set(_COLUMN.findall(data, *where))), default=0) + 1
    last = next((row.number for row in sheet.rows_backwards()), 1)
    first, zeros = int(str(last)[0]), len(str(last)) - 1
    higher = b"[%d-9][0-9]{%d}|" % (first + 1, zeros) if first < 9 else b""
    further = re.compile(b'r="[A-Za-z]*(?:%s[0-9]{%d})' % (higher, zeros + 2)).search(data, *where)
    return further is None and (first + 1) * 10**zeros * widest <= most


def _looked_for(sheet: Worksheet, most: int) -> str:
    """The same, cell by cell. Cells that hold nothing do not count."""
    row, column, last, widest = 0, -1, 1, 0
    for tag in _PLACED.finditer(sheet.data, sheet.rows_element.inside, sheet.rows_element.close):
        letters, number = _place(tag[2])
        if tag[1] == b"row":
            row, column = number or row + 1, -1
            continue
        column = column_number(letters) if letters else column + 1
        if tag[2].endswith(b"/") or tag[3]:
            continue
        at = number or row
        last, widest = max(last, at), max(widest, column)
        if at > LAST_ROW or column > LAST_COLUMN or last * (widest + 1) > most:
            return f"{letters or column_letter(column)}{at}"
    return ""


def _place(attributes: bytes) -> tuple[str, int]:
    given = markup.attributes(attributes).get("r", "").strip()
    found = _REFERENCE.fullmatch(given[:30])
    return (found[1][:9], int(found[2] or 0)) if found else ("", 0)
