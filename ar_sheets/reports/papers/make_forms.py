"""The forms invoice.xlsx and statement.xlsx of the package: `python -m ar_sheets.paper.make_forms` writes them anew.

The same bytes each time: no clock, no author. A form is for its owner to change: fonts, colours, a logo, the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ar_sheets.base.data import data_folder
from ar_sheets.workbook.formats import FONT

_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day, so that the same content gives the same bytes
_INK, _GREY, _RULE = "#1F3A5F", "#595959", "#B8C2CC"
_PLAIN: Mapping[str, object] = {"font_name": FONT, "font_size": 10.5, "valign": "top"}
_MONEY, _DAY = "#,##0.00", "yyyy-mm-dd"

_LOOKS: dict[str, Mapping[str, object]] = {
    "": {},
    "name": {"bold": True, "font_size": 16, "font_color": _INK},
    "grey": {"font_color": _GREY},
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "top": 1, "bottom_color": _INK, "top_color": _INK, "text_wrap": True},
    "head right": {"bold": True, "bottom": 1, "top": 1, "bottom_color": _INK, "top_color": _INK, "align": "right",
                   "text_wrap": True},
    "row": {"bottom": 1, "bottom_color": _RULE, "text_wrap": True},
    "day": {"bottom": 1, "bottom_color": _RULE, "num_format": _DAY, "align": "left"},
    "money": {"bottom": 1, "bottom_color": _RULE, "num_format": _MONEY, "align": "right"},
    "right": {"align": "right"},
    "sum": {"align": "right", "bold": True},
}  # fmt: skip

Cells = Sequence[tuple[str, str, str]]  # place, text, look


def make_invoice_form(path: Path) -> None:
    """Write the form of an invoice, credit note or deposit."""
    cells = [
        *_letterhead("B", "C"),
        ("A14", "{{title}}", "title"),
        ("A16", "{{label.description}}", "head"), ("B16", "", "head"), ("C16", "{{label.amount}}, {{currency}}",
                                                                      "head right"),
        ("A17", "{{description}}", "row"), ("B17", "", "row"), ("C17", "{{amount}}", "money"),
        *((f"B{17 + at}", f"{{{{sum.{at}}}}}", "right") for at in (1, 2, 3)),
        *((f"C{17 + at}", f"{{{{sum_text.{at}}}}}", "sum") for at in (1, 2, 3)),
        *((f"A{21 + at}", f"{{{{line.{at}}}}}", "") for at in range(1, 46)),
    ]  # fmt: skip
    _write(path, "Invoice", [("1", (58, 24, 20), cells)])


def make_statement_form(path: Path) -> None:
    """Write the form of a statement; the invoices come last, so that there is room for any number of them."""
    cells = [
        *_letterhead("D", "E"),
        ("A14", "{{title}}", "title"),
        *((f"A{15 + at}", f"{{{{pay.{at}}}}}", "") for at in range(1, 15)),
        *((f"E{15 + at}", f"{{{{sum.{at}}}}}", "right") for at in range(1, 6)),
        *((f"F{15 + at}", f"{{{{sum_text.{at}}}}}", "sum") for at in range(1, 6)),
        ("A32", "{{label.invoice}}", "head"), ("B32", "{{label.invoice_date}}", "head"),
        ("C32", "{{label.due_date}}", "head"), ("D32", "{{label.overdue}}", "head"),
        ("E32", "{{label.amount}}, {{currency}}", "head right"), ("F32", "{{label.open}}, {{currency}}", "head right"),
        ("A33", "{{row.invoice}}", "row"), ("B33", "{{row.date}}", "day"), ("C33", "{{row.due}}", "day"),
        ("D33", "{{row.overdue}}", "row"), ("E33", "{{row.amount}}", "money"), ("F33", "{{row.open}}", "money"),
    ]  # fmt: skip
    payments = [
        ("A1", "{{label.payments}}, {{customer}}", "title"),
        ("A3", "{{label.received_on}}", "head"), ("B3", "{{label.received_for}}", "head"),
        ("C3", "{{label.received}}, {{currency}}", "head right"),
        ("A4", "{{payment.date}}", "day"), ("B4", "{{payment.invoices}}", "row"), ("C4", "{{payment.amount}}", "money"),
    ]  # fmt: skip
    _write(path, "Statement of account", [("1", (28, 14, 14, 18, 18, 18), cells), ("2", (16, 60, 18), payments)])


def _letterhead(label: str, text: str) -> Cells:
    """The business, the customer's address at the left, number and dates at the right."""
    return [
        ("A1", "{{business}}", "name"),
        *((f"A{1 + at}", f"{{{{sender.{at}}}}}", "grey") for at in (1, 2, 3)),
        *((f"A{5 + at}", f"{{{{address.{at}}}}}", "") for at in range(1, 8)),
        *((f"{label}{3 + at}", f"{{{{info.{at}}}}}", "grey") for at in range(1, 10)),
        *((f"{text}{3 + at}", f"{{{{info_text.{at}}}}}", "") for at in range(1, 10)),
    ]


def _write(path: Path, title: str, sheets: Sequence[tuple[str, Sequence[int], Cells]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": title, "created": _MADE_ON})
        looks = {name: book.add_format({**_PLAIN, **look}) for name, look in _LOOKS.items()}
        for name, widths, cells in sheets:
            _page(book.add_worksheet(name), widths, cells, looks)


def _page(page: Any, widths: Sequence[int], cells: Cells, looks: Mapping[str, Any]) -> None:
    for column, width in enumerate(widths):
        page.set_column(column, column, width, looks[""])
    page.hide_gridlines(2)
    page.set_portrait()
    page.set_paper(9)  # A4
    page.set_margins(0.8, 0.6, 0.7, 0.7)
    page.fit_to_pages(1, 0)
    page.set_footer("&R&8&P / &N")
    page.set_row(0, 24)
    for place, text, look in cells:
        page.write_string(place, text, looks[look])


def _main() -> None:
    forms = data_folder("workbook_templates")
    make_invoice_form(forms / "invoice.xlsx")
    make_statement_form(forms / "statement.xlsx")


if __name__ == "__main__":
    _main()
