"""What will come in, week by week: a guess by a rule that anybody can follow.

Every open invoice is expected so many days after its due date as its customer usually pays; a promise or the
instalments of a payment plan that is kept take the place of that. What should have come by that rule already is set
as many days from today, a week at least, and marked uncertain. What is disputed stands apart; what was handed over,
and what insolvency or the like holds for good, is left out. Principal only: no interest, no fees. No sum crosses
currencies, and forecast + disputed + left out is what is open in Aging.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import Agreement
from ar_sheets.reports.payers import Key
from ar_sheets.rules.holds import lasts

ZERO = Decimal(0)
WEEKS = 13  # a quarter; what comes after stands in one line
LEAST = 7  # days from today for what is past the day it was expected
HOWS = ("Promised", "Instalment", "By habit", "Uncertain")
RULE = (
    "Each open invoice is expected as many days after its due date as its customer usually pays (customers with fewer "
    "than 5 paid invoices: the median of their kind). A promise or a payment plan that is kept counts instead. What is "
    "past its expected day is set as many days from today, a week at least: Uncertain. Disputed amounts and what was "
    "handed over or is insolvent are not in it; neither are interest and fees."
)


@dataclass(frozen=True, slots=True)
class Expected:
    """Money expected on a day; `index` is the invoice's in `Assessment`, `how` one of HOWS."""

    index: int
    day: date
    amount: Decimal
    how: str


@dataclass(slots=True)
class Week:
    """What is expected in a week, Monday to Sunday, by how; `start` None is all that comes later."""

    start: date | None
    amounts: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(HOWS, ZERO))

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


@dataclass(slots=True)
class Forecast:
    """The forecast in one currency; `disputed` and `left_out` are by invoice index, the latter with its reason."""

    weeks: list[Week]
    expected: list[Expected] = field(default_factory=list)
    disputed: list[tuple[int, Decimal]] = field(default_factory=list)
    left_out: list[tuple[int, Decimal, str]] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((item.amount for item in self.expected), ZERO)


def forecasts(work: Assessment, habits: Mapping[Key, int]) -> dict[str, Forecast]:
    """The forecast of each currency in which something is open. `habits` are days late by customer and currency."""
    found: dict[str, Forecast] = defaultdict(lambda: Forecast(weeks(work.as_of)))
    currencies = work.columns["currency"]
    planned: dict[int, Decimal] = {}
    for index, left in _open(work):
        forecast = found[currencies[index]]
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
            forecast.expected += _by_promise_or_habit(work, index, asked, habits)
    for item in _instalments(work, planned, habits):
        found[currencies[item.index]].expected.append(item)
    for forecast in found.values():
        forecast.expected.sort(key=lambda item: (item.day, item.index))
        _into_weeks(forecast, work.as_of)
    return dict(found)


def weeks(as_of: date) -> list[Week]:
    """The weeks of a forecast from a day on, and what comes later; nothing is in them yet."""
    monday = as_of - timedelta(days=as_of.weekday())
    return [*(Week(monday + timedelta(weeks=n)) for n in range(WEEKS)), Week(None)]


def _into_weeks(forecast: Forecast, as_of: date) -> None:
    monday = as_of - timedelta(days=as_of.weekday())
    for item in forecast.expected:
        place = min((item.day - monday).days // 7, WEEKS)
        forecast.weeks[place].amounts[item.how] += item.amount


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


def _by_promise_or_habit(work: Assessment, index: int, asked: Decimal, habits: Mapping[Key, int]) -> Iterator[Expected]:
    columns = work.columns
    if columns["promise"][index] == "open":
        promise = columns["promises"][index][-1]
        promised = asked if promise.amount is None else min(promise.amount, asked)
        yield Expected(index, max(promise.day, work.as_of), promised, "Promised")
        asked -= promised
    if asked > 0:
        yield _by_habit(work, index, asked, habits)


def _by_habit(work: Assessment, index: int, amount: Decimal, habits: Mapping[Key, int]) -> Expected:
    days = habits.get((work.customers[index].customer_id, work.columns["currency"][index]), 0)
    due: date = work.columns["due_date"][index]
    if due + timedelta(days=days) >= work.as_of:
        return Expected(index, due + timedelta(days=days), amount, "By habit")
    if due >= work.as_of:  # they usually pay so early that they would have paid by now
        return Expected(index, due, amount, "By habit")
    return Expected(index, work.as_of + timedelta(days=max(days, LEAST)), amount, "Uncertain")


def _instalments(work: Assessment, planned: dict[int, Decimal], habits: Mapping[Key, int]) -> Iterator[Expected]:
    """The instalments still to come of plans that are kept, put against their invoices, oldest due first; what the
    instalments do not reach is expected by habit."""
    paid = {item.row: item.paid for item in work.instalments}
    for agreement in work.facts.agreements if planned else ():
        covered = _covered(work, agreement, planned)
        for item in sorted(agreement.instalments, key=lambda i: (i.due_date, i.row)):
            left = item.amount - paid.get(item.row, ZERO)
            for index in covered:
                part = min(left, planned[index])
                if part > 0:
                    yield Expected(index, max(item.due_date, work.as_of), part, "Instalment")
                    planned[index] -= part
                    left -= part
    for index, amount in planned.items():
        if amount > 0:
            yield _by_habit(work, index, amount, habits)


def _covered(work: Assessment, agreement: Agreement, planned: Mapping[int, Decimal]) -> list[int]:
    numbers, own = set(agreement.invoices), agreement.customer_id.casefold()
    covered = [
        index for index in planned
        if work.columns["invoice_no"][index].casefold() in numbers
        and work.customers[index].customer_id.casefold() == own
    ]  # fmt: skip
    return sorted(covered, key=lambda index: (work.columns["due_date"][index], index))
