"""The workbook's parts: which sheet is which part, what belongs to what, and what has been changed so far."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.container import Container
from ar_sheets.xlsx.deflate import Packed, pack, unpack
from ar_sheets.xlsx.encoding import Xml, decode_part
from ar_sheets.xlsx.limits import OWN, Bounds, part_key
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.refused import Refused, damaged

CONTENT_TYPES = "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Relation(NamedTuple):
    """A link from one part to another; `kind` is the last word of its type (worksheet, table, styles ...)."""

    id: str
    kind: str
    target: str  # part name, or the address of something outside
    outside: bool


class SheetRef(NamedTuple):
    """A sheet as the workbook lists it; `kind` is worksheet, chartsheet, dialogsheet or macrosheet."""

    name: str
    part: str
    kind: str
    sheet_id: int


def relations_part(part: str) -> str:
    """The name of the part that holds a part's links."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def resolved(part: str, target: str) -> str:
    """The part a target means, seen from `part`: absolute or relative, percent-encoded or with backslashes."""
    target = unquote(target.replace("\\", "/"))
    joined = target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(joined).lstrip("/")


class Package:
    """A workbook in memory. Parts are read once; what is written is kept packed until `saved`."""

    def __init__(self, data: bytes, bounds: Bounds = OWN) -> None:
        self.container = Container(data, bounds)
        self.changed: dict[str, Packed] = {}
        self._read: dict[str, Xml] = {}

    def has(self, part: str) -> bool:
        return part in self.changed or self.container.has(part)

    def free_part(self, stem: str) -> str:
        """The first part name with this beginning and a number that is not taken."""
        number = 1
        while self.has(f"{stem}{number}.xml"):
            number += 1
        return f"{stem}{number}.xml"

    def xml(self, part: str) -> Xml:
        """A part as UTF-8, as it is now."""
        if part not in self._read:
            raw = unpack(self.changed[part]) if part in self.changed else self.container.read(part)
            self._read[part] = decode_part(raw)
            markup.refuse_endless(self._read[part].content)
        return self._read[part]

    def forget(self, part: str) -> None:
        """Let go of a part's content; it is read again when asked for."""
        self._read.pop(part, None)

    def write(self, part: str, content: bytes) -> None:
        """Change or add a part; `content` is UTF-8."""
        xml = self.xml(part) if self.has(part) else Xml(content)
        self.changed[part] = pack([xml.encoded(content)])
        self._read[part] = Xml(content, xml.encoding, xml.mark)

    def write_packed(self, part: str, packed: Packed) -> None:
        """Change a part by content that is packed already."""
        self.changed[part] = packed
        self.forget(part)

    def add(self, part: str, kind: str, content: bytes, owner: str = "", type: str = "") -> str:
        """Add a part of a kind (of the content type of such parts of a workbook, unless it is given), declared and
        linked to by its owner (the workbook part); the link's id."""
        self.write(part, content)
        self._declare(part, type or f"{_TYPE}{kind}+xml")
        return self._link(owner or self.part, kind, part)

    def _declare(self, part: str, type: str, extension: str = "") -> None:
        """Say what a part is, unless that is said already: of it, or of all parts with this `extension`."""
        data = self.xml(CONTENT_TYPES).content
        top = markup.root(data)
        for element in markup.inside(data, top):
            if part_key(element.get("PartName") or "") == part_key(part):
                return
            if extension and (element.get("Extension") or "").lower() == extension:
                return
        line = f'<{top.prefix}Override PartName="/{part}" ContentType="{type}"/>'.encode()
        self.write(CONTENT_TYPES, markup.spliced(data, [markup.child_at_end(data, top, line)]))

    def _link(self, owner: str, kind: str, target: str) -> str:
        name = relations_part(owner)
        if not self.has(name):
            self.write(name, f'{DECLARATION}<Relationships xmlns="{_LINKS}"></Relationships>'.encode())
            self._declare(name, _LINKS_TYPE, "rels")
        there = self.relations(owner)
        known = next((r.id for r in there if r.kind == kind and part_key(r.target) == part_key(target)), None)
        if known is not None:  # it pointed to a part that was not there
            return known
        data = self.xml(name).content
        top = markup.root(data)
        taken = {r.id for r in there}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        base = STRICT_RELATIONS if self.strict else RELATIONS
        path = posixpath.relpath(target, posixpath.dirname(owner))
        line = f'<{top.prefix}Relationship Id="rId{number}" Type="{base}/{kind}" Target="{path}"/>'.encode()
        self.write(name, markup.spliced(data, [markup.child_at_end(data, top, line)]))
        return f"rId{number}"

    def saved(self) -> bytes:
        """The whole file; the very bytes that were read when nothing has changed."""
        return self.container.rewritten(self.changed) if self.changed else self.container.data

    def relations(self, part: str) -> list[Relation]:
        """The links of a part; none when it has no link part."""
        name = relations_part(part)
        if not self.has(name):
            return []
        data = self.xml(name).content
        return [_relation(part, e) for e in markup.inside(data, markup.root(data)) if e.local == "Relationship"]

    @cached_property
    def part(self) -> str:
        """The name of the workbook part."""
        found = [r.target for r in self.relations("") if r.kind == "officeDocument"]
        if not found:
            raise Refused(_("This is not an Excel workbook. Give the .xlsx file you keep your invoices in."))
        return found[0]

    @property
    def xml_root(self) -> Element:
        return markup.root(self.xml(self.part).content)

    @property
    def strict(self) -> bool:
        """Whether the file is "Strict Open XML", which has other namespaces."""
        return STRICT_MAIN.encode() in self.xml_root.attributes

    def related(self, kind: str) -> str | None:
        """The workbook's part of a kind (styles, sharedStrings ...); None when it has none."""
        return next((r.target for r in self.relations(self.part) if r.kind == kind and self.has(r.target)), None)

    def child(self, local: str) -> Element | None:
        """An element of workbook.xml by its name without prefix."""
        data = self.xml(self.part).content
        return next((e for e in markup.inside(data, self.xml_root) if e.local == local), None)

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        properties = self.child("workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    @property
    def sheets(self) -> list[SheetRef]:
        """The sheets in the order of their tabs."""
        listed = self.child("sheets")
        if listed is None:
            raise damaged(_("it has no list of sheets"))
        links = {r.id: r for r in self.relations(self.part)}
        data = self.xml(self.part).content
        return [_sheet(e, links) for e in markup.inside(data, listed) if e.local == "sheet"]

    def sheet(self, name: str) -> SheetRef:
        """The worksheet of this name (exact, else ignoring case); Refused when there is none to write into."""
        sheets = self.sheets
        found = [s for s in sheets if s.name == name] or [s for s in sheets if s.name.casefold() == name.casefold()]
        if not found:
            raise Refused(
                _('There is no sheet "{name}" in the workbook. Add it, or rename the one that is meant.', name=name)
            )
        if found[0].kind != "worksheet":
            raise Refused(_('The sheet "{name}" is not one with cells. Give that name to a normal sheet.', name=name))
        return found[0]


def _relation(part: str, element: Element) -> Relation:
    found = markup.attributes(element.attributes)
    outside = found.get("TargetMode") == "External"
    target = found.get("Target", "")
    kind = found.get("Type", "").rstrip("/").rpartition("/")[2]
    return Relation(found.get("Id", ""), kind, target if outside else resolved(part, target), outside)


def _sheet(element: Element, links: dict[str, Relation]) -> SheetRef:
    found = markup.attributes(element.attributes)
    link = next((links[v] for k, v in found.items() if k.rpartition(":")[2] == "id" and v in links), None)
    number = found.get("sheetId", "")
    sheet_id = markup.parse_whole(number) if number else 0
    if link is None:  # a module of macros is listed as a sheet without a part
        return SheetRef(found.get("name", ""), "", "none", sheet_id)
    kind = link.kind.removeprefix("xl").lower()  # macro sheets are called xlMacrosheet
    return SheetRef(found.get("name", ""), link.target, kind, sheet_id)
