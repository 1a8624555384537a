"""What the values of a column look like: dates, money, numbers of invoices, names; as cells or as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal

from ar_sheets.schema.codes import CURRENCIES

Order = Literal["", "day first", "month first"]
LARGEST = 10**12  # no invoice is larger; a number that is, is something else
_CLOCK = r"(?:[ T]\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?: ?[AP]M)?(?:Z| ?UTC|[+-]\d\d:?\d\d)?)?"
_NUMBERS = re.compile(
    rf"(\d{{1,4}})(?:[./\-] ?| )(\d{{1,2}})(?:[./\-] ?| )(\d{{2,4}})(?:\.| ?r\.?)?{_CLOCK}", re.IGNORECASE
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\.0)?")  # 20200103, also as a number with decimals
_TH = r"(?:\.|st|nd|rd|th|er|re|º|ª|e|η)?"
_MONTH = r"([^\W\d]{3,12})\.?"
_NAMED = re.compile(rf"(\d{{1,2}}){_TH}[ \-/](?:de |of )?{_MONTH},?[ \-/](?:de )?(\d{{2,4}})(?: ?r\.?)?\.?")
_NAMED_US = re.compile(rf"{_MONTH}[ \-](\d{{1,2}}){_TH},?[ \-](\d{{4}})", re.IGNORECASE)
_NAMED_YEAR_FIRST = re.compile(rf"(\d{{4}})\.?[ \-/]{_MONTH}[ \-/](\d{{1,2}})\.?")
_WEEKDAY = re.compile(r"^[^\W\d]{2,12}\.?, (?=[^\W\d]|\d)")
_UNIT = r"(?:[A-Z]{3}|[€£$¥]|R\$|kr\.?|lekë?|:-)"
_MONEY = re.compile(rf"\(?[-−]?\s*{_UNIT}?\s*[-−]?\d[\d.,'’\u00a0\u202f ]*(?:,-|,–)?\s*{_UNIT}?-?\)?", re.IGNORECASE)
_LOCALES = (
    "en",
    "nb",
    "sv",
    "nl",
    "pt",
    "sq",
    "de",
    "es",
    "fr",
    "it",
    "pl",
    "da",
    "fi",
    "el",
    "ar",
    "tr",
    "cs",
    "hu",
    "ro",
)
LONGEST_DATE = 40  # characters; what is longer is no day, and not looked at


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts of a column's filled cells by what they are; `texts` of dates and money are readable ones kept as text."""

    filled: int
    dates: int
    text_dates: int
    numbers: int
    text_numbers: int
    whole: int  # numbers without decimals
    unique: int
    mails: int
    codes: int  # short words with a digit, or whole numbers: as numbers of invoices and customers are
    worded: int  # texts with letters that are no date, no money and no code
    compact: int = 0  # texts and numbers that can be days in eight digits; numbers of invoices may look so too

    def share(self, count: int) -> float:
        """A count as a share of the filled cells; 0 for an empty column."""
        return count / self.filled if self.filled else 0.0

    @property
    def dated(self) -> float:
        return self.share(self.dates + self.text_dates + self.compact)

    @property
    def money(self) -> float:
        return self.share(self.numbers + self.text_numbers)


def filled(values: Sequence[Any]) -> list[Any]:
    """The values that are not blank."""
    return [v for v in values if v is not None and v != "" and not (isinstance(v, str) and v.isspace())]


def shape(values: Sequence[Any]) -> Shape:
    """What the values of a column look like."""
    held = filled(values)
    dates = [v for v in held if isinstance(v, (date, datetime))]
    numbers = [v for v in held if isinstance(v, (int, float)) and not isinstance(v, bool)]
    texts = [v.strip() for v in held if isinstance(v, str)]
    text_dates = [t for t in texts if looks_like_date(t)]
    text_numbers = [t for t in texts if not looks_like_date(t) and looks_like_money(t)]
    codes = [t for t in texts if not looks_like_date(t) and is_code(t)]
    whole = [n for n in numbers if float(n).is_integer()]
    worded = [t for t in texts if re.search(r"[^\W\d]", t) and not looks_like_date(t) and not looks_like_money(t)]
    return Shape(
        len(held), len(dates), len(text_dates), len(numbers), len(text_numbers), len(whole),
        len({str(v).strip().casefold() for v in held}), sum("@" in t for t in texts),
        len(codes) + len(whole), sum(not is_code(t) for t in worded),
        sum(compact_day(v) is not None for v in (*numbers, *texts)),
    )  # fmt: skip


@lru_cache(maxsize=100_000)
def is_code(text: str) -> bool:
    """Whether a text is a short code such as INV-0042, K17 or 2026/015."""
    return bool(re.fullmatch(r"(?=.*\d)[\w./\-#]{1,20}", text))


@lru_cache(maxsize=100_000)
def looks_like_date(text: str) -> bool:
    """Whether a text is a day in some way of writing."""
    return any(to_date(text, order) is not None for order in ("day first", "month first"))


@lru_cache(maxsize=100_000)
def looks_like_money(text: str) -> bool:
    """Whether a text is an amount in some way of writing, with a currency or without."""
    letters = re.search(r"[A-Za-zë]{3}", text)
    known = letters is None or letters[0].upper() in CURRENCIES or letters[0].casefold() == "lek"
    return known and len(text) <= 24 and bool(re.search(r"\d", text)) and bool(_MONEY.fullmatch(text))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Names of months in the languages that lists come in, whole and cut short, without dot."""
    from babel.dates import get_month_names

    found: dict[str, int] = {}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    found.setdefault(name.casefold().strip("."), number)
    return found


@lru_cache(maxsize=100_000)
def to_date(text: str, order: Order) -> date | None:
    """A text as a day; None where it is none. `order` says what 3/4/2026 is; year first needs no order."""
    text = text.strip()
    if len(text) > LONGEST_DATE or not any(c.isdigit() for c in text):
        return None
    match = _NUMBERS.fullmatch(text)
    if match:
        first, second, third = match.groups()
        if len(first) == 4:
            return _day(int(first), int(second), int(third)) if len(third) <= 2 else None
        if len(first) > 2 or len(third) == 3:
            return None
        year = int(third) + (2000 if len(third) == 2 else 0)
        day, month = (int(second), int(first)) if order == "month first" else (int(first), int(second))
        return _day(year, month, day)
    return _named_day(_WEEKDAY.sub("", text, count=1))


def _named_day(text: str) -> date | None:
    """A day with its month as a word: 3 January 2020, Jan-03-2020, 2020-January-03, 1er décembre 2025."""
    if named := _NAMED.fullmatch(text):
        return _day(_year(named[3]), _months().get(named[2].casefold(), 0), int(named[1]))
    if american := _NAMED_US.fullmatch(text):
        return _day(int(american[3]), _months().get(american[1].casefold(), 0), int(american[2]))
    if first := _NAMED_YEAR_FIRST.fullmatch(text):
        return _day(int(first[1]), _months().get(first[2].casefold(), 0), int(first[3]))
    return None


def compact_day(value: Any) -> date | None:
    """A day written as eight digits, 20200103, as text or as a number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    match = _COMPACT.fullmatch(text)
    return _day(*map(int, match.groups())) if match else None


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def cell_as_date(value: Any, order: Order) -> date | None:
    """A cell as a day; None where it is none."""
    if isinstance(value, (date, datetime)):
        day = value.date() if isinstance(value, datetime) else value
        return day if day.year >= 1950 else None  # a time of day is a day of 1899
    if isinstance(value, str):
        return to_date(value, order) or compact_day(value)
    return compact_day(value)


def date_order(texts: Sequence[Any]) -> Order | None:
    """What the text dates of a list can only mean; "" where it does not matter, None where both ways are possible."""
    marked = [v.strip() for v in texts if isinstance(v, str) and v.strip() and looks_like_date(v.strip())]
    unclear = [t for t in marked if to_date(t, "day first") != to_date(t, "month first")]
    if not unclear:
        return ""
    if all("." in t for t in unclear):
        return "day first"  # nobody writes months first with dots
    days = all(to_date(t, "day first") is not None for t in unclear)
    months = all(to_date(t, "month first") is not None for t in unclear)
    return None if days and months else "day first" if days else "month first" if months else None


def decimal_sign(texts: Sequence[Any]) -> str:
    """The decimal sign of a list's amounts kept as text, where one of them shows it; else the dot."""
    marked = [v.strip() for v in texts if isinstance(v, str) and looks_like_money(v.strip())]
    commas = sum(bool(re.search(r",\d{1,2}(?!\d)", t)) and "." not in t.rpartition(",")[2] for t in marked)
    dots = sum(bool(re.search(r"\.\d{1,2}(?!\d)", t)) and "," not in t.rpartition(".")[2] for t in marked)
    if commas or dots:
        return "," if commas > dots else "."
    thousands = sum(bool(re.search(r"\d\.\d{3}(?!\d)", t)) for t in marked)
    return "," if thousands or any(t.endswith((",-", ",–")) for t in marked) else "."


def to_amount(value: Any, sign: str = ".") -> Decimal | None:
    """A cell as an amount; None where it is none or could be two different ones."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return Decimal(repr(value)) if abs(value) < LARGEST else None
    return _text_amount(value.strip(), sign) if isinstance(value, str) else None


@lru_cache(maxsize=100_000)
def _text_amount(text: str, sign: str) -> Decimal | None:
    if not looks_like_money(text):
        return None
    minus = text.startswith("(") or bool(re.search(r"[-−]", re.sub(r",-|:-", "", text)))
    bare = re.sub(r"[^\d.,]", "", re.sub(r"kr\.|,-|,–|:-", "", text, flags=re.IGNORECASE))
    other = "," if sign == "." else "."
    if bare.count(sign) > 1 or re.search(rf"\{other}\d{{1,2}}$|\{other}\d{{4,}}|\{sign}\d{{3,}}$", bare):
        return None
    try:
        amount = Decimal(bare.replace(other, "").replace(sign, "."))
    except InvalidOperation:
        return None
    if amount >= LARGEST:
        return None
    return -amount if minus else amount
