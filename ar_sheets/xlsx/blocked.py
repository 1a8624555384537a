"""Cells that cannot be written without breaking something beside them: merged cells, arrays, table headers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ar_sheets.base.i18n import N_
from ar_sheets.xlsx.barred import Barred
from ar_sheets.xlsx.cells import Area
from ar_sheets.xlsx.edits import SheetEdit
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.tables import ExcelTable

_MERGED = N_("{cell} lies inside the merged cells {area}. Unmerge them, then run again.")
_DATA_TABLE = N_("{cell} is filled by a data table that covers {area}. Move that away, then run again.")
_ARRAY = N_("{cell} is filled by a formula that covers {area}. Move that away, then run again.")
_HEADER = N_("{cell} is a header of the table {table}. Change it in Excel.")
_TOTALS = N_("{cell} is in the totals row of the table {table}. Write above it.")
Region = tuple[Area, tuple[int, int] | None, Barred]  # the range, the one cell of it that may be written, and why not


def areas(sheet: Worksheet, there: Sequence[ExcelTable]) -> list[Region]:
    """The ranges that are not to be written into: range, the one cell of it that may be, and why."""
    found: list[Region] = [(m, (m.top, m.left), Barred(_MERGED, {"area": m})) for m in sheet.merged]
    for kind, region in sheet.regions:
        found.append((region, None, Barred(_DATA_TABLE if kind == "dataTable" else _ARRAY, {"area": region})))
    for table in there:
        if table.headers:
            top = Area(table.area.top, table.area.left, table.area.top, table.area.right)
            found.append((top, None, Barred(_HEADER, {"table": table.name})))
        if table.totals:
            last = Area(table.area.bottom, table.area.left, table.area.bottom, table.area.right)
            found.append((last, None, Barred(_TOTALS, {"table": table.name})))
    return found


def blocked_cells(sheet: Worksheet, there: Sequence[ExcelTable], edit: SheetEdit) -> dict[tuple[int, int], Barred]:
    """Of the cells an edit writes, those that cannot be: (row, 0-based column) -> why."""
    found: dict[tuple[int, int], Barred] = {}
    columns = sorted(edit.columns)
    for where, free, why in areas(sheet, there):
        rows = edit.rows[bisect_left(edit.rows, where.top) : bisect_right(edit.rows, where.bottom)]
        inside = [c for c in columns if where.left <= c <= where.right]
        cells = [(row, column) for row in rows for column in inside]
        more = [(row, c) for row, targets in edit.more.items() for c, _ in targets if (row, c) in where]
        found.update({cell: why for cell in (*cells, *more) if cell != free})
    return found
