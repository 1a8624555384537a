"""The command that takes on a workbook people have already."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.app import AS_OF, JSON, WORKBOOK, _day, _json, main


@main.command()
@WORKBOOK
@AS_OF
@click.option("--yes", is_flag=True, help="Do not ask: take what is sure, and refuse with a list of what is not.")
@click.option("--answer", "answers", multiple=True, metavar="NAME=ANSWER", help="Answer a question beforehand.")
@click.option("--dry-run", is_flag=True, help="Change nothing; show what was found and what would be added.")
@JSON
def adopt(
    workbook: Path, as_of: datetime | None, yes: bool, answers: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """Take on a workbook you have already, or a .csv: find its lists, ask where unsure, add what is missing."""
    from ar_sheets.adopting import prompts
    from ar_sheets.adopting.adopt import adopt as take_on

    unsure = prompts.Unsure()
    ask = prompts.asker(_pairs(answers), unsure, quiet=yes or as_json, err=as_json)
    done = take_on(workbook, ask, _day(as_of), dry_run=True, saw=unsure.saw)
    if not as_json:
        click.echo(prompts.proposal(done))
    unsure.refuse()
    if not dry_run:
        if not (yes or as_json) and (done.changes or done.made):
            click.echo("\n" + "\n".join(prompts.added(done, dry_run=True)))
            _agreed()
        done = take_on(workbook, prompts.again(done.answers), _day(as_of))
    click.echo(_json(prompts.data(done, dry_run=dry_run)) if as_json else "\n" + prompts.summary(done, dry_run=dry_run))


def _pairs(answers: tuple[str, ...]) -> dict[str, str]:
    pairs = dict(answer.partition("=")[::2] for answer in answers)
    for name, value in pairs.items():
        if not value:
            raise NotDone(f'--answer needs a name and an answer: --answer "{name}=..."')
    return pairs


def _agreed() -> None:
    try:
        agreed = click.confirm("Nothing that is there is changed. A backup is kept. Go on?", default=True)
    except click.Abort:
        agreed = False
    if not agreed:
        raise NotDone("Nothing was changed.")
