"""What a chart file remembers of the cells it shows, brought up to date.

Excel and LibreOffice draw from the cells. A previewer on a phone or in a mail program may draw from the copy of
the values inside the chart, so that copy must not be last week's. Only charts of a name that is asked for, on
the sheet that is asked for, and in them only the copies of cells whose values are given; all else stays byte for
byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ar_sheets.base.text import normalize_header
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import Value, number_text
from ar_sheets.xlsx.changes import ChartValues
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.named import on_sheet
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.refused import Refused

_KINDS = {"strRef": "str", "numRef": "num"}
_DEPTH = 20  # elements inside one another that are looked through: charts need 7


def refresh(book: Package, change: ChartValues) -> None:
    """Bring the charts' copies of the cells in `change` up to date."""
    for part in chart_parts(book, change):
        try:
            data = book.xml(part).content
            new = markup.spliced(data, _stale(data, markup.root(data), change))
        except Refused:  # a chart we cannot follow is left as it is
            continue
        if new != data:
            book.write(part, new)


def chart_parts(book: Package, change: ChartValues) -> list[str]:
    """The parts of the charts that `change` is about; none of a drawing that cannot be followed."""
    sheet = book.sheet(change.sheet).part
    try:
        drawings = [r.target for r in book.relations(sheet) if r.kind == "drawing" and book.has(r.target)]
        return [part for drawing in drawings for part in _charts_in(book, drawing, change)]
    except Refused:
        return []


def _charts_in(book: Package, drawing: str, change: ChartValues) -> Iterator[str]:
    data = book.xml(drawing).content
    links = {r.id: r.target for r in book.relations(drawing) if r.kind == "chart" and book.has(r.target)}
    for frame in _all(data, markup.root(data), "graphicFrame"):
        names = [e.get("name") for e in _all(data, frame, "cNvPr")]
        if names and names[0] in change.charts:
            for chart in _all(data, frame, "chart"):
                ids = [v for k, v in markup.attributes(chart.attributes).items() if k.rpartition(":")[2] == "id"]
                yield from (links[i] for i in ids if i in links)


def _all(data: bytes, parent: Element, *names: str, depth: int = _DEPTH) -> Iterator[Element]:
    """The elements of these names anywhere inside another; not those inside one that was found."""
    for element in markup.inside(data, parent):
        if element.local in names:
            yield element
        elif element.close > element.inside and depth:
            yield from _all(data, element, *names, depth=depth - 1)


def _stale(data: bytes, root: Element, change: ChartValues) -> Iterator[tuple[int, int, bytes]]:
    for owner in _all(data, root, "tx", "cat", "val"):
        for ref in _all(data, owner, *_KINDS):
            new = _renewed(data, owner, ref, change)
            if new is not None:
                yield ref.start, ref.end, new


def _renewed(data: bytes, owner: Element, ref: Element, change: ChartValues) -> bytes | None:
    """The reference with its copy made anew; None when it holds the values already, or is none of ours."""
    parts = {e.local: e for e in markup.inside(data, ref)}
    formula = parts.get("f")
    if formula is None:
        return None
    values = _values(markup.plain_text(data[formula.inside : formula.close]), change)
    if values is None:
        return None
    texts = any(isinstance(value, str) and value for value in values)
    kind = "num" if owner.local == "val" or (not texts and ref.local == "numRef") else "str"
    cache = parts.get(f"{_KINDS[ref.local]}Cache")
    if cache is not None and kind == _KINDS[ref.local] and _held(data, cache) == _points(values, kind):
        return None
    p = ref.prefix
    code = b""
    if cache is not None and kind == "num":
        code = b"".join(data[e.start : e.end] for e in markup.inside(data, cache) if e.local == "formatCode")
    points = "".join(
        f'<{p}pt idx="{i}"><{p}v>{markup.escape(text)}</{p}v></{p}pt>' for i, text in _points(values, kind).items()
    )
    made = f'<{p}ptCount val="{len(values)}"/>{points}</{p}{kind}Cache></{p}{kind}Ref>'.encode()
    return f"<{p}{kind}Ref>".encode() + data[formula.start : formula.end] + f"<{p}{kind}Cache>".encode() + code + made


def _values(formula: str, change: ChartValues) -> list[Value] | None:
    """The values of the cells a formula names, row by row; None unless all of them are given."""
    place = on_sheet(formula)
    if place is None or normalize_header(place[0]) != normalize_header(change.sheet):
        return None
    where = place[1]
    if (where.bottom - where.top + 1) * (where.right - where.left + 1) > len(change.cells):
        return None
    cells = [(r, c) for r in range(where.top, where.bottom + 1) for c in range(where.left, where.right + 1)]
    return [change.cells[cell] for cell in cells] if all(cell in change.cells for cell in cells) else None


def _points(values: list[Value], kind: str) -> Mapping[int, str]:
    """Place -> the text of the value, without the empty ones, as Excel has it."""
    found = {}
    for place, value in enumerate(values):
        if isinstance(value, (int, float, Decimal)):
            found[place] = number_text(value)
        elif isinstance(value, str) and value and kind == "str":
            found[place] = markup.cleaned(value)
    return found


def _held(data: bytes, cache: Element) -> Mapping[int, str]:
    """The points a copy holds; numbers in the form of `_points`."""
    found = {}
    for point in markup.inside(data, cache):
        if point.local != "pt" or not (point.get("idx") or "").isdecimal():
            continue
        text = "".join(
            markup.plain_text(data[v.inside : v.close]) for v in markup.inside(data, point) if v.local == "v"
        )
        found[int(point.get("idx") or 0)] = _tidy(text) if cache.local == "numCache" else text
    return {place: text for place, text in found.items() if text}


def _tidy(number: str) -> str:
    try:
        return number_text(float(number))
    except ValueError:
        return number
