"""A new sheet that is a copy of one of another workbook, with rows of its own: colours, checks, print, charts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import date, datetime

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.borrowing import Borrowed, Model, open_model, uses_names
from ar_sheets.xlsx.cells import Value, reference, tail
from ar_sheets.xlsx.changes import NewSheet
from ar_sheets.xlsx.defined_names import add_names, known_names
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.parts import MAIN, RELATIONS, STRICT_MAIN, STRICT_RELATIONS, Package
from ar_sheets.xlsx.sheet import Worksheet, row_cells
from ar_sheets.xlsx.strings import SharedStrings
from ar_sheets.xlsx.styles import Styles

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
_SELECTED = re.compile(rb' tabSelected="1"')
_SHEET_NAME = re.compile(r"(?<![\w'.])(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!")


def copy_sheet(book: Package, styles: Styles, new: NewSheet) -> bytes:
    """The worksheet part of the new sheet. Rules that speak of names which the workbook does not have are left out."""
    assert new.like is not None
    model = open_model(new.like.workbook)
    sheet = model.sheet(new.like.sheet)
    borrowed = borrow(model, styles)
    without = {name for name, _ in model.names()} - known_names(book) - _named_on(model, new)
    pieces = (*sheet.before, sheet.rows_element, *sheet.after)
    made = (_copied(book, styles, new, sheet, piece, borrowed, without) for piece in pieces)
    data = sheet.data[: sheet.top.inside] + b"".join(made) + b"</" + sheet.top.name + b">"
    if book.strict:
        data = data.replace(MAIN.encode(), STRICT_MAIN.encode()).replace(RELATIONS.encode(), STRICT_RELATIONS.encode())
    return data


def borrow(model: Model, styles: Styles) -> Borrowed:
    """The styles of the model in the workbook, taken over once."""
    known = styles.borrowed
    if not isinstance(known, Borrowed) or known.model is not model:
        known = styles.borrowed = Borrowed(model, styles)
    return known


def _copied(
    book: Package, styles: Styles, new: NewSheet, sheet: Worksheet, piece: Element, borrowed: Borrowed,
    without: set[str],
) -> bytes:  # fmt: skip
    data = sheet.data
    raw = data[piece.start : piece.end]
    match piece.local:
        case "dimension" | "legacyDrawing":
            return b""
        case "sheetViews":
            return _SELECTED.sub(b"", raw)
        case "cols":
            tags = (borrowed.mapped(data, col, "style") for col in markup.inside(data, piece))
            return b"<cols>" + b"".join(tags) + b"</cols>"
        case "sheetData":
            return b"<sheetData>" + "".join(_rows(book, styles, new, sheet, borrowed)).encode() + b"</sheetData>"
        case "conditionalFormatting":
            return rule_xml(data, piece, borrowed, without)
        case "dataValidations":
            return checks_xml(list(checks(data, piece, without)))
        case "hyperlinks":
            return _links(book, new, data, piece)
        case "drawing":
            return b"" if book.strict else b'<drawing r:id="rId1"/>'
        case "tableParts":
            return b'<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if new.headers else b""
    return raw


def rule_xml(data: bytes, rules: Element, borrowed: Borrowed, without: set[str]) -> bytes:
    """A conditional format with its looks numbered as here; b"" where no rule of it can be taken."""
    kept = [
        borrowed.mapped(data, rule, "dxfId", rule=True)
        for rule in markup.inside(data, rules)
        if not uses_names(markup.plain_text(data[rule.inside : rule.close]), without)
    ]
    tag = data[rules.start : rules.inside]
    return tag + b"".join(kept) + b"</conditionalFormatting>" if kept else b""


def checks(data: bytes, listed: Element, without: set[str]) -> Iterator[bytes]:
    """The typing checks that can be taken."""
    for check in markup.inside(data, listed):
        if not uses_names(markup.plain_text(data[check.inside : check.close]), without):
            yield data[check.start : check.end]


def checks_xml(kept: list[bytes]) -> bytes:
    """Typing checks as a sheet lists them."""
    count = str(len(kept)).encode()
    return b'<dataValidations count="' + count + b'">' + b"".join(kept) + b"</dataValidations>" if kept else b""


def _rows(book: Package, styles: Styles, new: NewSheet, sheet: Worksheet, borrowed: Borrowed) -> Iterator[str]:
    """The rows of the model, and over them those that are new."""
    assert new.like is not None
    texts = open_model(new.like.workbook).texts
    given = [new.headers, *new.rows] if new.headers else list(new.rows)
    there = {row.number: row for row in sheet.rows()}
    date1904 = book.date1904
    columns = {c: borrowed.cell(sheet.column_style(c)) for c in range(len(new.headers))}
    for number in range(1, max([len(given), *there]) + 1):
        attributes, cells = _model_row(sheet, there[number].start, texts) if number in there else ("", {})
        values = given[number - 1] if number <= len(given) else ()
        if number > len(given) and new.headers:
            cells = {}
        made = []
        held = (c for c, value in enumerate(values) if value not in (None, ""))  # the column paints the others
        for column in sorted({*cells, *held}):
            style, value = cells.get(column, (None, None))
            own = columns.get(column, 0) if style is None else borrowed.cell(style)
            value = values[column] if column < len(values) else value
            if isinstance(value, date):
                own = styles.dated(own, isinstance(value, datetime))
            made.append(
                f'<c r="{reference(number, column)}"'
                + (f' s="{own}"' if own else "")
                + tail(value, "", date1904).decode()
            )
        if made or attributes:
            yield f'<row r="{number}"{attributes}>{"".join(made)}</row>'


def _model_row(sheet: Worksheet, start: int, texts: SharedStrings) -> tuple[str, dict[int, tuple[int, Value]]]:
    """How a row of the model is drawn, and its cells: column -> (style, value)."""
    first = next(markup.elements(sheet.data, start))
    said = markup.attributes(first.attributes)
    attributes = "".join(f' {k}="{said[k]}"' for k in ("ht", "customHeight", "hidden") if k in said)
    cells: dict[int, tuple[int, Value]] = {}
    for cell in row_cells(sheet.data, first):
        value: Value = None
        for v in markup.inside(sheet.data, cell.element):
            raw = markup.plain_text(sheet.data[v.inside : v.close])
            if v.local == "v":
                value = texts(int(raw)) if cell.element.get("t") == "s" else float(raw)
        cells[cell.column] = cell.element.number("s", 0), value
    return attributes, cells


def _called(new: NewSheet, formula: str) -> str:
    """A formula with the sheets it speaks of by the names they have here."""
    assert new.like is not None
    names = {new.like.sheet: new.name, **new.called}

    def named(match: re.Match[str]) -> str:
        model = (match[1] or match[2]).replace("''", "'")
        quoted = names.get(model, model).replace("'", "''")
        return f"'{quoted}'!"

    return _SHEET_NAME.sub(named, formula)


def _links(book: Package, new: NewSheet, data: bytes, listed: Element) -> bytes:
    """Links to places in the workbook, those that lead to a sheet it has."""
    there = {s.name.casefold() for s in book.sheets} | {new.name.casefold()}
    kept = []
    for link in markup.inside(data, listed):
        place = _called(new, link.get("location") or "")
        if place.rpartition("!")[0].strip("'").replace("''", "'").casefold() in there:
            kept.append(markup.with_attribute(data[link.start : link.end], "location", place))
    return b"<hyperlinks>" + b"".join(kept) + b"</hyperlinks>" if kept else b""


def _named_on(model: Model, new: NewSheet) -> set[str]:
    """The names of the model that come with this sheet, because they lie on it."""
    assert new.like is not None
    return {name for (name, own), formula in model.names().items() if not own and _lies_on(formula, new.like.sheet)}


def _lies_on(formula: str, sheet: str) -> bool:
    sheets = {(m[1] or m[2]).replace("''", "'") for m in _SHEET_NAME.finditer(formula)}
    return sheets == {sheet}


def copy_names(book: Package, new: NewSheet) -> None:
    """The names that lie on the model: what is repeated in print, and names of areas unless they are taken."""
    assert new.like is not None
    found = {}
    for (name, own), formula in open_model(new.like.workbook).names().items():
        if own == new.like.sheet or (not own and _lies_on(formula, new.like.sheet)):
            found[name, new.name if own else ""] = _called(new, formula)
    add_names(book, found)


def copy_pictures(book: Package, new: NewSheet, part: str) -> None:
    """The charts of the model, which then show the cells of the new sheet."""
    assert new.like is not None
    model = open_model(new.like.workbook).book
    source = next((r.target for r in model.relations(model.sheet(new.like.sheet).part) if r.kind == "drawing"), None)
    if source is None or book.strict:
        return
    folder = posixpath.dirname(book.part)
    drawing = book.free_part(posixpath.join(folder, "drawings", "drawing"))
    book.add(drawing, "drawing", model.xml(source).content, part, type=_DRAWING)
    for relation in model.relations(source):
        chart = book.free_part(posixpath.join(folder, "charts", "chart"))
        content = model.xml(relation.target).content
        book.add(chart, "chart", _chart(content, new), drawing, type=_CHART)


def _chart(data: bytes, new: NewSheet) -> bytes:
    def named(match: re.Match[bytes]) -> bytes:
        formula = _called(new, markup.plain_text(match[2]))
        return match[1] + markup.escape(formula).encode() + match[3]

    return re.sub(rb"(<c:f>)([^<]*)(</c:f>)", named, data)
