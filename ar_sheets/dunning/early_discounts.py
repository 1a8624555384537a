"""Each invoice's early-payment discount: its own, else its customer's."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.countries import country_law
from ar_sheets.countries.workdays import working_day
from ar_sheets.schema.model import Customer


def set_discounts(columns: dict[str, list[Any]], customers: list[Customer], weekends: str) -> None:
    """Each invoice's early-payment discount and its last day: its own where it has both, else its customer's."""
    typed = list(zip(columns["discount_percent"], columns["discount_until"], strict=True))
    columns["own_discount"] = [pair if None not in pair else None for pair in typed]
    own = (
        (*pair, dated, customer)
        for pair, dated, customer in zip(typed, columns["invoice_date"], customers, strict=True)
    )
    found = [_discount(percent, until, dated, customer, weekends) for percent, until, dated, customer in own]
    columns["discount_percent"] = [percent for percent, _until in found]
    columns["discount_until"] = [until for _percent, until in found]


def _discount(
    percent: Decimal | None, until: date | None, dated: date, customer: Customer, weekends: str
) -> tuple[Decimal | None, date | None]:
    if percent is not None and until is not None:
        return percent, _discount_day(until, customer, weekends)
    if not customer.discount_percent or customer.discount_days is None:
        return customer.discount_percent, None
    day = dated + timedelta(days=customer.discount_days)
    return customer.discount_percent, _discount_day(day, customer, weekends)


def _discount_day(day: date, customer: Customer, weekends: str) -> date:
    """The last day of a discount; on a day off the next working day, where Settings or the law say so (BGB § 193)."""
    moves = weekends != "as is" or country_law(customer.country).days_off_move
    return working_day(customer.country, day) if moves else day
