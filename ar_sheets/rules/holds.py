"""Why an invoice is left in peace.

Which mistake is worse? Writing to someone who has paid, or who is in the right, is far worse than writing a
week late. So when in doubt an invoice is held, and the reason stands in the sheet.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ar_sheets.model import Hold
from ar_sheets.rules.workdays import add_working_days

PROMISE_GRACE = 2  # working days: a bank transfer made on the promised day may need them


def promise_ends(promise_date: date) -> date:
    """The last day a promise to pay is waited for: two working days after the promised day."""
    return add_working_days(promise_date, PROMISE_GRACE)


def hold(
    check: str,
    reply: str | None,
    dispute_reason: str | None,
    promise_date: date | None,
    plan_standing: str,
    hold_until: date | None,
    hold_reason: str | None,
    customer_hold_until: date | None,
    customer_hold_reason: str,
    payment_in_doubt: str,
    as_of: date,
) -> Hold | None:
    """The reason the invoice is left in peace; none when it may be reminded. The first that applies counts."""
    if check:
        return Hold("Check", check)
    if hold_reason and hold_reason.casefold().startswith("written off"):
        return Hold("Written off", "written off")
    if dispute_reason or reply == "Dispute":
        return Hold("Disputed", f"disputed: {dispute_reason}" if dispute_reason else "disputed")
    if plan_standing == "good":
        return Hold("On plan", "payment plan in good standing")
    if promise_date is not None and as_of <= promise_ends(promise_date):
        return Hold("Promised", f"promised for {promise_date}, waiting until {promise_ends(promise_date)}")
    if reply == "Paid already":
        return Hold("On hold", "the customer says it is paid: look for the payment, then clear Reply")
    if reply == "Invoice not received":
        return Hold("On hold", "the customer has not received the invoice: send a copy, then clear Reply")
    if held(hold_until, hold_reason, as_of):
        return Hold("On hold", _held_text("on hold", hold_until, hold_reason))
    if held(customer_hold_until, customer_hold_reason, as_of):
        return Hold("On hold", _held_text("customer on hold", customer_hold_until, customer_hold_reason))
    if payment_in_doubt:
        return Hold("On hold", payment_in_doubt)
    return None


def held(hold_until: date | None, hold_reason: str | None, as_of: date) -> bool:
    """Whether a hold is in force: up to and including its day; a reason without a day holds until cleared."""
    return as_of <= hold_until if hold_until is not None else bool(hold_reason)


def promise(
    promise_date: date | None,
    promise_amount: Decimal | None,
    reductions: tuple[tuple[date, Decimal], ...],
    open_amount: Decimal,
    as_of: date,
) -> str:
    """What became of a promise to pay: kept, open or broken; empty when there is none.

    Kept when the promised amount (all of it, if none was named) came in by the promised day and two working days.
    """  # fmt: skip
    if promise_date is None:
        return ""
    if open_amount <= 0:
        return "kept"
    in_time = sum((amount for day, amount in reductions if day <= promise_ends(promise_date)), Decimal(0))
    if promise_amount is not None and in_time >= promise_amount:
        return "kept"
    return "open" if as_of <= promise_ends(promise_date) else "broken"


def _held_text(what: str, until: date | None, reason: str | None) -> str:
    return what + (f" until {until}" if until else "") + (f": {reason}" if reason else "")
