"""Allocation: which payment and which credit note goes against which invoice, when, and why there.

Payments and credit notes go where they say they go: the invoices they name; else the invoices named in the
payment's reference (by a short number only when the amount fits to the cent); else the payment plan it is an
instalment of; else the customer's oldest due first (ties by invoice date, then number). Only the same customer and
the same currency; the rest is unapplied. Money that names an invoice never moves on to another one; money that names
none waits for the customer's next invoice.

Everything happens in the order of its date, so that a later event never moves an earlier allocation. Only
charges claimed in the Log can be paid, in the order of the country's law.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import digits
from ar_sheets.base.text import column_letter
from ar_sheets.rules.accounts import ZERO, DebtAccount, Source
from ar_sheets.rules.customer_money import CustomerMoney
from ar_sheets.rules.references import Match, Numbers
from ar_sheets.rules.refunds import refund
from ar_sheets.schema.columns import PAYMENTS
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Allocation, Applied, Balance, Debt, Payment

CustomerCurrency = tuple[str, str]
PART_WENT_BACK = N_(
    "Type the number of the invoice it was paid for, and the payment it takes back if that is not here; type a payment "
    "of which only a part went back as two rows; take the row out if it is the bank's own fee. Until then this "
    "customer is on hold."
)


@dataclass(slots=True)
class Allocated:
    """What became of all payments and credit notes dated on or before the as-of date."""

    rows: list[Allocation]  # in the order they happened
    balances: list[Balance]  # aligned with the debts; all zero for an invoice dated after the as-of date
    applied: dict[int, Applied]  # by row in Payments
    unapplied: dict[CustomerCurrency, Decimal]  # (customer id, currency): money and credit held; never zero
    findings: list[Finding]
    doubts: dict[str, str]  # by customer id: money went back and nobody can be sure for what; they are on hold
    named_doubts: dict[int, str]  # by Debt.index: why money or credit that names it may be for it all the same
    credit_faults: dict[int, str]  # by Debt.index of a credit note: it names an invoice that is not its customer's


def allocate(
    debts: Sequence[Debt],
    payments: Sequence[Payment],
    as_of: date,
    apply_payments: str,
    places: Mapping[str, int] | None = None,
) -> Allocated:
    """Put payments and credit notes against the debts, as of a day.

    `apply_payments` is "statutory" (the country's order of fees, interest and principal) or "principal first".
    `places` are the 0-based columns of the Payments sheet by key, for the cells of findings. What goes in comes
    out: for each payment, amount = applied + unapplied.
    """
    with _nothing_to_collect():
        return _allocated(debts, payments, as_of, apply_payments, places)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """All that is made here stays: looking for garbage again and again would double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _allocated(
    debts: Sequence[Debt],
    payments: Sequence[Payment],
    as_of: date,
    apply_payments: str,
    places: Mapping[str, int] | None,
) -> Allocated:
    accounts = [DebtAccount(debt, apply_payments, debt.invoice_date <= as_of) for debt in debts]
    run = _Run(accounts, places or {column.key: at for at, column in enumerate(PAYMENTS.columns)})
    counted = sorted((p for p in payments if p.date <= as_of), key=attrgetter("row"))
    refunds = [payment for payment in counted if payment.amount < 0]
    run.expect_refunds(refunds)
    credits = [account for account in accounts if account.exists and account.debt.kind == "Credit note"]
    money = sorted((payment for payment in counted if payment.amount >= 0), key=_within_a_day)
    events: list[DebtAccount | Payment] = [*credits, *money, *refunds]  # the order within a day
    for event in sorted(events, key=_day):
        if isinstance(event, DebtAccount):
            run.credit(event)
        elif not run.paid_plainly(event):
            run.payment(event)
    return run.result(as_of)


def _day(event: DebtAccount | Payment) -> date:
    return event.debt.invoice_date if isinstance(event, DebtAccount) else event.date


def _within_a_day(payment: Payment) -> tuple[bool, bool, Decimal, str, str, int]:
    """The order of the payments of one day, whatever rows they stand in: those that say what they are for, then the
    largest."""
    named, reference = payment.invoice_no, payment.reference
    return not named, not reference, -payment.amount, named, reference, payment.row


class _Run:
    """One allocation, event by event."""

    def __init__(self, accounts: Sequence[DebtAccount], places: Mapping[str, int]) -> None:
        self.accounts = accounts
        self.numbers = Numbers(accounts)
        self.places = places
        self.rows: list[Allocation] = []
        self.findings: list[Finding] = []
        self.doubts: dict[str, str] = {}
        self.applied: dict[int, Applied] = {}
        self.sources: list[Source] = []
        self.named_doubts: dict[int, str] = {}
        self.credit_faults: dict[int, str] = {}
        self.money: dict[CustomerCurrency, CustomerMoney] = {}
        members: dict[CustomerCurrency, list[DebtAccount]] = defaultdict(list)
        for account in accounts:
            if account.exists:
                members[account.debt.customer_id, account.debt.currency].append(account)
        for key, own in members.items():
            self.money[key] = CustomerMoney(own, self.rows)

    def expect_refunds(self, refunds: Sequence[Payment]) -> None:
        """Tell the customers' money that refunds will come."""
        for payment in refunds:
            customer_id = self.numbers.named(payment)[1]
            self._money(customer_id, payment.currency, payment.date).expect_refunds()

    def _money(self, customer_id: str, currency: str, day: date) -> CustomerMoney:
        money = self.money.get((customer_id, currency))
        if money is None:
            money = self.money[customer_id, currency] = CustomerMoney([], self.rows)
        if money.held:
            money.advance(day)
        return money

    def credit(self, account: DebtAccount) -> None:
        """Let a credit note find its invoice."""
        debt = account.debt
        account.credit = source = Source(
            "credit note", debt.index, debt.invoice_date, debt.amount, debt.customer_id, debt.currency
        )
        money = self._money(debt.customer_id, debt.currency, debt.invoice_date)
        named, fault = self.numbers.credited_by(account) if debt.reference else ([], "")
        if named:
            money.take(source, named, _("credit note {number} names it", number=debt.invoice_no))
        elif fault:
            self.credit_faults[debt.index] = fault
            doubt = _("a credit note that names it is in doubt: {fault}", fault=fault)
            self._doubt(self.numbers.named_by_credit(account), doubt)
        else:
            money.take_oldest(source)
        self.sources.append(source)

    def paid_plainly(self, payment: Payment) -> bool:
        """The short way that most payments take: they name one invoice, all of it fits, and nothing else matters."""
        account = self.numbers.alone(payment)
        if account is None or not account.plain or not 0 < payment.amount <= account.principal:
            return False
        debt = account.debt
        money = self.money[debt.customer_id, debt.currency]
        if money.held or money.receipts is not None:
            return False
        amount = payment.amount
        reason = _("named")
        self.rows.append(account.put(payment.row, payment.date, "principal", amount, reason, "payment"))
        text = f"{debt.invoice_no} {digits(amount, debt.currency)} ({reason})"
        self.applied[payment.row] = Applied(amount, text, ZERO, "Applied")
        return True

    def payment(self, payment: Payment) -> None:
        """Let a payment find its invoices."""
        named, customer_id, fault = self.numbers.named(payment)
        match = Match()
        if not (named or fault or payment.names_plan) and payment.reference and payment.amount >= 0:
            match = self.numbers.matching_reference(payment, customer_id)
            fault = match.fault
        source = Source("payment", payment.row, payment.date, payment.amount, customer_id, payment.currency)
        money = self._money(customer_id, payment.currency, payment.date)
        if fault:
            source.fault = fault
            self._report(payment, "invoice_no", fault, _(
                "Type the number of the customer's own invoice; or leave it empty and type the customer: then the "
                "oldest invoice due is paid."))  # fmt: skip
            doubt = _("a payment that names it is in doubt: {fault} (Payments row {row})", fault=fault, row=payment.row)
            self._doubt(self.numbers.touched(payment), doubt)
        if payment.amount < 0:
            self._refund(money, source, named, payment)
        elif named:
            money.take_named(source, named)
        elif not fault:
            self._take_unnumbered(money, source, match, payment)
        self.sources.append(source)

    def _take_unnumbered(self, money: CustomerMoney, source: Source, match: Match, payment: Payment) -> None:
        """A payment without an invoice number: what its bank text names, else its payment plan, else the oldest."""
        plan = self.numbers.of_plan(payment, source.customer_id) if payment.plan and not match.accounts else []
        if match.accounts:
            money.take(source, match.accounts, match.reason)
        elif plan and (payment.names_plan or sum(account.principal for account in plan) >= payment.amount):
            money.take(source, plan, _("instalment of their payment plan"))
        else:
            money.take_oldest(source)

    def _doubt(self, accounts: Iterable[DebtAccount], why: str) -> None:
        for account in accounts:
            self.named_doubts.setdefault(account.debt.index, why)

    def result(self, as_of: date) -> Allocated:
        """Let what waits find the last invoices up to the as-of date, and put everything together."""
        for money in self.money.values():
            money.advance(as_of)
        held: dict[CustomerCurrency, Decimal] = defaultdict(lambda: ZERO)
        for source in self.sources:
            left = source.left if source.kind == "credit note" else source.amount - source.used
            held[source.customer_id, source.currency] += left
            if source.kind == "payment":
                self.applied[source.row] = source.applied()
        unapplied = {key: amount for key, amount in held.items() if amount}
        balances = [account.balance(as_of) for account in self.accounts]
        return Allocated(
            self.rows, balances, self.applied, unapplied, self.findings, self.doubts, self.named_doubts,
            self.credit_faults,
        )  # fmt: skip

    def _refund(self, money: CustomerMoney, source: Source, named: Sequence[DebtAccount], payment: Payment) -> None:
        doubt = refund(money, source, named)
        if doubt:
            source.fault = "; ".join(filter(None, (source.fault, doubt)))
            self.doubts[source.customer_id] = _("{doubt} (Payments row {row})", doubt=doubt, row=payment.row)
            self._report(payment, "amount", doubt, _(PART_WENT_BACK))

    def _report(self, payment: Payment, key: str, what: str, what_to_do: str) -> None:
        at = self.places.get(key)
        cell = f"{column_letter(at)}{payment.row}" if at is not None else ""
        self.findings.append(Finding(PAYMENTS.name, cell, what, what_to_do))
