"""Invoices that money or credit in doubt names: they are on hold, whoever's that money is."""

from __future__ import annotations

from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import Facts
from ar_sheets.rules.allocation import Allocated
from ar_sheets.workbook.book import Book

Columns = dict[str, list[Any]]


def hold_what_is_named(book: Book, facts: Facts, positions: list[int], columns: Columns, allocated: Allocated) -> None:
    """Hold every invoice that money or credit in doubt names; a credit note that names another's is a finding."""
    column, rows = columns["payment_in_doubt"], book.tables["Invoices"].rows
    for index, why in allocated.named_doubts.items():
        column[index] = column[index] or why
    _hold_what_went_short(facts, columns, allocated)
    for index, fault in allocated.credit_faults.items():
        book.report("Invoices", rows[positions[index]], "po_ref", fault,
                    _("Correct the number, the customer or the currency; until then the credit is put against nothing, "
                      "and the invoice is on hold."), stops=False)  # fmt: skip


def _hold_what_went_short(facts: Facts, columns: Columns, allocated: Allocated) -> None:
    """Money that names no invoice may have gone to one that the money in doubt is for: then another invoice of that
    customer only looks as if it were open."""
    numbers, column = columns["invoice_no"], columns["payment_in_doubt"]
    doubted = {index for index, number in enumerate(numbers) if number.casefold() in facts.invoice_doubts}
    doubted |= allocated.named_doubts.keys()
    if not doubted:
        return
    unnumbered = {payment.row for payment in facts.payments if not payment.invoice_no}
    groups = list(zip(columns["customer_id"], columns["currency"], strict=True))
    short: dict[tuple[str, str], str] = {}
    for item in allocated.rows:
        credit = item.source == "credit note" and not columns["po_ref"][item.source_row]
        if item.invoice in doubted and (credit or (item.source == "payment" and item.source_row in unnumbered)):
            number = numbers[item.invoice]
            short[groups[item.invoice]] = _("money that names no invoice went to {number}, which money in doubt is for",
                                            number=number)  # fmt: skip
    for index, group in enumerate(groups) if short else ():
        column[index] = column[index] or short.get(group, "")


def doubt_todays_payments(work: Assessment) -> None:
    """Money that came in today and is put against nothing yet may be for any invoice of its customer."""
    doubts = {}
    for payment in work.facts.payments:
        if payment.date == work.as_of and payment.amount > 0 and payment.customer_id:
            left = work.allocated.applied[payment.row].unapplied
            if left > 0:
                doubts[payment.customer_id] = _(
                    "{amount} {currency} came in today and is put against no invoice yet (Payments row {row})",
                    amount=format_amount(left, payment.currency), currency=payment.currency, row=payment.row,
                )  # fmt: skip
    if doubts:
        column = work.columns["payment_in_doubt"]
        for index, customer in enumerate(work.customers):
            column[index] = column[index] or doubts.get(customer.customer_id, "")
