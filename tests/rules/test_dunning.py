"""One step at a time, never before its days or its gap, and only the Log moves a plan on."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.model import Contact, Hold, Step
from ar_sheets.rules.dunning import missing_reminders, next_step, next_step_date, position, step

DUE = date(2026, 3, 2)  # a Monday
OPEN = Decimal("100.00")
PLAN = (
    Step("Business", 1, "Courtesy", "Courtesy", -7),
    Step("Business", 2, "Reminder 1", "Reminder", 3),
    Step("Business", 3, "Reminder 2", "Reminder", 12),
    Step("Business", 4, "Call", "Call", 21, channel="Phone"),
    Step("Business", 5, "Formal notice", "Formal notice", 40),
)


def contact(name: str, on: date) -> Contact:
    kind = next((s.kind for s in PLAN if s.name == name), "Reminder")
    return Contact(on, name, kind, "Email")


def due(day: date, contacts: tuple[Contact, ...] = (), weekends: str = "as is") -> str:
    """The name of the step due on a day; empty when none is."""
    following = next_step(PLAN, contacts, OPEN, DUE, day)
    last = contacts[-1].on if contacts else None
    when = next_step_date(following, DUE, last, weekends)
    found = step(following, when, None, missing_reminders(following, contacts), day)
    return found.name if found else ""


@pytest.mark.parametrize(
    ("days", "name"),
    [(-8, ""), (-7, "Courtesy"), (0, "Courtesy"), (1, ""), (2, ""), (3, "Reminder 1"), (11, "Reminder 1"),
     (365, "Reminder 1")],
)  # fmt: skip
def test_first_step_by_days(days: int, name: str) -> None:
    assert due(DUE + timedelta(days=days)) == name


@pytest.mark.parametrize(
    ("done_on", "today", "name"),
    [(3, 11, ""), (3, 12, "Reminder 2"), (9, 15, ""), (9, 16, "Reminder 2"), (300, 306, ""), (300, 307, "Reminder 2")],
)
def test_second_step_waits_for_its_days_and_for_the_gap(done_on: int, today: int, name: str) -> None:
    contacts = (contact("Reminder 1", DUE + timedelta(days=done_on)),)
    assert due(DUE + timedelta(days=today), contacts) == name


def test_a_courtesy_that_was_sent_is_followed_by_the_first_reminder() -> None:
    contacts = (contact("Courtesy", DUE - timedelta(days=5)),)
    assert due(DUE - timedelta(days=1), contacts) == ""
    assert due(DUE + timedelta(days=3), contacts) == "Reminder 1"


def test_formal_notice_needs_three_reminders_or_calls() -> None:
    names = ["Reminder 1", "Reminder 2", "Call"]
    contacts = tuple(contact(name, DUE + timedelta(days=3 + 9 * i)) for i, name in enumerate(names))
    assert due(DUE + timedelta(days=40), contacts) == "Formal notice"
    skipped = contacts[1:]
    assert due(DUE + timedelta(days=40), skipped) == ""


def test_a_step_that_left_the_plan_still_counts_as_one() -> None:
    assert position((contact("Old reminder", DUE),), PLAN) == 1
    assert position((contact("Reminder 2", DUE), contact("Old reminder", DUE)), PLAN) == 4


@pytest.mark.parametrize(("weekends", "day"), [("as is", date(2026, 3, 7)), ("next working day", date(2026, 3, 9))])
def test_a_step_on_saturday_moves_to_monday(weekends: str, day: date) -> None:
    saturday = Step("P", 1, "R", "Reminder", 5)
    assert next_step_date(saturday, DUE, None, weekends) == day


def test_nothing_is_due_while_held_or_paid() -> None:
    assert step(PLAN[1], DUE, Hold("Disputed", "disputed"), 0, DUE) is None
    assert next_step(PLAN, (), Decimal(0), DUE, DUE + timedelta(days=30)) is None


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_steps_never_jump_repeat_or_crowd(pauses: list[int]) -> None:
    """However irregular the runs are: every step once, in order, and the gap is kept."""
    contacts: tuple[Contact, ...] = ()
    day = DUE - timedelta(days=20)
    for pause in pauses:
        day += timedelta(days=pause)
        name = due(day, contacts)
        if name:
            assert not contacts or (day - contacts[-1].on).days >= 7
            contacts += (contact(name, day),)
    names = [made.step for made in contacts]
    ladder = [s.name for s in PLAN]
    assert names in (ladder[: len(names)], ladder[1 : 1 + len(names)])
