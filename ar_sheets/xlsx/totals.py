"""A totals row (a table's, or a sum under a list), moved down for new rows, where nothing else would notice."""

from __future__ import annotations

from collections.abc import Iterator

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import Area, parse_reference, reference
from ar_sheets.xlsx.edits import grown_dimension
from ar_sheets.xlsx.formulas import rows_named, stretched
from ar_sheets.xlsx.held_formulas import formulas
from ar_sheets.xlsx.parts import Package, SheetRef
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.sheet import SheetRow, Worksheet, row_cells
from ar_sheets.xlsx.tables import ExcelTable


def moved_down(book: Package, ref: SheetRef, sheet: Worksheet, table: ExcelTable, by: int) -> Worksheet:
    """The sheet with the table's totals row `by` rows further down; the order of calculation follows.

    Raises Refused where something beside the row, or a formula elsewhere, depends on its place.
    """
    row = next((r for r in sheet.rows_backwards() if r.number <= table.area.bottom), None)
    if row is None or row.number < table.area.bottom:
        return sheet  # the totals row has no cells: only the table's range says that there is one
    why = _held_by(book, ref, sheet, table, row, by)
    if why:
        raise Refused(
            _(
                "The totals row of {table} on the sheet {sheet} cannot move down for new rows, as "
                "{reason}. Take it off (in a table: Table Design, Total Row), then run again.",
                table=table.name,
                sheet=sheet.name,
                reason=why,
            )
        )
    old, new = row.number, row.number + by
    _recalculate_at(book, ref.sheet_id, old, new, table)
    stays, moves = _parted(sheet.bytes(row), new, table)
    below = next((r for r in sheet.rows() if r.number >= new), None)
    if below is not None and below.number == new:
        change = (below.start, below.end, _joined(sheet.bytes(below), moves, table))
    else:
        at = below.start if below is not None else sheet.rows_element.close
        change = (at, at, moves)
    moved = [c.column for c in row_cells(moves, markup.root(moves))]
    reach = Area(new, min(moved), new, max(moved)) if moved else None
    grown = grown_dimension(sheet, reach) if reach else []
    return Worksheet(sheet.name, markup.spliced(sheet.data, [*grown, (row.start, row.end, stays), change]))


def _held_by(book: Package, ref: SheetRef, sheet: Worksheet, table: ExcelTable, row: SheetRow, by: int) -> str | None:
    """What keeps the totals row in its place; None when nothing does."""
    held = sheet.contents(row)
    strip = Area(row.number, table.area.left, row.number + by, table.area.right)
    if any(m.meets(strip) for m in sheet.merged) or any(a.meets(strip) for _, a in sheet.regions):
        return _("cells of it are merged or belong to an array")
    if any(_kind(cell.content.formula) not in (None, "normal") for cell in held.values() if cell.content.formula):
        return _("one of its formulas is shared with other cells")
    if not all(c.element.get("r") for c in row_cells(sheet.bytes(row), markup.root(sheet.bytes(row)))):
        return _("its cells say nothing of their place")
    if any(row.number in rows_named(text) for text in _formulas_about(book, ref)):
        return _("formulas name its cells")
    names = {reference(row.number, column) for column in held}
    return _("its cells have links or notes") if names & set(_noted(book, ref, sheet)) else None


def _kind(formula: bytes) -> str | None:
    return markup.root(formula).get("t")


def _formulas_about(book: Package, ref: SheetRef) -> Iterator[str]:
    """Formulas that may mean cells of this sheet: its own, those elsewhere that have its name, defined names."""
    for other in (s for s in book.sheets if s.kind == "worksheet"):
        for cell in formulas(Worksheet(other.name, book.xml(other.part).content)).values():
            if other.part == ref.part or ref.name in cell.text:
                yield cell.text
    names, data = book.child("definedNames"), book.xml(book.part).content
    for element in markup.inside(data, names) if names else ():
        yield markup.plain_text(data[element.inside : element.close]).replace("$", "")


def _noted(book: Package, ref: SheetRef, sheet: Worksheet) -> Iterator[str]:
    """The cells that have a hyperlink or a note."""
    links = sheet.child("hyperlinks")
    yield from (e.get("ref") or "" for e in (markup.inside(sheet.data, links) if links else ()))
    for relation in book.relations(ref.part):
        if relation.kind in ("comments", "threadedComment") and book.has(relation.target):
            data = book.xml(relation.target).content
            yield from (v for e in _all(data) for k, v in markup.attributes(e.attributes).items() if k == "ref")


def _all(data: bytes) -> Iterator[markup.Element]:
    for child in markup.inside(data, markup.root(data)):
        yield child
        yield from markup.inside(data, child)


def _parted(row: bytes, number: int, table: ExcelTable) -> tuple[bytes, bytes]:
    """The row without the table's cells (nothing, when it had no others), and the row these make further down."""
    top = markup.root(row)
    tag = markup.with_attribute(row[top.start : top.inside], "r", str(number))
    old = table.area.bottom
    moving, going, stays = b"", [], False
    for column, cell in row_cells(row, top):
        if not table.area.left <= column <= table.area.right:
            stays = True
            continue
        own = markup.with_attribute(row[cell.start : cell.inside], "r", reference(number, column))
        moving += own + (row[cell.inside : cell.end] if table.part else _stretched(row, cell, old, number))
        going.append((cell.start, cell.end, b""))
    moved = tag + moving + row[top.close : top.end]
    return (markup.spliced(row, going) if stays else row[top.end :]), moved


def _stretched(row: bytes, cell: markup.Element, old: int, new: int) -> bytes:
    """What follows a cell's start tag, the sum of a list reaching over the rows that are added to it."""
    for element in markup.elements(row, cell.inside, cell.close):
        if element.local == "f":
            text = stretched(markup.plain_text(row[element.inside : element.close]), old, new - 1)
            return row[cell.inside : element.inside] + markup.escape(text).encode() + row[element.close : cell.end]
    return row[cell.inside : cell.end]


def _joined(row: bytes, moved: bytes, table: ExcelTable) -> bytes:
    """A row that was there below, with the totals cells in the place of its own blank ones."""
    top, inner = markup.root(row), markup.root(moved)
    if top.close == top.inside:
        return row[: top.inside].removesuffix(b">").removesuffix(b"/").rstrip() + moved[inner.inside - 1 :]
    there = row_cells(row, top)
    changes = [(e.start, e.end, b"") for c, e in there if table.area.left <= c <= table.area.right]
    at = next((e.start for c, e in there if c > table.area.right), top.close)
    return markup.spliced(row, [*changes, (at, at, moved[inner.inside : inner.close])])


def _recalculate_at(book: Package, sheet_id: int, old: int, new: int, table: ExcelTable) -> None:
    """The order of calculation names every formula's cell; one that is no formula any more damages the file."""
    part = book.related("calcChain")
    if part is None:
        return
    data, sheet, changes = book.xml(part).content, "", []
    for element in markup.inside(data, markup.root(data)):
        sheet = element.get("i") or sheet
        row, column = parse_reference(element.get("r") or "A1")
        if row == old and sheet == str(sheet_id) and table.area.left <= column <= table.area.right:
            tag = markup.with_attribute(data[element.start : element.inside], "r", reference(new, column))
            changes.append((element.start, element.inside, tag))
    if changes:
        book.write(part, markup.spliced(data, changes))
