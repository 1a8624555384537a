"""A worksheet's part: its rows and cells, merges, validations, filters and what else Excel counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from excel_rules.book import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    Book,
    Fault,
    area,
    cell,
    child,
    children,
    local,
    number,
    overlap,
    text_of,
)  # fmt: skip
from excel_rules.workbook import out_of_order

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!",
           "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!")  # fmt: skip
_KINDS = ("b", "n", "e", "s", "str", "inlineStr", "d")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
_LIMITS = {"prompt": 255, "error": 255, "promptTitle": 32, "errorTitle": 32}


def check(book: Book) -> Iterator[Fault]:
    """Faults of every sheet of cells."""
    for text in book.strings:
        if len(text) > 32_767:
            yield Fault("text-long", "sharedstrings", f"a text has {len(text)} characters")
    for part, top in book.worksheets:
        names = [local(e) for e in top]
        yield from out_of_order(part, names, ORDER, ("conditionalFormatting",))
        if "sheetData" not in names:
            yield Fault("rows-none", part, "has no sheetData")
        yield from _rows(part, top)
        for row, column, one in book.cells(top):
            yield from _cell(book, part, f"R{row}C{column}", one)
        yield from _columns(part, top)
        yield from _merges(part, top)
        yield from _validations(part, top)
        yield from _areas(part, top)
        yield from _formulas(part, top)


def _rows(part: str, top: Element) -> Iterator[Fault]:
    before = 0
    for row in children(top, "sheetData", "row"):
        at = number(row.get("r"), before + 1)
        if not before < at <= LAST_ROW:
            yield Fault("row-order", part, f"row {row.get('r')} stands after row {before}")
        before, column = at, 0
        for one in children(row, "c"):
            place = cell(one.get("r") or "") if one.get("r") else (at, column + 1)
            if place is None or place[0] != at:
                yield Fault("cell-place", part, f"{one.get('r')} stands in row {at}")
                continue
            if place[1] <= column:
                yield Fault("cell-order", part, f"{one.get('r')} stands after column {column}")
            column = place[1]


def _cell(book: Book, part: str, place: str, one: Element) -> Iterator[Fault]:
    kind, value = one.get("t") or "n", child(one, "v")
    text = (value.text or "") if value is not None else ""
    names = [local(e) for e in one]
    if kind not in _KINDS:
        yield Fault("cell-type", part, f"{place} has the type {kind}")
    if names != sorted(names, key=lambda n: ("f", "v", "is", "extLst").index(n) if n in ("f", "v", "is") else 3):
        yield Fault("cell-parts", part, f"{place} has {names}")
    if value is None or (not text and kind != "s"):
        pass
    elif kind == "s" and not 0 <= number(text, -1) < len(book.strings):
        yield Fault("cell-string", part, f"{place} is the text {text!r} of {len(book.strings)}")
    elif kind == "n" and not _NUMBER.fullmatch(text):
        yield Fault("cell-number", part, f"{place} is the number {text[:40]!r}")
    elif kind == "b" and text.strip() not in ("0", "1", "true", "false"):
        yield Fault("cell-yes", part, f"{place} is the yes or no {text[:40]!r}")
    elif kind == "e" and text.strip() not in _ERRORS:
        yield Fault("cell-error", part, f"{place} is the error {text[:40]!r}")
    longest = max(len(text), len(text_of(child(one, "is"))))
    if kind in ("str", "inlineStr") and longest > 32_767:
        yield Fault("text-long", part, f"{place} has {longest} characters")


def _columns(part: str, top: Element) -> Iterator[Fault]:
    before = 0
    for one in children(top, "cols", "col"):
        first, last = number(one.get("min"), -1), number(one.get("max"), -1)
        if not before < first <= last <= LAST_COLUMN:
            yield Fault("columns", part, f"columns {one.get('min')} to {one.get('max')} stand after column {before}")
        before = max(before, last)
    if child(top, "cols") is not None and not children(top, "cols", "col"):
        yield Fault("columns", part, "has an empty list of columns")


def _merges(part: str, top: Element) -> Iterator[Fault]:
    merges = children(top, "mergeCells", "mergeCell")
    if child(top, "mergeCells") is not None and not merges:
        yield Fault("merge-none", part, "has an empty list of merged cells")
    before: list[Area] = []
    for one in merges:
        here = area(one.get("ref"))
        if here is None:
            yield Fault("merge-form", part, f"merges {one.get('ref')}")
            continue
        if any(overlap(here, other) for other in before):
            yield Fault("merge-overlap", part, f"merges {one.get('ref')} over another")
        before.append(here)


def _validations(part: str, top: Element) -> Iterator[Fault]:
    box = child(top, "dataValidations")
    every = children(box, "dataValidation")
    if box is not None and not every and not children(box, "AlternateContent"):
        yield Fault("validation-none", part, "has an empty list of validations")
    if box is not None and box.get("count") and every and number(box.get("count")) > len(every):
        yield Fault("validation-count", part, f"says {box.get('count')} validations and has {len(every)}")
    for one in every:
        formulas = [(local(e), e.text or "") for e in one if local(e).startswith("formula")]
        for name, text in formulas:
            if (text.startswith('"') and len(text.strip('"')) > 255) or len(text) > 8_192:
                yield Fault("validation-long", part, f"{one.get('sqref')} has a {name} of {len(text)} characters")
        if one.get("type") == "list" and not any(text for _, text in formulas):
            yield Fault("validation-list", part, f"{one.get('sqref')} is a list of nothing")
        for name, most in _LIMITS.items():
            if len(one.get(name) or "") > most:
                yield Fault("validation-text", part, f"{one.get('sqref')} has a {name} of {len(one.get(name) or '')}")


def _areas(part: str, top: Element) -> Iterator[Fault]:
    """References of the other lists."""
    for one in (e for e in top if local(e) in ("dataValidations", "conditionalFormatting", "hyperlinks", "autoFilter")):
        for element in one.iter():
            if local(element) in ("dataValidation", "conditionalFormatting"):
                text = element.get("sqref")
                places = (text or "").split()
                if text is not None and (not places or not all(area(p) or _whole(p) for p in places)):
                    yield Fault("area-form", part, f"{local(element)} is for {text!r}")
            elif local(element) in ("hyperlink", "autoFilter") and not area(element.get("ref")):
                yield Fault("area-form", part, f"{local(element)} is for {element.get('ref')!r}")
    filtered = child(top, "autoFilter")
    here = area(filtered.get("ref")) if filtered is not None else None
    for one in children(filtered, "filterColumn"):
        if here and not 0 <= number(one.get("colId"), -1) <= here[3] - here[1]:
            yield Fault("filter-column", part, f"filters its column {one.get('colId')}")
    for text in children(top, "headerFooter", "oddHeader") + children(top, "headerFooter", "oddFooter"):
        if len(text.text or "") > 255:
            yield Fault("footer-long", part, f"{local(text)} has {len(text.text or '')} characters")
    if len(children(top, "hyperlinks", "hyperlink")) > 65_530:
        yield Fault("links-many", part, "has more than 65,530 links")
    if child(top, "hyperlinks") is not None and not children(top, "hyperlinks", "hyperlink"):
        yield Fault("links-none", part, "has an empty list of links")


def _whole(text: str) -> bool:
    return bool(re.fullmatch(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+", text))


def _formulas(part: str, top: Element) -> Iterator[Fault]:
    masters: set[str] = set()
    for one in (f for row in children(top, "sheetData", "row") for f in children(row, "c", "f")):
        text, shared = one.text or "", one.get("si") or ""
        if len(text) > 8_192:
            yield Fault("formula-long", part, f"a formula has {len(text)} characters")
        if text.startswith("="):
            yield Fault("formula-equals", part, f"the formula {text[:40]} begins with an equals sign")
        if one.get("t") == "shared" and text:
            masters.add(shared)
        elif one.get("t") == "shared" and shared not in masters:
            yield Fault("formula-shared", part, f"a cell shares the formula {shared}, which is not there")
        if one.get("t") in ("array", "dataTable") and not area(one.get("ref")):
            yield Fault("formula-array", part, f"an array formula is for {one.get('ref')!r}")
