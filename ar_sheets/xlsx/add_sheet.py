"""Adding what was not there: a sheet with its table, a column at the right end of a list."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import Area, Value, reference, tail
from ar_sheets.xlsx.changes import NewSheet
from ar_sheets.xlsx.parts import DECLARATION, MAIN, RELATIONS, STRICT_MAIN, STRICT_RELATIONS, Package
from ar_sheets.xlsx.refused import Refused, damaged
from ar_sheets.xlsx.styles import Styles
from ar_sheets.xlsx.tables import header_name, tables

_FIT = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'  # printed as the sheets of a new workbook: one page wide
_PRINT = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
    "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
)
_TABLE_STYLE = (
    '<tableStyleInfo name="TableStyleMedium2" showFirstColumn="0" showLastColumn="0" showRowStripes="1" '
    'showColumnStripes="0"/>'
)
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def add_sheet(book: Package, styles: Styles, new: NewSheet) -> None:
    """Add the sheet. Raises Refused when the name is taken or Excel does not allow it."""
    if _NOT_IN_SHEET_NAME.search(new.name) or not 0 < len(new.name) <= 31 or new.name.strip("'") != new.name:
        raise Refused(_('Excel does not allow "{name}" as the name of a sheet; choose another one.', name=new.name))
    if any(s.name.casefold() == new.name.casefold() for s in book.sheets):
        raise Refused(_('There is a sheet "{name}" already; rename it if it is something else.', name=new.name))
    folder = posixpath.dirname(book.part)
    part = book.free_part(posixpath.join(folder, "worksheets", "sheet"))
    if new.like is not None:
        from ar_sheets.xlsx.copy_sheet import copy_sheet

        content = copy_sheet(book, styles, new)
    else:
        content = _sheet_xml(book, styles, new)
    link = book.add(part, "worksheet", content)
    _list_sheet(book, new.name, link, first=new.first)
    if new.headers and book.child("bookViews") is None:
        _add_view(book)
    if new.headers:
        table = book.free_part(posixpath.join(folder, "tables", "table"))
        book.add(table, "table", _table_xml(book, new), part)
    if new.like is not None:
        from ar_sheets.xlsx.copy_sheet import copy_names, copy_pictures

        copy_names(book, new)
        copy_pictures(book, new, part)


def _add_view(book: Package) -> None:
    """The view of the workbook that the frozen headers of a sheet belong to; a few programs write none."""
    data, listed = book.xml(book.part).content, book.child("sheets")
    assert listed is not None
    views = f"<{listed.prefix}bookViews><{listed.prefix}workbookView/></{listed.prefix}bookViews>".encode()
    book.write(book.part, markup.spliced(data, [(listed.start, listed.start, views)]))


def _list_sheet(book: Package, name: str, link: str, *, first: bool = False) -> None:
    data, listed = book.xml(book.part).content, book.child("sheets")
    assert listed is not None
    linked = [e for e in markup.inside(data, listed) if any(map(_is_link, markup.attributes(e.attributes)))]
    if not linked:
        raise damaged(_("none of its sheets has a part"))
    last = linked[-1]
    there = markup.attributes(last.attributes)
    attribute = next(filter(_is_link, there))
    # Some writers declare the prefix of r:id at each sheet instead of once at the top.
    declared = "".join(f' {k}="{there[k]}"' for k in (f"xmlns:{attribute.rpartition(':')[0]}",) if k in there)
    number = max(s.sheet_id for s in book.sheets) + 1
    quoted = markup.escape(name, quote=True)
    line = f'<{last.prefix}sheet{declared} name="{quoted}" sheetId="{number}" {attribute}="{link}"/>'.encode()
    at = linked[0].start if first else last.end
    book.write(book.part, markup.spliced(data, [(at, at, line)]))
    if first:
        _count_on(book)


def _count_on(book: Package) -> None:
    """A sheet in front of all: what the workbook counts by the order of its sheets counts one further."""
    data, changes = book.xml(book.part).content, []
    for listed, names in (("bookViews", ("activeTab", "firstSheet")), ("definedNames", ("localSheetId",))):
        parent = book.child(listed)
        for element in markup.inside(data, parent) if parent is not None else ():
            tag = data[element.start : element.inside]
            for name in names:
                if name == "activeTab" or element.get(name) is not None:
                    tag = markup.with_attribute(tag, name, str(element.number(name, 0) + 1))
            changes.append((element.start, element.inside, tag))
    book.write(book.part, markup.spliced(data, changes))


def _is_link(attribute: str) -> bool:
    return attribute.rpartition(":")[2] == "id"


def _sheet_xml(book: Package, styles: Styles, new: NewSheet) -> bytes:
    own = {c: styles.with_format(0, code) for c, code in new.formats.items()}
    rows = [new.headers, *new.rows] if new.headers else list(new.rows)
    date1904 = book.date1904
    made = "".join(_row_xml(number, row, own, styles, date1904) for number, row in enumerate(rows, start=1))
    main, links = (STRICT_MAIN, STRICT_RELATIONS) if book.strict else (MAIN, RELATIONS)
    area = Area(1, 0, max(len(rows), 1), max([len(r) for r in rows] + [1]) - 1)
    pane = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
    )
    table = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if new.headers else ""
    return (
        f'{DECLARATION}<worksheet xmlns="{main}" xmlns:r="{links}">{_FIT}<dimension ref="{area}"/>'
        f'{pane if new.headers else ""}<sheetFormatPr defaultRowHeight="15"/>{_cols_xml(new, own)}'
        f"<sheetData>{made}</sheetData>{_choices_xml(new)}{_PRINT}{table}</worksheet>"
    ).encode()


def _row_xml(number: int, row: Sequence[Value], own: Mapping[int, int], styles: Styles, date1904: bool) -> str:
    cells = []
    for column, value in enumerate(row):
        style = own.get(column, 0) if number > 1 else 0
        if isinstance(value, date):
            style = styles.dated(style, isinstance(value, datetime))
        end = tail(value, "", date1904).decode()
        if end != "/>":
            cells.append(f'<c r="{reference(number, column)}"' + (f' s="{style}"' if style else "") + end)
    return f'<row r="{number}">{"".join(cells)}</row>' if cells else ""


def _cols_xml(new: NewSheet, own: Mapping[int, int]) -> str:
    count = max([len(new.widths), *(c + 1 for c in own)], default=0)
    lines = []
    for column in range(count):
        width = new.widths[column] if column < len(new.widths) else 12
        style = f' style="{own[column]}"' if own.get(column) else ""
        lines.append(f'<col min="{column + 1}" max="{column + 1}" width="{width:g}"{style} customWidth="1"/>')
    return f"<cols>{''.join(lines)}</cols>" if lines else ""


def _choices_xml(new: NewSheet) -> str:
    lines = [
        '<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="'
        f'{column_letter(c)}2:{column_letter(c)}1048576"><formula1>"{markup.escape(",".join(offered))}"</formula1>'
        "</dataValidation>"
        for c, offered in sorted(new.choices.items())
    ]
    return f'<dataValidations count="{len(lines)}">{"".join(lines)}</dataValidations>' if lines else ""


def _table_xml(book: Package, new: NewSheet) -> bytes:
    ids, names = _tables_taken(book)
    number, name = max(ids, default=0) + 1, _table_name(new.name, names)
    area = Area(1, 0, max(len(new.rows), 1) + 1, len(new.headers) - 1)
    columns = "".join(
        f'<tableColumn id="{i}" name="{markup.escape(header_name(h), quote=True)}"/>'
        for i, h in enumerate(new.headers, start=1)
    )
    return (
        f'{DECLARATION}<table xmlns="{STRICT_MAIN if book.strict else MAIN}" id="{number}" name="{name}" '
        f'displayName="{name}" ref="{area}" totalsRowShown="0"><autoFilter ref="{area}"/>'
        f'<tableColumns count="{len(new.headers)}">{columns}</tableColumns>'
        f"{_TABLE_STYLE if new.like is None else ''}</table>"  # the cells of a model have their own colours
    ).encode()


def _tables_taken(book: Package) -> tuple[set[int], set[str]]:
    ids, names = set(), set()
    for sheet in book.sheets:
        for table in tables(book, sheet.part) if sheet.kind == "worksheet" else ():
            ids.add(markup.root(book.xml(table.part).content).number("id", 0))
            names.add(table.name.casefold())
    data, listed = book.xml(book.part).content, book.child("definedNames")
    defined = (e.get("name") or "" for e in markup.inside(data, listed)) if listed else ()
    return ids, names | {n.casefold() for n in defined}


def _table_name(wanted: str, taken: set[str]) -> str:
    stem = re.sub(r"\W", "_", wanted)
    if not (stem[0].isalpha() or stem[0] == "_") or re.fullmatch(r"[A-Za-z]{1,3}[0-9]*|[Rr][0-9]*[Cc]?[0-9]*", stem):
        stem = f"_{stem}"
    name, number = stem, 2
    while name.casefold() in taken:
        name, number = f"{stem}_{number}", number + 1
    return name
