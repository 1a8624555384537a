"""Promises to pay: kept, open or broken, and how long they are waited for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.rules.promises import last_day, promise
from ar_sheets.schema.model import Contact, Promise

AS_OF = date(2026, 11, 20)  # a Friday
SECOND = date(2026, 11, 2)  # a Monday: waited for until Wednesday the 4th
D = Decimal


@pytest.mark.parametrize(
    ("promised", "ends"),
    [(date(2026, 11, 16), date(2026, 11, 18)), (date(2026, 11, 19), date(2026, 11, 23)),
     (date(2026, 11, 20), date(2026, 11, 24)), (date(2026, 11, 21), date(2026, 11, 24))],
)  # fmt: skip
def test_a_promise_is_waited_for_two_working_days(promised: date, ends: date) -> None:
    assert last_day(promised, "NO") == ends


def test_public_holidays_of_the_customer_are_no_working_days() -> None:
    assert last_day(date(2026, 5, 13), "NO") == date(2026, 5, 18)  # Ascension Day is the 14th, a Thursday
    assert last_day(date(2026, 5, 13), "PT") == date(2026, 5, 15)
    assert last_day(date(2026, 4, 30), "PT") == date(2026, 5, 5)  # 1 May is a holiday there
    assert last_day(date(2026, 4, 30), "NL") == date(2026, 5, 4)  # and none here


@pytest.mark.parametrize(
    ("reductions", "left", "amount", "found"),
    [
        ((), "100", None, "broken"),
        (((date(2026, 11, 4), D(100)),), "0", None, "kept"),  # the last day
        (((date(2026, 11, 5), D(100)),), "0", None, "broken"),  # one day later, though it is paid now
        (((date(2026, 11, 4), D(50)),), "50", None, "broken"),  # all was promised
        (((date(2026, 11, 4), D(50)),), "50", D(50), "kept"),
        (((date(2026, 11, 5), D(50)),), "50", D(50), "broken"),
        (((date(2026, 11, 3), D("49.99")),), "50.01", D(50), "broken"),
        (((date(2026, 10, 1), D(30)), (date(2026, 11, 3), D(20))), "50", D(50), "broken"),  # October came before it
        (((date(2026, 10, 21), D(30)), (date(2026, 11, 3), D(20))), "50", D(50), "kept"),
    ],
)
def test_a_promise_for_the_second_is_kept_or_broken(
    reductions: Any, left: str, amount: Decimal | None, found: str
) -> None:
    asked = (Contact(date(2026, 10, 20), "Reminder 1", "Reminder", "Email"),)
    made = Promise(SECOND, amount)
    assert promise((made,), reductions, D(left), asked, "NO", AS_OF) == found


@pytest.mark.parametrize(("today", "found"), [(date(2026, 11, 4), "open"), (date(2026, 11, 5), "broken")])
def test_open_until_the_two_days_are_over(today: date, found: str) -> None:
    assert promise((Promise(SECOND),), (), D(5), (), "NO", today) == found


def test_the_last_of_several_counts() -> None:
    both = (Promise(SECOND), Promise(date(2026, 12, 1)))
    assert promise(both, (), D(5), (), "NO", AS_OF) == "open"
    assert promise((), (), D(5), (), "NO", AS_OF) == ""


def test_what_came_before_it_was_made_does_not_keep_it() -> None:
    made = Promise(SECOND, D(50), made_on=date(2026, 10, 28))
    paid = ((date(2026, 10, 27), D(50)),)
    assert promise((made,), paid, D(50), (), "NO", AS_OF) == "broken"
    assert promise((made,), ((date(2026, 10, 28), D(50)),), D(50), (), "NO", AS_OF) == "kept"


@pytest.mark.parametrize(
    ("contacts", "as_of", "found"),
    [
        ((), date(2026, 11, 5), "open"),  # nobody knows which came first, the payment or the promise
        ((), date(2026, 11, 30), "kept"),
        ((Contact(date(2026, 10, 30), "Reminder 1", "Reminder", "Email", None),), date(2026, 11, 5), "open"),
        ((Contact(date(2026, 10, 20), "Reminder 1", "Reminder", "Email", None),), date(2026, 11, 5), "kept"),
    ],
)
def test_a_part_paid_before_a_promise_does_not_keep_it_before_its_day(
    contacts: tuple[Contact, ...], as_of: date, found: str
) -> None:
    made = Promise(date(2026, 11, 10), D(50))
    assert promise((made,), ((date(2026, 10, 28), D(80)),), D(100), contacts, "NO", as_of) == found
