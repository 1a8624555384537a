"""A workbook taken apart for the rules: its parts, their types and links."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 1
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")


class Fault(NamedTuple):
    """What Excel would stumble over: the rule, the part, and what is wrong there."""

    rule: str
    part: str
    what: str


class Link(NamedTuple):
    """A relationship: kind is the last word of its type, target a part in small letters ("" outside the file)."""

    id: str
    kind: str
    target: str


class Sheet(NamedTuple):
    """A sheet in the workbook's order."""

    name: str
    part: str
    state: str


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of a name."""
    return next((e for e in (element if element is not None else ()) if local(e) == name), None)


def children(element: Element | None, *path: str) -> list[Element]:
    """The elements at the end of a path of names."""
    found = [element] if element is not None else []
    for name in path:
        found = [e for one in found for e in one if local(e) == name]
    return found


def number(text: str | None, default: int = 0) -> int:
    """A whole number, -1 for anything else."""
    if text is None:
        return default
    return int(text) if re.fullmatch(r"\s*\+?\d{1,18}\s*", text) else -1


def linked(element: Element, name: str = "id") -> str | None:
    """An attribute of the relationships' namespace."""
    return next((v for k, v in element.attrib.items() if k.endswith("}" + name) and "relationships" in k), None)


def cell(text: str) -> tuple[int, int] | None:
    """Row and column of a reference such as B7, None where it is none."""
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def area(text: str | None) -> Area | None:
    """The cells of A1:C9 or of A1; None where the text is no such reference."""
    first, _, last = (text or "").partition(":")
    ends = cell(first), cell(last or first)
    if ends[0] is None or ends[1] is None or ends[0][0] > ends[1][0] or ends[0][1] > ends[1][1]:
        return None
    return (*ends[0], *ends[1])


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def inside(place: tuple[int, int], here: Area) -> bool:
    """Whether a cell is one of an area."""
    return here[0] <= place[0] <= here[2] and here[1] <= place[1] <= here[3]


def plain(text: str) -> str:
    """A text with its _xHHHH_ read."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), text)


def text_of(element: Element | None) -> str:
    """The text of a string item or an inline string: its runs without phonetic help."""
    if element is None:
        return ""
    runs = [e for e in element if local(e) in ("t", "r")]
    return "".join((e.text or "") if local(e) == "t" else (getattr(child(e, "t"), "text", "") or "") for e in runs)


class Book:
    """The parts of a sound zip file. Names are kept in small letters without a leading slash."""

    def __init__(self, data: bytes) -> None:
        self.broken: list[Fault] = []
        self.parts: dict[str, Element] = {}
        self.links: dict[str, list[Link]] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            self.raw = {plain_name(n): file.read(n) for n in file.namelist() if not n.endswith("/")}
        for name, content in self.raw.items():
            if name.endswith((".xml", ".rels", ".vml")) or name == "[content_types].xml":
                self._parse(name, content)
        for name in [n for n in self.parts if n.endswith(".rels")]:
            self.links[owner_of(name)] = list(_links(name, self.parts[name]))

    def _parse(self, name: str, content: bytes) -> None:
        if name.endswith(".vml") or "/customxml/" in f"/{name}":
            return  # older than XML's rules, or the owner's own; Excel is lenient there
        if re.search(rb"<!DOCTYPE", content[:2000]):
            self.broken.append(Fault("xml", name, "has a DOCTYPE"))
            return
        try:
            self.parts[name] = ElementTree.fromstring(content)
        except (ElementTree.ParseError, LookupError, ValueError) as fault:
            self.broken.append(Fault("xml", name, f"is not well-formed: {fault}"))

    def linked(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that a part leads to."""
        return [link.target for link in self.links.get(part, ()) if link.kind == kind and link.target]

    @cached_property
    def types(self) -> dict[str, str]:
        """Part -> its content type, by Override or by ending."""
        top = self.parts.get("[content_types].xml")
        ends = {(e.get("Extension") or "").lower(): e.get("ContentType") or "" for e in children(top, "Default")}
        own = {plain_name(e.get("PartName") or ""): e.get("ContentType") or "" for e in children(top, "Override")}
        return {n: own.get(n) or ends.get(n.rpartition(".")[2], "") for n in self.raw}

    @cached_property
    def workbook(self) -> str:
        """The workbook's part, "" where there is none."""
        return next(iter(self.linked("", "officeDocument")), "")

    @cached_property
    def top(self) -> Element | None:
        return self.parts.get(self.workbook)

    @cached_property
    def sheets(self) -> list[Sheet]:
        targets = {link.id: link.target for link in self.links.get(self.workbook, ())}
        return [
            Sheet(e.get("name") or "", targets.get(linked(e) or "", ""), e.get("state") or "visible")
            for e in children(self.top, "sheets", "sheet")
        ]

    @cached_property
    def worksheets(self) -> list[tuple[str, Element]]:
        """Part and content of every sheet of cells."""
        tops = [(sheet.part, self.parts.get(sheet.part)) for sheet in self.sheets]
        return [(part, top) for part, top in tops if top is not None and local(top) == "worksheet"]

    @cached_property
    def strings(self) -> list[str]:
        part = next(iter(self.linked(self.workbook, "sharedStrings")), "")
        return [text_of(e) for e in children(self.parts.get(part), "si")]

    @cached_property
    def styles(self) -> Element | None:
        return self.parts.get(next(iter(self.linked(self.workbook, "styles")), ""))

    def cells(self, top: Element) -> Iterator[tuple[int, int, Element]]:
        """Row, column and element of each cell; what has no reference stands after the one before it."""
        row = 0
        for line in children(top, "sheetData", "row"):
            row = number(line.get("r"), row + 1)
            column = 0
            for one in children(line, "c"):
                at = cell(one.get("r") or "")
                column = at[1] if at else column + 1
                yield row, column, one

    def shown(self, one: Element) -> str:
        """A cell's text as it is kept in the file."""
        value = child(one, "v")
        text = (value.text or "") if value is not None else ""
        if one.get("t") == "s":
            at = number(text.strip(), -1)
            return self.strings[at] if 0 <= at < len(self.strings) else ""
        return text_of(child(one, "is")) if one.get("t") == "inlineStr" else text


def plain_name(name: str) -> str:
    """A part's name as Excel compares it."""
    return unquote(name.replace("\\", "/")).lstrip("/").lower()


def owner_of(links: str) -> str:
    """The part whose links a .rels part holds; "" for the whole file's."""
    folder, name = posixpath.split(links)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _links(name: str, top: Element) -> Iterator[Link]:
    folder = posixpath.dirname(owner_of(name))
    for e in children(top, "Relationship"):
        target = e.get("Target") or ""
        inside = e.get("TargetMode") != "External" and not target.startswith("#")
        path = posixpath.normpath(posixpath.join("/", folder, target.partition("#")[0].replace("\\", "/")))
        yield Link(e.get("Id") or "", (e.get("Type") or "").rpartition("/")[2], plain_name(path) if inside else "")
