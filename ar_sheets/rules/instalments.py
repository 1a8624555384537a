"""Payment plans: what has come in towards each instalment, and whether the customer keeps to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ar_sheets.rules.workdays import add_working_days

GRACE = 2  # working days, as for a promise


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of Payment plans, with what the run made of it."""

    row: int
    due_date: date
    amount: Decimal
    paid: Decimal = Decimal(0)
    status: str = ""


def applied(instalments: Sequence[Instalment], received: Decimal, as_of: date) -> list[Instalment]:
    """The instalments with `received` put against them, earliest first, and their status."""
    result = []
    for item in sorted(instalments, key=lambda i: (i.due_date, i.row)):
        paid = max(Decimal(0), min(item.amount, received))
        received -= paid
        result.append(Instalment(item.row, item.due_date, item.amount, paid, _status(item, paid, as_of)))
    return result


def standing(instalments: Sequence[Instalment]) -> str:
    """good while no instalment is missed, broken from the first that is."""
    return "broken" if any(item.status == "Missed" for item in instalments) else "good"


def _status(item: Instalment, paid: Decimal, as_of: date) -> str:
    if paid >= item.amount:
        return "Paid"
    if as_of > add_working_days(item.due_date, GRACE):
        return "Missed"
    if as_of >= item.due_date:
        return "Due"
    return "Part paid" if paid else "Not due"
