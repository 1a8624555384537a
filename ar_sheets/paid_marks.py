"""What an owner's own list says is paid, against what Payments hold: nobody is reminded of what is marked as paid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ar_sheets.columns import folded
from ar_sheets.rules.money import cents
from ar_sheets.workbook.read import Book
from ar_sheets.workbook.remembered import MARKS
from ar_sheets.workbook.typed import guessed_amount

if TYPE_CHECKING:
    from ar_sheets.worklist import Work

PAID_WORDS = re.compile(
    r"(?:fully |fullt |ganz |volledig |totalmente )?(?:paid|settled|closed|betalt|betald|oppgjort|innbetalt|inbetald|"
    r"reglerad|betaald|voldaan|paga?d?[oa]?|liquidad[oa]|recebid[oa]|quitad[oa]|paguar|e paguar|i paguar|mbyllur|"
    r"bezahlt|beglichen|erledigt|ausgeglichen|x|yes|y|ja|j|sim|s|po|true|1|ok|✓|✔|done)(?: in full| fullt ut)?[.!]?"
)
VOID = 'If nobody owes it, write "Written off" into Hold reason; else mend the word.'
VOID_WORDS = re.compile(
    r"(?:void|voided|cancel|deleted|draft|kladd|utkast|annul|makul|kredit|credited|storn|anulad|cancelad|rascunho|concept|"
    r"geannul|vervallen factuur|entwurf|anuluar|fshire|tapt|written off|bad debt|avskr|abgeschrieben|incobr)"
)
TO_DO = "If so, type the payment in Payments, or run ar-sheets adopt again, which takes it over; else mend the mark."


def said_paid(marks: Mapping[str, Any], amount: Decimal) -> Decimal | None:
    """How much of an invoice its own row says is paid or credited; None where it says nothing that can be read.

    `marks`: cells by key (see MARKS). What is open counts before what is paid, amounts before days and words.
    """
    still = _money(marks.get("marked_open"))
    if still is not None and still >= 0:
        return amount - still
    paid, credited = _money(marks.get("marked_paid")), _money(marks.get("marked_credited"))
    if paid:
        return abs(paid) + abs(credited or Decimal(0))
    if isinstance(marks.get("marked_paid_on"), (date, datetime)) or _is_day(marks.get("marked_paid_on")):
        return amount
    if any(_is_paid(marks.get(key)) for key in ("marked_status", "marked_paid", "marked_paid_on")):
        return amount
    return abs(credited) if credited else Decimal(0) if paid == 0 else None


def is_void(marks: Mapping[str, Any]) -> bool:
    """Whether the row's own word says that nobody owes this: void, cancelled, a draft, written off."""
    status = marks.get("marked_status")
    return isinstance(status, str) and bool(VOID_WORDS.match(folded(status)))


def _money(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value in ("", None):
        return None
    if isinstance(value, (int, float, Decimal)):
        return cents(Decimal(str(value)))
    guess = guessed_amount(value) if isinstance(value, str) and re.search(r"\d", value) else None
    return None if guess is None or re.search(r"\d[./-]\d+[./-]\d", value) else guess


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and bool(re.match(r"\s*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}", value))


def _is_paid(value: Any) -> bool:
    return value is True or (isinstance(value, str) and bool(PAID_WORDS.fullmatch(folded(value))))


def check_marks(book: Book, work: Work) -> None:
    """A row whose own marks say that more is paid than Payments hold says Check, and is left in peace."""
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
            book.report("Invoices", row, "marked_status", f'Your list says "{marks["marked_status"]}"', VOID)
            columns["check"][index] = book.first_fault("Invoices", row)
            continue
        said = said_paid(marks, columns["amount"][index])
        known = columns["paid"][index] + columns["credited"][index]
        if said is None or said <= known:
            continue
        key = _telling(table.columns, position, there)
        what = f"Your list says {said:,.2f} of this invoice is paid, but Payments hold {known:,.2f}"
        book.report("Invoices", row, key, what, TO_DO)
        columns["check"][index] = book.first_fault("Invoices", row)


def _telling(columns: Mapping[str, list[Any]], position: int, there: list[Any]) -> str:
    """The column whose cell says so, for the finding."""
    return str(next((c.key for c in there if columns[c.key][position] not in ("", None)), there[0].key))
