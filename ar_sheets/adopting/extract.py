"""The rows of a list as records of the contract: for lists that are copied, and for what is made from a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.adopting.detect_table import Listing, column_cells
from ar_sheets.adopting.guess import says_open
from ar_sheets.adopting.mapping import Settled
from ar_sheets.adopting.value_types import Order, cell_as_date, decimal_sign, to_amount
from ar_sheets.base.i18n import _
from ar_sheets.base.money import rounded
from ar_sheets.base.text import normalize_header
from ar_sheets.facts.own_status import credit_left, first_unclear, is_void, planned_day, said_paid
from ar_sheets.schema.codes import country_code
from ar_sheets.schema.status_words import is_flag, means_disputed, means_void, means_yes
from ar_sheets.workbook.remembered import MARKS
from ar_sheets.workbook.typed import quote_value

PEOPLE = ("contact", "email", "phone", "street", "postcode", "city", "country", "profile", "language", "terms_days")
WHOSE = ("invoice_no", "customer_id", "customer_name", "marked_status")  # what says whose an invoice is, if anyone's
TERMS = 14  # days between an invoice and its due date where a list knows only the latter
DISPUTED = "Disputed in your list"
_CREDIT = re.compile(
    r"credit|kredit|gutschrift|creditnota|nota de cr|not[eë] kredit|avoir|nota di credito|abono|korekta|hyvitys|"
    r"πιστωτικ|دائن|iade|dobropis|jóváír|storno|factura rectificativa",
    re.IGNORECASE,
)
_MONEY_IN = re.compile(r"payment|betaling|betalning|zahlung|pagament|pages|deposit|journal|receipt|overp|prep", re.I)
_AS_FLOAT = re.compile(r"\d+\.0")
Record = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """What a list gives: invoices, customers by folded ID, payments; and what of it was not taken, and why."""

    invoices: list[Record] = field(default_factory=list)
    customers: dict[str, Record] = field(default_factory=dict)
    payments: list[Record] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    no_customer: int = 0
    planned: int = 0  # paid-on days that are still to come
    rows: dict[str, int] = field(default_factory=dict)  # number of an invoice -> the row it stands in


@dataclass(frozen=True, slots=True)
class RowReading:
    """How a list is to be read: the order of day and month, the day marks are right for, what its own status words
    mean (folded word -> a word everybody knows), whether all its rows are credit notes; and, found while reading, the
    decimal sign and the header of each column by its role, and whether a yes in its status says open."""

    order: Order
    as_of: date
    status: Mapping[str, str] = field(default_factory=dict)
    credits: bool = False
    sign: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    open_flag: bool = False


def says_credit(text: str) -> bool:
    """Whether a text names a credit note."""
    return bool(_CREDIT.search(text))


def says_money_in(text: str) -> bool:
    """Whether a text names money that came in."""
    return bool(_MONEY_IN.search(text))


def text_of(value: Any) -> str:
    """A cell as the text of a number or a name."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return " ".join(str(value).split()) if value is not None else ""


def whole_numbers(values: Sequence[Any]) -> list[Any]:
    """Numbers of invoices and customers that an export wrote as 1930438491.0 are 1930438491."""
    held = [v for v in values if v not in ("", None)]
    if not held or not all(isinstance(v, str) and _AS_FLOAT.fullmatch(v) for v in held):
        return list(values)
    return [v.removesuffix(".0") if isinstance(v, str) else v for v in values]


def extract_records(
    grid: Sequence[Sequence[Any]], found: Listing, columns: Mapping[str, Settled], reading: RowReading
) -> Taken:
    """All records of a list of invoices. A cell that cannot be read stays the text it is, for a run to tell."""
    values = _values(grid, found, columns)
    items = "item_amount" in values
    reading = replace(
        reading,
        sign={role: decimal_sign(column) for role, column in values.items()},
        headers={role: s.column.header for role, s in columns.items() if s.column is not None},
        open_flag="marked_status" in columns and says_open(columns["marked_status"].column),
    )
    taken = Taken()
    for row, raw in _records(found, values, reading, items=items):
        number = text_of(raw.get("invoice_no", ""))
        taken.rows.setdefault(number, row)
        _take(taken, raw, _("row {row} ({number})", row=row, number=number), reading)
    return taken


def extract_customers(
    grid: Sequence[Sequence[Any]], found: Listing, columns: Mapping[str, Settled], reading: RowReading
) -> dict[str, Record]:
    """The customers that `extract_records` finds, by folded ID, without its invoices and payments: a row that nobody
    owes names none."""
    values = _values(grid, found, {role: columns[role] for role in columns if role in (*WHOSE, *PEOPLE)})
    taken = Taken()
    headings = found.headings if found.grouped else [""] * len(found.rows)
    for heading, cells_of_row in zip(headings, zip(*values.values(), strict=True), strict=True):
        raw = dict(zip(values, cells_of_row, strict=True))
        raw.setdefault("customer_name", heading)
        status = raw.get("marked_status", "")
        if not means_void(reading.status.get(normalize_header(status), status)):
            customer(taken, raw)
    return taken.customers


def _values(grid: Sequence[Sequence[Any]], found: Listing, columns: Mapping[str, Settled]) -> dict[str, Sequence[Any]]:
    """The cells of each column by its role."""
    values: dict[str, Sequence[Any]] = {
        role: column_cells(grid, found, s.column.place) for role, s in columns.items() if s.column is not None
    }
    for role in ("invoice_no", "customer_id", "po_ref"):
        if role in values:
            values[role] = whole_numbers(values[role])
    return values


_SAME = ("invoice_no", "customer_id", "customer_name", "kind", "invoice_date", "amount")


def _records(
    found: Listing, values: Mapping[str, Sequence[Any]], reading: RowReading, *, items: bool
) -> list[tuple[int, Record]]:
    """The rows that are invoices: further lines of one are left out, or added up where they are its items."""
    lines: dict[tuple[str, ...], Record] = {}
    records = []
    headings = found.headings if found.grouped else [""] * len(found.rows)
    for row, heading, cells_of_row in zip(found.rows, headings, zip(*values.values(), strict=True), strict=True):
        raw = dict(zip(values, cells_of_row, strict=True))
        raw.setdefault("customer_name", heading)
        if items:
            raw["amount"] = raw.pop("item_amount", "")
        same = tuple(text_of(raw.get(role, "")) for role in (_SAME[:-1] if items else _SAME))
        if not same[0] or same not in lines:
            records.append((row, raw))
            lines[same] = raw
        elif items:
            parts = [to_amount(r["amount"], reading.sign.get("item_amount", ".")) for r in (lines[same], raw)]
            if None not in parts:
                lines[same]["amount"] = float(sum(p for p in parts if p is not None))
    return records


def _take(taken: Taken, raw: Record, where: str, reading: RowReading) -> None:
    marks = _marks(raw, reading)
    if is_void(marks):
        taken.left_out.append(_('{where} says "{word}"', where=where, word=marks["marked_status"]))
        return
    invoice = _invoice(taken, raw, reading)
    amount, kind, number = invoice["amount"], text_of(raw.get("kind", "")), invoice["invoice_no"]
    known = isinstance(amount, Decimal)
    if known and amount == 0 and not marks.get("marked_open"):
        taken.left_out.append(_("{where} is about nothing: its amount is 0", where=where))
        return
    if known and amount < 0 and says_money_in(kind) and not says_credit(kind):
        taken.payments.append({
            "date": invoice["invoice_date"], "customer_id": invoice["customer_id"], "amount": -amount,
            "reference": number or kind, "currency": invoice["currency"], "note": kind,
        })  # fmt: skip
        return
    if invoice["kind"]:
        _take_credit(taken, invoice, marks, where, reading)
        return
    taken.invoices.append(invoice)
    if known:
        _paid(taken, invoice, marks, reading)


def _invoice(taken: Taken, raw: Record, reading: RowReading) -> Record:
    order = reading.order
    dated = cell_as_date(raw.get("invoice_date"), order) or text_of(raw.get("invoice_date")) or None
    due = cell_as_date(raw.get("typed_due_date"), order) or text_of(raw.get("typed_due_date")) or None
    amount = to_amount(
        raw.get("amount"), reading.sign.get("item_amount" if "item_amount" in reading.sign else "amount", ".")
    )
    kind = text_of(raw.get("kind", ""))
    credit = reading.credits or says_credit(kind) or (amount is not None and amount < 0)
    if dated is None and isinstance(due, date):
        dated = written_on(due, reading.as_of)
    disputed = raw.get("disputed", "")
    known = is_flag(disputed) and means_yes(disputed)
    return {
        "invoice_no": text_of(raw.get("invoice_no", "")) or None, "customer_id": customer(taken, raw) or None,
        "kind": "Credit note" if credit else None, "invoice_date": dated, "typed_due_date": due,
        "currency": text_of(raw.get("currency", "")).upper() or None,
        "amount": rounded(amount) if amount is not None else text_of(raw.get("amount")) or None,
        "description": text_of(raw.get("description", "")), "po_ref": text_of(raw.get("po_ref", "")),
        "dispute_reason": DISPUTED if known or means_disputed(raw.get("marked_status", "")) else None,
    }  # fmt: skip


def written_on(due: date, as_of: date) -> date:
    """The day an invoice counts as written where only its due date is known: its usual terms before, never to come."""
    return min(due - timedelta(days=TERMS), max(as_of, date(1990, 1, 1)))


def _take_credit(taken: Taken, invoice: Record, marks: Record, where: str, reading: RowReading) -> None:
    """Of a credit note only what was not used before."""
    amount = invoice["amount"]
    if isinstance(amount, Decimal):
        left = credit_left(marks, abs(amount), reading.as_of)
        if not left:
            taken.left_out.append(_("{where} is a credit note that has been used", where=where))
            return
        if left < abs(amount):
            rest = _("{left:,.2f} left of {amount:,.2f}", left=left, amount=abs(amount))
            invoice["description"] = f"{invoice['description']} ({rest})".strip()
        invoice["amount"] = left if amount > 0 else -left
    taken.invoices.append(invoice)


def _marks(raw: Record, reading: RowReading) -> Record:
    """The marks of a row: text amounts as amounts, days as days, status words as words everybody knows."""
    marks: Record = {}
    for column in MARKS:
        value = raw.get(column.key, "")
        amount = to_amount(value, reading.sign.get(column.key, ".")) if isinstance(value, str) else None
        marks[column.key] = value if amount is None or column.key == "marked_status" else amount
    day = cell_as_date(marks["marked_paid_on"], reading.order)
    marks["marked_paid_on"] = day or marks["marked_paid_on"]
    status = marks["marked_status"]
    if reading.open_flag:
        marks["marked_status"] = ("open" if means_yes(status) else "paid") if is_flag(status) else status
    else:
        marks["marked_status"] = reading.status.get(normalize_header(status), status)
    return marks


def _paid(taken: Taken, invoice: Record, marks: Record, reading: RowReading) -> None:
    amount = abs(invoice["amount"])
    dated, due = invoice["invoice_date"], invoice["typed_due_date"]
    if day := planned_day(marks, reading.as_of):
        taken.planned += 1
        if invoice["invoice_no"]:
            taken.payments.append(payment(invoice, amount, day, dated, due, reading.as_of))
        return
    said = said_paid(marks, amount, reading.as_of)
    if said is not None and said > 0 and invoice["invoice_no"]:
        day = cell_as_date(marks.get("marked_paid_on"), reading.order)
        taken.payments.append(payment(invoice, said, day, dated, due, reading.as_of))
    if key := first_unclear(marks, amount):  # the list's own column is not there any more to say Check
        invoice["hold_reason"] = _(
            "{column} says {value}: type what came in Payments",
            column=reading.headers[key],
            value=quote_value(marks[key]),
        )


def payment(invoice: Mapping[str, Any], amount: Decimal, day: date | None, dated: Any, due: Any, as_of: date) -> Record:
    """The payment a mark stands for. Without its day it counts on the due date, so that no interest comes of it; one
    whose day is to come is a planned one, and counts from then on."""
    usual = next((d for d in (due, dated) if isinstance(d, date)), as_of)
    planned = day is not None and day > as_of
    return {
        "date": day if day and planned else min(day or usual, as_of), "customer_id": invoice["customer_id"],
        "invoice_no": invoice["invoice_no"], "amount": rounded(amount), "currency": invoice.get("currency"),
        "note": _("Taken over from your list, planned") if planned else _("Taken over from your list") if day else
                _("Taken over from your list, which has no day"),
    }  # fmt: skip


def customer(taken: Taken, raw: Mapping[str, Any]) -> str:
    """The customer's ID: their number, else their name; what else the row says of them is kept."""
    who, name = text_of(raw.get("customer_id", "")), text_of(raw.get("customer_name", ""))
    key = who or name
    if not key:
        taken.no_customer += 1
        return ""
    # a name that serves as the ID is not written twice: a run takes the ID for the name
    record = taken.customers.setdefault(key.casefold(), {"customer_id": key, "name": name if name != key else None})
    for role in PEOPLE:
        if not record.get(role) and (text := text_of(raw.get(role, ""))):
            record[role] = country_code(text) if role == "country" else text
    return str(record["customer_id"])
