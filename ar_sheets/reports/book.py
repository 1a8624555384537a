"""The report as a workbook: flat tables that can be filtered, native charts that read them, definitions as notes.

Text is never a formula or a link. The same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ar_sheets.base.sanitize import clean
from ar_sheets.reports import forecast, look_back, payers
from ar_sheets.reports.forecast import HOWS
from ar_sheets.reports.overview import Overview
from ar_sheets.reports.wording import describe_payer, say

ZERO = Decimal(0)
INK, HEAD, LIGHT = "#1c2733", "#1f3a5f", "#55616e"
BUCKETS = ("#4a78b0", "#b57d12", "#c2571f", "#a92c26", "#6f1216")
FORECAST = ("#1f3a5f", "#4a78b0", "#93b3d9")
BAND = "#8a5a00"
CHART_ROWS = 17  # rows of the sheet that a chart covers
LINE = 100  # characters of a definition in one line of its column
SUMS = (
    ("Open", "open_amount", "What customers owe, without interest and fees; written-off invoices are left out."),
    ("Overdue", "overdue", "The part of it whose due date is past."),
    ("Disputed", "disputed", "The part of it that customers dispute."),
    ("Not put against an invoice", "unapplied", "Customers' money and credit that names no invoice yet."),
)
Row = Sequence[Any]


class _Book:
    """The workbook being made, with its formats."""

    def __init__(self, report: Overview) -> None:
        import xlsxwriter

        self.report = report
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, "strings_to_formulas": False,
                                                   "strings_to_urls": False})  # fmt: skip
        own = report.work.facts.settings
        self.name = clean(own.business_name)
        made = datetime.combine(report.as_of, datetime.min.time(), tzinfo=UTC).replace(tzinfo=None)
        self.book.set_properties({"title": f"Receivables as of {report.as_of}", "author": self.name, "created": made})
        plain = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        add = self.book.add_format
        self.text, self.wrap = (
            add({**plain, "align": "left", "indent": 1}),
            add({**plain, "text_wrap": True, "align": "left", "indent": 1}),
        )
        self.day = add({**plain, "num_format": "yyyy-mm-dd", "align": "left", "indent": 1})
        self.amount = add({**plain, "num_format": '#,##0.00;-#,##0.00;"–"'})
        self.whole = add({**plain, "num_format": "#,##0"})
        self.percent = add({**plain, "num_format": "0.0"})
        self.right = add({**plain, "align": "right"})
        self.head = add(
            {
                **plain,
                "bold": True,
                "align": "left",
                "indent": 1,
                "bg_color": HEAD,
                "font_color": "#ffffff",
                "text_wrap": True,
            }
        )
        self.head_right = add({**plain, "bold": True, "bg_color": HEAD, "font_color": "#ffffff", "text_wrap": True,
                               "align": "right"})  # fmt: skip
        self.title = add({**plain, "bold": True, "font_size": 16, "font_color": HEAD})
        self.light = add({**plain, "font_color": LIGHT})

    def sheet(self, name: str, subtitle: str, heads: Row, widths: Row, rows: Sequence[Row]) -> Any:
        """A sheet with one table under its title, headers in row 4; ready to print."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width, self.text)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, f"{name} · {self.name}" if self.name else name, self.title)
        sheet.write_string(1, 0, subtitle, self.light)
        for place, head in enumerate(heads):
            amounts = any(isinstance(row[place], (Decimal, int)) for row in rows)
            sheet.write_string(3, place, head, self.head_right if amounts else self.head)
        for number, row in enumerate(rows, 4):
            for place, value in enumerate(row):
                self.write(sheet, number, place, value)
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        sheet.set_footer(f"&L{self.name.replace('&', '&&')}&CAs of {self.report.as_of}&RPage &P of &N")
        return sheet

    def say(self, english: str) -> str:
        """A sentence in the owner's language."""
        return say(english, self.report.language)

    def write(self, sheet: Any, row: int, place: int, value: Any) -> None:
        """One cell by the type of its value; nothing for None."""
        if isinstance(value, Decimal):
            sheet.write_number(row, place, float(value), self.amount)
        elif isinstance(value, int):
            sheet.write_number(row, place, value, self.whole)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime.combine(value, datetime.min.time()), self.day)
        elif value is not None:
            sheet.write_string(row, place, clean(str(value)), self.text)

    def chart(self, sheet: Any, kind: dict[str, str], at: tuple[int, int], title: str, said: str, size: int) -> Any:
        """An empty chart at a cell; `said` is its text for those who cannot see it."""
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)  # no page may end in the middle of a chart
        chart = self.book.add_chart(kind)
        chart.set_title({"name": title, "name_font": {"size": 13, "color": INK}, "overlay": False})
        chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#e3e8ed"}},
                          "line": {"none": True}, "num_font": {"color": LIGHT}})  # fmt: skip
        chart.set_x_axis({"num_font": {"color": INK}, "text_axis": True, "num_format": "d mmm"})
        chart.set_size({"width": size, "height": CHART_ROWS * 20 - 16})
        sheet.insert_chart(*at, chart, {"description": said, "object_position": 2})
        return chart


def book(report: Overview) -> bytes:
    """The whole workbook."""
    made = _Book(report)
    _figures(made)
    _aging(made)
    _forecast(made)
    _look_back(made)
    _month_ends(made)
    _customers(made)
    _expected(made)
    made.book.close()
    return made.out.getvalue()


def _figures(made: _Book) -> None:
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
        _explained(made, sheet, row, last, same[0].definition + "".join(reasons))
    for number, (label, rule) in enumerate((("Forecast", forecast.RULE), ("Rating", payers.RULE)), row + 1):
        sheet.write_string(number, 0, made.say(label), made.text)
        _explained(made, sheet, number, last, made.say(rule))


def _explained(made: _Book, sheet: Any, row: int, place: int, text: str) -> None:
    """A text that may take several lines: LibreOffice does not find the height of the row by itself."""
    sheet.set_row(row, 15 * -(-len(text) // LINE))
    sheet.write_string(row, place, text, made.wrap)


def _aging(made: _Book) -> None:
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


def _blocks(lines: Sequence[Row]) -> Iterator[tuple[str, int, int]]:
    """Where each currency's rows are in a table whose first column is the currency: name, first and last row."""
    first = 0
    for number, line in enumerate(lines):
        if number + 1 == len(lines) or lines[number + 1][0] != line[0]:
            yield line[0], 4 + first, 4 + number
            first = number + 1


def _stacked(
    made: _Book, sheet: Any, lines: Sequence[Row], series: Sequence[tuple[int, str]], title: str,
    band: Sequence[int] = (),
) -> None:  # fmt: skip
    """A chart of stacked columns for each currency, right of the table; `series` are columns and their colours, `band`
    the columns with the ends of the range, drawn as lines."""
    for number, (currency, first, last) in enumerate(_blocks(lines)):
        at = (3 + number * CHART_ROWS, len(lines[0]) + 1)
        said = f"{title}, {currency}. The figures are in rows {first + 1} to {last + 1}."
        chart = made.chart(sheet, {"type": "column", "subtype": "stacked"}, at, f"{title}, {currency}", said, 640)

        def add(chart: Any, place: int, look: dict[str, Any], first: int = first, last: int = last) -> None:
            name = sheet.get_name()
            chart.add_series({"name": [name, 3, place], "categories": [name, first, 1, last, 1],
                              "values": [name, first, place, last, place], **look})  # fmt: skip

        for place, colour in series:
            add(chart, place, {"fill": {"color": colour}, "gap": 40})
        if band:
            ends = made.book.add_chart({"type": "line"})
            for place, dash in zip(band, ("square_dot", "dash"), strict=True):
                add(ends, place, {"line": {"color": BAND, "width": 1.75, "dash_type": dash}})
            chart.combine(ends)
        chart.set_legend({"position": "bottom"})


def _forecast(made: _Book) -> None:
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
        _stacked(made, sheet, lines, list(enumerate(FORECAST, 2)), title, (6, 7))
    below = 4 + max(len(lines), CHART_ROWS * sum(1 for _ in _blocks(lines))) + 1
    _definition(made, sheet, below, forecast.RULE)


def _definition(made: _Book, sheet: Any, row: int, rule: str) -> None:
    """A definition on the sheet of its figures, below them, in one merged cell."""
    text = clean(made.say(rule))
    sheet.set_row(row, 15 * -(-len(text) // LINE))
    sheet.merge_range(row, 0, row, 6, text, made.wrap)


def _look_back(made: _Book) -> None:
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
    _definition(made, sheet, 6 + len(lines), look_back.LOOK_BACK_RULE)


def _month_ends(made: _Book) -> None:
    lines = [
        (s.currency, end.day, end.overdue, end.open_amount - end.overdue, end.open_amount)
        for s in made.report.sections for end in s.trend
    ]  # fmt: skip
    sheet = made.sheet("Month ends", "What was open at the end of each month, and today.",
                       ("Currency", "Day", "Overdue", "Not yet due", "Open"), (12, 14, 16, 16, 16), lines)  # fmt: skip
    _stacked(made, sheet, lines, ((2, "#c2571f"), (3, "#4a78b0")), "Open and overdue, by month")


def _customers(made: _Book) -> None:
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


def _expected(made: _Book) -> None:
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
