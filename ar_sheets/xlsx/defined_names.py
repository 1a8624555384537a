"""Names that a workbook gives to areas: which there are, and more of them."""

from __future__ import annotations

from collections.abc import Mapping

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.parts import Package

_AFTER = ("externalReferences", "functionGroups", "sheets")  # the last of these that is there stands before the names


def known_names(book: Package) -> set[str]:
    """The names of the whole workbook, as they are written."""
    data, listed = book.xml(book.part).content, book.child("definedNames")
    found = markup.inside(data, listed) if listed is not None else ()
    return {e.get("name") or "" for e in found if e.get("localSheetId") is None}


def add_names(book: Package, names: Mapping[tuple[str, str], str]) -> None:
    """Add names: (name, sheet it belongs to, or "" for the whole workbook) -> formula. One that is taken stays."""
    taken = {name.casefold() for name in known_names(book)}
    places = [sheet.name for sheet in book.sheets]
    data, listed = book.xml(book.part).content, book.child("definedNames")
    prefix = book.xml_root.prefix
    lines = [
        f'<{prefix}definedName name="{markup.escape(name, quote=True)}"'
        + (f' localSheetId="{places.index(sheet)}"' if sheet else "")
        + f">{markup.escape(formula)}</{prefix}definedName>"
        for (name, sheet), formula in names.items()
        if sheet or name.casefold() not in taken
    ]
    if not lines:
        return
    made = "".join(lines).encode()
    if listed is not None:
        change = markup.child_at_end(data, listed, made)
    else:
        before = next(e for name in _AFTER if (e := book.child(name)) is not None)
        change = (
            before.end,
            before.end,
            f"<{prefix}definedNames>".encode() + made + f"</{prefix}definedNames>".encode(),
        )
    book.write(book.part, markup.spliced(data, [change]))
