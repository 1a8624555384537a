"""Belgium: interest and compensation between businesses (law of 2 August 2002), consumer debts (WER book XIX).

Sources: wet van 2 augustus 2002 betreffende de bestrijding van de betalingsachterstand bij handelstransacties art. 5
and 6; Wetboek van economisch recht art. XIX.2 and XIX.4 (law of 4 May 2023); wet van 5 mei 1865 art. 2 (the legal
rate). Published by FOD Financiën and FOD Economie in the Belgisch Staatsblad.
"""

from datetime import timedelta
from decimal import Decimal

from ar_sheets.base.i18n import N_, _
from ar_sheets.countries.base import (
    CLAIMING,
    ONE_DAY,
    TRADE,
    Case,
    Country,
    FeeRule,
    Statute,
    fixed,
    plus,
    rounded_up,
    years,
)
from ar_sheets.countries.ecb import EU_LUMP_SUM, MAIN_REFINANCING_RATE
from ar_sheets.countries.workdays import working_days_later

TRADE_RATE = rounded_up(plus(MAIN_REFINANCING_RATE, "8"))

# The legal rate in civil matters: 12-month Euribor of December up to a quarter percent, plus 2.
LEGAL_RATE = years({
    2019: "2", 2020: "1.75", 2021: "1.75", 2022: "1.50", 2023: "5.25", 2024: "5.75", 2025: "4.50", 2026: "4.50",
})  # fmt: skip

REMINDER_DAYS = 14  # calendar days a consumer has after the free first reminder arrived
MOST = Decimal(2000)


def penalty(open_amount: Decimal) -> Decimal:
    """The most a clause may ask of a consumer (art. XIX.4): 20; 30 + 10 % over 150; 65 + 5 % over 500; up to 2,000."""
    if open_amount <= 150:
        return Decimal(20)
    if open_amount <= 500:
        return 30 + (open_amount - 150) / 10
    return min(65 + (open_amount - 500) / 20, MOST)


def _after_free_reminder(case: Case) -> str:
    """Nothing for 14 calendar days: from the third working day after posting, or the day after an e-mail, on."""
    first = next((c for c in case.contacts if c.kind != "Courtesy" and c.channel != "Phone" and c.on > case.due), None)
    if first is None:
        return _("the first reminder is free (art. XIX.2)")
    first_day = first.on + ONE_DAY if first.channel == "Email" else working_days_later("BE", first.on, 3)
    last_day = first_day + timedelta(days=REMINDER_DAYS - 1)
    return "" if case.as_of > last_day else _("the 14 days of the free reminder end on {day}", day=last_day)


_TRADE = Statute("law of 2 August 2002 art. 5", "FOD Financiën", TRADE_RATE)
_CONSUMER = Statute(
    "law of 5 May 1865 art. 2 and WER art. XIX.2", "FOD Financiën", LEGAL_RATE, period="year",
    demand="Reminder", demand_days=REMINDER_DAYS, contract_cap=_TRADE,
)  # fmt: skip

COUNTRY = Country(
    code="BE", name=N_("Belgium"), currency="EUR",
    order=("principal", "interest", "fees"), order_source=N_("taken as principal first, the cheapest for the debtor"),
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", "compensation", TRADE, CLAIMING, fixed(EU_LUMP_SUM), "law of 2 August 2002 art. 6",
            "FOD Justitie",
        ),
        FeeRule(
            "compensation", N_("penalty clause (schadebeding)"), ("Consumer",), CLAIMING,
            lambda case: penalty(case.open_amount), "WER art. XIX.4", "FOD Economie", needs_terms=True,
            allowed=_after_free_reminder,
        ),
    ),
    notice_days={"Consumer": REMINDER_DAYS + 7}, notice_source="WER art. XIX.2",
    penalty_after_free_reminder=penalty,  # WER art. XIX.4
)  # fmt: skip
