"""Amounts as they were typed become amounts of their currency: rounded once, half up, to its smallest unit.

A row's currency is the one typed in it; else that of the invoice a payment names, of the customer, of the owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ar_sheets.base.money import rounded, unit
from ar_sheets.schema import translations
from ar_sheets.schema.columns import SHEETS
from ar_sheets.schema.model import Table
from ar_sheets.workbook.book import Book


def round_amounts(book: Book) -> None:
    """Round every typed amount of the workbook."""
    own = _owners_currency(book)
    customers, invoices = _by_key(book, "Customers", "customer_id"), _by_key(book, "Invoices", "invoice_no")
    for sheet in SHEETS:
        table = book.tables.get(sheet.name)
        keys = [column.key for column in sheet.columns if column.type == "money"] if table else []
        if table is None or not any(isinstance(v, Decimal) for key in keys for v in table.columns[key]):
            continue
        units = [unit(currency or own) for currency in _currencies(table, customers, invoices)]
        for key in keys:
            table.columns[key] = [
                rounded(value, to) if isinstance(value, Decimal) else value
                for value, to in zip(table.columns[key], units, strict=True)
            ]


def _currencies(table: Table, customers: dict[str, str], invoices: dict[str, str]) -> Iterator[str]:
    nothing = [None] * len(table)
    typed, ids, numbers = (table.columns.get(key, nothing) for key in ("currency", "customer_id", "invoice_no"))
    for currency, customer, number in zip(typed, ids, numbers, strict=True):
        yield currency or invoices.get(_folded(number)) or customers.get(_folded(customer), "")


def _by_key(book: Book, sheet: str, key: str) -> dict[str, str]:
    """The currencies typed in a sheet, by customer or invoice number."""
    table = book.tables.get(sheet)
    if table is None:
        return {}
    rows = zip(table.columns[key], table.columns["currency"], strict=True)
    return {_folded(name): currency for name, currency in rows if name and currency}


def _folded(name: Any) -> str:
    return str(name).casefold() if name else ""


def _owners_currency(book: Book) -> str:
    table, known = book.tables.get("Settings"), translations.known_settings()
    if table is None:
        return ""
    for name, value in zip(table.columns["setting"], table.columns["value"], strict=True):
        setting = known.get(translations.plain_name(name or ""))
        if setting is not None and setting.key == "currency" and isinstance(value, str):
            return value.strip()
    return ""
