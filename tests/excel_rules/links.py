"""Content types and relationships: each part has one type, the right one; no link leads nowhere."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from excel_rules.book import Book, Fault, children, linked, local, plain_name

_RELS = "application/vnd.openxmlformats-package.relationships+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
# kind of link -> the type its part must have
_TYPES = {
    "worksheet": f"{_SHEET}worksheet+xml", "chartsheet": f"{_SHEET}chartsheet+xml",
    "sharedStrings": f"{_SHEET}sharedStrings+xml", "styles": f"{_SHEET}styles+xml", "table": f"{_SHEET}table+xml",
    "comments": f"{_SHEET}comments+xml", "calcChain": f"{_SHEET}calcChain+xml",
    "pivotTable": f"{_SHEET}pivotTable+xml", "pivotCacheDefinition": f"{_SHEET}pivotCacheDefinition+xml",
    "externalLink": f"{_SHEET}externalLink+xml",
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}  # fmt: skip
_MAIN = (
    f"{_SHEET}sheet.main+xml", f"{_SHEET}template.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml", "application/vnd.ms-excel.addin.macroEnabled.main+xml",
)  # fmt: skip
_ONE = ("styles", "sharedStrings", "calcChain", "theme")  # a workbook has at most one of these
# element -> the kind of link its id must be
_IDS = {
    "sheet": ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"), "drawing": ("drawing",),
    "legacyDrawing": ("vmlDrawing",), "legacyDrawingHF": ("vmlDrawing",), "tablePart": ("table",),
    "picture": ("image",), "pivotCache": ("pivotCacheDefinition",), "externalReference": ("externalLink",),
}  # fmt: skip


def check(book: Book) -> Iterator[Fault]:
    """Faults of [Content_Types].xml and of every .rels part, and ids in parts that no link has."""
    yield from _types(book)
    if book.types.get(book.workbook) not in _MAIN:
        yield Fault("type-wrong", book.workbook, f"the workbook has the type {book.types.get(book.workbook)}")
    for part, links in book.links.items():
        ids = Counter(link.id for link in links)
        yield from (Fault("link-twice", part, f"two links have the id {i}") for i, n in ids.items() if n > 1)
        if part and part not in book.raw:
            yield Fault("link-owner", part, "has links and is not there")
        for link in links:
            yield from _link(book, part, link.kind, link.target)
    for kind in _ONE:
        if len(book.linked(book.workbook, kind)) > 1:
            yield Fault("link-one", book.workbook, f"has two parts of the kind {kind}")
    yield from _ids(book)


def _types(book: Book) -> Iterator[Fault]:
    top = book.parts.get("[content_types].xml")
    named = Counter(plain_name(e.get("PartName") or "") for e in children(top, "Override"))
    endings = Counter((e.get("Extension") or "").lower() for e in children(top, "Default"))
    for name, times in (*named.items(), *endings.items()):
        if times > 1:
            yield Fault("type-twice", name, "has two content types")
    for element in children(top, "Override"):
        if not (element.get("PartName") or "").startswith("/"):
            yield Fault("type-name", element.get("PartName") or "", "does not begin with a slash in the list of types")
    for name, kind in book.types.items():
        if name == "[content_types].xml" or name.startswith("[trash]/"):  # what Excel left over is no part
            continue
        if not kind:
            yield Fault("type-none", name, "has no content type")
        elif name.endswith(".rels") and "_rels/" in name and kind != _RELS:
            yield Fault("type-rels", name, f"has the type {kind}")


def _link(book: Book, part: str, kind: str, target: str) -> Iterator[Fault]:
    if not target:
        return
    if target not in book.raw:
        if posixpath.splitext(target)[1]:
            yield Fault("link-dead", part, f"leads to {target}, which is not there")
        return
    wanted, there = _TYPES.get(kind), book.types.get(target, "")
    if wanted and there.lower() != wanted.lower():
        yield Fault("type-wrong", target, f"is a {kind} and has the type {there}")


def _ids(book: Book) -> Iterator[Fault]:
    for part, top in book.parts.items():
        if part.endswith(".rels") or not part.startswith("xl/") or local(top) == "calcChain":
            continue
        kinds = {link.id: link.kind for link in book.links.get(part, ())}
        for element in top.iter():
            if local(element) in ("pageSetup", "c", "row", "v", "f", "is", "t"):  # a printer that is gone is no harm
                continue
            for name in ("id", "embed", "link", "pict"):
                found = linked(element, name)
                if found and found not in kinds:
                    yield Fault("link-id", part, f"{local(element)} has the id {found}, which no link has")
                elif found and name == "id" and kinds[found] not in _IDS.get(local(element), (kinds[found],)):
                    yield Fault("link-kind", part, f"{local(element)} leads to a {kinds[found]}")
