"""Why an open invoice is expected when it is: its days, the range, and the look-alikes that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ar_sheets.base.local_format import number
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.forecast import Expected, forecasts, paid_invoices, read_pay_days, spread_of
from ar_sheets.reports.pay_days import BESIDE, Spread
from ar_sheets.reports.wording import describe_days_late, say

NAMED = 5  # look-alikes named, the newest
BESIDE_THEM = "Look-alikes, open as long, of this customer: {theirs}; beside them 5 of everybody's {others}."
FEW_OF_ALL = "Look-alikes, open as long, of this customer: {theirs}; of everybody's: {others}."
SO_LONG = (
    "Fewer than five were ever open as long: beside them it is spread over a month from the due date, or if it is "
    "overdue, over a month and as long again."
)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """One earlier invoice of the customer that had been open as long."""

    invoice_no: str
    due_date: date
    paid_on: date

    @property
    def days_late(self) -> int:
        return (self.paid_on - self.due_date).days


@dataclass(frozen=True, slots=True)
class Evidence:
    """When one invoice is expected, and on what that rests; `spread` is None where only facts say so."""

    expected: tuple[Expected, ...]
    left_out: str  # why it is not in the forecast; "" when it is
    spread: Spread | None
    look_alikes: tuple[LookAlike, ...]  # the newest NAMED


def find_evidence(work: Assessment, index: int) -> Evidence | None:
    """The evidence for one invoice; None when nothing of it is open."""
    pay_days = read_pay_days(work)
    forecast = forecasts(work, pay_days).get(work.columns["currency"][index])
    if forecast is None:
        return None
    expected = tuple(item for item in forecast.expected if item.index == index)
    left_out = next((why for at, _, why in forecast.left_out if at == index), "")
    disputed = any(at == index for at, _ in forecast.disputed)
    if not (expected or left_out or disputed):
        return None
    habit = any(item.how == "By habit" for item in expected)
    spread = spread_of(work, pay_days, index) if habit else None
    alike = sorted(_look_alikes(work, index), key=lambda one: one.paid_on)[-NAMED:] if habit else []
    return Evidence(expected, left_out or "disputed" * (disputed and not expected), spread, tuple(alike))


def _look_alikes(work: Assessment, index: int) -> Iterator[LookAlike]:
    columns, customer = work.columns, work.customers[index].customer_id
    age = work.as_of - columns["due_date"][index]
    for at, due, paid_on in paid_invoices(work):
        if work.customers[at].customer_id == customer and paid_on - due > age:
            yield LookAlike(columns["invoice_no"][at], due, paid_on)


def describe_evidence(evidence: Evidence, language: str) -> list[str]:
    """The evidence as lines."""
    lines = [say("When it should be paid:", language)]
    if evidence.left_out:
        why = say(evidence.left_out, language)
        return [*lines, "  " + say("Not forecast: {why}.", language, why=why)]
    lines += [f"  {_describe(item, language)}" for item in evidence.expected]
    if evidence.spread is not None:
        enough = evidence.spread.others > BESIDE
        english = BESIDE_THEM if enough else FEW_OF_ALL
        told = say(english, language, theirs=evidence.spread.theirs, others=evidence.spread.others)
        lines.append(f"  {told}")
    if evidence.spread is not None and evidence.spread.others < BESIDE:
        lines.append("  " + say(SO_LONG, language))
    lines += [
        "  " + say("{number} due {due}, paid {paid_on} ({late})", language, number=one.invoice_no, due=one.due_date,
                   paid_on=one.paid_on, late=describe_days_late(one.days_late, language))
        for one in reversed(evidence.look_alikes)
    ]  # fmt: skip
    return lines


def _describe(item: Expected, language: str) -> str:
    amount = number(item.amount, language)
    line = say("{how}: {day}", language, how=f"{say(item.how, language)} {amount}", day=item.day)
    if item.first == item.last:
        return line
    between = say("from {first} to {last} in four of five cases", language, first=item.first, last=item.last)
    return f"{line}, {between}"
