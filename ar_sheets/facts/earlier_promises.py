"""Promises that stood in the sheet before: a broken one stays broken when a new day is typed over it.

A run logs each promise that it finds under Promise date, and that one was taken back before its day. So the cell may
change, and what was promised before is still known. Detail of such a row is the day itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from ar_sheets.facts import log
from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.promises import last_day
from ar_sheets.schema.model import LogEntry, Promise

Key = tuple[str, str]  # customer and invoice number, folded
EVENTS = (log.PROMISE_TYPED, log.PROMISE_CLEARED)


def join_earlier_promises(
    columns: dict[str, list[Any]], ids: Sequence[str], entries: Iterable[LogEntry], as_of: date
) -> None:
    """Adds to each invoice's promises those that stood in the sheet before, and were over when they were replaced.

    `ids`: each invoice's customer, folded. One that was moved to a later day in good time was no broken promise.
    """
    logged = _by_invoice(entry for entry in entries if entry.as_of <= as_of)
    if not logged:
        return
    for index, key in enumerate(zip(ids, columns["invoice_no"], strict=True)):
        rows = [
            row for row in logged.get((key[0], key[1].casefold()), ()) if row.as_of >= columns["invoice_date"][index]
        ]
        before = tuple(_over(rows, columns["promise_date"][index], columns["country"][index], as_of))
        known = {promise.day for promise in columns["promises"][index]}
        columns["promises"][index] = (*(p for p in before if p.day not in known), *columns["promises"][index])


def _over(rows: Sequence[LogEntry], typed: date | None, country: str, as_of: date) -> Iterator[Promise]:
    """The promises that are not the one in the cell, and whose last day was over when the cell changed."""
    for row, later in zip(rows, [*rows[1:], None], strict=False):
        day = _day(row)
        if day is not None and day != typed and last_day(day, country) < (later.as_of if later else as_of):
            yield Promise(day, row.amount)


def log_promises(work: Assessment, now: datetime) -> list[LogEntry]:
    """The Log rows for promises typed, or taken back, since the last run; not numbered and sealed yet."""
    logged = _by_invoice(entry for entry in work.facts.log if entry.as_of <= work.as_of)
    columns, made = work.columns, []
    keys = ("invoice_no", "promise_date", "promise_amount", "open_amount", "invoice_date", "country", "currency")
    for customer, *row in zip(work.customers, *(columns[key] for key in keys), strict=True):
        number, day, amount, left, dated, country, currency = row
        rows = logged.get((customer.customer_id.casefold(), number.casefold()), ())
        last = rows[-1] if rows else None
        before = _day(last) if last else None
        if left <= 0 or (day is None and before is None):
            continue
        if day is not None and dated <= min(work.as_of, day) and (before != day or (last and last.amount != amount)):
            made.append(LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", work.as_of, log.PROMISE_TYPED, customer.customer_id,
                                 number, "", amount, currency, day.isoformat()))  # fmt: skip
        elif day is None and before is not None and work.as_of <= last_day(before, country):
            made.append(LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", work.as_of, log.PROMISE_CLEARED, customer.customer_id,
                                 number, "", None, currency, ""))  # fmt: skip
    return made


def _by_invoice(entries: Iterable[LogEntry]) -> dict[Key, list[LogEntry]]:
    found: dict[Key, list[LogEntry]] = defaultdict(list)
    for entry in entries:
        if entry.event in EVENTS:
            found[entry.customer_id.casefold(), entry.invoice_no.casefold()].append(entry)
    return found


def _day(row: LogEntry) -> date | None:
    try:
        return date.fromisoformat(row.detail) if row.event == log.PROMISE_TYPED else None
    except ValueError:  # a Log that somebody changed
        return None
