"""Any other country: contract terms only. No statute is built in, so nothing is charged that was not agreed.

Used for the United States, where late charges follow the contract within each state's limits, and for every
country without a file of its own. A rate in the Rates sheet counts as agreed and holds until the next row.
"""

from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.countries.base import ALL, LETTERS, REMINDERS, Country, FeeRule, Statute

_CONTRACT = Statute(
    "the contract", "your terms", period="agreed",
    unknown=N_("no late-interest law is built in, only what your contract says counts"),
)  # fmt: skip


def agreed_fee(law: str, publisher: str, profiles: tuple[str, ...] = ALL) -> FeeRule:
    """A late fee that rests on the contract alone: what the plan says, once for each step, if it was agreed."""
    return FeeRule(
        "fee", N_("agreed late fee"), profiles, LETTERS, lambda case: case.step.fee or Decimal(0),
        law, publisher, per="letter", most=len(REMINDERS) + 1, needs_terms=True, only_plan=True,
    )  # fmt: skip


COUNTRY = Country(
    code="", name=N_("this country"), currency="",
    order=("principal", "interest", "fees"), order_source=N_("the debtor's choice, taken as principal first"),
    interest=dict.fromkeys(ALL, _CONTRACT),
    fees=(agreed_fee("the contract", "your terms"),),
)  # fmt: skip
