"""The nouns a country file is written in, and how dated tables are read.

Rates are `Decimal` percent a year, money is `Decimal` in the country's currency, days are calendar days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from ar_sheets.base.money import CENT
from ar_sheets.schema.model import Claim, Contact, Rate, Step

Dated = tuple[tuple[date, Decimal | None], ...]  # valid from, value; None where it is not known for sure

ALL = ("Business", "Consumer", "Public")
TRADE = ("Business", "Public")
REMINDERS = ("Reminder", "Final reminder")
LETTERS = (*REMINDERS, "Formal notice")
CLAIMING = (*LETTERS, "Hand-over")
ONE_DAY = timedelta(days=1)


def half_years(table: Mapping[int, tuple[str, str]]) -> Dated:
    """{2026: ("12.00", "12.25")} as values from 1 January and 1 July; "" is a value not known."""
    return tuple(
        (date(year, month, 1), Decimal(text) if text else None)
        for year, texts in table.items()
        for month, text in zip((1, 7), texts, strict=True)
    )


def years(table: Mapping[int, str]) -> Dated:
    """{2026: "1.60"} as values from 1 January."""
    return tuple((date(year, 1, 1), Decimal(text) if text else None) for year, text in table.items())


def plus(reference: Dated, margin: str) -> Dated:
    """A reference rate with a margin in percentage points on top."""
    return tuple((start, None if rate is None else rate + Decimal(margin)) for start, rate in reference)


def rounded_up(reference: Dated, step: str = "0.5") -> Dated:
    """A reference rate rounded up to the next multiple of `step` percentage points."""
    unit = Decimal(step)
    return tuple(
        (start, None if rate is None else (rate / unit).to_integral_value(ROUND_CEILING) * unit)
        for start, rate in reference
    )


def value_on(table: Dated, day: date) -> Decimal | None:
    """The value valid on a day; None before the table begins or where it is not known."""
    value = None
    for start, dated in table:
        if start > day:
            break
        value = dated
    return value


def value_in_period(table: Dated, day: date, period: str = "half-year") -> Decimal | None:
    """The value of the very half-year (or year) a day is in: what is fixed for a period says nothing of the next."""
    started = [start for start, _ in table if start <= day]
    return value_on(table, day) if started and day <= period_end(period, started[-1]) else None


def period_end(period: str, day: date) -> date:
    """The last day of the half-year, year or month a day is in; any other period has no end."""
    if period == "half-year":
        return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)
    if period == "year":
        return date(day.year, 12, 31)
    if period == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1) - ONE_DAY
    return date.max


def accepted(terms_accepted_on: date | None, invoice_date: date) -> bool:
    """Whether the customer had accepted the terms of payment before (or on the day of) the invoice."""
    return terms_accepted_on is not None and terms_accepted_on <= invoice_date


@dataclass(frozen=True, slots=True)
class RateSpan:
    """A rate (percent a year) on the days from `start` to `end`, both included, and where it comes from."""

    start: date
    end: date
    rate: Decimal
    source: str
    note: str = ""  # how sure the rate is, where it rests on one source only


@dataclass(frozen=True, slots=True)
class InterestRule:
    """Late interest for one country and profile, ready to be worked out. Made by `countries.interest_rule`."""

    country: str
    profile: str
    law: str
    spans: tuple[RateSpan, ...] = ()  # in order, not overlapping; a day in no span has no known rate
    leap_years: bool = False  # a day in a leap year counts 1/366
    year_days: int = 365
    compound: bool = False  # unpaid interest joins the principal after each whole year
    locked: bool = False  # the rate of the first day of interest stays
    demand: str = ""  # "" runs from the due date; else the least kind of letter that starts it
    demand_days: int = 0  # days after that letter arrived before interest runs
    rolls: bool = True  # a due date on a day off moves to the next working day first
    never: str = ""  # why this law gives no interest at all; not a fault of the workbook
    unagreed_days: int = 0  # no day to pay was agreed: interest runs only so many days after the invoice
    not_before: date | None = None  # the day that has to pass at least, of one invoice without an agreed day
    unit: Decimal = CENT  # what amounts are rounded to, by their currency

    def for_invoice(self, invoice_date: date) -> InterestRule:
        """The rule for the invoices of one day: where no day to pay was agreed, the law counts from the invoice."""
        if not self.unagreed_days:
            return self
        return replace(self, not_before=invoice_date + timedelta(days=self.unagreed_days))


@dataclass(frozen=True, slots=True)
class Statute:
    """The law's late interest for one profile: dated rates and how they are counted."""

    law: str
    publisher: str
    rates: Dated = ()
    period: str = "half-year"  # how long a rate holds: half-year, year, month, decree or agreed (until the next)
    known_until: date | None = None  # for rates fixed by decree: the last day the table is known to hold
    leap_years: bool = False
    year_days: int = 365
    compound: bool = False
    locked: bool = False
    demand: str = ""
    demand_days: int = 0
    never: str = ""
    unknown: str = ""  # what of the law is not known for sure; the owner may supply rates
    unagreed_days: int = 0  # days after the invoice before interest runs where the due date was not agreed
    unagreed_demand: str = ""  # the least kind of letter that starts it where the due date was not agreed
    notes: Mapping[date, str] = field(default_factory=dict)  # by first day: a rate that rests on one source only
    contract_capped: bool = False  # a contract may not ask for more than these rates
    contract_cap: Statute | None = None  # a contract may ask for more than the law, but not more than this


def spans(statute: Statute, rates: list[Rate]) -> tuple[RateSpan, ...]:
    """The law's dated rates with the owner's rows on top, as spans. No span reaches past what is known."""
    source = f"{statute.law} ({statute.publisher})"
    known = {start: (rate, source, statute.notes.get(start, "")) for start, rate in statute.rates}
    known |= {rate.valid_from: (rate.rate_percent, rate.source, "") for rate in rates}
    starts = sorted(known)
    made = []
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        percent, where, note = known[start]
        end = _lasts_until(statute, start)
        if following is not None:
            end = min(end, following - ONE_DAY)
        if percent is not None:
            made.append(RateSpan(start, end, percent, where, note))
    return tuple(made)


def _lasts_until(statute: Statute, start: date) -> date:
    if statute.period != "decree":
        return period_end(statute.period, start)
    if statute.known_until is None:
        return date.max
    return statute.known_until if start <= statute.known_until else period_end("half-year", start)


@dataclass(frozen=True, slots=True)
class Case:
    """What a fee rule looks at: one invoice and the step about to be sent."""

    step: Step
    profile: str
    invoice_date: date
    due: date  # moved to a working day where that applies
    interest_due: date  # the same, or 30 days after the invoice where the law wants that for a day not agreed
    amount: Decimal
    open_amount: Decimal
    owed_at_due: Decimal  # principal open when interest began
    claims: tuple[Claim, ...]
    contacts: tuple[Contact, ...]
    as_of: date
    terms_accepted_on: date | None

    def claimed(self, kind: str) -> list[Claim]:
        """The claims of a kind really made, oldest first, waivers left out. One of 0 was made for this invoice too,
        by a letter that claimed it once for all its invoices."""
        return sorted((c for c in self.claims if c.kind == kind and c.amount >= 0), key=lambda c: c.date)


def no_objection(case: Case) -> str:  # noqa: ARG001 - the signature of a fee rule's condition
    """For fees without a condition of their own."""
    return ""


@dataclass(frozen=True, slots=True)
class FeeRule:
    """A fee, compensation or collection cost the law allows."""

    kind: str  # fee, compensation
    name: str
    profiles: tuple[str, ...]
    steps: tuple[str, ...]  # the kinds of step that may carry it
    amount: Callable[[Case], Decimal | str]  # the law's amount, or why it is not known
    law: str
    publisher: str
    per: str = "invoice"  # invoice or letter, as the law counts it
    most: int = 1  # how often on one claim
    days_after_due: int = 1  # the first day a letter may carry it
    gap_days: int = 0  # least days since the letter before
    needs_terms: bool = False  # only if the customer accepted the terms before the debt arose
    only_plan: bool = False  # no amount in the law: only what the plan's Fee column says
    allowed: Callable[[Case], str] = no_objection  # "" or why not now
    announced: Callable[[Case], Decimal] | None = None  # what this letter must announce instead
    known_from: date | None = None  # the first day on which a letter may carry this amount
    known_until: date | None = None  # the last day on which the amount is known; None: it stands in the law itself
    note: str = ""  # how sure the amount is, where it rests on one source only

    @property
    def source(self) -> str:
        """The law and who publishes it."""
        return f"{self.law} ({self.publisher})"


def fixed(amount: str) -> Callable[[Case], Decimal | str]:
    """An amount that never changes."""
    value = Decimal(amount)
    return lambda _case: value


@dataclass(frozen=True, slots=True)
class Country:
    """One country's law of late payment, as far as it is known for sure."""

    code: str  # ISO 3166 alpha-2
    name: str
    currency: str
    order: tuple[str, ...]  # in which a payment is used up within one debt
    order_source: str
    interest: Mapping[str, Statute]  # by profile
    fees: tuple[FeeRule, ...] = ()
    no_fees: Mapping[str, str] = field(default_factory=dict)  # by profile: why the law gives none
    notice_days: Mapping[str, int] = field(default_factory=dict)  # by profile, from sending; else 14
    notice_source: str = ""
    days_off_move: bool = False  # the law itself moves any last day on a day off to the next working day
    # What letters must say. Of a letter that announces costs: what they are on the sum of all its invoices.
    announced_on_sum: Callable[[Decimal], Decimal] | None = None
    # Of a consumer's free reminder: what the agreed penalty clause may ask on an open amount afterwards.
    penalty_after_free_reminder: Callable[[Decimal], Decimal] | None = None
    tells_consumers_of_default: bool = False  # the mere days start interest only if the invoice has said so
    compensation_is_no_threat: bool = True  # an invoice may name it; False where it is costs worked out later

    def formal_notice_days(self, profile: str) -> int:
        """Days to pay, from the day it is sent, that a formal notice must give before the next step; by post too."""
        return self.notice_days.get(profile, 14)

    def allocation_order(self, profile: str) -> tuple[str, ...]:  # noqa: ARG002 - a law may tell profiles apart
        """The parts of one debt (fees, interest, principal) in the order a payment is used up."""
        return self.order
