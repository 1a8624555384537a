"""Payment plans: which invoices each covers, and which payments are its instalments.

A plan that is not understood is a finding, and its customer's invoices are on hold: never no plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.facts.checks.cells import nearest_customer
from ar_sheets.facts.gather import Agreement, Facts
from ar_sheets.facts.named_invoices import NamedInvoices
from ar_sheets.rules.instalments import Instalment
from ar_sheets.rules.numbers_in_text import STRONG, folded, split_numbers
from ar_sheets.schema.columns import PAYMENT_PLANS
from ar_sheets.schema.model import Payment
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records
from ar_sheets.workbook.typed import quote_value

SHEET = PAYMENT_PLANS.name
NEEDED = ("plan_no", "customer_id", "due_date", "amount")
RIGHT_NUMBERS = N_(
    "Type the numbers of the customer's own invoices, as they stand in Invoices; until then they are on hold."
)


def read_plans(book: Book, facts: Facts) -> None:
    """Fills `facts.agreements`; what is not understood is a finding, and `invoice_doubts` hold whom it concerns."""
    invoices = NamedInvoices(book, facts)
    found: dict[tuple[str, str], Agreement] = {}
    first_rows: dict[tuple[str, str], int] = {}
    for row, record in records(book, SHEET):
        faults = list(_faults(book, facts, row, record))
        for key, what, to_do in faults:
            book.report(SHEET, row, key, what, to_do)
        if ("Payment plans", row) in book.bad:
            _hold(book, facts, invoices, row, record)
            continue
        whose = record["plan_no"].casefold(), record["customer_id"].casefold()  # each customer may have a plan 1
        first_rows.setdefault(whose, row)
        plan = found.setdefault(whose, Agreement(record["plan_no"], record["customer_id"], (), record["agreed_on"], []))
        plan.instalments.append(Instalment(row, record["due_date"], record["amount"]))
        plan.invoices = tuple(dict.fromkeys([*plan.invoices, *_covered(book, invoices, row, record)]))
        if ("Payment plans", row) in book.bad:
            _hold(book, facts, invoices, row, record)
    for whose, plan in found.items():
        if not plan.invoices:
            book.report(SHEET, first_rows[whose], "invoices",
                        _("Payment plan {plan} names no invoice of theirs", plan=plan.plan_no),
                        _(RIGHT_NUMBERS))  # fmt: skip
            _hold(book, facts, invoices, first_rows[whose], {"customer_id": plan.customer_id, "invoices": None})
    facts.agreements = list(found.values())


def _faults(book: Book, facts: Facts, row: int, record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a row lacks: the key of the cell, what is wrong, what to do."""
    bad = book.bad.get((SHEET, row), {})
    for key in NEEDED:
        if record[key] is None and key not in bad:
            yield (key, _("{column} is empty", column=book.header(SHEET, key)),
                   _("Fill it in; until then the plan is in doubt."))  # fmt: skip
    customer = record["customer_id"]
    if customer is not None and customer.casefold() not in facts.customers:
        sheet = book.name("Customers")
        yield ("customer_id", _("There is no customer {customer} in {sheet}", customer=quote_value(customer),
                                sheet=sheet), nearest_customer(customer, facts, sheet))  # fmt: skip


def _covered(book: Book, invoices: NamedInvoices, row: int, record: dict[str, Any]) -> list[str]:
    """The customer's own invoices that a row names, by folded number; the others are findings."""
    customer, own = record["customer_id"].casefold(), []
    for number in split_numbers(record["invoices"] or "", invoices.owners):
        if number not in invoices.owners:
            book.report(SHEET, row, "invoices", _("Payment plan {plan}: there is no invoice {number}",
                        plan=record["plan_no"], number=number), _(RIGHT_NUMBERS))  # fmt: skip
        elif invoices.owners[number] != customer:
            book.report(SHEET, row, "invoices", _("Payment plan {plan}: invoice {number} is another customer's, not "
                        "{customer}'s", plan=record["plan_no"], number=number, customer=record["customer_id"]),
                        _(RIGHT_NUMBERS))  # fmt: skip
        else:
            own.append(number)
    currencies = {invoices.currencies[number] for number in own}
    if record["currency"] and currencies - {record["currency"].upper()}:
        theirs = _(" and ").join(sorted(currencies))
        what = _("Payment plan {plan} is in {currency}, its invoices in {other}", plan=record["plan_no"],
                 currency=record["currency"], other=theirs)  # fmt: skip
        book.report(SHEET, row, "currency", what, _("Type their currency; until then they are on hold."))
    return own


def _hold(book: Book, facts: Facts, invoices: NamedInvoices, row: int, record: dict[str, Any]) -> None:
    """Hold every invoice that a row in doubt names, and all of its customer's; where nobody knows whose the plan is,
    also those it nearly names."""
    why = _("a payment plan of theirs is in doubt ({fault})", fault=book.first_fault(SHEET, row))
    customer = (record["customer_id"] or "").casefold()
    theirs = [number for number, owner in invoices.owners.items() if customer and owner == customer]
    names = record["invoices"] or ""
    exact = [number for number in split_numbers(names, invoices.owners) if number in invoices.owners]
    meant = exact if customer in facts.customers else invoices.meant(record["invoices"])
    for number in (*meant, *theirs):
        facts.invoice_doubts.setdefault(number, why)


def plan_of_payment(payment: Payment, facts: Facts, invoices: NamedInvoices, *, currency_typed: bool) -> Payment:
    """The payment with the plan it belongs to: it names the plan, or it names nothing and has the amount of one of
    the plan's instalments to the cent."""
    named = [plan for plan in facts.agreements if not payment.customer_id and _names(payment, plan, invoices)]
    if len(named) > 1:  # plans of several customers: nobody can know whose
        return payment
    for plan in facts.agreements:
        customer = facts.customers[plan.customer_id.casefold()].customer_id
        if payment.customer_id not in ("", customer) or (plan.agreed_on and payment.date < plan.agreed_on):
            continue
        if _names(payment, plan, invoices):
            currency = invoices.currency(plan.invoices) or payment.currency
            return replace(
                payment, invoice_no="", customer_id=customer, plan=plan.invoices, names_plan=True,
                currency=payment.currency if currency_typed else currency,
            )  # fmt: skip
        exact = any(payment.amount == instalment.amount for instalment in plan.instalments)
        if exact and payment.customer_id and not payment.invoice_no:
            payment = replace(payment, plan=(*payment.plan, *plan.invoices))
    return payment


def _names(payment: Payment, plan: Agreement, invoices: NamedInvoices) -> bool:
    """Whether a payment names a plan: under Invoice no, or as a whole word in the bank text where it is no mere
    figure that may mean anything."""
    number = folded(plan.plan_no)
    if payment.invoice_no:
        return folded(payment.invoice_no) == number and number not in invoices.owners
    unmistakable = len(number) >= STRONG or not number.isdigit()
    word = rf"(?<!\w){re.escape(number)}(?!\w)"
    return unmistakable and re.search(word, payment.reference.casefold()) is not None
