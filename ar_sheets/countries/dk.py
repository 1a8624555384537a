"""Denmark: morarente, rykkergebyr and the compensation between businesses (renteloven).

Sources: renteloven (lovbekendtgørelse 459 of 13 May 2014) §§ 3, 5, 7, 9 a and 9 b; bekendtgørelse 105 of 2013 on
the amount of the compensation. The reference rate is Danmarks Nationalbank's official lending rate on 1 January and
1 July. Published on retsinformation.dk and nationalbanken.dk.
"""

from dataclasses import replace
from datetime import date

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import (
    ALL,
    CLAIMING,
    REMINDERS,
    TRADE,
    Country,
    FeeRule,
    Statute,
    fixed,
    half_years,
    plus,
)

LENDING_RATE = half_years({
    2019: ("0.05", "0.05"),
    2020: ("0.05", "0.05"),
    2021: ("0.05", "-0.35"),
    2022: ("-0.45", "-0.45"),
    2023: ("1.90", "3.25"),
    2024: ("3.75", "3.50"),
    2025: ("2.75", "1.75"),
    2026: ("1.75", "2.00"),
})  # fmt: skip
NOTES = {date(2026, 7, 1): N_("from one public table, which has the same rates as ours for all half-years before")}

_TRADE = Statute(
    "renteloven § 5", "Danmarks Nationalbank", plus(LENDING_RATE, "8"), leap_years=True, notes=NOTES,
    unagreed_days=30,  # § 3 (2)
)  # fmt: skip
_CONSUMER = replace(_TRADE, law="renteloven §§ 5 and 7", contract_capped=True)

COUNTRY = Country(
    code="DK", name=N_("Denmark"), currency="DKK",
    order=("principal", "interest", "fees"), order_source=N_("taken as principal first, the cheapest for the debtor"),
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "fee", N_("reminder fee (rykkergebyr)"), ALL, REMINDERS, fixed("100"), "renteloven § 9 b",
            "Retsinformation", per="letter", most=3, gap_days=10,
        ),
        FeeRule(
            "compensation", N_("compensation (kompensationsbeløb)"), TRADE, CLAIMING, fixed("310"),
            "renteloven § 9 a (3)", "Retsinformation",
        ),
    ),
)  # fmt: skip
