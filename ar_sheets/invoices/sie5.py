"""SIE 5 (Sweden): the sub-ledger of customers' invoices. Most files have no due dates and not every customer's name."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import (
    NOTHING_OPEN,
    OPEN,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    NotAnInvoice,
    PartyNumber,
)
from ar_sheets.invoices.markup import needed, read_amount, read_day


def read_invoices(root: ET.Element) -> InvoiceContent:
    """A document for each CustomerInvoice, with what is open of it where the file has balances."""
    company = root.find("FileInfo/Company")
    own = company.get("organizationId", "") if company is not None else ""
    seller = InvoiceParty(company.get("name", "") if company is not None else "",
                          (PartyNumber("0007", own),) if own else (), country="SE")  # fmt: skip
    money = root.find("FileInfo/AccountingCurrency")
    currency = money.get("currency", "SEK") if money is not None else "SEK"
    customers = {one.get("id", ""): _customer(one) for one in root.iterfind("Customers/Customer")}
    documents = []
    for one in root.iterfind("CustomerInvoices/CustomerInvoice"):
        number = one.get("customerId", "")
        buyer = customers.get(number) or InvoiceParty(given_number=number)
        documents.append(_document(one, seller, buyer, currency))
    if not documents:
        raise NotAnInvoice(_("This SIE 5 file has no customers' invoices in it. Export it with its sub-ledgers, or "
                             "take the invoices themselves."))  # fmt: skip
    return InvoiceContent("SIE 5", documents, seller=seller)


def _document(node: ET.Element, seller: InvoiceParty, buyer: InvoiceParty, currency: str) -> InvoiceDocument:
    original = needed(node.find("OriginalAmount"), "OriginalAmount")
    number = needed(node.get("invoiceNumber") or node.get("id", ""), "invoiceNumber")
    day = needed(original.get("date", ""), "date")
    balances = sorted(node.iterfind("Balances/ClosingBalance"), key=lambda one: one.get("month", ""))
    told = balances[-1] if balances else original
    amount, currency = _money(told, currency)
    total = _money(original, currency)[0]
    due = node.get("dueDate", "")
    return InvoiceDocument(
        "SIE 5", number, read_day(day, "date"), currency, amount, buyer, seller,
        due=read_day(due, "dueDate") if due else None, state=OPEN if amount else NOTHING_OPEN,
        total=total if total != amount else None,
        payment_reference=node.get("ocrNumber", ""), may_be_paid=not balances,
    )  # fmt: skip


def _money(node: ET.Element, currency: str) -> tuple[Decimal, str]:
    """In the invoice's own currency where the file has it."""
    foreign = node.find("ForeignCurrencyAmount")
    if foreign is not None and foreign.get("currency"):
        return read_amount(foreign.get("amount", ""), "ForeignCurrencyAmount"), foreign.get("currency", "")
    return read_amount(node.get("amount", ""), "amount"), currency


def _customer(node: ET.Element) -> InvoiceParty:
    number, vat = node.get("organizationId", ""), node.get("vatNr", "")
    numbers = [PartyNumber("VAT", vat)] if vat else []
    if number:
        numbers.append(PartyNumber("0007", number))
    code, city = _postcode_and_city(node.get("city", ""))
    return InvoiceParty(
        node.get("name", ""), tuple(numbers), node.get("id", ""), node.get("email", ""), phone=node.get("phone1", ""),
        street=node.get("address1", ""), postcode=node.get("postalCode", "") or code, city=city,
        country=node.get("country", "").upper() if len(node.get("country", "")) == 2 else "",
    )  # fmt: skip


def _postcode_and_city(text: str) -> tuple[str, str]:
    """The digits that the line begins with, and the rest: 702 20 Örebro."""
    digits = len(text) - len(text.lstrip("0123456789 "))
    return text[:digits].strip(), text[digits:].strip()
