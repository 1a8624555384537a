"""An assessment of so many invoices for forecast_bench.py, made without a workbook."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import Facts
from ar_sheets.rules.allocation import Allocated
from ar_sheets.schema.model import Customer, Settings

AS_OF = date(2026, 11, 23)
EMPTY: dict[str, Any] = {
    "kind": "Invoice", "currency": "EUR", "hold": None, "disputed": Decimal(0), "plan_standing": "", "promise": "",
    "promises": (), "hold_until": None, "customer_hold_until": None, "hold_reason": None,
    "customer_hold_reason": None, "status": "Overdue",
}  # fmt: skip


def assessment(count: int, still_open: int, customers: int) -> Assessment:
    """Paid and open invoices of customers with habits of their own, a third of them with a day of the month."""
    chance = random.Random(20)
    known = [Customer(str(n), str(n), chance.choice(("Business", "Public"))) for n in range(customers)]
    columns: dict[str, list[Any]] = {key: [value] * count for key, value in EMPTY.items()}
    owners = [chance.choice(known) for _ in range(count)]
    due = [AS_OF - timedelta(days=chance.randint(-45, 90) if n < still_open else chance.randint(60, 900))
           for n in range(count)]  # fmt: skip
    left = [Decimal(100) if n < still_open else Decimal(0) for n in range(count)]
    columns |= {
        "due_date": due, "open_amount": left, "asked": left, "paid": [Decimal(100) - amount for amount in left],
        "paid_on": [None if amount else _paid_on(day, int(owner.customer_id), chance)
                    for amount, day, owner in zip(left, due, owners, strict=True)],
    }  # fmt: skip
    return Assessment(
        AS_OF, Facts(Settings()), list(range(count)), owners, columns, {}, Allocated([], [], {}, {}, [], {})
    )


def _paid_on(due: date, customer: int, chance: random.Random) -> date:
    day = due + timedelta(days=round(chance.gauss(customer % 30, 6)))
    while day.weekday() > 4 or (customer % 3 == 0 and not 12 <= day.day <= 16):
        day += timedelta(days=1)
    return min(day, AS_OF)
