"""What will come in, week by week, and in which range.

Every open invoice is spread over the days on which invoices like it were paid (pay_days.py). A promise, or the
instalments of a payment plan that is kept, are facts and take the place of that; a hold with a day moves it behind that
day. What is disputed stands apart; what was handed over, and what insolvency or the like holds for good, is left out.
Principal only: no interest, no fees, and no invoice that nobody has written yet. No sum crosses currencies, and
forecast + disputed + left out is what is open in Aging.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

from ar_sheets.base.money import CENT
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import Agreement
from ar_sheets.reports.pay_days import PayDays, Spread
from ar_sheets.rules.holds import lasts

ZERO = Decimal(0)
WEEKS = 13  # a quarter; what comes after stands in one line
SOON = 28  # days that the first lines of a report speak of
SOON_PLACE = WEEKS + 1
HOWS = ("Promised", "Instalment", "By habit")
FOUR_OF_FIVE = 1.2816  # standard deviations on either side that hold 80 % of what is normal
RULE = (
    "Each open invoice is spread over the days on which this customer paid earlier invoices that had been open as "
    "long, with five of everybody's beside them (of the same profile where there are enough); what is recent counts "
    "more, and so do the weekdays and days of the month on which people pay. A promise or a payment plan that is kept"
    " counts instead; on hold until a day, nothing is expected before it. From and to: in four of five cases it comes"
    " in between (80 %); a customer's invoices are taken to come early or late together. Invoices that nobody has "
    "written yet are not forecast, so later weeks are only part of what will come. Disputed amounts and what was "
    "handed over or is insolvent are not in it; neither are interest and fees."
)


@dataclass(frozen=True, slots=True)
class Expected:
    """Money expected on a day; `index` is the invoice's in the assessment, `how` one of HOWS. In four of five cases it
    comes from `first` to `last`: one day for what was promised."""

    index: int
    day: date
    amount: Decimal
    how: str
    first: date
    last: date


@dataclass(slots=True)
class Period:
    """What is expected in some days, by how, and the range that holds four of five."""

    amounts: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(HOWS, ZERO))
    low: Decimal = ZERO
    high: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


@dataclass(slots=True)
class Week(Period):
    """A week, Monday to Sunday; `start` None is all that comes later."""

    start: date | None = None


@dataclass(slots=True)
class Forecast:
    """The forecast in one currency; `disputed` and `left_out` are by invoice index, the latter with its reason. `soon`
    are the next four weeks from today."""

    weeks: list[Week]
    expected: list[Expected] = field(default_factory=list)
    disputed: list[tuple[int, Decimal]] = field(default_factory=list)
    left_out: list[tuple[int, Decimal, str]] = field(default_factory=list)
    soon: Period = field(default_factory=Period)

    @property
    def total(self) -> Decimal:
        return sum((item.amount for item in self.expected), ZERO)


class _Sums:
    """What is spread in one currency: how much in each week (the last place is SOON days from today), and how much
    each customer's part may differ."""

    def __init__(self) -> None:
        self.amounts = [0.0] * (WEEKS + 2)
        self.deviations: dict[str, list[float]] = defaultdict(lambda: [0.0] * (WEEKS + 2))
        self.total = ZERO

    def add(self, customer: str, amount: Decimal, spread: Spread, sunday: int) -> None:
        """Put an amount into its weeks; this week ends `sunday` days from today."""
        self.total += amount
        value, own = float(amount), self.deviations[customer]
        amounts, after, so_far = self.amounts, spread.after, spread.so_far
        before, end = 0.0, sunday
        for week in range(WEEKS + 1):
            place = len(after) if week == WEEKS else bisect_right(after, end)
            until = so_far[place - 1] if place else 0.0
            part = until - before
            if part > 0.0:
                amounts[week] += value * part
                own[week] += value * sqrt(part * (1.0 - part))
            if until == 1.0:
                break
            before, end = until, end + 7
        soon = spread.by(SOON)
        amounts[SOON_PLACE] += value * soon
        own[SOON_PLACE] += value * sqrt(soon * (1.0 - soon))

    def deviation(self, place: int) -> float:
        return sqrt(sum(parts[place] ** 2 for parts in self.deviations.values()))


def paid_invoices(work: Assessment) -> Iterator[tuple[int, date, date]]:
    """The invoices that tell how customers pay: nothing of them is open, and money came for them. Index, due, paid."""
    columns = work.columns
    rows = zip(columns["paid_on"], columns["due_date"], columns["open_amount"], columns["paid"], columns["kind"],
               columns["hold"], strict=True)  # fmt: skip
    for index, (paid_on, due, left, paid, kind, hold) in enumerate(rows):
        if paid_on is None or left > ZERO or paid <= ZERO or kind == "Credit note":
            continue
        if hold is None or hold.status != "Written off":
            yield index, due, paid_on


def read_pay_days(work: Assessment) -> PayDays:
    """How customers paid until the day of the assessment."""
    customers = work.customers
    paid = (
        (customers[index].customer_id, customers[index].profile, due, paid_on)
        for index, due, paid_on in paid_invoices(work)
    )
    return PayDays(paid, work.as_of)


def forecasts(work: Assessment, pay_days: PayDays | None = None) -> dict[str, Forecast]:
    """The forecast of each currency in which something is open; `pay_days` as read_pay_days has it."""
    return _Forecasting(work, pay_days or read_pay_days(work)).all()


class _Forecasting:
    """The forecasts being made, with what they need of each other."""

    def __init__(self, work: Assessment, pay_days: PayDays) -> None:
        self.work = work
        self.pay_days = pay_days
        self.sunday = 6 - work.as_of.weekday()
        self.found: dict[str, Forecast] = defaultdict(lambda: Forecast(weeks(work.as_of)))
        self.sums: dict[str, _Sums] = defaultdict(_Sums)

    def all(self) -> dict[str, Forecast]:
        work, planned = self.work, dict[int, Decimal]()
        for index, left in _open(work):
            forecast = self.found[work.columns["currency"][index]]
            reason = _out(work, index)
            if reason:
                forecast.left_out.append((index, left, reason))
                continue
            disputed, asked = work.columns["disputed"][index], work.columns["asked"][index]
            if disputed > 0:
                forecast.disputed.append((index, disputed))
            if work.columns["plan_standing"][index] in ("good", "kept"):
                planned[index] = asked
            elif asked > 0:
                self.add_habit(index, asked - self.add_promise(index, asked))
        self.add_instalments(planned)
        for currency, forecast in self.found.items():
            forecast.expected.sort(key=lambda item: (item.day, item.index))
            _into_weeks(forecast, self.sums[currency], work.as_of)
        return dict(self.found)

    def add_fact(self, index: int, day: date, amount: Decimal, how: str) -> None:
        on = max(day, self.work.as_of)
        self.found[self.work.columns["currency"][index]].expected.append(Expected(index, on, amount, how, on, on))

    def add_promise(self, index: int, asked: Decimal) -> Decimal:
        """Adds what is promised of an invoice; returns how much that is."""
        if self.work.columns["promise"][index] != "open":
            return ZERO
        promise = self.work.columns["promises"][index][-1]
        promised: Decimal = asked if promise.amount is None else min(promise.amount, asked)
        self.add_fact(index, promise.day, promised, "Promised")
        return promised

    def add_habit(self, index: int, amount: Decimal) -> None:
        if amount <= 0:
            return
        currency, customer = self.work.columns["currency"][index], self.work.customers[index].customer_id
        spread = spread_of(self.work, self.pay_days, index)
        item = Expected(index, spread.expected, amount, "By habit", spread.first, spread.last)
        self.found[currency].expected.append(item)
        self.sums[currency].add(customer, amount, spread, self.sunday)

    def add_instalments(self, planned: dict[int, Decimal]) -> None:
        """The instalments still to come of plans that are kept, put against their invoices, oldest due first; what the
        instalments do not reach is expected by habit."""
        paid = {item.row: item.paid for item in self.work.instalments}
        for agreement in self.work.facts.agreements if planned else ():
            covered = _covered(self.work, agreement, planned)
            for item in sorted(agreement.instalments, key=lambda i: (i.due_date, i.row)):
                left = item.amount - paid.get(item.row, ZERO)
                for index in covered:
                    part = min(left, planned[index])
                    if part > 0:
                        self.add_fact(index, item.due_date, part, "Instalment")
                        planned[index] -= part
                        left -= part
        for index, amount in planned.items():
            self.add_habit(index, amount)


def spread_of(work: Assessment, pay_days: PayDays, index: int) -> Spread:
    """The days over which one invoice is spread; none before the end of a hold that has a day."""
    customer, columns = work.customers[index], work.columns
    held = max(filter(None, (columns["hold_until"][index], columns["customer_hold_until"][index])), default=None)
    return pay_days.spread(customer.customer_id, customer.profile, columns["due_date"][index], held)


def weeks(as_of: date) -> list[Week]:
    """The weeks of a forecast from a day on, and what comes later; nothing is in them yet."""
    monday = as_of - timedelta(days=as_of.weekday())
    return [*(Week(start=monday + timedelta(weeks=n)) for n in range(WEEKS)), Week()]


def _into_weeks(forecast: Forecast, sums: _Sums, as_of: date) -> None:
    """Fill the weeks: facts on their days, the rest spread; rounded so that the weeks add up to the whole."""
    monday = as_of - timedelta(days=as_of.weekday())
    for item in forecast.expected:
        if item.how != "By habit":
            forecast.weeks[min((item.day - monday).days // 7, WEEKS)].amounts[item.how] += item.amount
            if item.day <= as_of + timedelta(days=SOON):
                forecast.soon.amounts[item.how] += item.amount
    so_far, given = 0.0, ZERO
    for number, week in enumerate(forecast.weeks):
        so_far += sums.amounts[number]
        upto = sums.total if number == WEEKS else min(_cents(so_far), sums.total)
        _add_spread(week, upto - given, sums, number)
        given = upto
    _add_spread(forecast.soon, min(_cents(sums.amounts[SOON_PLACE]), sums.total), sums, SOON_PLACE)


def _add_spread(period: Period, amount: Decimal, sums: _Sums, place: int) -> None:
    """Add what is spread, and the range: what was promised or agreed is sure, the rest may be so much less or more."""
    sure = period.total
    period.amounts["By habit"] = amount
    either_side = _cents(FOUR_OF_FIVE * sums.deviation(place))
    period.low = sure + max(amount - either_side, ZERO)
    period.high = sure + min(amount + either_side, sums.total)


def _cents(amount: float) -> Decimal:
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def _open(work: Assessment) -> Iterator[tuple[int, Decimal]]:
    """What Aging counts as open: invoice index and amount."""
    for index, (left, hold) in enumerate(zip(work.columns["open_amount"], work.columns["hold"], strict=True)):
        if left > 0 and not (hold is not None and hold.status == "Written off"):
            yield index, left


def _out(work: Assessment, index: int) -> str:
    """Why nothing is to be expected; "" when something is."""
    if work.columns["status"][index] == "Handed over":
        return "handed over"
    for key in ("hold_reason", "customer_hold_reason"):
        reason = work.columns[key][index]
        if lasts(reason):
            return str(reason)
    return ""


def _covered(work: Assessment, agreement: Agreement, planned: Mapping[int, Decimal]) -> list[int]:
    numbers, own = set(agreement.invoices), agreement.customer_id.casefold()
    covered = [
        index for index in planned
        if work.columns["invoice_no"][index].casefold() in numbers
        and work.customers[index].customer_id.casefold() == own
    ]  # fmt: skip
    return sorted(covered, key=lambda index: (work.columns["due_date"][index], index))
