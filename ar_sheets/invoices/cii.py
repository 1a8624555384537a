"""CII: Factur-X, ZUGFeRD 1 and 2, XRechnung-CII; alone or out of a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import (
    NOT_OWED,
    NOTHING_OPEN,
    OPEN,
    OWED_AGAIN,
    PULLED_CODES,
    WE_OWE,
    ZERO,
    EarlyDiscount,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    PartyNumber,
)
from ar_sheets.invoices.markup import element_amount, element_day, element_text, first_text, needed
from ar_sheets.invoices.terms import read_skonto, says_pulled
from ar_sheets.invoices.ubl import CREDIT_TYPES, DEPOSIT, PROFORMA

_SCHEMES = {"VA": "VAT", "FC": "TAX"}
_DAYS = {"DAY": 1, "WEE": 7}  # UN/ECE Rec 20


def read_invoices(root: ET.Element) -> InvoiceContent:
    """The one document of the file. ZUGFeRD 1 has other names for the same parts."""
    head = _either(root, "ExchangedDocument", "HeaderExchangedDocument")
    deal = _either(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    agreed = _either(deal, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    settled = _either(deal, "ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
    sums = _either(settled, "SpecifiedTradeSettlementHeaderMonetarySummation",
                   "SpecifiedTradeSettlementMonetarySummation")  # fmt: skip
    number = needed(element_text(head, "ID"), "ID")
    issued = needed(element_day(head, "IssueDateTime/DateTimeString"), "IssueDateTime")
    total = element_amount(sums, "GrandTotalAmount")
    payable = element_amount(sums, "DuePayableAmount")
    payable = needed(total if payable is None else payable, "DuePayableAmount")  # ZUGFeRD 1 BASIC has none
    currency = needed(element_text(settled, "InvoiceCurrencyCode"), "InvoiceCurrencyCode")
    kind = element_text(head, "TypeCode")
    credit = kind in CREDIT_TYPES
    document = InvoiceDocument(
        _format(root), number, issued, currency, -payable if credit else payable,
        _party(agreed, "BuyerTradeParty"), _party(agreed, "SellerTradeParty"), kind,
        total=None if total is None or total == payable else abs(total) if credit else total, deposit=kind == DEPOSIT,
        prepaid=element_amount(sums, "TotalPrepaidAmount") or ZERO,
        rounding=element_amount(sums, "RoundingAmount") or ZERO,
        order_no=first_text(agreed, "BuyerOrderReferencedDocument/IssuerAssignedID",
                            "BuyerOrderReferencedDocument/ID", "BuyerReference"),
        payment_reference=element_text(settled, "PaymentReference"),
        credits=first_text(settled, "InvoiceReferencedDocument/IssuerAssignedID", "InvoiceReferencedDocument/ID"),
    )  # fmt: skip
    if kind == PROFORMA:
        document.state = NOT_OWED
    elif payable == 0:
        document.state = NOTHING_OPEN
    elif payable < 0 and credit:
        document.state = OWED_AGAIN
    elif payable < 0 and total is not None and total > 0:
        document.state = WE_OWE
    else:
        document.state = OPEN
    _terms(settled, document)
    return InvoiceContent(document.format, (document,), seller=document.seller)


def _either(node: ET.Element | None, *names: str) -> ET.Element | None:
    if node is None:
        return None
    return next((found for name in names if (found := node.find(name)) is not None), None)


def _format(root: ET.Element) -> str:
    told = " ".join(element.text or "" for element in root.iterfind(".//GuidelineSpecifiedDocumentContextParameter/ID"))
    if root.tag == "CrossIndustryDocument":
        return "ZUGFeRD 1"
    if "xrechnung" in told:
        return "XRechnung CII"
    return "Factur-X" if "factur-x" in told else "ZUGFeRD 2" if "zugferd" in told else "CII"


def _terms(settled: ET.Element | None, document: InvoiceDocument) -> None:
    """A due date beside a discount is the discount's last day, so only terms without one give the due date."""
    if settled is None:
        return
    terms = settled.findall("SpecifiedTradePaymentTerms")
    texts = [(one.text or "").strip() for term in terms for one in term.iterfind("Description")]
    document.terms = " ".join(" ".join(texts).split())
    skonto, net = read_skonto(" ".join(texts), document.issued)
    document.discounts = (*skonto, *(found for term in terms for found in _discount(term, document.issued)))
    days = [day for term in terms if (day := element_day(term, "DueDateDateTime/DateTimeString"))
            and (len(terms) == 1 or not any(_discount(term, document.issued)))]  # fmt: skip
    document.due = max(days) if days else net
    document.other_due = min(days) if days and min(days) != max(days) else None
    codes = {element_text(one, "TypeCode") for one in settled.iterfind("SpecifiedTradeSettlementPaymentMeans")}
    document.pulled = bool(codes & PULLED_CODES) or says_pulled(document.terms)


def _discount(term: ET.Element, issued: date) -> Iterator[EarlyDiscount]:
    for one in term.iterfind("ApplicableTradePaymentDiscountTerms"):
        percent = element_amount(one, "CalculationPercent")
        start = element_day(one, "BasisDateTime/DateTimeString") or issued
        span = one.find("BasisPeriodMeasure")
        days = element_amount(one, "BasisPeriodMeasure")
        each = _DAYS.get(span.get("unitCode", ""), 0) if span is not None else 0
        if percent and days and each and 0 < days < 1000:
            yield EarlyDiscount(percent, start + timedelta(days=int(days) * each))


def _party(agreed: ET.Element | None, name: str) -> InvoiceParty:
    party = agreed.find(name) if agreed is not None else None
    if party is None:
        return InvoiceParty()
    address = party.find("PostalTradeAddress")
    lines = [element_text(address, line) for line in ("LineOne", "LineTwo")]
    contact = party.find("DefinedTradeContact")
    mail = first_text(contact, "EmailURIUniversalCommunication/URIID", "EmailURIUniversalCommunication/CompleteNumber")
    end = element_text(party, "URIUniversalCommunication/URIID")
    legal, trading = element_text(party, "Name"), element_text(party, "SpecifiedLegalOrganization/TradingBusinessName")
    return InvoiceParty(
        legal or trading, tuple(dict.fromkeys(_numbers(party))), element_text(party, "ID"),
        mail or (end if "@" in end else ""), element_text(contact, "PersonName"),
        element_text(contact, "TelephoneUniversalCommunication/CompleteNumber"), ", ".join(filter(None, lines)),
        element_text(address, "PostcodeCode"), element_text(address, "CityName"),
        element_text(address, "CountryID").upper(), trading if legal and trading != legal else "",
    )  # fmt: skip


def _numbers(party: ET.Element) -> Iterator[PartyNumber]:
    for one in party.iterfind("SpecifiedTaxRegistration/ID"):
        scheme = one.get("schemeID", "")
        if number := element_text(one):
            yield PartyNumber(_SCHEMES.get(scheme, scheme), number)
    for path in ("SpecifiedLegalOrganization/ID", "GlobalID", "URIUniversalCommunication/URIID"):
        for one in party.iterfind(path):
            if number := element_text(one):
                yield PartyNumber(one.get("schemeID", ""), number)
