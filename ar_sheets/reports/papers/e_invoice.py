"""The e-invoice beside an invoice's PDF: a Peppol BIS 3 file, where the sheet Lines and the rest say all it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.base.files import save_if_changed
from ar_sheets.base.i18n import _
from ar_sheets.countries.payment_references import read_reference
from ar_sheets.facts.payment_details import bic, iban
from ar_sheets.invoices.document import InvoiceParty, PartyNumber
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine, lacking_fields
from ar_sheets.invoices.ubl_writer import write_ubl
from ar_sheets.reports.papers.context import PapersContext
from ar_sheets.reports.papers.files import DocumentWritten
from ar_sheets.schema.model import Customer, Settings
from ar_sheets.workbook.records import records


def add_e_invoices(
    desk: PapersContext, rows: Sequence[dict[str, Any]], written: Sequence[DocumentWritten]
) -> list[DocumentWritten]:
    """The documents with an .xml beside each whose invoice has rows in Lines; else a note that says what is missing.
    Without rows in Lines nothing is written and nothing is said."""
    lines = _lines_by_invoice(desk)
    numbers = {str(record["customer_id"]).casefold(): str(record.get("vat_org_no") or "")
               for _row, record in records(desk.book, "Customers") if record["customer_id"]}  # fmt: skip
    return [
        _with_xml(desk, row, one, lines.get(row["invoice_no"].casefold(), []), numbers)
        for row, one in zip(rows, written, strict=True)
    ]


def _with_xml(
    desk: PapersContext, row: dict[str, Any], one: DocumentWritten, lines: list[OutgoingLine], numbers: dict[str, str]
) -> DocumentWritten:
    if not lines:
        return one
    invoice = outgoing_of(row, desk.settings, lines, numbers.get(row["customer"].customer_id.casefold(), ""))
    missing = lacking_fields(invoice)
    if missing:
        note = _("No e-invoice (Peppol BIS 3) was made. It needs: {fields}.", fields="; ".join(map(_, missing)))
        return replace(one, notes=(*one.notes, note))
    xml: Path = one.files[0].with_suffix(".xml")
    save_if_changed(xml, write_ubl(invoice))
    return replace(one, files=(*one.files, xml))


def outgoing_of(
    row: dict[str, Any], settings: Settings, lines: Sequence[OutgoingLine], buyer_number: str
) -> OutgoingInvoice:
    """A row of Invoices with its lines as the writer takes it."""
    reference = read_reference(row["po_ref"] or "")
    credit = row["kind"] == "Credit note"
    return OutgoingInvoice(
        row["invoice_no"], row["kind"], row["invoice_date"], None if credit else row["due_date"], row["currency"],
        row["amount"], _seller(settings), _buyer(row["customer"], buyer_number), lines,
        iban(settings.iban) or settings.account_number, bic(settings.bic), "" if credit else reference.rest,
        reference.number, reference.rest if credit else "",
    )  # fmt: skip


def _seller(own: Settings) -> InvoiceParty:
    number = own.vat_number or own.org_number
    return InvoiceParty(
        own.business_name, (PartyNumber("VAT", number),) if number else (), "", own.email_from, own.signatory, "",
        own.street, own.postcode, own.city, own.country,
    )  # fmt: skip


def _buyer(customer: Customer, number: str) -> InvoiceParty:
    return InvoiceParty(
        customer.name, (PartyNumber("VAT", number),) if number else (), "", customer.email.partition(",")[0],
        customer.contact, "", customer.street, customer.postcode, customer.city, customer.country,
    )  # fmt: skip


def _quantity(typed: Decimal | None) -> Decimal:
    return Decimal(1) if typed is None else typed


def _lines_by_invoice(desk: PapersContext) -> dict[str, list[OutgoingLine]]:
    found: dict[str, list[OutgoingLine]] = {}
    for _row, record in records(desk.book, "Lines"):
        if record.get("invoice_no"):
            found.setdefault(record["invoice_no"].casefold(), []).append(OutgoingLine(
                record.get("description") or "", _quantity(record.get("quantity")), record.get("unit") or "",
                record.get("price"), record.get("vat_percent"),
            ))  # fmt: skip
    return found
