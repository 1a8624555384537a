"""What the sheets of the report's workbook are made with: formats, tables, charts, definitions below figures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.reports.overview import Overview
from ar_sheets.reports.wording import say

INK, HEAD, LIGHT = "#1c2733", "#1f3a5f", "#55616e"
BAND = "#8a5a00"
CHART_ROWS = 17  # rows of the sheet that a chart covers
LINE = 100  # characters of a definition in one line of its column
Row = Sequence[Any]


class ReportBook:
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
        self.book.set_properties(
            {"title": _("Receivables as of {day}", day=report.as_of), "author": self.name, "created": made}
        )
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
        name = name[:31]  # Excel takes no longer one
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
        lines = max((-(-len(head) * 6 // (5 * width)) for head, width in zip(heads, widths, strict=False)), default=1)
        sheet.set_row(3, 15 * max(lines, 1))  # LibreOffice does not find the height of a header by itself
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        day = _("As of {day}", day=self.report.as_of)
        page = _("Page {number} of {count}", number="&P", count="&N")
        sheet.set_footer(f"&L{self.name.replace('&', '&&')}&C{day}&R{page}")
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


def write_explained(made: ReportBook, sheet: Any, row: int, place: int, text: str) -> None:
    """A text that may take several lines: LibreOffice does not find the height of the row by itself."""
    sheet.set_row(row, 15 * -(-len(text) // LINE))
    sheet.write_string(row, place, text, made.wrap)


def find_blocks(lines: Sequence[Row]) -> Iterator[tuple[str, int, int]]:
    """Where each currency's rows are in a table whose first column is the currency: name, first and last row."""
    first = 0
    for number, line in enumerate(lines):
        if number + 1 == len(lines) or lines[number + 1][0] != line[0]:
            yield line[0], 4 + first, 4 + number
            first = number + 1


def add_stacked_charts(
    made: ReportBook, sheet: Any, lines: Sequence[Row], series: Sequence[tuple[int, str]], title: str,
    band: Sequence[int] = (),
) -> None:  # fmt: skip
    """A chart of stacked columns for each currency, right of the table; `series` are columns and their colours, `band`
    the columns with the ends of the range, drawn as lines."""
    for number, (currency, first, last) in enumerate(find_blocks(lines)):
        at = (3 + number * CHART_ROWS, len(lines[0]) + 1)
        said = _("{title}, {currency}. The figures are in rows {first} to {last}.", title=title, currency=currency,
                 first=first + 1, last=last + 1)  # fmt: skip
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


def write_definition(made: ReportBook, sheet: Any, row: int, rule: str) -> None:
    """A definition on the sheet of its figures, below them, in one merged cell."""
    text = clean(made.say(rule))
    sheet.set_row(row, 15 * -(-len(text) // LINE))
    sheet.merge_range(row, 0, row, 6, text, made.wrap)
