"""Switzerland: Verzugszins of the Obligationenrecht; no lump sum, only what was agreed.

Sources: Obligationenrecht (OR, SR 220) Art. 78, 85, 102, 104 and 105: 5 % a year; a day agreed for payment puts the
debtor in default, else a reminder does. Published on fedlex.admin.ch.

Holidays differ by canton; the days here are those of the whole country.
"""

from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import ALL, Country, Statute
from ar_sheets.countries.generic import agreed_fee

RATE = ((date(1912, 1, 1), Decimal(5)),)

_TRADE = Statute("OR Art. 104", "Fedlex", RATE, period="decree", leap_years=True, unagreed_demand="Reminder")
_CONSUMER = Statute(
    "OR Art. 104", "Fedlex", RATE, period="decree", leap_years=True, unagreed_demand="Reminder", contract_capped=True
)

COUNTRY = Country(
    code="CH", name=N_("Switzerland"), currency="CHF",
    order=("fees", "interest", "principal"), order_source="OR Art. 85",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(agreed_fee("the contract", "your terms", ALL),),
    days_off_move=True,  # OR Art. 78
)  # fmt: skip
