"""The Start sheet: the figures of the run on the left; the week, the colours and the sheets on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ar_sheets.columns import SHEETS, START
from ar_sheets.workbook.look import OWNERS, Look

FIRST_ROW, LAST_ROW = 4, 30  # 1-based rows of A:B that each run fills with a label and its value
_LEFT, _RIGHT = 0, 3  # 0-based first columns of the two halves

_WEEK = (
    ("1  Payments", "Type what the bank received; put the last such day at Payments complete until in Settings."),
    ("2  Invoices", "Type the new invoices, and what customers answered: Reply, Promise date, Dispute reason."),
    ("3  Run", "Save and close this workbook, then do the weekly run."),
    ("4  Problems", "Mend the cells listed there. Until then those rows are left in peace."),
    ("5  Outbox", "Read the letters in the folder batches; under Decision write Send, Hold or Skip."),
    ("6  Done", "When you have mailed, posted or called, put the day under Done on; the next run logs it."),
)  # fmt: skip


def fill(page: Any, look: Look, business: str, names: dict[str, str]) -> None:
    """Write the Start sheet of a new workbook; the figures stay empty until the first run.

    `names`: what each sheet of the contract is called in this workbook.
    """
    for place, width in enumerate((26, 24, 3, 18, 96)):
        page.set_column(place, place, width, look.format())
    page.hide_gridlines(2)
    page.set_row(0, 30)
    title = look.format(bold=True, font_size=20, font_color="#1F3A5F")
    page.write_string(0, _LEFT, business or "Receivables", title)
    page.write_string(1, _LEFT, "Who owes what, and what to do about it.", look.format(font_color="#595959"))
    _figures(page, look)
    row = _list(page, look, 2, "The week", _WEEK)
    row = _colours(page, look, row + 1)
    _sheets(page, look, row + 1, names)


def _figures(page: Any, look: Look) -> None:
    page.write_string(FIRST_ROW - 2, _LEFT, "Figures", look.header())
    page.write_string(FIRST_ROW - 2, _LEFT + 1, "Value", look.header())
    label = look.format(indent=1)
    value = look.format(num_format="#,##0.00", align="right", indent=1, bold=True)
    underline = {"type": "formula", "criteria": f'=$A{FIRST_ROW}<>""', "format": look.underline()}
    page.conditional_format(FIRST_ROW - 1, _LEFT, LAST_ROW - 1, _LEFT + 1, underline)
    for row in range(FIRST_ROW - 1, LAST_ROW):
        page.write_blank(row, _LEFT, None, label)
        page.write_blank(row, _LEFT + 1, None, value)
    page.write_string(FIRST_ROW - 1, _LEFT, "As of", label)
    page.write_string(FIRST_ROW - 1, _LEFT + 1, "no run yet", value)


def _list(page: Any, look: Look, top: int, title: str, lines: Sequence[tuple[str, str]]) -> int:
    """Write a titled list from 0-based row `top` on; returns the row after it."""
    page.write_string(top, _RIGHT, title, look.header())
    page.write_blank(top, _RIGHT + 1, None, look.header())
    for row, (name, text) in enumerate(lines, top + 1):
        page.write_string(row, _RIGHT, name, look.format(bold=True, indent=1))
        page.write_string(row, _RIGHT + 1, text, look.format(indent=1))
    return top + 1 + len(lines)


def _colours(page: Any, look: Look, top: int) -> int:
    end = _list(page, look, top, "Colours", [(owner.word, owner.meaning) for owner in OWNERS.values()])
    for row, (name, owner) in enumerate(OWNERS.items(), top + 1):
        page.write_string(row, _RIGHT, owner.word, look.cell(name, "text"))
    return end


def _sheets(page: Any, look: Look, top: int, names: dict[str, str]) -> None:
    sheets = [sheet for sheet in SHEETS if sheet is not START]
    _list(page, look, top, "Sheets", [(names[sheet.name], sheet.help) for sheet in sheets])
    link = look.format(font_color="#0B5394", underline=1, indent=1)
    for row, sheet in enumerate(sheets, top + 1):
        page.write_url(row, _RIGHT, f"internal:'{names[sheet.name]}'!A1", link, names[sheet.name])
