"""Notes where the Log and the lists no longer name the same customer or invoice: an ID or a number was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book

RENAMED = N_("If it is the same customer there is nothing to do. If not, add {old} to Customers again.")
RENUMBERED = N_(
    "If it is the same invoice, type {old} again; if it is another: ar-sheets confirm-log WORKBOOK. "
    "Until then it is on hold."
)
ZERO = Decimal(0)


def check_identities(book: Book, facts: Facts, columns: dict[str, list[Any]], as_of: date) -> None:
    """Notes a customer whose ID was changed, until their first letter under the new one, and an invoice that may be
    one of which the Log speaks under another number."""
    entries = [entry for entry in log.arrived(facts.log) if entry.as_of <= as_of]
    owners = {entry.customer_id.casefold() for entry in entries}
    written = {entry.customer_id.casefold(): entry.customer_id for entry in entries}
    for old, new in facts.renames.items():
        if new not in owners:
            customer = facts.customers[new]
            what = _("{new} was {old}: what the Log says of {old} counts for them", new=customer.customer_id,
                     old=written[old])  # fmt: skip
            book.report("Customers", customer.row, "customer_id", what, _(RENAMED, old=written[old]), stops=False)
    for first, index in find_renumbered(entries, facts, columns):
        old, maybe = first.invoice_no, columns["invoice_no"][index]
        what = _("The Log has letters about {old}, which is not in {sheet} any more: was it {new}?", old=old,
                 sheet=book.name("Invoices"), new=maybe)  # fmt: skip
        book.findings.append(Finding(book.name("Invoices"), "", what, _(RENUMBERED, old=old), stops=False))
        column = columns["payment_in_doubt"]
        column[index] = column[index] or _(
            "it may be {old}, about which there were letters, under a new number", old=old)  # fmt: skip


def find_renumbered(
    entries: Sequence[LogEntry], facts: Facts, columns: Mapping[str, Sequence[Any]]
) -> list[tuple[LogEntry, int]]:
    """(first letter about a number that is gone, place of an invoice that may have it no more): the same customer,
    currency and amount, dated before that letter, and never written about. What stood in the Log when a person
    confirmed it is left alone. `columns` have what was put against each invoice.
    """
    entries = entries[log.confirmed_place(entries) :]
    numbers = {number.casefold() for number in columns["invoice_no"]}
    paid: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for payment in facts.payments:
        for number in payment.invoice_no.casefold().split(","):
            paid[number.strip()] += payment.amount
    first: dict[tuple[str, str], LogEntry] = {}  # a number may have stood under several customers
    for entry in entries:
        number = entry.invoice_no.casefold()
        if entry.event in log.CONTACT_EVENTS and number and number not in numbers:
            first.setdefault((entry.customer_id.casefold(), number), entry)
    return [
        (entry, index)
        for (_customer, number), entry in first.items()
        if paid[number] < (entry.amount or ZERO)  # else it was paid and filed away
        for index in _candidates(columns, facts, entry)
    ]


def _candidates(columns: Mapping[str, Sequence[Any]], facts: Facts, first: LogEntry) -> list[int]:
    customer = first.customer_id.casefold()
    customer = facts.renames.get(customer, customer)
    rows = zip(columns["customer_id"], columns["currency"], columns["amount"], columns["invoice_date"],
               columns["contacts"], columns["kind"], strict=True)  # fmt: skip
    return [
        index
        for index, (owner, currency, amount, dated, contacts, kind) in enumerate(rows)
        if owner.casefold() == customer and currency == first.currency and dated <= first.as_of
        and not contacts and kind != "Credit note" and first.amount in _open_then(columns, index, amount, first, facts)
    ]  # fmt: skip


def _open_then(
    columns: Mapping[str, Sequence[Any]], index: int, amount: Decimal, first: LogEntry, facts: Facts
) -> tuple[Decimal, Decimal]:
    """What may have been open of an invoice on the day of a letter: all of it, or less what was paid by then under
    either number."""
    came = sum((part for day, part in columns["reductions"][index] if day <= first.as_of), ZERO)
    old = first.invoice_no.casefold()
    came += sum((p.amount for p in facts.payments if p.invoice_no.casefold() == old and p.date <= first.as_of), ZERO)
    return amount, amount - came
