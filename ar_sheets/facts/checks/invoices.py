"""Faults between the sheets: unknown customers, numbers used twice, dates and signs that contradict.

Each fault is a finding at its cell; the row it is in is on hold and all others go on.
"""

from __future__ import annotations

import re
from collections import Counter

from ar_sheets.base.i18n import _
from ar_sheets.facts.checks.cells import check_needed, nearest_customer
from ar_sheets.facts.gather import Facts
from ar_sheets.facts.named_invoices import NamedInvoices
from ar_sheets.schema import translations
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.schema.model import Table
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.typed import quote_value

NEEDED = ("invoice_no", "customer_id", "invoice_date", "amount")
NumberKey = tuple[bool, str]
ESSENTIAL = {"invoice_no", "customer_id", "kind", "invoice_date", "typed_due_date", "currency", "amount"}


def check_invoices(book: Book, facts: Facts) -> list[bool]:
    """Notes the faults of the Invoices rows; for each row, whether its amounts can be worked out at all."""
    table = book.tables["Invoices"]
    numbers = table.columns["invoice_no"]
    keys = [number_of_kind(number, kind) for number, kind in zip(numbers, table.columns["kind"], strict=True)]
    if facts.settings.numbering == "yearly":
        keys = _told_apart_by_year(keys, table)
    seen = Counter(key for key in keys if key is not None)
    first_row: dict[tuple[bool, str], int] = {}
    lacking = any(None in table.columns[key] for key in NEEDED)
    invoices: NamedInvoices | None = None
    for position, row in enumerate(table.rows):
        if lacking:
            check_needed(book, "Invoices", row, table, position, NEEDED)
        number, key = numbers[position], keys[position]
        if number is not None and key is not None and seen[key] > 1:
            _say_twice(book, row, number, first_row.setdefault(key, row))
        _check_invoice(book, facts, table, position, row)
        if fault := _credit_in_doubt(book, table, position, row):
            invoices = invoices or NamedInvoices(book, facts)
            _hold(facts, invoices, table, position, fault)
    bad = book.bad
    return [not (ESSENTIAL & bad.get(("Invoices", row), {}).keys()) for row in table.rows]


def number_of_kind(number: str | None, kind: str | None) -> tuple[bool, str] | None:
    """By this a row is known: its number, of credit notes apart from that of invoices and deposits, for a credit note
    may have the number of the invoice it credits."""
    return None if number is None else (kind == "Credit note", number.casefold())


def _told_apart_by_year(keys: list[NumberKey | None], table: Table) -> list[NumberKey | None]:
    """The keys with the year behind the number, where numbers begin anew each year; but of one customer a number is
    used once only: nothing could tell which of two invoices a payment means."""
    owners = [(value or "").casefold() for value in table.columns["customer_id"]]
    used = Counter((key, owner) for key, owner in zip(keys, owners, strict=True))
    days = table.columns["invoice_date"]
    return [
        (key[0], f"{key[1]} of {day.year}") if key and day and used[key, owner] == 1 else key
        for key, owner, day in zip(keys, owners, days, strict=True)
    ]


def _say_twice(book: Book, row: int, number: str, other: int) -> None:
    if other == row:
        what = _("Invoice no {number} is used more than once", number=quote_value(number))
    else:
        what = _("Invoice no {number} is used more than once; the first is in row {row}", number=quote_value(number),
                 row=other)  # fmt: skip
    book.report("Invoices", row, "invoice_no", what,
                _("Give each invoice its own number, or delete the row that was typed twice."))  # fmt: skip


def _check_invoice(book: Book, facts: Facts, table: Table, position: int, row: int) -> None:
    columns = table.columns
    customer_id, amount, kind = (
        columns["customer_id"][position],
        columns["amount"][position],
        columns["kind"][position],
    )
    if customer_id is not None and customer_id.casefold() not in facts.customers:
        sheet = book.name("Customers")
        what = _("There is no customer {customer} in {sheet}", customer=quote_value(customer_id), sheet=sheet)
        book.report("Invoices", row, "customer_id", what, nearest_customer(customer_id, facts, sheet))
    if amount is not None and amount < 0 and kind != "Credit note":
        if kind:
            shown = translations.word_in("choice", kind, table.language)
            what = _("Amount is negative ({amount}) but Kind is {kind}", amount=amount, kind=shown)
        else:
            what = _("Amount is negative ({amount}) but Kind is empty", amount=amount)
        book.report("Invoices", row, "amount", what,
                    _("For a credit note type Credit note in Kind; else type the amount without minus."))  # fmt: skip
    if amount is not None and amount == 0:
        book.report("Invoices", row, "amount", _("Amount is zero"), _("Type the amount of the invoice."))
    due, dated = columns["typed_due_date"][position], columns["invoice_date"][position]
    if due is not None and dated is not None and due < dated:
        book.report("Invoices", row, "typed_due_date",
                    _("Due date {due} is before the invoice date {day}", due=due, day=dated),
                    _("Fix one of the two dates, or leave Due date empty to use the customer's terms."))  # fmt: skip
    promised = columns["promise_date"][position]
    if promised is not None and dated is not None and promised < dated and kind != "Credit note":
        book.report("Invoices", row, "promise_date",
                    _("Promise date {promised} is before the invoice date {day}", promised=promised, day=dated),
                    _("A wrong year? Fix it, or clear the cell; until then the invoice is on hold."))  # fmt: skip
    currency = columns["currency"][position]
    if currency is not None and currency.upper() not in CURRENCIES:
        book.report("Invoices", row, "currency", _("Currency is not known: {value}", value=quote_value(currency)),
                    _("Type three letters, such as EUR or NOK."))  # fmt: skip


def _credit_in_doubt(book: Book, table: Table, position: int, row: int) -> str:
    """What is wrong with a row that may be a credit and cannot be read; empty for all others."""
    faults = book.bad.get(("Invoices", row), {})
    if not (ESSENTIAL | {"po_ref"}) & faults.keys():  # what it credits may be an error value
        return ""
    amount, told = table.columns["amount"][position], faults["amount"].what if "amount" in faults else ""
    minus = amount < 0 if amount is not None else re.search(r'"\s*(?:[a-zA-Z€£$]*\s*[-−]|\()|-"', told)
    may_be_credit = minus or "kind" in faults or table.columns["kind"][position] == "Credit note"
    return book.first_fault("Invoices", row) if may_be_credit else ""


def _hold(facts: Facts, invoices: NamedInvoices, table: Table, position: int, fault: str) -> None:
    """A credit that cannot be read would make a letter ask for too much: its customer is on hold, and whatever
    invoice it names, whoever's it is."""
    customer = table.columns["customer_id"][position]
    if customer is not None:
        facts.payment_doubts.setdefault(
            customer.casefold(), _("a credit of theirs could not be read ({fault})", fault=fault)
        )
    for number in invoices.meant(table.columns["po_ref"][position]):
        facts.invoice_doubts.setdefault(number, _("a credit that names it could not be read ({fault})", fault=fault))
