"""Numbers of invoices and customers as Excel shows them: 42 with the format 00000 is 00042, as it is on the invoice.

Where the sheets show one number in different ways (42 in Payments, 00042 in Invoices) the number in the cell decides,
as it does for Excel's own look-ups.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.text import column_letter
from ar_sheets.schema.columns import Column, Sheet
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Table
from ar_sheets.workbook.book import Book
from ar_sheets.xlsx.number_formats import shown_number
from ar_sheets.xlsx.unwritable import number_formats

CUSTOMER, INVOICE = ("Customers", "customer_id"), ("Invoices", "invoice_no")
REFERS = {("Invoices", "customer_id"): CUSTOMER, ("Payments", "customer_id"): CUSTOMER,
          ("Payment plans", "customer_id"): CUSTOMER, ("Payments", "invoice_no"): INVOICE,
          ("Payment plans", "invoices"): INVOICE}  # fmt: skip


def as_shown(
    book: Book, sheet: Sheet, table: Table, column: Column, values: Sequence[Any], data: bytes
) -> Sequence[Any]:
    """A column of numbers as they are shown; where that cannot be told, they stay and one finding says so."""
    place = table.places[column.key]
    formats = number_formats(data, table.sheet, {place})
    if not formats or column.owner not in ("you", "reply"):
        return values
    shown, stored, unclear = list(values), dict[int, str](), list[tuple[int, str, str]]()
    for at, (row, value) in enumerate(zip(table.rows, values, strict=True)):
        code = formats.get((row, place))
        if code is None or isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value):
            continue
        text = shown_number(code, int(value))
        if text is None:
            unclear.append((row, str(int(value)), code))
        elif text != str(int(value)):
            shown[at], stored[at] = text, str(int(value))
    book.stored_numbers[sheet.name, column.key] = stored
    if unclear:
        _note(book, table, column, unclear)
    return shown


def _note(book: Book, table: Table, column: Column, unclear: Sequence[tuple[int, str, str]]) -> None:
    row, number, code = unclear[0]
    header, more = table.headers[column.key], len(unclear) - 1
    what = _("{column} is the number {number}, but its format ({format}) shows it in another way",
             column=header, number=number, format=code) if not more else n_(
        "{column} is the number {number}, but its format ({format}) shows it in another way, and so in {n} more cell "
        "of this column",
        "{column} is the number {number}, but its format ({format}) shows it in another way, and so in {n:,} more "
        "cells of this column", more, column=header, number=number, format=code)  # fmt: skip
    book.findings.append(
        Finding(table.sheet, f"{column_letter(table.places[column.key])}{row}", what,
                _("Letters say the number itself. Give the cells the format Text or 0 to see it too."), stops=False)
    )  # fmt: skip


def refer_as_shown(book: Book) -> None:
    """Let Payments, Payment plans and Invoices name customers and invoices as those are shown in their own sheet."""
    for (sheet, key), target in REFERS.items():
        if sheet not in book.tables or target[0] not in book.tables:
            continue
        own, theirs = book.stored_numbers.get((sheet, key), {}), book.stored_numbers.get(target, {})
        if own or theirs:
            names = book.tables[target[0]].columns[target[1]]
            by_number = {number: names[at] for at, number in theirs.items()}
            known = {name.casefold() for name in names if name is not None}
            column = book.tables[sheet].columns[key]
            for at, name in enumerate(column):
                if name is not None and name.casefold() not in known:
                    number = own.get(at, name)
                    column[at] = number if number in known else by_number.get(number, name)


def names_by_number(book: Book, target: tuple[str, str]) -> dict[str, str]:
    """The numbers of cells that are shown in another way -> how they are shown, folded number first; none that is
    the name of another row."""
    stored = book.stored_numbers.get(target, {})
    if not stored:
        return {}
    names = book.tables[target[0]].columns[target[1]]
    known = {name.casefold() for name in names if name is not None}
    return {number: names[at] for at, number in stored.items() if number not in known}
