"""The e-invoice of an invoice: what it says (lines, VAT by rate), and what the workbook lacks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.money import unit
from ar_sheets.countries import invoice_law
from ar_sheets.countries.payment_references import read_reference
from ar_sheets.facts.payment_details import bic, iban
from ar_sheets.invoices.cii_writer import write_cii
from ar_sheets.invoices.document import EarlyDiscount, InvoiceParty
from ar_sheets.invoices.lacking import OWN_LINES, lacking_fields, lacking_for_peppol
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine, line_of_total, turned, upright
from ar_sheets.invoices.party_ids import typed_numbers
from ar_sheets.invoices.party_numbers import squeezed_number
from ar_sheets.invoices.ubl_writer import write_ubl
from ar_sheets.reports.papers.context import PapersContext
from ar_sheets.schema.invoice_lines import InvoiceDetail, InvoiceItem
from ar_sheets.schema.model import Customer, Settings
from ar_sheets.workbook.records import records

ZERO = Decimal(0)
Key = tuple[bool, str, str]  # of a credit note, number, customer


@dataclass(frozen=True, slots=True)
class EInvoice:
    """What a document gets beside its PDF: `attached` goes into it, `peppol` is a file of its own."""

    detail: InvoiceDetail
    attached: str = ""
    peppol: bytes = b""
    notes: tuple[str, ...] = ()


class InvoiceTexts:
    """What the workbook says of invoices beside their rows: lines, VAT, delivery, and the customers' numbers."""

    def __init__(self, desk: PapersContext) -> None:
        self.settings = desk.settings
        self._numbers = {
            str(record["customer_id"]).casefold(): str(record.get("vat_org_no") or "")
            for _row, record in records(desk.book, "Customers") if record["customer_id"]
        }  # fmt: skip
        self._lines: dict[str, list[dict[str, Any]]] = {}
        for _row, record in records(desk.book, "Lines"):
            if record.get("invoice_no"):
                self._lines.setdefault(record["invoice_no"].casefold(), []).append(record)
        self._rows = {
            _key(record["invoice_no"], record.get("kind"), record.get("customer_id")): record
            for _row, record in records(desk.book, "Invoices") if record.get("invoice_no")
        }  # fmt: skip
        count = Counter(number for number, _whose in {(number, whose) for _credit, number, whose in self._rows})
        self._shared = {number for number, customers in count.items() if customers > 1}

    def of(self, row: dict[str, Any]) -> EInvoice:
        """The e-invoice of a row of Invoices; of one that says nothing about its VAT only the texts."""
        whose = row["customer"].customer_id
        typed = self._rows.get(_key(row["invoice_no"], row["kind"], whose), {})
        number = row["invoice_no"].casefold()
        lines = self._lines.get(number, [])
        buyer_number = self._numbers.get(whose.casefold(), "")
        own = self.settings
        said = invoice_law.seller_statements(own.country, own.business_name, own.invoice_text)
        delivered = invoice_law.delivery_day(own.country, typed.get("delivered_on"), row["invoice_date"])
        bare = InvoiceDetail(delivered=delivered, buyer_number=buyer_number, texts=said)
        if not lines and typed.get("vat_percent") is None and not typed.get("vat_category"):
            return EInvoice(bare)
        if lines and number in self._shared:  # Lines knows no customer: none may read another's
            return EInvoice(bare, notes=(_not_made([OWN_LINES]),))
        invoice = outgoing_of(row, typed, lines, own, buyer_number)
        return _made(invoice, bare, row["customer"])


def _key(number: str, kind: str | None, whose: str | None) -> Key:
    return kind == "Credit note", number.casefold(), (whose or "").casefold()


def _made(invoice: OutgoingInvoice, bare: InvoiceDetail, customer: Customer) -> EInvoice:
    missing = lacking_fields(invoice)
    if missing:
        return EInvoice(bare, notes=(_not_made(missing), *_address_note(invoice)))
    items = () if invoice.one_line else tuple(map(_item, invoice.lines))
    reason = (invoice.reason,) if invoice.reason else ()
    detail = InvoiceDetail(items, tuple(invoice.vat_parts), invoice.rounding, bare.delivered, bare.buyer_number,
                           (*reason, *bare.texts))  # fmt: skip
    lacking = lacking_for_peppol(invoice)
    attached = write_cii(invoice).decode()
    if not lacking:
        return EInvoice(detail, attached, write_ubl(invoice), _address_note(invoice))
    if customer.profile == "Consumer" and not bare.buyer_number:
        return EInvoice(detail, attached, notes=_address_note(invoice))  # nobody at home is in Peppol
    note = _("The e-invoice is in the PDF (Factur-X); no Peppol file was made. It needs: {fields}.",
             fields=_listed(lacking))  # fmt: skip
    return EInvoice(detail, attached, notes=(note, *_address_note(invoice)))


def _not_made(missing: Sequence[str]) -> str:
    return _("No e-invoice was made, and the PDF tells no VAT. It needs: {fields}.", fields=_listed(missing))


def _listed(fields: Sequence[str]) -> str:
    return "; ".join(map(_, fields))


def _address_note(invoice: OutgoingInvoice) -> tuple[str, ...]:
    buyer = invoice.buyer
    whole = buyer.street and buyer.postcode and buyer.city
    if whole or not invoice_law.needs_address(invoice.seller.country, invoice.amount):
        return ()
    return (_("The law wants the customer's address on an invoice: fill in Street, Postcode and City of {customer} in "
              "Customers.", customer=buyer.name),)  # fmt: skip


def _item(line: OutgoingLine) -> InvoiceItem:
    return InvoiceItem(
        line.description, line.quantity, line.unit, line.price or ZERO, line.vat_percent or ZERO, line.net
    )


def outgoing_of(
    row: dict[str, Any], typed: dict[str, Any], lines: Sequence[dict[str, Any]], settings: Settings, buyer_number: str
) -> OutgoingInvoice:
    """A row of Invoices with its lines as the writers take it."""
    reference = read_reference(row["po_ref"] or "")
    credit = row["kind"] == "Credit note"
    exact = unit(row["currency"])
    usual = typed.get("vat_percent")
    told = row["description"] or row["invoice_no"]
    made = [_line(record, usual, told, exact) for record in lines] or [line_of_total(told, row["amount"], usual, exact)]
    if credit and sum((line.net for line in made), ZERO) < 0:
        made = [turned(line) for line in made]
    discount = EarlyDiscount(*row["own_discount"]) if row.get("own_discount") and not credit else None
    return OutgoingInvoice(
        row["invoice_no"], row["kind"], row["invoice_date"], None if credit else row["due_date"], row["currency"],
        row["amount"], _seller(settings), _buyer(row["customer"], buyer_number), [upright(line) for line in made],
        iban(settings.iban) or settings.account_number, bic(settings.bic), "" if credit else reference.rest,
        reference.number, reference.rest if credit else "", category=typed.get("vat_category") or "",
        reason=typed.get("vat_reason") or "", delivered=typed.get("delivered_on"), note=settings.invoice_text,
        discount=discount, one_line=not lines,
    )  # fmt: skip


def _line(record: dict[str, Any], usual: Decimal | None, told: str, exact: Decimal) -> OutgoingLine:
    quantity, rate = record.get("quantity"), record.get("vat_percent")
    return OutgoingLine(
        record.get("description") or told, Decimal(1) if quantity is None else quantity, record.get("unit") or "",
        record.get("price"), usual if rate is None else rate, exact,
    )  # fmt: skip


def _seller(own: Settings) -> InvoiceParty:
    numbers = [
        *typed_numbers(own.vat_number, own.country),
        *(one._replace(scheme="" if one.scheme == "VAT" else one.scheme)
          for one in typed_numbers(own.org_number, own.country)),
    ]  # fmt: skip
    if own.country == "DE":  # a Steuernummer is no VAT number, and no number of a register
        numbers = [one._replace(scheme="TAX") if _is_german_tax_number(one.number) else one for one in numbers]
    said = invoice_law.seller_statements(own.country, own.business_name, own.invoice_text)
    approved = (invoice_law.APPROVED_FOR_TAX,) if invoice_law.approved_for_tax(own.invoice_text) else ()
    return InvoiceParty(
        own.business_name, tuple(numbers), "", own.email_from, own.signatory, own.phone, own.street, own.postcode,
        own.city, own.country, statements=(*approved, *said),
    )  # fmt: skip


def _is_german_tax_number(number: str) -> bool:
    return squeezed_number(number).isdigit() and len(squeezed_number(number)) in (10, 11, 13)


def _buyer(customer: Customer, number: str) -> InvoiceParty:
    return InvoiceParty(
        customer.name, typed_numbers(number, customer.country), "", customer.email.partition(",")[0],
        customer.contact, customer.phone, customer.street, customer.postcode, customer.city, customer.country,
    )  # fmt: skip
