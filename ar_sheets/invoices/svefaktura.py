"""Svefaktura 1.0 (Sweden): TaxInclusiveTotalAmount already has the rounding in it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import (
    NOTHING_OPEN,
    OPEN,
    OWED_AGAIN,
    ZERO,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text, needed
from ar_sheets.invoices.terms import says_pulled
from ar_sheets.invoices.ubl import CREDIT_TYPES


def read_invoices(root: ET.Element) -> InvoiceContent:
    """The one document of the file."""
    number, issued = needed(element_text(root, "ID"), "ID"), needed(element_day(root, "IssueDate"), "IssueDate")
    payable = needed(element_amount(root, "LegalTotal/TaxInclusiveTotalAmount"), "TaxInclusiveTotalAmount")
    currency = needed(element_text(root, "InvoiceCurrencyCode"), "InvoiceCurrencyCode")
    kind = element_text(root, "InvoiceTypeCode")
    credit = kind in CREDIT_TYPES
    days = {day for one in root.iterfind("PaymentMeans") if (day := element_day(one, "DuePaymentDate"))}
    terms = first_text(root, "PaymentTerms/Note")
    document = InvoiceDocument(
        "Svefaktura", number, issued, currency, -payable if credit else payable,
        _party(root.find("BuyerParty/Party")), _party(root.find("SellerParty/Party")), kind,
        max(days) if days else None, rounding=element_amount(root, "LegalTotal/RoundOffAmount") or ZERO,
        order_no=first_text(root, "RequisitionistDocumentReference/ID"),
        payment_reference=first_text(root, "PaymentMeans/PayeeFinancialAccount/PaymentInstructionID"),
        credits=first_text(root, "InitialInvoiceDocumentReference/ID"), terms=terms, pulled=says_pulled(terms),
        other_due=min(days) if len(days) > 1 else None,
    )  # fmt: skip
    document.state = NOTHING_OPEN if not payable else OWED_AGAIN if credit and payable < 0 else OPEN
    return InvoiceContent("Svefaktura", (document,), seller=document.seller)


def _party(party: ET.Element | None) -> InvoiceParty:
    address = party.find("Address") if party is not None else None
    numbers = tuple(dict.fromkeys(_numbers(party))) if party is not None else ()
    return InvoiceParty(
        element_text(party, "PartyName/Name"), numbers, email=element_text(party, "Contact/ElectronicMail"),
        contact=element_text(party, "Contact/Name"), phone=element_text(party, "Contact/Telephone"),
        street=first_text(address, "StreetName", "Postbox"), postcode=element_text(address, "PostalZone"),
        city=element_text(address, "CityName"), country=element_text(address, "Country/IdentificationCode").upper(),
    )  # fmt: skip


def _numbers(party: ET.Element) -> Iterator[PartyNumber]:
    for one in party.iterfind("PartyTaxScheme"):
        if number := element_text(one, "CompanyID"):
            yield PartyNumber("VAT" if element_text(one, "TaxScheme/ID") == "VAT" else "0007", number)
    for one in party.iterfind("PartyIdentification/ID"):
        if number := element_text(one):
            yield PartyNumber("0007", number)
