"""Money, dates, rates and lists as a reader of each language expects them (output only, by Babel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from ar_sheets.base.i18n import known_language
from ar_sheets.base.money import rounded, unit

_REGIONS = {"en": "en_GB", "nb": "nb_NO", "sq": "sq_AL", "pt": "pt_PT", "nl": "nl_NL", "sv": "sv_SE", "de": "de_DE"}
_OWN_SYMBOLS = ("€", "£", "kr", "Lekë")  # anything else ("Nkr", "US$") is clearer as its ISO code


@cache
def _locale(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(_REGIONS.get(language, language))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


@cache
def _money_pattern(currency: str, language: str) -> str:
    """The decimals of ISO 4217: Babel prints lek without any, and the total would look rounded."""
    from babel.numbers import get_currency_symbol

    locale = _locale(language)
    before = locale.currency_formats["standard"].pattern.startswith("¤")
    if get_currency_symbol(currency, locale=locale) not in _OWN_SYMBOLS:
        return f"¤¤\xa0{_digits(currency)}" if before else f"{_digits(currency)}\xa0¤¤"
    gap = "\xa0" if "\xa0" in locale.currency_formats["standard"].pattern else ""
    return f"¤{gap}{_digits(currency)}" if before else f"{_digits(currency)}{gap}¤"


def _digits(currency: str) -> str:
    """The pattern of an amount: two decimals, or as many as the currency has."""
    return "#,##0" + str(unit(currency)).removeprefix("1").replace("1", "0").removeprefix("0")


def local_money(amount: Decimal, currency: str, language: str) -> str:
    """An amount with its currency: "1 250,00 kr", "€1,250.00", "NOK 1,250.00", "JPY 1,250"."""
    from babel.numbers import format_currency

    pattern = _money_pattern(currency, language)
    exact = rounded(amount, unit(currency))  # Babel itself would round half to even
    return str(format_currency(exact, currency, pattern, locale=_locale(language), currency_digits=False))


def number(amount: Decimal, language: str, currency: str = "") -> str:
    """An amount without its currency: two decimals, or as many as the currency has."""
    from babel.numbers import format_decimal

    return str(format_decimal(rounded(amount, unit(currency)), _digits(currency), locale=_locale(language)))


def local_decimal(value: Decimal, language: str, least: int = 0) -> str:
    """A number with the decimals it has, at `least` so many: "2,5", "4,6788", "380,00"."""
    from babel.numbers import format_decimal

    pattern = "#,##0." + ("0" * least).ljust(8, "#")
    return str(format_decimal(value, pattern, locale=_locale(language)))


def whole(amount: Decimal | int, language: str) -> str:
    """A number without decimals: "1,250"."""
    from babel.numbers import format_decimal

    return str(format_decimal(amount, "#,##0", locale=_locale(language)))


def day_with_weekday(when: date, language: str) -> str:
    """ "Friday 20 November 2026"."""
    from babel.dates import format_date

    return str(format_date(when, "full", locale=_locale(language)))


def day_and_month(when: date, language: str) -> str:
    """ "20 November"."""
    from babel.dates import format_skeleton

    return str(format_skeleton("MMMMd", when, locale=_locale(language)))


def month_name(when: date, language: str, pattern: str = "MMM") -> str:
    """A month for the foot of a chart: "Nov", with "MMM yy" "Nov 26"."""
    from babel.dates import format_date

    return str(format_date(when, pattern, locale=_locale(language)))


def local_percent(rate: Decimal, language: str, least: int = 2) -> str:
    """A rate in percent: "12,25 %"; up to four decimals, at `least` two."""
    from babel.numbers import format_decimal

    gap = "" if language.startswith("en") else "\xa0"
    pattern = "0." + ("0" * least).ljust(4, "#")
    return f"{format_decimal(rate, pattern, locale=_locale(language))}{gap}%"


def local_day(when: date, language: str) -> str:
    """A date in words, for running text: "21 November 2026", never broken over two lines."""
    from babel.dates import format_date

    return str(format_date(when, "long", locale=_locale(language))).replace(" ", "\xa0")


def local_month(when: date, language: str) -> str:
    """The month a day is in, in words: "May 2026"."""
    from babel.dates import format_date

    return str(format_date(when, "LLLL y", locale=_locale(language)))


def short_day(when: date, language: str) -> str:
    """A date for tables: "21 Nov 2026", "21.11.2026"."""
    from babel.dates import format_date

    return str(format_date(when, "medium", locale=_locale(language)))


def and_list(items: Sequence[str], language: str) -> str:
    """ "1041, 1042 and 1043" in the language."""
    from babel.lists import format_list

    return str(format_list(list(items), locale=_locale(language))) if items else ""


def or_list(items: Sequence[str], language: str) -> str:
    """ "1041, 1042, or 1043" in the language."""
    from babel.lists import format_list

    return str(format_list(list(items), style="or", locale=_locale(language))) if items else ""


def is_one(count: int, language: str) -> bool:
    """Whether the language says `count` with the singular."""
    return bool(_locale(language).plural_form(count) == "one")


def court_language(country: str) -> str:
    """The language of a country's courts, of those most of its people speak; English where that is not known."""
    from babel.languages import get_official_languages

    spoken = get_official_languages(country.strip().upper(), regional=False) if country.strip() else ()
    return next((str(code) for code in spoken if known_language(str(code))), "en")


def country_name(code: str, language: str) -> str:
    """A country's name in the language; the code itself when it is no ISO 3166 code."""
    return str(_locale(language).territories.get(code.upper(), code))
