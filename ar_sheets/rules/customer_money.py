"""The money of one customer in one currency, in the order it comes: what it pays and what is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush
from itertools import combinations
from operator import itemgetter

from ar_sheets.base.i18n import _
from ar_sheets.base.money import digits
from ar_sheets.rules.accounts import ZERO, AllocationLeft, DebtAccount, Source
from ar_sheets.schema.model import Allocation

MOST_COMBINED = 10  # invoices of which every combination is tried


class CustomerMoney:
    """One customer and currency. Invoices queue up by due date from the day they exist."""

    def __init__(self, members: Sequence[DebtAccount], rows: list[Allocation]) -> None:
        self.members = members
        self.rows = rows
        self.receipts: list[AllocationLeft] | None = None  # kept only where a refund may ask for them
        self.unspent: list[Source] = []  # payments that left something over
        self.held: list[Source] = []  # names no invoice and waits for the next one
        self.credits: list[tuple[Source, Sequence[DebtAccount], str]] = []  # name invoices that had too little open
        self._arrivals: list[tuple[date, DebtAccount]] | None = None
        self._next_arrival = 0
        self._queue: list[tuple[tuple[date, date, str, int], DebtAccount]] = []

    def advance(self, day: date) -> None:
        """Let the invoices and claims up to a day arrive; money that waits is put against them at once."""
        while self.held:
            arrived = self._arrive_next(day)
            if arrived is None:
                return
            self.feed_held(arrived)

    def _arrive_next(self, day: date) -> date | None:
        """The next day up to `day` on which something arrives; its invoices join the queue."""
        if self._arrivals is None:
            self._arrivals = _arrivals(self.members)
        first = self._next_arrival
        if first >= len(self._arrivals) or self._arrivals[first][0] > day:
            return None
        today = self._arrivals[first][0]
        while self._next_arrival < len(self._arrivals) and self._arrivals[self._next_arrival][0] == today:
            self.enqueue(self._arrivals[self._next_arrival][1])
            self._next_arrival += 1
        return today

    def enqueue(self, account: DebtAccount) -> None:
        """Let an invoice wait in line for money that names none."""
        if not account.queued:
            account.queued = True
            heappush(self._queue, (account.order(), account))

    def feed_held(self, day: date) -> None:
        """Put the money that waits against what is open now."""
        for source in self.held:
            self._oldest(source, day, _("oldest due, held since {day}", day=source.date))
        self.held = [source for source in self.held if source.left > 0]

    def credit_again(self, account: DebtAccount, day: date) -> None:
        """An invoice is open again because its payment went back: credit notes that name it go against it."""
        credits, self.credits = self.credits, []
        for source, accounts, reason in credits:
            if account in accounts and source.left > 0:
                self.take(source, accounts, reason, day)
            elif source.left > 0:
                self.credits.append((source, accounts, reason))

    def expect_refunds(self) -> None:
        """Keep what a refund has to know: which payment went where."""
        if self.receipts is None:
            self.receipts = []
            for account in self.members:
                account.receipts, account.unspent = [], []

    def take_named(self, source: Source, named: Sequence[DebtAccount]) -> None:
        """A payment against the invoices it names; the unused rest of credit notes it names goes first."""
        if len(named) > 1 or named[0].credit is not None:
            debts = [account for account in named if account.credit is None]
            for account in named:
                if account.credit is not None and account.credit.left > 0:
                    self.take(account.credit, debts, _("named together in a payment"), source.date)
            named = debts
        self.take(source, named, _("named"))

    def take(self, source: Source, accounts: Sequence[DebtAccount], reason: str, day: date | None = None) -> None:
        """Put a source against these invoices, in this order, and nothing else; the rest stays unapplied."""
        day = day or source.date
        if len(accounts) == 1 and accounts[0].plain:
            self._put(source, accounts[0], day, "principal", accounts[0].principal, reason)
        else:
            discounts = _discounts(source, accounts)
            for account in accounts:
                self._pay(source, account, day, reason, discounts.get(account.debt.index, ZERO))
        if source.left and source.kind == "credit note" and accounts:
            self.credits.append((source, accounts, reason))
        if source.left and source.kind == "payment":
            self.unspent.append(source)
            for account in accounts:
                if account.unspent is not None:
                    account.unspent.append(source)

    def take_oldest(self, source: Source) -> None:
        """Put a source against the oldest due; what is left waits for the customer's next invoice."""
        while self._arrive_next(source.date) is not None:
            pass
        together = self._settled_less_discount(source)
        if together:
            self.take(source, together, _("settled less the early-payment discount"))
            return
        self._oldest(source, source.date, _("oldest due"))
        if source.left > 0:
            self.held.append(source)
            if source.kind == "payment":
                self.unspent.append(source)

    def _settled_less_discount(self, source: Source) -> list[DebtAccount]:
        """The invoices that a payment settles exactly, at least one of them less its discount: one, or the oldest of
        as few as there are; none where it settles nothing so."""
        if source.kind != "payment" or not any(account.debt.discount_percent for _due, account in self._queue):
            return []
        waiting = [account for _due, account in sorted(self._queue, key=itemgetter(0)) if account.total_open() > 0]
        prices = {account.debt.index: _discounted(source, account) for account in waiting}
        groups = (
            combination
            for count in range(1, len(waiting) + 1)
            for combination in (
                combinations(waiting, count) if len(waiting) <= MOST_COMBINED else _neighbours(waiting, count)
            )
        )
        for group in groups:
            price = sum((prices[account.debt.index] for account in group), ZERO)
            if price == source.left and price < sum((account.total_open() for account in group), ZERO):
                return list(group)
        return []

    def _oldest(self, source: Source, day: date, reason: str) -> None:
        passed = []
        while self._queue and source.left > 0:
            account = self._queue[0][1]
            self._pay(source, account, day, reason, _discounts(source, [account]).get(account.debt.index, ZERO))
            account.advance(day)  # a credit note pays no charges, but they are owed and wait for money
            owed = account.total_open()
            if owed and source.left <= 0:
                break
            heappop(self._queue)
            account.queued = False
            if owed:  # charges are left, and a credit note pays none
                passed.append(account)
        for account in passed:
            self.enqueue(account)

    def _pay(self, source: Source, account: DebtAccount, day: date, reason: str, discount: Decimal) -> None:
        if account.plain or source.kind == "credit note":
            self._put(source, account, day, "principal", account.principal, reason)
            return
        reason = "; ".join(filter(None, (reason, _late_discount(source, account))))
        self._put(source, account, day, "principal", discount, _("early-payment discount"), "discount")
        account.advance(day, before=True)
        for _time in range(2):  # what is claimed on the very day of the payment comes last
            for part in account.payable():
                self._put(source, account, day, part, getattr(account, part), reason)
            account.advance(day)

    def _put(
        self, source: Source, account: DebtAccount, day: date, part: str, owed: Decimal, reason: str, kind: str = ""
    ) -> None:
        """Put as much as is left against one balance."""
        amount = owed if kind or owed < source.left else source.left
        if amount <= 0:
            return
        row = account.put(source.row, day, part, amount, reason, kind or source.kind)
        if not kind:
            source.take(amount)
        self.rows.append(row)
        if self.receipts is not None and account.receipts is not None:
            receipt = AllocationLeft(account, row, source, amount)
            account.receipts.append(receipt)
            self.receipts.append(receipt)
        what = "" if part == "principal" else f" {_(part)}"
        source.shown.append(f"{account.debt.invoice_no} {digits(amount, source.currency)}{what} ({reason})")


def _arrivals(members: Sequence[DebtAccount]) -> list[tuple[date, DebtAccount]]:
    """The days on which an invoice, or a claim on it, comes into being, in order."""
    found = []
    for account in members:
        if account.debt.kind != "Credit note":
            first = account.debt.invoice_date
            found.append((first, account))
            found.extend((max(first, claim.date), account) for claim in account.claims)
    return sorted(found, key=itemgetter(0))


def _discounted(source: Source, account: DebtAccount) -> Decimal:
    """What settles an invoice on the day of a payment."""
    account.advance(source.date, before=True)
    offer = account.discount() if account.debt.discount_percent else None
    less = min(offer[0], account.principal) if offer is not None and source.date <= offer[1] else ZERO
    return account.total_open() - less


def _neighbours(waiting: Sequence[DebtAccount], count: int) -> list[Sequence[DebtAccount]]:
    """Where there are too many for all combinations: one alone, or the oldest so many."""
    return [[account] for account in waiting] if count == 1 else [waiting[:count]]


def _discounts(source: Source, accounts: Sequence[DebtAccount]) -> dict[int, Decimal]:
    """What each invoice may leave unpaid as early-payment discount: only if that settles all of them."""
    if source.kind != "payment" or all(account.plain for account in accounts):
        return {}
    allowed: dict[int, Decimal] = {}
    for account in accounts:
        offer = account.discount() if account.debt.discount_percent else None
        if offer is not None and source.date <= offer[1]:
            allowed[account.debt.index] = min(offer[0], account.principal)
    if not allowed:
        return {}
    short = sum((account.total_open() for account in accounts), ZERO) - source.left
    if not 0 < short <= sum(allowed.values(), ZERO):
        return {}
    taken: dict[int, Decimal] = {}
    for index, discount in allowed.items():
        taken[index] = min(discount, short)
        short -= taken[index]
    return taken


def _late_discount(source: Source, account: DebtAccount) -> str:
    """The end of the reason when a payment is short by a discount whose days were over."""
    offer = account.discount() if account.debt.discount_percent else None
    if offer is None or source.date <= offer[1] or not 0 < account.principal - source.left <= offer[0]:
        return ""
    short = digits(account.principal - source.left, source.currency)
    return _("{amount} short, the discount ended on {day}", amount=short, day=offer[1])
