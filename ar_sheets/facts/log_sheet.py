"""The Log sheet: read in the order of its entries, with a finding where it was changed, re-ordered or cut.

The last line of the Start sheet says how many entries the Log had at the last run and how the last seal began:
so that rows cut off at the end show as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ar_sheets.facts import log
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

MARK = "Log"  # the label of the line in Start
_TEXTS = ("when", "event", "customer_id", "invoice_no", "step", "currency", "detail", "document_sha256", "seal")


def read_log(book: Book) -> list[LogEntry]:
    """The entries by number; a row without a number or a day is no entry, and shows as a gap."""
    entries = [
        _entry(row, record)
        for row, record in records(book, "Log")
        if isinstance(record["as_of"], date) and isinstance(record["entry"], int)
    ]
    broken, what = log.fault(entries, _mark(book))
    if what:
        _report(book, broken, what)
    return sorted(entries, key=lambda entry: entry.entry)


def mark_line(entries: Sequence[LogEntry]) -> tuple[str, str]:
    """The line of the Start sheet that the next run compares the Log with."""
    if not entries:
        return MARK, "empty"
    return MARK, f"{entries[-1].entry} entries, seal {entries[-1].seal[:12]}"


def _mark(book: Book) -> tuple[int, str] | None:
    for label, value in (pair for line in book.start for pair in pairwise(line)):
        found = re.fullmatch(r"(\d+) entries, seal ([0-9a-f]*)", str(value)) if label == MARK else None
        if found is not None:
            return int(found.group(1)), found.group(2)
    return None


def _entry(row: int, record: dict[str, Any]) -> LogEntry:
    texts = {key: record[key] if isinstance(record[key], str) else "" for key in _TEXTS}
    amount = record["amount"] if isinstance(record["amount"], Decimal) else None
    return LogEntry(entry=record["entry"], as_of=record["as_of"], amount=amount, row=row, **texts)


def _report(book: Book, broken: LogEntry | None, what: str) -> None:
    to_do = "Put it back as it was (copies are in .ar-sheets/backups); the run goes on with what stands here."
    if broken is None:
        book.findings.append(Finding(book.name("Log"), "", what, to_do))
    else:
        book.report("Log", broken.row, "seal", what, to_do, stops=False)
