"""The workbook's part: sheets and their names, views, defined names, the chain of formulas, properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from excel_rules.book import Area, Book, Fault, area, cell, children, inside, local, number

ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
_NAME = re.compile(r"(?!\d)(?:[\w\\]|[^\x00-\x7f])(?:[\w.\\?]|[^\x00-\x7f])*")
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?")


def check(book: Book) -> Iterator[Fault]:
    """Faults of xl/workbook.xml, calcChain.xml and docProps/core.xml."""
    if book.top is None:
        yield Fault("workbook", book.workbook, "is not there")
        return
    yield from out_of_order(book.workbook, [local(e) for e in book.top], ORDER)
    yield from _sheets(book)
    yield from _views(book)
    yield from _names(book)
    yield from _pivots(book)
    yield from _chain(book)
    yield from _properties(book)


def out_of_order(part: str, names: list[str], order: tuple[str, ...], twice: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Known elements that stand before an earlier one or, unless allowed, twice."""
    known = [name for name in names if name in order]
    if known != sorted(known, key=order.index):
        yield Fault("order", part, f"has its elements in the order {list(dict.fromkeys(known))}")
    for name, times in Counter(known).items():
        if times > 1 and name not in twice:
            yield Fault("order-twice", part, f"has two elements {name}")


def _sheets(book: Book) -> Iterator[Fault]:
    part = book.workbook
    if not book.sheets:
        yield Fault("sheet-none", part, "has no sheet")
    if book.sheets and all(sheet.state != "visible" for sheet in book.sheets):
        yield Fault("sheet-hidden", part, "shows no sheet")
    for sheet in book.sheets:
        name = sheet.name
        wrong = re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$|^$", name)
        if wrong or len(name.encode("utf-16-le")) > 62:
            yield Fault("sheet-name", part, f"a sheet cannot be called {name!r}")
    for name, times in Counter(sheet.name.casefold() for sheet in book.sheets).items():
        if times > 1:
            yield Fault("sheet-twice", part, f"two sheets are called {name}")
    ids = Counter(e.get("sheetId") for e in children(book.top, "sheets", "sheet"))
    yield from (Fault("sheet-id", part, f"two sheets have the id {i}") for i, n in ids.items() if n > 1)
    parts = Counter(sheet.part for sheet in book.sheets)
    yield from (Fault("sheet-part", part, f"two sheets are {p}") for p, n in parts.items() if p and n > 1)


def _views(book: Book) -> Iterator[Fault]:
    views = children(book.top, "bookViews", "workbookView")
    for view in views:
        for what in ("activeTab", "firstSheet"):
            if not 0 <= number(view.get(what)) < max(len(book.sheets), 1):
                yield Fault("view-tab", book.workbook, f"{what} is {view.get(what)} of {len(book.sheets)} sheets")
    for part, top in book.worksheets:
        for shown in children(top, "sheetViews", "sheetView"):
            if not 0 <= number(shown.get("workbookViewId")) < max(len(views), 1):
                yield Fault("view-id", part, "belongs to a view of the workbook that is not there")


def _names(book: Book) -> Iterator[Fault]:
    part, seen = book.workbook, Counter[tuple[str, str | None]]()
    for one in children(book.top, "definedNames", "definedName"):
        name, scope = one.get("name") or "", one.get("localSheetId")
        seen[name.casefold(), scope] += 1
        bare = name.removeprefix("_xlnm.")
        if not _NAME.fullmatch(bare) or len(name) > 255 or cell(bare.upper()) or re.fullmatch(r"[rcRC]", bare):
            yield Fault("name-form", part, f"{name!r} cannot be a name")
        if scope is not None and not 0 <= number(scope) < len(book.sheets):
            yield Fault("name-scope", part, f"{name} belongs to the sheet {scope}, which is not there")
        if not (one.text or "").strip():
            yield Fault("name-empty", part, f"{name} stands for nothing")
        elif (one.text or "").startswith("="):
            yield Fault("name-formula", part, f"{name} begins with an equals sign")
    yield from (Fault("name-twice", part, f"{n[0]} is there twice") for n, times in seen.items() if times > 1)


def _pivots(book: Book) -> Iterator[Fault]:
    caches = [e.get("cacheId") for e in book.top.iter() if local(e) == "pivotCache"] if book.top is not None else []
    for part, top in book.parts.items():
        if local(top) == "pivotTableDefinition" and top.get("cacheId") not in caches:
            yield Fault("pivot-cache", part, f"uses the cache {top.get('cacheId')}, which is not there")


def _chain(book: Book) -> Iterator[Fault]:
    part = next(iter(book.linked(book.workbook, "calcChain")), "")
    if not children(book.parts.get(part), "c"):
        return
    formulas, at = _formulas(book), 0
    for one in children(book.parts[part], "c"):
        at = number(one.get("i"), at)
        there = formulas.get(at, {})
        place = cell(one.get("r") or "")
        if place is None or (place not in there and not any(a and inside(place, a) for a in there.values())):
            yield Fault("chain", part, f"names {one.get('r')} of sheet {at}, which has no formula")


def _formulas(book: Book) -> dict[int, dict[tuple[int, int], Area | None]]:
    """By a sheet's id its cells with a formula, and the area of those that are for many cells."""
    found: dict[int, dict[tuple[int, int], Area | None]] = {}
    for sheet, element in zip(book.sheets, children(book.top, "sheets", "sheet"), strict=True):
        top = book.parts.get(sheet.part)
        cells = book.cells(top) if top is not None else ()
        found[number(element.get("sheetId"), -1)] = {
            (row, column): area(f.get("ref")) if f.get("t") in ("array", "dataTable") else None
            for row, column, one in cells for f in children(one, "f")
        }  # fmt: skip
    return found


def _properties(book: Book) -> Iterator[Fault]:
    for part in book.linked("", "core-properties"):
        top = book.parts.get(part)
        names = Counter(local(e) for e in (top if top is not None else ()))
        yield from (Fault("properties-twice", part, f"has {n} twice") for n, times in names.items() if times > 1)
        for one in (*children(top, "created"), *children(top, "modified")):
            if not _DAY.fullmatch((one.text or "").strip()):
                yield Fault("properties-day", part, f"{local(one)} is {one.text!r}")
