"""Formulas in the columns we read or write: what is said of them before a run relies on a cell."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ar_sheets.schema.columns import Sheet
from ar_sheets.xlsx.unwritable import FormulaCell, formula_cells, unwritable

if TYPE_CHECKING:
    from ar_sheets.workbook.book import Book


def note_formulas(book: Book, sheet: Sheet, data: bytes) -> None:
    """Formulas people typed must have a saved result to be read; where one stands in our columns we do not write."""
    table = book.tables[sheet.name]
    typed = {table.places[c.key]: c for c in sheet.owned_by("you", "reply") if c.key in table.places}
    records = set(table.rows)
    for (row, place), cell in sorted(formula_cells(data, table.sheet, typed).items()):
        if row in records and (fault := _fault(cell)):
            column = typed[place]
            book.report(sheet.name, row, column.key, f"{column.header} {fault[0]}", fault[1])
    ours = {table.places[c.key]: c for c in sheet.owned_by("computed") if c.key in table.places}
    for (row, place), why in sorted(unwritable(data, table.sheet, ours).items()):
        if row > table.header_row:
            column = ours[place]
            book.blocked.setdefault((sheet.name, row), set()).add(column.key)
            book.report(sheet.name, row, column.key, f"{column.header} is ours to fill in, but {why}",
                        "Clear the cell, then run again.", stops=False)  # fmt: skip


def cells_that_cannot_be_written(
    data: bytes, book: Book, sheet: str, keys: Collection[str]
) -> dict[tuple[int, str], str]:
    """Cells of these columns that `patch` would not change: (workbook row, key) -> why, as a sentence's end."""
    table = book.tables[sheet]
    places = {table.places[key]: key for key in keys if key in table.places}
    return {(row, places[place]): why for (row, place), why in unwritable(data, table.sheet, places).items()}


def _fault(cell: FormulaCell) -> tuple[str, str] | None:
    """What is wrong with a formula we must read, and what to do; None when its saved result can be relied on."""
    if cell.saved is None:
        return "is a formula without a saved result", "Open the workbook in Excel, save it, and run again."
    constant = cell.constant
    if constant is not None and _number(cell.saved) != constant:
        return (f"is a formula that says {constant:g}, but its saved result is {cell.saved}",
                "Type the number itself instead of the formula.")  # fmt: skip
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
