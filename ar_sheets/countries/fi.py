"""Finland: viivästyskorko (korkolaki), reminder costs and the 40 euro between businesses (perintälaki).

Sources: korkolaki (633/1982) §§ 4, 4 a and 12; laki kaupallisten sopimusten maksuehdoista (30/2013); laki saatavien
perinnästä (513/1999) §§ 10, 10 a, 10 b and 10 e. The reference rate is published by Suomen Pankki for each half-year:
the ECB's last main refinancing rate rounded up to a half percent. Published on finlex.fi and suomenpankki.fi.

The 12 euro of a reminder between businesses hold since 1 May 2022 (HE 241/2021, yrittajat.fi). The scale for collection
demands changed in 2023 and is not built in.
"""

from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_, _
from ar_sheets.countries.base import (
    CLAIMING,
    REMINDERS,
    TRADE,
    Case,
    Country,
    FeeRule,
    Statute,
    fixed,
    plus,
    rounded_up,
)
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE

REFERENCE_RATE = rounded_up(MAIN_REFINANCING_RATE)

# § 6: a day to pay that was not agreed bears interest from thirty days after the invoice.
_TRADE = Statute("korkolaki § 4 a", "Suomen Pankki", plus(REFERENCE_RATE, "8"), unagreed_days=30)
_CONSUMER = Statute(
    "korkolaki § 4", "Suomen Pankki", plus(REFERENCE_RATE, "7"), contract_capped=True, unagreed_days=30
)  # fmt: skip


def _not_with_compensation(case: Case) -> str:
    """The 40 euro cover the cost of reminding as well (§ 10 e): never both."""
    if case.step.interest == "charge" or case.claimed("compensation"):
        return _("the standard compensation takes its place")
    return ""


def _compensation(case: Case) -> Decimal:
    return max(Decimal(0), Decimal(EU_LUMP_SUM) - sum((claim.amount for claim in case.claimed("fee")), Decimal(0)))


COUNTRY = Country(
    code="FI", name=N_("Finland"), currency="EUR",
    order=("principal", "interest", "fees"), order_source=N_("taken as principal first, the cheapest for the debtor"),
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "fee", N_("reminder cost (maksumuistutus)"), ("Consumer",), REMINDERS, fixed("5"), "perintälaki § 10 a",
            "Finlex", per="letter", most=2, days_after_due=14, gap_days=14,
        ),
        FeeRule(
            "fee", N_("reminder cost (maksumuistutus)"), TRADE, REMINDERS, fixed("12"), "perintälaki § 10 a", "Finlex",
            per="letter", most=2, days_after_due=14, gap_days=10, known_from=date(2022, 5, 1),
            allowed=_not_with_compensation,
        ),
        FeeRule(
            "compensation", N_("standard compensation (vakiokorvaus)"), TRADE, CLAIMING, _compensation,
            "perintälaki § 10 e", "Finlex",
        ),
    ),
)  # fmt: skip
