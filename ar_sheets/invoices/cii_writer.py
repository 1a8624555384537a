"""Factur-X / ZUGFeRD, profile EN 16931 (UN/CEFACT CII D16B): the XML inside the PDF. Elements in the schema's order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.invoices.codes import exemption_reason, unit_code
from ar_sheets.invoices.document import InvoiceParty
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine
from ar_sheets.invoices.party_ids import endpoint, register_id, tax_number, vat_id
from ar_sheets.invoices.terms import write_skonto
from ar_sheets.invoices.xml_out import add_elements, add_text, as_file

_UNECE = "urn:un:unece:uncefact:data:standard:"
_SPACES = {
    "xmlns:rsm": f"{_UNECE}CrossIndustryInvoice:100",
    "xmlns:ram": f"{_UNECE}ReusableAggregateBusinessInformationEntity:100",
    "xmlns:udt": f"{_UNECE}UnqualifiedDataType:100",
}
_GUIDELINE = "urn:cen.eu:en16931:2017"


def write_cii(invoice: OutgoingInvoice) -> bytes:
    """The XML. Whether all is there that the standard wants is asked before: lacking_fields."""
    root = ET.Element("rsm:CrossIndustryInvoice", _SPACES)
    context = ET.SubElement(root, "rsm:ExchangedDocumentContext")
    _text(_node(context, "GuidelineSpecifiedDocumentContextParameter"), "ID", _GUIDELINE)
    head = ET.SubElement(root, "rsm:ExchangedDocument")
    _text(head, "ID", invoice.number)
    _text(head, "TypeCode", {"Credit note": "381", "Deposit": "386"}.get(invoice.kind, "380"))
    _day(head, "IssueDateTime", invoice.issued)
    if invoice.note:
        _text(_node(head, "IncludedNote"), "Content", invoice.note)
    deal = ET.SubElement(root, "rsm:SupplyChainTradeTransaction")
    for number, line in enumerate(invoice.lines, start=1):
        _line(_node(deal, "IncludedSupplyChainTradeLineItem"), number, line, invoice)
    _agreement(_node(deal, "ApplicableHeaderTradeAgreement"), invoice)
    _delivery(_node(deal, "ApplicableHeaderTradeDelivery"), invoice)
    _settlement(_node(deal, "ApplicableHeaderTradeSettlement"), invoice)
    return as_file(root)


def _node(parent: ET.Element, *names: str) -> ET.Element:
    return add_elements(parent, "ram", *names)


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    add_text(parent, f"ram:{name}", text, attributes)


def _money(parent: ET.Element, name: str, amount: Decimal, **attributes: str) -> None:
    _text(parent, name, f"{amount:.2f}", **attributes)


def _day(parent: ET.Element, name: str, day: date) -> None:
    ET.SubElement(_node(parent, name), "udt:DateTimeString", {"format": "102"}).text = f"{day:%Y%m%d}"


def _line(node: ET.Element, number: int, line: OutgoingLine, invoice: OutgoingInvoice) -> None:
    _text(_node(node, "AssociatedDocumentLineDocument"), "LineID", str(number))
    _text(_node(node, "SpecifiedTradeProduct"), "Name", line.description or "-")
    price = _node(node, "SpecifiedLineTradeAgreement", "NetPriceProductTradePrice")
    _text(price, "ChargeAmount", f"{line.price or Decimal(0):f}")
    delivery = _node(node, "SpecifiedLineTradeDelivery")
    _text(delivery, "BilledQuantity", f"{line.quantity.normalize():f}", unitCode=unit_code(line.unit))
    settled = _node(node, "SpecifiedLineTradeSettlement")
    tax, code = _node(settled, "ApplicableTradeTax"), invoice.code_of(line)
    _text(tax, "TypeCode", "VAT")
    _text(tax, "CategoryCode", code)
    _rate(tax, code, line.vat_percent or Decimal(0))
    _money(_node(settled, "SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", line.net)


def _rate(tax: ET.Element, code: str, rate: Decimal) -> None:
    if code != "O":
        _text(tax, "RateApplicablePercent", f"{rate.normalize():f}")


def _agreement(agreed: ET.Element, invoice: OutgoingInvoice) -> None:
    outside = invoice.code == "O"
    _text(agreed, "BuyerReference", invoice.order_no)
    _party(_node(agreed, "SellerTradeParty"), invoice.seller, outside=outside, is_seller=True)
    _party(_node(agreed, "BuyerTradeParty"), invoice.buyer, outside=outside)


def _party(node: ET.Element, party: InvoiceParty, *, outside: bool, is_seller: bool = False) -> None:
    _text(node, "Name", party.name)
    if register := register_id(party):
        scheme = {"schemeID": register.scheme} if register.scheme else {}
        _text(_node(node, "SpecifiedLegalOrganization"), "ID", register.number, **scheme)
    if party.contact or party.phone or party.email:
        contact = _node(node, "DefinedTradeContact")
        _text(contact, "PersonName", party.contact)
        if party.phone:
            _text(_node(contact, "TelephoneUniversalCommunication"), "CompleteNumber", party.phone)
        if party.email:
            _text(_node(contact, "EmailURIUniversalCommunication"), "URIID", party.email)
    address = _node(node, "PostalTradeAddress")
    _text(address, "PostcodeCode", party.postcode)
    _text(address, "LineOne", party.street)
    _text(address, "CityName", party.city)
    _text(address, "CountryID", party.country)
    if end := endpoint(party):
        _text(_node(node, "URIUniversalCommunication"), "URIID", end.number, schemeID=end.scheme)
    if (number := vat_id(party)) and not outside:
        _text(_node(node, "SpecifiedTaxRegistration"), "ID", number, schemeID="VA")
    if is_seller and (number := tax_number(party)):
        _text(_node(node, "SpecifiedTaxRegistration"), "ID", number, schemeID="FC")


def _delivery(node: ET.Element, invoice: OutgoingInvoice) -> None:
    """The day of delivery; of a supply to another EU country also that country (BR-IC-11, BR-IC-12)."""
    if invoice.code == "K":
        _text(_node(node, "ShipToTradeParty", "PostalTradeAddress"), "CountryID", invoice.buyer.country)
    day = invoice.delivered or invoice.issued  # the column Delivered on: empty is the invoice date
    _day(_node(node, "ActualDeliverySupplyChainEvent"), "OccurrenceDateTime", day)


def _settlement(settled: ET.Element, invoice: OutgoingInvoice) -> None:
    _text(settled, "PaymentReference", invoice.payment_reference)
    _text(settled, "InvoiceCurrencyCode", invoice.currency)
    if invoice.account:
        _payment_means(_node(settled, "SpecifiedTradeSettlementPaymentMeans"), invoice)
    for vat in invoice.vat_parts:
        tax = _node(settled, "ApplicableTradeTax")
        _money(tax, "CalculatedAmount", vat.vat)
        _text(tax, "TypeCode", "VAT")
        free = vat.code not in ("S", "Z")
        _text(tax, "ExemptionReason", exemption_reason(invoice) if free else "")
        _money(tax, "BasisAmount", vat.net)
        _text(tax, "CategoryCode", vat.code)
        _text(tax, "ExemptionReasonCode", invoice.reason_code if free else "")
        _rate(tax, vat.code, vat.rate)
    if invoice.due or invoice.discount:
        terms = _node(settled, "SpecifiedTradePaymentTerms")
        _text(terms, "Description", write_skonto(invoice.discount, invoice.issued) if invoice.discount else "")
        if invoice.due:
            _day(terms, "DueDateDateTime", invoice.due)
    _sums(_node(settled, "SpecifiedTradeSettlementHeaderMonetarySummation"), invoice)
    if invoice.credits:
        _text(_node(settled, "InvoiceReferencedDocument"), "IssuerAssignedID", invoice.credits)


def _payment_means(means: ET.Element, invoice: OutgoingInvoice) -> None:
    iban = invoice.account[:2].isalpha()
    _text(means, "TypeCode", "58" if iban and invoice.currency == "EUR" else "30")
    account = _node(means, "PayeePartyCreditorFinancialAccount")
    _text(account, "IBANID" if iban else "ProprietaryID", invoice.account)
    if invoice.bic:
        _text(_node(means, "PayeeSpecifiedCreditorFinancialInstitution"), "BICID", invoice.bic)


def _sums(sums: ET.Element, invoice: OutgoingInvoice) -> None:
    _money(sums, "LineTotalAmount", invoice.net)
    _money(sums, "TaxBasisTotalAmount", invoice.net)
    _money(sums, "TaxTotalAmount", invoice.vat, currencyID=invoice.currency)
    if invoice.rounding:
        _money(sums, "RoundingAmount", invoice.rounding)
    _money(sums, "GrandTotalAmount", invoice.total)
    _money(sums, "DuePayableAmount", invoice.amount)
