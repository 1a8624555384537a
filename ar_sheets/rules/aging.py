"""How late an invoice is, and the bucket it falls in.

Days overdue = as of less due date; 0 and below is Current; day 30 is in 1-30, day 31 in 31-60 (the usual
convention of Odoo, OCA and most ledgers).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def days_overdue(due_date: date, as_of: date) -> int:
    """Whole days past the due date; 0 or less is not overdue."""
    return as_of.toordinal() - due_date.toordinal()


def bucket_labels(aging_buckets: tuple[int, ...]) -> tuple[str, ...]:
    """The names of the buckets: (30, 60, 90) gives Current, 1-30, 31-60, 61-90, 90+."""
    starts = (0, *aging_buckets)
    middle = tuple(f"{low + 1}-{high}" for low, high in zip(starts, aging_buckets, strict=False))
    return ("Current", *middle, f"{aging_buckets[-1]}+")


def bucket_index(days_overdue: int, aging_buckets: tuple[int, ...]) -> int:
    """0 for Current, then 1 for each limit that is passed."""
    if days_overdue <= 0:
        return 0
    return 1 + sum(days_overdue > limit for limit in aging_buckets)


def bucket(open_amount: Decimal, days_overdue: int, aging_buckets: tuple[int, ...]) -> str:
    """The bucket the days overdue fall in; empty when nothing is open."""
    if open_amount <= 0:
        return ""
    return bucket_labels(aging_buckets)[bucket_index(days_overdue, aging_buckets)]
