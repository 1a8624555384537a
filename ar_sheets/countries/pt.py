"""Portugal: juros de mora and the 40 euro of Decreto-Lei 62/2013.

Sources: Decreto-Lei 62/2013 art. 4, 5 and 7 with the half-yearly Aviso of the Direção-Geral do Tesouro e
Finanças; Código Comercial art. 102; Código Civil art. 559, 785 and 806 with Portaria 291/2003 (4 %).
Published on diariodarepublica.pt.
"""

from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Country, FeeRule, Statute, fixed, plus
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE

_TRADE = Statute(
    "Decreto-Lei 62/2013 and Código Comercial art. 102 § 5", "Aviso da DGTF", plus(MAIN_REFINANCING_RATE, "8"),
)  # fmt: skip
# A company may ask more of consumers (Código Comercial art. 102 § 3, ECB + 7); whether that holds for the case is
# the owner's to say in the Rates sheet. Until then the civil rate, which is lower.
CIVIL_RATE = ((date(2003, 5, 1), Decimal(4)),)
_CONSUMER = Statute(
    "Código Civil art. 559 and Portaria 291/2003", "Diário da República", CIVIL_RATE, period="decree",
    contract_capped=True,
)  # fmt: skip

COUNTRY = Country(
    code="PT", name=N_("Portugal"), currency="EUR",
    order=("fees", "interest", "principal"), order_source="Código Civil art. 785",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", "compensation", TRADE, CLAIMING, fixed(EU_LUMP_SUM),
            "Decreto-Lei 62/2013 art. 7", "Diário da República",
        ),
    ),
    no_fees={"Consumer": N_("Decreto-Lei 62/2013 does not apply to consumers")},
)  # fmt: skip
