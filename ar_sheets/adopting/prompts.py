"""Questions on the screen while a workbook is adopted: asked, answered beforehand, or noted as not sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click

from ar_sheets.adopting.answers import in_words, picked
from ar_sheets.adopting.guess import SAFE
from ar_sheets.adopting.mapping import Ask, Question
from ar_sheets.adopting.output import describe_sheets
from ar_sheets.adopting.survey import Surveyed
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import normalize_header
from ar_sheets.workbook.remembered import NONE


class Unanswered:
    """What nobody answered, where answers may not be asked for."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.used: set[str] = set()  # names of answers given beforehand that were asked for
        self.about_to_ask: Callable[[], None] = lambda: None  # takes away what shows how far the work is
        self.answered: Callable[[], None] = lambda: None  # shows it again
        self._look = ""

    def saw(self, surveyed: Sequence[Surveyed]) -> None:
        """What was found, to be shown before the first question."""
        self._look = describe_sheets(surveyed)

    def show(self, *, err: bool) -> None:
        """Show it, once."""
        if self._look:
            click.echo(self._look, err=err)
        self._look = ""

    def refuse(self) -> None:
        """NotDone with all that is unsure, if anything is."""
        if self.questions:
            lines = [f'  {q.text}\n      --answer "{q.name}={q.proposed or "..."}"' for q in self.questions]
            raise NotDone(
                "\n".join([
                    _("Nothing was changed: this is not sure enough to go on without you."), *lines,
                    _("Answer on the command line as shown, or call adopt without --yes and it asks."),
                ])
            )  # fmt: skip


def asker(given: Mapping[str, str], unsure: Unanswered, *, quiet: bool, err: bool = False) -> Ask:
    """How questions are answered: by what was given, by a proposal that is safe, else by asking. With `quiet` nobody
    is asked: what is left is noted in `unsure`, and the likeliest answer goes on for the time being."""
    answers = {normalize_header(name): (name, value) for name, value in given.items()}
    before: dict[str, str] = {}  # nobody is asked the same twice when a line was corrected

    def ask(question: Question) -> str:
        name, said = answers.get(normalize_header(question.name), ("", None))
        if said is not None:
            unsure.used.add(name)
            return _checked(question, said)
        if question.name in before and (not question.options or before[question.name] in question.options):
            return before[question.name]
        if question.sure >= SAFE and question.proposed:
            return question.proposed
        if not quiet:
            unsure.about_to_ask()
            unsure.show(err=err)
            before[question.name] = ask_on_screen(question, err=err)
            unsure.answered()
            return before[question.name]
        unsure.questions.append(question)
        if not question.proposed and not question.options:
            unsure.refuse()
        # what is needed is taken to be anything for now, so that all questions are told at once: nothing is written
        anything = next((o for o in question.options if o != NONE), NONE) if question.needed else NONE
        return question.proposed or anything

    return ask


def _checked(question: Question, said: str) -> str:
    if not question.options:
        return said
    option = picked(question.options, said)
    if option is not None:
        return option
    raise NotDone(_('{question}: "{answer}" is none of {answers}. Nothing was changed.', question=question.name,
                    answer=said, answers=", ".join(question.options)))  # fmt: skip


def ask_on_screen(question: Question, *, err: bool) -> str:
    """One question on the screen; the answers are numbered, Enter takes the proposed one."""
    click.echo(f"\n{question.text}", err=err)
    try:
        if not question.options:
            return _typed(question, err=err)
        for place, option in enumerate(question.options, start=1):
            sample = question.samples.get(option, "")
            shown = in_words(option, question.options)
            click.echo(f"  {place:2}  {shown}" + (f"   {sample}" if sample else ""), err=err)
        there = [normalize_header(o) for o in question.options]
        default = (
            there.index(normalize_header(question.proposed)) + 1
            if normalize_header(question.proposed) in there
            else None
        )
        while True:
            number = str(click.prompt(_("Number"), default=default, type=str, err=err)).strip()
            if number.isdecimal() and 1 <= int(number) <= len(question.options):
                return question.options[int(number) - 1]
            option_said = picked(question.options, number)
            if option_said is not None:
                return option_said
            click.echo(_("Type one of the numbers 1 to {last}.", last=len(question.options)), err=err)
    except click.Abort:
        raise NotDone(_("Nothing was changed: there was no answer.")) from None


def _typed(question: Question, *, err: bool) -> str:
    """An answer in letters, asked for again until it can be used."""
    while True:
        answer = str(click.prompt(_("Answer"), default=question.proposed or None, err=err))
        wrong = question.fits(answer) if question.fits else ""
        if not wrong:
            return answer
        click.echo(wrong, err=err)
