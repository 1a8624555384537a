"""Albania: no rate is known for sure, so nothing is charged until the owner gives one.

Sources: Ligji nr. 48/2014 "Për pagesat e vonuara në detyrimet kontraktore e tregtare" (interest between businesses,
without notice, from the day after the due date; not for consumers); Kodi Civil art. 450 (interest is added to the sum
at the end of each year). Published in the Fletorja Zyrtare.

The year of art. 450 is counted from the first day of interest, which is never more than by calendar years.
"""

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import ALL, TRADE, Country, Statute

_UNKNOWN = N_("the rate of Ligji 48/2014 is not known for sure; ask Banka e Shqipërisë and give it in Rates")
_TRADE = Statute("Ligji 48/2014", "Banka e Shqipërisë", unknown=_UNKNOWN, compound=True)
_CONSUMER = Statute(
    "Kodi Civil art. 450", "Fletorja Zyrtare", period="year", compound=True, contract_capped=True,
    unknown=N_("the rate of Kodi Civil art. 450 is not known for sure; give it in Rates"),
)  # fmt: skip

COUNTRY = Country(
    code="AL", name=N_("Albania"), currency="ALL",
    order=("principal", "interest", "fees"), order_source=N_("taken as principal first, the cheapest for the debtor"),
    interest=dict.fromkeys(TRADE, _TRADE) | {"Consumer": _CONSUMER},
    no_fees=dict.fromkeys(ALL, N_("the amount in Ligji 48/2014 is not known for sure")),
)  # fmt: skip
