"""How much of an invoice is disputed, from what was typed."""

from decimal import Decimal

import pytest

from ar_sheets.rules.disputes import asked, disputed

OPEN = Decimal("500.00")
ALL = "500.00"


@pytest.mark.parametrize(
    ("reply", "reason", "amount"),
    [
        (None, None, "0"),
        ("Will pay", None, "0"),
        ("Dispute", None, ALL),
        (None, "12 of 40 whales arrived with broken tails", ALL),
        (None, "120.00: broken tails", "120.00"),
        (None, "120: broken tails", ALL),  # a hundred and twenty pieces?
        (None, "120,50: broken tails", "120.50"),
        (None, "EUR 120.50: broken", "120.50"),
        (None, "120 EUR: broken", "120"),
        (None, "120 eur - broken", "120"),
        (None, "120.50 NOK: broken", ALL),  # another currency
        (None, "12 pcs: broken", ALL),
        (None, "12 PCS: broken", ALL),
        (None, "120.50", "120.50"),
        (None, "1.250,00: all of it and more", ALL),  # never more than what is open
        (None, "1 250.00: more", ALL),
        (None, "1.250: a thousand", ALL),
        ("Dispute", "120.00: broken", "120.00"),
        (None, "0.00: nothing", ALL),  # says nothing clear: all of it
        (None, "2026-10-01: price agreed", ALL),
        (None, "3 pieces: broken", ALL),
        (None, "1.2.34: what", ALL),
        (None, "settled", "0"),
        ("Dispute", "Settled on 3 November: credit note 1041", "0"),
        (None, "Resolved", "0"),
        (None, "price not settled", ALL),
        (None, "Geklärt am 3. November", "0"),
        (None, "Preis nicht geklärt", ALL),
        (None, "resolvido", "0"),
        (None, "Løst lokk på tre av dem", ALL),  # loose, not solved
    ],
)
def test_what_is_disputed(reply: str | None, reason: str | None, amount: str) -> None:
    assert disputed(OPEN, "EUR", reply, reason) == Decimal(amount)


def test_nothing_is_disputed_when_nothing_is_open() -> None:
    assert disputed(Decimal(0), "EUR", "Dispute", "short") == 0
    assert disputed(Decimal(-5), "EUR", "Dispute", "short") == 0


def test_the_rest_is_asked_for() -> None:
    assert asked(OPEN, Decimal(120)) == Decimal(380)
