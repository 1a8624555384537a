"""A document as the rows of the workbook: Invoices, Customers, Payments, Payment plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.money import plain
from ar_sheets.countries.payment_references import is_kid, is_ocr, is_rf, is_viite
from ar_sheets.invoices.buyers import kept_number, proposed_language, proposed_profile
from ar_sheets.invoices.document import InvoiceDocument, ReceiptDocument
from ar_sheets.invoices.weighing import receipt_reference
from ar_sheets.schema import translations
from ar_sheets.schema.columns import LANGUAGES

LONGEST_TEXT = 300
DAYS_FOR_PULLED_MONEY = 14  # a direct debit that came back is known by then
LONGEST_FOLDED = 30


def invoice_values(document: InvoiceDocument, customer_id: str, language: str) -> dict[str, Any]:
    """The Invoices row, by key. The amount is what is to be paid; how it came about is told in Description."""
    first = max(document.discounts, key=lambda one: one.percent, default=None)
    discount = first if document.kind == "Invoice" else None
    return {
        "invoice_no": document.number, "customer_id": customer_id,
        "kind": translations.word_in("choice", document.kind, language), "invoice_date": document.issued,
        "typed_due_date": _due(document), "currency": document.currency, "amount": document.amount,
        "description": safe_text("; ".join(told_parts(document))) or None,
        "po_ref": safe_text(reference_text(document)) or None,
        "discount_percent": discount.percent if discount else None,
        "discount_until": discount.until if discount else None,
    }  # fmt: skip


def _due(document: InvoiceDocument) -> date | None:
    """A credit note is not due; a day before the invoice's own is a mistake of the file, and only told."""
    usable = document.kind != "Credit note" and document.due is not None and document.due >= document.issued
    return document.due if usable else None


def hold_values(document: InvoiceDocument, as_of: date) -> dict[str, Any]:
    """What holds a row whose money is pulled, or that may be paid already; nothing for others."""
    if document.kind == "Credit note" or not (document.pulled or document.may_be_paid):
        return {}
    if document.pulled:
        until = max(document.due or document.issued, as_of) + timedelta(days=DAYS_FOR_PULLED_MONEY)
        return {"hold_until": until, "hold_reason": _("pulled by direct debit or card")}
    return {"hold_reason": _("the file does not say what is still open: look, then clear this")}


def told_parts(document: InvoiceDocument) -> Iterator[str]:
    """What the row's numbers do not say by themselves."""
    parts = [_("total {amount}", amount=plain(document.total))] if document.total is not None else []
    for amount, text in (
        (document.prepaid, _("{amount} already paid", amount=plain(document.prepaid))),
        (document.rounding, _("rounding {amount}", amount=plain(document.rounding))),
        (document.added, _("{amount} collected for others", amount=plain(document.added))),
        (document.withheld, _("{amount} withheld as tax", amount=plain(document.withheld))),
    ):
        if amount:
            parts.append(text)
    if parts:
        yield ", ".join(parts)
    for due, amount in document.instalments:
        yield _("{amount} due on {day}", amount=amount, day=due)
    if document.due and document.due < document.issued:
        yield _("the file's due date {day} is before the invoice date", day=document.due)
    if document.other_due:
        yield _("the file also has the due date {day}", day=document.other_due)
    for one in sorted(document.discounts, key=lambda one: -one.percent)[1:]:
        yield _("or {percent} % until {day}", percent=one.percent, day=one.until)
    if document.due is None and document.terms and document.kind != "Credit note":
        yield _("terms: {terms}", terms=document.terms)


def reference_text(document: InvoiceDocument) -> str:
    """PO / ref: the payment reference in the word that letters know it by, and the customer's order number; on a
    credit note, the invoice it credits."""
    if document.kind == "Credit note":
        return document.credits
    return ", ".join(filter(None, (_payment_reference(document), document.order_no)))


def _payment_reference(document: InvoiceDocument) -> str:
    number = document.payment_reference.replace(" ", "")
    if not number or number == document.number:
        return ""
    if is_rf(number):
        return number.upper()
    country = document.seller.country
    for countries, word, check in ((("NO",), "KID", is_kid), (("SE",), "OCR", is_ocr), (("FI",), "Viite", is_viite)):
        if country in countries and check(number):
            return f"{word} {number}"
    return document.payment_reference


def customer_values(document: InvoiceDocument, customer_id: str, home: Mapping[str, str]) -> dict[str, Any]:
    """The Customers row of a buyer that is new. What is the same as in Settings (`home`) stays empty."""
    buyer = document.buyer
    language = proposed_language(buyer.country, LANGUAGES)
    values = {
        "customer_id": customer_id, "name": buyer.name or customer_id,
        "profile": translations.word_in("choice", proposed_profile(buyer), home["sheet_language"]),
        "contact": buyer.contact, "email": buyer.email if "@" in buyer.email else "", "phone": buyer.phone,
        "street": buyer.street, "postcode": buyer.postcode, "city": buyer.city,
        "country": buyer.country if buyer.country != home["country"] else "",
        "language": language if language != home["language"] else "",
        "currency": document.currency if document.currency != home["currency"] else "",
        "vat_org_no": kept_number(buyer),
    }  # fmt: skip
    return {key: safe_text(value) for key, value in values.items() if value}


def plan_values(document: InvoiceDocument, customer_id: str) -> Iterator[dict[str, Any]]:
    """The Payment plans rows of an invoice that is paid in parts."""
    for one in document.instalments:
        yield {
            "plan_no": document.number, "customer_id": customer_id, "invoices": document.number,
            "due_date": one.due, "amount": abs(one.amount), "currency": document.currency,
            "agreed_on": document.issued,
        }  # fmt: skip


def receipt_values(receipt: ReceiptDocument, customer_id: str) -> Iterator[dict[str, Any]]:
    """The Payments rows of a receipt."""
    for invoice, amount in receipt.parts:
        if amount != Decimal(0):
            yield {
                "date": receipt.day, "customer_id": customer_id or None, "invoice_no": invoice or None,
                "amount": amount, "currency": receipt.currency, "method": _("Receipt"),
                "reference": safe_text(receipt_reference(receipt)),
            }  # fmt: skip


def safe_text(text: str) -> str:
    """A file's text as it may stand in a cell: one line, of some length, no formula."""
    line = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())[:LONGEST_TEXT]
    return line.lstrip("=+-@") if line[:1] in "=+-@" and not line[1:2].isdigit() else line
