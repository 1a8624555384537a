"""How customers pay: the days late they usually are, and a rating by a rule that anybody can follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from ar_sheets.base.money import CENT
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.formulas import weighted_days
from ar_sheets.schema.model import Customer

ZERO = Decimal(0)
ENOUGH = 5  # paid invoices that make a habit; with fewer, that of customers of the same kind counts
KNOWN = 3  # paid invoices without which a customer is new
RATINGS = ("Risky", "Late", "Slow", "New", "Good")
RULE = (
    "Risky: something is more than 60 days overdue, a promise on it was broken, or paid invoices came more than 60 "
    "days late on average. Late: the same with 30 days. Slow: with 7 days. New: fewer than 3 invoices paid so far. "
    "Good: all others. The average is weighted by amount; what is disputed, written off or below Minimum to dun "
    "counts against nobody."
)

Key = tuple[str, str]  # customer id, currency


@dataclass(slots=True)
class Payer:
    """How one customer pays in one currency."""

    customer: Customer
    currency: str
    paid: list[tuple[Decimal, int]] = field(default_factory=list)  # amount, days late (negative: early)
    open_amount: Decimal = ZERO
    overdue: Decimal = ZERO
    oldest_days: int = 0  # of what is neither disputed nor too small to be reminded of
    broken: int = 0  # promises on invoices that are still open

    @property
    def days_late(self) -> int | None:
        """Average days late of what was paid, weighted by amount; None when nothing was."""
        found = weighted_days(self.paid)
        return None if found is None else whole(found)

    @property
    def rating(self) -> str:
        """One of RATINGS, by RULE."""
        return rating(len(self.paid), self.days_late, self.oldest_days, self.broken)

    @property
    def why(self) -> str:
        """The figures behind the rating."""
        count, late = len(self.paid), self.days_late
        usual = "nothing paid yet" if late is None else f"{count} paid, on average {_lateness(late)}"
        now = f"; oldest {_days(self.oldest_days)} overdue" if self.oldest_days > 0 else ""
        broken = f"; {self.broken} promise{'s' * (self.broken > 1)} broken" if self.broken else ""
        return usual + now + broken


def rating(paid: int, days_late: int | None, oldest_days: int, broken: int) -> str:
    """The rating of RULE, from how many invoices were paid, how late, and what is overdue now."""
    days = max(days_late or 0, oldest_days)
    if days > 60 or broken:
        return "Risky"
    if days > 30:
        return "Late"
    if days > 7:
        return "Slow"
    return "Good" if paid >= KNOWN else "New"


def payers(work: Assessment) -> dict[Key, Payer]:
    """Every customer's way of paying, by customer id and currency."""
    found: dict[Key, Payer] = {}
    columns, least = work.columns, max(work.facts.settings.minimum_to_dun, CENT)
    rows = zip(
        work.customers, columns["currency"], columns["kind"], columns["amount"], columns["open_amount"],
        columns["asked"], columns["due_date"], columns["days_overdue"], columns["paid_on"], columns["paid"],
        columns["promise"], columns["hold"], strict=True,
    )  # fmt: skip
    for customer, currency, kind, amount, left, asked, due, overdue, paid_on, paid, promise, hold in rows:
        if kind == "Credit note" or (hold is not None and hold.status == "Written off"):
            continue
        key = (customer.customer_id, currency)
        payer = found.get(key) or found.setdefault(key, Payer(customer, currency))
        if left > 0:
            payer.open_amount += left
            payer.overdue += left if overdue > 0 else ZERO
            payer.oldest_days = max(payer.oldest_days, overdue if asked >= least else 0)
            payer.broken += promise == "broken"
        elif paid_on is not None and paid > 0:
            payer.paid.append((amount, (paid_on - due).days))
    return found


def habits(found: Mapping[Key, Payer]) -> dict[Key, int]:
    """The days after the due date on which each pays: their own average if they paid enough invoices to tell, else the
    median of the others of their profile, else of all others, else none."""
    own = {key: payer.days_late or 0 for key, payer in found.items() if len(payer.paid) >= ENOUGH}
    by_profile: dict[str, list[int]] = defaultdict(list)
    for key, late in own.items():
        by_profile[found[key].customer.profile].append(late)
    usual = {profile: _median(days) for profile, days in by_profile.items()}
    anyone = _median(own.values())
    return {key: own.get(key, usual.get(payer.customer.profile, anyone)) for key, payer in found.items()}


def _median(days: Iterable[int]) -> int:
    days = list(days)
    return whole(Decimal(median(days))) if days else 0


def whole(days: Decimal) -> int:
    """Half-up to whole days."""
    return int(days.quantize(Decimal(1), ROUND_HALF_UP))


def _lateness(days: int) -> str:
    return f"{_days(abs(days))} {'late' if days > 0 else 'early'}" if days else "on the day"


def _days(count: int) -> str:
    return f"{count} day{'s' * (count != 1)}"
