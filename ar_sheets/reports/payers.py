"""How customers pay: how often more than a week late, and a rating by a rule that anybody can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from ar_sheets.base.money import unit
from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.minimum import least_to_dun
from ar_sheets.schema.model import Customer

ZERO = Decimal(0)
LATE_DAYS = 7  # days after the due date from which a payment counts as late
BESIDE = 2  # invoices of everybody's that count beside a customer's own
COUNTS_FROM = Decimal("0.20")  # the part of what is open from which overdue invoices count
STEPS = ((0.5, "Risky"), (0.25, "Late"), (0.1, "Slow"), (0.0, "Good"))  # from which share on
RATINGS = tuple(rating for _, rating in STEPS)
RULE = (
    "The share of a customer's invoices that were paid more than 7 days late, with two of everybody's beside them, so "
    "that a few invoices do not decide. Good: less than 10 %. Slow: from 10 %. Late: from 25 %. Risky: from 50 %. What "
    "is more than 7 days overdue now counts as late too, but only if it is 20 % or more of what is open. Disputed "
    "amounts, written-off invoices and what is below Minimum to dun count against nobody. The oldest overdue invoice "
    "and broken promises stand beside the rating as facts."
)

Key = tuple[str, str]  # customer id, currency


@dataclass(slots=True)
class Payer:
    """How one customer pays in one currency."""

    customer: Customer
    currency: str
    paid: list[int] = field(default_factory=list)  # days late of each paid invoice (negative: early)
    open_amount: Decimal = ZERO
    overdue: Decimal = ZERO
    late_now: Decimal = ZERO  # more than LATE_DAYS overdue, neither disputed nor too small to be reminded of
    late_invoices: int = 0  # the invoices in it
    oldest_days: int = 0  # of all that is overdue and not disputed
    broken: int = 0  # promises on invoices that are still open
    everybody: float = 0.0  # the share of all paid invoices that were late

    @property
    def days_late(self) -> int | None:
        """The median of the days late of what was paid; None when nothing was."""
        return round_whole(Decimal(median(self.paid))) if self.paid else None

    @property
    def paid_late(self) -> int:
        """How many of the paid invoices came more than LATE_DAYS late."""
        return sum(days > LATE_DAYS for days in self.paid)

    @property
    def late_share(self) -> float:
        """The share of late invoices, 0 to 1, by RULE."""
        open_late = self.late_invoices if self.late_now >= COUNTS_FROM * self.open_amount else 0
        late = open_late + self.paid_late
        return (late + BESIDE * self.everybody) / (len(self.paid) + open_late + BESIDE)

    @property
    def rating(self) -> str:
        """One of RATINGS, by RULE."""
        return rating(self.late_share)


def rating(late_share: float) -> str:
    """The rating of RULE for a share of late invoices."""
    return next(name for least, name in STEPS if late_share >= least)


def payers(work: Assessment) -> dict[Key, Payer]:
    """Every customer's way of paying, by customer id and currency."""
    found: dict[Key, Payer] = {}
    columns, own = work.columns, work.facts.settings
    rows = zip(
        work.customers, columns["currency"], columns["kind"], columns["open_amount"], columns["asked"],
        columns["due_date"], columns["days_overdue"], columns["paid_on"], columns["paid"], columns["promise"],
        columns["hold"], strict=True,
    )  # fmt: skip
    for customer, currency, kind, left, asked, due, overdue, paid_on, paid, promise, hold in rows:
        if kind == "Credit note" or (hold is not None and hold.status == "Written off"):
            continue
        key = (customer.customer_id, currency)
        payer = found.get(key) or found.setdefault(key, Payer(customer, currency))
        if left > 0:
            least = max(least_to_dun(own.minimum_to_dun, currency, own.currency), unit(currency))
            _add_open(payer, left, asked if asked >= least else ZERO, overdue)
            payer.broken += promise == "broken"
        elif paid_on is not None and paid > 0:
            payer.paid.append((paid_on - due).days)
    compare(found)
    return found


def _add_open(payer: Payer, left: Decimal, asked: Decimal, overdue: int) -> None:
    payer.open_amount += left
    payer.overdue += left if overdue > 0 else ZERO
    if asked > 0:
        payer.oldest_days = max(payer.oldest_days, overdue)
        if overdue > LATE_DAYS:
            payer.late_now += asked
            payer.late_invoices += 1


def compare(found: Mapping[Key, Payer]) -> None:
    """Tell each payer how often everybody is late."""
    count = sum(len(payer.paid) for payer in found.values())
    late = sum(days > LATE_DAYS for payer in found.values() for days in payer.paid)
    for payer in found.values():
        payer.everybody = late / count if count else 0.0


def round_whole(number: Decimal) -> int:
    """Half-up to a whole number."""
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
