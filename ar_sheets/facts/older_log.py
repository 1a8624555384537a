"""Log rows of versions before Letter ID and Pay by had columns of their own: these stood in Detail as words.

Read once, where the Log is read; nothing else in the program looks into Detail.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from ar_sheets.base.days import can_be_meant
from ar_sheets.schema.model import LogEntry

_LETTER = re.compile(r"(?:claimed by )?letter (\S+)")
_TO = re.compile(r" to ([^;]+)")
_DAY = re.compile(r"(?:pay by|promised for) (\d{4}-\d\d-\d\d)")


def with_data(entry: LogEntry) -> LogEntry:
    """The row with its letter, day and address as data; the row itself where its own cells have them."""
    if entry.letter_id or entry.to or entry.pay_by is not None or entry.step_place is not None:
        return entry
    letter, to = _LETTER.match(entry.detail), _TO.search(entry.detail)
    address, day = to[1].strip() if to else "", _day(entry.detail)
    return replace(entry, letter_id=letter[1] if letter else "", to=address, pay_by=day, told_by_detail=True)


def as_older(entry: LogEntry) -> LogEntry:
    """The row for a Log that has no columns for its letter: what an answer was about goes before its words."""
    if not entry.letter_id or _LETTER.match(entry.detail):
        return replace(entry, told_by_detail=True)
    promised = f"promised for {entry.pay_by}; " if entry.event == "promised" else ""
    about = f"letter {entry.letter_id} to {entry.to or 'nobody'}"
    return replace(entry, detail=f"{about}; {promised}{entry.detail}", told_by_detail=True)


def said(entry: LogEntry) -> str:
    """What a customer answered, by a row of an older version: what follows the letter and its address."""
    words = entry.detail.partition("; ")[2]
    return words.partition("; ")[2] if words.startswith("promised for ") else words


def _day(detail: str) -> date | None:
    found = _DAY.search(detail)
    try:
        day = date.fromisoformat(found[1]) if found else None
        return day if day is not None and can_be_meant(day) else None
    except ValueError:  # 2026-02-30, in a Log somebody changed
        return None
