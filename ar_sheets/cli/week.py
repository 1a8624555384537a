"""The commands of the week: demo, run, check, explain, undo, diff, selftest."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from ar_sheets.base.answers import confirm
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, _print, main

DEMO_DAY = date(2026, 11, 20)  # the day the sample business stands still at


@main.command(help=N_("Make a small sample business in FOLDER and do its weekly run."))
@click.argument("folder", type=click.Path(path_type=Path), default=Path("ar-sheets-demo"))
@AS_OF
@JSON
def demo(folder: Path, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets.cli.demo import make_demo

    workbook = make_demo(folder)
    if not as_json:
        click.echo(_("A small business is in {folder}: a joinery in Norway with customers in seven countries.",
                     folder=folder))  # fmt: skip
    _run(workbook, as_of.date() if as_of else DEMO_DAY, dry_run=False, as_json=as_json)


@main.command(help=N_("The weekly run: read, check, compute, write back, letters. Nothing is sent."))
@WORKBOOK
@AS_OF
@click.option("--dry-run", is_flag=True, help=N_("Change nothing; show what would change."))
@JSON
def run(workbook: Path, as_of: datetime | None, dry_run: bool, as_json: bool) -> None:
    _run(workbook, _day(as_of), dry_run=dry_run, as_json=as_json)


def _run(workbook: Path, as_of: date, *, dry_run: bool, as_json: bool) -> None:
    from ar_sheets import weekly
    from ar_sheets.cli import output

    result = weekly.run_week(workbook, as_of, datetime.now().astimezone(), dry_run=dry_run)
    _print(
        result,
        as_json,
        lambda: output.describe_run(result, workbook, dry_run=dry_run),
        lambda: output.run_data(result, dry_run=dry_run),
        refused=weekly.why_not_written(result) if dry_run else "",
    )


@main.command(help=N_("List what needs fixing in the workbook. Changes nothing."))
@WORKBOOK
@AS_OF
@JSON
def check(workbook: Path, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets import weekly
    from ar_sheets.cli import output

    result = weekly.run_week(workbook, _day(as_of), datetime.now().astimezone(), dry_run=True)
    _print(
        result,
        as_json,
        lambda: output.describe_check(result),
        lambda: output.check_data(result),
        len(result.findings),
        weekly.why_not_written(result),
    )


@main.command(help=N_("Why this balance, interest, fee and step: each rule, what it read, what it made."))
@WORKBOOK
@click.argument("invoice")
@AS_OF
@JSON
def explain(workbook: Path, invoice: str, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets import weekly
    from ar_sheets.cli import explain as room

    result = weekly.run_week(workbook, _day(as_of), datetime.now().astimezone(), dry_run=True)
    click.echo(
        _json(room.explanation_as_data(result, invoice))
        if as_json
        else result.book.names.told(room.describe_explanation(result, invoice))
    )


@main.command(
    help=N_("Work out published examples of interest, fees and balances, and say how many agree. Needs no workbook.")
)
@JSON
def selftest(as_json: bool) -> None:
    from ar_sheets.cli import output
    from ar_sheets.cli.selftest import work_out_cases as work_out

    outcomes = work_out()
    click.echo(_json(output.selftest_data(outcomes)) if as_json else output.describe_selftest(outcomes))
    sys.exit(DONE if all(outcome.ok for outcome in outcomes) else NEEDS_A_PERSON)


@main.command(help=N_("Put the workbook back as it was before the last run."))
@WORKBOOK
@click.option(
    "--force", is_flag=True, help=N_("Also when the workbook was changed since; that version is kept beside.")
)
def undo(workbook: Path, force: bool) -> None:
    from ar_sheets.dunning.undo_run import undo_run
    from ar_sheets.workbook.backups import RUN
    from ar_sheets.workbook.undo import to_undo

    of_a_run = to_undo(workbook).what == RUN
    click.echo("\n".join(undo_run(workbook, force)))
    if of_a_run:
        click.echo(
            _("Letters of that run still lie in the folder batches; they are drafts, made anew by the next run.")
        )


@main.command(
    "confirm-log",
    help=N_("Say that the Log as it stands is the one to go on with, after rows were lost, changed or wrongly dated."),
)
@WORKBOOK
@AS_OF
@click.option("--yes", is_flag=True, help=N_("Do not ask; for scripts."))
@JSON
def confirm_log(workbook: Path, as_of: datetime | None, yes: bool, as_json: bool) -> None:
    from ar_sheets.dunning import confirm_log as room

    doubts = room.to_confirm(workbook, _day(as_of))
    if doubts and not yes and not as_json:
        click.echo("\n".join(f"{doubt}." for doubt in doubts))
        click.echo(_("Letters that went out and are not in the Log could go out a second time."))
        if not confirm(_("Is this the workbook to go on with?")):
            raise NotDone(_("Nothing was confirmed."))
    confirmed = room.confirm(workbook, _day(as_of), datetime.now().astimezone())
    click.echo(_json({"confirmed": confirmed}) if as_json else _("Confirmed, and noted in the Log. Run again."))


@main.command(help=N_("Cell by cell what the last run changed, or what differs from BACKUP."))
@WORKBOOK
@click.argument("backup", type=click.Path(path_type=Path), required=False)
@JSON
def diff(workbook: Path, backup: Path | None, as_json: bool) -> None:
    from ar_sheets.cli import output
    from ar_sheets.workbook.backups import kept
    from ar_sheets.workbook.guard import read_snapshot
    from ar_sheets.xlsx.diff import find_differences as differences

    new = read_snapshot(workbook).data
    before = backup or next(iter(kept(workbook.resolve())[-1:]), None)
    if before is None:
        raise NotDone(
            _("There is no backup of {workbook} to compare with; the first run makes one.", workbook=workbook.name)
        )
    old = read_snapshot(before).data
    found = differences(old, new)
    click.echo(_json(output.diff_data(found)) if as_json else output.describe_diff(found, output.cell_names(new)))
