"""Peppol BIS Billing 3 (UBL 2.1): an invoice or credit note as XML. Elements in the order of the standard."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.invoices.codes import exemption_reason, unit_code
from ar_sheets.invoices.document import InvoiceParty
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine
from ar_sheets.invoices.party_ids import endpoint, register_id, tax_number, vat_id
from ar_sheets.invoices.terms import write_skonto
from ar_sheets.invoices.xml_out import add_elements, add_text, as_file

_OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{_OASIS}CommonAggregateComponents-2", f"{_OASIS}CommonBasicComponents-2"
_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def write_ubl(invoice: OutgoingInvoice) -> bytes:
    """The XML. Whether all is there that the standard wants is asked before: lacking_fields, lacking_for_peppol."""
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
    _text(root, "Note", invoice.note)
    _text(root, "DocumentCurrencyCode", invoice.currency)
    _text(root, "BuyerReference", invoice.order_no or invoice.credits)  # PEPPOL-EN16931-R003
    if invoice.credits:
        _text(_node(root, "BillingReference", "InvoiceDocumentReference"), "ID", invoice.credits)
    outside = invoice.code == "O"
    _party(_node(root, "AccountingSupplierParty", "Party"), invoice.seller, outside=outside, is_seller=True)
    _party(_node(root, "AccountingCustomerParty", "Party"), invoice.buyer, outside=outside)
    _delivery(root, invoice)
    if invoice.account:
        _payment_means(root, invoice)
    if invoice.discount:
        _text(_node(root, "PaymentTerms"), "Note", write_skonto(invoice.discount, invoice.issued))
    _sums(root, invoice)
    for number, line in enumerate(invoice.lines, start=1):
        _line(root, number, line, invoice, "Credit" if credit else "Invoice")
    return as_file(root)


def _node(parent: ET.Element, *names: str) -> ET.Element:
    return add_elements(parent, "cac", *names)


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    add_text(parent, f"cbc:{name}", text, attributes)


def _money(parent: ET.Element, name: str, amount: Decimal, currency: str) -> None:
    _text(parent, name, f"{amount:.2f}", currencyID=currency)


def _party(node: ET.Element, party: InvoiceParty, *, outside: bool, is_seller: bool = False) -> None:
    if end := endpoint(party):
        _text(node, "EndpointID", end.number, schemeID=end.scheme)
    _text(_node(node, "PartyName"), "Name", party.name)
    address = _node(node, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(_node(address, "Country"), "IdentificationCode", party.country)
    taxes = [("VAT", "" if outside else vat_id(party)), ("TAX", tax_number(party) or _told_by_register(party))]
    for scheme, number in taxes if is_seller else taxes[:1]:
        if number:
            tax = _node(node, "PartyTaxScheme")
            _text(tax, "CompanyID", number)
            _text(_node(tax, "TaxScheme"), "ID", scheme)
    legal = _node(node, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    if register := register_id(party):
        _text(legal, "CompanyID", register.number, **({"schemeID": register.scheme} if register.scheme else {}))
    if party.email or party.contact or party.phone:
        contact = _node(node, "Contact")
        _text(contact, "Name", party.contact)
        _text(contact, "Telephone", party.phone)
        _text(contact, "ElectronicMail", party.email)


def _told_by_register(party: InvoiceParty) -> str:
    """NO-R-002, SE-R-005: what a seller there is to say of itself."""
    return next((text for text in party.statements if text in ("Foretaksregisteret", "Godkänd för F-skatt")), "")


def _delivery(root: ET.Element, invoice: OutgoingInvoice) -> None:
    """The day of delivery where it is another; of a supply to another EU country always, with that country."""
    within_eu = invoice.code == "K"
    day = invoice.delivered or (invoice.issued if within_eu else None)
    if day is None:
        return
    delivery = _node(root, "Delivery")
    _text(delivery, "ActualDeliveryDate", day.isoformat())
    if within_eu:
        country = _node(delivery, "DeliveryLocation", "Address", "Country")
        _text(country, "IdentificationCode", invoice.buyer.country)


def _payment_means(root: ET.Element, invoice: OutgoingInvoice) -> None:
    means = _node(root, "PaymentMeans")
    danish = invoice.seller.country == "DK" and invoice.account.startswith("DK") and len(invoice.account) == 18
    _text(means, "PaymentMeansCode", "42" if danish else "30")  # DK-R-005 knows no 30, credit transfer
    _text(means, "PaymentID", invoice.payment_reference)
    account = _node(means, "PayeeFinancialAccount")
    _text(account, "ID", invoice.account[8:] if danish else invoice.account)
    _text(account, "Name", invoice.seller.name)
    branch = invoice.account[4:8] if danish else invoice.bic  # DK-R-006
    if branch:
        _text(_node(account, "FinancialInstitutionBranch"), "ID", branch)


def _sums(root: ET.Element, invoice: OutgoingInvoice) -> None:
    currency = invoice.currency
    total = _node(root, "TaxTotal")
    _money(total, "TaxAmount", invoice.vat, currency)
    for vat in invoice.vat_parts:
        part = _node(total, "TaxSubtotal")
        _money(part, "TaxableAmount", vat.net, currency)
        _money(part, "TaxAmount", vat.vat, currency)
        _category(_node(part, "TaxCategory"), vat.code, vat.rate, invoice)
    sums = _node(root, "LegalMonetaryTotal")
    for name, amount in (("LineExtensionAmount", invoice.net), ("TaxExclusiveAmount", invoice.net),
                         ("TaxInclusiveAmount", invoice.total), ("PayableRoundingAmount", invoice.rounding),
                         ("PayableAmount", invoice.amount)):  # fmt: skip
        if amount or name != "PayableRoundingAmount":
            _money(sums, name, amount, currency)


def _category(node: ET.Element, code: str, rate: Decimal, because: OutgoingInvoice | None = None) -> None:
    _text(node, "ID", code)
    if code != "O":
        _text(node, "Percent", f"{rate.normalize():f}")
    if because is not None and code not in ("S", "Z"):
        _text(node, "TaxExemptionReasonCode", because.reason_code)
        _text(node, "TaxExemptionReason", exemption_reason(because))
    _text(_node(node, "TaxScheme"), "ID", "VAT")


def _line(root: ET.Element, number: int, line: OutgoingLine, invoice: OutgoingInvoice, kind: str) -> None:
    node = _node(root, f"{'CreditNote' if kind == 'Credit' else 'Invoice'}Line")
    _text(node, "ID", str(number))
    quantity = f"{line.quantity.normalize():f}"
    _text(node, f"{kind}{'ed' if kind == 'Credit' else 'd'}Quantity", quantity, unitCode=unit_code(line.unit))
    _money(node, "LineExtensionAmount", line.net, invoice.currency)
    item = _node(node, "Item")
    _text(item, "Name", line.description or "-")
    _category(_node(item, "ClassifiedTaxCategory"), invoice.code_of(line), line.vat_percent or Decimal(0))
    _text(_node(node, "Price"), "PriceAmount", f"{line.price or Decimal(0):f}", currencyID=invoice.currency)
