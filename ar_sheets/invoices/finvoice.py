"""Finvoice (Finland): decimal commas, days as 20260331, credit notes below zero already."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import (
    NOTHING_OPEN,
    OPEN,
    OWED_AGAIN,
    EarlyDiscount,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    NotAnInvoice,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text, needed

CREDIT_NOTE = "INV02"
_TOTAL = "InvoiceTotalVatIncludedAmount"
INVOICES = frozenset({"INV01", CREDIT_NOTE, "INV07"})  # INV07: written by the customer


def read_invoices(root: ET.Element) -> InvoiceContent:
    """The one document of the file. NotAnInvoice where it is a reminder, a proforma or a notice."""
    details = needed(root.find("InvoiceDetails"), "InvoiceDetails")
    kind = element_text(details, "InvoiceTypeCode")
    if kind not in INVOICES:
        raise NotAnInvoice(_('This is a Finvoice of the kind {kind} ("{name}"), no invoice. It is left out.', kind=kind,
                             name=element_text(details, "InvoiceTypeText")))  # fmt: skip
    number = needed(element_text(details, "InvoiceNumber"), "InvoiceNumber")
    issued = needed(element_day(details, "InvoiceDate"), "InvoiceDate")
    total = needed(element_amount(details, _TOTAL, comma=True), _TOTAL)
    pay = root.find("EpiDetails/EpiPaymentInstructionDetails")
    asked = element_amount(pay, "EpiInstructedAmount", comma=True)
    signed = asked if kind != CREDIT_NOTE and asked is not None and asked > 0 else total
    money = needed(details.find(_TOTAL), _TOTAL)
    currency = needed(money.get("AmountCurrencyIdentifier", ""), "AmountCurrencyIdentifier")
    document = InvoiceDocument(
        "Finvoice", number, issued, currency, signed,
        _party(root, "Buyer"), _party(root, "Seller"), kind,
        element_day(details, "PaymentTermsDetails/InvoiceDueDate") or element_day(pay, "EpiDateOptionDate"),
        OPEN if signed else NOTHING_OPEN, total=total if total != signed else None,
        order_no=first_text(details, "OrderIdentifier", "BuyerReferenceIdentifier"),
        payment_reference=first_text(pay, "EpiRemittanceInfoIdentifier") or element_text(
            root, "EpiDetails/EpiIdentificationDetails/EpiReference"),
        credits=element_text(details, "OriginalInvoiceNumber") if kind == CREDIT_NOTE else "",
        terms=element_text(details, "PaymentTermsDetails/PaymentTermsFreeText"),
    )  # fmt: skip
    if kind == CREDIT_NOTE and signed > 0:
        document.state = OWED_AGAIN
    percent = element_amount(details, "PaymentTermsDetails/CashDiscountPercent", comma=True)
    until = element_day(details, "PaymentTermsDetails/CashDiscountDate")
    document.discounts = (EarlyDiscount(percent, until),) if percent and until else ()
    return InvoiceContent("Finvoice", (document,), seller=document.seller)


def _party(root: ET.Element, role: str) -> InvoiceParty:
    """Tags begin with the role: BuyerPartyDetails/BuyerOrganisationName."""
    party = root.find(f"{role}PartyDetails")
    address = party.find(f"{role}PostalAddressDetails") if party is not None else None
    numbers = [("VAT", element_text(party, f"{role}OrganisationTaxCode")),
               ("0212", element_text(party, f"{role}PartyIdentifier"))]  # fmt: skip
    contact = root.find(f"{role}CommunicationDetails")
    return InvoiceParty(
        element_text(party, f"{role}OrganisationName"),
        tuple(PartyNumber(scheme, number) for scheme, number in numbers if number),
        element_text(party, f"{role}Code") or element_text(root, "InvoiceDetails/BuyerSellerCode"),
        element_text(contact, f"{role}EmailaddressIdentifier"), element_text(root, f"{role}ContactPersonName"),
        element_text(contact, f"{role}PhoneNumberIdentifier"), element_text(address, f"{role}StreetName"),
        element_text(address, f"{role}PostCodeIdentifier"), element_text(address, f"{role}TownName"),
        element_text(address, "CountryCode").upper(),
    )  # fmt: skip
