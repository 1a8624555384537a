"""Formulas without a saved result: a file that a program wrote, and Excel has not calculated yet."""

from __future__ import annotations

from collections.abc import Sequence

from ar_sheets.adopting.survey import Surveyed
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.xlsx.patch import formula_cells


def refuse_unsaved(data: bytes, surveyed: Sequence[Surveyed]) -> None:
    """NotDone where most cells of a list's column are formulas nobody has calculated: it would be taken for empty."""
    for sheet in surveyed:
        if sheet.found is None or not sheet.kind:
            continue
        lines = set(sheet.found.rows)
        for column in sheet.found.columns:
            held = formula_cells(data, sheet.name, [column.place])
            without = sum(cell.saved is None for (row, _), cell in held.items() if row in lines)
            if 2 * without > len(lines):
                raise NotDone(
                    _(
                        "{sheet}: the column {column} ({letter}) holds formulas without a saved result, "
                        "so nobody can see its values. Open the workbook in Excel, save it, and adopt "
                        "again. Nothing was changed.",
                        sheet=sheet.name,
                        column=column.header,
                        letter=column_letter(column.place),
                    )
                )
