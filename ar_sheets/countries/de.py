"""Germany: Verzugszinsen and the 40 euro of BGB § 288, costs of reminders.

Sources: BGB §§ 193, 247, 286, 288, 289 and 367; the Basiszinssatz is published by the Deutsche Bundesbank on
1 January and 1 July. Published on gesetze-im-internet.de and bundesbank.de.
"""

from decimal import Decimal

from ar_sheets.base.i18n import N_, _
from ar_sheets.countries.base import CLAIMING, LETTERS, TRADE, Case, Country, FeeRule, Statute, fixed, half_years, plus
from ar_sheets.countries.ecb import EU_LUMP_SUM

BASE_RATE = half_years({
    2019: ("-0.88", "-0.88"),
    2020: ("-0.88", "-0.88"),
    2021: ("-0.88", "-0.88"),
    2022: ("-0.88", "-0.88"),
    2023: ("1.62", "3.12"),
    2024: ("3.62", "3.37"),
    2025: ("2.27", "1.27"),
    2026: ("1.27", "1.52"),
})  # fmt: skip

REMINDER_COST = Decimal("2.50")  # the courts allow the real cost of paper and postage, about this much


def _not_the_first(case: Case) -> str:
    """The reminder that puts the debtor in default is free; only later ones are damage caused by the delay."""
    if any(c.kind in LETTERS for c in case.contacts):
        return ""
    return _("the first reminder is free (BGB § 286: it is what puts the debtor in default)")


_TRADE = Statute("BGB § 288 (2)", "Deutsche Bundesbank", plus(BASE_RATE, "9"), leap_years=True)
_CONSUMER = Statute(
    "BGB § 288 (1)", "Deutsche Bundesbank", plus(BASE_RATE, "5"), leap_years=True, contract_capped=True,
    demand="Reminder",  # § 286 (1): a due date that only the invoice names puts no consumer in default
)  # fmt: skip

COUNTRY = Country(
    code="DE", name=N_("Germany"), currency="EUR",
    order=("fees", "interest", "principal"), order_source="BGB § 367",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("lump sum (Verzugspauschale)"), TRADE, CLAIMING, fixed(EU_LUMP_SUM),
            "BGB § 288 (5)", "gesetze-im-internet.de",
        ),
        FeeRule(
            "fee", N_("cost of a reminder (Mahnkosten)"), ("Consumer",), LETTERS, lambda _case: REMINDER_COST,
            "BGB §§ 280, 286", "gesetze-im-internet.de", per="letter", most=3, allowed=_not_the_first,
            only_plan=True,
        ),
    ),
    days_off_move=True,  # BGB § 193
    tells_consumers_of_default=True,  # BGB § 286 (3)
)  # fmt: skip
