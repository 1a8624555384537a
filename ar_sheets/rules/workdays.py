"""Working days: Monday to Friday, less the public holidays that are given."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

_ONE = timedelta(days=1)


def is_working_day(day: date, holidays: Container[date] = ()) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in holidays


def next_working_day(day: date, holidays: Container[date] = ()) -> date:
    """The day itself if people work on it, else the next one."""
    while not is_working_day(day, holidays):
        day += _ONE
    return day


def add_working_days(day: date, days: int, holidays: Container[date] = ()) -> date:
    """The day `days` working days later; a Friday plus 2 is Tuesday."""
    for _ in range(days):
        day = next_working_day(day + _ONE, holidays)
    return day
