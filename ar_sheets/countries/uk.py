"""The United Kingdom: statutory interest and fixed sums between businesses.

Sources: Late Payment of Commercial Debts (Interest) Act 1998 ss. 1, 4, 5A and 6; Late Payment of Commercial
Debts (Rate of Interest) (No. 3) Order 2002 (SI 2002/1675) art. 4: the Bank of England's rate on 30 June or
31 December before interest starts, plus 8, for the whole time. Published on legislation.gov.uk.
"""

from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Case, Country, FeeRule, Statute, half_years, plus
from ar_sheets.countries.generic import agreed_fee

# The official dealing rate on the 31 December and 30 June before the half-year.
BANK_RATE = half_years({
    2019: ("0.75", "0.75"),
    2020: ("0.75", "0.10"),
    2021: ("0.10", "0.10"),
    2022: ("0.25", "1.25"),
    2023: ("3.50", "5.00"),
    2024: ("5.25", "5.25"),
    2025: ("4.75", "4.25"),
    2026: ("3.75", "3.75"),
})  # fmt: skip

# Fixed sum in pounds by the size of the debt when interest starts.
FIXED_SUMS = ((Decimal(10000), Decimal(100)), (Decimal(1000), Decimal(70)), (Decimal(0), Decimal(40)))


def _fixed_sum(case: Case) -> Decimal:
    return next(amount for least, amount in FIXED_SUMS if case.owed_at_due >= least)


_TRADE = Statute(
    "Late Payment of Commercial Debts (Interest) Act 1998 and SI 2002/1675", "Bank of England",
    plus(BANK_RATE, "8"), locked=True,
)  # fmt: skip
_CONSUMER = Statute("", "", never=N_("no statutory late interest on consumers; only what the contract says"))

COUNTRY = Country(
    code="GB", name=N_("the United Kingdom"), currency="GBP",
    order=("principal", "interest", "fees"), order_source=N_("the debtor's choice, taken as principal first"),
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("fixed sum"), TRADE, CLAIMING, _fixed_sum,
            "Late Payment of Commercial Debts (Interest) Act 1998 s. 5A", "legislation.gov.uk",
        ),
        agreed_fee("the contract, if fair (Consumer Rights Act 2015)", "legislation.gov.uk", ("Consumer",)),
    ),
    notice_days={"Consumer": 30}, notice_source="Pre-Action Protocol for Debt Claims",
)  # fmt: skip
