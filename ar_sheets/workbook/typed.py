"""One cell to one typed value. The reading of a whole workbook is in read.py.

Every parser takes what pandas hands over (str, int, float, bool, datetime, "" for empty) and gives the typed
value, None for an empty cell, or raises `BadCell` with what is wrong and what to type.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from ar_sheets.base.days import can_be_meant
from ar_sheets.base.i18n import N_, _, language
from ar_sheets.base.local_format import local_day, local_month
from ar_sheets.base.money import rounded
from ar_sheets.schema import translations
from ar_sheets.schema.columns import Column

YES_AND_NO = {"y": True, "true": True, "1": True, "x": True, "n": False, "false": False, "0": False}

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what a screen would take as a command
LARGEST_AMOUNT = 1e13  # beyond it Excel itself no longer holds the cents
MOST_DAYS = 3_650  # ten years: no term, gap or day to pay is longer
Bounds = tuple[float, float, str, str]  # of whole numbers: the least, the most, what is said of others and what to do
_ANY_NUMBER: Bounds = (-LARGEST_AMOUNT, LARGEST_AMOUNT, N_("{column} is not a whole number: {value}"),
                       N_("Type a whole number, such as 14."))  # fmt: skip
_DAYS: Bounds = (-MOST_DAYS, MOST_DAYS, N_("{column} is more than ten years: {value}"),
                 N_("Type a number of days, such as 14."))  # fmt: skip
_SETTINGS: dict[str, Bounds] = {
    "smtp_port": (1, 65_535, N_("{column} is no port: {value}"), N_("Type 587, or 465.")),
    "mails_per_minute": (1, 1_000_000, N_("{column} cannot be {value}"),
                         N_("Type a whole number from 1 on, such as 30.")),
}  # fmt: skip
DATE_FORM = N_("Type the right day as year-month-day; the last day of May 2026, for example, is 2026-05-31.")


class BadCell(ValueError):  # noqa: N818 - a fault in the user's cell, not an error of the program
    """A value the column cannot hold: `what` is wrong, and `what_to_do` about it."""

    def __init__(self, what: str, what_to_do: str) -> None:
        super().__init__(what)
        self.what, self.what_to_do = what, what_to_do


def quote_value(value: object) -> str:
    """A cell's value as a message shows it: in quotes, cut to 60 characters."""
    text = value.strftime("%Y-%m-%d") if isinstance(value, date) else _CONTROL.sub(" ", str(value))
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'


def _bad(what: str, value: object, column: Column, what_to_do: str) -> BadCell:
    return BadCell(_(what, column=column.header, value=quote_value(value)), what_to_do)


def _running(column: Column) -> str:
    """A header within a sentence; German writes its nouns large."""
    return column.header if language() == "de" else column.header.lower()


def as_text(value: Any, column: Column) -> str | None:
    if isinstance(value, str):
        text = value.strip()
        if not text.isprintable() and column.owner != "log":  # a row of the Log is sealed as it stands
            text = _CONTROL.sub("", text)
        return text or None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def as_id(value: Any, column: Column) -> str | None:
    if isinstance(value, (bool, datetime, timedelta, time)):
        raise _bad(
            N_("{column} is not a number or a name: {value}"),
            value,
            column,
            _("Type the {column} again, with ' in front so that Excel keeps it as text.", column=_running(column)),
        )
    return as_text(value, column)


def as_money(value: Any, column: Column) -> Decimal | None:
    """An amount in hundredths; see `as_exact_money` where the currency is known only later."""
    amount = as_exact_money(value, column)
    return None if amount is None else rounded(amount)


def as_exact_money(value: Any, column: Column) -> Decimal | None:
    """An amount with all the digits it was typed with."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not abs(value) < LARGEST_AMOUNT:
            raise _bad(N_("{column} is larger than any amount: {value}"), value, column, _("Type the amount again."))
        return Decimal(repr(value))
    if isinstance(value, str):
        if not value.strip():
            return None
        raise _bad(N_("{column} is text, not a number: {value}"), value, column, amount_hint(value))
    raise _bad(N_("{column} is not an amount: {value}"), value, column, _("Type the amount in figures only."))


def amount_hint(text: str) -> str:
    """What to do about an amount that is text. Which decimal sign Excel takes depends on the computer it runs on."""
    guess = guessed_amount(text)
    if guess is None:
        return _("Type the amount in figures only.")
    comma, number = str(guess).replace(".", ","), str(guess)
    if comma == number:
        return _(
            "Type the number alone: {number}. If it stays at the left of the cell, Excel still keeps it as text: "
            "set the cell's format to Number and type it again.",
            number=number,
        )
    return _(
        "Type the number alone: {with_comma} or {number}, with the decimal sign your Excel uses. If it stays at the "
        "left of the cell, Excel still keeps it as text: set the cell's format to Number and type it again.",
        with_comma=comma,
        number=number,
    )


def guessed_amount(text: str) -> Decimal | None:
    """What "1.250,00 €" most likely means, for a hint only: the last of . and , is the decimal sign."""
    if re.search(r"\d[oOlI]|[oOlI]\d", text):  # a letter for a figure, "9oo": what is left would be far too little
        return None
    bare = re.sub(r"[^\d.,\-]", "", text)
    cut = max(bare.rfind("."), bare.rfind(","))
    if cut >= 0 and len(bare) - cut - 1 in (1, 2):
        bare = re.sub(r"[.,]", "", bare[:cut]) + "." + bare[cut + 1 :]
    else:
        bare = re.sub(r"[.,]", "", bare)
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def as_date(value: Any, column: Column) -> date | None:
    if isinstance(value, date):  # a datetime, too
        return _within_reach(value, column)
    if isinstance(value, str):
        if not value.strip():
            return None
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
            try:
                return _within_reach(date.fromisoformat(value.strip()), column)
            except BadCell:
                raise
            except ValueError:
                pass
        raise _bad(N_("{column} is text, not a date: {value}"), value, column, date_hint(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 20000 < value < 80000:
        guess = date(1899, 12, 30) + timedelta(days=int(value))
        raise _bad(
            N_("{column} is a plain number: {value}"),
            value,
            column,
            _("Format the cell as a date (it would be {day}), or type the date again.", day=guess),
        )
    raise _bad(N_("{column} is not a date: {value}"), value, column, _(DATE_FORM))


def _within_reach(value: date, column: Column) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if can_be_meant(day):
        return day
    raise _bad(
        N_("{column} is a day that nobody can mean: {value}"), value, column, _("A wrong year?") + " " + _(DATE_FORM)
    )


def date_hint(text: str) -> str:
    """What to type instead of a text date; names the day it most likely means, if it can be one."""
    numbers = [int(n[:9]) for n in re.findall(r"\d+", text)]
    if len(numbers) != 3:
        return _(DATE_FORM)
    year_first = 1900 <= numbers[0] <= 9999
    day, month, year = reversed(numbers) if year_first else numbers
    if not 1900 <= year <= 9999:
        return _(DATE_FORM)
    if not year_first and month > 12 and 1 <= day <= 12:
        day, month = month, day  # month first, as in America
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return _("There is no such day.") + " " + _(DATE_FORM)
    days = monthrange(year, month)[1]
    if day > days:
        last = date(year, month, days)
        return _(
            "{month} has {days} days: type the right day, for example {day}.",
            month=local_month(last, language()), days=days, day=last,
        )  # fmt: skip
    typed = date(year, month, day)
    meant = local_day(typed, language()).replace("\xa0", " ")
    return _("Type it as year-month-day; if it is {meant}, type {day}.", meant=meant, day=typed)


def as_int(value: Any, column: Column) -> int | None:
    if isinstance(value, str) and not value.strip():
        return None
    number = _whole_number(value)
    least, most, fault, advice = _bounds(column) if number is not None else _ANY_NUMBER
    if number is not None and least <= number <= most:
        return number
    raise _bad(fault, value, column, _(advice))


def _whole_number(value: Any) -> int | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value) and value == int(value):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value.strip()):
        return int(value)
    return None


def _bounds(column: Column) -> Bounds:
    """The least and the most that a column's whole numbers can be, and what is said of others."""
    counts_days = "days" in column.key and column.owner != "computed"
    return _SETTINGS.get(column.key, _DAYS if counts_days else _ANY_NUMBER)


def as_percent(value: Any, column: Column) -> Decimal | None:
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value):
        number = Decimal(repr(value))
        if number == 0 or Decimal("0.5") <= abs(number) <= 200:
            return number
        raise _bad(
            N_("{column} is {value}: too small or too large for a percentage"),
            value,
            column,
            _("Type 12.25 for 12.25 %, in a cell that is not formatted as a percentage."),
        )
    raise _bad(N_("{column} is not a number: {value}"), value, column, _("Type 12.25 for 12.25 %."))


def as_yesno(value: Any, column: Column) -> bool | None:
    text = translations.plain_name(value)
    if not text:
        return None
    answer = YES_AND_NO.get(text, translations.choices(("yes", "no")).get(text))
    if answer is None:
        raise _bad(N_("{column} is neither yes nor no: {value}"), value, column, _("Type yes or no."))
    return answer in (True, "yes")


def as_choice(value: Any, column: Column) -> str | None:
    text = translations.plain_name(value)
    if not text:
        return None
    choice = translations.choices(column.choices).get(text)
    if choice is not None:
        return choice
    raise _bad(
        N_("{column} is not one of the choices: {value}"),
        value,
        column,
        _("Type {choices} or {last}.", choices=", ".join(column.choices[:-1]), last=column.choices[-1]),
    )


def as_buckets(value: Any, column: Column) -> tuple[int, ...] | None:
    text = str(value).strip()
    if not text:
        return None
    days = tuple(int(n[:9]) for n in re.findall(r"\d+", text))
    if len(days) == 3 and 0 < days[0] < days[1] < days[2] <= MOST_DAYS:
        return days
    raise _bad(N_("{column} cannot be {value}"), value, column, _("Type three growing numbers of days: 30, 60, 90."))


def as_any(value: Any, _: Column) -> Any:
    return value


PARSERS: dict[str, Callable[[Any, Column], Any]] = {
    "text": as_text,
    "id": as_id,
    "money": as_money,
    "number": as_exact_money,
    "date": as_date,
    "int": as_int,
    "percent": as_percent,
    "yesno": as_yesno,
    "choice": as_choice,
    "buckets": as_buckets,
    "any": as_any,
}
