"""What an owner's own list says is paid, against what Payments hold: nobody is reminded of what is marked as paid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount, rounded
from ar_sheets.schema.status_words import is_amount, means_in_part, means_not_paid, means_paid, means_void
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.remembered import MARKS
from ar_sheets.workbook.typed import guessed_amount, quote_value

if TYPE_CHECKING:
    from ar_sheets.facts.assessment import Assessment

WORDED = ("marked_paid", "marked_paid_on", "marked_status")
VOID = N_('If nobody owes it, write "Written off" into Hold reason; else fix the word.')
UNCLEAR = N_("Type what came in Payments, and write the amount, or paid, here; empty the cell if nothing is paid.")
TO_DO = N_("If so, type the payment in Payments, or run ar-sheets adopt again, which takes it over; else fix the mark.")


def planned_day(marks: Mapping[str, Any], as_of: date) -> date | None:
    """The day in a row's own mark of payment, where it is still to come: that payment is planned, not made."""
    day = marks.get("marked_paid_on")
    if isinstance(day, datetime):
        day = day.date()
    return day if isinstance(day, date) and day > as_of else None


def credit_left(marks: Mapping[str, Any], amount: Decimal, as_of: date) -> Decimal:
    """How much of a credit note is left to use by its own row: its amounts, status and paid-on day count as those of
    an invoice do. `amount` is positive, whatever sign the row's amounts have. Where nothing is said, all of it."""
    positive = {key: abs(value) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else value
                for key, value in marks.items()}  # fmt: skip
    used = said_paid(positive, amount, as_of)
    return max(amount - min(used or Decimal(0), amount), Decimal(0))


def said_paid(marks: Mapping[str, Any], amount: Decimal, as_of: date) -> Decimal | None:
    """How much of an invoice its own row says is paid or credited; None where it says nothing that can be read.

    `marks`: cells by key (see MARKS). What is open counts before what is paid, amounts before days and words. A
    paid-on day after `as_of` is a payment that is planned: nothing is paid by it.
    """
    if planned_day(marks, as_of):
        return None
    still = _money(marks.get("marked_open"))
    if still is not None and still >= 0:
        return amount - still
    paid, credited = _money(marks.get("marked_paid")), _money(marks.get("marked_credited"))
    if paid:
        return abs(paid) + abs(credited or Decimal(0))
    if isinstance(marks.get("marked_paid_on"), (date, datetime)) or _is_day(marks.get("marked_paid_on")):
        return amount
    if any(means_paid(marks.get(key)) for key in WORDED) or marks.get("marked_status") == 1:
        return amount
    return abs(credited) if credited else Decimal(0) if paid == 0 else None


def first_unclear(marks: Mapping[str, Any], amount: Decimal) -> str:
    """The key of the first mark that may say something of payment that nobody can read; "" where there is none.

    A status beside amounts says nothing more, but for "paid" or "in part" that the amounts know nothing of.
    """
    said = said_paid(marks, amount, date.max)
    if said is not None and said >= amount:
        return ""
    known = any(_money(marks.get(key)) is not None for key in ("marked_open", "marked_paid"))
    for key in ("marked_open", *WORDED, "marked_credited"):
        value = marks.get(key)
        if known and means_paid(value) and key in WORDED:
            return key
        if _readable(key, value) or (said and means_in_part(value)):
            continue
        if not (known and key == "marked_status") or means_in_part(value):
            return key
    return ""


def _readable(key: str, value: Any) -> bool:
    if key == "marked_paid_on" and (isinstance(value, (date, datetime)) or _is_day(value)):
        return True
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if key == "marked_open":
            return value >= 0
        return value in (0, 1) if key == "marked_status" else key != "marked_paid_on" or value == 0
    if means_not_paid(value) or (means_paid(value) and key in WORDED):
        return True
    return key not in ("marked_status", "marked_paid_on") and _money(value) is not None


def is_void(marks: Mapping[str, Any]) -> bool:
    """Whether the row's own word says that nobody owes this: void, cancelled, a draft, written off."""
    return means_void(marks.get("marked_status"))


def _money(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value in ("", None):
        return None
    if isinstance(value, (int, float, Decimal)):
        return rounded(Decimal(str(value)))
    if not isinstance(value, str) or not is_amount(value):
        return None
    minus = value.strip().startswith(("-", "−", "("))
    guess = guessed_amount(re.sub(r"[-−–()]", "", value).rstrip(" ,:"))
    return None if guess is None else -guess if minus else guess


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and bool(re.match(r"\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", value))


def leave_used_credit(book: Book, columns: dict[str, list[Any]], positions: Sequence[int], as_of: date) -> None:
    """Count of each credit note only what its own row says is left: used credit is not used again."""
    table = book.tables["Invoices"]
    there = [c.key for c in MARKS if c.key in table.places]
    for index, position in enumerate(positions if there else ()):
        if columns["kind"][index] == "Credit note":
            marks = {key: table.columns[key][position] for key in there}
            columns["amount"][index] = credit_left(marks, columns["amount"][index], as_of)


def check_marks(book: Book, work: Assessment) -> None:
    """A row whose own marks say that more is paid than Payments hold says Check, and is on hold."""
    table = book.tables["Invoices"]
    there = [column for column in MARKS if column.key in table.places]
    if not there:
        return
    columns = work.columns
    for index, position in enumerate(work.positions):
        if columns["kind"][index] == "Credit note" or columns["invoice_date"][index] > work.as_of:
            continue
        marks = {c.key: table.columns[c.key][position] for c in there}
        row = table.rows[position]
        if is_void(marks):
            book.report("Invoices", row, "marked_status",
                        _('Your list says "{status}"', status=marks["marked_status"]), _(VOID))  # fmt: skip
            columns["check"][index] = book.first_fault("Invoices", row)
            continue
        if planned_day(marks, work.as_of):
            continue
        known = columns["paid"][index] + columns["credited"][index]
        fault = _fault(book, marks, columns["amount"][index], known, columns["currency"][index])
        if fault:
            book.report("Invoices", row, *fault)
            columns["check"][index] = book.first_fault("Invoices", row)


def _fault(
    book: Book, marks: Mapping[str, Any], amount: Decimal, known: Decimal, currency: str
) -> tuple[str, str, str] | None:
    """The key of the mark that speaks against what is known to be paid, what is wrong, and what to do."""
    if known >= amount:
        return None
    key = first_unclear(marks, amount)
    if key and not (known > 0 and means_in_part(marks[key])):
        header = book.header("Invoices", key)
        return key, _("{column} says {value}, and nobody can tell how much of it is paid", column=header,
                      value=quote_value(marks[key])), _(UNCLEAR)  # fmt: skip
    said = said_paid(marks, amount, date.max)
    if said is None or said <= known:
        return None
    key = next(k for k in (c.key for c in MARKS) if marks.get(k) not in ("", None))
    what = _("Your list says {said} of this invoice is paid, but Payments hold {known}",
             said=format_amount(said, currency), known=format_amount(known, currency))  # fmt: skip
    return key, what, _(TO_DO)
