"""The report as a workbook: flat tables that can be filtered, native charts that read them, definitions as notes.

Text is never a formula or a link. The same report gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ar_sheets.base.i18n import N_, _
from ar_sheets.reports import forecast, look_back, payers
from ar_sheets.reports.book_format import (
    CHART_ROWS,
    ReportBook,
    Row,
    add_stacked_charts,
    find_blocks,
    write_definition,
    write_explained,
)
from ar_sheets.reports.forecast import HOWS
from ar_sheets.reports.kpis import Kpi
from ar_sheets.reports.overview import Overview, say_buckets
from ar_sheets.reports.wording import describe_payer, say

ZERO = Decimal(0)
MONTH_HEADS = (N_("Currency"), N_("Day"), N_("Overdue"), N_("Not yet due"), N_("Open"))
BUCKETS = ("#4a78b0", "#b57d12", "#c2571f", "#a92c26", "#6f1216")
FORECAST = ("#1f3a5f", "#4a78b0", "#93b3d9")
SUMS = (
    (
        N_("Open"),
        "open_amount",
        N_("What customers owe, without interest and fees; written-off invoices are left out."),
    ),
    (N_("Overdue"), "overdue", N_("The part of it whose due date is past.")),
    (N_("Disputed"), "disputed", N_("The part of it that customers dispute.")),
    (N_("Not put against an invoice"), "unapplied", N_("Customers' money and credit that names no invoice yet.")),
)
UNITS = {"days": N_("{label}, days"), "percent": N_("{label}, %")}


def book(report: Overview) -> bytes:
    """The whole workbook."""
    made = ReportBook(report)
    _figures(made)
    _aging(made)
    _forecast(made)
    _look_back(made)
    _month_ends(made)
    _customers(made)
    _expected(made)
    made.book.close()
    return made.out.getvalue()


def _figures(made: ReportBook) -> None:
    sections = made.report.sections
    heads = (_("Figure"), *(section.currency for section in sections), _("What it is"))
    sheet = made.sheet(_("Key figures"), _("As of {day}. No figure mixes currencies.", day=made.report.as_of), heads,
                       (30, *[14] * len(sections), 96), [])  # fmt: skip
    last = len(sections) + 1
    for place in range(1, last):
        sheet.write_string(3, place, heads[place], made.head_right)
    for row, (label, key, what) in enumerate(SUMS, 4):
        sheet.write_string(row, 0, _(label), made.text)
        for place, section in enumerate(sections, 1):
            sheet.write_number(row, place, float(getattr(section, key)), made.amount)
        sheet.write_string(row, last, _(what), made.wrap)
    for row, same in enumerate(zip(*(section.kpis for section in sections), strict=True), 4 + len(SUMS)):
        named = UNITS.get(same[0].unit, "{label}")
        sheet.write_string(row, 0, _(named, label=same[0].label), made.text)
        sheet.write_comment(row, 0, same[0].definition, {"x_scale": 2, "author": "ar-sheets"})
        for place, kpi in enumerate(same, 1):
            if kpi.value is None:
                sheet.write_string(row, place, _("n/a"), made.right)
            else:
                form = made.amount if kpi.unit == "ratio" else made.percent
                sheet.write_number(row, place, float(kpi.value), form)
        write_explained(made, sheet, row, last, " ".join([same[0].definition, *_reasons(same)]))
    for number, (label, rule) in enumerate((("Forecast", forecast.RULE), ("Rating", payers.RULE)), row + 1):
        sheet.write_string(number, 0, made.say(label), made.text)
        write_explained(made, sheet, number, last, made.say(rule))


def _reasons(same: Sequence[Kpi]) -> Iterator[str]:
    """Why there is no figure: each reason once, whatever number of currencies it holds for."""
    without = [kpi for kpi in same if kpi.reason]
    reasons = list(dict.fromkeys(kpi.reason for kpi in without))
    if reasons:
        yield _("n/a: {reason}.", reason="; ".join(reasons))


def _aging(made: ReportBook) -> None:
    sections = made.report.sections
    labels = [bucket.label for bucket in sections[0].buckets]
    rows = [(s.currency, *(bucket.amount for bucket in s.buckets), s.open_amount, s.overdue) for s in sections]
    heads = (_("Currency"), *labels, _("Open"), _("Overdue"))
    sheet = made.sheet(_("Aging"), _("What is open, by days overdue."), heads,
                       (12, *[16] * (len(labels) + 2)), rows)  # fmt: skip
    for number, section in enumerate(sections):
        at = (5 + len(sections) + number // 2 * CHART_ROWS, number % 2 * 4)
        title = _("Aging, {currency}", currency=section.currency)
        chart = made.chart(sheet, {"type": "column"}, at, title, say_buckets(section), 460)
        name = sheet.get_name()
        points = [{"fill": {"color": BUCKETS[min(n, 4)]}} for n in range(len(labels))]
        chart.add_series({"name": title, "categories": [name, 3, 1, 3, len(labels)], "points": points, "gap": 40,
                          "values": [name, 4 + number, 1, 4 + number, len(labels)]})  # fmt: skip
        chart.set_legend({"none": True})


def _forecast(made: ReportBook) -> None:
    lines = [
        (s.currency, week.start or made.say("later"), *(week.amounts[how] for how in HOWS), week.total, week.low,
         week.high)
        for s in made.report.sections for week in s.weeks if s.open_amount
    ]  # fmt: skip
    heads = (_("Currency"), *map(made.say, ("Week from", *HOWS, "Expected", "From", "To")))
    title = made.say("What should come in, week by week")
    subtitle = f"{title}. {made.say('In four of five cases (80 %)')}."
    sheet = made.sheet(made.say("Forecast"), subtitle, heads, (12, 14, *[15] * 6), lines)
    if lines:
        add_stacked_charts(made, sheet, lines, list(enumerate(FORECAST, 2)), title, (6, 7))
    below = 4 + max(len(lines), CHART_ROWS * sum(1 for _ in find_blocks(lines))) + 1
    write_definition(made, sheet, below, forecast.RULE)


def _look_back(made: ReportBook) -> None:
    """How earlier forecasts came out."""
    lines = [
        (s.currency, one.as_of, one.said, one.low, one.high, one.came, made.say("yes" if one.in_range else "no"))
        for s in made.report.sections for one in s.checked
    ]  # fmt: skip
    heads = (_("Currency"), *map(made.say, ("Forecast of", "Said", "From", "To", "Came", "In range")))
    sheet = made.sheet(_("Forecasts checked"), made.say("How the last forecasts came out"), heads,
                       (12, 16, *[16] * 5), lines)  # fmt: skip
    if not lines:
        nothing = say(look_back.NOTHING_YET, made.report.language, day=made.report.first_check)
        sheet.write_string(4, 0, nothing, made.light)
    write_definition(made, sheet, 6 + len(lines), look_back.LOOK_BACK_RULE)


def _month_ends(made: ReportBook) -> None:
    lines = [
        (s.currency, end.day, end.overdue, end.open_amount - end.overdue, end.open_amount)
        for s in made.report.sections for end in s.trend
    ]  # fmt: skip
    sheet = made.sheet(_("Month ends"), _("What was open at the end of each month, and today."),
                       tuple(map(_, MONTH_HEADS)), (12, 14, 16, 16, 16), lines)  # fmt: skip
    add_stacked_charts(made, sheet, lines, ((2, "#c2571f"), (3, "#4a78b0")), _("Open and overdue, by month"))


def _customers(made: ReportBook) -> None:
    buckets = {(line.payer.customer.customer_id, line.payer.currency): line
               for section in made.report.sections for line in section.customers}  # fmt: skip
    labels = [bucket.label for bucket in made.report.sections[0].buckets]
    rows = []
    for payer in made.report.payers:
        line = buckets.get((payer.customer.customer_id, payer.currency))
        amounts = line.buckets if line else (ZERO,) * len(labels)
        rows.append((payer.customer.customer_id, payer.customer.name, payer.currency, *amounts, payer.open_amount,
                     payer.overdue, made.say(payer.rating), len(payer.paid), round(Decimal(payer.late_share * 100), 1),
                     payer.days_late, payer.oldest_days, describe_payer(payer, made.report.language)))  # fmt: skip
    heads = (_("Customer ID"), _("Customer"), _("Currency"), *labels, _("Open"), _("Overdue"), made.say("Rating"),
             _("Invoices paid"), _("Late, %"), _("Median days"), _("Oldest days"), _("Why"))  # fmt: skip
    sheet = made.sheet(
        _("Customers"),
        _("How customers pay; the rule is in Key figures."),
        heads,
        (14, 34, 10, *[13] * (len(labels) + 2), 12, 14, 10, 13, 13, 96),
        rows,
    )
    sheet.freeze_panes(4, 2)
    sheet.autofilter(3, 0, 3 + max(len(rows), 1), len(heads) - 1)
    sheet.write_comment(3, len(labels) + 5, made.say(payers.RULE), {"x_scale": 3, "y_scale": 2, "author": "ar-sheets"})


def _expected(made: ReportBook) -> None:
    work = made.report.work
    rows: list[Row] = []
    for section in made.report.sections:
        found = section.forecast
        items: list[tuple[int, Row, str, Decimal, str]] = [
            *((item.index, (item.day, item.first, item.last), made.say(item.how), item.amount, "")
              for item in found.expected),
            *((index, (None,) * 3, _("Disputed"), amount, work.columns["dispute_reason"][index] or "")
              for index, amount in found.disputed),
            *((index, (None,) * 3, _("Left out"), amount, reason) for index, amount, reason in found.left_out),
        ]  # fmt: skip
        rows += [
            (work.columns["invoice_no"][index], work.customers[index].customer_id, work.customers[index].name,
             section.currency, work.columns["due_date"][index], *days, how, amount, why)
            for index, days, how, amount, why in items
        ]  # fmt: skip
    heads = (_("Invoice no"), _("Customer ID"), _("Customer"), _("Currency"), _("Due date"), _("Expected on"),
             made.say("From"), made.say("To"), _("How"), _("Amount"), _("Why"))  # fmt: skip
    sheet = made.sheet(made.say("Expected"), _("Every open invoice in the forecast, and what is not in it."), heads,
                       (16, 14, 34, 10, 13, 13, 13, 13, 15, 15, 50), rows)  # fmt: skip
    sheet.autofilter(3, 0, 3 + max(len(rows), 1), len(heads) - 1)
    sheet.write_comment(3, 8, made.say(forecast.RULE), {"x_scale": 3, "y_scale": 2, "author": "ar-sheets"})
