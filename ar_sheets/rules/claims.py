"""Claims of the Log against the sheet as it is now: a claim is a fact and stays, but it may no longer fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import _
from ar_sheets.base.money import digits
from ar_sheets.countries.base import InterestRule
from ar_sheets.countries.workdays import working_day
from ar_sheets.rules.interest import interest_lines
from ar_sheets.schema.model import Claim, Contact

ZERO = Decimal(0)


def claim_doubt(
    kind: str,
    due_date: date,
    amount: Decimal,
    reductions: Sequence[tuple[date, Decimal]],
    interest_settled: Sequence[tuple[date, Decimal]],
    interest_rule: InterestRule | None,
    contacts: Sequence[Contact],
    claims: Sequence[Claim],
    country: str,
    weekends: str,
    currency: str = "",
) -> str:
    """What was claimed and no longer fits the sheet, as the sentence of a finding; "" when all fits.

    A due date, amount or payment that was typed or changed later can make a claim too high or too early.
    The claim is not changed: a person decides, for instance by waiving a part of it. Claims on an invoice that was
    settled by its due date, moved to a working day, are doubted always.
    """
    made = [claim for claim in claims if claim.amount > 0]
    early = next((claim for claim in made if claim.date <= due_date), None)
    if early is not None:
        return _("{amount} ({kind}) was claimed on {day}, but by the sheet the invoice is due on {due}",
                 amount=digits(early.amount, currency), kind=_(early.kind), day=early.date, due=due_date)  # fmt: skip
    last_day = due_date if weekends == "as is" else working_day(country, due_date)
    if made and _settled_by(last_day, amount, reductions):
        left = sum((claim.amount for claim in claims), ZERO)
        if left > 0:
            return _("{amount} is claimed, but by the sheet the invoice was settled in time, by {day}: it is not asked "
                     "for and takes no money", amount=digits(left, currency), day=last_day)  # fmt: skip
        return ""
    claimed = [claim for claim in made if claim.kind == "interest"]
    if not claimed or interest_rule is None:
        return ""
    day = max(claim.date for claim in claimed)
    total = sum((claim.amount for claim in claimed), ZERO)
    until = [(on, part) for on, part in reductions if on <= day]
    settled = [(on, part) for on, part in interest_settled if on <= day]
    lines = interest_lines(kind, due_date, amount, until, amount, settled, interest_rule, contacts, day)
    run = sum((line.amount for line in lines), ZERO)
    if total <= run:
        return ""
    return _("{claimed} of interest is claimed by {day}, but by the sheet as it is now {run} had run by then",
             claimed=digits(total, currency), day=day, run=digits(run, currency))  # fmt: skip


def _settled_by(last_day: date, amount: Decimal, reductions: Sequence[tuple[date, Decimal]]) -> bool:
    """Whether it was all paid or credited by a day, and nothing of that taken back since."""
    by_then = sum((part for day, part in reductions if day <= last_day), ZERO)
    return by_then >= amount and all(day <= last_day for day, _ in reductions)
