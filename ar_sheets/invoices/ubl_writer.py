"""Peppol BIS Billing 3 (UBL 2.1): an invoice or credit note as XML. Elements in the order of the standard."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import InvoiceParty
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine
from ar_sheets.invoices.party_numbers import squeezed_number

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{_OASIS}CommonAggregateComponents-2", f"{_OASIS}CommonBasicComponents-2"
_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
# Peppol's electronic address scheme of a country's VAT or register number (EAS code list).
ENDPOINTS = {"NO": "0192", "SE": "0007", "DK": "0184", "FI": "0213", "BE": "0208", "NL": "9944", "DE": "9930",
             "PT": "9946", "AL": "9923", "GB": "9932", "AT": "9914", "FR": "9957", "ES": "9920",
             "IT": "0211"}  # fmt: skip
_REGISTER = {"NO": 9, "SE": 10, "DK": 8, "BE": 10}  # digits of the number without its VAT parts
# UN/ECE Recommendation 20 of the units that people write; C62 is "one".
_UNITS = {"h": "HUR", "hour": "HUR", "hours": "HUR", "time": "HUR", "timer": "HUR", "std": "HUR", "uur": "HUR",
          "day": "DAY", "days": "DAY", "dag": "DAY", "kg": "KGM", "m": "MTR", "m2": "MTK", "l": "LTR", "km": "KMT",
          "month": "MON", "pcs": "H87", "stk": "H87", "st": "H87", "stück": "H87"}  # fmt: skip


def write_ubl(invoice: OutgoingInvoice) -> bytes:
    """The XML. Whether all is there that the standard wants is asked before: lacking_fields."""
    credit = invoice.kind == "Credit note"
    name = "CreditNote" if credit else "Invoice"
    root = ET.Element(name, {"xmlns": f"{_OASIS}{name}-2", "xmlns:cac": _CAC, "xmlns:cbc": _CBC})
    _text(root, "CustomizationID", _CUSTOMIZATION)
    _text(root, "ProfileID", _PROFILE)
    _text(root, "ID", invoice.number)
    _text(root, "IssueDate", invoice.issued.isoformat())
    if not credit:
        _text(root, "DueDate", invoice.due.isoformat() if invoice.due else "")
    _text(root, f"{name}TypeCode", "381" if credit else "386" if invoice.kind == "Deposit" else "380")
    _text(root, "DocumentCurrencyCode", invoice.currency)
    _text(root, "BuyerReference", invoice.order_no or invoice.credits)  # PEPPOL-EN16931-R003
    if invoice.credits:
        _text(_node(root, "BillingReference", "InvoiceDocumentReference"), "ID", invoice.credits)
    _party(_node(root, "AccountingSupplierParty", "Party"), invoice.seller)
    _party(_node(root, "AccountingCustomerParty", "Party"), invoice.buyer)
    if invoice.account:
        _payment_means(root, invoice)
    _sums(root, invoice)
    for number, line in enumerate(invoice.lines, start=1):
        _line(root, number, line, invoice.currency, "Credit" if credit else "Invoice")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'.encode()


def _node(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = ET.SubElement(parent, f"cac:{name}")
    return parent


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    kept = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t")  # XML has no other control signs
    if kept:
        ET.SubElement(parent, f"cbc:{name}", attributes).text = kept


def _money(parent: ET.Element, name: str, amount: Decimal, currency: str) -> None:
    _text(parent, name, f"{amount:.2f}", currencyID=currency)


def _party(node: ET.Element, party: InvoiceParty) -> None:
    vat = squeezed_number(party.numbers[0].number) if party.numbers else ""
    vat = vat if vat[:2].isalpha() else party.country + vat
    register = "".join(sign for sign in vat if sign.isdigit())[: _REGISTER.get(party.country, 0)]
    scheme = ENDPOINTS.get(party.country, "")
    if scheme:
        _text(node, "EndpointID", register or vat, schemeID=scheme)
    _text(_node(node, "PartyName"), "Name", party.name)
    address = _node(node, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(_node(address, "Country"), "IdentificationCode", party.country)
    if vat:
        tax = _node(node, "PartyTaxScheme")
        _text(tax, "CompanyID", vat + "MVA" if party.country == "NO" and not vat.endswith("MVA") else vat)
        _text(_node(tax, "TaxScheme"), "ID", "VAT")
    legal = _node(node, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    if register and scheme:
        _text(legal, "CompanyID", register, schemeID=scheme)
    if party.email or party.contact:
        contact = _node(node, "Contact")
        _text(contact, "Name", party.contact)
        _text(contact, "ElectronicMail", party.email)


def _payment_means(root: ET.Element, invoice: OutgoingInvoice) -> None:
    means = _node(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", "30")  # credit transfer
    _text(means, "PaymentID", invoice.payment_reference)
    account = _node(means, "PayeeFinancialAccount")
    _text(account, "ID", invoice.account)
    if invoice.bic:
        _text(_node(account, "FinancialInstitutionBranch"), "ID", invoice.bic)


def _sums(root: ET.Element, invoice: OutgoingInvoice) -> None:
    currency, rates = invoice.currency, invoice.vat_by_rate
    net, vat = (sum((parts[at] for parts in rates), Decimal(0)) for at in (1, 2))
    total = _node(root, "TaxTotal")
    _money(total, "TaxAmount", vat, currency)
    for rate, base, tax in rates:
        part = _node(total, "TaxSubtotal")
        _money(part, "TaxableAmount", base, currency)
        _money(part, "TaxAmount", tax, currency)
        _category(_node(part, "TaxCategory"), rate)
    sums = _node(root, "LegalMonetaryTotal")
    for name, amount in (("LineExtensionAmount", net), ("TaxExclusiveAmount", net), ("TaxInclusiveAmount", net + vat),
                         ("PayableAmount", net + vat)):  # fmt: skip
        _money(sums, name, amount, currency)


def _category(node: ET.Element, rate: Decimal) -> None:
    _text(node, "ID", "S")  # standard rated, which in the standard is every rate above nothing
    _text(node, "Percent", f"{rate.normalize():f}")
    _text(_node(node, "TaxScheme"), "ID", "VAT")


def _line(root: ET.Element, number: int, line: OutgoingLine, currency: str, kind: str) -> None:
    node = _node(root, f"{'CreditNote' if kind == 'Credit' else 'Invoice'}Line")
    _text(node, "ID", str(number))
    unit = _UNITS.get(line.unit.strip(" .").casefold(), "C62")
    _text(node, f"{kind}{'ed' if kind == 'Credit' else 'd'}Quantity", f"{line.quantity.normalize():f}", unitCode=unit)
    _money(node, "LineExtensionAmount", line.net, currency)
    item = _node(node, "Item")
    _text(item, "Name", line.description or "-")
    _category(_node(item, "ClassifiedTaxCategory"), line.vat_percent or Decimal(0))
    _text(_node(node, "Price"), "PriceAmount", f"{line.price or Decimal(0):f}", currencyID=currency)
