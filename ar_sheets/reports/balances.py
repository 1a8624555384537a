"""What was open, and how much of it overdue, on past days: from the invoices and the dated money put against them.

Only what had happened by a day counts on that day. Written-off invoices are left out throughout, since nobody noted
the day; credit notes and money that is put against nothing stand apart, as in Aging. An invoice that was deleted from
the workbook is missing in its past too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any, NamedTuple

from ar_sheets.facts.assessment import Assessment

ZERO = Decimal(0)


class BalanceOn(NamedTuple):
    """What was open at the end of a day, and the part of it that was overdue, in one currency."""

    day: date
    open_amount: Decimal
    overdue: Decimal


def month_ends(work: Assessment, months: int = 12, currency: str | None = None) -> Sequence[BalanceOn]:
    """The balances at the last so many month ends, oldest first; the last is the as-of day itself.

    `currency` is the owner's if none is given; no sum crosses currencies.
    """
    return balances_on(work, [*_ends(work.as_of, months - 1), work.as_of], currency)


def _ends(before: date, count: int) -> list[date]:
    """The `count` month ends before a day, oldest first."""
    ends: list[date] = []
    year, month = before.year, before.month
    for _ in range(count):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        ends.append(date(year, month, monthrange(year, month)[1]))
    return ends[::-1]


def balances_on(work: Assessment, days: Sequence[date], currency: str | None = None) -> Sequence[BalanceOn]:
    """The balances at the end of each of `days`, which are in order and none after the as-of day."""
    count = len(days)
    opened, late = [ZERO] * (count + 1), [ZERO] * (count + 1)  # what each day adds; the last place is never
    for dated, due, amount, reductions, paid_on in invoice_values(
        work, currency, "invoice_date", "due_date", "amount", "reductions", "paid_on"
    ):
        if paid_on is not None and paid_on <= days[0]:
            continue
        first = bisect_left(days, dated)
        overdue = max(first, bisect_right(days, due))
        opened[first] += amount
        late[overdue] += amount
        for day, part in reductions:
            at = bisect_left(days, day)
            opened[at] -= part
            late[max(at, overdue)] -= part
    rows = zip(days, accumulate(opened), accumulate(late), strict=False)
    return [BalanceOn(*row) for row in rows]


def invoice_values(work: Assessment, currency: str | None, *keys: str) -> Iterator[tuple[Any, ...]]:
    """The values under `keys` of every invoice and deposit there is by the as-of day, none that is written off."""
    wanted, as_of = currency or work.facts.settings.currency, work.as_of
    columns = work.columns
    marks = zip(columns["currency"], columns["kind"], columns["invoice_date"], columns["hold"], strict=True)
    rows = zip(*(columns[key] for key in keys), strict=True)
    for (own, kind, dated, hold), row in zip(marks, rows, strict=True):
        written_off = hold is not None and hold.status == "Written off"
        if own == wanted and kind != "Credit note" and dated <= as_of and not written_off:
            yield row
