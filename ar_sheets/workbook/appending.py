"""Where appended rows go, and what they take over from the row above: styles, height, formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ar_sheets.workbook import markup
from ar_sheets.workbook.cells import LAST_ROW, Content, Value, content, reference
from ar_sheets.workbook.edits import Template
from ar_sheets.workbook.formulas import rows_named, shifted
from ar_sheets.workbook.refused import Refused
from ar_sheets.workbook.rows import Formula, Target, whole_number
from ar_sheets.workbook.sheet import Row, Sheet, cells
from ar_sheets.workbook.tables import ExcelTable

_TAKEN_OVER = ("s", "customFormat", "ht", "customHeight")


@dataclass(frozen=True, slots=True)
class Placed:
    """Appended rows with their row numbers, what they look like, and where the list now ends."""

    rows: dict[int, list[Target]]
    template: Template
    last: int


def contents(data: bytes) -> dict[int, tuple[int, Content]]:
    """Column -> style and content of each cell of a row, given the row's bytes."""
    return {
        c.column: (
            whole_number(c.element.get("s")),
            content(data[c.element.inside : c.element.close], c.element.get("t") or ""),
        )
        for c in cells(data, markup.root(data))
    }


def _typed(found: Content) -> bool:
    return found.formula is None and bool(found.raw or found.rich)


def last_used_row(sheet: Sheet, left: int, right: int, first: int, last: int) -> int:
    """The last row from `first` to `last` that holds a typed value in these columns; `first` - 1 for none."""
    for row in sheet.rows_backwards():
        if row.number < first:
            break
        held = contents(sheet.bytes(row)) if row.number <= last else {}
        if any(left <= column <= right and _typed(found) for column, (_, found) in held.items()):
            return row.number
    return first - 1


def placed(
    sheet: Sheet, table: ExcelTable | None, header_row: int, rows: Sequence[Mapping[int, Value]]
) -> Placed:
    """Numbers for appended rows: after the last row in use, into blank rows of the table first, then below it."""
    if table is None:
        first, last, left, right = header_row + 1, LAST_ROW, 0, 16_383
    else:
        first, last, left, right = table.first_row, table.last_row, table.area.left, table.area.right
    used = last_used_row(sheet, left, right, first, last)
    if used + len(rows) > LAST_ROW:
        raise Refused(f"The sheet {sheet.name} is full; move old rows to another workbook.")
    above = next((r for r in sheet.rows_backwards() if r.number <= max(used, first)), None)
    model = contents(sheet.bytes(above)) if above is not None and above.number >= first else {}
    model = {c: cell for c, cell in model.items() if left <= c <= right}
    carried = _formulas(table, above, model)
    made: dict[int, list[Target]] = {}
    for number, values in enumerate(rows, start=used + 1):
        own = {c: Formula(shifted(text, number - at)) for c, (text, at) in carried.items()}
        made[number] = sorted({**own, **values}.items(), key=lambda t: t[0])
    return Placed(made, _template(sheet, above, model), used + len(rows))


def _template(sheet: Sheet, above: Row | None, model: dict[int, tuple[int, Content]]) -> Template:
    if above is None or not model:
        return Template()
    top = markup.root(sheet.data[above.start : above.end])
    kept = "".join(
        f' {name}="{value}"'
        for name, value in markup.attributes(top.attributes).items()
        if name in _TAKEN_OVER or name.endswith(":dyDescent")
    )
    return Template(kept.encode(), {column: style for column, (style, _) in model.items()})


def _formulas(
    table: ExcelTable | None, above: Row | None, model: dict[int, tuple[int, Content]]
) -> dict[int, tuple[str, int]]:
    """Column -> formula and the row it is written for."""
    found = {}
    for index, column in enumerate(table.columns if table else ()):
        if column.formula and not list(rows_named(column.formula)):
            assert table is not None
            found[table.area.left + index] = (column.formula, 0)
    if above is not None:
        for place, (_, held) in model.items():
            text = _plain_formula(held)
            if place not in found and text and set(rows_named(text)) <= {above.number}:
                found[place] = (text, above.number)
    return found


def _plain_formula(held: Content) -> str:
    """The text of an ordinary formula; "" for shared, array and other ones that name no text of their own."""
    if held.formula is None:
        return ""
    element = markup.root(held.formula)
    return markup.text(held.formula[element.inside : element.close]) if element.get("t") in (None, "normal") else ""


def nothing_below(sheet: Sheet, table: ExcelTable, last: int) -> None:
    """Raise Refused when the rows a table grows into hold something."""
    for row in sheet.rows_backwards():
        if row.number <= table.area.bottom:
            return
        for column, (_, held) in contents(sheet.bytes(row)).items() if row.number <= last else ():
            inside = table.area.left <= column <= table.area.right
            if inside and (_typed(held) or held.formula is not None):
                where = f"{sheet.name}!{reference(row.number, column)}"
                raise Refused(f"{where} is in the way: the table above it must grow. Move it beside the table.")
