"""Working days: a due date on a day off moves to the next working day before anything is charged.

Saturdays and Sundays are days off everywhere; public holidays come from the library `holidays`. Moving a date later
never costs the debtor anything.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

_FRIDAY = 4
# Days on which nothing has to be paid although they are no public holidays: 5 June and the eves of Christmas and New
# Year in Denmark (renteloven's practice); the eves of Midsummer, Christmas and New Year in Sweden (lag 1930:173 § 2).
_MORE_DAYS = {"DK": ("optional",), "SE": ("de_facto",)}


@cache
def _calendar(country: str) -> Any:
    """The public holidays of a country (ISO code), or () when they are not known here."""
    import holidays  # takes a quarter of a second, and most days asked for are no Saturday's neighbours

    try:
        return holidays.country_holidays(country, categories=("public", *_MORE_DAYS.get(country, ())))
    except NotImplementedError:
        return ()


def is_day_off(country: str, day: date) -> bool:
    """Saturday, Sunday or a public holiday of the country (ISO code)."""
    return day.weekday() > _FRIDAY or day in _calendar(country)


@cache
def working_day(country: str, day: date) -> date:
    """The day itself, or the first working day after it."""
    while is_day_off(country, day):
        day += timedelta(days=1)
    return day


def last_working_day(country: str, day: date) -> date:
    """The day itself, or the last working day before it."""
    while is_day_off(country, day):
        day -= timedelta(days=1)
    return day


def working_days_later(country: str, day: date, count: int) -> date:
    """The `count`-th working day after a day."""
    for _ in range(count):
        day = working_day(country, day + timedelta(days=1))
    return day


def letter_arrives(country: str, sent: date, channel: str) -> date:
    """The day a letter counts as received, taken late: e-mail the same day; post the second day after,
    but never on a Sunday, a Monday or a day off."""
    if channel == "Email":
        return sent
    day = sent + timedelta(days=2)
    while day.weekday() in (0, 6) or is_day_off(country, day):
        day += timedelta(days=1)
    return day
