"""A command that was typed wrongly: what is missing or wrong, in plain words, and how it goes."""

from __future__ import annotations

from datetime import datetime
from difflib import get_close_matches
from typing import Any

import click

from ar_sheets.base.days import can_be_meant
from ar_sheets.base.i18n import _
from ar_sheets.cli import translated


class Day(click.ParamType[datetime]):
    """A day as people type it on the command line."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            day = datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - a day on the user's calendar
            if can_be_meant(day.date()):
                return day
            raise ValueError(value)
        except ValueError:
            what = _("{value} is not a day. Type it as year-month-day, for example 2026-11-20.", value=value)
            self.fail(what, param, ctx)


class Commands(translated.TranslatedCommand, click.Group):
    """Commands in the order of the week, each with the whole first sentence of its help."""

    command_class = translated.TranslatedCommand

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in self.commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(_no_command(args[0], ctx), ctx)
        return super().resolve_command(ctx, args)


def explain_usage_error(fault: click.UsageError) -> str:
    """What to say about the fault, ending with how the command goes."""
    context = fault.ctx
    if context is None:
        return fault.format_message()
    if isinstance(fault, click.MissingParameter):
        what = _missing(fault)
    elif isinstance(fault, click.NoSuchOption):
        near = get_close_matches(fault.option_name, _options(context), 1)
        what = _("There is no option {option}.", option=fault.option_name)
        what += " " + _("Did you mean {near}?", near=near[0]) if near else ""
    elif isinstance(fault, click.BadParameter):
        what = _("{name}: {why}", name=_name(fault), why=_why(fault))
    elif isinstance(context.command, click.Group):
        return fault.format_message()
    else:
        what = fault.format_message()
    return "\n".join([what, _("Usage: {usage}", usage=_usage(context)),
                      _("All options: {command} --help", command=context.command_path)])  # fmt: skip


def _missing(fault: click.MissingParameter) -> str:
    name = _name(fault)
    if name == "WORKBOOK":
        return _("Say which workbook, for example receivables.xlsx; one with blanks in its name in quotes.")
    help = getattr(fault.param, "help", "")
    return _("{name} is missing: {help}", name=name, help=help) if help else _("{name} is missing.", name=name)


def _why(fault: click.BadParameter) -> str:
    kind = fault.param.type if fault.param else None
    if isinstance(kind, click.IntRange) and kind.min is not None:
        if kind.max is None:
            return _("type a whole number from {least} on.", least=kind.min)
        return _("type a whole number from {least} to {most}.", least=kind.min, most=kind.max)
    if isinstance(kind, click.Choice):
        return _("type one of: {choices}.", choices=", ".join(map(str, kind.choices)))
    return fault.message


def _name(fault: click.BadParameter) -> str:
    param = fault.param
    if param is None:
        return fault.param_hint if isinstance(fault.param_hint, str) else ""
    if isinstance(param, click.Argument):
        return (param.metavar or param.name or "").upper()
    return max(param.opts, key=len)


def _options(context: click.Context) -> list[str]:
    return [name for param in context.command.params for name in param.opts if name.startswith("--")]


def _usage(context: click.Context) -> str:
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def _no_command(word: str, context: click.Context) -> str:
    commands = context.command.list_commands(context) if isinstance(context.command, click.Group) else []
    near = get_close_matches(word.casefold(), commands, 1)
    what = _("There is no command {word}.", word=word)
    if near:
        return what + " " + _("Did you mean {near}?", near=near[0])
    return what + " " + _("All commands: {command} --help", command=context.command_path)
