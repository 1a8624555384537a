"""Whether a customer is supplied on credit: OK, Watch, Hold (stop supply) or Released, and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount

WATCH_DAYS, HOLD_DAYS = 30, 90  # days overdue of the oldest invoice that is not on hold
BROKEN_TO_HOLD = 2  # promises broken on invoices that are still open
RELEASED_FOR = timedelta(days=30)  # how long the sales desk sees that a stop is over


def credit(
    open_amount: Decimal,
    overdue: Decimal,
    credit_limit: Decimal | None,
    oldest_days: int,
    broken_promises: int,
    stopped_by: str,
    released_by: str,
    unsettled: str = "",
    currency: str = "",
) -> tuple[str, str]:
    """The credit status and its reason.

    `stopped_by` names the step that stops supply ("Final reminder of 2026-11-06") while its invoice is open,
    `released_by` why it does so no longer; `unsettled` what of theirs is overdue or broken all the same ("12 days
    overdue"): until that is settled too, supply stays stopped. Amounts are in the customer's own currency.
    """
    over = ""
    if credit_limit is not None and open_amount > credit_limit:
        over = _("{amount} open, over the credit limit of {limit}", amount=format_amount(open_amount, currency),
                 limit=format_amount(credit_limit, currency))  # fmt: skip
    if stopped_by:
        return "Hold", stopped_by
    if released_by and unsettled:
        return "Hold", _("{fault} (what stopped supply: {released_by})", fault=unsettled, released_by=released_by)
    if oldest_days > HOLD_DAYS:
        return "Hold", _days_overdue(oldest_days)
    if over and overdue > 0:
        return "Hold", _("{over}, and some of it overdue", over=over)
    if broken_promises >= BROKEN_TO_HOLD:
        return "Hold", n_("{n} promise broken", "{n} promises broken", broken_promises)
    if over:
        return "Watch", over
    if broken_promises:
        return "Watch", _("a promise broken")
    if oldest_days > WATCH_DAYS:
        return "Watch", _days_overdue(oldest_days)
    return ("Released", released_by) if released_by else ("OK", "")


def _days_overdue(days: int) -> str:
    return n_("{n} day overdue", "{n} days overdue", days)


def unsettled(days_overdue: int, broken_promises: int, plan_broken: bool) -> str:
    """What stands in the way of supplying again: the oldest overdue invoice that is neither disputed nor in a payment
    plan that is kept, a broken promise or a broken plan on what is open; "" for nothing."""
    if days_overdue > 0:
        return _days_overdue(days_overdue)
    if broken_promises:
        return _("a promise broken")
    return _("a payment plan broken") if plan_broken else ""


def released_by(settled_on: date | None, plan_standing: str, as_of: date) -> str:
    """Why an invoice that stopped supply does so no longer: paid lately, or its payment plan is kept; else empty."""
    if plan_standing == "kept":
        return _("keeps to the payment plan")
    if settled_on is not None and as_of <= settled_on + RELEASED_FOR:
        return _("settled on {day}", day=settled_on)
    return ""
