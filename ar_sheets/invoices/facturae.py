"""Facturae (Spain): what is to be paid is TotalExecutableAmount; amounts carry their sign."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import (
    NOTHING_OPEN,
    OPEN,
    ZERO,
    DueInstalment,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text, needed

PULLED = frozenset({"02", "19"})  # direct debit, card


def read_invoices(root: ET.Element) -> InvoiceContent:
    """A document for each Invoice of the batch."""
    seller, buyer = _party(root.find("Parties/SellerParty")), _party(root.find("Parties/BuyerParty"))
    documents = [_document(one, seller, buyer) for one in root.iterfind("Invoices/Invoice")]
    needed(documents or None, "Invoice")
    return InvoiceContent("Facturae", documents, seller=seller)


def _document(node: ET.Element, seller: InvoiceParty, buyer: InvoiceParty) -> InvoiceDocument:
    issued = needed(element_day(node, "InvoiceIssueData/IssueDate"), "IssueDate")
    currency = needed(element_text(node, "InvoiceIssueData/InvoiceCurrencyCode"), "InvoiceCurrencyCode")
    totals = node.find("InvoiceTotals")
    total = element_amount(totals, "InvoiceTotal")
    payable = element_amount(totals, "TotalExecutableAmount")
    payable = element_amount(totals, "TotalOutstandingAmount") if payable is None else payable
    payable = needed(total if payable is None else payable, "TotalExecutableAmount")
    number = needed(_number(node), "InvoiceNumber")
    parts = [(element_day(one, "InstallmentDueDate"), element_amount(one, "InstallmentAmount"))
             for one in node.iterfind("PaymentDetails/Installment")]  # fmt: skip
    days = [due for due, _amount in parts if due]
    plan = tuple(DueInstalment(due, amount) for due, amount in parts if due and amount)
    means = {element_text(one) for one in node.iterfind("PaymentDetails/Installment/PaymentMeans")}
    return InvoiceDocument(
        "Facturae", number, issued, currency, payable, buyer, seller, element_text(node, "InvoiceHeader/InvoiceClass"),
        max(days) if days else None, OPEN if payable else NOTHING_OPEN,
        total=total if total is not None and total != payable else None,
        prepaid=element_amount(totals, "TotalPaymentsOnAccount") or ZERO,
        withheld=element_amount(totals, "TotalTaxesWithheld") or ZERO,
        order_no=first_text(node, "InvoiceIssueData/ReceiverTransactionReference",
                            "InvoiceIssueData/ReceiverContractReference"),
        credits=element_text(node, "InvoiceHeader/Corrective/InvoiceNumber") if payable < 0 else "",
        payment_reference=first_text(node, "PaymentDetails/Installment/PaymentReconciliationReference"),
        instalments=plan if len(plan) > 1 else (), pulled=bool(means & PULLED),
    )  # fmt: skip


def _number(node: ET.Element) -> str:
    """With its series, for numbers start again in each."""
    number = element_text(node, "InvoiceHeader/InvoiceNumber")
    series = element_text(node, "InvoiceHeader/InvoiceSeriesCode")
    return f"{series}/{number}" if series and number and not number.startswith(series) else number


def _party(node: ET.Element | None) -> InvoiceParty:
    number = element_text(node, "TaxIdentification/TaxIdentificationNumber")
    entity = node.find("LegalEntity") if node is not None else None
    if node is not None and entity is None:
        entity = node.find("Individual")
    person = " ".join(filter(None, (element_text(entity, one) for one in ("Name", "FirstSurname", "SecondSurname"))))
    legal, trading = element_text(entity, "CorporateName"), element_text(entity, "TradeName")
    address = None
    if entity is not None:
        address = entity.find("AddressInSpain")
        address = entity.find("OverseasAddress") if address is None else address
    code, _sep, town = element_text(address, "PostCodeAndTown").partition(" ")
    return InvoiceParty(
        legal or person, (PartyNumber("TAX", number),) if number else (),
        email=element_text(entity, "ContactDetails/ElectronicMail"),
        contact=element_text(entity, "ContactDetails/ContactPersons"),
        phone=element_text(entity, "ContactDetails/Telephone"), street=element_text(address, "Address"),
        postcode=element_text(address, "PostCode") or code, city=element_text(address, "Town") or town,
        country=_two_letters(element_text(address, "CountryCode")), other_name=trading,
    )  # fmt: skip


def _two_letters(code: str) -> str:
    """ESP is ES: Facturae writes the three letters of ISO 3166."""
    from babel.core import get_global

    found = get_global("territory_aliases").get(code.upper(), [])
    return found[0] if len(code) == 3 and found else code.upper()
