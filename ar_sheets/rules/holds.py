"""Why an invoice is on hold.

Which mistake is worse? Writing to someone who has paid, or who is in the right, is far worse than writing a
week late. So when in doubt an invoice is held, and the reason stands in the sheet. The reasons are ranked: the
sheet shows the first that applies, `explain` all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.rules.disputes import ended
from ar_sheets.rules.promises import is_token, last_day
from ar_sheets.schema.model import Hold, Promise

# A hold that says one of these lasts until a person clears it: insolvency and vulnerability in our languages.
LASTING = (
    "insolv", "bankrupt", "konkurs", "gjeldsordning", "skuldsanering", "faillissement", "schuldsanering", "surseance",
    "falência", "falencia", "privatinsolvenz", "falimentim", "vulnerab", "vulneráv", "sårbar", "kwetsbaar",
    "schutzbedürftig", "i cenueshëm", "deceased",
)  # fmt: skip
WRITTEN_OFF = (
    "written off", "avskrevet", "tapsført", "avskriven", "bortskriven", "afgeboekt", "afgeschreven", "incobrável",
    "incobravel", "fshirë nga librat", "borxh i keq", "ausgebucht", "abgeschrieben",
)  # fmt: skip
ANSWERS = {
    "Paid already": "the customer says it is paid: look for the payment, then clear Reply",
    "Invoice not received": "the customer has not received the invoice: send a copy, then clear Reply",
}


def reasons(
    check: str,
    open_amount: Decimal,
    disputed: Decimal,
    dispute_reason: str | None,
    plan_standing: str,
    plan_note: str,
    promise: str,
    promises: Sequence[Promise],
    reply: str | None,
    hold_until: date | None,
    hold_reason: str | None,
    customer_hold_until: date | None,
    customer_hold_reason: str | None,
    payment_in_doubt: str,
    country: str,
    as_of: date,
) -> tuple[Hold, ...]:
    """Every reason to hold the invoice, the weightiest first; none when it may be reminded."""
    if open_amount <= 0 and not check and not hold_reason:
        return ()
    found = (
        Hold("Check", check) if check else None,
        Hold("Written off", "written off") if written_off(hold_reason) else None,
        *_lasting(hold_reason, customer_hold_reason),
        _disputed(open_amount, disputed, dispute_reason),
        Hold("On plan", plan_note) if plan_standing in ("good", "kept") else None,
        _promised(promise, promises, open_amount, country),
        Hold("On hold", ANSWERS[reply]) if reply in ANSWERS else None,
        *_until("on hold", hold_until, hold_reason, as_of),
        *_until("customer on hold", customer_hold_until, customer_hold_reason, as_of),
        Hold("On hold", payment_in_doubt) if payment_in_doubt else None,
    )
    return tuple(reason for reason in found if reason is not None)


def hold(reasons: Sequence[Hold]) -> Hold | None:
    """The weightiest reason the invoice is on hold; none when it may be reminded."""
    return reasons[0] if reasons else None


def hold_ended(
    invoice_date: date,
    open_amount: Decimal,
    hold_until: date | None,
    hold_reason: str | None,
    customer_hold_until: date | None,
    customer_hold_reason: str | None,
    last_customer_contact: date | None,
    as_of: date,
) -> str:
    """That a hold has run out, said until the next contact; empty when none has."""
    if open_amount <= 0 or (hold_until is None and customer_hold_until is None):
        return ""
    over = [
        until
        for until, reason in ((hold_until, hold_reason), (customer_hold_until, customer_hold_reason))
        if until is not None and invoice_date <= until < as_of and not lasts(reason)
    ]
    if not over or (last_customer_contact is not None and last_customer_contact > max(over)):
        return ""
    return f"the hold until {max(over)} is over"


def written_off(hold_reason: str | None) -> bool:
    """Whether the reason takes the invoice out for good."""
    return (hold_reason or "").strip().casefold().startswith(WRITTEN_OFF)


def lasts(reason: str | None) -> bool:
    """Whether a hold with this reason never ends by itself: insolvency, vulnerability."""
    return bool(reason) and any(word in (reason or "").casefold() for word in LASTING)


def held(hold_until: date | None, hold_reason: str | None, as_of: date) -> bool:
    """Whether a hold is in force: up to and including its day; a reason without a day holds until cleared."""
    return as_of <= hold_until if hold_until is not None else bool(hold_reason)


def _lasting(*texts: str | None) -> Iterator[Hold]:
    for text in texts:
        if lasts(text):
            yield Hold("On hold", f"on hold until you clear Hold reason: {text}")


def _disputed(open_amount: Decimal, disputed: Decimal, reason: str | None) -> Hold | None:
    """Only a dispute about all that is open holds the invoice; what is disputed in part is just not asked for."""
    if disputed <= 0 or disputed < open_amount:
        return None
    return Hold("Disputed", f"disputed: {reason}" if reason and not ended(reason) else "disputed")


def _promised(promise: str, promises: Sequence[Promise], open_amount: Decimal, country: str) -> Hold | None:
    if promise != "open" or is_token(promises[-1], open_amount):
        return None
    day, amount = promises[-1].day, promises[-1].amount
    part = f" {amount:,.2f} of {open_amount:,.2f}" if amount is not None and amount < open_amount else ""
    return Hold("Promised", f"promised{part} for {day}, waiting until {last_day(day, country)}")


def _until(what: str, until: date | None, reason: str | None, as_of: date) -> Iterator[Hold]:
    if held(until, reason, as_of) and not lasts(reason) and not written_off(reason):
        yield Hold("On hold", what + (f" until {until}" if until else "") + (f": {reason}" if reason else ""))
