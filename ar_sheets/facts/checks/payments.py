"""The rows of Payments: whose money each is, in which currency, and who is on hold because of a row in doubt.

Which mistake is worse? A reminder to somebody who has paid. So every invoice that a row in doubt names is on hold,
whoever is typed beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.base.text import column_letter
from ar_sheets.facts.checks.cells import check_needed, nearest_customer
from ar_sheets.facts.gather import Facts
from ar_sheets.facts.named_invoices import NamedInvoices
from ar_sheets.facts.payment_plans import plan_of_payment
from ar_sheets.rules.references import NOT_SAID
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Payment
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.typed import quote_value

NEEDED = ("date", "amount")
READ = ("customer_id", "invoice_no", "currency", "reference")
SHOWN = 6  # findings of one kind; more of them are one finding


class Typed(NamedTuple):
    """What a row of Payments says of whose it is, as typed."""

    customer_id: str | None
    invoice_no: str | None
    currency: str | None
    reference: str | None


def check_payments(book: Book, facts: Facts) -> None:
    """Fills `facts.payments` with the good rows, `payment_doubts` and `invoice_doubts` with what the others hold."""
    table = book.tables.get("Payments")
    if table is None or not set(NEEDED) <= table.places.keys():
        return
    invoices = NamedInvoices(book, facts)
    dates, amounts = table.columns["date"], table.columns["amount"]
    cells = zip(*(table.columns[key] for key in READ), strict=True)
    for position, (row, values) in enumerate(zip(table.rows, cells, strict=True)):
        typed, dated, amount = Typed(*values), dates[position], amounts[position]
        if dated is None or amount is None:
            check_needed(book, "Payments", row, table, position, NEEDED)
        unread = {"customer_id", "invoice_no"} & book.bad.get(("Payments", row), {}).keys()
        who = _whose(book, facts, invoices, row, typed)
        if unread and not who and not invoices.meant(typed.invoice_no, typed.reference):
            where = book.first_fault("Payments", row)
            facts.no_payments = facts.no_payments or _("no letters: nobody knows whose payment it is ({where})",
                                                       where=where)  # fmt: skip
        if ("Payments", row) in book.bad:
            _doubt(book, facts, invoices, row, typed)
            continue
        currency = typed.currency or _currency(facts, invoices, who, typed)
        if who and (typed.invoice_no or "").strip() == NOT_SAID:
            doubt = _("{amount} of {day} is put against no invoice yet (Payments row {row})",
                      amount=format_amount(amount, currency), day=dated, row=row)  # fmt: skip
            facts.payment_doubts.setdefault(who.casefold(), doubt)
        payment = Payment(row, dated, who, typed.invoice_no or "", amount, currency.upper(), typed.reference or "")
        typed_currency = typed.currency is not None
        facts.payments.append(plan_of_payment(payment, facts, invoices, currency_typed=typed_currency))
    _note_equal_rows(book, facts.payments, invoices)


def _whose(book: Book, facts: Facts, invoices: NamedInvoices, row: int, typed: Typed) -> str:
    """The customer of a row: as typed; "" where the invoice or bank text tells. Notes what is wrong with it."""
    sheet = book.name("Customers")
    if typed.currency is not None and typed.currency.upper() not in CURRENCIES:
        what = _("Currency is not known: {value}", value=quote_value(typed.currency))
        book.report("Payments", row, "currency", what, _("Type three letters, such as EUR or NOK."))
    if typed.customer_id is None:
        unread = {"customer_id", "invoice_no"} & book.bad.get(("Payments", row), {}).keys()
        if typed.invoice_no is None and not unread and not invoices.in_bank_text(typed.reference):
            book.report("Payments", row, "customer_id", _("Neither a customer nor an invoice is named"),
                        _("Type the Customer ID or the Invoice no it belongs to."))  # fmt: skip
        return ""
    known = facts.customers.get(typed.customer_id.casefold())
    if known is not None:
        return known.customer_id
    named = invoices.named(typed.invoice_no)
    owner = invoices.owner(named)
    renamed = facts.renames.get(typed.customer_id.casefold())
    if renamed is not None and owner:
        return _of_renamed(book, facts, row, typed.customer_id, renamed)
    what = _("There is no customer {customer} in {sheet}", customer=quote_value(typed.customer_id), sheet=sheet)
    to_do = nearest_customer(typed.customer_id, facts, sheet)
    if owner not in facts.customers:
        book.report("Payments", row, "customer_id", what, to_do)
        return ""
    theirs = facts.customers[owner].customer_id
    what += "; " + _("the invoice named beside it is {customer}'s, so the money counts as theirs", customer=theirs)
    book.report("Payments", row, "customer_id", what, to_do, stops=False)
    _hold(facts, named,
          _("a payment that names it is in doubt: {fault} (Payments row {row})", fault=what, row=row))  # fmt: skip
    return theirs


def _of_renamed(book: Book, facts: Facts, row: int, typed: str, renamed: str) -> str:
    """Whose ID was changed paid, whoever has the invoice by now: if it was moved, the row is in doubt."""
    customer = facts.customers[renamed].customer_id
    what = _("{old} is {new} by now, so the money counts as theirs", old=typed, new=customer)
    book.report("Payments", row, "customer_id", what, _("Type {new}.", new=customer), stops=False)
    return customer


def _currency(facts: Facts, invoices: NamedInvoices, who: str, typed: Typed) -> str:
    """An empty currency is that of the invoices named; else the customer's."""
    named = invoices.named(typed.invoice_no) or invoices.in_bank_text(typed.reference, 5)
    owner = who.casefold() or invoices.owner(named)
    usual = facts.customers[owner].currency if owner in facts.customers else facts.settings.currency
    return invoices.currency(named) or usual


def _doubt(book: Book, facts: Facts, invoices: NamedInvoices, row: int, typed: Typed) -> None:
    """A row that cannot be used: its customer is on hold, and every invoice it names."""
    fault = book.first_fault("Payments", row)
    typed_customer = (typed.customer_id or "").casefold()
    meant = invoices.meant(typed.invoice_no, typed.reference)
    customers = [typed_customer] if typed_customer in facts.customers else [invoices.owners[n] for n in meant]
    for customer in filter(None, customers):
        told = _("a payment of theirs could not be read ({fault})", fault=fault)
        facts.payment_doubts.setdefault(customer, told)
    _hold(facts, meant, _("a payment that names it could not be read ({fault})", fault=fault))


def hold_named(facts: Facts, invoices: NamedInvoices, payment: Payment, why: str) -> None:
    """Hold the customer of a payment in doubt, and every invoice it names; `why` as a clause."""
    meant = invoices.meant(payment.invoice_no, payment.reference)
    customer = payment.customer_id.casefold() or invoices.owner(meant)
    if customer:
        facts.payment_doubts.setdefault(customer, why)
    _hold(facts, meant, why)


def _hold(facts: Facts, numbers: Iterable[str], why: str) -> None:
    for number in numbers:
        facts.invoice_doubts.setdefault(number, why)


def _note_equal_rows(book: Book, payments: Sequence[Payment], invoices: NamedInvoices) -> None:
    """Two payments of one day that are equal in all that matters: typed or imported twice, most likely."""
    seen: dict[tuple[object, ...], Payment] = {}
    twice: list[tuple[Payment, Payment]] = []
    for payment in payments:
        who = payment.customer_id.casefold() or invoices.owner(invoices.named(payment.invoice_no))
        key = (payment.date, who, payment.invoice_no.casefold(), payment.amount, payment.currency,
               payment.reference.casefold())  # fmt: skip
        first = seen.setdefault(key, payment)
        if first is not payment:
            twice.append((first, payment))
    for first, payment in twice[: SHOWN if len(twice) <= SHOWN else 1]:
        table, currency = book.tables["Payments"], payment.currency
        what = _("The same payment stands in row {row}: {day}, {amount} {currency}", row=first.row, day=payment.date,
                 amount=format_amount(payment.amount, currency), currency=currency)  # fmt: skip
        if len(twice) > SHOWN:
            what += "; " + n_("{n:,} more row repeats one too", "{n:,} more rows repeat one too", len(twice) - 1)
        to_do = _("If it was typed or imported twice, delete one of the two; if the money came twice, leave both.")
        cell = f"{column_letter(table.places['amount'])}{payment.row}"
        book.findings.append(Finding(table.sheet, cell, what, to_do, stops=False))
