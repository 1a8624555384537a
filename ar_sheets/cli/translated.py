"""Help and click's own sentences in the language of the run, translated when they are shown.

Help stands in the code as N_("..."); a command is made before anybody knows which language is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from ar_sheets.base import i18n
from ar_sheets.base.i18n import LANGUAGES, N_, _

# What click itself may say to a person who uses our commands, for the catalogues; in click it is in gettext's hands.
CLICK_SAYS = (
    N_("Usage:"), N_("Options"), N_("Positional arguments"), N_("Commands"), N_("Show this message and exit."),
    N_("Show the version and exit."), N_("%(prog)s, version %(version)s"), N_("default: {default}"), N_("required"),
    N_("Error: {message}"), N_("Error: invalid input"), N_("Try '{command} {option}' for help."),
    N_("Invalid value: {message}"), N_("Invalid value for {param_hint}: {message}"), N_("No such option {name!r}."),
    N_("Missing argument"), N_("Missing option"), N_("Missing parameter"), N_("Missing command."), N_("Aborted!"),
    N_("Option {name!r} requires an argument."), N_("Option {name!r} does not take a value."),
    N_("{value!r} is not a valid {number_type}."), N_("{value} is not in the range {range}."), N_("integer"),
    N_("{value!r} is not a valid boolean. Recognized values: {states}"), N_("Choose from:\n\t{choices}"),
)  # fmt: skip
_COUNTED = (  # as click counts them
    lambda n: i18n.n_("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", n),
    lambda n: i18n.n_("Option {name!r} requires {nargs} arguments.", "Option {name!r} requires {nargs} arguments.", n),
    lambda n: i18n.n_("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", n),
    lambda n: i18n.n_("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", n),
)


def take_over_click() -> None:
    """Have click take its sentences from our catalogues; by itself it would look in the computer's."""
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        for name, ours in (("_", _), ("ngettext", _counted)):
            if hasattr(module, name):
                setattr(module, name, ours)


def _counted(one: str, many: str, n: int) -> str:
    return i18n.catalogue(i18n.language()).ngettext(one, many, n)


class Language(click.ParamType[str]):
    """A language by its two letters."""

    name = "XX"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        found = i18n.known_language(str(value))
        if not found:
            self.fail(_("type one of: {choices}.", choices=", ".join(LANGUAGES)), param, ctx)
        return found


def _speak(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001 - click's signature
    if value:
        i18n.use_language(value, asked_for=True)


def language_option() -> click.Option:
    """--language, which the group and each of its commands take."""
    help = N_("What ar-sheets says, in this language: en, nb, sv, nl, pt, sq or de.  [default: the workbook's]")
    return click.Option(["--language"], type=Language(), callback=_speak, expose_value=False, is_eager=True, help=help)


@contextmanager
def _told(command: click.Command) -> Iterator[None]:
    """While this lasts the help of a command and its options is in the language of the run."""
    told: list[Any] = [command, *command.params]
    english = [getattr(one, "help", None) for one in told]
    try:
        for one, help in zip(told, english, strict=True):
            if help:
                one.help = _(help)
        yield
    finally:
        for one, help in zip(told, english, strict=True):
            if help:
                one.help = help


class TranslatedCommand(click.Command):
    """A command whose help is in the language of the run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not any(param.name == "language" for param in self.params):
            self.params.append(language_option())

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole help page."""
        with _told(self):
            super().format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands."""
        with _told(self):
            return super().get_short_help_str(limit)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, told anew: click makes it once, in the language of that moment."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option
