"""Countries, currencies and languages as people type them ("Norge", "norwegian", "uk"), and what usually goes together.

Names are those of the Unicode CLDR, through Babel, in every language that letters come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from ar_sheets.base.i18n import _, language
from ar_sheets.base.local_format import country_name
from ar_sheets.schema.codes import COUNTRIES, CURRENCIES
from ar_sheets.schema.columns import LANGUAGES

_OTHER_NAMES = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "usa": "US",
    "shqipëria": "AL", "holland": "NL", "the netherlands": "NL",
}  # fmt: skip
_SAME_LANGUAGE = {"no": "nb", "nn": "nb"}

# Below this a reminder is not worth its effort, in whole units; elsewhere 10 as in euro.
MINIMUM = {
    "ALL": 1000, "BRL": 50, "CZK": 250, "DKK": 100, "HUF": 4000, "ISK": 1500, "JPY": 1500, "NOK": 100, "PLN": 50,
    "RSD": 1000, "SEK": 100,
}  # fmt: skip


def find_country(typed: str) -> str:
    """The ISO 3166 code of a country typed as code or name. ValueError, a sentence, when it is none."""
    wanted, names = typed.strip(), _names("territories")
    if wanted.upper() in COUNTRIES:
        return wanted.upper()
    found = (names | _OTHER_NAMES).get(wanted.casefold(), "")
    if found in COUNTRIES:
        return found
    near = _near(wanted, {name: code for name, code in names.items() if code in COUNTRIES})
    raise ValueError(
        _("There is no country {typed!r}. Type its name or its two letters, such as NO or GB.", typed=wanted) + near
    )


def language_name(code: str) -> str:
    """The name of a language in the language that is spoken."""
    from babel import Locale

    return str(Locale(language()).languages.get(code, code))


def typed_currency(typed: str) -> str:
    """The ISO 4217 code of a currency typed as code or name. ValueError, a sentence, when it is none."""
    wanted, names = typed.strip(), _names("currencies")
    found = wanted.upper() if wanted.upper() in CURRENCIES else names.get(wanted.casefold(), "")
    if found in CURRENCIES:
        return found
    raise ValueError(
        _("There is no currency {typed!r}. Type its three letters, such as NOK, EUR or GBP.", typed=wanted)
    )


def find_letter_language(typed: str) -> str:
    """The code of a language that letters come in, typed as code or name. ValueError, a sentence, when it is none."""
    wanted, names = typed.strip().casefold(), _names("languages")
    found = names.get(wanted, wanted.partition("-")[0].partition("_")[0])
    found = _SAME_LANGUAGE.get(found, found)
    if found in LANGUAGES:
        return found
    offered = ", ".join(f"{code} ({language_name(code)})" for code in LANGUAGES)
    raise ValueError(
        _("Letters do not come in {typed!r} yet. Type one of these: {offered}.", typed=typed.strip(), offered=offered)
    )


def usual_currency(code: str, day: date) -> str:
    """The currency of a country on a day."""
    from babel.numbers import get_territory_currencies

    found = [money for money in get_territory_currencies(code, day, day) if money in CURRENCIES]
    return found[0] if found else "EUR"


def usual_language(code: str) -> str:
    """The first official language of a country if letters come in it, else English."""
    from babel.languages import get_official_languages

    first = next(iter(get_official_languages(code, de_facto=True)), "en")
    first = _SAME_LANGUAGE.get(first, first)
    return first if first in LANGUAGES else "en"


def checked_iban(typed: str) -> str:
    """The IBAN in groups of four, or "" for nothing. ValueError, a sentence, when a bank would not take it."""
    from stdnum import exceptions, iban

    if not typed.strip():
        return ""
    try:
        return str(iban.format(iban.validate(typed)))
    except exceptions.ValidationError:
        begins = re.match(r"[A-Za-z]{2}[0-9]{2}", iban.compact(typed))
    if begins:
        what = _("A character is missing or mistyped, or two changed places.")
    else:
        what = _("It begins with the two letters of the country, then two digits, as in NO93 8601 1117 947.")
    raise ValueError(_("{typed} is not an IBAN. {what} Copy it from your bank's page.", typed=typed.strip(), what=what))


def _names(kind: str) -> dict[str, str]:
    """Folded name -> code, in every language that letters come in. English, which is last, wins."""
    from babel import Locale

    found: dict[str, str] = {}
    for locale in (*LANGUAGES[::-1], "en"):
        table: Mapping[str, str] = getattr(Locale(locale), kind)
        found |= {name.casefold(): code for code, name in table.items()}
    return found


def _near(wanted: str, names: Mapping[str, str]) -> str:
    close: Iterable[str] = get_close_matches(wanted.casefold(), names, 3, 0.7)
    codes = dict.fromkeys(names[name] for name in close)
    offered = _(" or ").join(f"{country_name(code, language())} ({code})" for code in codes)
    return " " + _("Did you mean {near}?", near=offered) if offered else ""
