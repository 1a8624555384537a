"""The next free invoice number in the owner's own pattern: 2026-0042, F1042, 0042/26, 2026-11-003.

The pattern is that of the newest number of the same kind of document. A year or month in it follows the invoice's
date. Gaps stay gaps: the next number comes after the highest, and one that was ever used is not used again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_YEAR, _SHORT_YEAR, _MONTH, _COUNT = "\1", "\2", "\3", "\4"  # stand for a part of a number; no cell can hold them


@dataclass(frozen=True, slots=True)
class Used:
    """A number that stands in Invoices, the date of its invoice (None if it has none), and its kind."""

    number: str
    day: date | None
    kind: str = "Invoice"


def next_number(
    used: Sequence[Used], day: date, kind: str = "Invoice", also: Iterable[str] = (), avoid: Iterable[str] = ()
) -> str:
    """The next free number for a document of this kind and day. `used` are the rows of Invoices in their order,
    `also` numbers that were used and have no row any more (the Log); `avoid` are not free either, but may be slips
    (Payments), so the count does not go on from them."""
    dated = [(one, one.day) for one in used if one.day is not None and re.search("[0-9]", one.number)]
    series = [pair for pair in dated if pair[0].kind == kind] or dated
    taken = {number.casefold() for number in (*(one.number for one in used), *also)}
    not_free = taken | {number.casefold() for number in avoid}
    if not series:
        return _free(_YEAR + "-" + _COUNT, day, 1, 4, not_free)
    newest, its_day = max(reversed(series), key=lambda pair: pair[1])
    shape, width = _shape(newest.number, its_day)
    counts = list(_counts(shape, day, taken))
    if not counts and _goes_on(shape, dated):
        counts = [count for one, on in dated for count in _counts(shape, on, {one.number.casefold()})]
    return _free(shape, day, max(counts, default=0) + 1, width, not_free)


def _shape(number: str, day: date) -> tuple[str, int]:
    """The number with its year, month and count replaced by marks, and how many digits the count has."""
    pieces = re.split("([0-9]+)", number)  # text, digits, text, digits, ..., text
    runs = list(range(1, len(pieces), 2))
    if len(runs) == 1 and len(pieces[1]) >= 6 and pieces[1].startswith(f"{day:%Y}"):
        pieces[1:2] = [f"{day:%Y}", "", pieces[1][4:]]
        runs = [1, 3]
    year = next((at for at in runs if len(runs) > 1 and pieces[at] == f"{day:%Y}"), None)
    marks = {year: _YEAR}
    if year is None:
        year = next((at for at in runs[:-1] if pieces[at] == f"{day:%y}"), None)
        marks = {year: _SHORT_YEAR}
    if year is not None and year + 2 in runs[:-1] and pieces[year + 2] == f"{day:%m}":
        marks[year + 2] = _MONTH
    count = max(at for at in runs if at not in marks)
    width = len(pieces[count])
    marks[count] = _COUNT
    return "".join(marks.get(at, piece) for at, piece in enumerate(pieces)), width


def _filled(shape: str, day: date) -> str:
    return shape.replace(_YEAR, f"{day:%Y}").replace(_SHORT_YEAR, f"{day:%y}").replace(_MONTH, f"{day:%m}")


def _counts(shape: str, day: date, numbers: Iterable[str]) -> Iterator[int]:
    """The counts of the numbers (folded) of this shape in the day's year and month."""
    before, _, after = _filled(shape, day).casefold().partition(_COUNT)
    pattern = re.compile(re.escape(before) + "([0-9]{1,15})" + re.escape(after))
    for number in numbers:
        found = pattern.fullmatch(number)
        if found:
            yield int(found[1])


def _goes_on(shape: str, dated: Sequence[tuple[Used, date]]) -> bool:
    """Whether the owner lets the count go on in a new year: so it was the last time. With one year only it begins
    anew, as most do."""
    periods: dict[str, list[int]] = {}
    for one, day in sorted(dated, key=lambda pair: pair[1]):
        periods.setdefault(_filled(shape, day), []).extend(_counts(shape, day, [one.number.casefold()]))
    counts = [found for found in periods.values() if found]
    return len(counts) > 1 and min(counts[-1]) > max(counts[-2]) > 0


def _free(shape: str, day: date, count: int, width: int, taken: set[str]) -> str:
    while (number := _filled(shape, day).replace(_COUNT, f"{count:0{width}}")).casefold() in taken:
        count += 1
    return number
