"""Workbook bytes to typed tables and findings. Every cell is parsed once, here, by its column's type.

After this there is no NaN, no float money and no header text. A bad cell becomes None and a finding; the
cell is kept in `Book.bad` so that the rules hold its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.text import normalize_header
from ar_sheets.schema import translations
from ar_sheets.schema.columns import DUNNING_PLAN, LANGUAGES, OUTBOX, PAYMENTS, SETTINGS, SHEETS, START, Column, Sheet
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Table
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.currency_units import round_amounts
from ar_sheets.workbook.error_values import report_headers, take_out, with_errors
from ar_sheets.workbook.formula_checks import note_formulas
from ar_sheets.workbook.headers import ADOPT, find_headers, say_missing_columns
from ar_sheets.workbook.record_rows import find_records, without_prefilled
from ar_sheets.workbook.remembered import MARKS, Remembered, remembered
from ar_sheets.workbook.shown_numbers import as_shown, refer_as_shown
from ar_sheets.workbook.spoken import settings_sheet
from ar_sheets.workbook.typed import PARSERS, BadCell, as_exact_money
from ar_sheets.xlsx.named import named_areas
from ar_sheets.xlsx.opening import all_cells, open_workbook
from ar_sheets.xlsx.unwritable import errors, formula_cells, unwritable

if TYPE_CHECKING:
    import pandas as pd

HEADER_SEARCH_ROWS = 20
EXACT = PARSERS | {"money": as_exact_money}  # amounts are rounded once the currency of each row is known
TYPED = tuple(sheet for sheet in SHEETS if sheet.owned_by("you", "reply") and sheet is not OUTBOX)  # not added by us
START_PREFIX = "Start_"  # of the names of the blocks that a run fills on the Start sheet
EXPECTED = (SETTINGS, PAYMENTS, DUNNING_PLAN)  # a workbook may do without the others, or they are ours to add
REPLACED = ("Customers", "Invoices", "Payments", "Payment plans", "Aging", "Problems")  # computed cells no rule reads


def read_book(data: bytes) -> Book:
    """The workbook's sheets as typed tables. `NotDone` where there is no workbook or a needed sheet is missing."""
    with open_workbook(data) as workbook:
        book = Book(sheet_names=[str(name) for name in workbook.sheet_names])
        book.remembered = _answers(workbook, data, book.sheet_names)
        found = {sheet.name: name for sheet in SHEETS if (name := _named(sheet, book))}
        book.language = translations.most(
            sum((translations.count_languages(s, [found[s.name]]) for s in TYPED if s.name in found), Counter())
        )
        _refuse_without_needed(book, found)
        for sheet in SHEETS:
            if sheet.name in found:
                _read_sheet(book, sheet, found[sheet.name], workbook, data)
        refer_as_shown(book)
        round_amounts(book)
        book.language = _language(book)
        _say_what_is_missing(book, found)
    return book


def _read_sheet(book: Book, sheet: Sheet, name: str, workbook: pd.ExcelFile, data: bytes) -> None:
    """One sheet; what pandas would not tell or would choke on is looked up in the markup."""
    frame = all_cells(workbook, data, name)
    if sheet is START:
        _read_start(book, name, frame, data)
        return
    _read_table(book, sheet, name, frame, data)
    note_formulas(book, sheet, data, frame)


def _read_start(book: Book, name: str, frame: pd.DataFrame, data: bytes) -> None:
    book.start_sheet, book.start = name, frame.to_numpy().tolist()
    book.start_blocks = named_areas(data, name, START_PREFIX)
    book.start_blocked = set(unwritable(data, name, range(frame.shape[1])))


def _answers(workbook: pd.ExcelFile, data: bytes, names: Sequence[str]) -> Remembered:
    """What Settings remember of the owner's own sheets and columns."""
    place = settings_sheet(names)
    if place is None:
        return Remembered()
    return remembered(all_cells(workbook, data, place).to_numpy().tolist())


def _named(sheet: Sheet, book: Book) -> str | None:
    """The sheet that is meant: the one that is remembered, else the one of that name."""
    if sheet is SETTINGS:
        return settings_sheet(book.sheet_names)
    said = book.remembered.sheets.get(normalize_header(sheet.name))
    claimed = {normalize_header(name) for name in book.remembered.sheets.values()}
    if said is not None:
        return next((name for name in book.sheet_names if normalize_header(name) == normalize_header(said)), None)
    return translations.find_sheet(sheet, [name for name in book.sheet_names if normalize_header(name) not in claimed])


def _language(book: Book) -> str:
    """The language most sheets and headers are in; where two are even, the one that Settings names."""
    found: Counter[str] = Counter()
    for sheet in TYPED:
        if sheet.name in book.tables:
            table = book.tables[sheet.name]
            found += translations.count_languages(sheet, [table.sheet, *table.headers.values()])
    settings = book.tables.get("Settings")
    typed = zip(settings.columns["setting"], settings.columns["value"], strict=True) if settings else ()
    named = (
        value
        for name, value in typed
        if (known := translations.known_settings().get(translations.plain_name(name))) and known.key == "language"
    )
    return translations.most(found, translations.choices(LANGUAGES).get(translations.plain_name(next(named, "")), "en"))


_RENAME = {
    "Invoices": N_("Or rename the sheet with your invoices to {sheet}, and run again."),
    "Customers": N_("Or rename the sheet with your customers to {sheet}, and run again."),
}


def _refuse_without_needed(book: Book, found: Collection[str]) -> None:
    for sheet in SHEETS:
        if sheet.needed and sheet.name not in found:
            name, rename = book.name(sheet.name), _RENAME[sheet.name]
            raise NotDone(
                _(
                    "The workbook has no sheet named {sheet}. It has: {sheets}.",
                    sheet=name,
                    sheets=", ".join(book.sheet_names),
                )
                + " "
                + _(ADOPT)
                + " "
                + _(rename, sheet=name)
            )


def _say_what_is_missing(book: Book, found: Collection[str]) -> None:
    missing = [(book.name(sheet.name), sheet) for sheet in EXPECTED if sheet.name not in found]
    book.findings[:0] = [
        Finding(name, "", _("There is no sheet named {sheet}; it counts as empty.", sheet=name),
                _("Add the sheet {sheet} when you need it: {what}", sheet=name, what=_(sheet.help)))
        for name, sheet in missing
    ]  # fmt: skip


def _read_table(book: Book, sheet: Sheet, name: str, frame: pd.DataFrame, data: bytes) -> None:
    found = errors(data, name)
    frame, erroneous = with_errors(frame, found), {place for _, place in found}
    rows = frame.iloc[:HEADER_SEARCH_ROWS].to_numpy().tolist()
    header_row, places = find_headers(book, sheet, name, rows)
    headers = {key: " ".join(rows[header_row - 1][place].split()) for key, place in places.items()}
    language = translations.most(translations.count_languages(sheet, [name, *headers.values()]), book.language)
    table = Table(name, header_row, [], {}, places, headers, language)
    book.tables[sheet.name] = table
    shown = translations.in_language(sheet, language)
    if sheet.needed and not places:
        raise NotDone(
            _("The sheet {sheet} is empty or has no headers we know.", sheet=name)
            + " "
            + _(ADOPT)
            + " "
            + _(
                "Or put these headers in its first row: {columns}.",
                columns=", ".join(column.header for column in shown.columns if column.needed),
            )
        )
    say_missing_columns(book, shown, name, places)
    report_headers(book, sheet, table, rows[header_row - 1] if rows else ())
    typed = sheet.owned_by("you", "reply") if any(c.needed for c in sheet.columns) else sheet.columns
    cells = {key: frame[place].tolist()[header_row:] for key, place in places.items()}
    kept = _find_records(table, [column for column in typed if column.key in cells], cells, data)
    table.rows = [header_row + 1 + offset for offset in kept]
    whole = len(kept) == len(frame) - header_row
    for column in sheet.columns:
        if column.key in cells:
            values = cells.pop(column.key)
            values = values if whole else [values[i] for i in kept]
            if places[column.key] in erroneous:
                values = take_out(book, sheet, table, column, values)
            if column.type == "id" or column.key == "invoices":
                values = list(as_shown(book, sheet, table, column, values, data))
            table.columns[column.key] = _typed(book, sheet, table, column, values)
        else:
            table.columns[column.key] = [None] * len(kept)
    for column in MARKS:
        if column.key in cells:
            said = book.remembered.status if column.key == "marked_status" else {}
            held = take_out(book, sheet, table, column, [cells[column.key][i] for i in kept])
            table.columns[column.key] = [said.get(normalize_header(v), v) for v in held] if said else held


def _find_records(
    table: Table, typed: Sequence[Column], cells: Mapping[str, Sequence[Any]], data: bytes
) -> Sequence[int]:
    """The places below the headers of the rows that are records, by what stands in the columns people fill."""
    columns = {column.key: cells[column.key] for column in typed}
    ours = all(column.owner != "you" for column in typed)
    kept, places = find_records(columns, ours=ours), {table.places[key] for key in columns}
    held = [(row - table.header_row - 1, place) for row, place in formula_cells(data, table.sheet, places)]
    formulas = {(at, key) for at, place in held for key in columns if table.places[key] == place}
    return without_prefilled(kept, columns, {c.key: c for c in typed}, formulas) if formulas else kept


def _typed(book: Book, sheet: Sheet, table: Table, column: Column, values: list[Any]) -> list[Any]:
    if column.owner == "computed" and sheet.name in REPLACED:
        return values  # only compared with what is to stand there; see give_back
    if column.words:
        values = [translations.key_of(column, value) for value in values]
    parse = EXACT[column.type]
    try:
        return [None if value == "" else parse(value, column) for value in values]
    except BadCell:
        return _typed_with_faults(book, sheet, table, column, values)


def _typed_with_faults(book: Book, sheet: Sheet, table: Table, column: Column, values: list[Any]) -> list[Any]:
    """As `_typed`, cell by cell: a bad one is None; in a column people own it is a finding too."""
    typed: list[Any] = []
    seen = translations.in_language(sheet, table.language).column(column.key)
    seen = replace(seen, header=table.headers[column.key])
    for row, value in zip(table.rows, values, strict=True):
        try:
            typed.append(None if value == "" else EXACT[column.type](value, column))
        except BadCell as bad:
            typed.append(None)
            if column.owner in ("you", "reply"):
                bad = _as_seen(bad, value, seen)
                book.report(sheet.name, row, column.key, bad.what, bad.what_to_do)
    return typed


def _as_seen(bad: BadCell, value: Any, seen: Column) -> BadCell:
    """The fault told in the words of the workbook: its own header, the choices it offers."""
    try:
        PARSERS[seen.type](value, seen)
    except BadCell as told:
        return told
    return bad
