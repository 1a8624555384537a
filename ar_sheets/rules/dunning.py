"""Which step of its plan an invoice takes next, and when.

The rule, after the habits of careful credit controllers: the first step not yet done whose days are reached
(>=, never =, so a missed week is caught up), one step at a time (a debt first seen when it is a year old
starts at the first reminder), never before the step's gap since the last contact with the customer that was
really made. Only the Log moves a plan on; a draft moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.model import Contact, Hold, Step
from ar_sheets.rules.workdays import next_working_day

REMINDERS_BEFORE_NOTICE = 3
COUNTED_KINDS = ("Reminder", "Call", "Final reminder")


def last_contact(contacts: Sequence[Contact]) -> Contact | None:
    """The last reminder, call or notice about the invoice that was really made."""
    return contacts[-1] if contacts else None


def position(contacts: Sequence[Contact], steps: Sequence[Step]) -> int:
    """How many steps of the plan are behind the invoice: 0 before the first.

    A step the plan no longer has counts as one step: renaming a step never makes a letter go out twice.
    """
    names = {step.name.casefold(): number for number, step in enumerate(steps, start=1)}
    reached = 0
    for contact in contacts:
        reached = max(reached, names.get(contact.step.casefold(), reached + 1))
    return min(reached, len(steps))


def next_step(
    steps: Sequence[Step], contacts: Sequence[Contact], open_amount: Decimal, due_date: date, as_of: date
) -> Step | None:
    """The step that comes next, whether it is due today or later; none when nothing is open or the plan is done.

    A courtesy message exists only before the due date; once that has passed it is left out for good.
    """
    if open_amount <= 0:
        return None
    for step in steps[position(contacts, steps) :]:
        if step.kind != "Courtesy" or as_of <= due_date:
            return step
    return None


def next_step_date(
    next_step: Step | None, due_date: date, last_customer_contact: date | None, weekends: str
) -> date | None:
    """The first day the next step may be taken: days after the due date, and the gap since the last contact."""
    if next_step is None:
        return None
    day = due_date + timedelta(days=next_step.days)
    if last_customer_contact is not None:
        day = max(day, last_customer_contact + timedelta(days=next_step.min_gap_days))
    return day if weekends == "as is" else next_working_day(day)


def missing_reminders(next_step: Step | None, contacts: Sequence[Contact]) -> int:
    """How many reminders or calls are still missing before a formal notice or hand-over may be proposed."""
    if next_step is None or next_step.kind not in ("Formal notice", "Hand-over"):
        return 0
    made = sum(contact.kind in COUNTED_KINDS for contact in contacts)
    return max(0, REMINDERS_BEFORE_NOTICE - made)


def step(
    next_step: Step | None, next_step_date: date | None, hold: Hold | None, missing_reminders: int, as_of: date
) -> Step | None:
    """The step that is due today; none while it is held, too early, or short of reminders."""
    if next_step is None or next_step_date is None or hold is not None or missing_reminders:
        return None
    return next_step if next_step_date <= as_of else None
