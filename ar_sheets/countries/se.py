"""Sweden: interest (räntelagen), reminder and collection fees (lag 1981:739), late-payment compensation.

Sources: räntelag (1975:635) with the reference rate of Sveriges riksbank; lag (1981:739) om ersättning för
inkassokostnader m.m.; inkassolag (1974:182) § 5. Published on riksdagen.se and riksbank.se.
"""

from dataclasses import replace
from decimal import Decimal

from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.countries.base import (
    CLAIMING,
    REMINDERS,
    TRADE,
    Case,
    Country,
    FeeRule,
    Statute,
    fixed,
    half_years,
    plus,
)

# The reference rate: the Riksbank's rate at the end of the half-year before, rounded up to a half percent.
REFERENCE_RATE = half_years({
    2019: ("-0.50", "0.00"),
    2020: ("0.00", "0.00"),
    2021: ("0.00", "0.00"),
    2022: ("0.00", "0.50"),
    2023: ("2.50", "3.50"),
    2024: ("4.00", "4.00"),
    2025: ("3.00", "2.00"),
    2026: ("2.00", "2.00"),
})  # fmt: skip

DEMAND_DAYS = 8  # least days to pay that a collection demand gives


def _demand_is_real(case: Case) -> str:
    """A collection demand gives eight days, and its fee comes once, besides the reminder's."""
    kinds = {contact.step.casefold(): contact.kind for contact in case.contacts}
    for claim in case.claimed("fee"):
        if kinds.get(claim.step.casefold(), "Formal notice") == "Formal notice":
            return _("already claimed on {day}", day=claim.date)
    days = case.step.days_to_pay
    if days >= DEMAND_DAYS:
        return ""
    return n_("a collection demand must give {needed} days to pay, the plan gives {n}",
              "a collection demand must give {needed} days to pay, the plan gives {n}", days,
              needed=DEMAND_DAYS)  # fmt: skip


def _compensation(case: Case) -> Decimal:
    """450 kronor in place of the reminder and collection fees, so less what of those was claimed."""
    return max(Decimal(0), Decimal(450) - sum((claim.amount for claim in case.claimed("fee")), Decimal(0)))


# § 4: a day to pay that was not agreed bears interest from thirty days after the invoice.
_TRADE = Statute("räntelagen § 6", "Sveriges riksbank", plus(REFERENCE_RATE, "8"), unagreed_days=30)
_CONSUMER = replace(_TRADE, contract_capped=True)
_LAW = "lag (1981:739) om ersättning för inkassokostnader"

COUNTRY = Country(
    code="SE", name=N_("Sweden"), currency="SEK",
    order=("fees", "interest", "principal"), order_source="handelsbalken 9:5",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "fee", N_("reminder fee (påminnelseavgift)"), ("Consumer",), REMINDERS, fixed("60"),
            f"{_LAW} §§ 2-3", "Sveriges riksdag", per="letter", needs_terms=True,
        ),
        FeeRule(
            "fee", N_("collection demand (inkassokrav)"), ("Consumer",), ("Formal notice",), fixed("180"),
            f"{_LAW} § 4", "Sveriges riksdag", per="letter", allowed=_demand_is_real, most=2,
        ),
        FeeRule(
            "compensation", N_("late-payment compensation (förseningsersättning)"), TRADE, CLAIMING, _compensation,
            f"{_LAW} § 4 a", "Sveriges riksdag",
        ),
    ),
    notice_days=dict.fromkeys(("Business", "Consumer", "Public"), DEMAND_DAYS), notice_source="inkassolagen § 5",
)  # fmt: skip
