"""Disputes: how much of an invoice is disputed, and what may still be asked for.

An amount in front of the reason ("120.00: broken tails") is the disputed part, and the rest goes on as ever;
any other text, or Dispute under Reply, disputes all of it. "settled" or "resolved" ends a dispute.
"""

from __future__ import annotations

import re
from decimal import Decimal

ZERO = Decimal(0)
ENDED = ("settled", "resolved")
_AMOUNT = re.compile(r"\s*(?:[A-Za-z]{3}\s*)?(\d(?:[\d., \u00a0']*\d)?)\s*(?:[A-Za-z]{3}\s*)?(?::|;|-\s|$)")


def disputed(open_amount: Decimal, reply: str | None, dispute_reason: str | None) -> Decimal:
    """How much of what is open is disputed."""
    if not (dispute_reason or reply == "Dispute") or open_amount <= 0 or ended(dispute_reason):
        return ZERO
    named = named_amount(dispute_reason or "")
    return open_amount if named is None else min(named, open_amount)


def asked(open_amount: Decimal, disputed: Decimal) -> Decimal:
    """What a letter may ask for: open less disputed."""
    return open_amount - disputed


def ended(dispute_reason: str | None) -> bool:
    """Whether the text says that the dispute is over."""
    return (dispute_reason or "").strip().casefold().startswith(ENDED)


def named_amount(text: str) -> Decimal | None:
    """The amount in front of a reason; None when there is none, or none that leaves no doubt."""
    found = _AMOUNT.match(text)
    if found is None:
        return None
    digits = re.sub(r"[ \u00a0']", "", found.group(1))
    whole, mark, cents = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", digits).groups()  # type: ignore[union-attr]
    if mark and mark in whole:  # 1.2.34 is no amount
        return None
    amount = Decimal(re.sub(r"[.,]", "", whole) + (f".{cents}" if cents else ""))
    return amount if amount > 0 else None
