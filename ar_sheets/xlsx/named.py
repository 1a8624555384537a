"""Ranges by the names a workbook gives them: they move with the cells, whatever is put above or beside."""

from __future__ import annotations

import re

from ar_sheets.base.text import normalize_header
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import Area, area
from ar_sheets.xlsx.parts import Package

_ON_A_SHEET = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!:()]+))!(\$?[A-Za-z]+\$?\d+(?::\$?[A-Za-z]+\$?\d+)?)")


def on_sheet(formula: str) -> tuple[str, Area] | None:
    """The sheet and the range a formula names ('My sheet'!$A$1:$B$2); None when it is anything else."""
    found = _ON_A_SHEET.fullmatch(formula.strip())
    try:
        return ((found[1] or "").replace("''", "'") or found[2], area(found[3])) if found else None
    except ValueError:  # a cell no sheet has
        return None


def named_areas(data: bytes, sheet: str, prefix: str) -> dict[str, Area | None]:
    """The names of a workbook that begin with `prefix` and lie on a sheet: name -> its range, None for one whose
    cells are gone. Names of the whole workbook go before those of a single sheet."""
    book = Package(data)
    listed = book.child("definedNames")
    xml = book.xml(book.part).content
    found: dict[str, tuple[bool, Area | None]] = {}
    for element in markup.inside(xml, listed) if listed is not None else ():
        name = element.get("name") or ""
        if not name.startswith(prefix):
            continue
        formula = markup.plain_text(xml[element.inside : element.close])
        place = on_sheet(formula)
        single = element.get("localSheetId") is not None
        if place is not None and normalize_header(place[0]) == normalize_header(sheet):
            if name not in found or found[name][0]:
                found[name] = (single, place[1])
        elif "#REF!" in formula and not single:
            found.setdefault(name, (True, None))
    return {name: place for name, (_, place) in found.items()}
