"""Formulas that depend on what was written: Excel is told to work them out when it opens the file.

Their saved results stay, so that readers that cannot calculate (a phone, a mail preview) still see numbers.
"""

from __future__ import annotations

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.parts import Package

_BEFORE = {
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
}  # fmt: skip


def has_formulas(book: Package) -> bool:
    """Whether any sheet has a formula."""
    if book.related("calcChain"):
        return True
    sheets = (s for s in book.sheets if s.kind == "worksheet")
    return any(_has_formula(book.xml(s.part).content) for s in sheets if book.has(s.part))


def _has_formula(data: bytes) -> bool:
    name = markup.root(data).prefix.encode() + b"f"
    return any(b"<" + name + end in data for end in (b">", b" ", b"/"))


def recalculate_on_open(book: Package) -> None:
    """Set `fullCalcOnLoad` when the workbook has formulas; a manual calculation mode stays manual."""
    found = book.child("calcPr")
    data = book.xml(book.part).content
    if found is not None and found.get("fullCalcOnLoad") in ("1", "true", "on"):
        return
    if not has_formulas(book):
        return
    if found is not None:
        tag = markup.with_attribute(data[found.start : found.inside], "fullCalcOnLoad", "1")
        book.write(book.part, markup.spliced(data, [(found.start, found.inside, tag)]))
        return
    top = book.xml_root
    after = max((e.end for e in markup.inside(data, top) if e.local in _BEFORE), default=top.inside)
    element = f'<{top.prefix}calcPr fullCalcOnLoad="1"/>'.encode()
    book.write(book.part, markup.spliced(data, [(after, after, element)]))
