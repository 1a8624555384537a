"""Rounding: the one place where an amount loses digits."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Half-up to the cent: 0.125 is 0.13, and -0.125 is -0.13."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def cents_below(amount: Decimal) -> Decimal:
    """Down to the cent, for what the law allows at most: a rounded cap must not exceed the cap."""
    return amount.quantize(CENT, ROUND_DOWN)
