"""Money that is on its way: a payment or credit note dated some days ahead holds the letters it makes needless.

One dated further ahead is told by facts/checks/dates.py: most likely its year is wrong, and its customer is on hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.checks.dates import AHEAD, SHOWN
from ar_sheets.facts.gather import looking_back
from ar_sheets.rules.allocation import allocate
from ar_sheets.schema.model import Allocation, Debt, Settings
from ar_sheets.workbook.book import Book

Place = tuple[str, int, str]  # sheet, row, key of its date


def minimum_in(currency: str, settings: Settings) -> Decimal:
    """Minimum to dun in a currency: it is typed in the owner's own, and is not the same number in another."""
    return settings.minimum_to_dun if currency == settings.currency else Decimal(0)


def hold_before_money_comes(book: Book, work: Assessment, debts: Sequence[Debt]) -> None:
    """Hold each invoice of which nothing worth a letter is left once the money dated up to `AHEAD` has come, and note
    that money. A look into the past holds nothing for what came after it."""
    last = work.as_of + AHEAD
    days = [payment.date for payment in work.facts.payments]
    days += [debt.invoice_date for debt in debts if debt.kind == "Credit note"]
    if looking_back(work.facts, work.as_of) or not any(work.as_of < day <= last for day in days):
        return
    then = allocate(debts, work.facts.payments, last, work.facts.settings.apply_payments)
    coming: dict[int, Allocation] = {row.invoice: row for row in then.rows if row.date > work.as_of}
    told: dict[Place, Allocation] = {}
    for index, row in coming.items():
        left = then.balances[index].open_amount
        if work.columns["open_amount"][index] > 0 and (left <= 0 or left < work.columns["minimum"][index]):
            place = _place(book, work, row)
            what = "a payment" if row.source != "credit note" else "a credit note"
            why = f"{what} dated {row.date} settles it ({book.name(place[0])} row {place[1]})"
            work.columns["payment_in_doubt"][index] = work.columns["payment_in_doubt"][index] or why
            told.setdefault(place, row)
    _note(book, work, told)


def _place(book: Book, work: Assessment, row: Allocation) -> Place:
    if row.source == "credit note":
        return "Invoices", book.tables["Invoices"].rows[work.positions[row.source_row]], "invoice_date"
    return "Payments", row.source_row, "date"


def _note(book: Book, work: Assessment, told: dict[Place, Allocation]) -> None:
    for at, ((sheet, row, key), coming) in enumerate(told.items()):
        if len(told) > SHOWN and at:
            return
        more = f", and so are {len(told) - 1:,} more" if len(told) > SHOWN else ""
        book.report(sheet, row, key, f"{book.header(sheet, key)} {coming.date} is after this run's day, {work.as_of}"
                    f"{more}: what it settles is on hold until then",
                    "A wrong day? Correct it; if it is right, leave it.", stops=False)  # fmt: skip
