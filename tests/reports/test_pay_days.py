"""The days on which an open invoice may be paid, over histories of different habits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.reports.pay_days import Paid, PayDays, Spread

AS_OF = date(2026, 11, 20)  # a Friday


def history(customer: str, late: int, count: int = 24, profile: str = "Business") -> list[Paid]:
    """So many invoices, each paid so many days late."""
    dues = (AS_OF - timedelta(days=15 * n + 120) for n in range(count))
    return [Paid(customer, profile, due, due + timedelta(days=late)) for due in dues]


def on_the(day: int, customer: str) -> list[Paid]:
    """Two years of a customer who pays on one day of the month, whatever is due before it."""
    found = []
    for month in range(24):
        paid_on = date(2024 + (month + 9) // 12, (month + 9) % 12 + 1, day)
        found += [Paid(customer, "Business", paid_on - timedelta(days=late), paid_on) for late in (3, 11, 24)]
    return found


def chance_on(spread: Spread, days: int) -> float:
    return spread.by(days) - spread.by(days - 1)


def test_who_pays_on_one_day_of_the_month_is_expected_on_it() -> None:
    known = PayDays([*on_the(25, "A"), *(paid for late in range(20) for paid in history("B", late, 5))], AS_OF)
    spread = known.spread("A", "Business", AS_OF - timedelta(days=6))
    assert spread.expected == date(2026, 11, 25)


def test_who_pays_on_one_weekday_is_expected_on_it() -> None:
    wednesdays = [date(2026, 10, 28) - timedelta(weeks=n) for n in range(60)]
    paid = [Paid("A", "Business", day - timedelta(days=n % 9), day) for n, day in enumerate(wednesdays)]
    others = [paid for late in range(20) for paid in history("B", late, 7)]
    spread = PayDays([*paid, *others], AS_OF).spread("A", "Business", AS_OF)
    by_weekday = [0.0] * 7
    for days in spread.after:
        by_weekday[(AS_OF + timedelta(days=days)).weekday()] += chance_on(spread, days)
    assert max(by_weekday) == by_weekday[2] > 0.6


def test_nobody_is_expected_on_a_day_on_which_nobody_pays() -> None:
    paid = [one for late in range(15) for one in history("A", late) if one.paid_on.weekday() < 5]
    spread = PayDays(paid, AS_OF).spread("A", "Business", AS_OF + timedelta(days=5))
    weekend = sum(chance_on(spread, d) for d in spread.after if (AS_OF + timedelta(days=d)).weekday() > 4)
    assert weekend < 0.02


def test_an_invoice_is_only_like_those_that_had_been_open_as_long() -> None:
    known = PayDays([*history("A", 2), *history("A", 2), *history("A", 30)], AS_OF)
    fresh, old = (known.spread("A", "Business", AS_OF - timedelta(days=age)) for age in (0, 10))
    assert fresh.theirs == 72
    assert fresh.expected <= AS_OF + timedelta(days=4)
    assert old.theirs == 24
    assert old.expected >= AS_OF + timedelta(days=19)


def test_what_is_recent_counts_more() -> None:
    once = [
        Paid("A", "Business", AS_OF - timedelta(days=1000 + n), AS_OF - timedelta(days=1000 + n)) for n in range(20)
    ]
    now = [Paid("A", "Business", AS_OF - timedelta(days=60 + n), AS_OF - timedelta(days=30 + n)) for n in range(20)]
    spread = PayDays([*once, *now], AS_OF).spread("A", "Business", AS_OF + timedelta(days=10))
    assert spread.expected >= AS_OF + timedelta(days=30)


def test_a_new_customer_is_as_everybody_of_the_same_profile_where_there_are_enough() -> None:
    public = history("P", 40, profile="Public")
    known = PayDays([*history("A", 0, 60), *public], AS_OF)
    assert known.spread("new", "Public", AS_OF).expected >= AS_OF + timedelta(days=38)
    assert known.spread("new", "Public", AS_OF).theirs == 0
    few = PayDays([*history("A", 0, 60), *public[:19]], AS_OF)
    assert few.spread("new", "Public", AS_OF + timedelta(days=3)).expected <= AS_OF + timedelta(days=5)


def test_without_any_history_a_month_from_the_due_date_on() -> None:
    spread = PayDays([], AS_OF).spread("A", "Business", AS_OF + timedelta(days=10))
    assert spread.first >= AS_OF + timedelta(days=10)
    assert spread.last <= AS_OF + timedelta(days=40)


def test_what_was_paid_after_the_day_is_not_known_on_it() -> None:
    later = [Paid("A", "Business", AS_OF, AS_OF + timedelta(days=1))]
    assert PayDays(later, AS_OF).spread("A", "Business", AS_OF).theirs == 0


paid_rows = st.builds(
    lambda who, due, late: Paid(who, "Business", due, due + timedelta(days=late)),
    st.sampled_from("AB"), st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(-4000, 4000),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(paid_rows, max_size=40), st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2060, 1, 1)),
)  # fmt: skip
def test_any_history_gives_days_after_today_in_order_that_add_up(
    paid: list[Paid], due: date, held: date | None
) -> None:
    spread = PayDays(paid, AS_OF).spread("A", "Business", due, held)
    assert list(spread.after) == sorted(set(spread.after))
    assert spread.after[0] >= 1
    assert list(spread.so_far) == sorted(spread.so_far)
    assert spread.so_far[-1] == pytest.approx(1)
    assert AS_OF < spread.first <= spread.expected <= spread.last
    if held and AS_OF < held < AS_OF + timedelta(days=1500):
        assert spread.first > held
