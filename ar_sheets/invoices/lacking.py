"""What an e-invoice needs and the workbook does not say: of the European standard EN 16931, and of Peppol BIS 3."""

from __future__ import annotations

from decimal import Decimal

from ar_sheets.base.i18n import N_
from ar_sheets.base.money import unit
from ar_sheets.invoices.outgoing import OutgoingInvoice
from ar_sheets.invoices.party_ids import ENDPOINTS, endpoint, register_id, tax_number, vat_id

# What is said of a missing field: the sheet and column it stands in.
SELLER_NAME = N_("Business name in Settings")
SELLER_NUMBER = N_("VAT number in Settings")
SELLER_REGISTER = N_("Organisation number in Settings")
SELLER_COUNTRY = N_("Country in Settings")
SELLER_PLACE = N_("Street, Postcode and City in Settings")
SELLER_CONTACT = N_("Signatory, Phone and Email from in Settings")
BUYER_NAME = N_("Name in Customers")
BUYER_NUMBER = N_("VAT / org no in Customers")
BUYER_VAT = N_("VAT / org no in Customers: their VAT number, with the letters of its country")
BUYER_COUNTRY = N_("Country in Customers")
BUYER_PLACE = N_("Street, Postcode and City in Customers")
REFERENCE = N_("PO / ref: the customer's order number or reference")
CREDITS = N_("PO / ref: the number of the invoice it credits")
ACCOUNT = N_("IBAN or Account number in Settings")
VAT_RATE = N_("VAT % in Lines, or in Invoices where it has no lines")
CATEGORY = N_("VAT category in Invoices: why no VAT is charged")
REASON = N_("VAT reason in Invoices: why it is exempt")
MIXED = N_("one VAT category: an invoice outside VAT has no lines with VAT")
PRICE = N_("Price in Lines, for each line")
SUM = N_("the lines with VAT do not come to the amount of the invoice")
OWN_LINES = N_("lines of its own: several customers have an invoice with this number")
DECIMALS = N_("a currency with two decimals or none")
SELLER_SCHEME = N_("a Peppol address: there is none for the Country in Settings")
BUYER_SCHEME = N_("a Peppol address: there is none for the customer's Country; type it into VAT / org no, such as "
                  "0088:7300010000001")  # fmt: skip

Faults = tuple[tuple[bool, str], ...]


def lacking_fields(invoice: OutgoingInvoice) -> list[str]:
    """What EN 16931 needs for any e-invoice; empty where it can be written."""
    seller, buyer = invoice.seller, invoice.buyer
    faults: Faults = (
        (not seller.name, SELLER_NAME),
        (not seller.country, SELLER_COUNTRY),
        (not (register_id(seller) or vat_id(seller)), SELLER_NUMBER),  # BR-CO-26
        (not buyer.name, BUYER_NAME),
        (not buyer.country, BUYER_COUNTRY),
        (any(line.price is None for line in invoice.lines), PRICE),
        (unit(invoice.currency) < Decimal("0.01"), DECIMALS),  # BR-DEC
        *_vat_faults(invoice),
    )
    found = list(dict.fromkeys(what for fault, what in faults if fault))
    return found or ([] if invoice.adds_up else [SUM])


def _vat_faults(invoice: OutgoingInvoice) -> Faults:
    code, rates = invoice.code, [line.vat_percent for line in invoice.lines]
    zero = code not in ("", "S")
    blank = any(rate is None or rate < 0 for rate in rates)
    without = any(rate == 0 for rate in rates)
    crossing = code in ("AE", "K")
    told = vat_id(invoice.seller) or (tax_number(invoice.seller) if not crossing and code != "G" else "")
    return (
        (blank and not zero, VAT_RATE),
        (without and not zero, CATEGORY),
        (code == "O" and any(rates), MIXED),  # BR-O-11
        (code == "E" and not all(rates) and not invoice.reason, REASON),  # BR-E-10
        (crossing and not vat_id(invoice.buyer), BUYER_VAT),  # BR-AE-02, BR-IC-02
        (code != "O" and not told, SELLER_NUMBER),  # BR-S-02; a VAT number by BR-IC-02, BR-G-02
        (code == "O" and not register_id(invoice.seller), SELLER_REGISTER),  # BR-O-02 leaves the VAT number out
    )


def lacking_for_peppol(invoice: OutgoingInvoice) -> list[str]:
    """What Peppol BIS 3 needs beside EN 16931; with the rules of the seller's country."""
    seller, buyer = invoice.seller, invoice.buyer
    credit = invoice.kind == "Credit note"
    faults: Faults = (
        (not endpoint(seller), SELLER_NUMBER if seller.country in ENDPOINTS else SELLER_SCHEME),
        (not endpoint(buyer), BUYER_NUMBER if buyer.country in ENDPOINTS else BUYER_SCHEME),
        (not invoice.order_no and not invoice.credits, CREDITS if credit else REFERENCE),  # PEPPOL-EN16931-R003
        (not invoice.account and not credit, ACCOUNT),
        *_country_faults(invoice),
    )
    return list(dict.fromkeys(what for fault, what in faults if fault))


def _country_faults(invoice: OutgoingInvoice) -> Faults:
    """NL-R-001 to 004, DE-R-002 to 009: what Peppol asks of sellers there."""
    seller, buyer = invoice.seller, invoice.buyer
    no_place = not (seller.street and seller.postcode and seller.city)
    no_buyer_place = not (buyer.street and buyer.postcode and buyer.city)
    both_german = seller.country == buyer.country == "DE"
    return (
        (seller.country == "NL" and not register_id(seller), SELLER_REGISTER),
        ((seller.country == "NL" or both_german) and no_place, SELLER_PLACE),
        ((seller.country == buyer.country == "NL" or both_german) and no_buyer_place, BUYER_PLACE),
        (both_german and not (seller.contact and seller.phone and seller.email), SELLER_CONTACT),
    )
