"""Notes where the Log and the lists no longer name the same customer or invoice: an ID or a number was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book

RENAMED = "If it is the same customer there is nothing to do. If not, add {old} to Customers again."
RENUMBERED = "If it is the same invoice, type {old} again: until then it starts at the first step, without the claims."


def check_identities(book: Book, facts: Facts, columns: Mapping[str, Sequence[Any]], as_of: date) -> None:
    """Notes a customer whose ID was changed, until their first letter under the new one, and an invoice that may be
    one of which the Log speaks under another number."""
    entries = [entry for entry in log.arrived(facts.log) if entry.as_of <= as_of]
    owners = {entry.customer_id.casefold() for entry in entries}
    written = {entry.customer_id.casefold(): entry.customer_id for entry in entries}
    for old, new in facts.renames.items():
        if new not in owners:
            customer = facts.customers[new]
            what = f"{customer.customer_id} was {written[old]}: what the Log says of {written[old]} counts for them"
            book.report("Customers", customer.row, "customer_id", what, RENAMED.format(old=written[old]), stops=False)
    for old, maybe in _renumbered(entries, facts, columns):
        what = f"The Log has letters about {old}, which is not in {book.name('Invoices')} any more: was it {maybe}?"
        book.findings.append(Finding(book.name("Invoices"), "", what, RENUMBERED.format(old=old), stops=False))


def _renumbered(
    entries: Sequence[LogEntry], facts: Facts, columns: Mapping[str, Sequence[Any]]
) -> list[tuple[str, str]]:
    """(number of the Log, number that may have taken its place): the same customer, currency and amount, dated before
    the first letter, and never written about."""
    numbers = {number.casefold() for number in columns["invoice_no"]}
    paid = {number.strip() for payment in facts.payments for number in payment.invoice_no.casefold().split(",")}
    gone: dict[str, list[LogEntry]] = defaultdict(list)
    for entry in entries:
        number = entry.invoice_no.casefold()
        if entry.event in log.CONTACT_EVENTS and number and number not in numbers and number not in paid:
            gone[number].append(entry)
    found = []
    for made in gone.values():
        customer = made[0].customer_id.casefold()
        customer = facts.renames.get(customer, customer)
        maybe = _candidates(columns, customer, made[0])
        found += [(made[0].invoice_no, columns["invoice_no"][index]) for index in maybe]
    return found


def _candidates(columns: Mapping[str, Sequence[Any]], customer: str, first: LogEntry) -> list[int]:
    rows = zip(columns["customer_id"], columns["currency"], columns["amount"], columns["invoice_date"],
               columns["contacts"], columns["kind"], strict=True)  # fmt: skip
    return [
        index
        for index, (owner, currency, amount, dated, contacts, kind) in enumerate(rows)
        if owner.casefold() == customer and currency == first.currency and amount == first.amount
        and dated <= first.as_of and not contacts and kind != "Credit note"
    ]  # fmt: skip
