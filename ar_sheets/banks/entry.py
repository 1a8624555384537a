"""The nouns of a bank's file: one entry, one statement of one account; and why a file cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Unusable(Exception):  # noqa: N818 - an outcome told to the user, not a fault of the program
    """Nothing of a file is taken; the message says why, where, and what to do."""


class BankReference(NamedTuple):
    """A structured reference, or the number of an invoice that the payer's bank gave as such. `amount` is the part of
    the payment that is meant for it, None where the file does not say."""

    text: str
    amount: Decimal | None = None


@dataclass(slots=True)
class BankEntry:
    """One payment as the bank booked it. `amount` is in the account's currency, positive for money that came in.

    Where the bank booked many payments as one sum and the file lists them, each is an entry and `sum_of` names the
    booking they are part of; `counted` is how many payments a sum holds that the file does not list.
    """

    date: date  # the day it was booked
    amount: Decimal
    currency: str
    payer: str = ""  # who paid; where money went out, whom it went to
    payer_account: str = ""
    text: str = ""
    references: tuple[BankReference, ...] = ()
    bank_id: str = ""  # the bank's own number of it; "" where it gave none that can be relied on
    end_to_end: str = ""
    returned: bool = False  # money that had come in before and went back: a bounced or reversed payment
    sum_of: str = ""
    counted: int = 1
    note: str = ""  # what else a person may want to know, such as the amount in a foreign currency
    place: str = ""  # where in the file: "line 12", "entry 3"


@dataclass(slots=True)
class Statement:
    """What one file says about one account in one currency. Balances are None where the format has none."""

    format: str
    account: str  # as in the file; "" where the format names none
    currency: str
    entries: list[BankEntry]
    opening: Decimal | None = None
    closing: Decimal | None = None
    first: date | None = None  # the days the file vouches for
    last: date | None = None
    left_out: int = 0  # entries that are not booked: pending, announced, informational
    notes: list[str] | None = None  # what the reader could not be sure of
    whole: bool = True  # whether it lists all that was booked, or only incoming payments of one kind

    @property
    def total_in(self) -> Decimal:
        """What came in, without what went out."""
        return sum((entry.amount for entry in self.entries if entry.amount > 0), Decimal(0))


_NO_ID = {"", "NONREF", "NOTPROVIDED", "NONE", "NULL", "N/A", "0"}


def usable_id(text: str | None) -> str:
    """The bank's number of an entry, or "" where it is one of the words that stand for none."""
    text = (text or "").strip()
    return "" if re.sub(r"[\s_-]", "", text).upper() in _NO_ID or not text.strip("0") else text
