"""The report as a page: one file that loads nothing from outside and runs no script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from ar_sheets.base import i18n, local_format
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.pages import speak_in_pages
from ar_sheets.base.sanitize import clean
from ar_sheets.facts.gather import complete_until
from ar_sheets.reports import charts, forecast, payers
from ar_sheets.reports.charts import Chart
from ar_sheets.reports.forecast import HOWS, Week
from ar_sheets.reports.look_back import LOOK_BACK_RULE, NOTHING_YET
from ar_sheets.reports.overview import (
    CurrencySection,
    CustomerLine,
    Overview,
    alike,
    between_of,
    counted_customers,
    percent_part,
    say_buckets,
    short_money,
)
from ar_sheets.reports.payers import round_whole
from ar_sheets.reports.unclaimed import unclaimed
from ar_sheets.reports.wording import describe_payer, in_words, say

ZERO = Decimal(0)
TOP = 10
MOST_PAYERS = 60
MOST_UNCLAIMED = 60
HALF, WHOLE = 480, 980  # widths of charts
BAR = 120  # width of the bar of who owes most


@cache
def _form() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return speak_in_pages(
        Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined,
            finalize=_printable, keep_trailing_newline=True,
        )
    )  # fmt: skip


def _printable(value: Any) -> Any:
    return clean(value) if type(value) is str and not value.isspace() else value


def page(report: Overview, warnings: Sequence[str]) -> str:
    """The whole page; `warnings` are sentences that stand on top of it."""
    own, day = report.work.facts.settings, report.as_of
    owing = [payer for payer in report.payers if payer.open_amount > 0]
    shown = (owing or report.payers)[:MOST_PAYERS]
    late = unclaimed(report.work)
    return str(
        _form()
        .get_template("report.html")
        .render(
            as_of=day,
            day=local_format.day_with_weekday(day, report.language),
            business=own.business_name,
            until=complete_until(own, day),
            warnings=warnings,
            sections=[_section(report, section) for section in report.sections],
            figures=list(_figures(report.sections)),
            payers=shown,
            more_payers=len(report.payers) - len(shown),
            forecast_rule=say(forecast.RULE, report.language),
            payer_rule=say(payers.RULE, report.language),
            look_back_rule=say(LOOK_BACK_RULE, report.language),
            describe=describe_payer,
            say=say,
            unclaimed=late[:MOST_UNCLAIMED],
            more_unclaimed=max(0, len(late) - MOST_UNCLAIMED),
            language=report.language,
            number=local_format.number,
            nothing_checked=say(NOTHING_YET, report.language, day=report.first_check),
        )
    )


def _section(report: Overview, section: CurrencySection) -> dict[str, Any]:
    """What the form shows of a section: the section itself, and what is laid out of it."""
    plain = {name.name: getattr(section, name.name) for name in fields(section)}
    total = section.open_amount
    hows = [how for how in HOWS if any(week.amounts[how] for week in section.weeks)]
    return plain | {
        "open_amount": total, "disputed": section.disputed, "left_out": section.left_out,
        "cards": list(_cards(section, report.language)), "aging": _aging(section), "history": _history(section),
        "coming": _coming(section, report.language), "hows": hows,
        "lines": list(_weeks(section.weeks, hows, report.language)),
        "forecast_sums": [sum((week.amounts[how] for week in section.weeks), ZERO) for how in hows],
        "forecast_total": section.forecast.total, "left_out_why": section.left_out_why,
        "shares": [percent_part(bucket.amount, total) for bucket in section.buckets],
        "months": list(_months(section)),
        "top": list(_top(section.customers)), "rest": _rest(section), "disputes": list(_disputes(report, section)),
    }  # fmt: skip


def _figures(sections: Sequence[CurrencySection]) -> Iterator[dict[str, Any]]:
    """Each KPI with its value in every currency, and where there is none, why."""
    for same in zip(*(section.kpis for section in sections), strict=True):
        kpi, reasons = same[0], list(dict.fromkeys(kpi.reason for kpi in same if kpi.reason))
        texts = [kpi.text for kpi in same]
        yield {"label": kpi.label, "definition": kpi.definition, "texts": texts[:1] if kpi.mixed else texts,
               "reasons": [_("n/a: {reason}.", reason=reason) for reason in reasons]}  # fmt: skip


def _cards(section: CurrencySection, language: str) -> Iterator[dict[str, str]]:
    figures = {kpi.key: kpi for kpi in section.kpis}
    yield {
        "label": _("Open"),
        "figure": short_money(section.open_amount),
        "note": counted_customers(len(section.customers)),
    }
    share = percent_part(section.overdue, section.open_amount)
    yield {"label": _("Overdue"), "figure": short_money(section.overdue),
           "note": _("{share} of what is open", share=share)}  # fmt: skip
    soon = section.forecast.soon
    low, high = alike([soon.low, soon.high])
    yield {"label": say("Expected in four weeks", language), "figure": short_money(soon.total),
           "note": between_of(low, high, language)}  # fmt: skip
    best = figures["dso_best"]
    yield {"label": figures["dso"].label, "figure": figures["dso"].text,
           "note": figures["dso"].reason or _("{days} if nobody paid late", days=best.text)}  # fmt: skip


def _aging(section: CurrencySection) -> Chart:
    said = say_buckets(section)
    bars = [
        (f"b{min(n, 4)}", _("Not yet due") if n == 0 else _("{bucket} days", bucket=bucket.label), bucket.amount)
        for n, bucket in enumerate(section.buckets)
    ]
    return charts.one_column_each(f"aging-{section.currency}", _("Aging"), said, bars, HALF)


def _history(section: CurrencySection) -> Chart:
    first, last = section.trend[0], section.trend[-1]
    said = n_(
        "Open and overdue at {n} month end, from {open:,.2f} on {day}, {late:,.2f} of it overdue, to {open_now:,.2f} "
        "on {today}, {late_now:,.2f} overdue.",
        "Open and overdue at {n} month ends, from {open:,.2f} on {day}, {late:,.2f} of it overdue, to {open_now:,.2f} "
        "on {today}, {late_now:,.2f} overdue.",
        len(section.trend), open=first.open_amount, day=first.day, late=first.overdue, open_now=last.open_amount,
        today=last.day, late_now=last.overdue,
    )  # fmt: skip
    labels = [local_format.month_name(end.day, i18n.language()) for end in section.trend[:-1]] + [_("now")]
    stack = (
        ("late", _("Overdue"), [end.overdue for end in section.trend]),
        ("calm", _("Not yet due"), [end.open_amount - end.overdue for end in section.trend]),
    )
    title = _("Open and overdue, month by month")
    return charts.columns(f"history-{section.currency}", title, said, labels, stack, WHOLE)


def _months(section: CurrencySection) -> Iterator[dict[str, str]]:
    for end, last in ((end, end is section.trend[-1]) for end in section.trend):
        yield {
            "name": _("now") if last else local_format.month_name(end.day, i18n.language(), "MMM yy"),
            "open_amount": local_format.whole(round_whole(end.open_amount), i18n.language()),
            "overdue": local_format.whole(round_whole(end.overdue), i18n.language()),
            "share": percent_part(end.overdue, end.open_amount),
        }


def _coming(section: CurrencySection, language: str) -> Chart:
    said = "; ".join(
        "{} {} ({} - {})".format(
            _name(week, language), *(local_format.number(one, language) for one in (week.total, week.low, week.high))
        )
        for week in section.weeks if week.total
    )  # fmt: skip
    labels = [_day(week, language) for week in section.weeks]
    labels[0] = _("this|week")  # Translators: | begins a new line
    stack = [(f"h{n}", say(how, language), [week.amounts[how] for week in section.weeks]) for n, how in enumerate(HOWS)]
    band = charts.Band(say("In four of five cases (80 %)", language), [(week.low, week.high) for week in section.weeks])
    return charts.columns(
        f"coming-{section.currency}",
        say("What should come in, week by week", language),
        _("Expected by week, and in four of five cases between: {weeks}.", weeks=said or _("nothing")),
        labels,
        stack,
        WHOLE,
        band,
    )


def _day(week: Week, language: str) -> str:
    if not week.start:
        return say("later", language)
    return f"{week.start.day} {local_format.month_name(week.start, language)}"


def _name(week: Week, language: str) -> str:
    return week.start.isoformat() if week.start else say("later", language)


def _weeks(weeks: Sequence[Week], hows: Sequence[str], language: str) -> Iterator[dict[str, Any]]:
    for week, so_far in zip(weeks, accumulate(week.total for week in weeks), strict=True):
        yield {"name": _name(week, language), "amounts": [week.amounts[how] for how in hows], "total": week.total,
               "low": week.low, "high": week.high, "so_far": so_far}  # fmt: skip


def _top(lines: Sequence[CustomerLine]) -> Iterator[dict[str, Any]]:
    largest = max((line.payer.open_amount for line in lines), default=ZERO)
    for line in lines[:TOP]:
        payer = line.payer
        late = round(float(payer.overdue / largest) * BAR, 1)
        yield {"name": payer.customer.name, "id": payer.customer.customer_id, "open_amount": payer.open_amount,
               "overdue": payer.overdue, "rating": payer.rating, "late_width": late,
               "calm_width": round(float(payer.open_amount / largest) * BAR - late, 1)}  # fmt: skip


def _rest(section: CurrencySection) -> dict[str, Any] | None:
    rest = [line.payer for line in section.customers[TOP:]]
    if not rest:
        return None
    left = sum((payer.open_amount for payer in rest), ZERO)
    return {"count": len(rest), "open_amount": left, "overdue": sum((payer.overdue for payer in rest), ZERO)}


def _disputes(report: Overview, section: CurrencySection) -> Iterator[dict[str, Any]]:
    columns, customers = report.work.columns, report.work.customers
    for index, amount in sorted(section.forecast.disputed, key=lambda item: -item[1]):
        yield {
            "number": columns["invoice_no"][index],
            "name": customers[index].name,
            "amount": amount,
            "why": columns["dispute_reason"][index] or in_words(columns["reply"][index] or ""),
        }
