"""What one customer's copy tells: their open invoices, what was really claimed, what they paid, their plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.base.sanitize import clean
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import complete_until
from ar_sheets.rules.instalments import Instalment
from ar_sheets.schema.columns import ANSWER_KEYS
from ar_sheets.schema.model import Customer
from ar_sheets.workbook.book import Book

ZERO = Decimal(0)
PAID_SINCE = timedelta(days=365)  # payments shown


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One open invoice. `interest` and `fees` are what letters really claimed and is still open; `asked` is what is
    to be paid now. `note` is a word of words.toml, "" for none; `answers` are the reply columns as they stand."""

    invoice_no: str
    invoice_date: date
    due_date: date
    description: str
    po_ref: str
    currency: str
    amount: Decimal
    open_amount: Decimal
    days_overdue: int
    interest: Decimal
    fees: Decimal
    asked: Decimal
    note: str
    disputed: Decimal
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """A payment of the customer: what it was put against, and what of it is not used yet."""

    day: date
    amount: Decimal
    currency: str
    invoices: tuple[str, ...]
    unused: Decimal


@dataclass(slots=True)
class Sum:
    """What is open in one currency. What is asked for: overdue + not_due + charges - set_aside - unapplied."""

    currency: str
    overdue: Decimal = ZERO
    not_due: Decimal = ZERO
    charges: Decimal = ZERO
    set_aside: Decimal = ZERO  # disputed, in a payment plan, or handed over
    unapplied: Decimal = ZERO

    @property
    def to_pay(self) -> Decimal:
        """What is asked for; never below zero."""
        return max(ZERO, self.overdue + self.not_due + self.charges - self.set_aside - self.unapplied)


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """Everything a copy tells about its customer."""

    customer: Customer
    as_of: date
    counted_until: date | None  # the day up to which payments are in
    lines: Sequence[OpenLine]
    received: Sequence[Received]
    instalments: Sequence[tuple[str, Instalment]]  # with their currency
    sums: Sequence[Sum]
    left_out: Sequence[str] = field(default=())  # invoices that say Check: nothing is told about them


def accounts(book: Book, work: Assessment) -> Iterator[CustomerAccount]:
    """The account of every customer, in the order of Customers."""
    rows = _by_customer(book, work)
    received, checked = _received(work), _checked(book)
    for key, customer in work.facts.customers.items():
        lines = [_line(book, work, index) for index in rows[key]]
        yield CustomerAccount(
            customer,
            work.as_of,
            complete_until(work.facts.settings, work.as_of),
            lines,
            received[key],
            list(_instalments(work, customer)),
            _sums(work, customer, lines),
            list(dict.fromkeys(checked[key])),
        )


def _can_be_told(book: Book, position: int) -> bool:
    """Whether nothing is wrong with a row but, at most, what stands in its reply columns."""
    faults = book.bad.get(("Invoices", book.tables["Invoices"].rows[position]), {})
    return not faults.keys() - set(ANSWER_KEYS)


def _by_customer(book: Book, work: Assessment) -> dict[str, list[int]]:
    """The open invoices of each customer that can be told of, the oldest due first."""
    found: dict[str, list[int]] = defaultdict(list)
    columns = work.columns
    for index, customer in enumerate(work.customers):
        owed = columns["open_amount"][index] > 0 or _charges(columns, index) > 0
        if owed and columns["status"][index] != "Written off" and _can_be_told(book, work.positions[index]):
            found[customer.customer_id.casefold()].append(index)
    for indexes in found.values():
        indexes.sort(key=lambda i: (columns["due_date"][i], columns["invoice_no"][i]))
    return found


def _charges(columns: Mapping[str, list[Any]], index: int) -> Decimal:
    return Decimal(columns["interest_open"][index] + columns["fees_open"][index])


def _checked(book: Book) -> dict[str, list[str]]:
    """The invoices of each customer that nothing can be told about."""
    table = book.tables["Invoices"]
    found: dict[str, list[str]] = defaultdict(list)
    for position, number in enumerate(table.columns["invoice_no"]):
        if not _can_be_told(book, position):
            found[(table.columns["customer_id"][position] or "").casefold()].append(number or "?")
    return found


def _line(book: Book, work: Assessment, index: int) -> OpenLine:
    row, table = work.row(index), book.tables["Invoices"]
    position = work.positions[index]
    note, aside = _note(row)
    charges = row["interest_open"] + row["fees_open"]
    return OpenLine(
        row["invoice_no"], row["invoice_date"], row["due_date"], clean(row["description"]), clean(row["po_ref"]),
        row["currency"], row["amount"], max(ZERO, row["open_amount"]), row["days_overdue"] if row["open_amount"] > 0
        else 0, row["interest_open"], row["fees_open"], row["open_amount"] + charges - aside, note,
        row["disputed"] if note == "part_disputed" else ZERO,
        {key: table.columns[key][position] for key in ANSWER_KEYS},
    )  # fmt: skip


def _note(row: Mapping[str, Any]) -> tuple[str, Decimal]:
    """A word about an invoice, and how much of it is not asked for now."""
    left, charges = row["open_amount"], row["interest_open"] + row["fees_open"]
    if row["status"] == "Handed over":
        return "handed_over", left + charges
    if left <= 0:
        return "charges_only", ZERO
    if row["disputed"] > 0:
        return ("disputed", left + charges) if row["disputed"] >= left else ("part_disputed", row["disputed"])
    return ("on_plan", left + charges) if row["plan_standing"] in ("good", "kept") else ("", ZERO)


def _received(work: Assessment) -> dict[str, list[Received]]:
    """Each customer's payments of the last year, the newest first."""
    owners = [customer.customer_id.casefold() for customer in work.customers]
    against: dict[int, list[int]] = defaultdict(list)
    for part in work.allocated.rows:
        if part.source == "payment" and part.invoice not in against[part.source_row]:
            against[part.source_row].append(part.invoice)
    found: dict[str, list[Received]] = defaultdict(list)
    for payment in work.facts.payments:
        if not work.as_of - PAID_SINCE <= payment.date <= work.as_of:
            continue
        paid = against.get(payment.row, [])
        owner = payment.customer_id.casefold() or (owners[paid[0]] if paid else "")
        numbers = tuple(work.columns["invoice_no"][i] for i in paid if owners[i] == owner)
        unused = work.allocated.applied[payment.row].unapplied
        found[owner].append(Received(payment.date, payment.amount, payment.currency, numbers, unused))
    for payments in found.values():
        payments.sort(key=lambda payment: payment.day, reverse=True)
    return found


def _instalments(work: Assessment, customer: Customer) -> Iterator[tuple[str, Instalment]]:
    """The instalments of the customer's agreements, by their days."""
    key = customer.customer_id.casefold()
    own = [agreement for agreement in work.facts.agreements if agreement.customer_id.casefold() == key]
    rows = {item.row for agreement in own for item in agreement.instalments}
    mine = [item for item in work.instalments if item.row in rows]
    yield from ((customer.currency, item) for item in sorted(mine, key=lambda item: (item.due_date, item.row)))


def _sums(work: Assessment, customer: Customer, lines: Sequence[OpenLine]) -> list[Sum]:
    sums: dict[str, Sum] = {}
    for line in lines:
        total = sums.setdefault(line.currency, Sum(line.currency))
        if line.days_overdue > 0:
            total.overdue += line.open_amount
        else:
            total.not_due += line.open_amount
        total.charges += line.interest + line.fees
        total.set_aside += line.open_amount + line.interest + line.fees - line.asked
    for (customer_id, currency), amount in work.allocated.unapplied.items():
        if amount and customer_id.casefold() == customer.customer_id.casefold():
            sums.setdefault(currency, Sum(currency)).unapplied += amount
    return [sums[currency] for currency in sorted(sums, key=lambda c: (c != customer.currency, c))]
