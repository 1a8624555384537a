"""Promises to pay: kept, open or broken.

A promise is waited for until its day and two working days more, in the customer's country: a bank transfer
made on the promised day may need them. What comes later was not kept, even when it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.countries.workdays import working_days_later
from ar_sheets.schema.model import Contact, Promise

GRACE = 2  # working days
TOKEN = 10  # a promise of less than this part of what is open stops nothing
ZERO = Decimal(0)


def last_day(promised: date, country: str) -> date:
    """The last day a promise is waited for."""
    return working_days_later(country, promised, GRACE)


def is_token(made: Promise, open_amount: Decimal) -> bool:
    """Whether a promise in the sheet is for so little (under a tenth of what is open) that it stops no reminder: else
    a cent in a customer's copy would. What was agreed on the phone counts as it was agreed."""
    return made.made_on is None and made.amount is not None and made.amount * TOKEN < open_amount


def promise(
    promises: Sequence[Promise],
    reductions: Sequence[tuple[date, Decimal]],
    open_amount: Decimal,
    contacts: Sequence[Contact],
    country: str,
    as_of: date,
    minimum: Decimal = ZERO,
) -> str:
    """What became of the last promise to pay: kept, open or broken; empty when there is none."""
    if not promises:
        return ""
    return outcome(promises[-1], reductions, open_amount, contacts, country, as_of, minimum)


def outcome(
    made: Promise,
    reductions: Sequence[tuple[date, Decimal]],
    open_amount: Decimal,
    contacts: Sequence[Contact],
    country: str,
    as_of: date,
    minimum: Decimal = ZERO,
) -> str:
    """What became of one promise: kept when the promised amount (all of it, if none was named) came in time.

    Short by less than `minimum` (Minimum to dun, in the invoice's currency) is kept: nobody would be reminded of it.
    """
    ends = last_day(made.day, country)
    left = open_amount + sum((amount for day, amount in reductions if day > ends), ZERO)
    since = made.made_on or _asked_on(made, contacts)
    came = sum((amount for day, amount in reductions if (since or day) <= day <= ends), ZERO)
    if left <= 0 or (came > 0 and left < minimum):
        return "kept"
    enough = made.amount is not None and came > 0 and (came >= made.amount or made.amount - came < minimum)
    if enough and (since or as_of > ends):
        return "kept"
    return "open" if as_of <= ends else "broken"


def _asked_on(made: Promise, contacts: Sequence[Contact]) -> date | None:
    """A promise follows a reminder or call: what was paid before that was not paid to keep it. None when there was
    no contact: then nobody knows what was paid before the promise, and it is waited for to its last day."""
    return max((contact.on for contact in contacts if contact.on <= made.day), default=None)
