"""When an open invoice will be paid: spread over the days on which invoices like it were.

Its look-alikes are this customer's earlier invoices that had been open as long (counted from the due date), with five
of everybody's beside them. Each is weighted by how recent it is, and by how likely people pay on the day it points to:
everybody's weekdays, and a customer's own weekdays and days of the month where they keep to them more than chance
would. Whole days and plain numbers only: no money, no invoices, no settings are known here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

BESIDE = 5.0  # look-alikes of everybody's that count beside the customer's own
ENOUGH = 20  # look-alikes of a profile with which it stands for everybody
HALF_LIFE = 180  # days after which what somebody did counts half
POINTS = 25  # everybody's days are thinned to so many, each as likely as the next
FAR = 1500  # days: nothing is looked at further from its due date
SPAN = 30  # days over which an invoice is spread that no other was ever like
LOW, HIGH = 0.1, 0.9  # the ends of the range in which four of five are paid
LEAST = 3  # payments before there can be a rhythm
CHANCE = 2.0  # standard deviations by which a rhythm must go beyond chance
DOUBT = 5.0  # payments of everybody's that stand beside a customer's rhythm in any case
RARE = 0.002  # share of a weekday on which nobody has paid yet


class Paid(NamedTuple):
    """One invoice that was paid in full: whose, of which profile, when it was due and when it was paid."""

    customer: str
    profile: str
    due: date
    paid_on: date


class Spread(NamedTuple):
    """When an invoice may be paid: `after` are days from today, ascending, and `so_far` the chance that it is paid by
    each. In four of five cases it is paid from `first` to `last`. `theirs` look-alikes are the customer's own, of
    `others` everybody's five were taken."""

    after: Sequence[int]
    so_far: Sequence[float]
    first: date
    expected: date
    last: date
    theirs: int
    others: int

    def by(self, days: int) -> float:
        """The chance that it is paid within so many days from today."""
        place = bisect_right(self.after, days)
        return self.so_far[place - 1] if place else 0.0


class _Rhythm(NamedTuple):
    """How much more often than everybody a customer pays on each weekday and each day of the month; () as everybody."""

    weekdays: Sequence[float]
    month_days: Sequence[float]


_Item = tuple[int, int, float]  # days late, the day it was paid as an ordinal, and how much it counts


class _Fades(dict[int, float]):
    """How much what was paid on a day (an ordinal) counts today; each day worked out once."""

    def __init__(self, today: int) -> None:
        self.today = today

    def __missing__(self, on: int) -> float:
        self[on] = 0.5 ** ((self.today - on) / HALF_LIFE)
        return self[on]


class _Lateness:
    """Days late and how much each counts, ascending, for questions about "later than so many days"."""

    def __init__(self, items: Sequence[_Item]) -> None:
        weights: dict[int, float] = {}
        for late, _, weight in items:
            weights[late] = weights.get(late, 0.0) + weight
        self.days = sorted(weights)
        self.weights = [weights[day] for day in self.days]
        self.each = sorted([item[0] for item in items])  # one for every invoice

    def beyond(self, age: int) -> tuple[int, int]:
        """Where those begin that were paid more than `age` days after the due date, and how many they are."""
        return bisect_right(self.days, age), len(self.each) - bisect_right(self.each, age)


class PayDays:
    """What is known on a day of how invoices were paid."""

    def __init__(self, paid: Iterable[Paid | tuple[str, str, date, date]], as_of: date) -> None:
        """Only what was paid on or before `as_of` counts."""
        self.as_of = as_of
        self._today = as_of.toordinal()
        self._by_customer: dict[str, list[_Item]] = defaultdict(list)
        by_profile: dict[str, list[_Item]] = defaultdict(list)
        fades = _Fades(self._today)
        for customer, profile, due, paid_on in paid:
            if paid_on <= as_of:
                on = paid_on.toordinal()
                item = (max(-FAR, min(on - due.toordinal(), FAR)), on, fades[on])
                self._by_customer[customer].append(item)
                by_profile[profile].append(item)
        self._profiles = {profile: _Lateness(items) for profile, items in by_profile.items()}
        everyone = [item for items in by_profile.values() for item in items]
        self._everyone = (
            _Lateness(everyone) if len(by_profile) > 1 else next(iter(self._profiles.values()), _Lateness([]))
        )
        days = Counter(on for _, on, _ in everyone)
        self._weekdays = _shares(((on + 6) % 7, count) for on, count in days.items())
        self._month_days = _shares(((_month_day(on), count) for on, count in days.items()), 31)
        reach = range(self._today, self._today + 4 * FAR)  # more than any invoice is looked ahead
        self._weekday_of = [(on + 6) % 7 for on in reach]
        self._month_day_of = [_month_day(on) for on in reach]
        self._usual = [self._weekdays[day] for day in self._weekday_of]
        self._own: dict[str, tuple[_Lateness, _Rhythm | None]] = {}
        self._points: dict[tuple[str, int, int], tuple[list[tuple[int, float]], int]] = {}

    def spread(self, customer: str, profile: str, due: date, held: date | None = None) -> Spread:
        """Over which days an invoice of this customer is spread that is still open at the end of `as_of`, or of the
        later day until which it is `held`."""
        wait = min(max((held - self.as_of).days, 0), FAR) if held else 0
        age = max(-FAR, min(self._today + wait - due.toordinal(), FAR)) - wait
        own, rhythm = self._known(customer)
        start, theirs = own.beyond(age + wait)
        points, others = self._beside(profile, age, wait)
        usual = self._usual
        masses = dict(points)
        for late, weight in zip(own.days[start:], own.weights[start:], strict=True):
            day = late - age
            masses[day] = masses.get(day, 0.0) + weight * usual[day]
        days = sorted(masses)
        each = [masses[day] for day in days]
        if rhythm:
            each = self._in_rhythm(days, each, rhythm)
        return self._measured(days, each, theirs, others)

    def _in_rhythm(self, days: Sequence[int], masses: Sequence[float], rhythm: _Rhythm) -> list[float]:
        weekdays, month_days = rhythm.weekdays or [1.0] * 7, rhythm.month_days or [1.0] * 31
        return [mass * weekdays[self._weekday_of[day]] * month_days[self._month_day_of[day]]
                for day, mass in zip(days, masses, strict=True)]  # fmt: skip

    def _measured(self, after: Sequence[int], masses: Sequence[float], theirs: int, others: int) -> Spread:
        """A day belongs to the range when half of its own chance lies inside the outermost tenths."""
        total = sum(masses)
        so_far = [upto / total for upto in accumulate(masses)]
        so_far[-1] = 1.0
        middle = bisect_left(so_far, 0.5)
        first, last = self._range(so_far, masses, total)
        ends = (after[min(first, middle)], after[middle], after[max(last, middle)])
        earliest, expected, latest = (self.as_of + timedelta(days=day) for day in ends)
        return Spread(after, so_far, earliest, expected, latest, theirs, others)

    @staticmethod
    def _range(so_far: Sequence[float], masses: Sequence[float], total: float) -> tuple[int, int]:
        half = 0.5 / total
        first = bisect_left(so_far, LOW)
        first += so_far[first] - masses[first] * half < LOW
        last = bisect_right(so_far, HIGH)
        last -= last == len(so_far) or so_far[last] - masses[last] * half > HIGH
        return first, last

    def _known(self, customer: str) -> tuple[_Lateness, _Rhythm | None]:
        """How late this customer was, and their own rhythm if they have one."""
        if customer not in self._own:
            items = self._by_customer.get(customer, [])
            self._own[customer] = _Lateness(items), self._rhythm([on for _, on, _ in items])
        return self._own[customer]

    def _rhythm(self, paid_on: Sequence[int]) -> _Rhythm | None:
        weekly = _kept([(on + 6) % 7 for on in paid_on], self._weekdays)
        monthly = _kept([_month_day(on) for on in paid_on], self._month_days)
        return _Rhythm(weekly, monthly) if weekly or monthly else None

    def _beside(self, profile: str, age: int, wait: int) -> tuple[list[tuple[int, float]], int]:
        """Everybody's days from today, thinned to POINTS, for an invoice of this age; and of how many they come."""
        key = (profile, age, wait)
        if key not in self._points:
            known = self._profiles.get(profile, self._everyone)
            if known.beyond(age + wait)[1] < ENOUGH:
                known = self._everyone
            start, count = known.beyond(age + wait)
            part = min(count / BESIDE, 1.0)
            raw = list(zip(known.days[start:], known.weights[start:], strict=True))
            total = sum(weight for _, weight in raw)
            masses = [(late - age, BESIDE * part * weight / total) for late, weight in raw]
            masses += _unheard_of(age, wait, BESIDE * (1 - part))
            self._points[key] = _thinned([(day, mass * self._usual[day]) for day, mass in sorted(masses)]), count
        return self._points[key]


def _unheard_of(age: int, wait: int, mass: float) -> list[tuple[int, float]]:
    """Days for what fewer than five were ever like: a month from the due date on; what is overdue, as long again."""
    if mass <= 0:
        return []
    first, span = max(wait + 1, -age), SPAN + max(age + wait, 0)
    return [(first + day, mass / span) for day in range(span)]


def _thinned(masses: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The days at equal steps of what has been added up, each with as many parts as it has steps."""
    so_far = list(accumulate(mass for _, mass in masses))
    part = so_far[-1] / POINTS
    places = (bisect_left(so_far, (number + 0.5) * part) for number in range(POINTS))
    thinned: dict[int, float] = defaultdict(float)
    for place in places:
        thinned[masses[place][0]] += part
    return list(thinned.items())


def _kept(places: Sequence[int], usual: Sequence[float]) -> Sequence[float]:
    """How much more often than usual each weekday (or day of the month) is theirs; nothing where it may be chance.

    Told by how many pairs of their payments fall on the same one: the more beyond chance, the more their own count.
    """
    count = len(places)
    if count < LEAST:
        return ()
    own = [0] * len(usual)
    for place in places:
        own[place] += 1
    pairs = count * (count - 1) / 2
    same = sum(number * (number - 1) / 2 for number in own) / pairs
    chance = sum(share * share for share in usual)
    beyond = same - chance - CHANCE * sqrt(chance * (1 - chance) / pairs)
    if beyond <= 0:
        return ()
    beside = (1 - same) / beyond + DOUBT
    return [(number + beside * share) / (count + beside) / share for number, share in zip(own, usual, strict=True)]


def _shares(counts: Iterable[tuple[int, int]], places: int = 7) -> list[float]:
    """The share of each place, none of them zero; 7 are weekdays: working days come first where nobody paid yet."""
    found = [1.0] * 5 + [0.0] * 2 if places == 7 else [1.0] * places
    for place, count in counts:
        found[place] += count
    total = sum(found)
    return [max(count / total, RARE) for count in found]


@cache
def _month_day(ordinal: int) -> int:
    """The day of the month from 0; the last one is 30 in every month, for those who pay at its end."""
    day = date.fromordinal(ordinal)
    return 30 if date.fromordinal(ordinal + 1).day == 1 else day.day - 1
