"""Money that is on its way: a payment or credit note dated some days ahead holds the letter that would ask for it, all
or a part: a letter that asks for the whole when half of it is known to come tomorrow says too much.

One dated further ahead is told by facts/checks/dates.py: most likely its year is wrong, and its customer is on hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
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
            why = _why(row, place[1], left, work.columns["currency"][index])
            work.columns["payment_in_doubt"][index] = work.columns["payment_in_doubt"][index] or why
            told.setdefault(place, row.date)
    _note(book, work, told | _hold_unclear(work, then))


def _why(money: Allocation, row: int, left: Decimal, currency: str) -> str:
    """What the money does to the invoice on its day; `row` where it stands, `left` what is open then."""
    amount = format_amount(left, currency)
    if money.source == "credit note":
        if left <= 0:
            return _("a credit note dated {day} settles it (Invoices row {row})", day=money.date, row=row)
        return _("a credit note dated {day} leaves {amount} of it (Invoices row {row})", day=money.date, amount=amount,
                 row=row)  # fmt: skip
    if left <= 0:
        return _("a payment dated {day} settles it (Payments row {row})", day=money.date, row=row)
    return _("a payment dated {day} leaves {amount} of it (Payments row {row})", day=money.date, amount=amount,
             row=row)  # fmt: skip


def _hold_unclear(work: Assessment, then: Allocated) -> dict[Place, date]:
    """Money dated ahead that will be in doubt, or put against nothing, holds the customer and the invoices it names."""
    column, held, told = work.columns["payment_in_doubt"], dict[str, str](), dict[Place, date]()
    for payment in work.facts.payments:
        applied = then.applied.get(payment.row)
        if payment.date > work.as_of and payment.amount > 0 and applied is not None and applied.unapplied > 0:
            why = _("a payment dated {day} is put against nothing yet (Payments row {row})", day=payment.date,
                    row=payment.row)  # fmt: skip
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
        header = book.header(sheet, key)
        if len(told) > SHOWN:
            what = n_("{column} {day} is after this run's day, {as_of}, and so is {n:,} more: what it pays is on hold "
                      "until then",
                      "{column} {day} is after this run's day, {as_of}, and so are {n:,} more: what it pays is on hold "
                      "until then", len(told) - 1, column=header, day=day, as_of=work.as_of)  # fmt: skip
        else:
            what = _("{column} {day} is after this run's day, {as_of}: what it pays is on hold until then",
                     column=header, day=day, as_of=work.as_of)  # fmt: skip
        to_do = _("A wrong day? Correct it; if it is right, leave it.")
        book.report(sheet, row, key, what, to_do, stops=False)
