"""What could still be claimed: interest and lump sums of invoices paid late and in full. It claims nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.fees import charges
from ar_sheets.rules.interest import interest_lines
from ar_sheets.rules.rulebook import reads
from ar_sheets.schema.model import Step

ZERO = Decimal(0)
# The law's lump sums come with a letter that charges interest: this stands for one, sent on the day of payment.
LETTER = Step("", 99, "(could still be claimed)", "Final reminder", 1, interest="charge")


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """One invoice paid late: what ran until its payment, less what was claimed or waived."""

    customer_id: str
    customer: str
    invoice_no: str
    currency: str
    due_date: date
    paid_on: date
    interest: Decimal
    compensation: Decimal

    @property
    def total(self) -> Decimal:
        """Interest and lump sum together."""
        return self.interest + self.compensation


def unclaimed(work: Assessment) -> list[Unclaimed]:
    """Every invoice that was paid in full after its due date and of which the law would give something still; what was
    paid last comes first."""
    return sorted(_found(work), key=lambda one: (-one.paid_on.toordinal(), one.customer_id, one.invoice_no))


def _found(work: Assessment) -> Iterator[Unclaimed]:
    columns = work.columns
    rows = zip(columns["paid_on"], columns["due_date"], columns["kind"], columns["open_amount"], strict=True)
    for index, (paid_on, due, kind, left) in enumerate(rows):
        if paid_on is None or paid_on <= due or left or kind == "Credit note":
            continue
        row = work.known | work.row(index)
        one = Unclaimed(
            row["customer_id"], work.customers[index].name, row["invoice_no"], row["currency"], due, paid_on,
            _interest(row), _compensation(row),
        )  # fmt: skip
        if one.total > 0:
            yield one


def _interest(row: dict[str, Any]) -> Decimal:
    lines = interest_lines(
        row["kind"], row["due_date"], row["amount"], row["reductions"], row["amount"], row["interest_settled"],
        row["interest_rule"], row["contacts"], row["paid_on"],
    )  # fmt: skip
    claimed = sum((claim.amount for claim in row["claims"] if claim.kind == "interest" and claim.amount > 0), ZERO)
    return max(ZERO, sum((line.amount for line in lines), ZERO) - claimed)


def _compensation(row: dict[str, Any]) -> Decimal:
    late = row["amount"] - sum((part for day, part in row["reductions"] if day <= row["due_date"]), ZERO)
    given = row | {"step": LETTER, "open_amount": late, "as_of": row["paid_on"]}
    looked_at = charges(**{name: given[name] for name in reads(charges)})
    return sum((charge.amount for charge in looked_at if charge.kind == "compensation"), ZERO)
