"""Everything the report shows, worked out once: for the page, the workbook of the report and --json alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ar_sheets.base import i18n, local_format
from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.base.sanitize import clean
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.balances import BalanceOn, month_ends
from ar_sheets.reports.forecast import HOWS, Forecast, Week, forecasts, weeks
from ar_sheets.reports.formulas import percent_of
from ar_sheets.reports.kpis import Kpi, kpis
from ar_sheets.reports.look_back import ForecastChecked, Kept, check_forecasts, first_check
from ar_sheets.reports.payers import RATINGS, Key, Payer, payers, round_whole
from ar_sheets.reports.wording import say
from ar_sheets.rules.aging import bucket_index, bucket_labels

ZERO, THOUSAND = Decimal(0), 1000
NAMED = 3  # customers named in a sentence
SHORTEST = 4  # weeks of the forecast that are always shown


@dataclass(slots=True)
class Bucket:
    """One aging bucket: its name, what is open in it, and in how many invoices."""

    label: str
    amount: Decimal
    count: int


@dataclass(slots=True)
class CustomerLine:
    """A customer with something open: how they pay, and their part of what is open, in percent."""

    payer: Payer
    buckets: tuple[Decimal, ...]
    share: Decimal


@dataclass(slots=True)
class CurrencySection:
    """All there is to say in one currency."""

    currency: str
    buckets: list[Bucket]
    trend: Sequence[BalanceOn]  # from the first month end with anything open on
    kpis: tuple[Kpi, ...]
    forecast: Forecast
    weeks: list[Week]  # of the forecast, up to the last with anything in it
    customers: list[CustomerLine]  # with something open, the largest first
    unapplied: Decimal
    checked: list[ForecastChecked] = field(default_factory=list)  # earlier forecasts, beside what came
    sentences: list[str] = field(default_factory=list)

    @property
    def open_amount(self) -> Decimal:
        return sum((bucket.amount for bucket in self.buckets), ZERO)

    @property
    def overdue(self) -> Decimal:
        return self.open_amount - self.buckets[0].amount

    @property
    def disputed(self) -> Decimal:
        return sum((amount for _index, amount in self.forecast.disputed), ZERO)

    @property
    def left_out(self) -> Decimal:
        return sum((amount for _index, amount, _why in self.forecast.left_out), ZERO)

    @property
    def left_out_why(self) -> str:
        """The reasons, each once."""
        return ", ".join(dict.fromkeys(clean(reason) for _index, _amount, reason in self.forecast.left_out))


@dataclass(slots=True)
class Overview:
    """The report as of a day: one section for each currency with anything open, the owner's first; every
    payer, the riskiest first."""

    work: Assessment
    sections: list[CurrencySection]
    payers: list[Payer]
    first_check: date  # when the first forecast that was kept is over

    @property
    def language(self) -> str:
        return i18n.language()

    @property
    def as_of(self) -> date:
        return self.work.as_of


def overview(work: Assessment, kept: Sequence[Kept] = ()) -> Overview:
    """Work out the report; `kept` is what earlier reports forecast, as look_back.read has it."""
    found = payers(work)
    forecast = forecasts(work)
    own = work.facts.settings.currency
    lines = _lines(work, found)
    owing = Counter(line.payer.currency for line in lines)
    currencies = sorted({own, *owing}, key=lambda c: (c != own, -owing[c], c))
    sections = [
        _section(work, currency, forecast.get(currency), [line for line in lines if line.payer.currency == currency])
        for currency in currencies
    ]
    for section in sections:
        section.checked += check_forecasts(work, kept, section.currency)
    ranked = sorted(found.values(), key=_rank)
    return Overview(work, sections, ranked, first_check(kept, work.as_of))


def _rank(payer: Payer) -> tuple[int, Decimal, str, str]:
    return RATINGS.index(payer.rating), -payer.overdue, payer.customer.name.casefold(), payer.currency


def _lines(work: Assessment, found: dict[Key, Payer]) -> list[CustomerLine]:
    """The customers with something open, the largest first, each with their buckets."""
    limits = work.facts.settings.aging_buckets
    buckets = {key: [ZERO] * (len(limits) + 2) for key, payer in found.items() if payer.open_amount > 0}
    totals: dict[str, Decimal] = {}
    for key in buckets:
        totals[key[1]] = totals.get(key[1], ZERO) + found[key].open_amount
    for key, left, days in _open(work):
        buckets[key][bucket_index(days, limits)] += left
    lines = [
        CustomerLine(found[key], tuple(amounts), percent_of(found[key].open_amount, totals[key[1]]) or ZERO)
        for key, amounts in buckets.items()
    ]
    return sorted(lines, key=lambda line: (-line.payer.open_amount, line.payer.customer.name.casefold()))


def _open(work: Assessment) -> Iterator[tuple[Key, Decimal, int]]:
    columns = work.columns
    rows = zip(work.customers, columns["currency"], columns["open_amount"], columns["days_overdue"], columns["hold"],
               strict=True)  # fmt: skip
    for customer, currency, left, days, hold in rows:
        if left > 0 and (hold is None or hold.status != "Written off"):
            yield (customer.customer_id, currency), left, days


def _section(work: Assessment, currency: str, forecast: Forecast | None, lines: list[CustomerLine]) -> CurrencySection:
    forecast = forecast or Forecast(weeks(work.as_of))
    limits = work.facts.settings.aging_buckets
    counts = [0] * (len(limits) + 2)
    for (_customer, own), _left, days in _open(work):
        counts[bucket_index(days, limits)] += own == currency
    amounts = [sum((line.buckets[place] for line in lines), ZERO) for place in range(len(counts))]
    buckets = [Bucket(*row) for row in zip(bucket_labels(limits), amounts, counts, strict=True)]
    trend = month_ends(work, 13, currency)
    started = next((n for n, end in enumerate(trend) if end.open_amount), len(trend) - 1)
    unapplied = sum((left for (_customer, own), left in work.allocated.unapplied.items() if own == currency), ZERO)
    section = CurrencySection(
        currency, buckets, trend[started:], kpis(work, currency), forecast, _weeks(forecast), lines, unapplied
    )
    section.sentences += _sentences(section, i18n.language())
    return section


def _weeks(forecast: Forecast) -> list[Week]:
    """The weeks up to the last with anything in it, and what comes later if there is any."""
    *known, later = forecast.weeks
    last = max((n for n, week in enumerate(known, 1) if week.total), default=0)
    return known[: max(last, SHORTEST)] + [later] * bool(later.total)


def _sentences(section: CurrencySection, language: str) -> Iterator[str]:
    """What stands out, in the order an owner asks."""
    if section.open_amount <= 0:
        yield _("Nothing is open in {currency}.", currency=section.currency)
        return
    yield _standing(section)
    yield from _change(section)
    yield _coming(section, language)
    yield from _who(section)
    if section.disputed:
        yield n_("{amount} is disputed, in {n:,} invoice: it is not in the forecast.",
                 "{amount} is disputed, in {n:,} invoices: it is not in the forecast.",
                 len(section.forecast.disputed), amount=short_money(section.disputed))  # fmt: skip
    if section.left_out:
        yield _("{amount} is left out of the forecast ({why}).", amount=short_money(section.left_out),
                why=section.left_out_why)  # fmt: skip
    if section.unapplied > 0:
        yield _("Customers have {amount} with you that is put against no invoice yet.",
                amount=short_money(section.unapplied))  # fmt: skip


_GREW = N_("Since {day} what is overdue grew by {amount}.")
_FELL = N_("Since {day} what is overdue fell by {amount}.")
_STAYED = N_("Since {day} what is overdue did not change.")


def _standing(section: CurrencySection) -> str:
    count = sum(bucket.count for bucket in section.buckets)
    all_open, late = alike([section.open_amount, section.overdue])
    whom = counted_customers(len(section.customers))
    invoices = n_("{n:,} invoice", "{n:,} invoices", count)
    if not section.overdue:
        return _("{amount} {currency} is open, in {invoices} of {customers}; none of it is overdue.", amount=all_open,
                 currency=section.currency, invoices=invoices, customers=whom)  # fmt: skip
    return _("{amount} {currency} is open, in {invoices} of {customers}; {late} of it ({share}) is overdue.",
             amount=all_open, currency=section.currency, invoices=invoices, customers=whom, late=late,
             share=percent_part(section.overdue, section.open_amount))  # fmt: skip


def _change(section: CurrencySection) -> Iterator[str]:
    if len(section.trend) > 1:
        before, now = section.trend[-2:]
        moved = now.overdue - before.overdue
        how = _GREW if moved > 0 else _FELL if moved else _STAYED
        day = local_format.day_and_month(before.day, i18n.language())
        yield _(how, day=day, amount=short_money(abs(moved)))


def _coming(section: CurrencySection, language: str) -> str:
    soon = section.forecast.soon
    if not soon.total:
        return say("Nothing is expected to come in during the next four weeks.", language)
    said = [how for how in HOWS if soon.amounts[how]]
    total, low, high, *figures = alike([soon.total, soon.low, soon.high, *(soon.amounts[how] for how in said)])
    parts = [f"{say(how, language)} {figure}" for how, figure in zip(said, figures, strict=True)]
    parts = [] if said == ["By habit"] else parts
    between = [between_of(low, high, language)] * (low != high)
    return say("The next four weeks should bring {total}: {parts}.", language, total=total,
               parts="; ".join([*between, *parts]))  # fmt: skip


def between_of(low: str, high: str, language: str) -> str:
    """The range of a forecast as a clause."""
    return say("{low} to {high} in four of five cases", language, low=low, high=high)


def _who(section: CurrencySection) -> Iterator[str]:
    late = sorted((line.payer for line in section.customers if line.payer.overdue), key=lambda payer: -payer.overdue)
    if late:
        first = late[:NAMED]
        figures = alike([payer.overdue for payer in first])
        names = ", ".join(
            f"{clean(payer.customer.name)} ({figure})" for payer, figure in zip(first, figures, strict=True)
        )
        together = percent_part(sum((payer.overdue for payer in first), ZERO), section.overdue)
        if len(late) > len(first):
            yield _("Most is overdue at {names}: {share} of all that is.", names=names, share=together)
        else:
            yield _("Most is overdue at {names}.", names=names)


def say_buckets(section: CurrencySection) -> str:
    """The aging as a sentence, for those who cannot see the chart."""
    said = "; ".join(
        f"{bucket.label} {local_format.number(bucket.amount, i18n.language())}" for bucket in section.buckets
    )
    return _("Open by days overdue: {buckets}.", buckets=said)


def short_money(amount: Decimal) -> str:
    """Whole units from a thousand on: a sentence is read, not added up. The tables have the cents."""
    speaks = i18n.language()
    if abs(amount) >= THOUSAND or amount == int(amount):
        return local_format.whole(round_whole(amount), speaks)
    return local_format.number(amount, speaks)


def alike(amounts: Sequence[Decimal]) -> list[str]:
    """The amounts of one sentence: all in whole units, or all with their cents where one of them needs these."""
    if all(abs(amount) >= THOUSAND or amount == int(amount) for amount in amounts):
        return [short_money(amount) for amount in amounts]
    return [local_format.number(amount, i18n.language()) for amount in amounts]


def percent_part(part: Decimal, total: Decimal) -> str:
    """A part in whole percent."""
    return f"{round_whole(percent_of(part, total) or ZERO)}\N{NO-BREAK SPACE}%"


def counted_customers(number: int) -> str:
    """A number of customers: "1 customer", "1,200 customers"."""
    return n_("{n:,} customer", "{n:,} customers", number)
