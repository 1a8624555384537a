"""Workbooks that somebody else made: what is in them is looked over, and only then parsed, in a process of its own.

A customer's copy comes back through mail and shared folders, so it may be anything. Refused are files beyond
`bounds.OUTSIDE`, a DTD, deep nesting, macros, links to other files, DDE, and embedded objects; nothing is repaired.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ar_sheets.workbook import apart
from ar_sheets.workbook.bounds import OUTSIDE, file_bytes
from ar_sheets.workbook.encoding import decoded
from ar_sheets.workbook.extent import refuse_absurd
from ar_sheets.workbook.held_formulas import formulas
from ar_sheets.workbook.identify import identify
from ar_sheets.workbook.parts import CONTENT_TYPES, Book
from ar_sheets.workbook.refused import Refused
from ar_sheets.workbook.sheet import Sheet

_ASK = "Nothing was taken from it. Ask who sent it, and do not open it if you do not know them."
_ACTIVE = {
    "macros": re.compile(r"vba(project|data)|macrosheets/|/?customui/", re.IGNORECASE),
    "links to other files": re.compile(r"externallinks/|connections\.xml|querytables/|webextensions/", re.IGNORECASE),
    "embedded objects": re.compile(r"embeddings/|activex/|ctrlprops/|oleobject|xl/model/", re.IGNORECASE),
}
_KINDS = {"oleObject", "package", "control", "vbaProject", "externalLink", "externalLinkPath", "attachedTemplate"}
_DDE = re.compile(rb"<(?:\w+:)?ddeLink\b|<(?:\w+:)?f(?:\s[^<>]*)?>[^<]*\|[^<]*!")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_TAG = re.compile(
    rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(/?)[^\s<>/!?\"'=]++(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>)", re.S
)


@dataclass(frozen=True, slots=True)
class Outside:
    """What stands in the file. sheets: name -> rows from row 1, cells from column A, "" for an empty one (text, number,
    bool, date, datetime, time, timedelta). formulas: name -> (1-based row, 0-based column) -> the formula there."""

    sheets: dict[str, list[list[Any]]]
    formulas: dict[str, dict[tuple[int, int], str]]


def read(path: Path) -> Outside:
    """A workbook from outside. Raises Refused, a sentence about the file, where it may not be read or cannot be;
    OSError where there is no such file."""
    return parsed(file_bytes(path, OUTSIDE.file))


def parsed(data: bytes) -> Outside:
    """As `read`, of the file's bytes."""
    if len(data) > OUTSIDE.file:
        raise Refused("The file is larger than any copy we make.")
    found = apart.one("ar_sheets.workbook.outside:job", data)
    return Outside(
        {name: [[_value(cell) for cell in row] for row in rows] for name, rows in found["sheets"].items()},
        {name: {(row, column): text for row, column, text in cells} for name, cells in found["formulas"].items()},
    )


def job(data: bytes) -> dict[str, Any]:
    """The child's work: look over, then parse; what `parsed` makes its answer from."""
    look_over(data)
    from python_calamine import CalamineWorkbook

    book = Book(data, OUTSIDE)
    names = [ref.name for ref in book.sheets if ref.kind == "worksheet"]
    held = {}
    for name in names:
        sheet = Sheet(name, book.xml(book.sheet(name).part).content)
        refuse_absurd(sheet, OUTSIDE.cells)
        held[name] = [(row, column, cell.text) for (row, column), cell in formulas(sheet).items()]
    opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = {name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    return {"sheets": {name: [[_plain(c) for c in row] for row in of] for name, of in rows.items()}, "formulas": held}


def look_over(data: bytes) -> None:
    """Refused where the file is beyond the bounds or holds what no customer's copy has. Every part is unpacked once, so
    no part is larger than it says."""
    identify(data, OUTSIDE)
    book = Book(data, OUTSIDE)
    for entry in book.container.entries:
        content = book.container.read(entry.name)
        if entry.name.lower().endswith((".xml", ".rels", ".vml")):
            _look_at(entry.name, decoded(content).content)
    _refuse_active(book)


def _look_at(name: str, content: bytes) -> None:
    if _DTD.search(content):
        raise Refused(f"The part {name} has a DOCTYPE, which no spreadsheet program writes. {_ASK}")
    if _DDE.search(content):
        raise Refused(f"The file has a DDE link, which can start programs. {_ASK}")
    depth = 0
    for tag in _TAG.finditer(content):
        if tag[1] is not None and not tag[0].endswith(b"/>"):
            depth += -1 if tag[1] else 1
        if depth > OUTSIDE.depth:
            raise Refused(f"The part {name} is nested deeper than any spreadsheet program writes. {_ASK}")


def _refuse_active(book: Book) -> None:
    names = [entry.name.replace("\\", "/") for entry in book.container.entries]
    for what, pattern in _ACTIVE.items():
        if any(pattern.search(name) for name in names):
            raise Refused(f"The file holds {what}, which no copy of ours has. {_ASK}")
    if b"macroenabled" in book.xml(CONTENT_TYPES).content.lower():
        raise Refused(f"The file holds macros, which no copy of ours has. {_ASK}")
    for name in names:
        folder, _, file = name.rpartition("_rels/")
        for link in book.relations(folder + file.removesuffix(".rels")) if file.endswith(".rels") else ():
            if link.kind in _KINDS or (link.outside and link.kind != "hyperlink"):
                raise Refused(f"The file holds links to other files or objects, which no copy of ours has. {_ASK}")


def _plain(value: Any) -> Any:
    """A cell's value as JSON can hold it."""
    if isinstance(value, (datetime, date, time)):
        return {type(value).__name__: value.isoformat()}
    if isinstance(value, timedelta):
        return {"timedelta": value.total_seconds()}
    return value


def _value(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    (kind, told), *_ = cell.items()
    return timedelta(seconds=told) if kind == "timedelta" else _TIMES[kind].fromisoformat(told)


_TIMES: dict[str, Any] = {"date": date, "datetime": datetime, "time": time}
