"""The KPIs of receivables, each with its definition beside it; "n/a" where the history is too short.

All amounts are in one currency. Sales are invoices and deposits less credit notes, by their dates; what is open is
as in Aging: written-off invoices are left out, money that is put against nothing stands apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

from ar_sheets.base.i18n import N_, _
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports import formulas
from ar_sheets.reports.balances import BalanceOn, balances_on, invoice_values
from ar_sheets.rules.promises import outcome

ZERO = Decimal(0)
PERIOD = 90  # days looked at for DSO and CEI
YEAR = 365
TOP = 10
Unit = Literal["money", "days", "percent", "ratio"]
_TEXTS = {"days": N_("{value:,} days"), "percent": N_("{value:,} %")}
PLACES = {"money": Decimal("0.01"), "days": Decimal("0.1"), "percent": Decimal("0.1"), "ratio": Decimal("0.01")}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure. `value` is None for "n/a", and `reason` then says why; else it is rounded once, for showing."""

    key: str
    label: str
    value: Decimal | int | None
    unit: Unit
    definition: str  # one plain sentence
    reason: str = ""
    mixed: bool = False  # counts what there is in any currency

    @property
    def text(self) -> str:
        """The value as people read it: "45.0 days", "79.6 %", "5.14", or "n/a"."""
        if self.value is None:
            return _("n/a")
        text = _TEXTS.get(self.unit, "{value:,}")
        return _(text, value=self.value)


def kpis(work: Assessment, currency: str | None = None) -> tuple[Kpi, ...]:
    """All KPIs as of the day of `work`; `currency` is the owner's if none is given. Promises count in any currency."""
    return _Kpis(work, currency or work.facts.settings.currency).all()


class _Kpis:
    """The figures the KPIs are made of, each worked out once."""

    def __init__(self, work: Assessment, currency: str) -> None:
        self.work = work
        self.currency = currency
        self.as_of = work.as_of
        self.sales: dict[date, Decimal] = defaultdict(Decimal)  # by day, net of credit notes
        for dated, amount in invoice_values(work, currency, "invoice_date", "amount"):
            self.sales[dated] += amount
        self.first = min(self.sales, default=None)
        _take_off_credit_notes(work, currency, self.sales)
        days = [self.as_of - timedelta(days=back) for back in (YEAR, PERIOD, 0)]
        self.year_ago: BalanceOn
        self.year_ago, self.before, self.now = balances_on(work, days, currency)
        self.current = self.now.open_amount - self.now.overdue

    def sold(self, days: int) -> Decimal:
        """Net sales of the last so many days, the as-of day included."""
        since = self.as_of - timedelta(days=days)
        return sum((amount for day, amount in self.sales.items() if day > since), ZERO)

    @cached_property
    def sold_in_period(self) -> Decimal:
        return self.sold(PERIOD)

    def short(self, days: int, enough: str) -> str:
        """Why the history does not reach back so many days; "" when it does."""
        if self.first is None:
            return _("there are no invoices in {currency}", currency=self.currency)
        if self.first > self.as_of - timedelta(days=days):
            return _("needs {enough} of invoices; the first is of {day}", enough=enough, day=self.first)
        return ""

    def months(self) -> Iterator[tuple[Decimal, int]]:
        """The net sales of each month and its days, newest first; this month as far as it has gone."""
        by_month: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for day, amount in self.sales.items():
            by_month[day.year, day.month] += amount
        last = self.as_of
        while self.first is not None and last >= self.first:
            yield by_month[last.year, last.month], last.day
            last = last.replace(day=1) - timedelta(days=1)

    @cached_property
    def owed(self) -> list[Decimal]:
        """What each customer owes, the largest first."""
        by_customer: dict[str, Decimal] = defaultdict(Decimal)
        for customer, left in invoice_values(self.work, self.currency, "customer_id", "open_amount"):
            by_customer[customer] += left
        return sorted((amount for amount in by_customer.values() if amount > 0), reverse=True)

    def all(self) -> tuple[Kpi, ...]:
        return (*self.days(), *self.effect(), self.promises(), *self.shares())

    def days(self) -> Iterator[Kpi]:
        """DSO three ways, and average days delinquent."""
        short = self.short(PERIOD, _("{count} days", count=PERIOD)) or (
            "" if self.sold_in_period > 0 else _("nothing was sold in the last {count} days", count=PERIOD)
        )
        simple = None if short else formulas.dso(self.now.open_amount, self.sold_in_period, PERIOD)
        best = None if short else formulas.dso(self.current, self.sold_in_period, PERIOD)
        back = formulas.count_back(self.now.open_amount, self.months()) if self.first else None
        yield _kpi("dso", _("DSO"), simple, "days",
                   _("How many days of sales customers owe you: open now ÷ sales of the last {count} days × {count}.",
                     count=PERIOD),
                   short)  # fmt: skip
        yield _kpi("dso_count_back", _("DSO, counted back"), back, "days",
                   _("The days it takes to use up what is open by the sales of each month, the newest month first."),
                   self.short(0, _("a month")) or _("more is open than all invoices that were made"))  # fmt: skip
        yield _kpi("dso_best", _("Best possible DSO"), best, "days",
                   _("DSO if nobody paid late: open and not yet due ÷ sales of the last {count} days × {count}.",
                     count=PERIOD),
                   short)  # fmt: skip
        late = None if simple is None or best is None else _rounded(simple, "days") - _rounded(best, "days")
        yield _kpi("average_days_delinquent", _("Average days delinquent"), late, "days",
                   _("The days that come from paying late: DSO − best possible DSO."), short)  # fmt: skip

    def effect(self) -> Iterator[Kpi]:
        """CEI and turnover."""
        effect = formulas.cei(self.before.open_amount, self.sold_in_period, self.now.open_amount, self.current)
        short = self.short(PERIOD, _("{count} days", count=PERIOD))
        yield _kpi("cei", _("Collection effectiveness (CEI)"), None if short else effect, "percent",
                   _("Of what could have come in during the last {count} days, how much did: (open then + sales − open "
                     "now) ÷ (open then + sales − open and not yet due now). 100 %: nothing is overdue.", count=PERIOD),
                   short or _("there was nothing to collect"))  # fmt: skip
        short = self.short(YEAR, _("12 months"))
        times = formulas.turnover(self.sold(YEAR), self.year_ago.open_amount, self.now.open_amount)
        yield _kpi("turnover", _("Turnover of receivables"), None if short else times, "ratio",
                   _("Times a year receivables turn into money: 12 months' sales ÷ the average of open then and now."),
                   short or _("nothing is open"))  # fmt: skip

    def promises(self) -> Kpi:
        """Promises kept."""
        over = [became for became in outcomes(self.work) if became != "open"]
        kept = formulas.percent_of(over.count("kept"), len(over))
        kpi = _kpi("promises_kept", _("Promises kept"), kept, "percent",
                   _("Of the promises whose day has come, in any currency: paid in full by two working days after it."),
                   _("no promise has come to its day yet"))  # fmt: skip
        return replace(kpi, mixed=True)

    def shares(self) -> Iterator[Kpi]:
        """Disputed, and how much hangs on few customers."""
        total, none = sum(self.owed, ZERO), _("nothing is open")
        disputed = sum((part for (part,) in invoice_values(self.work, self.currency, "disputed")), ZERO)
        yield _kpi("disputed", _("Disputed"), formulas.percent_of(disputed, total), "percent",
                   _("How much of what is open customers dispute."), none)  # fmt: skip
        yield _kpi(
            "top_ten",
            _("Owed by the top ten"),
            formulas.percent_of(sum(self.owed[:TOP], ZERO), total),
            "percent",
            _("How much of what is open the ten largest debtors owe."),
            none,
        )
        yield _kpi("concentration", _("Concentration (HHI)"), formulas.concentration(self.owed), "ratio",
                   _("Customers' shares of what is open, squared and added up: 1 is one customer, 0.1 ten equal ones."),
                   none)  # fmt: skip


def outcomes(work: Assessment) -> list[str]:
    """What became of every promise the workbook and its Log know: kept, open or broken."""
    columns = work.columns
    return [
        outcome(promise, columns["reductions"][index], columns["open_amount"][index], columns["contacts"][index],
                columns["country"][index], work.as_of, columns["minimum"][index])
        for index, made in enumerate(columns["promises"]) if made
        for promise in made
    ]  # fmt: skip


def _take_off_credit_notes(work: Assessment, currency: str, sales: dict[date, Decimal]) -> None:
    columns = work.columns
    rows = zip(columns["kind"], columns["currency"], columns["invoice_date"], columns["amount"], strict=True)
    for kind, own, dated, amount in rows:
        if kind == "Credit note" and own == currency and dated <= work.as_of:
            sales[dated] -= amount


def _kpi(key: str, label: str, value: Decimal | None, unit: Unit, definition: str, reason: str) -> Kpi:
    if value is None:
        return Kpi(key, label, None, unit, definition, reason)
    return Kpi(key, label, _rounded(value, unit), unit, definition)


def _rounded(value: Decimal, unit: Unit) -> Decimal:
    return value.quantize(PLACES[unit], ROUND_HALF_UP)
