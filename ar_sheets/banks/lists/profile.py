"""What the columns of a bank's list mean: from a file in profiles/, or from header words in many languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROLES = (
    "date", "value_date", "amount", "in", "out", "sign", "fee", "text", "payer", "payee", "payer_account", "account",
    "currency", "id", "reference", "end_to_end", "balance", "status", "row_kind", "impact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """One bank's list. `columns` are by role the headers it may have; the rest says how to read it."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    recognised: tuple[frozenset[str], ...] = ()  # sets of headers; one of them must be there
    decimal: str = ""  # "," or "."; "" lets the column say
    days: str = ""  # "dmy", "mdy" or "ymd"; "" lets the column say
    incoming: tuple[str, ...] = ()  # words in the sign column for money that came in
    outgoing: tuple[str, ...] = ()  # and for money that went out; () where every other word means that
    booked: tuple[str, ...] = ()  # words in the status column for what is booked
    rows: tuple[str, ...] = ()  # words in the row-kind column for rows that are entries
    memo: tuple[str, ...] = ()  # words in the impact column for rows that move no money
    currency: str = ""
    account: str = ""  # for accounts without a number: PayPal
    no_header: str = ""  # a pattern of the first line of a list without a header; the columns are then in order
    order: tuple[str, ...] = ()
    unique_id: bool = True  # whether the bank's id names one entry alone
    whole: bool = True  # whether the list holds everything that was booked
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListLayout:
    """Where the header row is (0-based; -1: none) and which column has which role."""

    profile: Profile
    header: int
    places: Mapping[str, tuple[int, ...]]


def header_key(header: object) -> str:
    """A header as it is compared: lower case, single blanks, no quotes, marks or BOM."""
    return re.sub(r"[\s\u00a0]+", " ", str(header).replace("\ufeff", "")).strip(' "*:;').casefold()


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def loaded(path: Path) -> Profile:
    """A profile from its file."""
    told = tomllib.loads(path.read_text("utf-8"))
    columns = {role: tuple(header_key(one) for one in _tuple(names)) for role, names in told.pop("columns", {}).items()}
    unknown = set(columns) - set(ROLES)
    if unknown:
        raise ValueError(f"{path.name}: unknown roles {sorted(unknown)}")
    sets = tuple(frozenset(map(header_key, names)) for names in told.pop("recognised", ()))
    more: dict[str, Any] = {key: _tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    return Profile(columns=columns, recognised=sets, **more)


@cache
def profiles() -> tuple[Profile, ...]:
    """All banks we know, by name."""
    folder = Path(__file__).parent / "profiles"
    return tuple(loaded(path) for path in sorted(folder.glob("*.toml")))


@cache
def _words() -> Profile:
    return loaded(Path(__file__).parent / "words.toml")


def find_profile(rows: Sequence[Sequence[Any]], first_line: str, answers: Mapping[str, str]) -> ListLayout | None:
    """The bank whose list this is, else the columns by their words; None where it is no list of payments."""
    for profile in profiles():
        if profile.no_header and re.match(profile.no_header, first_line):
            return ListLayout(profile, -1, {role: (at,) for at, role in enumerate(profile.order) if role})
    best: tuple[int, ListLayout] | None = None
    for at, row in enumerate(rows[:30]):
        headers = [header_key(cell) for cell in row]
        there = {header for header in headers if header}
        for profile in profiles():
            known = [names for names in profile.recognised if names <= there]
            if known and (best is None or max(map(len, known)) > best[0]):
                best = max(map(len, known)), ListLayout(profile, at, _places(profile, headers))
    if best is not None:
        return best[1]
    found = _remembered(rows, answers) or _by_words(rows)
    return _with_direction(rows, found) if found else None


def _places(profile: Profile, headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Column numbers by role, in the order the profile names its headers."""
    found: dict[str, tuple[int, ...]] = {}
    for role, names in profile.columns.items():
        places = [at for name in names for at, header in enumerate(headers) if header == name]
        if places:
            found[role] = tuple(dict.fromkeys(places))
    return found


def _by_words(rows: Sequence[Sequence[Any]]) -> ListLayout | None:
    """The row of headers with most known words: it must have a day, an amount and a text."""
    best: tuple[int, ListLayout] | None = None
    for at, row in enumerate(rows[:30]):
        headers = [re.sub(r" ?\(.*\)$| in [a-z]{3}$", "", header_key(cell)) for cell in row]
        places = _places(_words(), headers)
        for role in ("date", "amount", "in", "out", "sign", "balance", "currency", "account"):
            if role in places:
                places[role] = places[role][:1]
        money = "amount" in places or {"in", "out"} <= places.keys()
        if "date" in places and money and places.keys() & {"text", "payer", "payee", "reference"}:
            score = len(places)
            if best is None or score > best[0]:
                best = score, ListLayout(_words(), at, places)
    return best[1] if best else None


def _remembered(rows: Sequence[Sequence[Any]], answers: Mapping[str, str]) -> ListLayout | None:
    """The columns as a person said once: `answers` holds role -> header."""
    said = {role: header_key(header) for role, header in answers.items() if role in ROLES}
    needed = [said[role] for role in ("date", "amount", "in", "out") if role in said]
    if "date" not in said or len(needed) < 2:
        return None
    for at, row in enumerate(rows[:30]):
        headers = [header_key(cell) for cell in row]
        if all(header in headers for header in needed):
            own = Profile(_words().name, {role: (header,) for role, header in said.items()},
                          incoming=_words().incoming, outgoing=_words().outgoing,
                          answers=answers)  # fmt: skip
            return ListLayout(own, at, {**_places(_words(), headers), **_places(own, headers)})
    return None


def _with_direction(rows: Sequence[Sequence[Any]], found: ListLayout) -> ListLayout:
    """Amounts without signs, and beside each a word such as Credit or Af under whatever header: that word counts."""
    if "sign" in found.places or "amount" not in found.places:
        return found
    at = found.places["amount"][0]
    body = [row for row in rows[found.header + 1 :] if at < len(row) and any(c.isdigit() for c in str(row[at]))]
    if not body or any(mark in str(row[at]) for row in body for mark in "-−–("):
        return found
    known = {header_key(word) for word in (*found.profile.incoming, *found.profile.outgoing)}
    for place in range(max(map(len, body))):
        if all(place < len(row) and header_key(row[place]) in known for row in body):
            return ListLayout(found.profile, found.header, {**found.places, "sign": (place,)})
    return found
