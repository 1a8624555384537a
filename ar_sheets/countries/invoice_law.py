"""What an invoice has to say by the seller's country.

Sources: NO foretaksregisterloven § 10-2 (the word Foretaksregisteret on papers of companies); DE UStG § 14 (4) no. 6
(the day of delivery also where it is that of the invoice); directive 2006/112/EC article 226.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

REGISTERED = "Foretaksregisteret"
APPROVED_FOR_TAX = "Godkänd för F-skatt"
_NORWEGIAN_COMPANY = re.compile(r"\b(as|asa|nuf)\.?$", re.IGNORECASE)
EU = {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
      "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}  # fmt: skip
_SIMPLE_UP_TO = Decimal(100)


def seller_statements(country: str, business_name: str, own_text: str) -> tuple[str, ...]:
    """What a seller must or may say of itself on each invoice: the word of the Norwegian register for companies, and
    the owner's own text."""
    said = [own_text] if own_text else []
    if country == "NO" and _NORWEGIAN_COMPANY.search(business_name.strip()) and REGISTERED not in own_text:
        said.append(REGISTERED)
    return tuple(said)


def approved_for_tax(own_text: str) -> bool:
    """Whether the owner's text says that the Swedish tax agency approved them for F-skatt."""
    return "f-skatt" in own_text.casefold()


def delivery_day(country: str, delivered: date | None, issued: date) -> date | None:
    """The day of delivery as the invoice names it: in Germany always, elsewhere where it is another day."""
    if country == "DE":
        return delivered or issued
    return delivered if delivered != issued else None


def needs_address(country: str, amount: Decimal) -> bool:
    """Whether an invoice there must have the customer's address (article 226 (5)); a simplified one need not (220a)."""
    return country in EU and amount > _SIMPLE_UP_TO
