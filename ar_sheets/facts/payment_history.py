"""How each customer has paid so far: what decides whether a courtesy message before the due date is worth it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.schema.model import Customer, Habit

LATE = timedelta(days=3)  # a payment up to so many days after the due date is still in time
NONE = Habit()
Key = tuple[str, str]  # customer id, currency


def habits(customers: Sequence[Customer], columns: dict[str, list[Any]], as_of: date) -> list[Habit]:
    """Each invoice's habit of its customer in its currency; looked at only for businesses with an invoice to come."""
    keys = [(customer.customer_id, currency) for customer, currency in zip(customers, columns["currency"], strict=True)]
    wanted = {
        key
        for key, customer, left, due in zip(keys, customers, columns["open_amount"], columns["due_date"], strict=True)
        if left > 0 and due >= as_of and customer.profile == "Business"
    }
    if not wanted:
        return [NONE] * len(keys)
    late, largest = _paid(wanted, keys, columns, as_of)
    found = {key: Habit(key in late, key in largest, largest.get(key, Decimal(0))) for key in wanted}
    return [found.get(key, NONE) for key in keys]


def _paid(
    wanted: set[Key], keys: Sequence[Key], columns: dict[str, list[Any]], as_of: date
) -> tuple[set[Key], dict[Key, Decimal]]:
    """Who was late before, and the largest invoice of each that was paid."""
    late: set[Key] = set()
    largest: dict[Key, Decimal] = {}
    rows = zip(keys, columns["kind"], columns["amount"], columns["paid"], columns["open_amount"], columns["due_date"],
               columns["paid_on"], strict=True)  # fmt: skip
    for key, kind, amount, paid, left, due, paid_on in rows:
        if key not in wanted or kind == "Credit note":
            continue
        if (paid_on or as_of) > due + LATE and (paid_on is not None or left > 0):
            late.add(key)
        if paid_on is not None and paid > 0:
            largest[key] = max(amount, largest.get(key, amount))
    return late, largest
