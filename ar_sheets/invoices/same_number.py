"""A document and a row of the workbook with the same number: whether they are one invoice, and how they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.invoices.buyers import BuyerMatch
from ar_sheets.invoices.document import InvoiceDocument


def record_of(
    document: InvoiceDocument, match: BuyerMatch, records_there: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """The workbook's row with the document's number: that of its year where there are several."""
    same_year = (one for one in records_there if not is_of_other_year(document, match, one))
    return next(same_year, records_there[0] if records_there else None)


def is_of_other_year(document: InvoiceDocument, match: BuyerMatch, record: Mapping[str, Any]) -> bool:
    """Whether a row may be another invoice, as numbers began anew since: of another year and another customer. The
    same customer's stays a contradiction: nothing could tell which of the two a payment means."""
    day, whose = record.get("invoice_date"), str(record.get("customer_id") or "").casefold()
    if day is None or day.year == document.issued.year:
        return False
    return match.is_new or (match.sure and match.customer_id.casefold() != whose)


def contradicted_owner(document: InvoiceDocument, record: Mapping[str, Any]) -> str:
    """Whose the row is, where its amount or currency is another; else empty."""
    amount, currency = record.get("amount"), str(record.get("currency") or "").upper()
    differs = amount is not None and (abs(amount) != document.amount or currency not in ("", document.currency))
    return str(record.get("customer_id") or "") if differs else ""


def says_the_same(document: InvoiceDocument, record: Mapping[str, Any], match: BuyerMatch) -> bool:
    """Whether the row is the document, as far as both say so."""
    amount, currency = record.get("amount"), record.get("currency")
    whose = str(record.get("customer_id") or "").casefold()
    if match.sure and whose != match.customer_id.casefold():
        return False
    return (amount is not None and abs(amount) == document.amount and record.get("invoice_date") == document.issued
            and (not currency or str(currency).upper() == document.currency))  # fmt: skip


def how_it_differs(document: InvoiceDocument, record: Mapping[str, Any]) -> str:
    """Both, side by side, in a sentence."""
    return _("the workbook's row {row} has {theirs} {currency} of {day} for {customer}, the file {amount} {own} of "
             "{issued}: nothing was changed",
             row=record["row"], theirs=record.get("amount"), currency=record.get("currency") or "",
             day=record.get("invoice_date"), customer=record.get("customer_id"), amount=document.amount,
             own=document.currency, issued=document.issued)  # fmt: skip
