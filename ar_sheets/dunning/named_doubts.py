"""Invoices that money or credit in doubt names: they are on hold, whoever's that money is."""

from __future__ import annotations

from typing import Any

from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.allocation import Allocated
from ar_sheets.workbook.book import Book


def hold_what_is_named(book: Book, positions: list[int], columns: dict[str, list[Any]], allocated: Allocated) -> None:
    """Hold every invoice that money or credit in doubt names; a credit note that names another's is a finding."""
    column, rows = columns["payment_in_doubt"], book.tables["Invoices"].rows
    for index, why in allocated.named_doubts.items():
        column[index] = column[index] or why
    for index, fault in allocated.credit_faults.items():
        book.report("Invoices", rows[positions[index]], "po_ref", fault,
                    "Correct the number, the customer or the currency; until then the credit is put against nothing, "
                    "and the invoice is on hold.", stops=False)  # fmt: skip


def doubt_todays_payments(work: Assessment) -> None:
    """Money that came in today and is put against nothing yet may be for any invoice of its customer."""
    doubts = {}
    for payment in work.facts.payments:
        if payment.date == work.as_of and payment.amount > 0 and payment.customer_id:
            left = work.allocated.applied[payment.row].unapplied
            if left > 0:
                came = f"{left:,.2f} {payment.currency} came in today"
                doubts[payment.customer_id] = f"{came} and is put against no invoice yet (Payments row {payment.row})"
    if doubts:
        column = work.columns["payment_in_doubt"]
        for index, customer in enumerate(work.customers):
            column[index] = column[index] or doubts.get(customer.customer_id, "")
