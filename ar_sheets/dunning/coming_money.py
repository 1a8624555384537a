"""Money that is on its way: a payment or credit note dated some days ahead holds the letter that would ask for it, all
or a part: a letter that asks for the whole when half of it is known to come tomorrow says too much.

One dated further ahead is told by facts/checks/dates.py: most likely its year is wrong, and its customer is on hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.checks.dates import AHEAD, SHOWN
from ar_sheets.facts.gather import looking_back
from ar_sheets.rules.allocation import Allocated, allocate
from ar_sheets.schema.model import Allocation, Debt
from ar_sheets.workbook.book import Book

Place = tuple[str, int, str]  # sheet, row, key of its date


def hold_before_money_comes(book: Book, work: Assessment, debts: Sequence[Debt]) -> None:
    """Hold each invoice that gets money dated up to `AHEAD`, and note that money. A look into the past holds nothing
    for what came after it."""
    last = work.as_of + AHEAD
    days = [payment.date for payment in work.facts.payments]
    days += [debt.invoice_date for debt in debts if debt.kind == "Credit note"]
    if looking_back(work.facts, work.as_of) or not any(work.as_of < day <= last for day in days):
        return
    then = allocate(debts, work.facts.payments, last, work.facts.settings.apply_payments)
    coming: dict[int, Allocation] = {row.invoice: row for row in then.rows if row.date > work.as_of and row.amount > 0}
    told: dict[Place, date] = {}
    for index, row in coming.items():
        left = then.balances[index].open_amount
        if 0 < work.columns["open_amount"][index] > left:
            place = _place(book, work, row)
            what = "a payment" if row.source != "credit note" else "a credit note"
            does = "settles it" if left <= 0 else f"leaves {left:,.2f} of it"
            why = f"{what} dated {row.date} {does} ({book.name(place[0])} row {place[1]})"
            work.columns["payment_in_doubt"][index] = work.columns["payment_in_doubt"][index] or why
            told.setdefault(place, row.date)
    _note(book, work, told | _hold_unclear(work, then))


def _hold_unclear(work: Assessment, then: Allocated) -> dict[Place, date]:
    """Money dated ahead that will be in doubt, or put against nothing, holds the customer and the invoices it names."""
    column, held, told = work.columns["payment_in_doubt"], dict[str, str](), dict[Place, date]()
    for payment in work.facts.payments:
        applied = then.applied.get(payment.row)
        if payment.date > work.as_of and payment.amount > 0 and applied is not None and applied.unapplied > 0:
            why = f"a payment dated {payment.date} is put against nothing yet (Payments row {payment.row})"
            held[payment.customer_id.casefold()] = why
            told["Payments", payment.row, "date"] = payment.date
    for index, customer in enumerate(work.customers):
        column[index] = (
            column[index] or then.named_doubts.get(index, "") or held.get(customer.customer_id.casefold(), "")
        )
    return told


def _place(book: Book, work: Assessment, row: Allocation) -> Place:
    if row.source == "credit note":
        return "Invoices", book.tables["Invoices"].rows[work.positions[row.source_row]], "invoice_date"
    return "Payments", row.source_row, "date"


def _note(book: Book, work: Assessment, told: dict[Place, date]) -> None:
    for at, ((sheet, row, key), day) in enumerate(told.items()):
        if len(told) > SHOWN and at:
            return
        more = f", and so are {len(told) - 1:,} more" if len(told) > SHOWN else ""
        book.report(sheet, row, key, f"{book.header(sheet, key)} {day} is after this run's day, {work.as_of}"
                    f"{more}: what it pays is on hold until then",
                    "A wrong day? Correct it; if it is right, leave it.", stops=False)  # fmt: skip
