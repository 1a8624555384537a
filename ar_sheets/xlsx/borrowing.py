"""The look of another workbook's sheets: its cell styles and coloured words, taken into a workbook of somebody's own.

The other workbook is one that this program made (no prefixes, no extensions), so its parts are read simply.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.markup import Element
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.strings import SharedStrings
from ar_sheets.xlsx.styles import FIRST_OWN_FORMAT, Styles

_SCHEME = re.compile(rb'<scheme val="\w+"/>')  # else the fonts of the other's theme would take their place
_POINTERS = (("numFmtId", "numFmts"), ("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
_NAME = re.compile(r"[^\W\d][\w.]*")


class Model:
    """A workbook whose sheets are the models of new ones."""

    def __init__(self, data: bytes) -> None:
        self.book = Package(data)
        self.texts = SharedStrings(self.book)

    def sheet(self, name: str) -> Worksheet:
        """One of its sheets."""
        ref = self.book.sheet(name)
        return Worksheet(ref.name, self.book.xml(ref.part).content)

    def names(self) -> dict[tuple[str, str], str]:
        """Its defined names: (name, sheet it belongs to, or "") -> formula."""
        data, listed = self.book.xml(self.book.part).content, self.book.child("definedNames")
        sheets = self.book.sheets
        found = {}
        for element in markup.inside(data, listed) if listed is not None else ():
            own = element.get("localSheetId")
            name = (element.get("name") or "", sheets[int(own)].name if own is not None else "")
            found[name] = markup.plain_text(data[element.inside : element.close])
        return found


@lru_cache(maxsize=4)
def open_model(data: bytes) -> Model:
    """The workbook as a model; the same bytes are opened once."""
    return Model(data)


class Borrowed:
    """The styles of a model as they are numbered in the workbook that takes them."""

    def __init__(self, model: Model, styles: Styles) -> None:
        self.model = model
        data = _lists(model)
        made = {"numFmts": self._formats(styles, data["numFmts"])}
        for local in ("fonts", "fills", "borders"):
            pieces = [_SCHEME.sub(b"", piece) for piece in data[local]]
            made[local] = dict(enumerate(styles.join(local, pieces)))
        self._cells = styles.join("cellXfs", [_pointed(piece, made) for piece in data["cellXfs"]])
        self._rules = styles.join("dxfs", data["dxfs"])

    @staticmethod
    def _formats(styles: Styles, pieces: list[bytes]) -> dict[int, int]:
        found = {}
        for piece in pieces:
            said = markup.attributes(piece)
            found[int(said["numFmtId"])] = styles.format_number(said["formatCode"])
        return found

    def cell(self, style: int) -> int:
        """The number here of a cell style of the model."""
        return self._cells[style] if style < len(self._cells) else 0

    def rule(self, style: int) -> int:
        """The number here of the look of a rule (conditional format) of the model."""
        return self._rules[style]

    def mapped(self, data: bytes, element: Element, name: str, rule: bool = False) -> bytes:
        """An element with its style numbered as here."""
        piece = data[element.start : element.end]
        tag, rest = piece[: element.inside - element.start], piece[element.inside - element.start :]
        number = element.number(name, -1)
        if number < 0:
            return piece
        return markup.with_attribute(tag, name, str(self.rule(number) if rule else self.cell(number))) + rest


def _lists(model: Model) -> dict[str, list[bytes]]:
    part = model.book.related("styles")
    assert part is not None
    data = model.book.xml(part).content
    found: dict[str, list[bytes]] = {name: [] for name in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs")}
    for listed in markup.inside(data, markup.root(data)):
        if listed.local in found:
            found[listed.local] = [data[e.start : e.end] for e in markup.inside(data, listed)]
    return found


def _pointed(piece: bytes, made: dict[str, dict[int, int]]) -> bytes:
    """A cell style that points to the fonts, fills, borders and formats of the workbook that takes it."""
    end = piece.index(b">") + 1
    tag, rest = piece[:end], piece[end:]
    said = markup.attributes(tag)
    for attribute, local in _POINTERS:
        number = int(said.get(attribute, "0"))
        if local != "numFmts" or number >= FIRST_OWN_FORMAT:
            tag = markup.with_attribute(tag, attribute, str(made[local][number]))
    return markup.with_attribute(tag, "xfId", "0") + rest


def uses_names(formula: str, names: set[str]) -> set[str]:
    """Which of these names a formula speaks of."""
    return {word for word in _NAME.findall(formula) if word in names}
