"""XAF 3 and 4 (Netherlands, Auditfile Financieel): open items out of the sub-ledger blocks, where they are filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import (
    ZERO,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    NotAnInvoice,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text


@dataclass(slots=True)
class _OpenItem:
    amount: Decimal = ZERO
    issued: list[date] = field(default_factory=list)
    due: list[date] = field(default_factory=list)


def read_invoices(root: ET.Element) -> InvoiceContent:
    """A document for each customer and invoice whose lines do not come to nothing."""
    company = root.find("company")
    seller = InvoiceParty(element_text(company, "companyName"), tuple(_numbers(company)), country="NL")
    currency = element_text(root, "header/curCode") or "EUR"
    customers: dict[str, InvoiceParty] = {}
    suppliers: set[str] = set()
    for one in root.iterfind("company/customersSuppliers/customerSupplier"):
        number = element_text(one, "custSupID")
        if element_text(one, "custSupTp") == "S":
            suppliers.add(number)
        else:
            customers[number] = _customer(one)
    items: dict[tuple[str, str], _OpenItem] = {}
    for line in (*root.iter("obSbLine"), *root.iter("sbLine")):
        key = (element_text(line, "custSupID"), element_text(line, "invRef"))
        if all(key) and key[0] not in suppliers and element_text(line, "invPurSalTp") != "P":
            _add(items.setdefault(key, _OpenItem()), line)
    if not items:
        raise NotAnInvoice(_("This auditfile has no open items: the blocks of its sub-ledgers are empty. Take the "
                             "invoices themselves, or the program's open list with ar-sheets adopt."))  # fmt: skip
    documents = [
        InvoiceDocument("XAF", invoice, min(one.issued), currency, one.amount,
                        customers.get(customer) or InvoiceParty(given_number=customer), seller,
                        due=max(one.due) if one.due else None)
        for (customer, invoice), one in items.items() if one.amount and one.issued
    ]  # fmt: skip
    return InvoiceContent("XAF", documents, seller=seller)


def _add(item: _OpenItem, line: ET.Element) -> None:
    amount = element_amount(line, "amnt") or ZERO
    item.amount += -amount if element_text(line, "amntTp") == "C" else amount
    issued, due = element_day(line, "invDt") or element_day(line, "recDate"), element_day(line, "invDueDt")
    if issued:
        item.issued.append(issued)
    if due:
        item.due.append(due)


def _numbers(node: ET.Element | None) -> Iterator[PartyNumber]:
    vat = first_text(node, "taxRegIdent", "taxRegistrationNumber")
    register = first_text(node, "commerceNr", "companyIdent")
    if vat:
        country = first_text(node, "taxRegistrationCountry")
        yield PartyNumber("VAT", vat if vat[:2].isalpha() else country + vat)
    if register:
        yield PartyNumber("0106", register)


def _customer(node: ET.Element) -> InvoiceParty:
    address = node.find("streetAddress")
    address = node.find("postalAddress") if address is None else address
    street = " ".join(filter(None, (element_text(address, "streetname"), element_text(address, "number"),
                                    element_text(address, "numberExtension"))))  # fmt: skip
    return InvoiceParty(
        element_text(node, "custSupName"), tuple(_numbers(node)), element_text(node, "custSupID"),
        element_text(node, "eMail"), element_text(node, "contact"), element_text(node, "telephone"), street,
        element_text(address, "postalCode"), element_text(address, "city"), element_text(address, "country").upper(),
    )  # fmt: skip
