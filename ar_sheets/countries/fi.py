"""Finland: viivästyskorko (korkolaki), reminder costs and the 40 euro between businesses (perintälaki).

Sources: korkolaki (633/1982) §§ 4, 4 a and 12; laki kaupallisten sopimusten maksuehdoista (30/2013); laki saatavien
perinnästä (513/1999) §§ 10, 10 a, 10 b and 10 e. The reference rate is published by Suomen Pankki for each half-year:
the ECB's last main refinancing rate rounded up to a half percent. Published on finlex.fi and suomenpankki.fi.

The scale for collection demands changed in 2023 and is not built in.
"""

from ar_sheets.countries.base import (
    CLAIMING,
    REMINDERS,
    TRADE,
    Country,
    FeeRule,
    Statute,
    fixed,
    plus,
    rounded_up,
)
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE

REFERENCE_RATE = rounded_up(MAIN_REFINANCING_RATE)

_TRADE = Statute("korkolaki § 4 a", "Suomen Pankki", plus(REFERENCE_RATE, "8"))
_CONSUMER = Statute("korkolaki § 4", "Suomen Pankki", plus(REFERENCE_RATE, "7"), contract_capped=True)

COUNTRY = Country(
    code="FI", name="Finland", currency="EUR",
    order=("principal", "interest", "fees"), order_source="taken as principal first, the cheapest for the debtor",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "fee", "reminder cost (maksumuistutus)", ("Consumer",), REMINDERS, fixed("5"), "perintälaki § 10 a",
            "Finlex", per="letter", most=2, days_after_due=14, gap_days=14,
        ),
        FeeRule(
            "compensation", "standard compensation (vakiokorvaus)", TRADE, CLAIMING, fixed(EU_LUMP_SUM),
            "perintälaki § 10 e", "Finlex",
        ),
    ),
)  # fmt: skip
