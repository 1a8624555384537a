"""Ireland: interest and compensation between businesses.

Sources: European Communities (Late Payment in Commercial Transactions) Regulations 2012 (S.I. No. 580/2012) regs. 4 to
9 and Schedule: the European Central Bank's rate on 1 January and 1 July plus 8; 40, 70 or 100 euro by the amount that
is late; where no day was agreed, 30 days after the invoice. Published on irishstatutebook.ie and enterprise.gov.ie.
"""

from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import CLAIMING, TRADE, Case, Country, FeeRule, Statute, plus
from ar_sheets.countries.ecb import MAIN_REFINANCING_RATE, PUBLISHER
from ar_sheets.countries.generic import agreed_fee


def compensation(case: Case) -> Decimal:
    """40 euro up to 1,000 late, 70 up to 10,000, 100 above (Schedule)."""
    if case.owed_at_due <= 1000:
        return Decimal(40)
    return Decimal(70 if case.owed_at_due <= 10_000 else 100)


_TRADE = Statute("S.I. No. 580/2012 reg. 4", PUBLISHER, plus(MAIN_REFINANCING_RATE, "8"), unagreed_days=30)
_CONSUMER = Statute("", "", never=N_("no statutory late interest on consumers; only what the contract says"))

COUNTRY = Country(
    code="IE", name=N_("Ireland"), currency="EUR",
    order=("principal", "interest", "fees"), order_source=N_("the debtor's choice, taken as principal first"),
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("compensation for recovery costs"), TRADE, CLAIMING, compensation,
            "S.I. No. 580/2012 reg. 9", "Irish Statute Book",
        ),
        agreed_fee("the contract, if fair (Consumer Rights Act 2022)", "Irish Statute Book", ("Consumer",)),
    ),
)  # fmt: skip
