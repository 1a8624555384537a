"""Letters that ask for nothing: a thank-you for payments received, and a statement of account.

They are messages like any other: `write_batch` gives them every form. Nothing in them moves a plan on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.schema.model import Customer, LetterLine, Message, PaymentReceived, Step

ZERO = Decimal(0)


def thank_you(
    letter_id: str, customer: Customer, currency: str, received: Sequence[PaymentReceived], left: Sequence[LetterLine],
    unapplied: Decimal, as_of: date,
) -> Message:  # fmt: skip
    """Thanks for `received` (oldest first), and says what is `left` open, or that all is settled.

    `unapplied` is money of theirs that names no invoice, positive. ValueError when nothing was received.
    """
    if not received:
        raise ValueError("there is no payment to thank for")
    return _message(letter_id, customer, currency, "Thank-you", "thanks", received, left, unapplied, as_of)


def statement_letter(
    letter_id: str, customer: Customer, currency: str, lines: Sequence[LetterLine], received: Sequence[PaymentReceived],
    unapplied: Decimal, as_of: date,
) -> Message:  # fmt: skip
    """The customer's account as of a day: all open invoices, due or not, and the payments received lately.

    The balance is open plus charges claimed, less `unapplied`; it may be zero or in the customer's favour.
    """
    return _message(letter_id, customer, currency, "Statement", "statement", received, lines, unapplied, as_of)


def _message(
    letter_id: str, customer: Customer, currency: str, kind: str, letter: str, received: Sequence[PaymentReceived],
    lines: Sequence[LetterLine], unapplied: Decimal, as_of: date,
) -> Message:  # fmt: skip
    balance = sum((line.open_amount + line.fee + line.interest for line in lines), -unapplied)
    town = f"{customer.postcode} {customer.city}".strip()
    by_mail = bool(customer.email) and customer.letters_by != "Post"
    return Message(
        letter_id, as_of, customer, currency, Step(customer.plan, 0, kind, kind, 0, letter=letter),
        "Email" if by_mail else "Post", customer.email if by_mail else ", ".join(filter(None, (customer.street, town))),
        tuple(lines), unapplied, balance, as_of, needs_approval=False, received=tuple(received),
    )  # fmt: skip
