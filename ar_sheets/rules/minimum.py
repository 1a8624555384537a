"""The least a letter is written for: an amount in the owner's currency, and in no other."""

from __future__ import annotations

from decimal import Decimal


def least_to_dun(minimum_to_dun: Decimal, currency: str, currency_setting: str) -> Decimal:
    """Minimum to dun, for money in a currency; 0 in any but the owner's: there is no rate to convert it by."""
    return minimum_to_dun if currency == currency_setting else Decimal(0)
