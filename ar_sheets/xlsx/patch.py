"""Write values into a workbook and change nothing else in the file.

Every other part is copied as the compressed bytes it was; in a changed sheet every byte outside the changed
cells stays. What cannot be done so is refused, with the reason, before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from ar_sheets.base.i18n import N_, _
from ar_sheets.xlsx.appending import Placed, below_sum, lines_of, list_over_sum, nothing_below, placed
from ar_sheets.xlsx.blocked import blocked_cells
from ar_sheets.xlsx.cells import KEEP, Keep, Value, is_blank
from ar_sheets.xlsx.changes import Change, ChartValues, NewColumn, NewSheet, SheetPatch
from ar_sheets.xlsx.deflate import pack
from ar_sheets.xlsx.edits import SheetEdit, chunks
from ar_sheets.xlsx.growing import grow_filter_name, grown_filter, grown_rules
from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.recalculation import recalculate_on_open
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.rows import Surroundings, Target
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.strings import SharedStrings
from ar_sheets.xlsx.styles import Styles
from ar_sheets.xlsx.tables import ExcelTable, resize, tables, widen
from ar_sheets.xlsx.unwritable import formula_cells, unwritable

__all__ = [
    "KEEP",
    "Change",
    "ChartValues",
    "Keep",
    "NewColumn",
    "NewSheet",
    "Refused",
    "SheetPatch",
    "Value",
    "formula_cells",
    "patch",
    "refuse_unless_workbook",
    "unwritable",
]  # fmt: skip

BIG = 4_000_000  # bytes of a sheet from which a second thread pays


def patch(data: bytes, changes: Sequence[Change]) -> bytes:
    """The workbook's bytes with the changes made; `data` itself when nothing in it differs.

    Raises Refused, a sentence for the user, where a change cannot be made without loss.
    """
    refuse_unless_workbook(data)
    book = Package(data)
    styles, shared = Styles(book), SharedStrings(book)
    for _key, group in groupby(changes, key=_together):
        change, *others = group
        if isinstance(change, SheetPatch):
            _write(book, styles, shared, change)
        elif isinstance(change, NewSheet):
            from ar_sheets.xlsx.add_sheet import add_sheet  # seldom needed

            add_sheet(book, styles, change)
        elif isinstance(change, ChartValues):
            from ar_sheets.xlsx.charts import refresh

            refresh(book, change)
        else:
            _add_columns(book, styles, shared, [change, *(c for c in others if isinstance(c, NewColumn))])
    if book.changed:
        recalculate_on_open(book)
    return book.saved()


def _together(change: Change) -> object:
    """Equal for columns that are added to one list in one go; else for nothing but the change itself."""
    return (change.sheet, change.header_row) if isinstance(change, NewColumn) else id(change)


_WITH_PASSWORD = N_(
    "The sheet {sheet} is protected with a password; who knows it can take it off (Review, Unprotect Sheet), then run "
    "again."
)
_PROTECTED = N_(
    "The sheet {sheet} is protected without a password; take it off (Review, Unprotect Sheet), then run again."
)


def _write(book: Package, styles: Styles, shared: SharedStrings, change: SheetPatch) -> None:
    ref = book.sheet(change.sheet)
    sheet = Worksheet(ref.name, book.xml(ref.part).content)
    if sheet.protected and not change.ours:
        why = _WITH_PASSWORD if sheet.password else _PROTECTED
        raise Refused(_(why, sheet=ref.name))
    edit = SheetEdit(change.rows, change.columns)
    table = table_at(tables(book, ref.part), change)
    if table is None and change.append:
        table = list_over_sum(sheet, change.header_row)
    if table is not None and not table.part and change.under_sum:
        found = below_sum(sheet, table, change.append)
        edit.more, edit.template = found.rows, found.template
        _put(book, styles, shared, ref.part, sheet, edit)
        return
    new = _appended(sheet, table, change, edit)
    last = _last_row(sheet, table, change, new.last if new else 0) if table else 0
    if table is not None and last != table.last_row:
        if table.totals:
            from ar_sheets.xlsx.totals import moved_down  # seldom needed

            sheet, edit.changed = moved_down(book, ref, sheet, table, last - table.last_row), True
        if table.part:
            resize(book, table, last)
        edit.behind = grown_rules(sheet, lines_of(table, change.header_row), last)
    elif table is None and new is not None:
        edit.behind = grown_filter(sheet, change.header_row, new.used, new.last)
        if edit.behind:
            grow_filter_name(book, ref.name, new.used, new.last)
    _put(book, styles, shared, ref.part, sheet, edit)


def surroundings(
    book: Package, sheet: Worksheet, styles: Styles, shared: SharedStrings, style: Callable[[int], int] | None = None
) -> Surroundings:
    """What a sheet's rows need to know; `style` as in `_put`."""
    return Surroundings(
        sheet.name, sheet.prefix, book.date1904, style or sheet.column_style, styles.is_date, styles.dated, shared, {}
    )


def _put(
    book: Package, styles: Styles, shared: SharedStrings, part: str, sheet: Worksheet, edit: SheetEdit,
    style: Callable[[int], int] | None = None,
) -> None:  # fmt: skip
    """Make the sheet anew with an edit, packing it as it is made; nothing is kept when nothing differs.

    style: column -> that of cells that are not there yet, where the column is not to decide.
    """
    around = surroundings(book, sheet, styles, shared, style)
    around.blocked.update(blocked_cells(sheet, tables(book, part), edit))
    xml, made = book.xml(part), chunks(sheet, edit, around)
    pieces = [xml.encoded(b"".join(made))] if xml.encoding else made
    packed = pack(pieces, beside=len(sheet.data) > BIG)
    if edit.changed:
        book.write_packed(part, packed)


def _add_columns(book: Package, styles: Styles, shared: SharedStrings, new: Sequence[NewColumn]) -> None:
    """Add columns side by side to one list."""
    from ar_sheets.xlsx.add_column import header_style, place_for, with_column_style  # seldom needed
    from ar_sheets.xlsx.column_look import header_of, with_checks

    ref = book.sheet(new[0].sheet)
    sheet = Worksheet(ref.name, book.xml(ref.part).content)
    place, table = place_for(sheet, tables(book, ref.part), new[0], len(new))
    beside = header_style(sheet, new[0], place.left)
    placed_at = list(enumerate(new, start=place.left))
    style = {column: header_of(styles, one.like) if one.like else beside for column, one in placed_at}
    for column, one in placed_at:
        sheet = with_column_style(sheet, styles, one, column)
    sheet = with_checks(book, sheet, styles, placed_at)
    headers: list[Target] = [(column, one.header) for column, one in placed_at]
    _put(book, styles, shared, ref.part, sheet, SheetEdit(more={place.top: headers}), style.__getitem__)
    for one in new if table is not None else ():
        assert table is not None
        table = widen(book, table, one.header)


def table_at(there: Sequence[ExcelTable], change: SheetPatch) -> ExcelTable | None:
    """The table whose header row the change names; of several, the one that has its columns."""
    wanted = {*change.columns, *(c for row in change.append for c in row)}
    here = [t for t in there if t.area.top == change.header_row]
    return max(here, key=lambda t: sum(t.area.left <= c <= t.area.right for c in wanted), default=None)


def _appended(sheet: Worksheet, table: ExcelTable | None, change: SheetPatch, edit: SheetEdit) -> Placed | None:
    """Put appended rows into the edit; where they went."""
    if not change.append:
        return None
    written = [
        row
        for values in change.columns.values()
        for row, value in zip(change.rows, values, strict=True)
        if value is not KEEP and not is_blank(value)
    ]
    found = placed(sheet, table, change.header_row, change.append, max(written, default=0))
    edit.more, edit.template = found.rows, found.template
    return found


def _last_row(sheet: Worksheet, table: ExcelTable, change: SheetPatch, appended: int) -> int:
    """The last row of data a table has afterwards. Raises Refused when it cannot be made to."""
    wanted = table.last_row if change.table_rows is None else table.first_row + max(change.table_rows, 1) - 1
    wanted = max(wanted, appended)
    if wanted < table.last_row and table.totals:
        raise Refused(
            _(
                "The table {table} on the sheet {sheet} has a totals row, so it is not made shorter. "
                "Switch it off (Table Design, Total Row), then run again.",
                table=table.name,
                sheet=sheet.name,
            )
        )
    if wanted > table.last_row:
        nothing_below(sheet, table, wanted + table.totals)
    return wanted
