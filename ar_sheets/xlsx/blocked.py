"""Cells that cannot be written without breaking something beside them: merged cells, arrays, table headers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ar_sheets.xlsx.cells import Area
from ar_sheets.xlsx.edits import SheetEdit
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.tables import ExcelTable


def areas(sheet: Worksheet, there: Sequence[ExcelTable]) -> list[tuple[Area, tuple[int, int] | None, str]]:
    """The ranges that are not to be written into: range, the one cell of it that may be, and why."""
    found: list[tuple[Area, tuple[int, int] | None, str]] = []
    for merged in sheet.merged:
        why = f"lies inside the merged cells {merged}. Unmerge them, then run again."
        found.append((merged, (merged.top, merged.left), why))
    for kind, region in sheet.regions:
        what = "a data table" if kind == "dataTable" else "a formula"
        found.append((region, None, f"is filled by {what} that covers {region}. Move that away, then run again."))
    for table in there:
        if table.headers:
            top = Area(table.area.top, table.area.left, table.area.top, table.area.right)
            found.append((top, None, f"is a header of the table {table.name}. Change it in Excel."))
        if table.totals:
            last = Area(table.area.bottom, table.area.left, table.area.bottom, table.area.right)
            found.append((last, None, f"is in the totals row of the table {table.name}. Write above it."))
    return found


def blocked_cells(sheet: Worksheet, there: Sequence[ExcelTable], edit: SheetEdit) -> dict[tuple[int, int], str]:
    """Of the cells an edit writes, those that cannot be: (row, 0-based column) -> why."""
    found: dict[tuple[int, int], str] = {}
    columns = sorted(edit.columns)
    for where, free, why in areas(sheet, there):
        rows = edit.rows[bisect_left(edit.rows, where.top) : bisect_right(edit.rows, where.bottom)]
        inside = [c for c in columns if where.left <= c <= where.right]
        cells = [(row, column) for row in rows for column in inside]
        more = [(row, c) for row, targets in edit.more.items() for c, _ in targets if (row, c) in where]
        found.update({cell: why for cell in (*cells, *more) if cell != free})
    return found
