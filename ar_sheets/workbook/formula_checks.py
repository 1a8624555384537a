"""Formulas in the columns we read or write: what is said of them before a run relies on a cell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.schema.columns import Sheet
from ar_sheets.xlsx.formulas import shifted
from ar_sheets.xlsx.recompute import Unknown, recomputed
from ar_sheets.xlsx.unwritable import FormulaCell, formula_cells, unwritable

if TYPE_CHECKING:
    import pandas as pd

    from ar_sheets.workbook.book import Book

FIGURES = ("money", "number", "int", "percent")


def note_formulas(book: Book, sheet: Sheet, data: bytes, frame: pd.DataFrame) -> None:
    """Formulas people typed must have a saved result that can be right to be read; where one stands in our columns we
    do not write. frame: all cells of the sheet from A1 on, as they were read."""
    table = book.tables[sheet.name]
    typed = {table.places[c.key]: c for c in sheet.owned_by("you", "reply") if c.key in table.places}
    records = set(table.rows)
    found = formula_cells(data, table.sheet, typed)
    rows = frame.to_numpy().tolist() if found else []
    masters = {cell.group: (at, cell.text) for at, cell in found.items() if cell.group and cell.text}
    for (row, place), cell in sorted(found.items()):
        if row not in records:
            continue
        figure = typed[place].type in FIGURES
        key = typed[place].key
        header = table.headers[key]
        text = _text(cell, row, place, masters)
        fault = _fault(cell, header) or (_wrong_result(text, cell, rows, header) if figure else None)
        if fault:
            book.report(sheet.name, row, key, *fault)
    ours = {table.places[c.key]: c for c in sheet.owned_by("computed") if c.key in table.places}
    for (row, place), barred in sorted(unwritable(data, table.sheet, ours).items()):
        if row > table.header_row:
            column = ours[place]
            book.blocked.setdefault((sheet.name, row), set()).add(column.key)
            what = _("{column} is ours to fill in, but cannot be written to here", column=table.headers[column.key])
            at = f"{column_letter(place)}{row}"
            book.report(sheet.name, row, column.key, what, barred.told(at), stops=False)


def cells_that_cannot_be_written(
    data: bytes, book: Book, sheet: str, keys: Collection[str]
) -> dict[tuple[int, str], str]:
    """Cells of these columns that `patch` would not change: (workbook row, key) -> why, as a sentence."""
    table = book.tables[sheet]
    places = {table.places[key]: key for key in keys if key in table.places}
    return {
        (row, places[place]): barred.told(f"{table.sheet}!{column_letter(place)}{row}")
        for (row, place), barred in unwritable(data, table.sheet, places).items()
    }


def _fault(cell: FormulaCell, header: str) -> tuple[str, str] | None:
    """What is wrong with a formula we must read, and what to do; None when its saved result can be relied on."""
    if cell.saved is None:
        return (_("{column} is a formula without a saved result", column=header),
                _("Open the workbook in Excel, save it, and run again."))  # fmt: skip
    constant = cell.constant
    if constant is not None and _number(cell.saved) != constant:
        return (_("{column} is a formula that says {number:g}, but its saved result is {saved}",
                  column=header, number=constant, saved=cell.saved),
                _("Type the number itself instead of the formula."))  # fmt: skip
    return None


def _text(cell: FormulaCell, row: int, place: int, masters: Mapping[str, tuple[tuple[int, int], str]]) -> str:
    """The formula's own text, that of a shared one as it stands in this cell; "" for arrays."""
    if cell.kind == "shared" and not cell.text and cell.group in masters:
        (first, column), text = masters[cell.group]
        return shifted(text, row - first, place - column)
    return cell.text if cell.kind in ("", "normal", "shared") else ""


def _wrong_result(text: str, cell: FormulaCell, rows: Sequence[Sequence[Any]], header: str) -> tuple[str, str] | None:
    """What is said of a saved result that the formula cannot have; None where it can, or nobody knows."""

    def value_of(row: int, column: int) -> float | None:
        value = rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if isinstance(value, str) and not value.strip():
            return None
        raise Unknown

    saved = _number(cell.saved or "")
    right = recomputed(text, value_of) if text and saved is not None else None
    if saved is None or right is None or abs(right - saved) <= max(0.005, abs(right) * 1e-9):
        return None
    return (_("{column} is a formula that comes to {number:,.2f}, but its saved result is {saved}",
              column=header, number=right, saved=cell.saved),
            _("Open the workbook in Excel, press F9, save it, and run again; or type the number itself."))  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
