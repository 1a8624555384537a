"""Write values into a workbook and change nothing else in the file.

Every other part is copied as the compressed bytes it was; in a changed sheet every byte outside the changed
cells stays. What cannot be done so is refused, with the reason, before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ar_sheets.workbook.appending import nothing_below, placed
from ar_sheets.workbook.blocked import blocked_cells
from ar_sheets.workbook.cells import KEEP, Keep, Value
from ar_sheets.workbook.deflate import pack
from ar_sheets.workbook.edits import SheetEdit, chunks
from ar_sheets.workbook.identify import identify
from ar_sheets.workbook.new import NewSheet, add_sheet
from ar_sheets.workbook.new_column import NewColumn, header_style, right_end, room_for, with_column_style
from ar_sheets.workbook.parts import Book
from ar_sheets.workbook.recalculation import recalculate_on_open
from ar_sheets.workbook.refused import Refused
from ar_sheets.workbook.rows import Surroundings
from ar_sheets.workbook.sheet import Sheet
from ar_sheets.workbook.strings import SharedStrings
from ar_sheets.workbook.styles import Styles
from ar_sheets.workbook.tables import ExcelTable, resize, tables, widen
from ar_sheets.workbook.unwritable import formula_cells, unwritable

__all__ = [
    "KEEP", "Keep", "NewColumn", "NewSheet", "Refused", "SheetPatch", "Value",
    "formula_cells", "identify", "patch", "unwritable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetPatch:
    """Values for one sheet.

    rows: 1-based, ascending. columns: 0-based column -> a value for each of `rows`; KEEP leaves a cell alone,
    None (and "") empties it and keeps its style. append: rows ({0-based column: value}) for the end of the
    list: first into blank rows inside its table, then below it. header_row: where the list's headers are.
    table_rows: when given, the table there is made to have this many rows of data (at least one).
    ours: False for cells people own; then a protected sheet is refused.
    """

    sheet: str
    rows: Sequence[int] = ()
    columns: Mapping[int, Sequence[Value | Keep]] = field(default_factory=dict)
    append: Sequence[Mapping[int, Value]] = ()
    header_row: int = 1
    table_rows: int | None = None
    ours: bool = True


BIG = 4_000_000  # bytes of a sheet from which a second thread pays


Change = SheetPatch | NewSheet | NewColumn


def patch(data: bytes, changes: Sequence[Change]) -> bytes:
    """The workbook's bytes with the changes made; `data` itself when nothing in it differs.

    Raises Refused, a sentence for the user, where a change cannot be made without loss.
    """
    identify(data)
    book = Book(data)
    styles, shared = Styles(book), SharedStrings(book)
    for change in changes:
        if isinstance(change, SheetPatch):
            _write(book, styles, shared, change)
        elif isinstance(change, NewColumn):
            _add_column(book, styles, shared, change)
        else:
            add_sheet(book, styles, change)
    if book.changed:
        recalculate_on_open(book)
    return book.saved()


def _write(book: Book, styles: Styles, shared: SharedStrings, change: SheetPatch) -> None:
    ref = book.sheet(change.sheet)
    sheet = Sheet(ref.name, book.xml(ref.part).content)
    if sheet.protected and not change.ours:
        raise Refused(f"The sheet {ref.name} is protected. Unprotect it (Review, Unprotect Sheet), then run again.")
    there = tables(book, ref.part)
    edit = SheetEdit(change.rows, change.columns)
    table = _table(there, change)
    bottom = _appended(sheet, table, change, edit)
    _put(book, styles, shared, ref.part, sheet, edit)
    if table is not None and bottom is not None and bottom != table.area.bottom:
        resize(book, table, bottom)


def _put(
    book: Book, styles: Styles, shared: SharedStrings, part: str, sheet: Sheet, edit: SheetEdit,
    style: int | None = None,
) -> None:  # fmt: skip
    """Make the sheet anew with an edit, packing it as it is made; nothing is kept when nothing differs.

    style: of cells that are not there yet, where the column is not to decide.
    """
    column_style = sheet.column_style if style is None else lambda _: style
    around = Surroundings(
        sheet.name, sheet.prefix, book.date1904, column_style, styles.dated, shared,
        blocked_cells(sheet, tables(book, part), edit),
    )  # fmt: skip
    xml, made = book.xml(part), chunks(sheet, edit, around)
    pieces = [xml.encoded(b"".join(made))] if xml.encoding else made
    packed = pack(pieces, beside=len(sheet.data) > BIG)
    if edit.changed:
        book.write_packed(part, packed)


def _add_column(book: Book, styles: Styles, shared: SharedStrings, new: NewColumn) -> None:
    column, table = right_end(book, new)
    room_for(book, new, column, table)
    ref = book.sheet(new.sheet)
    style = header_style(book, new, column)
    sheet = Sheet(ref.name, with_column_style(Sheet(ref.name, book.xml(ref.part).content), styles, new, column))
    edit = SheetEdit(more={new.header_row: [(column, new.header)]})
    _put(book, styles, shared, ref.part, sheet, edit, style)
    if table is not None:
        widen(book, table, new.header)


def _table(there: Sequence[ExcelTable], change: SheetPatch) -> ExcelTable | None:
    """The table whose header row the change names; of several, the one that has its columns."""
    wanted = {*change.columns, *(c for row in change.append for c in row)}
    here = [t for t in there if t.area.top == change.header_row]
    return max(here, key=lambda t: sum(t.area.left <= c <= t.area.right for c in wanted), default=None)


def _appended(sheet: Sheet, table: ExcelTable | None, change: SheetPatch, edit: SheetEdit) -> int | None:
    """Put appended rows into the edit; the row the table ends in afterwards."""
    if table is None:
        if change.append:
            found = placed(sheet, None, change.header_row, change.append)
            edit.more, edit.template = found.rows, found.template
        return None
    data_rows = table.last_row if change.table_rows is None else table.first_row + max(change.table_rows, 1) - 1
    if change.append:
        found = placed(sheet, table, change.header_row, change.append)
        edit.more, edit.template = found.rows, found.template
        data_rows = max(data_rows, found.last)
    if data_rows == table.last_row:
        return table.area.bottom
    if table.totals:
        raise Refused(
            f"The table {table.name} on the sheet {sheet.name} has a totals row. "
            "Switch it off (Table Design, Total Row), then run again."
        )
    if data_rows > table.last_row:
        nothing_below(sheet, table, data_rows)
    return data_rows


if __name__ == "__main__":
    import sys

    from ar_sheets.workbook.command import main

    sys.exit(main(sys.argv[1:]))
