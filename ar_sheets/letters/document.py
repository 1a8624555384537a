"""Invoices, credit notes and deposits as documents: what their table, sums and head say. One row where the sheet Lines
has no lines; the VAT of each rate where the workbook tells it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base import local_format
from ar_sheets.base.money import rounded, unit
from ar_sheets.base.sanitize import clean
from ar_sheets.countries.payment_references import read_reference
from ar_sheets.letters import late_payment_notice
from ar_sheets.letters.letter_facts import ZERO, Labels, LetterRow, Teller
from ar_sheets.schema.invoice_lines import InvoiceDetail, InvoiceItem
from ar_sheets.schema.model import Customer, LetterLine, Message, Settings, Step

CREDIT_NOTE = "Credit note"
DOCUMENTS = ("Invoice", CREDIT_NOTE, "Deposit")  # kinds of a message that is such a document
HEADS = ("description", "amount")
ITEM_HEADS = ("description", "quantity", "unit_price", "vat_rate", "net")
_REASONS = {"AE": "reason_reverse_charge", "K": "reason_eu_supply", "G": "reason_export", "O": "reason_outside_vat"}


def document_message(
    customer: Customer, kind: str, currency: str, line: LetterLine, detail: InvoiceDetail | None = None
) -> Message:
    """The document as a message, dated as the invoice; it asks for what is open on it, a credit note for nothing."""
    step = Step("", 0, kind, kind, 0, letter="invoice")
    return Message(
        line.invoice_no, line.invoice_date, customer, currency, step, "Post", "", (line,), ZERO, line.open_amount,
        line.due_date, needs_approval=False, detail=detail,
    )  # fmt: skip


def heads(tell: Teller) -> tuple[str, ...]:
    """The keys of the table's heads: of lines where there are any."""
    return ITEM_HEADS if _detail(tell).items else HEADS


def rows(tell: Teller) -> tuple[LetterRow, ...]:
    """Each line, or what the invoice was for and its amount."""
    line, items = tell.message.lines[0], _detail(tell).items
    if not items:
        return (LetterRow((clean(line.description) or "–", tell.number(line.amount))),)
    return tuple(LetterRow(_cells(item, tell)) for item in items)


def _cells(item: InvoiceItem, tell: Teller) -> tuple[str, ...]:
    quantity = f"{local_format.local_decimal(item.quantity, tell.language)} {clean(item.unit)}".strip()
    price = local_format.local_decimal(item.price, tell.language, least=2 if unit(tell.message.currency) < 1 else 0)
    rate = local_format.local_percent(item.vat_percent, tell.language, 0)
    return clean(item.description) or "–", quantity, price, rate, tell.number(item.net)


def _detail(tell: Teller) -> InvoiceDetail:
    return tell.message.detail or InvoiceDetail()


def _vat(tell: Teller) -> list[tuple[str, str]]:
    """The net sum, the VAT of each rate, and what is rounded; nothing where the workbook does not tell the rate."""
    detail, labels = _detail(tell), tell.labels
    if not detail.vat:
        return []
    told = [(labels["net_total"], tell.money(sum((part.net for part in detail.vat), ZERO)))]
    for part in detail.vat:
        rate = local_format.local_percent(part.rate, tell.language, 0)
        label = labels["vat_of"].replace("{rate}", rate).replace("{net}", tell.number(part.net))
        told.append((label, tell.money(part.vat)))
    return [*told, (labels["rounding"], tell.money(detail.rounding))] if detail.rounding else told


def texts(tell: Teller) -> tuple[str, ...]:
    """What the law wants on it: why no VAT is charged, and what the seller says of itself."""
    detail = _detail(tell)
    key = next((_REASONS[part.code] for part in detail.vat if part.code in _REASONS), "")
    return tuple(filter(None, (tell.labels[key] if key else "", *map(clean, detail.texts))))


def sums(tell: Teller) -> list[tuple[str, str]]:
    """The amount, what is settled of it, and what is to be paid; of a credit note what it is worth."""
    line, labels = tell.message.lines[0], tell.labels
    vat = _vat(tell)
    if tell.message.step.kind == CREDIT_NOTE:
        return [*vat, (labels["in_favour"], tell.money(line.amount))]
    asked = [(labels["total"], tell.money(line.open_amount))]
    if not _settled(line):
        return [*vat, *asked]
    whole = [(labels["total_amount"], tell.money(line.amount)), (labels["settled"], tell.money(-_settled(line)))]
    return [*vat, *whole, *asked]


def info(tell: Teller) -> list[tuple[str, str]]:
    """The block beside the address: number, dates, terms, whom it is for and from."""
    own, line, labels = tell.settings, tell.message.lines[0], tell.labels
    credit = tell.message.step.kind == CREDIT_NOTE
    rows = [
        (labels["number"], clean(line.invoice_no)),
        (labels["date"], tell.day(line.invoice_date)),
        (labels["due_date"], "" if credit else tell.day(line.due_date)),
        (labels["terms"], "" if credit else tell.days((line.due_date - line.invoice_date).days)),
        (labels["customer_no"], clean(tell.message.customer.number)),
        (labels["credits" if credit else "po_ref"], read_reference(line.po_ref).rest),
        (labels["contact"], clean(own.signatory)),
        (labels["phone"], clean(own.phone)),
        (labels["vat_number"], clean(own.vat_number)),
        (labels["org_number"], clean(own.org_number)),
        (labels["customer_vat"], clean(_detail(tell).buyer_number)),
        (labels["delivered"], tell.day(delivered) if (delivered := _detail(tell).delivered) else ""),
    ]
    return [(label, text) for label, text in rows if text]


def document_values(of: Message, settings: Settings, labels: Labels, language: str) -> dict[str, object]:
    """The names only the wording of a document uses; all "" in a letter of another kind."""
    tell = Teller(of, settings, labels, language)
    is_document = of.step.kind in DOCUMENTS and bool(of.lines)
    settled = _settled(of.lines[0]) if is_document and of.step.kind != CREDIT_NOTE else ZERO
    offer = discount(of.customer, of.lines[0], of.step.kind, of.currency) if is_document and not settled else None
    return {
        "paid_already": tell.money(settled) if settled else "",
        "discount": tell.money(offer[0]) if offer else "",
        "discount_rate": local_format.local_percent(offer[2], language, 0) if offer else "",
        "discount_by": local_format.local_day(offer[1], language) if offer else "",
        "discounted": tell.money(of.lines[0].amount - offer[0]) if offer else "",
        **late_payment_notice.late_payment_values(of, settings, tell, asks=is_document and of.total_due > 0),
    }


def discount(customer: Customer, line: LetterLine, kind: str, currency: str) -> tuple[Decimal, date, Decimal] | None:
    """The early-payment discount on the whole amount, its last day and its percent: the invoice's own, else the
    customer's; None for none."""
    percent, days, until = customer.discount_percent, customer.discount_days, line.discount_until
    if line.discount_percent is not None and until is not None:
        percent = line.discount_percent
    elif days is not None:
        until = line.invoice_date + timedelta(days=days)
    if kind != "Invoice" or not percent or until is None or not 0 < percent < 100:
        return None
    return rounded(line.amount * percent / 100, unit(currency)), until, percent


def _settled(line: LetterLine) -> Decimal:
    return line.amount - line.open_amount
