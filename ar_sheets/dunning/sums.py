"""Sums over invoices: by customer, by customer and currency (Aging), and the figures of the Start sheet.

No sum ever crosses currencies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _, language
from ar_sheets.base.money import WHOLE, rounded
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.log_sheet import mark_line
from ar_sheets.rules.aging import bucket_index
from ar_sheets.rules.credit import credit, released_by, unsettled
from ar_sheets.rules.promises import outcome
from ar_sheets.schema.model import Contact, Customer, Message, Step
from ar_sheets.schema.translations import word_in

ZERO = Decimal(0)
MOST_FIGURES = 20  # of 27 lines: two for each currency; room is left for what is to do, and the mark of the Log
NAMED = 5  # customers named in a line of the Start sheet


@dataclass(slots=True)
class CurrencySum:
    """What one customer owes in one currency."""

    buckets: list[Decimal] = field(default_factory=lambda: [ZERO] * 5)
    unapplied: Decimal = ZERO

    @property
    def open_amount(self) -> Decimal:
        return sum(self.buckets, ZERO)

    @property
    def overdue(self) -> Decimal:
        return self.open_amount - self.buckets[0]


@dataclass(slots=True)
class CustomerSum:
    """One customer over all invoices."""

    customer: Customer
    by_currency: dict[str, CurrencySum] = field(default_factory=lambda: defaultdict(CurrencySum))
    oldest_days: int = 0
    oldest_unheld_days: int = 0  # of what is reminded: neither a dispute nor a few cents is a sign of bad credit
    oldest_due_days: int = 0  # of what should be paid: not disputed, not in a payment plan that is kept
    plan_broken: bool = False
    broken_promises: int = 0  # on invoices that are still open
    promises: Counter[str] = field(default_factory=Counter)  # kept, broken, open: all there ever were
    stopped_by: str = ""
    released_by: str = ""
    paid: dict[str, list[tuple[Decimal, int]]] = field(default_factory=lambda: defaultdict(list))  # by currency
    next_step: str = ""
    next_step_date: date | None = None

    def credit(self) -> tuple[str, str]:
        """The credit status and its reason, by what they owe in their own currency."""
        own = self.by_currency.get(self.customer.currency, CurrencySum())
        return credit(
            own.open_amount, own.overdue, self.customer.credit_limit, self.oldest_unheld_days, self.broken_promises,
            self.stopped_by, self.released_by,
            unsettled(self.oldest_due_days, self.broken_promises, self.plan_broken), self.customer.currency,
        )  # fmt: skip

    def days_late(self) -> int | None:
        """Average days late of what was paid, weighted by amount; in the customer's own currency, else in the only one
        they have paid in. Amounts of different currencies are never weighed against each other."""
        paid = self.paid.get(self.customer.currency) or (next(iter(self.paid.values())) if len(self.paid) == 1 else [])
        whole = sum((amount for amount, _days in paid), ZERO)
        late = sum((amount * days for amount, days in paid), ZERO)
        return int(rounded(rounded(late / whole), WHOLE)) if whole else None

    def record(self) -> dict[str, Any]:
        """The computed cells of the customer's row, in the customer's own currency."""
        own = self.by_currency.get(self.customer.currency, CurrencySum())
        status, reason = self.credit()
        over = self.promises["kept"] + self.promises["broken"]
        return {
            "open_amount": own.open_amount, "overdue": own.overdue, "oldest_days": self.oldest_days,
            "unapplied": own.unapplied, "credit_status": status, "credit_reason": reason,
            "promises_kept": _("{kept} of {all}", kept=self.promises["kept"], all=over) if over else None,
            "average_days_late": self.days_late(), "next_step": self.next_step, "next_step_date": self.next_step_date,
        }  # fmt: skip


def by_customer(work: Assessment) -> dict[str, CustomerSum]:
    """Every customer's sums, by folded id."""
    sums = {key: CustomerSum(customer) for key, customer in work.facts.customers.items()}
    columns, buckets = work.columns, work.facts.settings.aging_buckets
    keys = ("currency", "amount", "open_amount", "days_overdue", "due_date", "paid_on", "promise", "next_step",
            "next_step_date", "hold", "kind", "contacts", "plan_standing", "minimum")  # fmt: skip
    for customer, values in zip(work.customers, zip(*(columns[key] for key in keys), strict=True), strict=True):
        row = dict(zip(keys, values, strict=True))
        total = sums[customer.customer_id.casefold()]
        if row["open_amount"] > 0:
            _add_open(total, row, bucket_index(row["days_overdue"], buckets), row["minimum"])
        elif row["paid_on"] is not None and row["kind"] != "Credit note":
            total.paid[row["currency"]].append((row["amount"], (row["paid_on"] - row["due_date"]).days))
    for (customer_id, currency), amount in work.allocated.unapplied.items():
        if amount and customer_id.casefold() in sums:
            sums[customer_id.casefold()].by_currency[currency].unapplied += amount
    _count_promises(work, sums)
    _note_stop_supply(work, sums)
    return sums


def _add_open(total: CustomerSum, row: dict[str, Any], place: int, minimum: Decimal) -> None:
    held = row["hold"]
    if held is not None and held.status == "Written off":
        return
    total.by_currency[row["currency"]].buckets[place] += row["open_amount"]
    total.oldest_days = max(total.oldest_days, row["days_overdue"])
    total.plan_broken |= row["plan_standing"] == "broken"
    disputed = held is not None and held.status == "Disputed"
    if row["open_amount"] >= minimum and not disputed and row["plan_standing"] not in ("good", "kept"):
        total.oldest_due_days = max(total.oldest_due_days, row["days_overdue"])
    if held is None and row["open_amount"] >= minimum:
        total.oldest_unheld_days = max(total.oldest_unheld_days, row["days_overdue"])
    day = row["next_step_date"]
    if held is None and day is not None and (total.next_step_date is None or day < total.next_step_date):
        total.next_step, total.next_step_date = row["next_step"].name, day


def _count_promises(work: Assessment, sums: dict[str, CustomerSum]) -> None:
    columns = work.columns
    for index, made in enumerate(columns["promises"]):
        for promise in made:
            became = outcome(promise, columns["reductions"][index], columns["open_amount"][index],
                             columns["contacts"][index], columns["country"][index], work.as_of,
                             columns["minimum"][index])  # fmt: skip
            total = sums[work.customers[index].customer_id.casefold()]
            total.promises[became] += 1
            held = columns["hold"][index]
            is_owed = columns["open_amount"][index] > 0 and (held is None or held.status != "Written off")
            total.broken_promises += became == "broken" and is_owed


def _note_stop_supply(work: Assessment, sums: dict[str, CustomerSum]) -> None:
    """A customer with an open invoice that has reached a step which stops supply is not supplied, until it is paid
    or its payment plan is kept."""
    columns = work.columns
    rows = zip(work.customers, columns["contacts"], columns["steps"], columns["open_amount"], columns["paid_on"],
               columns["plan_standing"], strict=True)  # fmt: skip
    for customer, contacts, steps, left, paid_on, standing in rows:
        stop = _stop(contacts, steps) if contacts else None
        if stop is None:
            continue
        total = sums[customer.customer_id.casefold()]
        if left > 0 and standing != "kept":
            total.stopped_by = _("{step} of {day}", step=stop.step, day=stop.on)
        else:
            total.released_by = released_by(paid_on if left <= 0 else None, standing, work.as_of) or total.released_by


def _stop(contacts: Sequence[Contact], steps: Sequence[Step]) -> Contact | None:
    """The last step made that stops supply."""
    names = {step.name.casefold() for step in steps if step.stop_supply}
    return next((contact for contact in reversed(contacts) if contact.step.casefold() in names), None)


def by_credit(sums: Mapping[str, CustomerSum], status: str) -> list[tuple[Customer, str]]:
    """The customers with this credit status, and why."""
    found = [(total.customer, total.credit()) for total in sums.values()]
    return [(customer, reason) for customer, (found_status, reason) in found if found_status == status]


def aging_rows(sums: Mapping[str, CustomerSum]) -> list[dict[str, Any]]:
    """The Aging sheet: a row for each customer and currency with something open or unapplied, then the totals."""
    rows: list[dict[str, Any]] = []
    totals: dict[str, CurrencySum] = defaultdict(CurrencySum)
    for total in sorted(sums.values(), key=lambda s: s.customer.name.casefold()):
        for currency, amounts in sorted(total.by_currency.items()):
            if amounts.open_amount or amounts.unapplied:
                rows.append(_aging_row(total.customer.customer_id, total.customer.name, currency, amounts))
                _add(totals[currency], amounts)
    word = word_in("choice", "Total", language())
    rows += [_aging_row(word, None, currency, amounts) for currency, amounts in sorted(totals.items())]
    return rows


def _add(total: CurrencySum, amounts: CurrencySum) -> None:
    total.buckets = [a + b for a, b in zip(total.buckets, amounts.buckets, strict=True)]
    total.unapplied += amounts.unapplied


def _aging_row(customer_id: str, name: str | None, currency: str, amounts: CurrencySum) -> dict[str, Any]:
    buckets = {f"bucket_{place}": amount for place, amount in enumerate(amounts.buckets)}
    return {
        "customer_id": customer_id, "customer": name, "currency": currency, **buckets,
        "open_amount": amounts.open_amount, "overdue": amounts.overdue, "unapplied": amounts.unapplied,
    }  # fmt: skip


def totals(sums: Mapping[str, CustomerSum]) -> dict[str, CurrencySum]:
    """What all customers together owe, by currency."""
    found: dict[str, CurrencySum] = defaultdict(CurrencySum)
    for total in sums.values():
        for currency, amounts in total.by_currency.items():
            _add(found[currency], amounts)
    return found


def start_lines(
    work: Assessment, sums: dict[str, CustomerSum], messages: list[Message], problems: int
) -> list[tuple[str, Any]]:
    """The figures as plain lines, for data and for the Start sheet of an earlier template: what, and its value. The
    last line marks where the Log ends. What today's Start sheet shows is in dashboard.py."""
    lines: list[tuple[str, Any]] = [("As of", work.as_of.isoformat()), ("Business", work.facts.settings.business_name)]
    each = totals(sums)
    for currency in sorted(each, key=lambda c: (c != work.facts.settings.currency, c)):
        amounts = each[currency]
        if amounts.open_amount or amounts.unapplied:
            lines += [(f"Open, {currency}", amounts.open_amount), (f"Overdue, {currency}", amounts.overdue)]
    return [*lines[:MOST_FIGURES], *_to_do(sums, messages, problems), mark_line(work.facts.log)]


def _to_do(sums: dict[str, CustomerSum], messages: list[Message], problems: int) -> list[tuple[str, Any]]:
    calls = sum(message.channel == "Phone" for message in messages)
    letters = sum(message.channel not in ("Phone", HAND_OVER) for message in messages)
    stopped, released = by_credit(sums, "Hold"), by_credit(sums, "Released")
    return [
        ("Letters ready", str(letters)), ("Calls to make", str(calls)), ("Problems to fix", str(problems)),
        ("Stop supplying", f"{len(stopped)}: {ids(stopped)}" if stopped else "0"),
        ("Supply again", f"{len(released)}: {ids(released)}" if released else "0"),
    ]  # fmt: skip


def ids(customers: Sequence[tuple[Customer, str]]) -> str:
    """The first few customer ids, and dots where there are more."""
    shown = ", ".join(customer.customer_id for customer, _why in customers[:NAMED])
    return shown + (" ..." if len(customers) > NAMED else "")
