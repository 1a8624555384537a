"""The report as a workbook: flat tables that can be filtered, native charts that read them, definitions as notes.

Text is never a formula or a link. The same report gives the same bytes.
"""

from __future__ import annotations

from decimal import Decimal

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
from ar_sheets.reports.overview import Overview
from ar_sheets.reports.wording import describe_payer, say

ZERO = Decimal(0)
BUCKETS = ("#4a78b0", "#b57d12", "#c2571f", "#a92c26", "#6f1216")
FORECAST = ("#1f3a5f", "#4a78b0", "#93b3d9")
SUMS = (
    ("Open", "open_amount", "What customers owe, without interest and fees; written-off invoices are left out."),
    ("Overdue", "overdue", "The part of it whose due date is past."),
    ("Disputed", "disputed", "The part of it that customers dispute."),
    ("Not put against an invoice", "unapplied", "Customers' money and credit that names no invoice yet."),
)


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
    heads = ("Figure", *(section.currency for section in sections), "What it is")
    sheet = made.sheet("Key figures", f"As of {made.report.as_of}. No figure mixes currencies.", heads,
                       (30, *[14] * len(sections), 96), [])  # fmt: skip
    last = len(sections) + 1
    for place in range(1, last):
        sheet.write_string(3, place, heads[place], made.head_right)
    for row, (label, key, what) in enumerate(SUMS, 4):
        sheet.write_string(row, 0, label, made.text)
        for place, section in enumerate(sections, 1):
            sheet.write_number(row, place, float(getattr(section, key)), made.amount)
        sheet.write_string(row, last, what, made.wrap)
    for row, same in enumerate(zip(*(section.kpis for section in sections), strict=True), 4 + len(SUMS)):
        unit = {"days": ", days", "percent": ", %"}.get(same[0].unit, "")
        sheet.write_string(row, 0, same[0].label + unit, made.text)
        sheet.write_comment(row, 0, same[0].definition, {"x_scale": 2, "author": "ar-sheets"})
        for place, kpi in enumerate(same, 1):
            if kpi.value is None:
                sheet.write_string(row, place, "n/a", made.right)
            else:
                form = made.amount if kpi.unit == "ratio" else made.percent
                sheet.write_number(row, place, float(kpi.value), form)
        reasons = dict.fromkeys(f" n/a: {kpi.reason}." for kpi in same if kpi.reason)
        write_explained(made, sheet, row, last, same[0].definition + "".join(reasons))
    for number, (label, rule) in enumerate((("Forecast", forecast.RULE), ("Rating", payers.RULE)), row + 1):
        sheet.write_string(number, 0, made.say(label), made.text)
        write_explained(made, sheet, number, last, made.say(rule))


def _aging(made: ReportBook) -> None:
    sections = made.report.sections
    labels = [bucket.label for bucket in sections[0].buckets]
    rows = [(s.currency, *(bucket.amount for bucket in s.buckets), s.open_amount, s.overdue) for s in sections]
    sheet = made.sheet("Aging", "What is open, by days overdue.", ("Currency", *labels, "Open", "Overdue"),
                       (12, *[16] * (len(labels) + 2)), rows)  # fmt: skip
    for number, section in enumerate(sections):
        at = (5 + len(sections) + number // 2 * CHART_ROWS, number % 2 * 4)
        said = "; ".join(f"{bucket.label} {bucket.amount:,.2f}" for bucket in section.buckets)
        title = f"Aging, {section.currency}"
        chart = made.chart(sheet, {"type": "column"}, at, title, f"Open by days overdue: {said}.", 460)
        points = [{"fill": {"color": BUCKETS[min(n, 4)]}} for n in range(len(labels))]
        chart.add_series({"name": title, "categories": ["Aging", 3, 1, 3, len(labels)], "points": points, "gap": 40,
                          "values": ["Aging", 4 + number, 1, 4 + number, len(labels)]})  # fmt: skip
        chart.set_legend({"none": True})


def _forecast(made: ReportBook) -> None:
    lines = [
        (s.currency, week.start or made.say("later"), *(week.amounts[how] for how in HOWS), week.total, week.low,
         week.high)
        for s in made.report.sections for week in s.weeks if s.open_amount
    ]  # fmt: skip
    heads = ("Currency", *map(made.say, ("Week from", *HOWS, "Expected", "From", "To")))
    title = made.say("What should come in, week by week")
    subtitle = f"{title}. {made.say('In four of five cases (80 %)')}."
    sheet = made.sheet("Forecast", subtitle, heads, (12, 14, *[15] * 6), lines)
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
    heads = ("Currency", *map(made.say, ("Forecast of", "Said", "From", "To", "Came", "In range")))
    sheet = made.sheet("Forecasts checked", made.say("How the last forecasts came out"), heads,
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
    sheet = made.sheet("Month ends", "What was open at the end of each month, and today.",
                       ("Currency", "Day", "Overdue", "Not yet due", "Open"), (12, 14, 16, 16, 16), lines)  # fmt: skip
    add_stacked_charts(made, sheet, lines, ((2, "#c2571f"), (3, "#4a78b0")), "Open and overdue, by month")


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
    heads = ("Customer ID", "Customer", "Currency", *labels, "Open", "Overdue", made.say("Rating"), "Invoices paid",
             "Late, %", "Median days", "Oldest days", "Why")  # fmt: skip
    sheet = made.sheet(
        "Customers",
        "How customers pay; the rule is in Key figures.",
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
            *((index, (None,) * 3, "Disputed", amount, work.columns["dispute_reason"][index] or "")
              for index, amount in found.disputed),
            *((index, (None,) * 3, "Left out", amount, reason) for index, amount, reason in found.left_out),
        ]  # fmt: skip
        rows += [
            (work.columns["invoice_no"][index], work.customers[index].customer_id, work.customers[index].name,
             section.currency, work.columns["due_date"][index], *days, how, amount, why)
            for index, days, how, amount, why in items
        ]  # fmt: skip
    heads = ("Invoice no", "Customer ID", "Customer", "Currency", "Due date", "Expected on", made.say("From"),
             made.say("To"), "How", "Amount", "Why")  # fmt: skip
    sheet = made.sheet("Expected", "Every open invoice in the forecast, and what is not in it.", heads,
                       (16, 14, 34, 10, 13, 13, 13, 13, 15, 15, 50), rows)  # fmt: skip
    sheet.autofilter(3, 0, 3 + max(len(rows), 1), len(heads) - 1)
    sheet.write_comment(3, 8, made.say(forecast.RULE), {"x_scale": 3, "y_scale": 2, "author": "ar-sheets"})
