"""The charts of the Start sheet: native, with alt text, reading the plain cells that each run fills."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from ar_sheets.base.i18n import N_, _

NOT_DUE, LATE = "#6A8CC0", "#8B1A1A"  # each has a contrast of 3:1 or more to the white behind it
AGES = (NOT_DUE, "#D07F2A", "#C2571F", "#A83226", LATE)  # the older the darker
_FONT = {"name": "Calibri", "size": 9, "color": "#404040"}
_LINE = {"color": "#E1E1E1", "width": 0.75}

# Name of the chart in the file -> what is read out to who cannot see it.
CHARTS = {
    "Aging chart": N_(
        "Column chart: how much of what is open is not yet due, and how much is overdue for 1-30, 31-60, "
        "61-90 and more than 90 days, in the currency of the business. The figures are further down on this sheet."
    ),
    "Month chart": N_(
        "Column chart: what was open at the end of each of the last twelve months, split into not yet due "
        "and overdue, in the currency of the business. The figures are further down on this sheet."
    ),
    "Top ten chart": N_(
        "Bar chart: the ten customers who are most overdue, split into not yet due and overdue, in the "
        "currency of the business. The figures are to the left of it."
    ),
}


def add_charts(book: Any, page: Any, sheet: str, blocks: Mapping[str, Any], left: int, width: int) -> None:
    """Put the charts beside the lists, from the 0-based column `left` on, `width` dots wide.

    `blocks`: as in start_page.BLOCKS. The title of each chart is the cell that names the owner's currency.
    """
    aging, months, top_ten = (blocks[name] for name in ("Start_aging", "Start_months", "Start_top_ten"))
    charts = (
        ("Aging chart", _by_age(book, sheet, aging), blocks["Start_needs_you"].top - 1, 10, 0.1),
        ("Month chart", _stacked(book, "column", sheet, months), blocks["Start_letters"].top - 2, 10, 0.1),
        ("Top ten chart", _stacked(book, "bar", sheet, top_ten), top_ten.top - 2, 11, 0.34),
    )
    for name, chart, row, rows, beside in charts:
        chart.chart_name = name
        chart.set_title({"name": [sheet, aging.top, 0], "name_font": {**_FONT, "bold": False}, "overlay": True,
                         "layout": {"x": 0.005, "y": 0.02}})  # fmt: skip
        chart.set_plotarea({"layout": {"x": beside, "y": 0.14, "width": 0.98 - beside, "height": 0.72}})
        chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
        chart.set_size({"width": width - 8, "height": rows * 20 - 4})
        english = CHARTS[name]
        page.insert_chart(row, left, chart, {"x_offset": 6, "y_offset": 2, "description": _(english)})


def _by_age(book: Any, sheet: str, block: Any) -> Any:
    """A column for each bucket, the older the darker."""
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "name": [sheet, block.top, 0], "categories": [sheet, block.top - 1, 1, block.top - 1, 5],
        "values": [sheet, block.top, 1, block.top, 5], "points": [{"fill": {"color": c}} for c in AGES], "gap": 55,
        "data_labels": {"value": True, "num_format": "#,##0;-#,##0;", "font": _FONT},
    })  # fmt: skip
    chart.set_x_axis(_words())
    chart.set_y_axis(_amounts())
    chart.set_legend({"none": True})
    return chart


def _stacked(book: Any, type: str, sheet: str, block: Any) -> Any:
    """A column or bar for each row of a block: what is overdue at the foot, what is not yet due on top of it."""
    first, last = block.top - 1, block.top + block.rows - 2
    chart = book.add_chart({"type": type, "subtype": "stacked"})
    for place, colour in ((2, LATE), (1, NOT_DUE)):
        chart.add_series({
            "name": [sheet, first - 1, place], "categories": [sheet, first, 0, last, 0],
            "categories_data": [""] * block.rows,  # text, also while the cells are empty
            "values": [sheet, first, place, last, place], "fill": {"color": colour}, "gap": 45,
        })  # fmt: skip
    if type == "bar":  # XlsxWriter calls the upright axis y; the first row of the list comes first
        chart.set_y_axis({**_words(), "reverse": True, "crossing": "max"})
        chart.set_x_axis(_amounts())
    else:
        chart.set_x_axis(_words())
        chart.set_y_axis(_amounts())
    chart.set_legend({"position": "top", "font": _FONT,
                      "layout": {"x": 0.6, "y": 0.01, "width": 0.38, "height": 0.11}})  # fmt: skip
    return chart


def with_plain_labels(workbook: bytes) -> bytes:
    """A workbook of XlsxWriter's, its data labels told to show the value and nothing else.

    XlsxWriter leaves out what is not to be shown. LibreOffice takes that for "show it" as soon as another program
    has saved the file, and writes "31-60; EUR; 1,618.00".
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith("xl/charts/"):
                content = content.replace(b'<c:showVal val="1"/>', _ONLY_VALUE)
            new.writestr(part, content)
    return made.getvalue()


_ONLY_VALUE = b"".join(
    f'<c:show{what} val="{int(what == "Val")}"/>'.encode()
    for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
)


def _words() -> dict[str, Any]:
    return {"num_font": _FONT, "line": _LINE, "text_axis": True, "major_tick_mark": "none", "interval_unit": 1}


def _amounts() -> dict[str, Any]:
    return {"num_format": "#,##0", "num_font": _FONT, "major_gridlines": {"visible": True, "line": _LINE},
            "line": {"none": True}, "major_tick_mark": "none", "min": 0}  # fmt: skip
