"""The formulas of the KPIs, as credit managers publish them. Nothing is rounded in between.

Money in, in one currency; days, percent or a ratio out, or None where the formula has no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


def dso(open_amount: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Days sales outstanding, simple: open / sales x the days in which these sales were made."""
    return open_amount * days / sales if sales > 0 else None


def count_back(open_amount: Decimal, months: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """DSO counted back: the sales of each month, newest first, are taken off what is open, and its days counted.

    `months` are (sales, days). The month in which nothing is left counts pro rata; months without sales, or with more
    credit notes than sales, count all their days (as Sage does). None when the months run out.
    """
    counted = ZERO
    for sales, days in months:
        if open_amount <= 0:
            return counted
        if open_amount <= sales:
            return counted + open_amount * days / sales
        open_amount -= sales
        counted += days
    return counted if open_amount <= 0 else None


def cei(beginning: Decimal, sales: Decimal, ending: Decimal, current: Decimal) -> Decimal | None:
    """Collection effectiveness index in percent: of what could have been collected in a period, what was.

    `beginning` and `ending` are what was open then, `current` the part of `ending` that is not overdue; `sales` are
    those of the same period. Some pages divide the sales of three months by three all the same: that mixes periods.
    """
    possible = beginning + sales - current
    return (beginning + sales - ending) * HUNDRED / possible if possible > 0 else None


def turnover(sales: Decimal, beginning: Decimal, ending: Decimal) -> Decimal | None:
    """How often receivables turn into money in a period: its sales / the average of beginning and ending."""
    return sales * 2 / (beginning + ending) if beginning + ending > 0 else None


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Percent of a whole."""
    return part * HUNDRED / Decimal(whole) if whole > 0 else None


def concentration(amounts: Iterable[Decimal]) -> Decimal | None:
    """Herfindahl-Hirschman index, 0 to 1: the sum of the squared shares."""
    owed = list(amounts)
    total = sum(owed, ZERO)
    return sum((amount * amount for amount in owed), ZERO) / (total * total) if total > 0 else None


def weighted_days(paid: Iterable[tuple[Decimal, int]]) -> Decimal | None:
    """Days late, or days to pay, weighted by amount: `paid` are (amount, days)."""
    amounts = days = ZERO
    for amount, late in paid:
        amounts += amount
        days += amount * late
    return days / amounts if amounts > 0 else None
