"""The days that can be meant: what lies outside is a slip, and reckoning with it would leave the calendar."""

from __future__ import annotations

from datetime import date

FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2199, 12, 31)  # far enough from the calendar's own end that terms, gaps and notice periods fit


def can_be_meant(day: date) -> bool:
    """Whether a day lies between the two."""
    return FIRST_DAY <= day <= LAST_DAY
