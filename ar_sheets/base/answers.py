"""Yes and no as people type them, in each language, whatever the language of the screen."""

from __future__ import annotations

import click

from ar_sheets.base.i18n import _

_YES = frozenset(("y", "yes", "j", "ja", "s", "sim", "p", "po"))
_NO = frozenset(("n", "no", "nei", "nej", "nee", "não", "nao", "nein", "jo", ""))


def is_yes(typed: str) -> bool:
    """Whether the answer is yes: y, ja, sim, po ..."""
    return typed.strip().casefold() in _YES


def is_no(typed: str) -> bool:
    """Whether the answer is no, as Enter alone is. "jo" is taken for the Albanian no: the careful way."""
    return typed.strip().casefold() in _NO


def confirm(question: str, *, err: bool = False) -> bool:
    """Ask until the answer is yes or no; Enter alone is no. click.Abort on Ctrl-C and where there is nobody."""
    while True:
        typed = str(
            click.prompt(f"{question} " + _("[y/N]"), default="", show_default=False, prompt_suffix=": ", err=err)
        )
        if is_yes(typed) or is_no(typed):
            return is_yes(typed)
        click.echo(_("Answer y for yes or n for no."), err=err)
