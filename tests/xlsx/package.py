"""Is a file a sound package? Looked at with a plain XML reader that shares nothing with the program."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

Parts = dict[str, ElementTree.Element]


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def parsed(data: bytes) -> Parts:
    """The XML parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [n for n in file.namelist() if n.lower().endswith((".xml", ".rels"))]
        return {name.replace("\\", "/"): ElementTree.fromstring(file.read(name)) for name in names}


def faults(data: bytes) -> list[str]:
    """What is wrong with the package: parts without a type or with two, dead links, styles that are not there ..."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
    parts = parsed(data)
    return [*_types(names, parts), *_links(names, parts), *_sheets(parts), *_styles(parts)]


def _types(names: list[str], parts: Parts) -> Iterator[str]:
    types = list(parts["[Content_Types].xml"])
    endings = [(e.get("Extension") or "").lower() for e in types if local(e) == "Default"]
    named = [(e.get("PartName") or "").lower() for e in types if local(e) == "Override"]
    yield from (f"two types for {name}" for name in {n for n in named if named.count(n) > 1})
    for name in names:
        whole = "/" + name.replace("\\", "/").lstrip("/").lower()
        known = whole in named or whole.rpartition(".")[2] in endings
        if not known and whole != "/[content_types].xml" and not whole.endswith("/"):
            yield f"no type for {name}"


def _links(names: list[str], parts: Parts) -> Iterator[str]:
    there = {n.replace("\\", "/").lstrip("/").lower() for n in names}
    for name, top in parts.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = [e.get("Id") for e in top]
        yield from (f"two links {i} in {name}" for i in {i for i in ids if ids.count(i) > 1})
        for link in top:
            target = unquote((link.get("Target") or "").replace("\\", "/"))
            if link.get("TargetMode") == "External" or target.startswith("#"):
                continue
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()
            if part not in there:
                yield f"{name} leads to {part}, which is not there"


def _sheets(parts: Parts) -> Iterator[str]:
    workbook = next((t for t in parts.values() if local(t) == "workbook"), None)
    views = [] if workbook is None else [e for e in workbook.iter() if local(e) == "workbookView"]
    styles = next((t for t in parts.values() if local(t) == "styleSheet"), None)
    count = sum(len(e) for e in (styles if styles is not None else ()) if local(e) == "cellXfs")
    for name, top in parts.items():
        if local(top) != "worksheet":
            continue
        for element in top.iter():
            if local(element) == "sheetView" and int(element.get("workbookViewId") or 0) >= len(views):
                yield f"{name} has a view of a workbook view that is not there"
            style = element.get("style") if local(element) == "col" else element.get("s")
            if local(element) in ("c", "row", "col") and int(style or 0) >= max(count, 1):
                yield f"{name} has a cell style {style} that is not there"
        yield from _dimension(name, top)


def _dimension(name: str, top: ElementTree.Element) -> Iterator[str]:
    stated = next((e.get("ref") or "" for e in top if local(e) == "dimension"), "")
    match = re.fullmatch(r"(?:[A-Z]+(\d+):)?[A-Z]+(\d+)", stated)
    filled = [e.get("r") or "" for e in top.iter() if local(e) == "c" and len(e)]
    rows = [int(re.sub(r"\D", "", r)) for r in filled if r]
    if match and rows and max(rows) > int(match[2]):
        yield f"{name} ends below its dimension"


def _styles(parts: Parts) -> Iterator[str]:
    top = next((t for t in parts.values() if local(t) == "styleSheet"), None)
    lists = {local(e): e for e in (top if top is not None else ())}
    if top is not None and "cellXfs" in lists:
        for attribute, name in (
            ("fontId", "fonts"),
            ("fillId", "fills"),
            ("borderId", "borders"),
            ("xfId", "cellStyleXfs"),
        ):
            most = max((int(xf.get(attribute) or 0) for xf in lists["cellXfs"]), default=0)
            if most >= len(lists.get(name, ())):
                yield f"a cell style has {attribute} {most}, and there are {len(lists.get(name, ()))}"
        order = [
            n for n in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles") if n in lists
        ]
        if [n for n in lists if n in order] != order:
            yield f"the lists of styles are in the order {list(lists)}"
