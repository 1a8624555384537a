"""Payment plans: each instalment's own due date, the grace, and what the plan is worth."""

from datetime import date
from decimal import Decimal

import pytest

from ar_sheets.rules.instalments import Instalment, applied, describe_plan, standing

FIRST, SECOND = date(2026, 10, 1), date(2026, 11, 2)  # a Thursday, a Monday
PLAN = (Instalment(2, FIRST, Decimal(100)), Instalment(3, SECOND, Decimal(100)))


@pytest.mark.parametrize(
    ("received", "today", "statuses", "worth"),
    [
        ("0", date(2026, 9, 30), ["Not due", "Not due"], "good"),
        ("0", FIRST, ["Due", "Not due"], "good"),
        ("0", date(2026, 10, 5), ["Due", "Not due"], "good"),  # Monday: the second working day after
        ("0", date(2026, 10, 6), ["Missed", "Not due"], "broken"),
        ("99.99", date(2026, 10, 6), ["Missed", "Not due"], "broken"),
        ("100", date(2026, 10, 6), ["Paid", "Not due"], "kept"),
        ("150", date(2026, 10, 6), ["Paid", "Part paid"], "kept"),
        ("150", date(2026, 11, 4), ["Paid", "Due"], "kept"),
        ("150", date(2026, 11, 5), ["Paid", "Missed"], "broken"),
        ("200", date(2026, 11, 5), ["Paid", "Paid"], ""),  # over: the rest is reminded as ever
        ("500", date(2026, 9, 1), ["Paid", "Paid"], ""),
    ],
)
def test_a_plan_of_two(received: str, today: date, statuses: list[str], worth: str) -> None:
    items = applied(PLAN, Decimal(received), "NO", today)
    assert [item.status for item in items] == statuses
    assert standing(items) == worth


def test_money_goes_to_the_earliest_whatever_the_order_of_the_rows() -> None:
    items = applied(PLAN[::-1], Decimal(120), "NO", FIRST)
    assert [(item.row, item.paid) for item in items] == [(2, Decimal(100)), (3, Decimal(20))]


def test_the_note_names_what_is_next_or_missed() -> None:
    assert describe_plan("P-1", applied(PLAN, Decimal(120), "NO", FIRST)) == (
        "payment plan P-1 in good standing, 80.00 due on 2026-11-02"
    )
    assert describe_plan("P-1", applied(PLAN, Decimal(0), "NO", SECOND)) == (
        "payment plan P-1 broken: the instalment of 2026-10-01 was missed"
    )
