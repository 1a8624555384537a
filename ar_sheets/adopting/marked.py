"""Payments that the marks of an owner's list stand for."""

from __future__ import annotations

from datetime import date
from typing import Any

from ar_sheets.adopting.extract import payment
from ar_sheets.adopting.value_types import cell_as_date
from ar_sheets.facts.own_status import first_unclear, is_void, planned_day, said_paid
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.remembered import MARKS
from ar_sheets.workbook.typed import quote_value


def not_readable(book: Book) -> list[str]:
    """What stands in the marks of the rows that nobody can read, quoted: a run says Check there."""
    columns = book.tables["Invoices"].columns
    return [quote_value(columns[key][position]) for position, key in unclear_rows(book).items()]


def unclear_rows(book: Book) -> dict[int, str]:
    """The places of the invoices with a mark of payment that nobody can read, and its key."""
    table = book.tables["Invoices"]
    there = [c.key for c in MARKS if c.key in table.places]
    found = {}
    for position in range(len(table) if there else 0):
        record = {key: values[position] for key, values in table.columns.items()}
        amount, credit = record["amount"], record["kind"] == "Credit note"
        if amount is not None and amount > 0 and not credit and (key := first_unclear(record, amount)):
            found[position] = key
    return found


def payments_by_marks(book: Book, as_of: date) -> list[dict[str, Any]]:
    """A payment for each invoice whose marks say that more is paid than the payments that name it."""
    table, paid = book.tables["Invoices"], book.tables.get("Payments")
    there = [c.key for c in MARKS if c.key in table.places]
    if not there or (paid is not None and len(paid) and not any(paid.columns["invoice_no"])):
        return []
    known: dict[str, Any] = {}
    for number, amount in zip(paid.columns["invoice_no"], paid.columns["amount"], strict=True) if paid else ():
        for one in (number or "").split(","):
            known[one.strip().casefold()] = known.get(one.strip().casefold(), 0) + (amount or 0)
    rows = []
    for position in range(len(table)):
        record = {key: values[position] for key, values in table.columns.items()}
        marks = {key: record[key] for key in there}
        amount, number = record["amount"], record["invoice_no"]
        if amount is None or amount <= 0 or number is None or record["kind"] == "Credit note" or is_void(marks):
            continue
        planned = planned_day(marks, as_of)
        said = amount if planned else said_paid(marks, amount, as_of)
        more = (said or 0) - known.get(number.casefold(), 0)
        if more > 0:
            on = planned or cell_as_date(marks.get("marked_paid_on"), "day first")
            rows.append(payment(record, more, on, record["invoice_date"], record["typed_due_date"], as_of))
    return rows
