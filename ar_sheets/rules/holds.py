"""Why an invoice is on hold.

Which mistake is worse? Writing to someone who has paid, or who is in the right, is far worse than writing a
week late. So when in doubt an invoice is held, and the reason stands in the sheet. The reasons are ranked: the
sheet shows the first that applies, `explain` all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
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
    "Paid already": N_("the customer says it is paid: look for the payment, then clear Reply"),
    "Invoice not received": N_("the customer has not received the invoice: send a copy, then clear Reply"),
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
    currency: str = "",
) -> tuple[Hold, ...]:
    """Every reason to hold the invoice, the weightiest first; none when it may be reminded."""
    if open_amount <= 0 and not check and not hold_reason:
        return ()
    answer = ANSWERS.get(reply or "")
    found = (
        Hold("Check", check) if check else None,
        Hold("Written off", _("written off")) if written_off(hold_reason) else None,
        *_lasting(hold_reason, customer_hold_reason),
        _disputed(open_amount, disputed, dispute_reason),
        Hold("On plan", plan_note) if plan_standing in ("good", "kept") else None,
        _promised(promise, promises, open_amount, currency, country),
        Hold("On hold", _(answer)) if answer else None,
        *_until(hold_until, hold_reason, as_of, all_of_theirs=False),
        *_until(customer_hold_until, customer_hold_reason, as_of, all_of_theirs=True),
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
    return _("the hold until {day} is over", day=max(over))


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
            yield Hold("On hold", _("on hold until you clear Hold reason: {reason}", reason=text), says_hold=True)


def _disputed(open_amount: Decimal, disputed: Decimal, reason: str | None) -> Hold | None:
    """Only a dispute about all that is open holds the invoice; what is disputed in part is just not asked for."""
    if disputed <= 0 or disputed < open_amount:
        return None
    told = _("disputed: {reason}", reason=reason) if reason and not ended(reason) else _("disputed")
    return Hold("Disputed", told)


def _promised(
    promise: str, promises: Sequence[Promise], open_amount: Decimal, currency: str, country: str
) -> Hold | None:
    if promise != "open" or is_token(promises[-1], open_amount):
        return None
    day, amount = promises[-1].day, promises[-1].amount
    until = last_day(day, country)
    if amount is None or amount >= open_amount:
        return Hold("Promised", _("promised for {day}, waiting until {until}", day=day, until=until))
    part, whole = format_amount(amount, currency), format_amount(open_amount, currency)
    return Hold("Promised", _("promised {part} of {whole} for {day}, waiting until {until}", part=part, whole=whole,
                              day=day, until=until))  # fmt: skip


def _until(until: date | None, reason: str | None, as_of: date, *, all_of_theirs: bool) -> Iterator[Hold]:
    """A hold that a person set, on an invoice or on all of a customer's."""
    if held(until, reason, as_of) and not lasts(reason) and not written_off(reason):
        told = _customer_until(until, reason) if all_of_theirs else _invoice_until(until, reason)
        yield Hold("On hold", told, says_hold=not all_of_theirs)


def _invoice_until(until: date | None, reason: str | None) -> str:
    if until and reason:
        return _("on hold until {day}: {reason}", day=until, reason=reason)
    return _("on hold until {day}", day=until) if until else _("on hold: {reason}", reason=reason)


def _customer_until(until: date | None, reason: str | None) -> str:
    if until and reason:
        return _("customer on hold until {day}: {reason}", day=until, reason=reason)
    return _("customer on hold until {day}", day=until) if until else _("customer on hold: {reason}", reason=reason)
