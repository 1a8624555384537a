"""Whether a customer is supplied on credit: OK, Watch or Hold (stop supply)."""

from __future__ import annotations

from decimal import Decimal

WATCH_DAYS = 30


def credit_status(
    open_amount: Decimal, credit_limit: Decimal | None, oldest_days: int, broken_promises: int, stop_supply: bool
) -> str:
    """OK, Watch (late, over the limit or a promise broken) or Hold (a step that stops supply was made)."""
    if stop_supply:
        return "Hold"
    over = credit_limit is not None and open_amount > credit_limit
    return "Watch" if over or oldest_days > WATCH_DAYS or broken_promises else "OK"
