"""What a letter asks is read from its cell in the Outbox in whatever language it was written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ar_sheets.base.i18n import LANGUAGES, in_language
from ar_sheets.dunning.older_outbox import older_demand
from ar_sheets.dunning.outbox import _in_words
from ar_sheets.schema.model import Demand, DemandLine

CLAIMS = (("fee", Decimal("35.00")), ("compensation", Decimal("40.00")), ("interest", Decimal("1.23")))
ASKS = Demand(
    (
        DemandLine("1041", "Reminder 2, by post", None, "", Decimal("1250.00"), CLAIMS),
        DemandLine("A-7", "", None, "", Decimal("-3.00"), ()),
    ),
    date(2026, 12, 4),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_of_any_language_is_understood(language: str) -> None:
    with in_language(language):
        cell = _in_words(ASKS, "EUR")
    assert ("open 1250.00" in cell) == (language in ("en", "nl"))
    assert older_demand(cell) == ASKS


def test_yen_have_no_decimals() -> None:
    yen = Demand((DemandLine("1", "Reminder 1", None, "", Decimal(6), (("fee", Decimal(2)),)),), date(2026, 12, 4))
    cell = _in_words(yen, "JPY")
    assert cell == "1: Reminder 1, open 6, fee 2; pay by 2026-12-04"
    assert older_demand(cell) == yen
