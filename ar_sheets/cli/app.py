"""The group of all commands, and what they share. Only this file knows what day it is."""

from __future__ import annotations

import atexit
import gc
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ar_sheets import __version__
from ar_sheets.base import i18n
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli import translated, usage_errors, wrapping
from ar_sheets.workbook.own_names import in_its_words

if TYPE_CHECKING:
    from ar_sheets.weekly import Result

translated.take_over_click()
atexit.register(gc.freeze)  # a process that ends need not look for garbage first: a tenth of a run's time

DONE, NEEDS_A_PERSON, NOT_DONE = 0, 1, 2

CURRENT = "ar_sheets.workbook"  # where click's context keeps which workbook a command is about
BEFORE = "ar_sheets.before"  # and how it looked then


def _remember(ctx: click.Context, param: click.Parameter, value: Path) -> Path:  # noqa: ARG001 - click's signature
    ctx.meta[CURRENT], ctx.meta[BEFORE] = value, _looked_at(value)
    speak_as(value)
    return value


def speak_as(workbook: Path) -> None:
    """Go on in the workbook's language, or in the computer's where it tells none; --language goes before both."""
    from ar_sheets.workbook.spoken import spoken_language

    i18n.use_language(spoken_language(workbook))


WORKBOOK = click.argument("workbook", type=click.Path(path_type=Path), callback=_remember, is_eager=True)
JSON = click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object instead of text."))


AS_OF = click.option("--as-of", type=usage_errors.Day(), help=N_("Work as if it were this day.  [default: today]"))


class _Group(usage_errors.Commands):
    """The commands; no traceback ever reaches a user."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """A program begins, or the menu does one of its commands and goes on in its own language."""
        if click.get_current_context(silent=True) is None:
            i18n.forget_language()
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with wrapping.at_words():
            return self._told(ctx)

    def _told(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NotDone as refusal:
            _fail(_other_command(ctx) or in_its_words(str(refusal), ctx.meta.get(CURRENT)))
        except (KeyboardInterrupt, click.Abort):
            _fail(_("Stopped. The workbook is whole: as it was, or with the run done. Run again when you like."))
        except click.UsageError as fault:
            _fail(usage_errors.explain_usage_error(fault))
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):  # click ends the last one quietly
            raise
        except OSError as fault:
            from ar_sheets.base import disk_faults

            _fail(f"{disk_faults.told(fault)} {_state_of_workbook(ctx)}".strip())
        except Exception as error:
            from ar_sheets.cli import crash_report

            _fail(crash_report.unforeseen(error, _state_of_workbook(ctx), ctx.meta.get(CURRENT)))


def _other_command(ctx: click.Context) -> str:
    """Where an invoice file or a bank's file was given as the workbook: which command takes it."""
    from ar_sheets.cli.other_files import say_which_command

    return say_which_command(ctx.meta[CURRENT]) if CURRENT in ctx.meta else ""


def _looked_at(workbook: Path) -> object:
    """What tells one state of a file from another without reading it."""
    try:
        facts = workbook.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def _state_of_workbook(ctx: click.Context) -> str:
    """What is true of the workbook a command was given, after the command broke off."""
    workbook = ctx.meta.get(CURRENT)
    if workbook is None:
        return ""
    if _looked_at(workbook) == ctx.meta.get(BEFORE):
        return _("Your workbook is as it was.")
    return _("Your workbook was changed before that: ar-sheets diff WORKBOOK shows how, ar-sheets undo WORKBOOK puts "
             "it back.")  # fmt: skip


def _fail(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(NOT_DONE)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Accounts receivable in your own Excel workbook: aging, interest, reminders.\n\n"
        "The weekly run is: ar-sheets run WORKBOOK"
    ),
)
@click.version_option(__version__, prog_name="ar-sheets")
def main() -> None:
    pass


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()  # noqa: DTZ011 - the day on the user's wall


def _now() -> datetime:
    return datetime.now().astimezone()


def _print(
    result: Result, as_json: bool, text: Callable[[], str], data: Callable[[], dict[str, Any]], problems: int = 20,
    refused: str = "",
) -> None:  # fmt: skip
    """refused: why the run that was only looked at could not be done; it comes last, where it is seen."""
    if as_json:
        click.echo(_json(data() | ({"refused": refused} if refused else {})))
    else:
        from ar_sheets.cli import output

        click.echo(text())
        if result.findings:
            click.echo(output.problems(result, problems), err=True)
        if refused:
            click.echo(_("The run would not be done: {why}", why=refused), err=True)
    if refused:
        sys.exit(NOT_DONE)
    sys.exit(NEEDS_A_PERSON if result.findings else DONE)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str)
