"""Disputes: how much of an invoice is disputed, and what may still be asked for.

An amount in front of the reason, with its cents or its currency ("120.00: broken tails", "120 EUR: broken
tails"), is the disputed part, and the rest goes on as ever. Any other text disputes all of it: "12: broken" may
mean twelve pieces. Dispute under Reply does so too. "settled" or "resolved", or as much in another of our languages,
ends a dispute.
"""

from __future__ import annotations

import re
from decimal import Decimal

ZERO = Decimal(0)
# Words that mean nothing else: "løst" and "löst" are also what has come loose.
ENDED = (
    "settled", "resolved", "avklart", "oppklart", "utredd", "avklarad", "opgelost", "afgehandeld", "resolvido",
    "resolvida", "zgjidhur", "e zgjidhur", "erledigt", "geklärt",
)  # fmt: skip
_AMOUNT = re.compile(r"\s*([A-Za-z]{3}\s+)?(\d(?:[\d., \u00a0']*\d)?)(\s*[A-Za-z]{3})?\s*(?::|;|-\s|$)")


def disputed(open_amount: Decimal, currency: str, reply: str | None, dispute_reason: str | None) -> Decimal:
    """How much of what is open is disputed."""
    if not (dispute_reason or reply == "Dispute") or open_amount <= 0 or ended(dispute_reason):
        return ZERO
    named = disputed_part(dispute_reason or "", currency)
    return open_amount if named is None else min(named, open_amount)


def asked(open_amount: Decimal, disputed: Decimal) -> Decimal:
    """What a letter may ask for: open less disputed."""
    return open_amount - disputed


def ended(dispute_reason: str | None) -> bool:
    """Whether the text says that the dispute is over."""
    return (dispute_reason or "").strip().casefold().startswith(ENDED)


def disputed_part(reason: str, currency: str) -> Decimal | None:
    """The amount in front of a reason; None when there is none, or none that leaves no doubt."""
    found = _AMOUNT.match(reason)
    if found is None:
        return None
    codes = [code.strip().upper() for code in (found[1], found[3]) if code]
    if codes != [currency] and (codes or not re.search(r"[.,]\d\d$", found[2])):
        return None
    return typed_amount(found[2])


def typed_amount(text: str) -> Decimal | None:
    """A number as people type it (1.250,00 or 1,250.00 or 1 250); None when it is not clear, or zero."""
    digits = re.sub(r"[ \u00a0']", "", text)
    parts = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", digits)
    if parts is None or (parts[2] and parts[2] in parts[1]):  # 1.2.34 is no amount
        return None
    amount = Decimal(re.sub(r"[.,]", "", parts[1]) + (f".{parts[3]}" if parts[3] else ""))
    return amount if amount > 0 else None
