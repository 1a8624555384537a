"""Brazil: juros de mora and multa.

Sources: Código Civil art. 354, 395, 406 and 412 (Lei 10.406/2002 as changed by Lei 14.905/2024); Resolução CMN 5.171;
Código de Defesa do Consumidor (Lei 8.078/1990) art. 52 § 1; Lei 7.089/1983 (due dates on days off). Published on
planalto.gov.br; the monthly legal rate (Selic less IPCA-15, never below zero) by the Banco Central do Brasil.

The legal rate changes every month and is not built in: give it in the Rates sheet, or agree a rate.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import ALL, CLAIMING, Case, Country, FeeRule, Statute

CONSUMER_CAP = ((date(2003, 1, 11), Decimal(12)),)  # 1 % a month
FINE_PERCENT = Decimal(2)

_UNKNOWN = N_("the legal rate (Selic less IPCA-15) changes every month and is not built in")
_LAW, _PUBLISHER = "Código Civil art. 406", "Banco Central do Brasil"
_TRADE = Statute(_LAW, _PUBLISHER, period="month", year_days=360, unknown=_UNKNOWN)  # months of thirty days
_CONSUMER = replace(_TRADE, contract_cap=Statute("1 % a month", "Planalto", CONSUMER_CAP, period="decree"))


def _fine(case: Case) -> Decimal:
    return case.open_amount * FINE_PERCENT / 100


COUNTRY = Country(
    code="BR", name=N_("Brazil"), currency="BRL",
    order=("fees", "interest", "principal"), order_source="Código Civil art. 354",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("fine (multa)"), ALL, CLAIMING, _fine,
            "the contract, within Código de Defesa do Consumidor art. 52 § 1", "Planalto", needs_terms=True,
        ),
    ),
)  # fmt: skip
