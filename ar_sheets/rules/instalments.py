"""Payment plans: what has come in towards each instalment, and whether the customer keeps to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.countries.workdays import working_days_later

GRACE = 2  # working days, as for a promise
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One row of Payment plans, with what the run made of it."""

    row: int
    due_date: date
    amount: Decimal
    paid: Decimal = Decimal(0)
    status: str = ""


def applied(
    instalments: Sequence[Instalment], received: Decimal, country: str, as_of: date, minimum: Decimal = ZERO
) -> list[Instalment]:
    """The instalments with `received` put against them, earliest first, and their status. One that is short by less
    than `minimum` (Minimum to dun, in the plan's currency) is kept: nobody would be reminded of so little."""
    result = []
    for item in sorted(instalments, key=lambda i: (i.due_date, i.row)):
        paid = max(ZERO, min(item.amount, received))
        received -= paid
        status = _status(item, paid, country, as_of, minimum)
        result.append(Instalment(item.row, item.due_date, item.amount, paid, status))
    return result


def standing(instalments: Sequence[Instalment]) -> str:
    """broken from the first missed instalment on; else kept once one was paid, good before that; "" when all are."""
    statuses = {item.status for item in instalments}
    if "Missed" in statuses:
        return "broken"
    if statuses <= {"Paid"}:
        return ""  # nothing is left to wait for: whatever is still open is reminded as ever
    return "kept" if "Paid" in statuses else "good"


def describe_plan(plan_no: str, instalments: Sequence[Instalment], currency: str = "") -> str:
    """The standing in words: which instalment comes next, or which was missed."""
    missed = next((item for item in instalments if item.status == "Missed"), None)
    if missed is not None:
        return _("payment plan {plan} broken: the instalment of {day} was missed", plan=plan_no, day=missed.due_date)
    coming = next((item for item in instalments if item.status != "Paid"), None)
    if coming is None:
        return _("payment plan {plan} in good standing", plan=plan_no)
    return _("payment plan {plan} in good standing, {amount} due on {day}", plan=plan_no,
             amount=format_amount(coming.amount - coming.paid, currency), day=coming.due_date)  # fmt: skip


def _status(item: Instalment, paid: Decimal, country: str, as_of: date, minimum: Decimal) -> str:
    kept = item.amount - paid < minimum
    if paid >= item.amount or (kept and paid):
        return "Paid"
    if as_of > working_days_later(country, item.due_date, GRACE) and not kept:
        return "Missed"
    if as_of >= item.due_date:
        return "Due"
    return "Part paid" if paid else "Not due"
