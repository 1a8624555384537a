"""One invoice while money is put against it: its three balances, kept apart, as time goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ar_sheets.base.i18n import N_, n_
from ar_sheets.base.money import rounded, unit
from ar_sheets.countries import country_law
from ar_sheets.schema.model import Allocation, Applied, Balance, Claim, Debt

ZERO = Decimal(0)
MOST_SHOWN = 20  # a cell has room for so many
PRINCIPAL_FIRST: tuple[str, ...] = (N_("principal"), N_("interest"), N_("fees"))


class Source:
    """A payment or credit note on its way: what is left of it and what became of the rest."""

    __slots__ = ("amount", "currency", "customer_id", "date", "fault", "kind", "left", "row", "shown", "used")

    def __init__(self, kind: str, row: int, day: date, amount: Decimal, customer_id: str, currency: str) -> None:
        self.kind = kind  # payment, credit note
        self.row = row  # row in Payments, or position in Invoices for a credit note
        self.date = day
        self.amount = amount
        self.customer_id = customer_id
        self.currency = currency
        self.left = amount  # still free to be put against something
        self.used = ZERO  # put against invoices; negative when a refund takes it back
        self.fault = ""
        self.shown: list[str] = []

    def take(self, amount: Decimal) -> None:
        """Note that an amount was put against an invoice (negative: taken back from one)."""
        self.used += amount
        self.left -= amount

    def applied(self) -> Applied:
        """The texts of the payment's row."""
        unapplied = self.amount - self.used
        texts = self.shown[:MOST_SHOWN]
        if len(texts) < len(self.shown):
            texts.append(n_("and {n} more", "and {n} more", len(self.shown) - MOST_SHOWN))
        if self.fault:
            texts.append(self.fault)
            status = "Check"
        elif self.amount < 0:
            status = "Refund"
        elif not unapplied:
            status = "Applied"
        else:
            status = "Part applied" if self.used else "Unapplied"
        return Applied(self.used, "; ".join(texts), unapplied, status)


@dataclass(slots=True, eq=False)
class AllocationLeft:
    """One allocation to an invoice, and how much of it still stands."""

    account: DebtAccount
    row: Allocation
    source: Source
    standing: Decimal


class DebtAccount:
    """One debt and its balances. Claims of the Log enter on their day; only what is claimed can be paid."""

    # What most invoices never change stands here once for all of them.
    interest = fees = paid = credited = ZERO
    movements: list[tuple[date, Decimal]] | None = None  # of principal
    settled: list[tuple[date, Decimal]] | None = None  # of interest
    receipts: list[AllocationLeft] | None = None  # kept only where a refund may ask for them
    unspent: list[Source] | None = None  # payments that name it and left something over
    credit: Source | None = None  # a credit note as the source of its own money
    claims: Sequence[Claim] = ()
    order_of_parts = PRINCIPAL_FIRST
    queued = False
    _next_claim = 0

    def __init__(self, debt: Debt, apply_payments: str, exists: bool) -> None:
        self.debt = debt
        self.exists = exists  # dated on or before the as-of date
        self.principal = debt.amount if exists and debt.kind != "Credit note" else ZERO
        # Only principal can ever be paid, without a discount: so it is with most, and they take the short way.
        self.plain = not (debt.claims or debt.discount_percent or debt.kind == "Credit note")
        if debt.claims:
            self.claims = sorted(debt.claims, key=lambda claim: claim.date)
            if apply_payments != "principal first":
                self.order_of_parts = country_law(debt.country).allocation_order(debt.profile)

    def order(self) -> tuple[date, date, str, int]:
        """Oldest due first, ties by invoice date and number."""
        return self.debt.due_date, self.debt.invoice_date, self.debt.invoice_no, self.debt.index

    def advance(self, day: date, before: bool = False) -> None:
        """Let the claims and waivers up to a day enter (`before`: only those before it)."""
        while self._next_claim < len(self.claims):
            claim = self.claims[self._next_claim]
            if claim.date > day or (before and claim.date == day):
                return
            self._next_claim += 1
            if claim.kind == "interest":
                self.interest = max(ZERO, self.interest + claim.amount)
                if claim.amount < 0:
                    self._settle(claim.date, -claim.amount)
            else:
                self.fees = max(ZERO, self.fees + claim.amount)

    def total_open(self) -> Decimal:
        """Principal and claimed charges, as far as time has come."""
        if not self.claims or self.settled_in_time():
            return self.principal
        return self.principal + self.interest + self.fees

    def settled_in_time(self) -> bool:
        """Whether it was all settled by its due date. What was claimed on it then is in doubt: it takes no money and is
        not owed until a person has decided."""
        last = self.debt.settle_by or self.debt.due_date
        return self.principal <= 0 and bool(self.movements) and all(day <= last for day, _ in self.movements or ())

    def payable(self) -> tuple[str, ...]:
        """The parts that money may be put against, in the order of the country's law."""
        return PRINCIPAL_FIRST[:1] if self.settled_in_time() else self.order_of_parts

    def discount(self) -> tuple[Decimal, date] | None:
        """The early-payment discount of this invoice and its last day, if it has one."""
        percent, until = self.debt.discount_percent, self.debt.discount_until
        if not percent or until is None or self.debt.kind != "Invoice":
            return None
        base = self.debt.amount - self.credited
        return rounded(base * percent / 100, unit(self.debt.currency)), until

    def put(self, row: int, day: date, part: str, amount: Decimal, reason: str, kind: str) -> Allocation:
        """Move an amount onto one balance (negative takes it back): a payment, credit note or discount, and its row.

        What is paid in advance counts from the invoice's own date on.
        """
        if day < self.debt.invoice_date:
            day = self.debt.invoice_date
        if part == "principal":
            self.principal -= amount
            if self.movements is None:
                self.movements = [(day, amount)]
            else:
                self.movements.append((day, amount))
            if kind == "payment":
                self.paid += amount
            else:
                self.credited += amount
        elif part == "interest":
            self.interest -= amount
            self._settle(day, amount)
        else:
            self.fees -= amount
        return Allocation(self.debt.index, day, amount, part, kind, row, reason)

    def _settle(self, day: date, amount: Decimal) -> None:
        if self.settled is None:
            self.settled = []
        self.settled.append((day, amount))

    def balance(self, as_of: date) -> Balance:
        """The balances on the as-of date."""
        if self.credit is not None:
            return Balance(paid=self.paid, open_amount=-self.credit.left)
        if self.claims:
            self.advance(as_of)
        elif self.movements is None:
            return Balance(open_amount=self.principal)
        reductions = _by_day(self.movements)
        paid_on = reductions[-1][0] if reductions and not self.principal else None
        settled = _by_day(self.settled)
        if self.claims and self.settled_in_time():
            return Balance(self.paid, self.credited, self.principal, ZERO, ZERO, reductions, paid_on, settled)
        return Balance(self.paid, self.credited, self.principal, self.interest, self.fees, reductions, paid_on, settled)


def _by_day(movements: list[tuple[date, Decimal]] | None) -> tuple[tuple[date, Decimal], ...]:
    """Dated amounts in order, one for each day, days that cancel out left out."""
    if movements is None:
        return ()
    if all(before[0] < after[0] for before, after in pairwise(movements)):
        return tuple(movements)
    days: dict[date, Decimal] = {}
    for day, amount in sorted(movements, key=lambda movement: movement[0]):
        days[day] = days.get(day, ZERO) + amount
    return tuple((day, amount) for day, amount in days.items() if amount)
