"""The Log: what was really done, one row per invoice and event, each row sealed with the one above.

The seal is SHA-256 over the seal above and the row's values, so a row that was changed, moved or taken out
shows. Only Log rows move a plan on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ar_sheets.model import LogEntry

CONTACT_EVENTS = {"sent": "Email", "posted": "Post", "called": "Phone", "handed over": "Hand-over"}
CLAIM_EVENTS = ("fee", "compensation", "interest")
WAIVER_EVENTS = {"waived fees": "fee", "waived interest": "interest"}


def seal(entry: LogEntry, above: str) -> str:
    """The seal of a row under the row with the seal `above`: the first 32 hex digits of SHA-256."""
    amount = "" if entry.amount is None else f"{entry.amount.normalize():f}"
    values = (
        above, str(entry.entry), entry.when, entry.as_of.isoformat(), entry.event, entry.customer_id,
        entry.invoice_no, entry.step, amount, entry.currency, entry.detail, entry.document_sha256,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:32]


def sealed(entries: Iterable[LogEntry], after: LogEntry | None = None) -> list[LogEntry]:
    """New entries, numbered and sealed in a chain that goes on from the last row of the Log."""
    number, above = (after.entry, after.seal) if after else (0, "")
    result = []
    for entry in entries:
        number += 1
        entry = replace(entry, entry=number)
        above = seal(entry, above)
        result.append(replace(entry, seal=above))
    return result


def first_broken(entries: Sequence[LogEntry]) -> LogEntry | None:
    """The first row whose seal does not fit its values and the row above; none in a whole Log."""
    above = ""
    for entry in entries:
        if entry.seal != seal(entry, above):
            return entry
        above = entry.seal
    return None


def newest(entries: Iterable[LogEntry]) -> date | None:
    """The latest as-of day in the Log."""
    return max((entry.as_of for entry in entries), default=None)


def amount_of(entry: LogEntry) -> Decimal:
    """The entry's amount, 0 where it has none."""
    return entry.amount if entry.amount is not None else Decimal(0)


def pay_by(entry: LogEntry) -> date | None:
    """The day a letter gave to pay, as its Detail says: "... pay by 2026-12-04"."""
    found = re.search(r"pay by (\d{4}-\d\d-\d\d)", entry.detail)
    return date.fromisoformat(found.group(1)) if found else None
