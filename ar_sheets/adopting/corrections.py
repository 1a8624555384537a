"""Lines of the picture that the owner may correct: what a sheet is, which column is what."""

from __future__ import annotations

from collections.abc import Mapping

import click

from ar_sheets.adopting.lines import combine_lines
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.prompts import ask_on_screen
from ar_sheets.adopting.session import Adopted
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.schema.status_words import is_flag, means_yes

QUIT = ("q", "quit", "avslutt", "avsluta", "stop", "sair", "dil", "ende")


def correct(result: Adopted, *, err: bool = False) -> tuple[str, str] | None:
    """Ask whether to go on or whether a line is wrong: the name of an answer and the answer, or None to go on.

    NotDone where the owner stops.
    """
    lines = combine_lines(result)
    click.echo("\n" + _("Nothing that is there is changed. A backup is kept."), err=err)
    while True:
        try:
            text = str(click.prompt(_("Go on? Enter or y: yes; n: no; a number: that line is wrong"), default="",
                                    show_default=False, err=err)).strip().casefold()  # fmt: skip
        except click.Abort:
            raise NotDone(_("Nothing was changed: there was no answer.")) from None
        if text.isdecimal():
            if 1 <= int(text) <= len(lines):
                line = lines[int(text) - 1]
                question = Question(line.name, line.text, line.options, samples=line.samples)
                answer = ask_on_screen(question, err=err)
                return (line.names[answer], line.header) if line.names else (line.name, answer)
        elif not text or means_yes(text):
            return None
        elif text in QUIT or (is_flag(text) and not means_yes(text)):
            raise NotDone(_("Nothing was changed."))
        click.echo(_("Type one of the numbers 1 to {last}, y or n.", last=len(lines)), err=err)


def refuse_unused(given: Mapping[str, str], used: set[str], result: Adopted) -> None:
    """NotDone where an answer that was given beforehand is one nobody asked for."""
    unused = [name for name in given if name not in used]
    if unused:
        names = [*result.answers, *(line.name for line in combine_lines(result) if not line.names)]
        raise NotDone(
            _(
                '--answer "{name}={value}" is not used: nothing is called that. There are: {names}. Nothing was '
                "changed.",
                name=unused[0],
                value=given[unused[0]],
                names="; ".join(dict.fromkeys(names)),
            )
        )
