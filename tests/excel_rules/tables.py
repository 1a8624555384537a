"""Tables: their range, headers, names and numbers, and what they must not touch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from excel_rules.book import Area, Book, Fault, area, cell, child, children, local, number, overlap, plain
from excel_rules.workbook import out_of_order

_ORDER = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")
_FUNCTIONS = ("none", "sum", "min", "max", "average", "count", "countNums", "stdDev", "var", "custom")
_NAME = re.compile(r"(?!\d)[\w\\][\w.\\?]*")


def check(book: Book) -> Iterator[Fault]:
    """Faults of all tables."""
    names, ids, parts = Counter[str](), Counter[str](), Counter[str]()
    for sheet, top in book.worksheets:
        targets = book.linked(sheet, "table")
        there = [(part, book.parts[part]) for part in targets if part in book.parts]
        listed = children(top, "tableParts", "tablePart")
        if len(listed) != len(targets):
            yield Fault("table-listed", sheet, f"lists {len(listed)} tables and has {len(targets)}")
        heads = {(row, column): one for row, column, one in book.cells(top)}
        areas: list[tuple[str, Area]] = []
        for part, table in there:
            parts[part] += 1
            names[(table.get("displayName") or "").casefold()] += 1
            ids[table.get("id") or ""] += 1
            here = area(table.get("ref"))
            if here is None:
                yield Fault("table-range", part, f"is for {table.get('ref')!r}")
                continue
            yield from _table(part, table, here)
            yield from _heads(book, part, table, here, heads)
            if any(overlap(here, other) for _, other in areas):
                yield Fault("table-overlap", part, "overlaps another table")
            areas.append((part, here))
        yield from _touching(sheet, top, areas)
    for one in children(book.top, "definedNames", "definedName"):
        if one.get("localSheetId") is None:
            names[(one.get("name") or "").casefold()] += 1
    tables = {(t.get("displayName") or "").casefold() for t in book.parts.values() if local(t) == "table"}
    yield from (Fault("table-twice", "", f"{n} is the name of two things") for n in tables if names[n] > 1)
    yield from (Fault("table-id", "", f"two tables have the id {i}") for i, times in ids.items() if times > 1)
    yield from (Fault("table-shared", p, "belongs to two sheets") for p, times in parts.items() if times > 1)


def _table(part: str, table: Element, here: Area) -> Iterator[Fault]:
    yield from out_of_order(part, [local(e) for e in table], _ORDER)
    name = table.get("displayName") or ""
    if not _NAME.fullmatch(name) or len(name) > 255 or cell(name.upper()) or name in ("c", "C", "r", "R"):
        yield Fault("table-name", part, f"cannot be called {name!r}")
    if number(table.get("id"), 0) < 1:
        yield Fault("table-id", part, f"has the id {table.get('id')}")
    head, totals = number(table.get("headerRowCount"), 1), number(table.get("totalsRowCount"), 0)
    if here[2] - here[0] + 1 < head + totals + 1:
        yield Fault("table-rows", part, f"{table.get('ref')} has no row of data")
    columns = children(table, "tableColumns", "tableColumn")
    if len(columns) != here[3] - here[1] + 1:
        yield Fault("table-width", part, f"{table.get('ref')} has {len(columns)} columns")
    box = child(table, "tableColumns")
    if box is not None and number(box.get("count"), len(columns)) != len(columns):
        yield Fault("table-count", part, f"says {box.get('count')} columns and has {len(columns)}")
    for what, key in (("table-column-id", "id"), ("table-column-twice", "name")):
        seen = Counter(plain(one.get(key) or "").casefold() for one in columns)
        yield from (Fault(what, part, f"two columns have the {key} {v}") for v, times in seen.items() if times > 1)
    for one in columns:
        if not one.get("name") or len(plain(one.get("name") or "")) > 255:
            yield Fault("table-column-name", part, f"a column is called {one.get('name')!r}")
        if one.get("totalsRowFunction") and one.get("totalsRowFunction") not in _FUNCTIONS:
            yield Fault("table-function", part, f"the total is {one.get('totalsRowFunction')}")
        for formula in children(one, "calculatedColumnFormula"):
            if (formula.text or "").startswith("="):
                yield Fault("formula-equals", part, "a column's formula begins with an equals sign")
    yield from _filter(part, table, here, head, totals)


def _filter(part: str, table: Element, here: Area, head: int, totals: int) -> Iterator[Fault]:
    one = child(table, "autoFilter")
    if one is None:
        return
    if area(one.get("ref")) != (here[0], here[1], here[2] - totals, here[3]) or not head:
        yield Fault("table-filter", part, f"is {table.get('ref')} and filters {one.get('ref')}")
    ids = Counter(column.get("colId") for column in children(one, "filterColumn"))
    for at, times in ids.items():
        if times > 1 or not 0 <= number(at, -1) <= here[3] - here[1]:
            yield Fault("filter-column", part, f"filters its column {at}")


def _heads(book: Book, part: str, table: Element, here: Area, cells: dict[tuple[int, int], Element]) -> Iterator[Fault]:
    """The header cells are texts, and those of the columns."""
    if number(table.get("headerRowCount"), 1) < 1:
        return
    for at, one in enumerate(children(table, "tableColumns", "tableColumn")):
        found = cells.get((here[0], here[1] + at))
        name = plain(one.get("name") or "")
        shown = book.shown(found) if found is not None else ""
        text = found is not None and found.get("t") in ("s", "str", "inlineStr")
        if not text or _even(plain(shown)) != _even(name):
            yield Fault("table-head", part, f"the column {name!r} has the header {shown!r}")
        if found is not None and children(found, "f"):
            yield Fault("table-head", part, f"the header of {name!r} is a formula")


def _even(text: str) -> str:
    """Without what XML does to line ends in attributes."""
    return re.sub(r"\r\n|[\r\n\t]", " ", text)


def _touching(sheet: str, top: Element, areas: list[tuple[str, Area]]) -> Iterator[Fault]:
    merged = [area(one.get("ref")) for one in children(top, "mergeCells", "mergeCell")]
    filtered = area(getattr(child(top, "autoFilter"), "attrib", {}).get("ref"))
    for part, here in areas:
        if any(other and overlap(here, other) for other in merged):
            yield Fault("table-merge", part, f"has merged cells in {sheet}")
        if filtered and overlap(here, filtered):
            yield Fault("table-sheet-filter", part, f"lies under the filter of {sheet}")
