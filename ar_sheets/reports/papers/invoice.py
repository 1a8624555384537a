"""Invoices, credit notes and deposits as files: made from rows of Invoices, in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.facts.invoice_places import invoice_places
from ar_sheets.letters import document, letter
from ar_sheets.reports.papers import content, files, form
from ar_sheets.reports.papers.context import PapersContext
from ar_sheets.reports.papers.e_invoice import InvoiceTexts
from ar_sheets.schema.invoice_lines import InvoiceDetail
from ar_sheets.schema.model import LetterLine, Message

FOLDER = "invoices"  # beside the workbook
FORM = "invoice.xlsx"


def make_invoices(desk: PapersContext, numbers: Sequence[str]) -> list[files.DocumentWritten]:
    """Writes each invoice as PDF and .xlsx, with its e-invoice where the workbook says enough.

    NotDone, with every reason at once and nothing written, when one is not there or says Check, or when
    the owner's form cannot be filled.
    """
    rows = [desk.work.row(at) | {"customer": desk.work.customers[at]} for at in _found(desk, numbers)]
    blank = form.read_form(form.find_form(desk.home, FORM, desk.snapshot.path))
    documents, texts = [], InvoiceTexts(desk)
    for row in rows:
        made = texts.of(row)
        message = _message(row, desk, made.detail)
        filled = letter.write_letter(message, desk.settings, desk.wording, row["invoice_date"])
        sheet = form.fill_form(blank, content.of_invoice(filled))
        documents.append(files.Document(
            row["invoice_no"], filled, sheet, attached=made.attached, peppol=made.peppol, notes=made.notes,
        ))  # fmt: skip
    return files.write_documents(documents, desk.home / FOLDER, desk.own)


def _message(row: dict[str, Any], desk: PapersContext, detail: InvoiceDetail) -> Message:
    later = row["invoice_date"] > desk.work.as_of  # nothing can have been paid on it yet
    left = row["amount"] if later else min(row["open_amount"], row["amount"])
    percent, until = row["own_discount"] or (None, None)
    line = LetterLine(
        row["invoice_no"], row["po_ref"] or "", row["description"] or "", row["invoice_date"], row["due_date"],
        row["amount"], max(left, Decimal(0)), row["days_overdue"], "", discount_percent=percent, discount_until=until,
    )  # fmt: skip
    return document.document_message(row["customer"], row["kind"], row["currency"], line, detail)


def _found(desk: PapersContext, numbers: Sequence[str]) -> list[int]:
    """Where each invoice stands, each once."""
    places = invoice_places(desk.work.columns["invoice_no"], desk.work.columns["kind"])
    wanted = list(dict.fromkeys(" ".join(number.split()).casefold() for number in numbers))
    missing = [number for number in wanted if number not in places]
    if missing:
        raise NotDone("\n".join(_why(desk, number, list(places)) for number in missing))
    wrong = [
        _("Invoice {number}: {why}.", number=number, why=desk.work.columns["check"][places[number]])
        for number in wanted
        if desk.work.columns["check"][places[number]]
    ]
    if wrong:
        raise NotDone("\n".join([*wrong, _("Fix the workbook, then try again.")]))
    return [places[number] for number in wanted]


def _why(desk: PapersContext, number: str, known: list[str]) -> str:
    table = desk.book.tables["Invoices"]
    for row, there in zip(table.rows, table.columns["invoice_no"], strict=True):
        if (there or "").casefold() == number:
            return _("Invoice {number} cannot be made. {why}.", number=there,
                     why=desk.book.first_fault("Invoices", row))  # fmt: skip
    near = get_close_matches(number, known, 1, 0.6)
    if near:
        return _("There is no invoice {number} in Invoices. Did you mean {name}?", number=number, name=near[0])
    return _("There is no invoice {number} in Invoices.", number=number)
