"""Austria: interest and the 40 euro between businesses (UGB), interest on consumers (ABGB).

Sources: Unternehmensgesetzbuch (UGB) §§ 456 and 458; Allgemeines bürgerliches Gesetzbuch (ABGB) §§ 903, 1000, 1333,
1334 and 1416. The Basiszinssatz counts as it is on 1 January and 1 July; it is published by the Oesterreichische
Nationalbank. Laws are published on ris.bka.gv.at.

The 9.2 points are owed by a debtor who is to blame for the delay; who is not owes 4 % (UGB § 456, last sentence), which
is for the debtor to show. What the costs of reminding a consumer may be the law does not say in figures (ABGB § 1333):
so none are charged.
"""

from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Country, FeeRule, Statute, fixed, half_years, plus
from ar_sheets.countries.ecb import EU_LUMP_SUM

BASE_RATE = half_years({
    2019: ("-0.62", "-0.62"),
    2020: ("-0.62", "-0.62"),
    2021: ("-0.62", "-0.62"),
    2022: ("-0.62", "-0.62"),
    2023: ("1.88", "3.38"),
    2024: ("3.88", "3.88"),
    2025: ("2.53", "1.53"),
    2026: ("1.53", "1.53"),
})  # fmt: skip
NOTES = {
    date(2025, 1, 1): N_("worked out from the changes of the European Central Bank's rate; not seen published"),
    date(2025, 7, 1): N_("from one published example"),
}

CIVIL_RATE = ((date(2003, 1, 1), Decimal(4)),)

_TRADE = Statute("UGB § 456", "Oesterreichische Nationalbank", plus(BASE_RATE, "9.2"), leap_years=True, notes=NOTES)
_CONSUMER = Statute(
    "ABGB §§ 1000 and 1333", "Rechtsinformationssystem des Bundes", CIVIL_RATE, period="decree", leap_years=True,
    contract_capped=True,
)  # fmt: skip

COUNTRY = Country(
    code="AT", name=N_("Austria"), currency="EUR",
    # The law names interest and capital; costs come last here, the cheapest for the debtor.
    order=("interest", "principal", "fees"), order_source="ABGB § 1416",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("lump sum (Pauschalbetrag)"), TRADE, CLAIMING, fixed(EU_LUMP_SUM), "UGB § 458",
            "Rechtsinformationssystem des Bundes",
        ),
    ),
    no_fees={"Consumer": N_("the law allows necessary costs only and names no amount (ABGB § 1333)")},
    days_off_move=True,  # ABGB § 903
)  # fmt: skip
