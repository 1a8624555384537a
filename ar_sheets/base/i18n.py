"""All that people read, in their language, with gettext.

Each sentence stands whole in the code, as _("It went out to {name}.", name=...) with named places: never an f-string,
never put together of pieces whose order another language would change. n_ is for what is counted, N_ marks a text
that is translated where it is used.

The language is that of a run: the one a person asked for, else the workbook's, else the computer's (LANGUAGE, LC_ALL,
LC_MESSAGES or LANG). `in_language` changes it for a while, for a paper in somebody else's. A language without a
catalogue is told in English. The catalogues are gettext's own, in ar_sheets/locale, made with Babel's commands:

    pybabel extract -F babel.cfg -k _ -k n_:1,2 -k N_ -c Translators: -o ar-sheets.pot ar_sheets
    pybabel update -i ar-sheets.pot -D ar-sheets -d ar_sheets/locale          (a new language: init, with -l)
    pybabel compile -D ar-sheets -d ar_sheets/locale
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from string import Formatter
from typing import Any

DOMAIN = "ar-sheets"
LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("en", "nb", "sv", "nl", "pt", "sq", "de")
_SAME = {"no": "nb", "nn": "nb", "da": "nb"}  # understood by their readers better than English
# How figures are grouped and where their decimals begin; for all the same signs as base/local_format has by Babel.
_SIGNS = {"nb": "\xa0,", "sv": "\xa0,", "pt": "\xa0,", "sq": "\xa0,", "nl": ".,", "de": ".,"}


class _Run:
    """What language the run speaks; one for all threads, unlike `in_language`."""

    language: str | None = None  # None: the computer's
    asked_for = False  # by a person, on the command line: no workbook changes it


_for_a_while: ContextVar[str | None] = ContextVar("language", default=None)


def known_language(code: str) -> str:
    """The language of ours that a code means: "nb_NO.UTF-8" is nb; "" for one we do not speak."""
    short = code.replace("-", "_").split(".")[0].split("_")[0].strip().lower()
    short = _SAME.get(short, short)
    return short if short in LANGUAGES else ""


def computer_language() -> str:
    """The language of the computer; English where it says none, or one we do not speak."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(variable):
            spoken = (known_language(code) for code in said.split(":"))
            return next(filter(None, spoken), "en")
    return _desktop_language()


def _desktop_language() -> str:
    """What Windows and macOS say, which set none of the variables; English where that is not known."""
    from locale import getlocale

    try:
        code = getlocale()[0] or ""
    except ValueError:
        return "en"
    names = {"norwegian": "nb", "swedish": "sv", "dutch": "nl", "portuguese": "pt", "albanian": "sq", "german": "de"}
    return names.get(code.split("_")[0].split()[0].lower() if code else "", known_language(code) or "en")


def use_language(code: str, *, asked_for: bool = False) -> None:
    """Speak this language from now on; "" for the computer's. One that a person asked for is kept against every later
    workbook's. Raises ValueError for a language there is not."""
    language = known_language(code)
    if code and not language:
        raise ValueError(code)
    if asked_for or not _Run.asked_for:
        _Run.language, _Run.asked_for = language or None, asked_for


def forget_language() -> None:
    """The computer's language again, whatever was asked for: a program begins."""
    _Run.language, _Run.asked_for = None, False


@contextmanager
def another_run() -> Iterator[None]:
    """A run within a program that does many: it speaks as its own workbook does, and the program goes on as before."""
    before = _Run.language, _Run.asked_for
    forget_language()
    try:
        yield
    finally:
        _Run.language, _Run.asked_for = before


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak another language while this lasts, and only in this thread: for a court's or a customer's paper."""
    before = _for_a_while.set(known_language(code) or "en")
    try:
        yield
    finally:
        _for_a_while.reset(before)


def language() -> str:
    """The language that is spoken now."""
    return _for_a_while.get() or _Run.language or computer_language()


def asked_for() -> str:
    """The language a person asked for on the command line; "" where they did not."""
    return (_Run.language or "") if _Run.asked_for else ""


@cache
def catalogue(code: str) -> NullTranslations:
    """The texts of a language; English where it has no catalogue."""
    return translation(DOMAIN, LOCALE, [code], fallback=True)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a text that is translated where it is used."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the person's language, with the values in their places."""
    code = language()
    told = catalogue(code).gettext(text) if text else ""  # gettext tells of the catalogue itself for an empty text
    return _filled(told, code, values) if values else told


def n_(one: str, many: str, /, n: int, **values: object) -> str:
    """As `_`, in the form that goes with the number {n}."""
    code = language()
    return _filled(catalogue(code).ngettext(one, many, n), code, values | {"n": n})


def in_signs(figures: str) -> str:
    """Figures as English groups them, "1,250.00", with the signs of the language that is spoken."""
    return _signed(figures, language())


def _signed(figures: str, code: str) -> str:
    return figures if code == "en" else figures.translate(str.maketrans(",.", _SIGNS[code]))


def _filled(text: str, code: str, values: dict[str, Any]) -> str:
    return text.format(**values) if code == "en" else _Figures(code).format(text, **values)


class _Figures(Formatter):
    """str.format, but {n:,} groups figures as the language does."""

    def __init__(self, code: str) -> None:
        self.code = code

    def format_field(self, value: Any, format_spec: str) -> str:
        """One place filled; `format_spec` is what stands behind the colon."""
        told = str(super().format_field(value, format_spec))
        if isinstance(value, (int, float, Decimal)) and "," in format_spec:
            return _signed(told, self.code)
        return told
