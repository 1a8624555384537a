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
from functools import cache

from ar_sheets.countries import country_law as law_of
from ar_sheets.countries.workdays import working_day
from ar_sheets.schema.model import Contact, Habit, Hold, Step
from ar_sheets.schema.translations import every, plain_name, translation_table

REMINDERS_BEFORE_NOTICE = 3
COUNTED_KINDS = ("Reminder", "Call", "Final reminder")
FORMAL_KINDS = ("Formal notice", "Hand-over")
ONE_DAY = timedelta(days=1)


def position(contacts: Sequence[Contact], steps: Sequence[Step]) -> int:
    """How many steps of the plan are behind the invoice: 0 before the first.

    A step that has been renamed or translated counts at the place it had when it was made. Where nobody noted that,
    it counts as one step, which was no courtesy message: renaming a step never makes a letter go out twice.
    """
    names = [step_key(step.name) for step in steps]
    reached = 0
    for contact in contacts:
        place = _place(contact, names)
        if place and contact.kind == "Hand-over" != steps[place - 1].kind:  # its name is another step's by now
            place = 0
        reached = max(reached, place or contact.place or _step_after(reached, steps))
    return min(reached, len(steps))


def _place(contact: Contact, names: Sequence[str]) -> int:
    """Where the step of a contact stands in the plan by its name; of two with that name, the one it was. 0: nowhere."""
    name = step_key(contact.step)
    if contact.place is not None and names[contact.place - 1 : contact.place] == [name]:
        return contact.place
    return max((number for number, other in enumerate(names, start=1) if other == name), default=0)


@cache
def step_key(name: str) -> str:
    """What the name of a step is compared by: the same for our own steps in every language of ours."""
    return _own_steps().get(plain_name(name), plain_name(name))


@cache
def _own_steps() -> dict[str, str]:
    steps = (english for where, english in translation_table() if where == "step")
    return {plain_name(word): plain_name(english) for english in steps for word in every("step", english)}


def _step_after(reached: int, steps: Sequence[Step]) -> int:
    following = (number for number, step in enumerate(steps, start=1) if number > reached and step.kind != "Courtesy")
    return next(following, len(steps))


def wants_courtesy(profile: str, amount: Decimal, habit: Habit) -> bool:
    """Whether a courtesy message before the due date is worth it.

    Everybody but businesses gets one. A business gets it only when new, late before, or for a larger invoice
    than any they have paid: those who always pay on time are not bothered.
    """
    return profile != "Business" or habit.late_before or not habit.paid_before or amount > habit.largest_paid


def next_step(
    steps: Sequence[Step],
    contacts: Sequence[Contact],
    open_amount: Decimal,
    due_date: date,
    wants_courtesy: bool,
    as_of: date,
) -> Step | None:
    """The step that comes next, whether it is due today or later; none when nothing is open or the plan is done.

    A courtesy message exists only before the due date; once that has passed it is left out for good.
    """
    if open_amount <= 0:
        return None
    for step in steps[position(contacts, steps) :]:
        if step.kind != "Courtesy" or (wants_courtesy and as_of <= due_date):
            return step
    return None


def next_step_date(
    next_step: Step | None,
    due_date: date,
    last_customer_contact: date | None,
    last_try: date | None,
    contacts: Sequence[Contact],
    country: str,
    profile: str,
    weekends: str,
) -> date | None:
    """The first day the next step may be taken.

    The days after the due date; the gap since the last contact with the customer; not on the day of a call that
    nobody answered; not before the time to pay that the letter before it gave is over. On a working day of the
    customer's country, if Settings say so.
    """
    if next_step is None:
        return None
    day = due_date + timedelta(days=next_step.days)
    if last_customer_contact is not None:
        day = max(day, last_customer_contact + timedelta(days=next_step.min_gap_days))
    if last_try is not None:
        day = max(day, last_try + ONE_DAY)
    if contacts:
        day = max(day, _time_to_pay(contacts[-1], country, profile) + ONE_DAY)
    return day if weekends == "as is" else working_day(country, day)


def _time_to_pay(last: Contact, country: str, profile: str) -> date:
    """The last day the letter gave to pay; after a formal notice no less than the notice the law wants.

    A courtesy message asks for nothing before the due date, and gives no time after it.
    """
    until = last.on if last.pay_by is None or last.kind == "Courtesy" else last.pay_by
    if last.kind == "Formal notice":
        until = max(until, last.on + timedelta(days=law_of(country).formal_notice_days(profile)))
    return until


def reminders_made(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """The kinds of the reminders, calls and notices that reached somebody, oldest first: a courtesy message reminds
    of nothing, and a call that nobody answered reached nobody."""
    return tuple(contact.kind for contact in contacts if contact.kind != "Courtesy" and contact.reached)


def missing_reminders(next_step: Step | None, contacts: Sequence[Contact]) -> int:
    """How many reminders or calls are still missing before a formal notice or hand-over may be proposed."""
    if next_step is None or next_step.kind not in FORMAL_KINDS:
        return 0
    made = sum(kind in COUNTED_KINDS for kind in reminders_made(contacts))
    return max(0, REMINDERS_BEFORE_NOTICE - made)


def step(
    next_step: Step | None, next_step_date: date | None, hold: Hold | None, missing_reminders: int, as_of: date
) -> Step | None:
    """The step that is due today; none while it is held, too early, or short of reminders."""
    if next_step is None or next_step_date is None or hold is not None or missing_reminders:
        return None
    return next_step if next_step_date <= as_of else None
