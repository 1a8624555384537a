"""Days as lists write them. Whether 03/04 is in March or in April, only the whole column can say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

Order = str  # "ymd", "dmy" or "mdy"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:\d{6})?")
_OTHER = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d\d)(?:,? .*)?")


def order(values: Iterable[object]) -> Order | None:
    """The order of day and month in a column; None where it could be either."""
    texts = [str(value).strip() for value in values if not isinstance(value, (date, datetime))]
    slashed = [found for text in texts if (found := _OTHER.fullmatch(text))]
    if not slashed:
        return "ymd"
    if any(int(found[1]) > 12 for found in slashed) or any(found[2] == "." for found in slashed):
        return "dmy"
    return "mdy" if any(int(found[3]) > 12 for found in slashed) else None


def parse_day_cell(cell: object, how: Order) -> date | None:
    """The day in a cell; None where it holds none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    try:
        if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _OTHER.fullmatch(text):
            first, second, year = int(found[1]), int(found[3]), int(found[4])
            month, day = (first, second) if how == "mdy" else (second, first)
            return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
    return None
