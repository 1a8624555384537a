"""Findings about days that can be read and still are most likely wrong: a wrong year is one wrong key.

Nothing here asks what day it really is, so that the same workbook and the same as-of date give the same result. A
look into the past, at a day before the newest row of the Log, finds nothing strange in what came after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base.i18n import _, n_
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.checks.payments import hold_named
from ar_sheets.facts.gather import Facts, looking_back
from ar_sheets.facts.named_invoices import NamedInvoices
from ar_sheets.rules.holds import written_off
from ar_sheets.schema import translations
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

AHEAD = timedelta(days=31)  # written up or post-dated for the coming month is nothing strange
FAR = timedelta(days=366)  # nobody waits for longer than a year on purpose
OLD_YEARS = 10  # claims lapse before that nearly everywhere
SHOWN = 6  # findings of one kind; more of them are one finding
Day = tuple[int, date]  # row, and the day in it


def check_days(book: Book, facts: Facts, as_of: date) -> None:
    """Notes days too far ahead. Whoever has a payment dated there is on hold: most likely they have paid."""
    if looking_back(facts, as_of):
        return
    _complete_until(book, facts, as_of)
    table = book.tables["Invoices"]
    ahead = _ahead(zip(table.rows, table.columns["invoice_date"], strict=True), as_of)
    _note_invoices(book, ahead, as_of)
    _doubt_credits(book, facts, {row for row, _day in ahead})
    later = _ahead(((payment.row, payment.date) for payment in facts.payments), as_of)
    _note_payments(book, later, as_of)
    _doubt(book, facts, {row for row, _day in later})


def note_years_ahead(book: Book, work: Assessment) -> None:
    """Notes due days and holds more than a year ahead: until then nobody hears of them, so a slip stays for ever."""
    rows, columns, last = book.tables["Invoices"].rows, work.columns, work.as_of + FAR
    owing = [index for index, left in enumerate(columns["open_amount"]) if left > 0]
    for key, cell in (("due_date", "typed_due_date"), ("hold_until", "hold_until")):
        found = [(rows[work.positions[i]], columns[key][i]) for i in owing if columns[key][i] is not None]
        _note_far(book, "Invoices", cell, [(row, day) for row, day in found if day > last])
    customers = {work.customers[i].row: work.customers[i].hold_until for i in owing}
    held = [(row, day) for row, day in sorted(customers.items()) if day is not None and day > last]
    _note_far(book, "Customers", "hold_until", held)
    instalments = [(item.row, item.due_date) for item in work.instalments if item.status != "Paid"]
    _note_far(book, "Payment plans", "due_date", [(row, day) for row, day in instalments if day > last])


def _note_far(book: Book, sheet: str, key: str, found: Sequence[Day]) -> None:
    for row, day in found[: SHOWN if len(found) <= SHOWN else 1]:
        header = book.header(sheet, key)
        if len(found) > SHOWN:
            what = n_("{column} {day} is more than a year ahead, and {n:,} more is too",
                      "{column} {day} is more than a year ahead, and {n:,} more are too", len(found) - 1,
                      column=header, day=day)  # fmt: skip
        else:
            what = _("{column} {day} is more than a year ahead", column=header, day=day)
        book.report(sheet, row, key, what,
                    _("Until then nothing is sent. A wrong year? Correct it; if it is right, leave it."),
                    stops=False)  # fmt: skip


def very_old(
    book: Book, invoice_dates: Sequence[date], open_amounts: Sequence[Decimal], hold_reasons: Sequence[str | None],
    rows: Sequence[int], as_of: date,
) -> list[bool]:  # fmt: skip
    """For each invoice, whether it is open and so old that its year is most likely wrong; notes them.

    All sequences are by invoice, `rows` its row in the sheet. What is written off needs no fixing.
    """
    before = _years_before(as_of, OLD_YEARS)
    old = [
        dated < before and left > 0 and not written_off(reason)
        for dated, left, reason in zip(invoice_dates, open_amounts, hold_reasons, strict=True)
    ]
    found = [(row, dated) for row, dated, is_old in zip(rows, invoice_dates, old, strict=True) if is_old]
    for row, dated in found:
        book.report("Invoices", row, "invoice_date",
                    _("Invoice date {day} is more than {years} years ago, and the invoice is still open", day=dated,
                      years=OLD_YEARS),
                    _("A wrong year? Fix it. If it is right, such claims have lapsed nearly everywhere: write "
                      '"Written off" into Hold reason.'))  # fmt: skip
    return old


def _complete_until(book: Book, facts: Facts, as_of: date) -> None:
    """Nobody can know today what the bank will receive tomorrow: see `no_letters` for what follows."""
    until = facts.settings.payments_complete_until
    if until is None or until <= as_of:
        return
    known = translations.known_settings()
    for row, record in records(book, "Settings"):
        setting = known.get(translations.plain_name(record["setting"] or ""))
        if setting is not None and setting.key == "payments_complete_until":
            book.report("Settings", row, "value",
                        _("{setting} is {day}, after this run's day", setting=record["setting"], day=until),
                        _("Type the last day whose bank payments are all in; until then no letters are made."),
                        )  # fmt: skip


def _ahead(days: Iterable[tuple[int, date | None]], as_of: date) -> list[Day]:
    return [(row, day) for row, day in days if day is not None and day > as_of + AHEAD]


def _note_invoices(book: Book, found: Sequence[Day], as_of: date) -> None:
    to_do = _("A wrong year? Fix it; if it is right, leave it: the invoice counts from then on.")
    for row, day in found if len(found) <= SHOWN else found[:1]:
        if len(found) > SHOWN:
            what = n_("Invoice date {day} here, and {n:,} more in this column, is more than a month after this run's "
                      "day, {as_of}",
                      "Invoice date {day} here, and {n:,} more in this column, is more than a month after this run's "
                      "day, {as_of}", len(found) - 1, day=day, as_of=as_of)  # fmt: skip
        else:
            what = _("Invoice date {day} is more than a month after this run's day, {as_of}", day=day, as_of=as_of)
        book.report("Invoices", row, "invoice_date", what, to_do, stops=False)


def _note_payments(book: Book, found: Sequence[Day], as_of: date) -> None:
    to_do = _("A wrong year? Type the day the money came; until then this customer is on hold.")
    for row, day in found if len(found) <= SHOWN else found[:1]:
        if len(found) > SHOWN:
            what = n_("Date {day} here, and {n:,} more in this column, is more than a month after this run's day, "
                      "{as_of}, so the money does not count yet",
                      "Date {day} here, and {n:,} more in this column, is more than a month after this run's day, "
                      "{as_of}, so the money does not count yet", len(found) - 1, day=day, as_of=as_of)  # fmt: skip
        else:
            what = _("Date {day} is more than a month after this run's day, {as_of}, so the money does not count yet",
                     day=day, as_of=as_of)  # fmt: skip
        book.report("Payments", row, "date", what, to_do)


def _doubt(book: Book, facts: Facts, rows: set[int]) -> None:
    invoices = NamedInvoices(book, facts) if rows else None
    for payment in facts.payments:
        if invoices and payment.row in rows:
            doubt = _("a payment of theirs is dated {day} (Payments row {row})", day=payment.date, row=payment.row)
            hold_named(facts, invoices, payment, doubt)


def _doubt_credits(book: Book, facts: Facts, rows: set[int]) -> None:
    """A credit note of a day far ahead is most likely one of today with a wrong year."""
    columns, invoices = book.tables["Invoices"].columns, None
    for position, row in enumerate(book.tables["Invoices"].rows) if rows else ():
        if row in rows and columns["kind"][position] == "Credit note":
            why = _("a credit note of theirs is dated {day} (Invoices row {row})",
                    day=columns["invoice_date"][position], row=row)  # fmt: skip
            invoices = invoices or NamedInvoices(book, facts)
            facts.payment_doubts.setdefault((columns["customer_id"][position] or "").casefold(), why)
            for number in invoices.meant(columns["po_ref"][position]):
                facts.invoice_doubts.setdefault(number, why)


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
