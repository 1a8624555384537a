"""The Log sheet: read in the order of its entries, with a finding where it was changed, re-ordered or cut.

The last line of the Start sheet says how many entries the Log had at the last run and how the last seal began:
so that rows cut off at the end show as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ar_sheets.base.days import can_be_meant
from ar_sheets.base.i18n import _
from ar_sheets.facts import log, older_log
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records
from ar_sheets.workbook.shown_numbers import CUSTOMER, INVOICE, names_by_number

MARK = "Log"  # the label of the line in Start
_TEXTS = ("when", "event", "customer_id", "invoice_no", "step", "currency", "detail", "document_sha256", "seal",
          "letter_id", "to")  # fmt: skip


def read_log(book: Book) -> list[LogEntry]:
    """The entries by number; a row without a number or a day is no entry, and shows as a gap."""
    entries = [
        _entry(row, record)
        for row, record in records(book, "Log")
        if isinstance(record["as_of"], date) and isinstance(record["entry"], int)
    ]
    broken, what = log.first_break(entries, start_mark(book, entries))
    if what:
        _report(book, broken, what)
    in_order = sorted(entries, key=lambda entry: entry.entry)
    right = log.with_right_days([older_log.with_data(entry) for entry in in_order])
    return _under_shown_numbers(book, right)


def _under_shown_numbers(book: Book, entries: list[LogEntry]) -> list[LogEntry]:
    """The rows under the number of today where it was the cell's number that was logged: 42, shown as INV-0042 now."""
    invoices, customers = names_by_number(book, INVOICE), names_by_number(book, CUSTOMER)
    if not invoices and not customers:
        return entries
    return [
        entry
        if entry.invoice_no not in invoices and entry.customer_id not in customers
        else replace(
            entry, invoice_no=invoices.get(entry.invoice_no, entry.invoice_no),
            customer_id=customers.get(entry.customer_id, entry.customer_id), as_written=entry.as_written or entry,
        )
        for entry in entries
    ]  # fmt: skip


def has_letter_columns(book: Book) -> bool:
    """Whether a Log row can hold its letter, step's place, day and address in cells of their own."""
    table = book.tables.get("Log")
    return table is None or {"letter_id", "step_place", "pay_by", "to"} <= table.places.keys()


def mark_line(entries: Sequence[LogEntry]) -> tuple[str, str]:
    """The line of the Start sheet that the next run compares the Log with."""
    if not entries:
        return MARK, "empty"
    return MARK, f"{entries[-1].entry} entries, seal {entries[-1].seal[:12]}"


def start_mark(book: Book, entries: Sequence[LogEntry]) -> tuple[int, str] | None:
    """How long the Log was at the last run, by the Start sheet; None where it does not say so, or where a person
    has confirmed the Log, which .ar-sheets notes."""
    if any(entry.event == log.CONFIRMED for entry in entries):
        return None
    for label, value in (pair for line in book.start for pair in pairwise(line)):
        found = re.fullmatch(r"(\d+) entries, seal ([0-9a-f]*)", str(value)) if label == MARK else None
        if found is not None:
            return int(found.group(1)), found.group(2)
    return None


def _entry(row: int, record: dict[str, Any]) -> LogEntry:
    texts: dict[str, Any] = {key: record[key] if isinstance(record[key], str) else "" for key in _TEXTS}
    amount = record["amount"] if isinstance(record["amount"], Decimal) else None
    place = record["step_place"] if isinstance(record["step_place"], int) else None
    day = record["pay_by"]
    pay_by = day if isinstance(day, date) and can_be_meant(day) else None
    return LogEntry(entry=record["entry"], as_of=record["as_of"], amount=amount, row=row, step_place=place,
                    pay_by=pay_by, **texts)  # fmt: skip


def _report(book: Book, broken: LogEntry | None, what: str) -> None:
    to_do = _("Put it back as it was (copies are in .ar-sheets/backups); the run goes on with what stands here.")
    if broken is None:
        book.findings.append(Finding(book.name("Log"), "", what, to_do))
    else:
        book.report("Log", broken.row, "seal", what, to_do, stops=False)
