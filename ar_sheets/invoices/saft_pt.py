"""SAF-T PT: all invoices of a period, the customers and the receipts in one file.

Portaria 302/2016: InvoiceStatus A is annulled, R a summary of documents listed elsewhere; FR and FS are paid at issue;
999999990 is whoever gave no tax number. GrossTotal is in euros whatever Currency says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import (
    NOTHING_OPEN,
    OPEN,
    PAID_AT_ISSUE,
    ZERO,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    PartyNumber,
    ReceiptDocument,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text, needed

CREDIT_NOTE = "NC"
PAID = frozenset({"FR", "FS", "VD", "TV"})  # paid at issue, also the older sale slips
UNKNOWN_TAX_ID = "999999990"
UNKNOWN = "Desconhecido"
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_invoices(root: ET.Element) -> InvoiceContent:
    """The invoices and receipts that stand; how many are annulled or summaries."""
    seller = _seller(root.find("Header"))
    customers = {element_text(one, "CustomerID"): _customer(one) for one in root.iterfind("MasterFiles/Customer")}
    documents, annulled, summaries = [], 0, 0
    for one in root.iterfind("SourceDocuments/SalesInvoices/Invoice"):
        status = element_text(one, "DocumentStatus/InvoiceStatus")
        annulled += status == "A"
        summaries += status == "R"
        if status not in ("A", "R"):
            documents.append(_document(one, seller, customers))
    receipts = [
        _receipt(one)
        for one in root.iterfind("SourceDocuments/Payments/Payment")
        if element_text(one, "DocumentStatus/PaymentStatus") != "A"
    ]
    return InvoiceContent("SAF-T PT", documents, receipts, seller=seller, annulled=annulled, summaries=summaries)


def _document(node: ET.Element, seller: InvoiceParty, customers: Mapping[str, InvoiceParty]) -> InvoiceDocument:
    number = needed(element_text(node, "InvoiceNo"), "InvoiceNo")
    issued = needed(element_day(node, "InvoiceDate"), "InvoiceDate")
    gross = needed(element_amount(node, "DocumentTotals/GrossTotal"), "GrossTotal")
    kind = element_text(node, "InvoiceType")
    withheld = _withheld(node)
    payable = gross - withheld
    terms = next((text for one in node.iterfind("DocumentTotals/Settlement")
                  if (text := element_text(one, "PaymentTerms"))), "")  # fmt: skip
    customer = element_text(node, "CustomerID")
    state = PAID_AT_ISSUE if kind in PAID else OPEN if payable else NOTHING_OPEN
    return InvoiceDocument(
        "SAF-T PT", number, issued, "EUR", -payable if kind == CREDIT_NOTE else payable,
        customers.get(customer) or InvoiceParty(given_number=customer), seller, kind,
        element_day(node, "DocumentTotals/Settlement/PaymentTerms") if _ISO_DAY.fullmatch(terms) else None, state,
        total=gross if withheld else None, withheld=withheld, terms="" if _ISO_DAY.fullmatch(terms) else terms,
        credits=first_text(node, "Line/References/Reference") if kind == CREDIT_NOTE else "",
    )  # fmt: skip


def _receipt(node: ET.Element) -> ReceiptDocument:
    """Shares by invoice as the lines have them; with VAT where there is one invoice, and left open where there are
    several (lines are without VAT)."""
    number = needed(element_text(node, "PaymentRefNo"), "PaymentRefNo")
    day = needed(element_day(node, "TransactionDate"), "TransactionDate")
    gross = needed(element_amount(node, "DocumentTotals/GrossTotal"), "GrossTotal")
    settled = element_amount(node, "DocumentTotals/Settlement/SettlementAmount") or ZERO
    withheld = _withheld(node)
    paid = sum((element_amount(one, "PaymentAmount") or ZERO for one in node.iterfind("PaymentMethod")), ZERO)
    money = paid or gross - settled - withheld
    invoices = list(dict.fromkeys(filter(None, (element_text(one, "SourceDocumentID/OriginatingON")
                                                for one in node.iterfind("Line")))))  # fmt: skip
    parts = ((invoices[0], money),) if len(invoices) == 1 else (("", money),)
    return ReceiptDocument(number, day, element_text(node, "CustomerID"), "EUR", parts, ", ".join(invoices))


def _withheld(node: ET.Element) -> Decimal:
    return sum((element_amount(one, "WithholdingTaxAmount") or ZERO for one in node.iterfind("WithholdingTax")), ZERO)


def _seller(head: ET.Element | None) -> InvoiceParty:
    number = element_text(head, "TaxRegistrationNumber")
    return InvoiceParty(
        element_text(head, "CompanyName"), (PartyNumber("VAT", number),) if number else (), country="PT"
    )


def _customer(node: ET.Element) -> InvoiceParty:
    tax = element_text(node, "CustomerTaxID")
    address = node.find("BillingAddress")
    country = _told(address, "Country")
    return InvoiceParty(
        element_text(node, "CompanyName"), (PartyNumber("VAT", tax),) if tax and tax != UNKNOWN_TAX_ID else (),
        element_text(node, "CustomerID"), element_text(node, "Email"), element_text(node, "Contact"),
        element_text(node, "Telephone"), _told(address, "AddressDetail"), _told(address, "PostalCode"),
        _told(address, "City"), country.upper() if len(country) == 2 else "",
    )  # fmt: skip


def _told(node: ET.Element | None, path: str) -> str:
    text = element_text(node, path)
    return "" if text == UNKNOWN else text
