"""What Excel repairs or refuses at opening: a checker that shares nothing with the program.

Every rule has a broken workbook of its own in xlsx/test_excel_rules.py, and none speaks up on files that Excel made.
"""

from __future__ import annotations

from collections import Counter

from excel_rules import charts, links, sheets, styles, tables, workbook, zip_file
from excel_rules.book import Book, Fault

__all__ = ["Fault", "faults", "new_faults"]

_RULES = (links, workbook, styles, sheets, tables, charts)


def faults(data: bytes) -> list[Fault]:
    """Everything Excel would stumble over in a workbook; none for a sound one."""
    found = list(zip_file.check(data))
    if any(fault.rule in zip_file.FATAL for fault in found):
        return found
    book = Book(data)
    found += book.broken
    for rules in _RULES:
        found += rules.check(book)
    return found


def new_faults(before: bytes, after: bytes) -> list[Fault]:
    """The faults of a changed workbook that it did not have before; a fault that moved counts as the same."""
    had = Counter((fault.rule, fault.part) for fault in faults(before))
    new = []
    for fault in faults(after):
        had[fault.rule, fault.part] -= 1
        if had[fault.rule, fault.part] < 0:
            new.append(fault)
    return new
