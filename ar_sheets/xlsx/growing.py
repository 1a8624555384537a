"""What else has to reach over rows added to a list: drop-downs, conditional formats and the sheet's own filter."""

from __future__ import annotations

import re
from dataclasses import replace

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.cells import Area, area
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet

_ROWS = re.compile(r"(\$[A-Z]+\$[0-9]+:\$[A-Z]+\$)([0-9]{1,10})$")


def grown_rules(sheet: Worksheet, lines: Area, bottom: int) -> list[tuple[int, int, bytes]]:
    """Splices that let rules which cover the list's last row reach down to `bottom`, as Excel itself does.

    lines: the rows of data as they were. No splices when the list does not get longer.
    """
    if bottom <= lines.bottom:
        return []
    rules = [e for e in sheet.after if e.local == "conditionalFormatting"]
    checks = sheet.child("dataValidations")
    rules += markup.inside(sheet.data, checks) if checks else ()
    splices = []
    for element in rules:
        old = element.get("sqref") or ""
        new = " ".join(_grown(one, lines, bottom) for one in old.split())
        if new != " ".join(old.split()):
            tag = markup.with_attribute(sheet.data[element.start : element.inside], "sqref", new)
            splices.append((element.start, element.inside, tag))
    return splices


def _grown(one: str, lines: Area, bottom: int) -> str:
    try:
        covered = area(one)
    except ValueError:  # whole columns
        return one
    inside = covered.left <= lines.right and covered.right >= lines.left
    if not inside or covered.bottom != lines.bottom or covered.top > lines.bottom or covered.top < lines.top:
        return one
    return str(replace(covered, bottom=bottom))


def grown_filter(sheet: Worksheet, header_row: int, last: int, bottom: int) -> list[tuple[int, int, bytes]]:
    """The splice that lets the sheet's own filter take in appended rows; none when it is not over this list."""
    found = sheet.child("autoFilter")
    ref = area(found.get("ref") or "A1") if found else None
    if found is None or ref is None or ref.top != header_row or ref.bottom != last:
        return []
    tag = markup.with_attribute(sheet.data[found.start : found.inside], "ref", str(replace(ref, bottom=bottom)))
    return [(found.start, found.inside, tag)]


def grow_filter_name(book: Package, sheet: str, last: int, bottom: int) -> None:
    """The hidden name Excel keeps for a sheet's filter has to agree with it."""
    names = book.child("definedNames")
    index = [s.name for s in book.sheets].index(sheet)
    data = book.xml(book.part).content
    for element in markup.inside(data, names) if names else ():
        if element.get("name") == "_xlnm._FilterDatabase" and element.get("localSheetId") == str(index):
            old = data[element.inside : element.close].decode("utf-8", "surrogateescape")
            new = _ROWS.sub(lambda m: f"{m[1]}{bottom}" if int(m[2]) == last else m[0], old)
            book.write(
                book.part,
                markup.spliced(data, [(element.inside, element.close, new.encode("utf-8", "surrogateescape"))]),
            )
            return
