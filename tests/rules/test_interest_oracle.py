"""Late interest against a slow oracle that walks day by day, on random invoices, payments and rates."""

from calendar import isleap
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.countries import InterestRule, interest_rule
from ar_sheets.rules.interest import interest_lines
from ar_sheets.schema.model import InterestLine, Rate, Settings

D = Decimal
Moves = list[tuple[date, Decimal]]
ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_DAY = 2019, date(2026, 12, 31)
STARTS = [date(year, month, 1) for year in range(FIRST_YEAR, 2027) for month in (1, 7)]

days = st.dates(date(FIRST_YEAR, 1, 1), LAST_DAY)
amounts = st.decimals("0.01", "250000", places=2)
rate_tables = st.lists(st.sampled_from([D(n) / 4 for n in range(60)]), min_size=len(STARTS), max_size=len(STARTS))
countries = st.sampled_from(["US", "NO", "NL", "GB", "SE"])


@st.composite
def invoices(draw: st.DrawFn) -> tuple[date, date, Decimal, Moves, Moves]:
    """Due date, as-of date, amount, reductions (a bounced one may come back), settled interest."""
    due, as_of = sorted((draw(days), draw(days)))
    amount = draw(amounts)
    moves: Moves = []
    left = amount
    for day in sorted(draw(st.lists(days, max_size=4))):
        paid = draw(st.decimals(0, left, places=2)) if left else -draw(st.decimals("0.01", amount, places=2))
        moves.append((day, paid))
        left -= paid
    settled = sorted((day, draw(st.decimals("0.01", "500", places=2))) for day in draw(st.lists(days, max_size=2)))
    return due, as_of, amount, [move for move in moves if move[1]], settled


def half_up(amount: Fraction) -> Decimal:
    """To the cent with integers, not with the product's rounding."""
    return D((2 * amount.numerator * 100 + amount.denominator) // (2 * amount.denominator)) / 100


def walk(
    country: str, rates: Sequence[Decimal], due: date, as_of: date, amount: Decimal, moves: Moves, settled: Moves
) -> list[Decimal]:
    """One number per printed line: neighbouring days of the same rate, principal and length of year."""
    groups: list[list[object]] = []
    done: list[Decimal] = []  # lines already rounded, for interest on interest
    capital = Fraction(0)
    day = due + ONE_DAY
    locked = rates[max(i for i, start in enumerate(STARTS) if start <= day)] if day <= as_of else D(0)
    while day <= as_of:
        if country == "NL" and day > due + ONE_DAY and is_anniversary(due + ONE_DAY, day):
            done = [rounded(group) for group in groups]
            capital = Fraction(sum(done, D(0)))
            groups.append([])
        rate = locked if country == "GB" else rates[max(i for i, start in enumerate(STARTS) if start <= day)]
        base = Fraction(amount) - sum((Fraction(part) for on, part in moves if on < day), Fraction(0))
        if country == "NL":
            base += max(Fraction(0), capital - sum((Fraction(part) for on, part in settled if on < day), Fraction(0)))
        length = 366 if country == "NO" and isleap(day.year) else 365
        if base > 0:
            key = (base, rate, length, day)
            last = groups[-1] if groups else []
            same = bool(last) and last[0][:3] == key[:3] and last[-1][3] == day - ONE_DAY  # type: ignore[index]
            if same and not split_here(country, settled, moves, day):
                last.append(key)
            else:
                groups.append([key])
        day += ONE_DAY
    return [rounded(group) for group in groups if group]


def split_here(country: str, settled: Moves, moves: Moves, day: date) -> bool:
    """A payment starts a new line even where sums come out the same."""
    return any(on == day - ONE_DAY for on, _ in [*moves, *(settled if country == "NL" else [])])


def is_anniversary(first: date, day: date) -> bool:
    if (first.month, first.day) == (2, 29) and not isleap(day.year):
        return (day.month, day.day) == (3, 1)
    return (first.month, first.day) == (day.month, day.day)


def rounded(group: Sequence[object]) -> Decimal:
    interest = sum((base * Fraction(rate) / 100 / length for base, rate, length, _ in group), Fraction(0))  # type: ignore[misc]
    return half_up(interest)


def product_lines(
    country: str, rates: Sequence[Decimal], due: date, as_of: date, amount: Decimal, moves: Moves, settled: Moves
) -> tuple[InterestLine, ...]:
    own = [Rate(country, "", start, rate, "made up") for start, rate in zip(STARTS, rates, strict=True)]
    rule = interest_rule(country, "Business", Settings(weekends="as is"), own)
    assert isinstance(rule, InterestRule)
    left = amount - sum((part for _, part in moves), D(0))
    return interest_lines("Invoice", due, amount, moves, left, settled, rule, (), as_of)


def check(country: str, rates: list[Decimal], invoice: tuple[date, date, Decimal, Moves, Moves]) -> None:
    due, as_of, amount, moves, settled = invoice
    moves = [move for move in moves if move[0] <= as_of]
    settled = [part for part in settled if part[0] <= as_of]
    lines = product_lines(country, rates, due, as_of, amount, moves, settled)
    if sum((part for _, part in moves), D(0)) == amount:
        assert lines == ()
        return
    assert [line.amount for line in lines] == walk(country, rates, due, as_of, amount, moves, settled)
    assert all(line.days == (line.end - line.start).days + 1 for line in lines)
    assert all(line.end < after.start for line, after in pairwise(lines))


@settings(max_examples=400, deadline=None)
@given(countries, rate_tables, invoices())
def test_the_product_agrees_with_the_walk(
    country: str, rates: list[Decimal], invoice: tuple[date, date, Decimal, Moves, Moves]
) -> None:
    check(country, rates, invoice)


@pytest.mark.long
@settings(max_examples=8_000, deadline=None)
@given(countries, rate_tables, invoices())
def test_the_product_agrees_with_the_walk_thousands_of_times(
    country: str, rates: list[Decimal], invoice: tuple[date, date, Decimal, Moves, Moves]
) -> None:
    check(country, rates, invoice)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["US", "NO", "SE"]), rate_tables, days, days, days, amounts)
def test_splitting_a_period_changes_no_more_than_the_rounding(
    country: str, rates: list[Decimal], a: date, b: date, c: date, amount: Decimal
) -> None:
    due, middle, as_of = sorted((a, b, c))
    whole = product_lines(country, rates, due, as_of, amount, [], [])
    parts = product_lines(country, rates, due, middle, amount, [], []) + product_lines(
        country, rates, middle, as_of, amount, [], []
    )
    difference = abs(sum(line.amount for line in whole) - sum(line.amount for line in parts))
    assert difference <= D("0.005") * (len(whole) + len(parts))


@settings(max_examples=300, deadline=None)
@given(countries, rate_tables, invoices())
def test_a_later_day_never_lowers_the_interest(
    country: str, rates: list[Decimal], invoice: tuple[date, date, Decimal, Moves, Moves]
) -> None:
    due, as_of, amount, moves, settled = invoice
    if as_of == LAST_DAY:
        as_of -= ONE_DAY
    moves, settled = [m for m in moves if m[0] < as_of], [s for s in settled if s[0] < as_of]
    now = product_lines(country, rates, due, as_of, amount, moves, settled)
    later = product_lines(country, rates, due, as_of + ONE_DAY, amount, moves, settled)
    assert sum((n.amount for n in now), D(0)) <= sum((n.amount for n in later), D(0))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["US", "NO", "SE", "GB"]), rate_tables, invoices())
def test_never_more_than_the_highest_rate_on_the_whole_amount(
    country: str, rates: list[Decimal], invoice: tuple[date, date, Decimal, Moves, Moves]
) -> None:
    due, as_of, amount, moves, settled = invoice
    moves = [move for move in moves if move[0] <= as_of]
    lines = product_lines(country, rates, due, as_of, amount, moves, settled)
    most = amount * max(rates) * (as_of - due).days / 36500
    assert sum((line.amount for line in lines), D(0)) <= most + D("0.005") * len(lines)
