"""Days off in the countries of the simulation, copied from their calendars: independent of any library."""

from __future__ import annotations

from datetime import date, timedelta

_EASTER = {2025: date(2025, 4, 20), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28)}
# Days from Easter Sunday, and fixed days (month, day). Only days that nobody doubts.
_MOVING = {"NO": (-3, -2, 1, 39, 50), "SE": (-2, 1, 39), "NL": (1, 39, 50), "PT": (-2, 60), "DE": (-2, 1, 39, 50),
           "GB": (-2,)}  # fmt: skip
_FIXED = {
    "NO": ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26)),
    "SE": ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)),
    "NL": ((1, 1), (4, 27), (12, 25), (12, 26)),
    "PT": ((1, 1), (4, 25), (5, 1), (6, 10), (8, 15), (10, 5), (11, 1), (12, 1), (12, 8), (12, 25)),
    "DE": ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26)),
    "GB": ((1, 1), (12, 25)),
}
_SINGLE = {
    "SE": (date(2026, 6, 19), date(2027, 6, 25)),  # Midsummer Eve
    "GB": (date(2026, 5, 4), date(2026, 5, 25), date(2026, 12, 28), date(2027, 5, 3), date(2027, 5, 31)),
}


def _days_off(country: str) -> frozenset[date]:
    found = set(_SINGLE.get(country, ()))
    for year, easter in _EASTER.items():
        found |= {easter + timedelta(days=days) for days in _MOVING[country]}
        found |= {date(year, month, day) for month, day in _FIXED[country]}
    return frozenset(found)


DAYS_OFF = {country: _days_off(country) for country in _FIXED}


def is_off(country: str, day: date) -> bool:
    """A weekend, or a public holiday of the country."""
    return day.weekday() > 4 or day in DAYS_OFF.get(country, ())


def working(country: str, day: date) -> date:
    """The day, or the first working day after it."""
    while is_off(country, day):
        day += timedelta(days=1)
    return day


def after_workdays(country: str, day: date, count: int) -> date:
    """So many working days later."""
    for _ in range(count):
        day = working(country, day + timedelta(days=1))
    return day
