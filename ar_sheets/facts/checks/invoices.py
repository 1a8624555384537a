"""Faults between the sheets: unknown customers, numbers used twice, dates and signs that contradict.

Each fault is a finding at its cell; the row it is in is left in peace and all others go on.
"""

from __future__ import annotations

import re
from collections import Counter

from ar_sheets.base.i18n import _
from ar_sheets.facts.gather import Facts
from ar_sheets.rules.references import NOT_SAID
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.schema.model import Payment, Table
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.typed import shown

NEEDED = ("invoice_no", "customer_id", "invoice_date", "amount")
PAID = ("date", "amount")
PAYMENT = ("date", "customer_id", "invoice_no", "amount", "currency", "reference")
ESSENTIAL = {"invoice_no", "customer_id", "kind", "invoice_date", "typed_due_date", "currency", "amount"}


def check_invoices(book: Book, facts: Facts) -> list[bool]:
    """Notes the faults of the Invoices rows; for each row, whether its amounts can be worked out at all."""
    table = book.tables["Invoices"]
    numbers = table.columns["invoice_no"]
    seen = Counter(number.casefold() for number in numbers if number is not None)
    first_row: dict[str, int] = {}
    lacking = any(None in table.columns[key] for key in NEEDED)
    for position, row in enumerate(table.rows):
        if lacking:
            _check_needed(book, "Invoices", row, table, position, NEEDED)
        number = numbers[position]
        if number is not None and seen[number.casefold()] > 1:
            _say_twice(book, row, number, first_row)
        _check_invoice(book, facts, table, position, row)
        _doubt_credit(book, facts, table, position, row)
    bad = book.bad
    return [not (ESSENTIAL & bad.get(("Invoices", row), {}).keys()) for row in table.rows]


def _check_needed(book: Book, sheet: str, row: int, table: Table, position: int, keys: tuple[str, ...]) -> None:
    for key in keys:
        if table.columns[key][position] is None and key not in book.bad.get((sheet, row), {}):
            name = key.replace("_", " ").capitalize().replace("Customer id", "Customer ID")
            book.report(sheet, row, key, f"{name} is empty", "Fill it in; until then this row is left out.")


def _say_twice(book: Book, row: int, number: str, first_row: dict[str, int]) -> None:
    other = first_row.setdefault(number.casefold(), row)
    what = f"Invoice no {shown(number)} is used more than once"
    book.report("Invoices", row, "invoice_no", what + (f"; the first is in row {other}" if other != row else ""),
                "Give each invoice its own number, or delete the row that was typed twice.")  # fmt: skip


def _check_invoice(book: Book, facts: Facts, table: Table, position: int, row: int) -> None:
    columns = table.columns
    customer_id, amount, kind = (
        columns["customer_id"][position],
        columns["amount"][position],
        columns["kind"][position],
    )
    if customer_id is not None and customer_id.casefold() not in facts.customers:
        sheet = book.name("Customers")
        book.report("Invoices", row, "customer_id", f"There is no customer {shown(customer_id)} in {sheet}",
                    _nearest(customer_id, facts, sheet))  # fmt: skip
    if amount is not None and amount < 0 and kind != "Credit note":
        book.report("Invoices", row, "amount", f"Amount is negative ({amount}) but Kind is {kind or 'empty'}",
                    "For a credit note type Credit note in Kind; else type the amount without minus.")  # fmt: skip
    if amount is not None and amount == 0:
        book.report("Invoices", row, "amount", "Amount is zero", "Type the amount of the invoice.")
    due, dated = columns["typed_due_date"][position], columns["invoice_date"][position]
    if due is not None and dated is not None and due < dated:
        book.report("Invoices", row, "typed_due_date", f"Due date {due} is before the invoice date {dated}",
                    "Mend one of the two dates, or leave Due date empty to use the customer's terms.")  # fmt: skip
    currency = columns["currency"][position]
    if currency is not None and currency.upper() not in CURRENCIES:
        book.report("Invoices", row, "currency", f"Currency is not known: {shown(currency)}",
                    "Type three letters, such as EUR or NOK.")  # fmt: skip


def _doubt_credit(book: Book, facts: Facts, table: Table, position: int, row: int) -> None:
    """A credit that cannot be read would make a letter ask for too much: its customer is left in peace."""
    faults = book.bad.get(("Invoices", row), {})
    who, amount = table.columns["customer_id"][position], table.columns["amount"][position]
    if who is None or not ESSENTIAL & faults.keys():
        return
    told = faults["amount"].what if "amount" in faults else ""
    minus = amount < 0 if amount is not None else re.search(r'"\s*(?:[a-zA-Z€£$]*\s*[-−]|\()|-"', told)
    if minus or "kind" in faults or table.columns["kind"][position] == "Credit note":
        fault = book.first_fault("Invoices", row)
        facts.payment_doubts.setdefault(who.casefold(), f"a credit of theirs could not be read ({fault})")


def _nearest(customer_id: str, facts: Facts, sheet: str) -> str:
    bare = customer_id.casefold().lstrip("0")
    for key, customer in facts.customers.items():
        if key.lstrip("0") == bare:
            return f"Did you mean {customer.customer_id}? Type it just so, or add {customer_id} to {sheet}."
    return f"Type an ID that is in {sheet}, or add the customer there."


def check_payments(book: Book, facts: Facts) -> None:
    """Fills `facts.payments` with the good rows; a customer whose payment cannot be read is left in peace."""
    table = book.tables.get("Payments")
    if table is None or not set(PAID) <= table.places.keys():
        return
    currencies = {key: customer.currency for key, customer in facts.customers.items()}
    ids = {key: customer.customer_id for key, customer in facts.customers.items()}
    known, columns = owners(book), (table.columns[key] for key in PAYMENT)
    for position, (row, dated, who, named, amount, typed, reference) in enumerate(
        zip(table.rows, *columns, strict=True)
    ):
        if dated is None or amount is None:
            _check_needed(book, "Payments", row, table, position, PAID)
        owner = payer(who, named, known)
        _check_payment(book, facts, row, who, named, typed)
        if ("Payments", row) in book.bad:
            if owner:
                facts.payment_doubts.setdefault(
                    owner, f"a payment of theirs could not be read ({book.first_fault('Payments', row)})"
                )
            continue
        if owner and (named or "").strip() == NOT_SAID:
            doubt = _("{amount} of {day} is put against no invoice yet (Payments row {row})", amount=f"{amount:,.2f}",
                      day=dated, row=row)  # fmt: skip
            facts.payment_doubts.setdefault(owner, doubt)
        currency = (typed or currencies.get(owner, facts.settings.currency)).upper()
        by = ids[who.casefold()] if who else ""
        facts.payments.append(Payment(row, dated, by, named or "", amount, currency, reference or ""))


def owners(book: Book) -> dict[str, str]:
    """Folded invoice number -> folded customer id, for payments that name only an invoice."""
    columns = book.tables["Invoices"].columns
    return {
        number.casefold(): customer.casefold()
        for number, customer in zip(columns["invoice_no"], columns["customer_id"], strict=True)
        if number is not None and customer is not None
    }


def payer(customer_id: str | None, named: str | None, owners: dict[str, str]) -> str:
    if customer_id is not None:
        return customer_id.casefold()
    folded = (named or "").casefold()
    return owners.get(folded) or owners.get(folded.split(",")[0].strip(), "")


def _check_payment(
    book: Book, facts: Facts, row: int, customer_id: str | None, named: str | None, currency: str | None
) -> None:
    if customer_id is not None and customer_id.casefold() not in facts.customers:
        sheet = book.name("Customers")
        book.report("Payments", row, "customer_id", f"There is no customer {shown(customer_id)} in {sheet}",
                    _nearest(customer_id, facts, sheet))  # fmt: skip
    if customer_id is None and named is None:
        book.report("Payments", row, "customer_id", "Neither a customer nor an invoice is named",
                    "Type the Customer ID or the Invoice no it belongs to.")  # fmt: skip
    if currency is not None and currency.upper() not in CURRENCIES:
        book.report("Payments", row, "currency", f"Currency is not known: {shown(currency)}",
                    "Type three letters, such as EUR or NOK.")  # fmt: skip
