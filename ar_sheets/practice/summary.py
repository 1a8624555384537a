"""The list of all clients: a workbook with a row each, and a page."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ar_sheets.base.files import write_whole
from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.base.sanitize import clean
from ar_sheets.practice.client import DONE, FAILED, NEEDS_A_PERSON, REFUSED, Client

BOOK, PAGE = "practice.xlsx", "practice.html"
LONGEST = 255  # characters of a text in a formula
STYLE = """body{font:15px/1.4 system-ui,sans-serif;color:#1c2733;margin:2rem auto;max-width:75rem;padding:0 1rem}
h1{font-size:1.4rem}div{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d5dbe3;vertical-align:top}
th{color:#55616e;font-weight:600}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
a{color:#1f5fa8}.failed,.refused{color:#a3261b}"""


def write_summary(clients: Sequence[Client], folder: Path, as_of: date) -> tuple[Path, Path]:
    """Write practice.xlsx and practice.html into `folder`, and give back where they are."""
    write_whole(folder / BOOK, _book(clients, folder, as_of))
    write_whole(folder / PAGE, _page(clients, folder, as_of).encode())
    return folder / BOOK, folder / PAGE


def state_told(state: str) -> str:
    """A state in the reader's language."""
    told = {DONE: _("done"), NEEDS_A_PERSON: _("needs you"), REFUSED: _("not done"), FAILED: _("failed")}
    return told[state]


def amounts(by_currency: Mapping[str, Decimal]) -> str:
    """Amounts with their currencies, one after the other: 1,200.00 NOK; 300.00 EUR."""
    return "; ".join(f"{format_amount(amount, code)} {code}" for code, amount in by_currency.items())


def _headers() -> list[str]:
    return [_("Client"), _("State"), _("Currency"), _("Open"), _("Overdue"), _("In other currencies"),
            _("Letters waiting"), _("Problems"), _("Payments complete until"), _("Last run"), _("Workbook"),
            _("Review page"), _("What was said")]  # fmt: skip


def _others(client: Client) -> str:
    return amounts({code: amount for code, amount in client.open.items() if code != client.currency})


def _way(path: str, folder: Path) -> str:
    """The way to a file from the folder of the list, so that both may be moved together."""
    return Path(os.path.relpath(path, folder)).as_posix() if path else ""


def _book(clients: Sequence[Client], folder: Path, as_of: date) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day, money, link = (book.add_format(form) for form in (
        {"num_format": "yyyy-mm-dd", "align": "left"}, {"num_format": "#,##0.00"},
        {"font_color": "#1f5fa8", "underline": 1}))  # fmt: skip
    sheet = book.add_worksheet("Practice")
    headers = _headers()
    rows = max(len(clients), 1)
    sheet.add_table(0, 0, rows, len(headers) - 1, {"name": "Practice", "columns": [{"header": h} for h in headers]})
    for number, client in enumerate(clients, 1):
        _row(sheet, number, client, folder, (day, money, link))
    for column, width in enumerate((28, 12, 9, 14, 14, 24, 9, 9, 13, 12, 26, 26, 60)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + _("Practice") + f"&R{as_of.isoformat()}")
    book.close()
    return out.getvalue()


def _row(sheet: Any, number: int, client: Client, folder: Path, formats: tuple[Any, Any, Any]) -> None:
    day, money, link = formats
    sheet.write_string(number, 0, clean(client.shown))
    sheet.write_string(number, 1, state_told(client.state))
    sheet.write_string(number, 2, client.currency)
    if client.state in (DONE, NEEDS_A_PERSON):
        sheet.write_number(number, 3, float(client.open.get(client.currency, Decimal(0))), money)
        sheet.write_number(number, 4, float(client.overdue.get(client.currency, Decimal(0))), money)
        sheet.write_string(number, 5, _others(client))
        sheet.write_number(number, 6, client.letters)
        sheet.write_number(number, 7, client.problems)
    for column, value in ((8, client.complete_until), (9, client.last_run)):
        if value is not None:
            sheet.write_datetime(number, column, value, day)
    for column, path in ((10, client.workbook), (11, client.page)):
        if path:
            _write_link(sheet, (number, column), _way(path, folder), link)
    sheet.write_string(number, 12, clean(client.said))


def _write_link(sheet: Any, cell: tuple[int, int], way: str, form: Any) -> None:
    """A link by formula: xlsxwriter's own to a file beside it has backslashes, which only Windows follows."""
    name = Path(way).name
    if '"' in way or len(way) > LONGEST:
        sheet.write_string(*cell, way)
    else:
        sheet.write_formula(*cell, f'=HYPERLINK("{way}","{name}")', form, name)


def _page(clients: Sequence[Client], folder: Path, as_of: date) -> str:
    title = _("Practice: {count} workbooks as of {day}", count=len(clients), day=as_of.isoformat())
    head = "".join(f"<th>{escape(header)}</th>" for header in _headers() if header != _("Currency"))
    rows = "\n".join(_line(client, folder) for client in clients)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><h1>{escape(title)}</h1>"
        f"<div><table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div></body></html>\n"
    )


def _line(client: Client, folder: Path) -> str:
    return "".join((f'<tr class="{client.state.split()[0]}">', *_line_cells(client, folder), "</tr>"))


def _line_cells(client: Client, folder: Path) -> Iterator[str]:
    known = client.state in (DONE, NEEDS_A_PERSON)
    own = {client.currency: client.open.get(client.currency, Decimal(0))} if known else {}
    late = {client.currency: client.overdue.get(client.currency, Decimal(0))} if known else {}
    yield f"<td>{escape(client.shown)}</td><td>{escape(state_told(client.state))}</td>"
    yield "".join(f'<td class="n">{escape(text)}</td>' for text in (amounts(own), amounts(late), _others(client)))
    yield "".join(f'<td class="n">{count if known else ""}</td>' for count in (client.letters, client.problems))
    yield "".join(f"<td>{value or ''}</td>" for value in (client.complete_until, client.last_run))
    for path in (client.workbook, client.page):
        yield f'<td><a href="{quote(_way(path, folder))}">{escape(Path(path).name)}</a></td>' if path else "<td></td>"
    yield f"<td>{escape(client.said)}</td>"
