"""A new workbook by the contract, from columns.py; as a command it rewrites the template of the package.

The same tables and settings give the same bytes: no clock, no author, nothing of this computer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ar_sheets.base.data import data_folder
from ar_sheets.base.i18n import _, in_language
from ar_sheets.base.text import column_letter
from ar_sheets.schema import translations
from ar_sheets.schema.columns import (
    DECISIONS,
    DUNNING_PLAN,
    SETTING_ROWS,
    SETTINGS,
    SHEETS,
    START,
    Column,
    Sheet,
    usual,
)
from ar_sheets.schema.labels import Names
from ar_sheets.workbook import start_page
from ar_sheets.workbook.formats import LAST_ROW, Look, add_notes, hide_decimals, mark_totals, paint_chips, set_widths
from ar_sheets.workbook.start_charts import with_plain_labels
from ar_sheets.workbook.typing_checks import add_checks, define_lists, name_guard, setting_check

Row = Mapping[str, object]

_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day, so that the same content gives the same bytes
_FROZEN_COLUMNS = {"Settings": 1, "Customers": 2, "Invoices": 1, "Outbox": 1, "Log": 1}
_PAGES_WIDE = {"Customers": 3, "Invoices": 3, "Outbox": 2, "Log": 2}
_OWN_CURRENCY = "Own_currency"  # the name of the cell in Settings
_ON_START = [(s.key, s.default) for s in SETTING_ROWS if s.key in ("business_name", "currency")]
_TABS = {"you": "#E0B400", "computed": "#8C8C8C", "log": "#5B5480"}


def create(
    path: Path, tables: Mapping[str, Sequence[Row]], settings: Mapping[str, object], language: str = "en"
) -> None:
    """Write a new workbook to `path`, over what is there; sheets, headers, settings and drop-downs in `language`.

    `tables`: rows by sheet name, each a mapping from column key to value (text, date, Decimal, int, float,
    bool or None; a text in a date or money column stays the text it is). `settings`: values by Setting.key;
    the default where there is none. Both are in the contract's English, whatever the language: Business becomes
    Unternehmen. KeyError for a sheet, column or setting that the contract does not have.
    """
    path.write_bytes(make_workbook(tables, settings, language))


def make_workbook(tables: Mapping[str, Sequence[Row]], settings: Mapping[str, object], language: str = "en") -> bytes:
    """The same as bytes; what its sheets say is in `language` too."""
    with in_language(language):
        return _made(tables, settings, language)


def _made(tables: Mapping[str, Sequence[Row]], settings: Mapping[str, object], language: str) -> bytes:
    unknown = set(tables) - {sheet.name for sheet in SHEETS}
    if unknown:
        raise KeyError(f"no such sheet: {', '.join(sorted(unknown))}")
    filled = {**tables, SETTINGS.name: _setting_rows(settings)}
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        business = str(settings.get("business_name") or "")
        title = _("Receivables of {business}", business=business) if business else _("Receivables")
        book.set_properties({"title": title, "created": _MADE_ON})
        look = Look(book)
        there = [sheet for sheet in SHEETS if sheet.name in filled or not sheet.optional]
        sheets = [usual(translations.in_language(sheet, language), filled.get(sheet.name, ())) for sheet in there]
        names = {**_called(language), **{sheet.name: sheet.title for sheet in sheets}}
        _start(book, look, settings, names)
        define_lists(book, names)
        book.define_name(_OWN_CURRENCY, f"='{names[SETTINGS.name]}'!$B${_row_of('currency')}")
        for sheet in sheets[1:]:
            _fill(book.add_worksheet(sheet.title), sheet, filled.get(sheet.name, ()), look)
        _mend_settings(book.get_worksheet_by_name(names[SETTINGS.name]), settings, look, language)
    return with_plain_labels(made.getvalue())


def _called(language: str) -> dict[str, str]:
    """What columns, settings and decisions are called in a language, by their English."""
    columns = {c.header: translations.word_in("column", c.header, language) for sheet in SHEETS for c in sheet.columns}
    settings = {s.name: translations.word_in("setting", s.name, language) for s in SETTING_ROWS}
    return {**settings, **columns, **{choice: translations.word_in("choice", choice, language) for choice in DECISIONS}}


def default_plan(file: Path) -> list[dict[str, object]]:
    """The rows of a dunning_plan.csv (headers as in the sheet), ready for `create`."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [{c.key: _typed(c, row[c.header]) for c in DUNNING_PLAN.columns} for row in csv.DictReader(lines)]


def _typed(column: Column, text: str) -> object:
    if not text:
        return None
    readers = {"int": int, "money": Decimal}
    return readers[column.type](text) if column.type in readers else text


def _setting_rows(settings: Mapping[str, object]) -> list[Row]:
    unknown = set(settings) - {s.key for s in SETTING_ROWS}
    if unknown:
        raise KeyError(f"no such setting: {', '.join(sorted(unknown))}")
    return [{"setting": s.name, "value": settings.get(s.key, s.default), "note": s.note}
            for s in SETTING_ROWS if s.key in settings or not s.optional]  # fmt: skip


def _start(book: Any, look: Look, settings: Mapping[str, object], names: dict[str, str]) -> None:
    business, currency = (str(settings.get(key) or default) for key, default in _ON_START)
    page = book.add_worksheet(names[START.name])
    _set_up_print(page, START)
    start_page.write_start_page(page, look, business, currency, names)
    start_page.add_pictures(book, page, names[START.name])
    for name, block in start_page.BLOCKS.items():
        book.define_name(name, block.area(names[START.name]))


def _fill(page: Any, sheet: Sheet, rows: Sequence[Row], look: Look) -> None:
    """One sheet: its table from A1, with notes, typing checks and colours."""
    _set_up_print(page, sheet)
    page.set_row(0, 33)
    page.freeze_panes(1, _FROZEN_COLUMNS.get(sheet.name, 0))
    page.set_tab_color(_TABS[sheet.columns[0].owner])
    set_widths(page, sheet, look)
    _add_table(page, sheet, max(len(rows), 1), look)
    places = {column.key: place for place, column in enumerate(sheet.columns)}
    for number, row in enumerate(rows, 1):
        _write_row(page, sheet, number, row, places, look)
    add_notes(page, sheet)
    add_checks(page, sheet)
    paint_chips(page, sheet, look)
    hide_decimals(page, sheet, look, _OWN_CURRENCY)
    mark_totals(page, sheet, look)


def _add_table(page: Any, sheet: Sheet, rows: int, look: Look) -> None:
    last = len(sheet.columns) - 1
    headers = [{"header": c.header, "header_format": look.header(c.owner)} for c in sheet.columns]
    # Excel wants a table name that is one word; the colours are ours, so the table brings none of its own.
    page.add_table(0, 0, rows, last, {"name": sheet.title.replace(" ", "_"), "columns": headers, "style": None})
    # Numbers of invoices are text here; without this each would carry a green corner as a warning.
    page.ignore_errors({"number_stored_as_text": f"A2:{column_letter(last)}{LAST_ROW + 1}"})


def _write_row(page: Any, sheet: Sheet, number: int, row: Row, places: Mapping[str, int], look: Look) -> None:
    for key, value in row.items():
        column = sheet.columns[places[key]]
        typed = translations.value_in(column, value, sheet.language)
        _write(page, number, places[key], typed, look.cell(column.owner, column.type))


def _write(page: Any, row: int, place: int, value: object, format: Any) -> None:
    """Write one cell by the type of the value. Text is always written as text: no cell becomes a formula."""
    if value is None or value == "":
        page.write_blank(row, place, None, format)
    elif isinstance(value, bool):
        page.write_string(row, place, "yes" if value else "no", format)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, format)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, place, float(value), format)
    else:
        page.write_string(row, place, str(value), format)


def _row_of(key: str) -> int:
    """The 1-based row of a setting."""
    return [setting.key for setting in SETTING_ROWS].index(key) + 2


def _mend_settings(page: Any, settings: Mapping[str, object], look: Look, language: str) -> None:
    """Only the values of Settings are for typing, and each has a type of its own: its format and its drop-down."""
    label = look.format(indent=1)
    for place in (0, 2):
        page.set_column(place, place, SETTINGS.columns[place].width, label)
    shown = [s for s in SETTING_ROWS if s.key in settings or not s.optional]
    for row, setting in enumerate((translations.setting_in(setting, language) for setting in shown), 1):
        value = translations.value_in(setting, settings.get(setting.key, setting.default), language)
        _write(page, row, 0, setting.name, label)
        _write(page, row, 1, value, look.setting(setting.type))
        _write(page, row, 2, Names(language).told(setting.note), label)
        page.data_validation(row, 0, row, 0, name_guard())
        check = setting_check(setting)
        if check:
            page.data_validation(row, 1, row, 1, check)


def _set_up_print(page: Any, sheet: Sheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(0.4, 0.4, 0.5, 0.6)
    page.fit_to_pages(_PAGES_WIDE.get(sheet.name, 1), 0)
    page.set_footer("&L&A&C" + _("Confidential") + "&R" + _("Page {number} of {count}", number="&P", count="&N"))
    if sheet.columns:
        page.repeat_rows(0)
    if sheet.name in _PAGES_WIDE:
        page.repeat_columns(0, _FROZEN_COLUMNS[sheet.name] - 1)


def _main() -> None:
    templates = data_folder("workbook_templates")
    create(templates / "receivables.xlsx", {DUNNING_PLAN.name: default_plan(templates / "dunning_plan.csv")}, {})


if __name__ == "__main__":
    _main()
