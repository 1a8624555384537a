"""What a filled-in letter offers to a form: the names that can stand in its cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.base import local_format
from ar_sheets.base.sanitize import clean
from ar_sheets.countries.payment_references import read_reference
from ar_sheets.letters.letter import Letter
from ar_sheets.reports.papers.form import FormContent
from ar_sheets.schema.model import LetterLine
from ar_sheets.xlsx.cells import Value

LINE = 95  # characters of a line of text in our forms: their printed width


def of_invoice(letter: Letter) -> FormContent:
    """The names of an invoice, credit note or deposit. Amounts are numbers and dates are dates, in a cell alone."""
    line, message = letter.message.lines[0], letter.message
    values: dict[str, Value] = {
        "invoice_no": clean(line.invoice_no),
        "kind": message.step.kind,
        "invoice_date": line.invoice_date,
        "due_date": line.due_date,
        "description": clean(line.description),
        "po_ref": read_reference(line.po_ref).rest,
        "amount": line.amount,
        "settled": line.amount - line.open_amount,
        "to_pay": line.open_amount,
    }
    return FormContent({**values, **_common(letter)}, _lines(letter), say=lambda value: _say(value, letter.language))


def of_statement(letter: Letter) -> FormContent:
    """The names of a statement; its invoices and the payments received are rows."""
    message = letter.message
    values: dict[str, Value] = {
        "balance": message.total_due,
        "open": sum((line.open_amount for line in message.lines), Decimal(0)),
        "overdue": sum((line.open_amount for line in message.lines if line.days_overdue > 0), Decimal(0)),
        "unapplied": message.unapplied,
    }
    invoices = [_invoice(line, letter, place) for place, line in enumerate(message.lines)]
    payments: list[dict[str, Value]] = [
        {"date": receipt.date, "invoices": clean(receipt.invoices), "amount": receipt.amount}
        for receipt in message.received
    ]
    rows = {"row": invoices, "payment": payments}
    return FormContent({**values, **_common(letter)}, _lines(letter), rows, lambda value: _say(value, letter.language))


def _invoice(line: LetterLine, letter: Letter, place: int) -> dict[str, Value]:
    told = letter.facts.invoices[place]
    return {
        "invoice": clean(line.invoice_no), "date": line.invoice_date, "due": line.due_date, "overdue": told.cells[3],
        "amount": line.amount, "open": line.open_amount, "charges": line.fee + line.interest, "note": told.below,
    }  # fmt: skip


def _common(letter: Letter) -> dict[str, Value]:
    own, customer = letter.settings, letter.message.customer
    values: dict[str, Value] = {
        "title": letter.subject,
        "currency": letter.message.currency,
        "date": letter.message.batch,
        "customer": clean(customer.name),
        "customer_id": clean(customer.customer_id),
        "business": clean(own.business_name),
        "phone": clean(own.phone),
        "email": clean(own.reply_to or own.email_from),
        "website": clean(own.website),
        "vat_number": clean(own.vat_number),
        "signatory": clean(own.signatory),
    }
    return values | {f"label.{key}": text for key, text in letter.labels.items()}


def _lines(letter: Letter) -> dict[str, list[str]]:
    """The lists of lines; `pay` says label and text, `text` is a paragraph, `line` all of the letter but its tables,
    in lines of one width."""
    facts, own = letter.facts, letter.settings
    town = clean(f"{own.postcode} {own.city}")
    paragraphs = [text for kind, text in letter.parts if kind == "text"]
    links = [(letter.link_label(number), address) for number, address in facts.links]
    pay = [f"{label}: {text}" for label, text in (*facts.how_to_pay, *links)]
    pay = [letter.labels["how_to_pay"], *pay] if pay else []
    return {
        "sender": [part for part in (clean(own.street), town, clean(own.website)) if part],
        "address": list(letter.address),
        "info": [label for label, _ in facts.info],
        "info_text": [text for _, text in facts.info],
        "sum": [label for label, _ in facts.sums],
        "sum_text": [text for _, text in facts.sums],
        "pay": pay,
        "text": paragraphs,
        "line": list(_body(letter, pay))[:-1],
    }


def _body(letter: Letter, pay: Sequence[str]) -> Iterator[str]:
    """Paragraphs and bank details in their order, an empty line after each."""
    for kind, paragraph in letter.parts:
        lines = paragraph.split("\n") if kind == "text" else pay if kind == "how_to_pay" else ()
        for text in lines:
            yield from textwrap.wrap(text, LINE) or [""]
        if lines:
            yield ""


def _say(value: Value, language: str) -> str:
    if isinstance(value, date):
        return local_format.local_day(value, language)
    return local_format.number(value, language) if isinstance(value, Decimal) else str(value)
