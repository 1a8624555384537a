"""The command that takes on a workbook people have already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, JSON, WORKBOOK, _day, _json, main

if TYPE_CHECKING:
    from ar_sheets.adopting.prompts import Unanswered
    from ar_sheets.adopting.session import Adopted, Wanted


@main.command(
    help=N_("Take on a workbook you have already, or a .csv: find its lists, ask where unsure, add what is missing.")
)
@WORKBOOK
@click.argument("more", nargs=-1, type=click.Path(path_type=Path))
@AS_OF
@click.option(
    "--with",
    "beside",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help=N_("Further files with customers, payments or credit notes."),
)
@click.option("--yes", is_flag=True, help=N_("Do not ask: take what is sure, and refuse with a list of what is not."))
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="NAME=ANSWER",
    help=N_(
        'Answer a question beforehand, or correct a column ("Column: Invoices / Amount=Total") or a '
        'sheet ("List: Sheet2=payments").'
    ),
)
@click.option("--dry-run", is_flag=True, help=N_("Change nothing; show what was found and what would be added."))
@JSON
def adopt(
    workbook: Path, more: tuple[Path, ...], as_of: datetime | None, beside: tuple[Path, ...], yes: bool,
    answers: tuple[str, ...], dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    from ar_sheets.adopting import output, prompts
    from ar_sheets.adopting.session import Wanted
    from ar_sheets.cli.other_files import say_which_command

    for path in (workbook, *beside, *more):
        if told := say_which_command(path):
            raise NotDone(told)
    unsure, given = prompts.Unanswered(), _pairs(answers)
    quiet = yes or as_json
    ask = prompts.asker(given, unsure, quiet=quiet, err=as_json)
    wanted = Wanted(ask, _day(as_of), unsure.saw, given, (*beside, *more))
    done = _settled(workbook, wanted, unsure, quiet=quiet or dry_run, as_json=as_json)
    if not dry_run:
        done.write()
    text = (
        _json(output.adoption_as_data(done, dry_run=dry_run))
        if as_json
        else "\n" + output.describe_adoption(done, dry_run=dry_run)
    )
    click.echo(text)


def _adopt(workbook: Path, wanted: Wanted, unsure: Unanswered) -> Adopted:
    """Work everything out, telling how far it is where that takes longer; nothing is written yet."""
    from ar_sheets.adopting.adopt import adopt_workbook as take_on
    from ar_sheets.base import progress

    with progress.show_progress() as say:
        unsure.about_to_ask = say.end
        unsure.answered = lambda: say(_("Working out what follows"))
        say(_("Reading the lists"))
        try:
            return take_on(workbook, wanted, dry_run=True)
        except NotDone:
            unsure.refuse()  # where questions are open, they are what stopped it
            raise


def _settled(workbook: Path, wanted: Wanted, unsure: Unanswered, *, quiet: bool, as_json: bool) -> Adopted:
    """Look at the lists until the owner has no line to correct any more."""
    from ar_sheets.adopting import corrections, output

    while True:
        done = _adopt(workbook, wanted, unsure)
        done.given = dict(wanted.given)
        corrections.refuse_unused(wanted.given, unsure.used | done.used, done)
        if not as_json:
            click.echo(output.proposal(done, numbered=not quiet))
        unsure.refuse()
        if quiet or not (done.changes or done.made):
            return done
        click.echo("\n" + "\n".join(output.added(done, dry_run=True)))
        changed = corrections.correct(done, err=as_json)
        if changed is None:
            return done
        wanted = replace(wanted, given={**wanted.given, changed[0]: changed[1]})


def _pairs(answers: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(answer.partition("=")[::2] for answer in answers)
    for name, value in pairs.items():
        if not value:
            raise NotDone(_('--answer needs a name and an answer: --answer "{name}=..."', name=name))
    return pairs
