"""Twice is once: which entries of the files are not in Payments yet.

In this order: the same key; the same entry in another format, by account, day and amount; a sum and its details, of
which only one may stand; a row that somebody typed. Of n like entries in a file and m of them already there, n - m are
new: the key of an entry without an id has its number among the like ones of its statement.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, Statement
from ar_sheets.banks.known import EntryMark, KnownEntry, group_of, key_of

ZERO = Decimal(0)
DETAILED = ("camt.054", "OCR giro", "BgMax", "KTL")  # they list what another file may have as one sum
DaySum = tuple[str, date, Decimal]


@dataclass(slots=True)
class New:
    """An entry that is not there yet, and the mark its row gets. `instead_of` is a row it takes the place of: a sum
    that nobody has placed."""

    entry: BankEntry
    mark: EntryMark
    file: str = ""
    instead_of: int = 0


@dataclass(slots=True)
class Sorted:
    """What is new, and how many were left out for which reason."""

    new: list[New] = field(default_factory=list)
    there: int = 0  # the same key
    other_format: int = 0
    as_sum: int = 0  # a sum whose payments are listed, or payments whose sum has been placed
    typed: list[int] = field(default_factory=list)  # rows somebody typed that are the same payment


def sort_out(statements: Sequence[tuple[str, str, Statement]], known: Sequence[KnownEntry]) -> Sorted:
    """Statements as (file, the owner's account, statement). `known` are used up as their entries are met."""
    result = Sorted()
    candidates: list[New] = []
    seen: set[str] = set()
    keys = {one.key: one for one in known if one.key}
    for file, account, statement in sorted(statements, key=_detailed_first):
        for entry, key in _keyed(account, statement.entries):
            if key in keys:
                keys[key].met_in.add(statement.format)
                result.there += 1
            elif key in seen:
                result.there += 1
            else:
                seen.add(key)
                mark = EntryMark(account, statement.format, key, group_of(account, entry), _bare(entry.payer_account))
                candidates.append(New(entry, mark, file))
    candidates = _without_sums(candidates, known, result)
    result.new = _without_other_formats(candidates, known, result)
    return result


def _detailed_first(one: tuple[str, str, Statement]) -> tuple[int, int]:
    return (one[2].format not in DETAILED, not one[2].format.startswith("camt"))


def _bare(account: str) -> str:
    return "".join(account.split())


def _keyed(account: str, entries: Iterable[BankEntry]) -> Iterable[tuple[BankEntry, str]]:
    """Each entry with its key; like ones of a statement are numbered."""
    counts: Counter[str] = Counter()
    for entry in entries:
        key = key_of(account, entry)
        counts[key] += 1
        yield entry, key if counts[key] == 1 else f"{key}#{counts[key]}"


def _without_sums(candidates: list[New], known: Sequence[KnownEntry], result: Sorted) -> list[New]:
    """A sum that the bank booked and the payments in it, of the same day and amount: never both."""
    groups = _groups(candidates)
    listed = {key: format_ for (format_, key) in groups}
    kept = [one for one in candidates if not _is_sum_of(one, listed)]
    result.as_sum += len(candidates) - len(kept)
    details_there = _groups_there(known)
    kept, dropped = _split(kept, lambda one: not one.mark.sum_of and _day_sum(one.entry) in details_there
                           and details_there[_day_sum(one.entry)] != one.mark.format)  # fmt: skip
    result.as_sum += len(dropped)
    return _instead_of_sums(kept, groups, known, result)


def _groups(candidates: Iterable[New]) -> dict[tuple[str, DaySum], list[New]]:
    """Payments that were booked as one sum: by format, currency, day and sum."""
    by_booking: dict[tuple[str, str], list[New]] = defaultdict(list)
    for one in candidates:
        if one.mark.sum_of:
            by_booking[one.mark.format, one.mark.sum_of].append(one)
    found: dict[tuple[str, DaySum], list[New]] = {}
    for (format_, _booking), parts in by_booking.items():
        total = sum((part.entry.amount for part in parts), ZERO)
        found[format_, (parts[0].entry.currency, parts[0].entry.date, total)] = parts
    return found


def _groups_there(known: Iterable[KnownEntry]) -> dict[DaySum, str]:
    sums: dict[tuple[str, str, str, date], Decimal] = defaultdict(lambda: ZERO)
    for one in known:
        if one.sum_of:
            sums[one.format, one.sum_of, one.currency, one.date] += one.amount
    return {(currency, day, total): format_ for (format_, _sum, currency, day), total in sums.items()}


def _day_sum(entry: BankEntry) -> DaySum:
    return entry.currency, entry.date, entry.amount


def _is_sum_of(one: New, listed: dict[DaySum, str]) -> bool:
    format_ = listed.get(_day_sum(one.entry))
    return format_ is not None and not one.mark.sum_of and format_ != one.mark.format


def _split(items: list[New], drop: object) -> tuple[list[New], list[New]]:
    dropped = [one for one in items if drop(one)]  # type: ignore[operator]
    gone = {id(one) for one in dropped}
    return [one for one in items if id(one) not in gone], dropped


def _instead_of_sums(
    kept: list[New], groups: dict[tuple[str, DaySum], list[New]], known: Sequence[KnownEntry], result: Sorted
) -> list[New]:
    """Payments whose sum is a row already: they take its place where nobody has placed it, else they stay out."""
    sums = {(one.currency, one.date, one.amount): one for one in known if one.key and not one.sum_of and not one.used}
    gone: set[int] = set()
    for (format_, day_sum), parts in groups.items():
        there = sums.get(day_sum)
        if there is None or there.format == format_ or len(there.rows) > 1:
            continue
        there.met_in.add(format_)
        if there.customer_id or there.invoice_no:
            gone |= {id(part) for part in parts}
        else:
            parts[0].instead_of = there.rows[0]
    result.as_sum += len(gone)
    return [one for one in kept if id(one) not in gone]


def _without_other_formats(candidates: list[New], known: Sequence[KnownEntry], result: Sorted) -> list[New]:
    """The same period in another kind of file: only what is over, by account, day and amount. What is there counts once
    for each format: the statement that repeats it by its key does not use it up for the list that has it, too."""
    there: dict[tuple[str, DaySum], list[KnownEntry]] = defaultdict(list)
    for one in known:
        if one.key:
            there[one.account, (one.currency, one.date, one.amount)].append(one)
    kept: list[New] = []
    for new in candidates:
        own = new.mark.format
        same = there[new.mark.account, _day_sum(new.entry)]
        twin = next((one for one in same if one.format != own and own not in one.met_in), None)
        if twin is not None and not new.instead_of:
            twin.met_in.add(own)
            result.other_format += 1
        else:
            kept.append(new)
    return _without_twins(kept, result)


def _without_twins(candidates: list[New], result: Sorted) -> list[New]:
    """The same among the files of this time: the first format, the most telling one, stays."""
    counts: dict[tuple[str, DaySum], Counter[str]] = defaultdict(Counter)
    kept: list[New] = []
    for one in candidates:
        formats = counts[one.mark.account, _day_sum(one.entry)]
        formats[one.mark.format] += 1
        if formats[one.mark.format] <= max((n for name, n in formats.items() if name != one.mark.format), default=0):
            result.other_format += 1
        else:
            kept.append(one)
    return kept
