"""The e-mail addresses of customers: read from their cells, and left out where mail came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ar_sheets.base.email_addresses import SEPARATOR, find_addresses, told_addresses
from ar_sheets.base.i18n import _
from ar_sheets.facts import log
from ar_sheets.schema.model import Customer, LogEntry
from ar_sheets.workbook.book import Book


def read_addresses(book: Book, row: int, key: str, cell: str) -> tuple[str, str]:
    """The e-mail addresses in a cell, and what in it is none ("" when all are)."""
    found = find_addresses(cell)
    if not found.faults:
        return SEPARATOR.join(found.good), ""
    book.report("Customers", row, key, found.faults[0],
                _("Type it as anna@shop.example, several with ; between them. Letters by e-mail wait until then."),
                stops=False)  # fmt: skip
    return SEPARATOR.join(found.good), _("{column} in Customers: {fault}", column=book.header("Customers", key),
                                         fault=found.faults[0])  # fmt: skip


def leave_out_bad_addresses(
    book: Book, customers: Mapping[str, Customer], entries: Sequence[LogEntry]
) -> dict[str, Customer]:
    """The customers without addresses that mail came back from: these are not used again until they are fixed, and
    letters go by post where none is left."""
    bad = log.bad_addresses(entries)
    kept = dict(customers)
    for key, customer in customers.items() if bad else ():
        if any(address.casefold() in bad for address in told_addresses(f"{customer.email}{SEPARATOR}{customer.cc}")):
            email, cc = (_usable(book, customer.row, name, bad, told)
                         for name, told in (("email", customer.email), ("cc", customer.cc)))  # fmt: skip
            kept[key] = replace(customer, email=email, cc=cc)
    return kept


def _usable(book: Book, row: int, key: str, bad: Mapping[str, LogEntry], addresses: str) -> str:
    """The addresses without those that mail came back from, with a finding for each of these."""
    for address in told_addresses(addresses):
        entry = bad.get(address.casefold())
        if entry is not None:
            book.report("Customers", row, key,
                        _("Mail to {address} did not arrive on {day}", address=address, day=entry.as_of),
                        _("Type the right address; until then nothing is mailed to this one. If it is right after all: "
                          "ar-sheets bounces WORKBOOK --works {address}", address=address), stops=False)  # fmt: skip
    return SEPARATOR.join(address for address in told_addresses(addresses) if address.casefold() not in bad)
