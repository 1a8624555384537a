"""Lines of the picture that the owner may correct: what a sheet is, which column is what."""

from __future__ import annotations

from collections.abc import Mapping

import click

from ar_sheets.adopting.lines import lines_of
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.prompts import ask_on_screen
from ar_sheets.adopting.session import Adopted
from ar_sheets.base.errors import NotDone

QUIT = ("q", "quit", "avslutt", "avsluta", "stop", "sair", "dil", "ende")


def correct(result: Adopted, *, err: bool = False) -> tuple[str, str] | None:
    """Ask whether a line is wrong: the name of the answer and the answer, or None to go on."""
    lines = lines_of(result)
    while True:
        try:
            text = str(click.prompt("Enter to go on, or the number of a line that is wrong (q stops)", default="",
                                    show_default=False, err=err)).strip().casefold()  # fmt: skip
        except click.Abort:
            raise NotDone("Nothing was changed: there was no answer.") from None
        if not text:
            return None
        if text in QUIT:
            raise NotDone("Nothing was changed.")
        if text.isdecimal() and 1 <= int(text) <= len(lines):
            line = lines[int(text) - 1]
            question = Question(line.name, line.text, line.options, samples=line.samples)
            return line.name, ask_on_screen(question, err=err)
        click.echo(f"Type one of the numbers 1 to {len(lines)}, or press Enter.", err=err)


def refuse_unused(given: Mapping[str, str], used: set[str], result: Adopted) -> None:
    """NotDone where an answer that was given beforehand is one nobody asked for."""
    unused = [name for name in given if name not in used]
    if unused:
        names = [*result.answers, *(line.name for line in lines_of(result))]
        raise NotDone(
            f'--answer "{unused[0]}={given[unused[0]]}" is not used: nothing is called that. '
            f"There are: {'; '.join(dict.fromkeys(names))}. Nothing was changed."
        )
