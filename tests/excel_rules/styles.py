"""The styles: lists in their order, and no index beyond its list."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from excel_rules.book import Book, Fault, children, local, number
from excel_rules.workbook import out_of_order

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
          "colors", "extLst")  # fmt: skip
_DXF = ("font", "numFmt", "fill", "alignment", "border", "protection", "extLst")
_LISTS = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"), ("xfId", "cellStyleXfs"))


def check(book: Book) -> Iterator[Fault]:
    """Faults of xl/styles.xml, and of what other parts ask of it."""
    top, part = book.styles, next(iter(book.linked(book.workbook, "styles")), "")
    counts = {local(e): len(e) for e in (top if top is not None else ())}
    if top is not None:
        yield from out_of_order(part, [local(e) for e in top], _ORDER)
        for xf in children(top, "cellXfs", "xf"):
            for attribute, name in _LISTS:
                if number(xf.get(attribute)) >= max(counts.get(name, 0), 1):
                    yield Fault("style-list", part, f"a style has {attribute} {xf.get(attribute)}")
        for style in children(top, "cellStyles", "cellStyle"):
            if number(style.get("xfId")) >= max(counts.get("cellStyleXfs", 0), 1):
                yield Fault("style-list", part, f"{style.get('name')} has xfId {style.get('xfId')}")
        yield from _formats(part, children(top, "numFmts", "numFmt") + children(top, "dxfs", "dxf", "numFmt"))
        for dxf in children(top, "dxfs", "dxf"):
            yield from out_of_order(part, [local(e) for e in dxf], _DXF)
        if counts.get("cellXfs", 0) > 65_490:
            yield Fault("style-many", part, f"has {counts['cellXfs']} cell styles")
    for place, sheet in book.worksheets:
        yield from _used(place, sheet, max(counts.get("cellXfs", 0), 1))
        for rule in (e for e in sheet.iter() if local(e) in ("cfRule", "dxfFilter")):
            if rule.get("dxfId") and not 0 <= number(rule.get("dxfId")) < counts.get("dxfs", 0):
                yield Fault("style-dxf", place, f"a rule has the format {rule.get('dxfId')}")
    for place, table in book.parts.items():
        if local(table) == "table":
            yield from _table(place, table, counts.get("dxfs", 0))


def _formats(part: str, formats: list[Element]) -> Iterator[Fault]:
    for one in formats:
        code = one.get("formatCode") or ""
        if len(code) > 255 or (code.count('"') % 2 and "\\" not in code):
            yield Fault("style-format", part, f"the number format {code[:40]!r} is too long or has an open quote")


def _used(part: str, sheet: Element, count: int) -> Iterator[Fault]:
    for element in sheet.iter():
        name = local(element)
        style = element.get("style") if name == "col" else element.get("s") if name in ("c", "row") else None
        if style and not 0 <= number(style) < count:
            yield Fault("style-index", part, f"{name} {element.get('r') or element.get('min')} has the style {style}")


def _table(part: str, table: Element, count: int) -> Iterator[Fault]:
    for element in table.iter():
        for key, value in element.attrib.items():
            if key.endswith("DxfId") and not 0 <= number(value) < count:
                yield Fault("style-dxf", part, f"{local(element)} has {key} {value}")
