"""What a letter says besides its wording: every amount, date and heading, as text in the letter's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.facts import payment_details
from ar_sheets.letters import document
from ar_sheets.letters.letter_facts import INTERNAL, Labels, LetterRow, Pairs, Teller
from ar_sheets.schema.model import Message, Settings

_INVOICE_HEADS = ("invoice", "invoice_date", "due_date", "overdue", "amount", "open")
_INTEREST_HEADS = ("invoice", "period", "principal", "rate", "interest")
_PAYMENT_HEADS = ("received_on", "received_for", "received")


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """The blocks of one letter. Sums and details are (label, text); the last sum is what is to be paid."""

    invoice_heads: tuple[str, ...]
    invoices: tuple[LetterRow, ...]
    sums: Pairs
    also_open: Pairs  # invoices this letter does not ask for, with what is open on each
    payment_heads: tuple[str, ...]
    payments: tuple[LetterRow, ...]
    interest_heads: tuple[str, ...]
    interest: tuple[LetterRow, ...]
    charges: Pairs  # specification: fees first, then what the interest comes to
    sources: tuple[str, ...]
    how_to_pay: Pairs
    links: Pairs
    info: Pairs  # date, customer number, whom to contact
    qr: Any | None  # with its `matrix`
    adds_up: bool
    is_mixed: bool = False  # its invoices are not equally far
    texts: tuple[str, ...] = ()  # what the law wants on an invoice, below its sums


def facts(
    message: Message, settings: Settings, labels: Labels, language: str, as_of: date, *, with_qr: bool = True
) -> LetterFacts:
    """The blocks of the letter for `message`, in `language`, with the headings of `labels`.

    `with_qr` False leaves the code out for a wording that does not show it: making it takes longest of all.
    """
    tell = Teller(message, settings, labels, language)
    is_document = message.step.kind in document.DOCUMENTS
    to_pay = message.step.kind not in INTERNAL and message.total_due > 0
    return LetterFacts(
        invoice_heads=tuple(labels[key] for key in (document.heads(tell) if is_document else _INVOICE_HEADS)),
        invoices=document.rows(tell) if is_document else tuple(tell.invoice(line) for line in message.lines),
        sums=tuple(document.sums(tell) if is_document else tell.sums()),
        also_open=tuple(tell.also_open()),
        payment_heads=tuple(labels[key] for key in _PAYMENT_HEADS),
        payments=tuple(tell.receipt(receipt) for receipt in message.received),
        interest_heads=tuple(labels[key] for key in _INTEREST_HEADS),
        interest=tuple(row for line in message.lines for row in tell.interest(line)),
        charges=tuple(tell.charges()),
        sources=tuple(tell.sources()),
        how_to_pay=tuple(tell.how_to_pay()) if to_pay else (),
        links=tuple(payment_details.links(settings.payment_link, [number for number, _ in tell.references]))
        if to_pay
        else (),
        info=tuple(document.info(tell) if is_document else tell.info(as_of)),
        qr=payment_details.payment_code(settings, message.currency, message.total_due, tell.references, message.pay_by)
        if to_pay and with_qr
        else None,
        adds_up=_total(message) == message.total_due,
        is_mixed=tell.mixture.is_mixed,
        texts=document.texts(tell) if is_document else (),
    )


def _total(message: Message) -> Decimal:
    return sum((line.open_amount + line.fee + line.interest for line in message.lines), -message.unapplied)
