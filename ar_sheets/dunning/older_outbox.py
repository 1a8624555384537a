"""What a letter asked, read from its cell in the Outbox: the last resort, where no batch folder tells it as data.

So it is with letters that an older version made, and where somebody took the batch folder away; every run notes what
its letters ask as data. The few words of such a cell stand in translations.csv and are known in every language.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from ar_sheets.schema import translations
from ar_sheets.schema.model import Demand, DemandLine

LISTED = "listed"  # an invoice that is shown in a letter but takes no step with it
CLAIMS = ("fee", "compensation", "interest")
_AMOUNT = r"-?\d+(?:\.\d+)?"


def demand_word(key: str, language: str) -> str:
    """A word of the cell (open, fee, compensation, interest, pay by, listed) in a language."""
    return translations.word_in("demand", key, language)


def older_demand(text: str) -> Demand:
    """The invoices, steps, claims and the last day to pay, as far as the words have them."""
    found = re.search(rf"(?:{_any('pay by')}) (\d{{4}}-\d\d-\d\d)$", text)
    return Demand(tuple(_line(match) for match in _lines().finditer(text)), _day(found[1]) if found else None)


@cache
def _any(*keys: str) -> str:
    """What matches one of these words in whatever language."""
    return "|".join(re.escape(word) for key in keys for word in dict.fromkeys(translations.every("demand", key)))


@cache
def _lines() -> re.Pattern[str]:
    claim = rf", (?:{_any(*CLAIMS)}) {_AMOUNT}"
    return re.compile(
        rf"(?P<number>.+?): (?P<step>.+?), (?:{_any('open')}) (?P<open>{_AMOUNT})(?P<claims>(?:{claim})*)(?:; |$)"
    )


@cache
def _kinds() -> dict[str, str]:
    return {word: key for key in CLAIMS for word in translations.every("demand", key)}


def _line(match: re.Match[str]) -> DemandLine:
    step = "" if match["step"] in translations.every("demand", LISTED) else match["step"]
    found = re.findall(rf", ({_any(*CLAIMS)}) ({_AMOUNT})", match["claims"])
    claims = tuple((_kinds()[word], Decimal(amount)) for word, amount in found)
    return DemandLine(match["number"], step, None, "", Decimal(match["open"]), claims)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
