"""The written file read back before it replaces the old one: only what was to change has changed."""

from __future__ import annotations

from collections.abc import Sequence
from xml.parsers import expat

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.xlsx.appending import last_used_row, lines_of, list_over_sum
from ar_sheets.xlsx.cells import is_blank
from ar_sheets.xlsx.changes import Change, ChartValues, NewSheet, SheetPatch
from ar_sheets.xlsx.charts import chart_parts
from ar_sheets.xlsx.edits import SheetEdit, first_difference
from ar_sheets.xlsx.parts import CONTENT_TYPES, Package, relations_part
from ar_sheets.xlsx.patch import surroundings, table_at
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.rows import Target
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.strings import SharedStrings
from ar_sheets.xlsx.styles import Styles
from ar_sheets.xlsx.tables import tables

_PARSED = 1_000_000  # a part up to this size is parsed whole; a long sheet is read row by row anyway


def _wrong(what: str) -> NotDone:
    return NotDone(
        _("The new file did not come out right ({fault}). Nothing was changed. Please report this.", fault=what)
    )


def verify(old: bytes, read_back: bytes, written: bytes, changes: Sequence[Change]) -> None:
    """Compare the file on disk with what was meant. Raises NotDone at the first difference.

    Without changes `written` is no patch of `old` but another file (undo); then only its bytes are compared.
    """
    if read_back != written:
        raise _wrong(_("the disk returned other bytes than were written"))
    if not changes:
        return
    try:
        before, after = Package(old), Package(read_back)
        _parts(before, after, changes)
        last = {change.sheet: change for change in changes if isinstance(change, SheetPatch)}
        for change in last.values():
            _cells(after, change)
    except Refused as fault:
        raise _wrong(str(fault)) from fault


def _parts(before: Package, after: Package, changes: Sequence[Change]) -> None:
    """Every part of the old file is there; those that differ are ours to change, and are sound XML."""
    old, new = before.container.segments(), after.container.segments()
    ours = _ours(after, changes)
    for name in old.keys() | new.keys():
        if name in old and name in new and bytes(old[name]) == bytes(new[name]):
            continue
        if name not in new or name.replace("\\", "/").lstrip("/").lower() not in {part.lower() for part in ours}:
            raise _wrong(_("the part {part}", part=name))
        _sound(after, name)


def _ours(after: Package, changes: Sequence[Change]) -> set[str]:
    """The parts that such changes may touch."""
    sheets = [after.sheet(change.sheet if not hasattr(change, "name") else change.name).part for change in changes]
    kept = (after.related(kind) or "" for kind in ("styles", "calcChain"))
    found = {CONTENT_TYPES, after.part, relations_part(after.part), *kept, *sheets}
    for sheet in sheets:
        found |= {relations_part(sheet), *(table.part for table in tables(after, sheet))}
    for change in changes:
        if isinstance(change, ChartValues):
            found.update(chart_parts(after, change))
        elif isinstance(change, NewSheet) and change.like is not None:
            found |= _pictures(after, after.sheet(change.name).part)
    return found


def _pictures(after: Package, sheet: str) -> set[str]:
    """The drawing of a new sheet, its charts, and the links between them."""
    drawings = {r.target for r in after.relations(sheet) if r.kind == "drawing"}
    charts = {r.target for drawing in drawings for r in after.relations(drawing) if r.kind == "chart"}
    return drawings | charts | {relations_part(drawing) for drawing in drawings}


def _sound(after: Package, name: str) -> None:
    content = after.container.read(name)
    if len(content) > _PARSED:
        return
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as fault:  # the last two: an encoding nobody has
        raise _wrong(_("the part {part}: {fault}", part=name, fault=fault)) from fault


def _cells(after: Package, change: SheetPatch) -> None:
    """The cells hold what they were given: to write the same values again would change nothing."""
    ref = after.sheet(change.sheet)
    sheet = Worksheet(ref.name, after.xml(ref.part).content)
    edit = SheetEdit(change.rows, change.columns)
    edit.more = _appended(after, ref.part, sheet, change)
    around = surroundings(after, sheet, Styles(after), SharedStrings(after))
    cell = first_difference(sheet, edit, around)
    if cell:
        raise _wrong(_("{sheet}!{cell} does not hold what was written", sheet=ref.name, cell=cell))


def _appended(after: Package, part: str, sheet: Worksheet, change: SheetPatch) -> dict[int, list[Target]]:
    """Where the appended rows are now: the last ones in use."""
    rows = [row for row in change.append if not all(is_blank(value) for value in row.values())]
    if not rows or len(rows) < len(change.append):
        return {}
    table = table_at(tables(after, part), change)
    if table is None and not change.under_sum:
        table = list_over_sum(sheet, change.header_row)
    lines = lines_of(table, change.header_row)
    last = last_used_row(sheet, lines, {column for row in rows for column in row})
    filled = [sorted((c, value) for c, value in row.items() if not is_blank(value)) for row in rows]
    return {last - len(rows) + 1 + i: list(targets) for i, targets in enumerate(filled)}
