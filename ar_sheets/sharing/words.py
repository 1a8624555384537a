"""The words of a customer's copy in seven languages (words.toml), and what a word in any of them means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ar_sheets.schema.columns import ANSWER_KEYS

Words = Mapping[str, str]

CHOICES = {
    "Paid already": "paid_already", "Will pay": "will_pay", "Dispute": "dispute",
    "Invoice not received": "not_received", "Other": "other",
}  # fmt: skip
_DATES = {"en": "d mmm yyyy", "pt": "dd/mm/yyyy", "nl": "dd-mm-yyyy", "sv": "yyyy-mm-dd"}


@cache
def _all() -> dict[str, Words]:
    text = files("ar_sheets.sharing").joinpath("words.toml").read_text(encoding="utf-8")
    return {language: dict(words) for language, words in tomllib.loads(text).items()}


def copy_languages() -> list[str]:
    """The languages there are."""
    return list(_all())


def copy_words(language: str) -> Words:
    """The words of a language; English where there is no such language."""
    return _all().get(language, _all()["en"])


def date_format(language: str) -> str:
    """Excel's number format for a day."""
    return _DATES.get(language, "dd.mm.yyyy")


def plain_word(text: object) -> str:
    """A word as it is compared: case, width, blanks and composed letters told apart by nobody."""
    composed = unicodedata.normalize("NFKC", str(text)).replace("’", "'")
    return re.sub(r"\s+", " ", composed).strip(" *:").casefold()


@cache
def answer_headers() -> dict[str, str]:
    """What the headers that are read back mean, in every language: an answer's key, or invoice."""
    return {plain_word(words[key]): key for words in _all().values() for key in ("invoice", *ANSWER_KEYS)}


@cache
def received_labels() -> frozenset[str]:
    """The labels beside the cell for the day the list was received."""
    return frozenset(plain_word(words["received_on"]) for words in _all().values())


@cache
def reply_choices() -> dict[str, str]:
    """The answers of the drop-down in every language, as the workbook's column Reply has them."""
    return {plain_word(words[key]): choice for words in _all().values() for choice, key in CHOICES.items()}


def offered(language: str) -> list[str]:
    """The drop-down's answers in a language, in the workbook's order."""
    return [copy_words(language)[key] for key in CHOICES.values()]


def answer_in(choice: str | None, language: str) -> str:
    """An answer of the workbook in a language; as it is when it is none of ours."""
    return copy_words(language)[CHOICES[choice]] if choice in CHOICES else choice or ""
