"""Where appended rows go, and what they take over from the row above: styles, height, formulas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import LAST_COLUMN, LAST_ROW, Area, Value, is_blank, reference
from ar_sheets.xlsx.edits import Template
from ar_sheets.xlsx.formulas import rows_named, shifted, sums_up
from ar_sheets.xlsx.held_formulas import Formulas, formulas, ordinary
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.rows import Formula, Target
from ar_sheets.xlsx.sheet import Held, SheetRow, Worksheet
from ar_sheets.xlsx.tables import ExcelTable

_TAKEN_OVER = ("s", "customFormat", "ht", "customHeight")


class Placed(NamedTuple):
    """Appended rows with their row numbers, what they look like, the list's last row before and after."""

    rows: dict[int, list[Target]]
    template: Template
    used: int
    last: int


def lines_of(table: ExcelTable | None, header_row: int) -> Area:
    """The cells a list has for its rows of data: those of its table, or all below the headers."""
    if table is None:
        return Area(header_row + 1, 0, LAST_ROW, LAST_COLUMN)
    return Area(table.first_row, table.area.left, table.last_row, table.area.right)


def last_used_row(sheet: Worksheet, lines: Area, written: Collection[int] = ()) -> int:
    """The last row of a list that is in use; the one before its first row for none.

    A row is in use when a value was typed into it. A formula alone may wait in a blank row, but not in one of
    the columns that are to be `written`.
    """
    used = lines.top - 1
    for row in sheet.rows_backwards():
        if row.number < lines.top:
            break
        held = sheet.contents(row) if row.number <= lines.bottom else {}
        inside = {column: cell for column, cell in held.items() if lines.left <= column <= lines.right}
        if any(cell.typed or (column in written and cell.anything) for column, cell in inside.items()):
            used = row.number
            break
    joined = [a for a in (*sheet.merged, *(a for _, a in sheet.regions)) if a.bottom < LAST_ROW]
    across = [a for a in joined if any(a.left <= column <= a.right for column in written)]
    return max([used, *(a.bottom for a in across if a.top <= used < a.bottom)])


def placed(
    sheet: Worksheet, table: ExcelTable | None, header_row: int, rows: Sequence[Mapping[int, Value]], at_least: int = 0
) -> Placed:
    """Numbers for appended rows: after the last row in use, into blank rows of the table first, then below it.

    at_least: a row that is in use though the sheet does not show it yet.
    """
    lines = lines_of(table, header_row)
    written = {column for row in rows for column, value in row.items() if not is_blank(value)}
    used = max(last_used_row(sheet, lines, written), min(at_least, lines.bottom))
    if used + len(rows) > LAST_ROW:
        raise Refused(_("The sheet {sheet} is full. Move old rows to another workbook.", sheet=sheet.name))
    return _made(sheet, table, lines, rows, used, used + 1)


def below_sum(sheet: Worksheet, table: ExcelTable, rows: Sequence[Mapping[int, Value]]) -> Placed:
    """Numbers for rows that go below the sum of a list: it stays where it is, a blank row between. They look like
    the list's last row, and carry on its formulas."""
    lines = lines_of(table, table.area.top)
    used, last = last_used_row(sheet, lines), last_used_row(sheet, lines_of(None, table.area.top))
    return _made(sheet, None, lines, rows, used, max(last, table.area.bottom) + 2)


def _made(
    sheet: Worksheet, table: ExcelTable | None, lines: Area, rows: Sequence[Mapping[int, Value]], used: int, first: int
) -> Placed:
    """The rows from row `first` on, made after the last row in use."""
    found = formulas(sheet)
    above = next((r for r in sheet.rows_backwards() if r.number <= max(used, lines.top)), None)
    model = sheet.contents(above) if above is not None and above.number >= lines.top else {}
    model = {c: cell for c, cell in model.items() if lines.left <= c <= lines.right}
    carried = {**_carried(found, above, model), **_calculated(table)}
    made: dict[int, list[Target]] = {}
    for number, values in enumerate(rows, start=first):
        own = {c: Formula(shifted(text, number - at)) for c, (text, at) in carried.items()}
        typed = {c: value for c, value in values.items() if c not in own or not is_blank(value)}
        made[number] = sorted({**own, **typed}.items(), key=lambda t: t[0])
    return Placed(made, _template(sheet, above, model), used, first + len(rows) - 1)


def list_over_sum(sheet: Worksheet, header_row: int) -> ExcelTable | None:
    """A list that is no table but has a sum under it, as if it were a table with a totals row."""
    found = [(row, c) for (row, c), cell in formulas(sheet).items() if sums_up(cell.text, row, header_row + 1)]
    headers = next((sheet.contents(r) for r in sheet.rows() if r.number == header_row), {}) if found else {}
    texts = {c for c, held in headers.items() if held.content.type in ("s", "str", "inlineStr")}
    last = max((row for row, column in found if column in texts), default=0)
    if not last or last < last_used_row(sheet, lines_of(None, header_row)):
        return None
    return ExcelTable("", f"row {last}", Area(header_row, 0, last, LAST_COLUMN), 1, 1, ())


def _template(sheet: Worksheet, above: SheetRow | None, model: dict[int, Held]) -> Template:
    if above is None or not model:
        return Template()
    top = markup.root(sheet.bytes(above))
    kept = "".join(
        f' {name}="{value}"'
        for name, value in markup.attributes(top.attributes).items()
        if name in _TAKEN_OVER or name.endswith(":dyDescent")
    )
    return Template(kept.encode(), {column: cell.style for column, cell in model.items()})


def _calculated(table: ExcelTable | None) -> dict[int, tuple[str, int]]:
    """Column -> the formula of a table's calculated column, where it holds for any row as it is."""
    columns = enumerate(table.columns if table else ())
    left = table.area.left if table else 0
    return {left + i: (c.formula, 0) for i, c in columns if c.formula and not rows_named(c.formula)}


def _carried(found: Formulas, above: SheetRow | None, model: dict[int, Held]) -> dict[int, tuple[str, int]]:
    """Column -> formula of the row above and its row, where it goes on in each row alike."""
    carried = {}
    for column, cell in model.items() if above is not None else ():
        assert above is not None
        text = ordinary(found, above.number, column) if cell.content.formula is not None else ""
        before = ordinary(found, above.number - 1, column)
        alike = set(rows_named(text)) <= {above.number} or (before and shifted(before, 1) == text)
        if text and alike:
            carried[column] = (text, above.number)
    return carried


def nothing_below(sheet: Worksheet, table: ExcelTable, last: int) -> None:
    """Raise Refused when the rows a table grows into hold something, or belong to another one."""
    grown = Area(table.area.bottom + 1, table.area.left, last, table.area.right)
    for merged in sheet.merged:
        if merged.meets(grown):
            raise Refused(
                _(
                    "The merged cells {cells} on the sheet {sheet} are in the way: the table above them "
                    "must grow. Unmerge or move them, then run again.",
                    cells=merged,
                    sheet=sheet.name,
                )
            )
    for row in sheet.rows_backwards():
        if row.number < grown.top:
            return
        for column, cell in sheet.contents(row).items() if row.number <= last else ():
            if grown.left <= column <= grown.right and cell.anything:
                where = f"{sheet.name}!{reference(row.number, column)}"
                raise Refused(
                    _("{cell} is in the way: the table above it must grow. Move it beside the table.", cell=where)
                )
