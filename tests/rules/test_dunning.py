"""One step at a time, never before its days or its gap, and only the Log moves a plan on."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.base.data import data_folder
from ar_sheets.rules.dunning import missing_reminders, next_step, next_step_date, position, step, wants_courtesy
from ar_sheets.schema.model import Contact, Habit, Hold, Step
from ar_sheets.workbook.create import default_plan

DUE = date(2026, 3, 2)  # a Monday
OPEN = Decimal("100.00")
PLAN = (
    Step("Business", 1, "Courtesy", "Courtesy", -7),
    Step("Business", 2, "Reminder 1", "Reminder", 3),
    Step("Business", 3, "Reminder 2", "Reminder", 12),
    Step("Business", 4, "Call", "Call", 21, channel="Phone"),
    Step("Business", 5, "Formal notice", "Formal notice", 40),
    Step("Business", 6, "Hand-over", "Hand-over", 60),
)
DEFAULTS: dict[str, list[Step]] = {}
for _row in default_plan(data_folder("workbook_templates") / "dunning_plan.csv"):
    _given = {k: v for k, v in _row.items() if v is not None and k in ("plan", "name", "kind", "days", "min_gap_days")}
    DEFAULTS.setdefault(str(_row["plan"]), []).append(Step(number=int(str(_row["step"])), **_given))  # type: ignore[arg-type]


def day(number: int) -> date:
    return DUE + timedelta(days=number)


def contact(name: str, on: date, pay_by: date | None = None) -> Contact:
    kind = next((s.kind for s in PLAN if s.name == name), "Reminder")
    return Contact(on, name, kind, "Email", pay_by)


def due(
    today: date,
    contacts: tuple[Contact, ...] = (),
    plan: tuple[Step, ...] = PLAN,
    country: str = "",
    courtesy: bool = True,
) -> str:
    """The name of the step due on a day; empty when none is."""
    following = next_step(plan, contacts, OPEN, DUE, courtesy, today)
    last = contacts[-1].on if contacts else None
    when = next_step_date(following, DUE, last, None, contacts, country, "Business", "as is")
    found = step(following, when, None, missing_reminders(following, contacts), today)
    return found.name if found else ""


@pytest.mark.parametrize(
    ("days", "name"),
    [(-8, ""), (-7, "Courtesy"), (0, "Courtesy"), (1, ""), (2, ""), (3, "Reminder 1"), (11, "Reminder 1"),
     (365, "Reminder 1")],
)  # fmt: skip
def test_first_step_by_days(days: int, name: str) -> None:
    assert due(day(days)) == name


@pytest.mark.parametrize(
    ("done_on", "today", "name"),
    [(3, 11, ""), (3, 12, "Reminder 2"), (9, 15, ""), (9, 16, "Reminder 2"), (300, 306, ""), (300, 307, "Reminder 2")],
)
def test_second_step_waits_for_its_days_and_for_the_gap(done_on: int, today: int, name: str) -> None:
    assert due(day(today), (contact("Reminder 1", day(done_on)),)) == name


@pytest.mark.parametrize("plan", DEFAULTS)
def test_each_offset_and_gap_of_the_default_plans_on_both_sides(plan: str) -> None:
    """Every step comes on its day when the one before was long ago, and after its gap when it was lately."""
    steps = tuple(DEFAULTS[plan])
    for place, this in enumerate(steps):
        made = tuple(Contact(day(-100 + n), s.name, s.kind, "Email") for n, s in enumerate(steps[:place]))
        assert due(day(this.days - 1), made, steps) != this.name, this
        assert due(day(this.days), made, steps) == this.name, this
        if not made or this.kind == "Courtesy":
            continue
        lately = (*made[:-1], Contact(day(this.days), made[-1].step, made[-1].kind, "Email"))
        gap = this.min_gap_days if made[-1].kind != "Formal notice" else 15  # its 14 days, and the day after
        assert due(day(this.days + gap - 1), lately, steps) == "", this
        assert due(day(this.days + gap), lately, steps) == this.name, this


def test_default_plans_are_those_of_the_evidence() -> None:
    """Offsets, kinds and least gaps as in the reference on what works."""
    days = {plan: [step.days for step in steps] for plan, steps in DEFAULTS.items()}
    assert days == {"Business": [-7, 3, 12, 21, 29, 37, 60], "Public": [-10, 7, 22, 37, 52, 67, 110],
                    "Consumer": [-7, 4, 15, 26, 37, 48, 68]}  # fmt: skip
    gaps = {plan: {step.min_gap_days for step in steps} for plan, steps in DEFAULTS.items()}
    assert gaps == {"Business": {7}, "Public": {7}, "Consumer": {10}}
    for steps in DEFAULTS.values():
        kinds = [step.kind for step in steps]
        assert kinds[0] == "Courtesy"
        assert kinds[-2:] == ["Formal notice", "Hand-over"]
        assert kinds[1:3] == ["Reminder", "Call"]  # the first call comes after the first reminder that nobody answered


@pytest.mark.parametrize("plan", DEFAULTS)
def test_default_plans_quicken_up_to_the_formal_notice(plan: str) -> None:
    days = [step.days for step in DEFAULTS[plan] if step.kind != "Hand-over"]
    gaps = [later - before for before, later in pairwise(days)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < gaps[0] or len(set(gaps)) == 1


def test_a_courtesy_that_was_sent_is_followed_by_the_first_reminder() -> None:
    contacts = (contact("Courtesy", day(-5)),)
    assert due(day(-1), contacts) == ""
    assert due(day(3), contacts) == "Reminder 1"


@pytest.mark.parametrize(
    ("profile", "habit", "amount", "wanted"),
    [
        ("Business", Habit(), "100", True),  # new
        ("Business", Habit(False, True, Decimal(100)), "100", False),
        ("Business", Habit(False, True, Decimal("99.99")), "100", True),  # their largest so far
        ("Business", Habit(True, True, Decimal(100)), "100", True),  # late before
        ("Public", Habit(False, True, Decimal(100)), "100", True),
        ("Consumer", Habit(False, True, Decimal(100)), "100", True),
    ],
)
def test_a_business_that_pays_on_time_gets_no_courtesy(profile: str, habit: Habit, amount: str, wanted: bool) -> None:
    assert wants_courtesy(profile, Decimal(amount), habit) == wanted


def test_without_courtesy_the_plan_begins_with_the_first_reminder() -> None:
    assert due(day(-7), courtesy=False) == ""
    assert due(day(3), courtesy=False) == "Reminder 1"


def test_formal_notice_needs_three_reminders_or_calls() -> None:
    names = ["Reminder 1", "Reminder 2", "Call"]
    contacts = tuple(contact(name, day(3 + 9 * i)) for i, name in enumerate(names))
    assert due(day(40), contacts) == "Formal notice"
    assert due(day(40), contacts[1:]) == ""
    assert due(day(400), contacts[1:]) == ""


@pytest.mark.parametrize(("today", "name"), [(45, ""), (46, "Formal notice")])
def test_formal_notice_waits_until_the_last_letters_time_to_pay_is_over(today: int, name: str) -> None:
    made = tuple(contact(n, day(3 + 9 * i)) for i, n in enumerate(["Reminder 1", "Reminder 2"]))
    assert due(day(today), (*made, contact("Call", day(31), pay_by=day(45)))) == name


@pytest.mark.parametrize(
    ("country", "pay_by", "today", "name"),
    [("NO", None, 64, ""), ("NO", None, 65, "Hand-over"),  # 14 days of notice from day 50
     ("NO", 70, 70, ""), ("NO", 70, 71, "Hand-over"),  # the letter gave more
     ("NO", 55, 64, "")],  # the letter gave less than the law
)  # fmt: skip
def test_hand_over_waits_for_the_notice_the_law_wants(country: str, pay_by: int | None, today: int, name: str) -> None:
    made = tuple(contact(n, day(3 + 9 * i)) for i, n in enumerate(["Reminder 1", "Reminder 2", "Call"]))
    notice = contact("Formal notice", day(50), pay_by=day(pay_by) if pay_by else None)
    assert due(day(today), (*made, notice), country=country) == name


def test_a_step_that_left_the_plan_still_counts_as_one() -> None:
    assert position((contact("Old reminder", DUE),), PLAN) == 2  # nobody noted its place: it was no courtesy message
    assert position((contact("Reminder 2", DUE), contact("Old reminder", DUE)), PLAN) == 4


@pytest.mark.parametrize(("weekends", "moved"), [("as is", date(2026, 3, 7)), ("next working day", date(2026, 3, 9))])
def test_a_step_on_saturday_moves_to_monday(weekends: str, moved: date) -> None:
    saturday = Step("P", 1, "R", "Reminder", 5)
    assert next_step_date(saturday, DUE, None, None, (), "NO", "Business", weekends) == moved


@pytest.mark.parametrize(("country", "moved"), [("NO", date(2026, 5, 26)), ("NL", date(2026, 5, 26)),
                                                ("PT", date(2026, 5, 25)), ("", date(2026, 5, 25))])  # fmt: skip
def test_whit_monday_is_a_holiday_for_some_customers(country: str, moved: date) -> None:
    reminder = Step("P", 1, "R", "Reminder", 4)
    assert next_step_date(reminder, date(2026, 5, 21), None, None, (), country, "Business", "next working day") == moved


def test_a_call_that_reached_nobody_is_tried_again_the_next_day() -> None:
    call = PLAN[3]
    assert next_step_date(call, DUE, None, day(30), (), "", "Business", "as is") == day(31)


def test_nothing_is_due_while_held_or_paid() -> None:
    assert step(PLAN[1], DUE, Hold("Disputed", "disputed"), 0, DUE) is None
    assert next_step(PLAN, (), Decimal(0), DUE, True, day(30)) is None


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_steps_never_jump_repeat_or_crowd(pauses: list[int]) -> None:
    """However irregular the runs are: every step once, in order, and the gap is kept."""
    contacts: tuple[Contact, ...] = ()
    today = day(-20)
    for pause in pauses:
        today += timedelta(days=pause)
        name = due(today, contacts)
        if name:
            assert not contacts or (today - contacts[-1].on).days >= 7
            contacts += (contact(name, today),)
    names = [made.step for made in contacts]
    ladder = [s.name for s in PLAN]
    assert names in (ladder[: len(names)], ladder[1 : 1 + len(names)])


@pytest.mark.parametrize(
    ("made", "missing"),
    [  # kind and whether it reached somebody; what is missing before a formal notice
        ((("Reminder", True), ("Reminder", True), ("Call", True)), 0),
        ((("Reminder", True), ("Reminder", True), ("Call", False)), 1),
        ((("Reminder", True), ("Call", False), ("Reminder", True), ("Final reminder", True)), 0),
        ((("Courtesy", True), ("Reminder", True), ("Reminder", True)), 1),
        ((("Call", False),) * 3, 3),
        ((), 3),
    ],
)
def test_only_what_reached_somebody_counts_before_a_formal_notice(
    made: tuple[tuple[str, bool], ...], missing: int
) -> None:
    contacts = tuple(Contact(day(7 * n), f"{kind} {n}", kind, "Email", reached=r) for n, (kind, r) in enumerate(made))
    assert missing_reminders(PLAN[4], contacts) == missing
    assert missing_reminders(PLAN[3], contacts) == 0
