"""How a new column of somebody's list looks: as its model in another workbook, with the typing checks of that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.borrowing import Borrowed, open_model, uses_names
from ar_sheets.xlsx.cells import LAST_ROW, Area, area
from ar_sheets.xlsx.changes import Like, NewColumn
from ar_sheets.xlsx.copy_sheet import borrow
from ar_sheets.xlsx.defined_names import known_names
from ar_sheets.xlsx.formulas import names_only, shifted
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.styles import TAG_START, Styles

_RULES = "conditionalFormatting"
_FIRST_ROW = 2  # of the cells in a model, below its headers
_FORMULA = re.compile(rb"<formula>(.*?)</formula>", re.DOTALL)
_BEFORE_RULES = (
    "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", _RULES,
)  # fmt: skip


def header_of(styles: Styles, like: Like) -> int:
    """The style of the model's header."""
    sheet, borrowed = _model(styles, like)
    row = next(iter(sheet.rows()))
    return borrowed.cell(sheet.contents(row)[like.column].style)


def column_of(styles: Styles, like: Like) -> int:
    """The style of the model's cells."""
    sheet, borrowed = _model(styles, like)
    return borrowed.cell(sheet.column_style(like.column))


def _model(styles: Styles, like: Like) -> tuple[Worksheet, Borrowed]:
    model = open_model(like.workbook)
    return model.sheet(like.sheet), borrow(model, styles)


def with_checks(book: Package, sheet: Worksheet, styles: Styles, new: Sequence[tuple[int, NewColumn]]) -> Worksheet:
    """The sheet with the coloured words and the typing checks of the models in its new columns."""
    rules, checks, priority = [], [], _highest(sheet)
    for column, one in new:
        if one.like is None:
            continue
        model, borrowed = _model(styles, one.like)
        without = {name for name, _ in open_model(one.like.workbook).names()} - known_names(book)
        place = str(Area(one.header_row + 1, column, LAST_ROW, column))
        down, right = one.header_row + 1 - _FIRST_ROW, column - one.like.column
        for rule in _rules_of(model, one.like.column):
            priority += 1
            piece = markup.with_attribute(
                borrowed.mapped(model.data, rule, "dxfId", rule=True), "priority", str(priority)
            )
            piece = _filled(piece, down, right)
            rules.append(f'<conditionalFormatting sqref="{place}">'.encode() + piece + b"</conditionalFormatting>")
        checks += [_moved(model, check, place) for check in _checks_of(model, one.like.column, without)]
    if not rules and not checks:
        return sheet
    drawn, typed = (TAG_START.sub(rb"\1" + sheet.prefix.encode(), b"".join(made)) for made in (rules, checks))
    return Worksheet(sheet.name, markup.spliced(sheet.data, _placed(sheet, drawn, typed, len(checks))))


def _highest(sheet: Worksheet) -> int:
    """The last priority that a rule of the sheet has."""
    rules = (rule for e in sheet.after if e.local == _RULES for rule in markup.inside(sheet.data, e))
    return max((rule.number("priority", 0) for rule in rules), default=0)


def _covers(element: Element, column: int) -> bool:
    return any(a.left <= column <= a.right for a in map(area, (element.get("sqref") or "").split()))


def _rules_of(model: Worksheet, column: int) -> Iterator[Element]:
    """The rules of a column that speak of its own value only."""
    for rules in model.after:
        if rules.local == _RULES and _covers(rules, column):
            for rule in markup.inside(model.data, rules):
                if names_only(markup.plain_text(model.data[rule.inside : rule.close]), column):
                    yield rule


def _filled(rule: bytes, rows: int, columns: int) -> bytes:
    """A rule with its formulas as Excel fills them so far down and to the right."""

    def moved(formula: re.Match[bytes]) -> bytes:
        text = shifted(markup.plain_text(formula[1]), rows, columns)
        return b"<formula>" + markup.escape(text).encode() + b"</formula>"

    return _FORMULA.sub(moved, rule)


def _checks_of(model: Worksheet, column: int, without: set[str]) -> Iterator[Element]:
    listed = model.child("dataValidations")
    for check in markup.inside(model.data, listed) if listed is not None else ():
        says = markup.plain_text(model.data[check.inside : check.close])
        if _covers(check, column) and not uses_names(says, without):
            yield check


def _moved(model: Worksheet, check: Element, place: str) -> bytes:
    tag = markup.with_attribute(model.data[check.start : check.inside], "sqref", place)
    return tag + model.data[check.inside : check.end]


def _placed(sheet: Worksheet, rules: bytes, checks: bytes, count: int) -> Iterator[tuple[int, int, bytes]]:
    """The splices that put rules and typing checks where a sheet has them."""
    at = max([sheet.rows_element.end, *(e.end for e in sheet.after if e.local in _BEFORE_RULES)])
    listed, name = sheet.child("dataValidations"), f"{sheet.prefix}dataValidations"
    if checks and listed is None:
        rules += f'<{name} count="{count}">'.encode() + checks + f"</{name}>".encode()
    yield at, at, rules
    if checks and listed is not None:
        there = len(list(markup.inside(sheet.data, listed)))
        tag = sheet.data[listed.start : listed.inside]
        if tag.endswith(b"/>"):
            tag = tag[:-2] + b">"
            checks += f"</{name}>".encode()
        yield listed.start, listed.inside, markup.with_attribute(tag, "count", str(there + count))
        yield listed.close, listed.close, checks
