"""The aging of a list (how much is 1-30, 31-60 ... days overdue) against its due dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ar_sheets.adopting.detect_table import Listing
from ar_sheets.adopting.value_types import cell_as_date, date_order, to_amount
from ar_sheets.base.i18n import _

if TYPE_CHECKING:
    from ar_sheets.adopting.mapping import Settled

FAR = 20_000  # days; "more than 90" ends somewhere
MOST = 0.8  # of the rows must fit
_RANGE = re.compile(r"\D*(\d{1,3})\s*(?:-|\u2013|to|til|bis|tot|till|a|à)\s*(\d{1,3})\D*")
_OVER = re.compile(r"\D*(\d{2,3})\s*\+\D*|\D*(?:>|over|above|more than|mer enn|über|ueber|plus de)\s*(\d{2,3})\D*")
_NOT_DUE = re.compile(r"current|not (?:yet )?due|ikke forfalt|nicht fällig|ej förfallet|niet vervallen")
Span = tuple[int, int]


def read_bucket(text: object) -> Span | None:
    """The days overdue that a bucket is for, first and last: 31-60, 90+, Current; None for other texts."""
    words = str(text).strip().casefold()
    if found := _RANGE.fullmatch(words):
        return int(found[1]), int(found[2])
    if found := _OVER.fullmatch(words):
        return int(found[1] or found[2]), FAR
    return (-FAR, 0) if _NOT_DUE.fullmatch(words) else None


def own_buckets(found: Listing) -> list[Span | None]:
    """What the columns of buckets say of each row; None where none of them holds an amount. [] for no such columns."""
    columns = [(span, c) for c in found.columns if (span := read_bucket(c.header)) and c.shape.money >= 0.9]
    if len(columns) < 2:
        return []
    first = min(low for (low, _), _ in columns)
    spans = [((-FAR if low == first else low, high), c.values) for (low, high), c in columns]
    rows: list[Span | None] = []
    for at in range(len(found.rows)):
        held = [span for span, values in spans if to_amount(values[at])]
        rows.append(held[0] if len(held) == 1 else None)
    return rows


def compare_aging(found: Listing, columns: Mapping[str, Settled], as_of: date) -> tuple[str, str]:
    """What is to be noted of a list's own aging, and what is to be asked; both "" where it agrees or there is none."""
    said = own_buckets(found)
    due = columns.get("typed_due_date")
    if not said or due is None or due.column is None:
        return "", ""
    best, share, today = _best_day(said, _days(due), as_of)
    if today >= MOST:
        return "", ""
    if share >= MOST:
        return _("its own aging is that of another day, about {day}.", day=best), ""
    issued = columns.get("invoice_date")
    if issued is not None and issued.column is not None:
        best, on_issue, _now = _best_day(said, _days(issued), as_of)
        if on_issue >= MOST:
            return _(
                "its own aging counts from {column}, not from the due date (as of about {day}).",
                column=issued.column.header,
                day=best,
            ), ""
    rows = sum(span is not None for span in said)
    off = rows - round(share * rows)
    return "", _(
        "its own aging does not fit the due dates in {off} of {rows} rows, whatever day it is of. Go on?",
        off=off,
        rows=rows,
    )


def _days(settled: Settled) -> list[date | None]:
    assert settled.column is not None
    order = date_order(settled.column.values) or "day first"
    return [cell_as_date(value, order) for value in settled.column.values]


def _best_day(said: Sequence[Span | None], days: Sequence[date | None], as_of: date) -> tuple[date, float, float]:
    """The day on which most rows are in the bucket the list says, their share of all, and the share on `as_of`."""
    spans = [(day.toordinal() + low, day.toordinal() + high)
             for span, day in zip(said, days, strict=True) if span and day for low, high in [span]]  # fmt: skip
    if len(spans) < 3:
        return as_of, 1.0, 1.0
    # One more row fits from each first day on, one fewer behind each last day.
    steps = sorted([(low, 0) for low, _ in spans] + [(high + 1, -1) for _, high in spans], key=lambda s: (s[0], s[1]))
    fits = most = 0
    best = as_of
    for day, step in steps:
        fits += 1 if step == 0 else -1
        if fits > most:
            most, best = fits, date.fromordinal(max(day, 1))
    on_day = as_of.toordinal()
    now = sum(low <= on_day <= high for low, high in spans)
    return best, most / len(spans), now / len(spans)
