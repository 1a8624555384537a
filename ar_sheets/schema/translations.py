"""The workbook's words in seven languages: sheets, headers, settings, what drop-downs offer.

They stand in translations.csv: the English of columns.py, then each language, the template's own word first and others
that are understood after it, with | between. A column that ar-sheets fills has one word in each language and no
other, so that no column of an owner's is taken for one of ours.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files

from ar_sheets.base.i18n import catalogue
from ar_sheets.base.text import normalize_header
from ar_sheets.schema.columns import LANGUAGES, PROFILES, SETTING_ROWS, SHEETS, Column, Setting, Sheet

_BY_NAME = {sheet.name: sheet for sheet in SHEETS}
Words = dict[str, tuple[str, ...]]  # language -> words, the template's own first


def plain_name(text: object) -> str:
    """A name as it is compared: folded, without full stops, typographic apostrophes and composed letters told apart."""
    return _plain(str(text))


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).replace("’", "'").replace("°", "o").replace(".", "")
    return normalize_header(composed)


@cache
def translation_table() -> dict[tuple[str, str], Words]:
    """(sheet, column, setting, choice or step; the English) -> the words of each language."""
    text = files("ar_sheets.schema").joinpath("translations.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        words = {language: tuple(word.strip() for word in row[language].split("|")) for language in LANGUAGES}
        found[row["where"], words["en"][0]] = words
    return found


def word_in(where: str, english: str, language: str) -> str:
    """The template's word in a language; the English where there is none."""
    return _words(where, english).get(language, (english,))[0]


def _words(where: str, english: str) -> Words:
    words = translation_table().get((where, english))
    return translation_table().get(("column", english), {}) if words is None and where == "setting" else words or {}


def every(where: str, english: str, *more: str) -> Iterator[str]:
    """The English, what else is given, and the words of all languages."""
    yield from (english, *more)
    for words in _words(where, english).values():
        yield from words


@cache
def sheets() -> dict[str, Sheet]:
    """The sheets of the contract by every name they may have, as `plain` has it."""
    return {plain_name(name): sheet for sheet in SHEETS for name in every("sheet", sheet.name, *sheet.aliases)}


def find_sheet(sheet: Sheet, names: Sequence[str]) -> str | None:
    """Which of a workbook's sheets this one is: the English name, else a name in another language."""
    candidates = [name for name in names if sheets().get(plain_name(name)) is sheet]
    return min(candidates, key=lambda name: plain_name(name) != plain_name(sheet.name), default=None)


def known_headers(sheet: Sheet) -> dict[str, str]:
    """The column keys of a sheet by every header they may have, as `plain` has it."""
    return _headers()[sheet.name]


@cache
def _headers() -> dict[str, dict[str, str]]:
    return {
        sheet.name: {
            plain_name(text): column.key
            for column in sheet.columns
            for text in every("column", column.header, *column.aliases)
        }
        for sheet in SHEETS
    }


@cache
def known_settings() -> dict[str, Setting]:
    """The settings by every name they may have, as `plain` has it."""
    return {plain_name(name): setting for setting in SETTING_ROWS for name in every("setting", setting.name)}


@cache
def choices(offered: tuple[str, ...]) -> dict[str, str]:
    """What is offered, by every word for it, as `plain` has it."""
    return {plain_name(word): choice for choice in offered for word in every("choice", choice)}


@cache
def profile(name: str) -> str:
    """The profile that a word in any language means; empty for any other word."""
    return choices(PROFILES).get(plain_name(name), "")


@cache
def _spoken(name: str) -> dict[str, set[str]]:
    """In which languages a name of the sheet, or of a column of it, is a word."""
    sheet = _BY_NAME[name]
    found: dict[str, set[str]] = {}
    for where, english in (("sheet", sheet.name), *(("column", column.header) for column in sheet.columns)):
        for language in LANGUAGES:
            for text in _words(where, english).get(language, ()):
                found.setdefault(plain_name(text), set()).add(language)
    return found


def count_languages(sheet: Sheet, texts: Iterable[str]) -> Counter[str]:
    """How many of these texts, a sheet's name and headers, are words of each language."""
    return Counter(language for text in texts for language in _spoken(sheet.name).get(plain_name(text), ()))


def most(found: Counter[str], otherwise: str = "en") -> str:
    """The language that most words are in; `otherwise` if it has as many, else English first."""
    best = max(found.values(), default=0)
    if found[otherwise] == best:
        return otherwise
    return next(language for language in LANGUAGES if found[language] == best)


def in_language(sheet: Sheet, language: str) -> Sheet:
    """The sheet with its title, headers and drop-downs in a language; its name and keys stay the contract's."""
    return _in_language(sheet.name, language)


@cache
def _in_language(name: str, language: str) -> Sheet:
    sheet = _BY_NAME[name]
    if language == "en":
        return replace(sheet, title=sheet.name)
    columns = tuple(_column_in(column, language) for column in sheet.columns)
    help = _told(sheet.help, (), language)
    return replace(sheet, columns=columns, title=word_in("sheet", sheet.name, language), language=language, help=help)


def _column_in(column: Column, language: str) -> Column:
    offered = _offered(column.choices, language)
    return replace(
        column,
        header=word_in("column", column.header, language),
        choices=offered,
        help=_told(column.help, ("yes", "no") if column.type == "yesno" else column.choices, language),
        width=max([column.width, *(len(choice) + 3 for choice in offered)]),
    )


def setting_in(setting: Setting, language: str) -> Setting:
    """The setting with its name, default and drop-down in a language."""
    return replace(
        setting,
        name=word_in("setting", setting.name, language),
        default=word_in("choice", setting.default, language) if setting.choices else setting.default,  # type: ignore[arg-type]
        choices=_offered(setting.choices, language),
        note=_told(setting.note, setting.choices, language),
    )


def _told(text: str, offered: Sequence[str], language: str) -> str:
    """A help text in a language, told by its catalogue; else in English, with the language's words for what may be
    typed."""
    told = catalogue(language).gettext(text) if text else ""
    if told != text:
        return told
    for choice in offered:
        text = re.sub(rf"(?<![\w+]){re.escape(choice)}(?![\w+])", word_in("choice", choice, language), text)
    return text


def _offered(offered: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(word_in("choice", choice, language) for choice in offered)


def value_in(column: Column | Setting, value: object, language: str) -> object:
    """What is typed into a cell by the contract, such as Business or True, as it is typed in a language."""
    if column.type == "yesno" and isinstance(value, bool):
        return word_in("choice", "yes" if value else "no", language)
    if not isinstance(value, str):
        return value
    if column.type in ("choice", "yesno"):
        return word_in("choice", value, language)
    if column.key == "plan":
        return word_in("choice", value, language)  # a plan is named as the profile it is for
    return word_in("step", value, language) if column.key == "name" else value


@cache
def _keys(kind: str) -> dict[str, str]:
    """The keys of a kind by every word for them, as `plain` has it; the English goes first."""
    keys = [english for where, english in translation_table() if where == kind]
    words = {plain_name(word): key for key in reversed(keys) for word in every(kind, key)}
    return words | {plain_name(key): key for key in keys}


def key_of(column: Column, value: object) -> object:
    """What a run wrote into a column of keys, in whatever language: the key; anything else as it is."""
    return _keys(column.words).get(plain_name(value), value) if isinstance(value, str) else value


def told_key(column: Column, value: object, language: str) -> object:
    """A key as it is written into a column; what is none (1-30) as it is."""
    return word_in(column.words, value, language) if column.words and isinstance(value, str) else value
