"""The Netherlands: legal interest (BW 6:119, 6:119a) and collection costs (Besluit BIK).

Sources: Burgerlijk Wetboek boek 6 art. 44, 83, 96, 119, 119a and 119b; Besluit vergoeding voor
buitengerechtelijke incassokosten (2012); HR 25 November 2016, ECLI:NL:HR:2016:2704 (the fourteen-day letter).
Rates: Rijksoverheid (staatsblad) and, for trade, the European Central Bank. Published on wetten.overheid.nl.
"""

from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base.i18n import N_, _
from ar_sheets.countries.base import CLAIMING, TRADE, Case, Country, FeeRule, Statute, plus
from ar_sheets.countries.ecb import MAIN_REFINANCING_RATE
from ar_sheets.countries.workdays import letter_arrives

# Legal interest for consumers, by decree; each holds until the next.
CONSUMER_RATE = (
    (date(2019, 1, 1), Decimal("2")),
    (date(2023, 1, 1), Decimal("4")),
    (date(2023, 7, 1), Decimal("6")),
    (date(2024, 1, 1), Decimal("7")),
    (date(2025, 1, 1), Decimal("6")),
    (date(2026, 1, 1), Decimal("4")),
)

# Collection costs: percent of each slice of the principal, in euro.
SCALE = ((2500, "15"), (2500, "10"), (5000, "5"), (190000, "1"), (None, "0.5"))
LEAST, MOST = Decimal(40), Decimal(6775)
LETTER_DAYS = 14


def collection_costs(principal: Decimal) -> Decimal:
    """The scale of the Besluit BIK without VAT: at least 40, at most 6,775 euro."""
    costs, left = Decimal(0), principal
    for width, percent in SCALE:
        part = left if width is None else min(left, Decimal(width))
        costs += part * Decimal(percent) / 100
        left -= part
    return min(max(costs, LEAST), MOST)


def _costs(case: Case) -> Decimal:
    return collection_costs(case.open_amount)


def _fourteen_days(case: Case) -> str:
    """Consumers owe costs only 14 full days after the free letter that named them had arrived."""
    letters = [c for c in case.contacts if c.kind == "Formal notice" and c.channel != "Phone"]
    if not letters:
        return _("first the free letter (Formal notice) that gives 14 days and names the costs")
    received = letter_arrives("NL", letters[0].on, letters[0].channel)
    last_day = received + timedelta(days=LETTER_DAYS)
    if letters[0].pay_by is None or letters[0].pay_by < last_day:
        return _("the letter of {day} had to give until {last_day}, 14 full days after it arrived", day=letters[0].on,
                 last_day=last_day)  # fmt: skip
    return "" if case.as_of > letters[0].pay_by else _("the 14 days end on {day}", day=letters[0].pay_by)


_LAW = "BW 6:96 and Besluit vergoeding voor buitengerechtelijke incassokosten"
_TRADE = Statute("BW 6:119a", "European Central Bank", plus(MAIN_REFINANCING_RATE, "8"), compound=True)
_CONSUMER = Statute(
    "BW 6:119", "Rijksoverheid", CONSUMER_RATE, period="decree", known_until=date(2026, 12, 31), compound=True,
    contract_capped=True,
)  # fmt: skip

COUNTRY = Country(
    code="NL", name=N_("the Netherlands"), currency="EUR",
    order=("fees", "interest", "principal"), order_source="BW 6:44",
    interest={"Business": _TRADE, "Public": _TRADE, "Consumer": _CONSUMER},
    fees=(
        FeeRule(
            "compensation", N_("collection costs (buitengerechtelijke incassokosten)"), ("Consumer",),
            ("Formal notice", "Hand-over"), _costs, _LAW, "Overheid.nl", per="letter", allowed=_fourteen_days,
            announced=_costs,
        ),
        FeeRule(
            "compensation", N_("collection costs (buitengerechtelijke incassokosten)"), TRADE, CLAIMING, _costs,
            _LAW, "Overheid.nl",
        ),
    ),
    # For consumers 14 full days after arrival; a letter posted before holidays may take six days to arrive.
    notice_days={"Consumer": LETTER_DAYS + 6}, notice_source="BW 6:96 lid 6",
    announced_on_sum=collection_costs,  # BW 6:96 lid 7
    compensation_is_no_threat=False,
)  # fmt: skip
