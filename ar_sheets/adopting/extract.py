"""The rows of a list as records of the contract: for lists that are copied, and for what is made from a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.adopting.detect_table import Listing, cells
from ar_sheets.adopting.mapping import Settled
from ar_sheets.adopting.value_types import Order, as_date, decimal_sign, to_amount
from ar_sheets.base.money import rounded
from ar_sheets.facts.own_status import is_void, said_paid, unclear
from ar_sheets.workbook.remembered import MARKS
from ar_sheets.workbook.typed import shown

PEOPLE = ("contact", "email", "phone", "street", "postcode", "city", "country", "profile", "language", "terms_days")
_CREDIT = re.compile(r"credit|kredit|gutschrift|creditnota|nota de cr|not[eë] kredit", re.IGNORECASE)
_MONEY_IN = re.compile(r"payment|betaling|betalning|zahlung|pagament|pages|deposit|journal|receipt|overp|prep", re.I)
Record = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """What a list gives: invoices, customers by folded ID, payments; and what of it was not taken, and why."""

    invoices: list[Record] = field(default_factory=list)
    customers: dict[str, Record] = field(default_factory=dict)
    payments: list[Record] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    no_customer: int = 0
    rows: dict[str, int] = field(default_factory=dict)  # number of an invoice -> the row it stands in


def says_credit(text: str) -> bool:
    """Whether a text names a credit note."""
    return bool(_CREDIT.search(text))


def says_money_in(text: str) -> bool:
    """Whether a text names money that came in."""
    return bool(_MONEY_IN.search(text))


def text_of(value: Any) -> str:
    """A cell as the text of a number or a name."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return re.sub(r"\s+", " ", str(value)).strip() if value is not None else ""


def take(
    grid: Sequence[Sequence[Any]], found: Listing, columns: Mapping[str, Settled], order: Order, as_of: date
) -> Taken:
    """All records of a list of invoices. A cell that cannot be read stays the text it is, for a run to tell."""
    values = {role: cells(grid, found, s.column.place) for role, s in columns.items() if s.column is not None}
    sign = {role: decimal_sign(column) for role, column in values.items()}
    headers = {role: s.column.header for role, s in columns.items() if s.column is not None}
    taken, grouped = Taken(), found.grouped
    seen: set[tuple[str, ...]] = set()
    same = ("invoice_no", "customer_id", "customer_name", "kind", "invoice_date", "amount")
    for position, row in enumerate(found.rows):
        raw = {role: column[position] for role, column in values.items()}
        raw.setdefault("customer_name", found.headings[position] if grouped else "")
        number = text_of(raw.get("invoice_no", ""))
        line = tuple(text_of(raw.get(role, "")) for role in same)
        if number and line in seen:
            continue  # a further line of the same invoice
        seen.add(line)
        taken.rows.setdefault(number, row)
        _take(taken, raw, number, row, sign, order, as_of, headers)
    return taken


def _take(taken: Taken, raw: Record, number: str, row: int, sign: Mapping[str, str], order: Order, as_of: date,
          headers: Mapping[str, str]) -> None:  # fmt: skip
    who = customer(taken, raw)
    dated = as_date(raw.get("invoice_date"), order) or text_of(raw.get("invoice_date")) or None
    due = as_date(raw.get("typed_due_date"), order) or text_of(raw.get("typed_due_date")) or None
    amount = to_amount(raw.get("amount"), sign.get("amount", "."))
    currency = text_of(raw.get("currency", "")).upper() or None
    kind = text_of(raw.get("kind", ""))
    marks = _marks(raw, sign)
    if is_void(marks):
        taken.left_out.append(f'row {row} ({number}) says "{marks["marked_status"]}"')
        return
    if amount is not None and amount == 0 and not marks.get("marked_open"):
        taken.left_out.append(f"row {row} ({number}) is about nothing: its amount is 0")
        return
    if amount is not None and amount < 0 and says_money_in(kind) and not says_credit(kind):
        taken.payments.append({"date": dated, "customer_id": who, "amount": rounded(-amount),
                               "reference": number or kind, "currency": currency, "note": kind})  # fmt: skip
        return
    credit = says_credit(kind) or (amount is not None and amount < 0)
    taken.invoices.append({
        "invoice_no": number or None, "customer_id": who or None, "kind": "Credit note" if credit else None,
        "invoice_date": dated, "typed_due_date": due, "currency": currency,
        "amount": rounded(amount) if amount is not None else text_of(raw.get("amount")) or None,
        "description": text_of(raw.get("description", "")), "po_ref": text_of(raw.get("po_ref", "")),
    })  # fmt: skip
    if amount is not None and not credit:
        _paid(taken, marks, abs(amount), dated, due, order, as_of)
        key = unclear(marks, abs(amount))
        if key:  # the list's own column is not there any more to say Check
            taken.invoices[-1]["hold_reason"] = f"{headers[key]} says {shown(marks[key])}: type what came in Payments"


def _marks(raw: Record, sign: Mapping[str, str]) -> Record:
    """The marks of a row, text amounts as amounts."""
    marks = {}
    for column in MARKS:
        value = raw.get(column.key, "")
        amount = to_amount(value, sign.get(column.key, ".")) if isinstance(value, str) else None
        marks[column.key] = value if amount is None or column.key == "marked_status" else amount
    return marks


def _paid(taken: Taken, marks: Record, amount: Decimal, dated: Any, due: Any, order: Order, as_of: date) -> None:
    invoice = taken.invoices[-1]
    said = said_paid(marks, amount)
    if said is not None and said > 0 and invoice["invoice_no"]:
        taken.payments.append(payment(invoice, said, as_date(marks.get("marked_paid_on"), order), dated, due, as_of))


def payment(invoice: Mapping[str, Any], amount: Decimal, day: date | None, dated: Any, due: Any, as_of: date) -> Record:
    """The payment a mark stands for. Without its day it counts on the due date, so that no interest comes of it."""
    usual = next((d for d in (due, dated) if isinstance(d, date)), as_of)
    return {
        "date": min(day or usual, as_of), "customer_id": invoice["customer_id"], "invoice_no": invoice["invoice_no"],
        "amount": rounded(amount), "currency": invoice.get("currency"),
        "note": "Taken over from your list" + ("" if day else ", which has no day"),
    }  # fmt: skip


def customer(taken: Taken, raw: Mapping[str, Any]) -> str:
    """The customer's ID: their number, else their name; what else the row says of them is kept."""
    who, name = text_of(raw.get("customer_id", "")), text_of(raw.get("customer_name", ""))
    key = who or name
    if not key:
        taken.no_customer += 1
        return ""
    record = taken.customers.setdefault(key.casefold(), {"customer_id": key, "name": name or None})
    for role in PEOPLE:
        if not record.get(role) and text_of(raw.get(role, "")):
            record[role] = text_of(raw[role])
    return str(record["customer_id"])
