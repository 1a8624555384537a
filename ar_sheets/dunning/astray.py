"""Money that went astray: a payment names an invoice that is not there, or one whose own money is in doubt.

Then an invoice only looks as if it were open: one of the customer's that the payment may be for, or one that it names
beside the other. Those are on hold until a person has looked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.facts.gather import Facts
from ar_sheets.rules.allocation import Allocated
from ar_sheets.rules.numbers_in_text import folded, split_numbers
from ar_sheets.rules.references import NOT_SAID
from ar_sheets.schema.model import Payment

Columns = Mapping[str, Sequence[Any]]


def hold_for_money_astray(facts: Facts, columns: dict[str, list[Any]], allocated: Allocated) -> None:
    """Fills `payment_in_doubt` of the open invoices that such payments may be for; `columns` have what is open."""
    lists = _Lists(columns)
    astray = _astray(facts, allocated)
    held: dict[int, str] = {}
    for payment in facts.payments:
        applied = allocated.applied.get(payment.row)
        if applied is None or payment.amount <= 0 or payment.invoice_no.strip() in ("", NOT_SAID):
            continue
        named = lists.named(payment)
        for index, why in _beside_one_in_doubt(payment, named, facts, columns, allocated):
            held.setdefault(index, why)
        if applied.status == "Check" and payment.customer_id:
            together = astray[payment.customer_id, payment.currency]
            for index in _may_be_for(payment, applied.unapplied, together, named, lists):
                amount = format_amount(payment.amount, payment.currency)
                why = _("{amount} that came in on {day} names an invoice that is not there, or not theirs, and may be "
                        "for it (Payments row {row})", amount=amount, day=payment.date, row=payment.row)  # fmt: skip
                held.setdefault(index, why)
    doubts = columns["payment_in_doubt"]
    for index, why in held.items():
        doubts[index] = doubts[index] or why


def _astray(facts: Facts, allocated: Allocated) -> Mapping[tuple[str, str], Decimal]:
    """How much money of a customer in a currency is in doubt, all payments together; what one names beside an unknown
    number may have got all of it."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for payment in facts.payments:
        applied = allocated.applied.get(payment.row)
        if applied is not None and applied.status == "Check" and payment.amount > 0:
            found[payment.customer_id, payment.currency] += payment.amount
    return found


class _Lists:
    """The invoices by number, and the open ones by customer and by amount."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def named(self, payment: Payment) -> dict[str, list[int]]:
        """The numbers that a payment names, with the places of the invoices that have them: its customer's, if they
        have one of that number; an invoice, if a credit note has its number too."""
        pieces = split_numbers(payment.invoice_no, self._by_number)
        return {piece: self._meant(self._by_number.get(piece, []), payment.customer_id) for piece in pieces}

    def _meant(self, places: list[int], customer_id: str) -> list[int]:
        owners, kinds = self.columns["customer_id"], self.columns["kind"]
        places = [index for index in places if owners[index] == customer_id] or places
        return [index for index in places if kinds[index] != "Credit note"] or places

    @cached_property
    def _by_number(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, number in enumerate(self.columns["invoice_no"]):
            found.setdefault(folded(number), []).append(index)
        return found

    @cached_property
    def open_of(self) -> dict[tuple[str, str], list[int]]:
        """By customer and currency."""
        return self._open_by("customer_id")

    @cached_property
    def open_with(self) -> dict[tuple[Decimal, str], list[int]]:
        """By what is open, and currency."""
        return self._open_by("open_amount")

    def _open_by(self, key: str) -> dict[tuple[Any, str], list[int]]:
        found: dict[tuple[Any, str], list[int]] = defaultdict(list)
        rows = zip(self.columns[key], self.columns["currency"], self.columns["open_amount"], strict=True)
        for index, (value, currency, left) in enumerate(rows):
            if left > 0:
                found[value, currency].append(index)
        return found


def _beside_one_in_doubt(
    payment: Payment, named: Mapping[str, list[int]], facts: Facts, columns: Columns, allocated: Allocated
) -> Iterator[tuple[int, str]]:
    """What a payment names beside an invoice whose credit or money is in doubt, or that is dated after it (its number
    was another invoice's then): nobody knows how much of the payment is for which."""
    if len(named) < 2:
        return
    places = [index for found in named.values() for index in found]
    waits = [index for index in places if columns["open_amount"][index] > 0]
    for other in places if waits else ():
        number, dated = columns["invoice_no"][other], columns["invoice_date"][other]
        later = dated > payment.date
        if later or folded(number) in facts.invoice_doubts or other in allocated.named_doubts:
            why = _("is dated later than that payment") if later else _("is on hold because of money in doubt")
            for index in (one for one in waits if one != other):
                yield index, _("a payment names it together with {number}, which {why} (Payments row {row})",
                               number=number, why=why, row=payment.row)  # fmt: skip


def _may_be_for(
    payment: Payment, left: Decimal, together: Decimal, named: Mapping[str, list[int]], lists: _Lists
) -> list[int]:
    """The open invoices that a payment, or what is `left` of it, may have paid: those of its customer that were there
    on its day and are not more than all such money of theirs together, where a number it names is none of theirs; and
    if there is none of just that amount, the one of another customer that is alone with it, which may have had the
    number before. What pays none of them whole stays unapplied, and is taken off what the customer is asked for."""
    columns = lists.columns
    owners = [{columns["customer_id"][index] for index in found} for found in named.values()]
    if all(payment.customer_id in those for those in owners):
        return []  # the currency or the day is the fault: it is clear what it is for
    theirs = lists.open_of.get((payment.customer_id, payment.currency), ())
    own = [i for i in theirs if columns["open_amount"][i] <= together and _there(columns, i, payment)]
    amounts = {payment.amount, left}
    if all(owners) or any(columns["open_amount"][index] in amounts for index in own):
        return own
    alike = [i for amount in amounts for i in lists.open_with.get((amount, payment.currency), ())]
    others = [i for i in alike if _there(columns, i, payment)]
    return own + (others if len(others) == 1 else [])


def _there(columns: Columns, index: int, payment: Payment) -> bool:
    return bool(columns["invoice_date"][index] <= payment.date)
