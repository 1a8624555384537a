"""Notes of what stands beside the sheet Invoices: files that contradicted a row, and lines of no invoice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ar_sheets.base.i18n import _
from ar_sheets.base.money import digits
from ar_sheets.facts import log
from ar_sheets.facts.contact_history import owner_of
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records


def check_taken_in(book: Book, facts: Facts) -> None:
    """A note at each row whose amount is not that of the file that named it."""
    for row, what in find_contradicted(book, facts):
        book.report("Invoices", row, "amount", what, _("If the file is right, correct the row. If the row is: "
                    "ar-sheets confirm-log WORKBOOK, and this note is gone."), stops=False)  # fmt: skip


def find_contradicted(book: Book, facts: Facts) -> Iterator[tuple[int, str]]:
    """(row of Invoices, what its amount is and what the newest file that named it has); what a person confirmed is
    left alone."""
    entries = facts.log[log.confirmed_place(facts.log) :]
    newest = {
        (e.step == "Credit note", owner_of(e, facts), e.invoice_no.casefold()): e
        for e in entries
        if e.event == log.INVOICE_CONTRADICTED
    }
    if not newest:
        return
    columns = book.tables["Invoices"].columns
    for at, row in enumerate(book.tables["Invoices"].rows):
        amount = columns["amount"][at]
        number, customer = (columns[key][at] or "" for key in ("invoice_no", "customer_id"))
        entry = newest.get((columns["kind"][at] == "Credit note", customer.casefold(), number.casefold()))
        if entry is not None and amount is not None and _differs(entry, amount, columns["currency"][at] or ""):
            theirs, ours = (digits(one, entry.currency) for one in (log.entry_amount(entry), amount))
            yield row, _("{file} has {number} with {amount} {currency}, the row has {ours}", file=entry.detail,
                         number=number, amount=theirs, currency=entry.currency, ours=ours)  # fmt: skip


def check_lines(book: Book) -> None:
    """A note at each row of Lines whose invoice is not there: its amount is on no invoice."""
    numbers = {(number or "").casefold() for number in book.tables["Invoices"].columns["invoice_no"]}
    for row, record in records(book, "Lines"):
        number = record.get("invoice_no")
        if number and number.casefold() not in numbers:
            what = _("There is no invoice {number} in {sheet}", number=number, sheet=book.name("Invoices"))
            book.report("Lines", row, "invoice_no", what, _("Correct the number, or delete the line."), stops=False)


def _differs(entry: LogEntry, amount: Decimal, currency: str) -> bool:
    return abs(amount) != entry.amount or currency.upper() not in ("", entry.currency)
