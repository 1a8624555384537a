"""Spain: interés de demora between businesses, interés legal del dinero, and the 40 euro.

Sources: Ley 3/2004 de 29 de diciembre art. 5, 7 and 8 with the half-yearly resolution of the Secretaría General del
Tesoro; Código Civil art. 1100, 1108 and 1173; the legal rate stands in the yearly budget law. Published in the BOE.
"""

from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Country, FeeRule, Statute, fixed, plus
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE

LEGAL_RATE = ((date(2019, 1, 1), Decimal(3)), (date(2023, 1, 1), Decimal("3.25")))

_TRADE = Statute("Ley 3/2004 art. 7", "Tesoro, BOE", plus(MAIN_REFINANCING_RATE, "8"))
_CONSUMER = Statute(
    "Código Civil art. 1108", "BOE", LEGAL_RATE, period="decree", known_until=date(2026, 12, 31), demand="Reminder",
    contract_capped=True,
)  # fmt: skip

COUNTRY = Country(
    code="ES", name=N_("Spain"), currency="EUR",
    order=("fees", "interest", "principal"), order_source="Código Civil art. 1173",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule("compensation", "compensation", TRADE, CLAIMING, fixed(EU_LUMP_SUM), "Ley 3/2004 art. 8", "BOE"),
    ),
    no_fees={"Consumer": N_("Ley 3/2004 does not apply to consumers")},
)  # fmt: skip
