"""UBL 2 Invoice and CreditNote: Peppol BIS 3 and EHF, XRechnung, UBL.BE, NLCIUS and SI-UBL, CIUS-PT, OIOUBL.

OIOUBL differs in three things, and none needs a switch: its TaxExclusiveAmount is the tax (not read), its due date
stands in PaymentMeans (read second), its numbers carry DK:CVR (a scheme like others).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from ar_sheets.invoices.document import (
    NOT_OWED,
    NOTHING_OPEN,
    OPEN,
    OWED_AGAIN,
    PAID_AT_ISSUE,
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

CREDIT_TYPES = frozenset({"381", "83", "261", "396", "NC", "TD04"})  # UNTDID 1001, and Portugal's and Italy's own
PROFORMA = "325"
DEPOSIT = "386"
PAID_TYPES = frozenset({"FR", "FS"})  # CIUS-PT: fatura-recibo, fatura simplificada: paid at issue
_FORMATS = (("oioubl", "OIOUBL"), ("xrechnung", "XRechnung UBL"), ("ubl.be", "UBL.BE"), ("nen.nl", "NLCIUS"),
            ("simplerinvoic", "SI-UBL"), ("cius-pt", "CIUS-PT"), ("peppol", "Peppol BIS"))  # fmt: skip


def read_invoices(root: ET.Element) -> InvoiceContent:
    """The one document of the file."""
    number, issued = needed(element_text(root, "ID"), "ID"), needed(element_day(root, "IssueDate"), "IssueDate")
    totals = root.find("LegalMonetaryTotal")
    payable = needed(element_amount(totals, "PayableAmount"), "PayableAmount")
    currency = needed(element_text(root, "DocumentCurrencyCode") or _currency_of(totals), "DocumentCurrencyCode")
    kind = first_text(root, "InvoiceTypeCode", "CreditNoteTypeCode")
    credit = root.tag == "CreditNote" or kind in CREDIT_TYPES
    total = element_amount(totals, "TaxInclusiveAmount")
    document = InvoiceDocument(
        _format(root), number, issued, currency, -payable if credit else payable,
        _party(root.find("AccountingCustomerParty")), _party(root.find("AccountingSupplierParty")), kind,
        total=None if total is None or total == payable else abs(total) if credit else total,
        state=_state(kind, payable, total, credit), deposit=kind == DEPOSIT,
        order_no=_order(root), credits=element_text(root, "BillingReference/InvoiceDocumentReference/ID"),
    )  # fmt: skip
    _amounts(root, totals, document)
    _terms(root, document)
    return InvoiceContent(document.format, (document,), seller=document.seller)


def _currency_of(totals: ET.Element | None) -> str:
    payable = totals.find("PayableAmount") if totals is not None else None
    return payable.get("currencyID", "") if payable is not None else ""


def _format(root: ET.Element) -> str:
    told = (element_text(root, "CustomizationID") + " " + element_text(root, "ProfileID")).lower()
    return next((name for mark, name in _FORMATS if mark in told), "UBL")


def _state(kind: str, payable: Decimal, total: Decimal | None, credit: bool) -> str:
    if kind == PROFORMA:
        return NOT_OWED
    if kind in PAID_TYPES:
        return PAID_AT_ISSUE
    if payable == 0:
        return NOTHING_OPEN
    if payable < 0 and credit:
        return OWED_AGAIN
    return WE_OWE if payable < 0 and total is not None and total > 0 else OPEN


def _order(root: ET.Element) -> str:
    return first_text(root, "OrderReference/ID", "BuyerReference", "ContractDocumentReference/ID")


def _amounts(root: ET.Element, totals: ET.Element | None, document: InvoiceDocument) -> None:
    """PrepaidAmount is taken off the total; PrepaidPayment of the XRechnung extension is added to it."""
    document.prepaid = element_amount(totals, "PrepaidAmount") or ZERO
    document.rounding = element_amount(totals, "PayableRoundingAmount") or ZERO
    if document.total is not None and document.amount > document.total and not document.prepaid:
        paid = (element_amount(one, "PaidAmount") or ZERO for one in root.iterfind("PrepaidPayment"))
        document.added = sum(paid, ZERO)
    document.withheld = -sum(
        (tax for one in root.iterfind("TaxTotal") if (tax := element_amount(one, "TaxAmount")) and tax < 0), ZERO
    ) if document.signed > 0 and document.state != OWED_AGAIN else ZERO  # fmt: skip


def _terms(root: ET.Element, document: InvoiceDocument) -> None:
    """In this order: DueDate, the only due date of the means of payment, a #SKONTO# line with 0.00 %."""
    texts = [text for one in root.iterfind("PaymentTerms") for note in one.iterfind("Note") if (text := _raw(note))]
    document.terms = " ".join(" ".join(texts).split())
    skonto, net = read_skonto(" ".join(texts), document.issued)
    document.discounts = (*skonto, *_discounts(root, document.issued))
    means = {day for one in root.iterfind("PaymentMeans") if (day := element_day(one, "PaymentDueDate"))}
    due = element_day(root, "DueDate")
    document.due = due or (next(iter(means)) if len(means) == 1 else None) or net
    others = means - {document.due}
    document.other_due = max(others) if others and document.due else None
    codes = {element_text(one, "PaymentMeansCode") for one in root.iterfind("PaymentMeans")}
    document.pulled = bool(codes & PULLED_CODES) or says_pulled(document.terms)
    document.payment_reference = next(
        (text for one in root.iterfind("PaymentMeans")
         if (text := first_text(one, "PaymentID", "InstructionID")) and not text.startswith("#")), ""
    )  # fmt: skip


def _raw(note: ET.Element) -> str:
    return (note.text or "").strip()


def _discounts(root: ET.Element, issued: date) -> Iterator[EarlyDiscount]:
    """Discounts with a percent and a day of their own (UBL.BE)."""
    for one in root.iterfind("PaymentTerms"):
        percent = element_amount(one, "SettlementDiscountPercent")
        until = element_day(one, "SettlementPeriod/EndDate") or element_day(one, "PaymentDueDate")
        if percent and until and until >= issued:
            yield EarlyDiscount(percent, until)


def _party(role: ET.Element | None) -> InvoiceParty:
    party = role.find("Party") if role is not None else None
    if party is None or role is None:
        return InvoiceParty()
    legal, trading = element_text(party, "PartyLegalEntity/RegistrationName"), element_text(party, "PartyName/Name")
    person = " ".join(filter(None, (element_text(party, "Person/FirstName"), element_text(party, "Person/FamilyName"))))
    address = party.find("PostalAddress")
    street = " ".join(filter(None, (element_text(address, "StreetName"), element_text(address, "BuildingNumber"))))
    given = first_text(role, "SupplierAssignedAccountID", "CustomerAssignedAccountID")
    return InvoiceParty(
        legal or trading or person, tuple(dict.fromkeys(_numbers(party))), given or _bare_number(party),
        first_text(party, "Contact/ElectronicMail") or _endpoint_mail(party), element_text(party, "Contact/Name"),
        element_text(party, "Contact/Telephone"), street or element_text(address, "AddressLine/Line"),
        element_text(address, "PostalZone"), element_text(address, "CityName"),
        element_text(address, "Country/IdentificationCode").upper(), trading if legal and trading != legal else "",
    )  # fmt: skip


def _numbers(party: ET.Element) -> Iterator[PartyNumber]:
    for one in party.iterfind("PartyTaxScheme"):
        scheme = element_text(one, "TaxScheme/ID").upper()
        number = element_text(one, "CompanyID")
        if number and any(sign.isdigit() for sign in number):  # "Foretaksregisteret", "Godkänd för F-skatt"
            yield PartyNumber("VAT" if scheme in ("VAT", "63", "") else "TAX", number)
    for one in party.iterfind("PartyLegalEntity/CompanyID"):
        if number := element_text(one):
            yield PartyNumber(one.get("schemeID", ""), number)
    for one in (*party.iterfind("PartyIdentification/ID"), *party.iterfind("EndpointID")):
        if (number := element_text(one)) and one.get("schemeID"):
            yield PartyNumber(one.get("schemeID", ""), number)


def _bare_number(party: ET.Element) -> str:
    """A buyer's identifier without a scheme: the number that the seller gave it (BT-46)."""
    return next((text for one in party.iterfind("PartyIdentification/ID")
                 if not one.get("schemeID") and (text := element_text(one))), "")  # fmt: skip


def _endpoint_mail(party: ET.Element) -> str:
    end = party.find("EndpointID")
    return element_text(end) if end is not None and "@" in (end.text or "") else ""
