"""Norway: late interest and standard compensation (forsinkelsesrenteloven), fees (inkassoloven).

The new inkassolov (LOV-2026-05-22-19; Prop. 3 L (2025-2026) 13.4.4) ends the fees of a notice of collection and of a
payment demand; it is expected to come into force on `NEW_LAW_FROM`, the one place to fix when that is decided.

Sources: forsinkelsesrenteloven (LOV-1976-12-17-100) and its half-yearly regulation, fixed by Finanstilsynet
(before 2025 by Finansdepartementet); inkassoloven (LOV-1988-05-13-26) and inkassoforskriften with the yearly
inkassosats; gjeldsbrevloven § 5 (due dates on days off). Published on lovdata.no and finanstilsynet.no.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.countries.base import (
    ALL,
    CLAIMING,
    LETTERS,
    ONE_DAY,
    TRADE,
    Case,
    Country,
    FeeRule,
    Statute,
    half_years,
    value_in_period,
    value_on,
)

# Late interest in percent a year, one rate for all profiles: Norges Bank's key rate plus 8.
LATE_INTEREST = half_years({
    2019: ("8.75", "9.25"),
    2020: ("9.50", "8.00"),
    2021: ("8.00", "8.00"),
    2022: ("8.50", "9.25"),
    2023: ("10.75", "11.75"),
    2024: ("12.50", "12.50"),
    2025: ("12.50", "12.25"),
    2026: ("12.00", "12.25"),
})  # fmt: skip

# Standard compensation of § 3 a (40 euro in kroner), by the half-year in which the debt fell late.
COMPENSATION = half_years({
    2019: ("", "390"),
    2020: ("", "430"),
    2021: ("420", "400"),
    2022: ("390", "400"),
    2023: ("410", "460"),
    2024: ("470", "460"),
    2025: ("470", "460"),
    2026: ("460", "430"),
})  # fmt: skip

# The inkassosats that fees are fractions of; it is fixed for a year.
COLLECTION_RATE = ((date(2017, 1, 1), Decimal(700)), (date(2026, 1, 1), Decimal(750)))
COLLECTION_RATE_UNTIL = date(2026, 12, 31)
HALVED_FROM = date(2020, 10, 1)  # debts due from this day: 1/20 instead of 1/10
LETTER_DAYS = timedelta(days=14)
NEW_LAW_FROM = date(2027, 1, 1)  # signalled; from this day on a notice of collection and a payment demand cost nothing


def _fraction(case: Case, twentieths: int) -> Decimal | str:
    rate = value_on(COLLECTION_RATE, case.as_of)
    if rate is None:
        return _("the inkassosats on {day} is not known", day=case.as_of)
    share = rate * twentieths / 20 * (1 if case.due >= HALVED_FROM else 2)
    return share.quantize(Decimal(1), ROUND_HALF_UP)


def reminder_fee(case: Case) -> Decimal | str:
    """1/20 of the inkassosats in whole kroner (1/10 for debts due before 1 October 2020)."""
    return _fraction(case, 1)


def demand_fee(case: Case) -> Decimal | str:
    """3/20 of the inkassosats in whole kroner (3/10 for debts due before 1 October 2020)."""
    return _fraction(case, 3)


def _second_letter(case: Case) -> str:
    """A second fee only when the first fee letter gave 14 days or more, and they have passed."""
    if _notice_expired(case) is not None:
        return _("the 14 days of a notice of collection have passed: the payment demand's fee takes its place")
    for claim in case.claimed("fee"):
        letter = next((c for c in case.contacts if c.on == claim.date), None)
        if letter is None or letter.pay_by is None or letter.pay_by < claim.date + LETTER_DAYS:
            return _("the fee letter of {day} gave less than 14 days to pay, so no second fee", day=claim.date)
        if case.as_of <= letter.pay_by:
            return _("the 14 days of the letter of {day} end on {last_day}", day=claim.date, last_day=letter.pay_by)
    return ""


def _ended(case: Case) -> str:
    if case.as_of < NEW_LAW_FROM:
        return ""
    return _("the new inkassolov (LOV-2026-05-22-19), expected from {day} on, ends this fee", day=NEW_LAW_FROM)


def _first_or_second_letter(case: Case) -> str:
    days = case.step.days_to_pay
    if case.step.kind == "Formal notice" and _ended(case):
        return _ended(case)
    if case.step.kind == "Formal notice" and days < LETTER_DAYS.days:
        return n_("a notice of collection must give {needed} days to pay, the plan gives {n}",
                  "a notice of collection must give {needed} days to pay, the plan gives {n}", days,
                  needed=LETTER_DAYS.days)  # fmt: skip
    return _second_letter(case)


def _notice_expired(case: Case) -> date | None:
    """The last day of the first notice of collection that gave 14 days, once it has passed."""
    for letter in case.contacts:
        real = letter.kind == "Formal notice" and letter.pay_by is not None and letter.pay_by >= letter.on + LETTER_DAYS
        if real and letter.pay_by is not None and case.as_of > letter.pay_by:
            return letter.pay_by
    return None


def _after_notice(case: Case) -> str:
    """The payment demand's own fee, once, besides two reminder fees (inkassoforskriften § 1-3)."""
    if _ended(case):
        return _ended(case)
    expired = _notice_expired(case)
    if expired is None:
        return _("a payment demand may carry its fee only after a notice of collection with 14 days to pay")
    again = next((claim for claim in case.claimed("fee") if claim.date > expired), None)
    return _("already claimed on {day}", day=again.date) if again else ""


def _compensation(case: Case) -> Decimal | str:
    amount = value_in_period(COMPENSATION, case.due + ONE_DAY)
    if amount is None:
        return _("the compensation for debts that fell late on {day} is not known", day=case.due + ONE_DAY)
    return max(Decimal(0), amount - sum((claim.amount for claim in case.claimed("fee")), Decimal(0)))


_TRADE = Statute("forsinkelsesrenteloven § 3", "Finanstilsynet", LATE_INTEREST, leap_years=True)
_CONSUMER = Statute(
    "forsinkelsesrenteloven § 3", "Finanstilsynet", LATE_INTEREST, leap_years=True, contract_capped=True
)

COUNTRY = Country(
    code="NO", name=N_("Norway"), currency="NOK",
    # Without a choice by the debtor the cheapest for the debtor: interest bears no interest.
    order=("principal", "interest", "fees"),
    order_source=N_("the debtor chooses (Justisdepartementets lovavdeling 19.08.1999); taken as principal first"),
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "fee", N_("reminder fee (purregebyr)"), ("Consumer",), LETTERS, reminder_fee,
            "inkassoloven § 17, inkassoforskriften", "Lovdata", per="letter", most=2, days_after_due=14,
            allowed=_first_or_second_letter, known_until=COLLECTION_RATE_UNTIL,
        ),
        FeeRule(
            "fee", N_("payment demand (betalingsoppfordring)"), ("Consumer",), ("Formal notice",), demand_fee,
            "inkassoforskriften", "Lovdata", per="letter", most=3, days_after_due=28, allowed=_after_notice,
            known_until=COLLECTION_RATE_UNTIL,
        ),
        FeeRule(
            "compensation", N_("standard compensation (standardkompensasjon)"), TRADE, CLAIMING, _compensation,
            "forsinkelsesrenteloven § 3 a", "Finanstilsynet",
        ),
    ),
    notice_days=dict.fromkeys(ALL, 14), notice_source="inkassoloven § 9 (inkassovarsel)",
)  # fmt: skip
