"""The dashboard: what each block of the Start sheet shows after a run, by the block's name.

Figures of one currency only ever stand beside each other, never in one sum: tiles and charts are in the owner's
currency, every other one has rows of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from textwrap import wrap
from typing import Any

from ar_sheets.base import i18n
from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.dunning.sums import CurrencySum, CustomerSum, ids, totals
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import complete_until
from ar_sheets.facts.log_sheet import mark_line
from ar_sheets.facts.standing_holds import find_holds
from ar_sheets.reports.balances import month_ends
from ar_sheets.reports.forecast import Forecast, forecasts, weeks
from ar_sheets.reports.kpis import Kpi, kpis
from ar_sheets.reports.needs_you import Block, CurrencyFigures, holds_rows, letters_rows, needs_you
from ar_sheets.reports.payers import RATINGS, Payer, payers
from ar_sheets.reports.wording import say
from ar_sheets.rules.aging import bucket_labels
from ar_sheets.schema import translations
from ar_sheets.schema.columns import SHEETS
from ar_sheets.schema.model import Message
from ar_sheets.workbook.book import Book

ZERO = Decimal(0)
WEEK = timedelta(days=6)  # today and the six days after it
UNITS = {"days": N_("days"), "percent": "%"}
FIGURES = ("Start_tiles", "Start_top_ten", "Start_aging", "Start_currencies", "Start_months", "Start_weeks",
           "Start_forecast", "Start_kpis")  # fmt: skip
WEEKS = 5  # of the forecast, this week the first
WEEKS_RULE = (
    "Each invoice is spread over the days on which its look-alikes were paid. From-to: four of five cases. Invoices "
    "not written yet are not in it."
)
LINE = 100  # characters of a definition that fit beside its figure


def figures(work: Assessment) -> dict[str, CurrencyFigures]:
    """The figures by currency. What is written off is not counted."""
    found: dict[str, CurrencyFigures] = defaultdict(CurrencyFigures)
    columns, last = work.columns, work.as_of + WEEK
    keys = ("currency", "open_amount", "days_overdue", "due_date", "disputed", "promise", "promises", "hold")
    for currency, left, days, due, disputed, promise, promises, hold in zip(*(columns[k] for k in keys), strict=True):
        if left <= 0 or (hold is not None and hold.status == "Written off"):
            continue
        one = found[currency]
        one.count["open"] += 1
        one.count["overdue"] += days > 0
        if work.as_of <= due <= last:
            one.due_this_week += left
            one.count["due"] += 1
        if disputed > 0:
            one.disputed += disputed
            one.count["disputed"] += 1
        if promise == "open":
            one.promised += min(promises[-1].amount or left, left)
            one.count["promised"] += 1
    first = work.as_of.replace(day=1)
    for payment in work.facts.payments:
        if first <= payment.date <= work.as_of:
            found[payment.currency].collected += payment.amount
    return found


def blocks(
    book: Book, work: Assessment, sums: Mapping[str, CustomerSum], messages: Sequence[Message], paused: str
) -> dict[str, Block]:
    """The rows of every block. `paused`: why the run makes no letters."""
    own = work.facts.settings.currency
    names = _names(book)
    made = [] if paused else messages
    by_currency, each, language = totals(sums), figures(work), i18n.language()
    order = sorted({*by_currency, *each}, key=lambda c: (c != own, c))
    known, how_paid = kpis(work), payers(work)
    coming = forecasts(work).get(own)
    holds = [hold for hold in find_holds(work) if hold.works]
    return {
        "Start_tiles": _tiles(work, by_currency.get(own, CurrencySum()), each[own], {k.key: k for k in known}),
        "Start_needs_you": needs_you(work, sums, made, book.findings, names, each, paused, holds),
        "Start_letters": letters_rows(made, names),
        "Start_top_ten": _top_ten(sums, own),
        "Start_aging": _aging(work, by_currency, order),
        "Start_currencies": [_currency(c, each[c], by_currency.get(c, CurrencySum())) for c in order],
        "Start_months": _months(work),
        "Start_weeks": _weeks(work, coming),
        "Start_forecast": _earlier_weeks(work, coming),
        "Start_kpis": [
            *(row for kpi in known for row in _kpi(kpi)),
            *_payers(how_paid.values(), language),
            *_explained(say("What should come in, week by week", language), say(WEEKS_RULE, language)),
        ],
        "Start_holds": holds_rows(holds),
        "Start_about": [(_("Business"), work.facts.settings.business_name), mark_line(work.facts.log)],
    }


def _names(book: Book) -> dict[str, str]:
    """What this workbook calls the sheets of the contract, and the columns that are spoken of."""
    names = {sheet.name: book.name(sheet.name) for sheet in SHEETS}
    names["Send"] = book.names.called("Send")
    for sheet, key in (
        ("Outbox", "decision"),
        ("Outbox", "done_on"),
        ("Invoices", "dispute_reason"),
        ("Invoices", "why"),
    ):
        table = book.tables.get(sheet)
        names[key] = table.headers.get(key, "") if table else ""
        names[key] = names[key] or key.capitalize().replace("_", " ")
    return names


def _tiles(work: Assessment, total: CurrencySum, own: CurrencyFigures, known: Mapping[str, Kpi]) -> Block:
    settings, today, best = work.facts.settings, work.as_of, known["dso_best"]
    until, dso = complete_until(settings, today), known["dso"].value
    share = f"{total.overdue * 100 / total.open_amount:.0f} %, " if total.open_amount else ""
    tiles = (
        (today, _("payments until {day}", day=until) if until else ""),
        (total.open_amount, f"{settings.currency}, {_invoices(own.count['open'])}"),
        (total.overdue, share + _invoices(own.count["overdue"])),
        (own.due_this_week, _("to {day}", day=today + WEEK)),
        (own.disputed, _invoices(own.count["disputed"])),
        (own.promised, _invoices(own.count["promised"])),
        (
            _("n/a") if dso is None else dso,
            _("see below") if best.value is None else _("days; {days:.0f} at best", days=best.value),
        ),
        (own.collected, _("since {day}", day=today.replace(day=1))),
    )
    return [[value for value, _note in tiles], [note for _value, note in tiles]]


def _months(work: Assessment) -> Block:
    return [
        (_("Now") if day == work.as_of else f"{day:%Y-%m}", left - overdue, overdue,
         overdue * 100 / left if left else ZERO)
        for day, left, overdue in month_ends(work)
    ]  # fmt: skip


def _weeks(work: Assessment, forecast: Forecast | None) -> Block:
    """What should come in, and the range: this week and the next; all that comes later in one line, without a range,
    for what is late in one week is early in another."""
    coming = forecast.weeks if forecast else weeks(work.as_of)
    later = sum((week.total for week in coming[WEEKS:]), ZERO)
    language = i18n.language()
    return [
        *((week.start, week.total, week.low, week.high) for week in coming[:WEEKS]),
        (say("later", language), later, None, None),
    ]


def _earlier_weeks(work: Assessment, forecast: Forecast | None) -> Block:
    """The same under the headers of an earlier template; nothing is uncertain any more, all has a range."""
    facts = [sum((week.amounts[how] for how in ("Promised", "Instalment")), ZERO)
             for week in (forecast.weeks if forecast else weeks(work.as_of))]  # fmt: skip
    lines = [(start, total, fact, None)
             for (start, total, *_), fact in zip(_weeks(work, forecast)[:WEEKS], facts, strict=False)]  # fmt: skip
    (later, total, *_) = _weeks(work, forecast)[WEEKS]
    return [*lines, (later, total, sum(facts[WEEKS:], ZERO), None)]


def _payers(found: Iterable[Payer], language: str) -> Block:
    """How many customers have which rating, and who is risky."""
    everyone = sorted(found, key=lambda payer: -payer.overdue)
    count = Counter(payer.rating for payer in everyone)
    if not everyone:
        return []
    risky = ids([(payer.customer, "") for payer in everyone if payer.rating == RATINGS[0]])
    said = ", ".join(f"{say(rating, language)}: {count[rating]}" for rating in RATINGS if count[rating])
    return _explained(say("How customers pay", language),
                      f"{said}.{f' {say(RATINGS[0], language)}: {risky}' if risky else ''}")  # fmt: skip


def _explained(label: str, text: str) -> Block:
    """A label with a text that may take several rows."""
    first, *more = wrap(text, LINE)
    return [(label, None, None, first), *((None, None, None, line) for line in more)]


def _kpi(kpi: Kpi) -> Block:
    """A figure with its definition, which may take a second row."""
    text = (
        kpi.definition
        if kpi.value is not None
        else _("{definition} Not known: {reason}.", definition=kpi.definition, reason=kpi.reason)
    )
    first, *more = wrap(text, LINE)
    unit = UNITS.get(kpi.unit)
    figure = (_("n/a"), None) if kpi.value is None else (kpi.value, _(unit) if unit else None)
    return [(kpi.label, *figure, first), *((None, None, None, line) for line in more)]


def _top_ten(sums: Mapping[str, CustomerSum], own: str) -> Block:
    owing = [(s, s.by_currency[own]) for s in sums.values() if own in s.by_currency and s.by_currency[own].overdue > 0]
    owing.sort(key=lambda pair: (-pair[1].overdue, pair[0].customer.name.casefold()))
    return [(s.customer.name, a.buckets[0], a.overdue, s.oldest_days) for s, a in owing[:10]]


def _aging(work: Assessment, by_currency: Mapping[str, CurrencySum], order: Sequence[str]) -> Block:
    labels = [translations.word_in("status", label, i18n.language())
              for label in bucket_labels(work.facts.settings.aging_buckets)]  # fmt: skip
    rows = [(c, *by_currency[c].buckets, by_currency[c].open_amount, by_currency[c].overdue)
            for c in order if c in by_currency]  # fmt: skip
    if not rows or rows[0][0] != work.facts.settings.currency:
        rows.insert(0, (work.facts.settings.currency, *[ZERO] * (len(labels) + 2)))
    return [(_("Currency"), *labels, _("Open"), _("Overdue")), *rows]


def _currency(currency: str, one: CurrencyFigures, total: CurrencySum) -> Sequence[Any]:
    return (currency, one.due_this_week, one.disputed, one.promised, one.collected, total.unapplied,
            one.count["open"], one.count["overdue"])  # fmt: skip


def _invoices(number: int) -> str:
    return n_("{n:,} invoice", "{n:,} invoices", number)
