"""The questions of `init`, five at most: whatever was given as an option is not asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.cli.desktop import places
from ar_sheets.cli.desktop.folders import find_folder
from ar_sheets.cli.desktop.new_business import Business, folder_name, refuse_taken
from ar_sheets.cli.desktop.screen import program

Given = dict[str, str | None]
_IBAN = re.compile(r"[A-Z]{2}\s?\d\d\s?(?:[A-Z]{4})?[\s\d]{6,}", re.IGNORECASE)  # or the beginning of one


def ask_questions(where: Path | None, given: Given, today: date) -> tuple[Path, Business]:
    """The folder and the business. `given`: business, country, currency, language and iban, None where not said.

    Currency and language follow from the country without a question when business and country were given.
    NotDone, a sentence, for a value that is none, for a folder that is taken, and where nobody answers.
    """
    if where is not None:
        refuse_taken(where)
    iban = _checked(places.checked_iban, given["iban"]) if given["iban"] else ""
    told = bool(given["business"] and given["country"])
    name = given["business"] or _ask(_("Name of your business"), _name)
    country = _given_or_asked(given["country"], _("Country"), places.find_country)
    money = places.usual_currency(country, today)
    currency = _given_or_asked(given["currency"], _("Currency"), places.typed_currency, money, silent=told)
    tongue = places.usual_language(country)
    question = _("Language of the workbook and the letters")
    language = _given_or_asked(given["language"], question, places.find_letter_language, tongue, silent=told)
    folder = where or Path(_ask(_("Folder for it"), _free_folder, str(_usual_place(name))))
    return folder, Business(name.strip(), country, currency, language, iban)


def _given_or_asked(
    given: str | None, question: str, check: Callable[[str], str], default: str = "", *, silent: bool = False
) -> str:
    if given:
        return _checked(check, given)
    return default if silent else _ask(question, check, default)


def _checked(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except ValueError as fault:
        raise NotDone(_("{why} Nothing was made.", why=fault)) from fault


def _ask(question: str, check: Callable[[str], str], default: str = "") -> str:
    def checked(value: str) -> str:
        try:
            return check(value)
        except ValueError as fault:
            raise click.UsageError(str(fault)) from fault

    more: dict[str, Any] = {"default": default} if default else {}
    try:
        return str(click.prompt(question, value_proc=checked, **more))
    except click.Abort:
        raise NotDone(
            _(
                "Nothing was made: there was no answer. Answers may also be given as options: {command}",
                command=f'{program()} init FOLDER --business "..." --country ..',
            )
        ) from None


def _name(typed: str) -> str:
    if not typed.strip():
        raise ValueError(_("Type the name that stands on your letters."))
    return typed.strip()


def _free_folder(typed: str) -> str:
    if _IBAN.fullmatch(typed.strip()):
        raise ValueError(
            _(
                "That looks like an account number. It is typed into the workbook later. Name a folder here, or only "
                "press Enter for the one proposed."
            )
        )
    place = Path(typed.strip().strip("\"'")).expanduser()
    try:
        refuse_taken(place)
    except NotDone as refusal:
        raise ValueError(str(refusal)) from refusal
    return str(place)


def _usual_place(business: str) -> Path:
    return (find_folder("Documents") or Path.home()) / folder_name(business)
