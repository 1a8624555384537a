"""Charts, drawings and comments: what is kept of values, axes, and places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from excel_rules.book import Book, Fault, cell, child, children, local, number


def check(book: Book) -> Iterator[Fault]:
    """Faults of chart, drawing and comment parts."""
    for part, top in book.parts.items():
        if local(top) == "chartSpace":
            yield from _caches(part, top)
            yield from _axes(part, top)
        elif local(top) == "wsDr":
            yield from _drawing(part, top)
        elif local(top) == "comments":
            yield from _comments(part, top)


def _caches(part: str, top: Element) -> Iterator[Fault]:
    """The points kept of a series: each once, in order, none beyond their number."""
    for cache in (e for e in top.iter() if local(e) in ("numCache", "strCache", "numLit", "strLit")):
        points = [number(e.get("idx"), -1) for e in children(cache, "pt")]
        counted = child(cache, "ptCount")
        most = number(counted.get("val"), -1) if counted is not None else len(points)
        if points != sorted(set(points)) or any(not 0 <= at < most for at in points):
            yield Fault("chart-points", part, f"keeps {len(points)} points of {most}")
        if any(child(e, "v") is None for e in children(cache, "pt")):
            yield Fault("chart-points", part, "keeps a point without a value")
        formats = [local(e) for e in cache]
        if formats != sorted(formats, key=lambda n: ("formatCode", "ptCount", "pt", "extLst").index(n)):
            yield Fault("chart-order", part, f"keeps its points in the order {list(dict.fromkeys(formats))}")
    for at in (e for e in top.iter() if local(e) in ("numRef", "strRef", "multiLvlStrRef")):
        formula = child(at, "f")
        if formula is None or not (formula.text or "").strip():
            yield Fault("chart-source", part, "has a series of nothing")


def _axes(part: str, top: Element) -> Iterator[Fault]:
    plot = child(child(top, "chart"), "plotArea")
    axes = [e for e in (plot if plot is not None else ()) if local(e) in ("catAx", "valAx", "dateAx", "serAx")]
    there = {e.get("val") for axis in axes for e in children(axis, "axId")}
    used = [e.get("val") for group in (plot if plot is not None else ()) if group not in axes
            for e in children(group, "axId")]  # fmt: skip
    crossed = [e.get("val") for axis in axes for e in children(axis, "crossAx")]
    for at in {*used, *crossed} - there - {"0"}:  # 0 stands for the third axis that a flat chart does not have
        yield Fault("chart-axis", part, f"has no axis {at}")


def _drawing(part: str, top: Element) -> Iterator[Fault]:
    for anchor in top:
        if local(anchor) not in ("twoCellAnchor", "oneCellAnchor"):
            continue
        ends = [e for e in anchor if local(e) in ("from", "to")]
        numbers = [number(getattr(child(e, n), "text", None), -1) for e in ends for n in ("col", "row")]
        if not numbers or min(numbers) < 0:
            yield Fault("drawing-place", part, "something is placed nowhere")


def _comments(part: str, top: Element) -> Iterator[Fault]:
    authors = len(children(top, "authors", "author"))
    places = Counter(one.get("ref") for one in children(top, "commentList", "comment"))
    for one in children(top, "commentList", "comment"):
        if not 0 <= number(one.get("authorId")) < authors:
            yield Fault("comment-author", part, f"{one.get('ref')} is by the author {one.get('authorId')}")
    for place, times in places.items():
        if times > 1 or not cell(place or ""):
            yield Fault("comment-place", part, f"{times} comments are at {place}")
