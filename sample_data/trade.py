"""Invoices and payments of the sample business, and which payment settles which invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


@dataclass
class Bill:
    """An invoice: its cells as texts by header, and what the story needs to know. A credit note's amount is signed."""

    texts: dict[str, str]
    dated: date
    amount: Decimal  # 0 for one with a typing error: nobody is reminded of it
    customer: dict[str, str]  # empty for a customer nobody knows
    label: str = ""
    number: str = ""
    settled: list[tuple[date, Decimal]] = field(default_factory=list)

    @property
    def due(self) -> date:
        """The due date: the customer's terms, and never on a weekend."""
        terms = int(self.customer.get("Terms days", "14"))
        return working_day(self.dated + timedelta(days=terms))

    @property
    def currency(self) -> str:
        """The currency typed, else the customer's."""
        return self.texts.get("Currency", "").strip() or self.customer.get("Currency", "")

    def open_on(self, day: date) -> Decimal:
        """What is open at the end of a day."""
        return self.amount - sum((amount for on, amount in self.settled if on <= day), Decimal(0))


@dataclass
class Receipt:
    """A payment: its day, its amount and its other cells as texts by header."""

    date: date
    amount: Decimal
    texts: dict[str, str]


def settle(bills: Sequence[Bill], receipts: Sequence[Receipt]) -> None:
    """Put payments and credit notes against invoices: the ones they name, else the customer's oldest."""
    for bill in bills:
        if bill.texts.get("Kind") == "Credit note":
            _put(bill.dated, abs(bill.amount), [b for b in bills if b.label == bill.texts["PO / ref"].strip("{}")])
    for receipt in receipts:
        named = {part.strip() for part in receipt.texts["Invoice no"].split(",") if part.strip()}
        owned = [b for b in bills if b.texts["Customer ID"].strip() == receipt.texts["Customer ID"]]
        _put(receipt.date, receipt.amount, [b for b in bills if b.number in named] if named else owned)


def _put(day: date, amount: Decimal, bills: Sequence[Bill]) -> None:
    for bill in sorted(bills, key=lambda bill: bill.due):
        part = min(amount, max(bill.open_on(day), Decimal(0)))
        if part > 0:
            bill.settled.append((day, part + _discount(bill, day, bill.open_on(day) - part)))
            amount -= part


def _discount(bill: Bill, day: date, rest: Decimal) -> Decimal:
    """What is left open because the customer paid early and took the discount."""
    days, percent = bill.customer.get("Discount days"), bill.customer.get("Discount %")
    if not (days and percent) or day > bill.dated + timedelta(days=int(days)):
        return Decimal(0)
    return rest if rest <= bill.amount * Decimal(percent) / 100 + Decimal("0.01") else Decimal(0)
