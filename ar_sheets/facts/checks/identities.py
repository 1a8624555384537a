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
from ar_sheets.rules.disputes import disputed_part
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book

RENAMED = N_("If it is the same customer there is nothing to do. If not, add {old} to Customers again.")
RENUMBERED = N_(
    "If it is the same invoice, type {old} again; if it is another: ar-sheets confirm-log WORKBOOK. "
    "Until then it is on hold."
)
ZERO = Decimal(0)
MOST_PARTS = 10  # of which every combination is tried


def check_identities(book: Book, facts: Facts, columns: dict[str, list[Any]], as_of: date) -> None:
    """Notes a customer whose ID was changed, until their first letter under the new one, and an invoice that may be
    one of which the Log speaks under another number."""
    entries = [entry for entry in log.arrived(facts.log) if entry.as_of <= as_of]
    owners = {entry.customer_id.casefold() for entry in entries}
    written = {entry.customer_id.casefold(): entry.customer_id for entry in entries}
    for old, new in facts.renames.items():
        if new not in owners and old in owners:
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
    """(letter about a number that is gone, place of an invoice that may have it no more): the same customer,
    currency and amount, dated before that letter, open and never written about. What stood in the Log when a person
    confirmed it is left alone. `columns` have what was put against each invoice.
    """
    entries = entries[log.confirmed_place(entries) :]
    numbers = {number.casefold() for number in columns["invoice_no"]}
    paid: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)  # by the number that a payment names
    for payment in facts.payments:
        for number in payment.invoice_no.casefold().split(","):
            paid[number.strip()].append((payment.date, payment.amount))
    # A number may have stood under several customers, and under one of them for one invoice after the other.
    first: dict[tuple[str, str, Decimal | None], LogEntry] = {}
    for entry in entries:
        number = entry.invoice_no.casefold()
        if entry.event in log.CONTACT_EVENTS and number and number not in numbers:
            first.setdefault((entry.customer_id.casefold(), number, entry.amount), entry)
    silent = _never_written_about(columns) if first else {}
    strangers = _never_written_to(silent, facts, entries) if first else {}
    found: dict[tuple[str, str, int], LogEntry] = {}
    for (customer, number, _amount), entry in first.items():
        came, now = paid[number], facts.renames.get(customer, customer)
        if sum((part for _, part in came), ZERO) < (entry.amount or ZERO):  # else it was paid and filed away
            known = now in facts.customers
            places = silent.get((now, entry.currency), ()) if known else strangers.get(entry.currency, ())
            maybe = [index for index in places if _may_be(columns, index, entry, came)]
            for index in maybe if known or len(maybe) == 1 else ():
                found.setdefault((customer, number, index), entry)
    return [(entry, index) for (_customer, _number, index), entry in found.items()]


def _never_written_about(columns: Mapping[str, Sequence[Any]]) -> dict[tuple[str, str], list[int]]:
    """The places of the open invoices without a contact, by folded customer and currency: of one that is settled
    nobody is reminded, whatever its number was."""
    rows = zip(columns["customer_id"], columns["currency"], columns["contacts"], columns["open_amount"], strict=True)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (owner, currency, contacts, left) in enumerate(rows):
        if not contacts and left > 0:
            found[owner.casefold(), currency].append(index)
    return found


def _never_written_to(
    silent: Mapping[tuple[str, str], list[int]], facts: Facts, entries: Sequence[LogEntry]
) -> dict[str, list[int]]:
    """Those invoices by currency, of customers of whom the Log does not speak: one of them may be one that is gone,
    under another ID and another name."""
    spoken = {entry.customer_id.casefold() for entry in entries}
    spoken |= {facts.renames[old] for old in spoken if old in facts.renames}
    found: dict[str, list[int]] = defaultdict(list)
    for (customer, currency), places in silent.items():
        if customer not in spoken:
            found[currency] += places
    return found


def _may_be(
    columns: Mapping[str, Sequence[Any]], index: int, entry: LogEntry, came: Sequence[tuple[date, Decimal]]
) -> bool:
    """Whether a letter may have been about an invoice: it asked for all of it, or for that less some of what is known
    to have come by then under either number, or is disputed. `came` was paid under the number in the letter."""
    if columns["invoice_date"][index] > entry.as_of or entry.amount is None:
        return False
    amount: Decimal = columns["amount"][index]
    parts = [part for day, part in (*columns["reductions"][index], *came) if day <= entry.as_of]
    disputed = disputed_part(columns["dispute_reason"][index] or "", columns["currency"][index])
    parts += [disputed] if disputed else []
    return amount - entry.amount in _sums(parts)


def _sums(parts: Sequence[Decimal]) -> set[Decimal]:
    """What some of these amounts come to, or none; where there are very many, only all of them."""
    sums = {ZERO}
    for part in parts if len(parts) <= MOST_PARTS else [sum(parts, ZERO)]:
        sums |= {total + part for total in sums}
    return sums
