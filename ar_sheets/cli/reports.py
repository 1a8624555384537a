"""The command that reports: how receivables stand, and what should come in."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, _now, main


@main.command(
    help=N_(
        "Key figures, aging, what should come in and who pays how: a page to read, a workbook, and on the sheet Start."
    )
)
@WORKBOOK
@AS_OF
@click.option("--folder", type=click.Path(path_type=Path),
              help=N_("Where to write it.  [default: reports/<day> beside the workbook]"))  # fmt: skip
@JSON
def report(workbook: Path, as_of: datetime | None, folder: Path | None, as_json: bool) -> None:
    from ar_sheets import weekly
    from ar_sheets.base import progress
    from ar_sheets.reports import making, start

    day = _day(as_of)
    result = weekly.run_week(workbook, day, _now(), dry_run=True)
    place = folder or workbook.resolve().parent / "reports" / day.isoformat()
    with progress.show_progress() as say:
        say(_("Writing the report"))
        made = making.make_report(result.work, result.counts["invoices"], sum(f.stops for f in result.findings), place,
                           workbook)  # fmt: skip
    left = start.fill_start(result.snapshot, result.book, result.work, result.dashboard)
    if left:
        made.notes.append(_("The sheet {sheet} still has its earlier figures: {why}", sheet=result.book.name("Start"),
                            why=left))  # fmt: skip
    click.echo(_json(making.report_as_data(made)) if as_json else result.book.names.told(making.describe_report(made)))
    if not (left or as_json) and any(result.book.start_blocks.values()):
        click.echo(_("The sheet {sheet} of {workbook} shows these figures too.", sheet=result.book.name("Start"),
                     workbook=workbook.name))  # fmt: skip
    for note in [] if as_json else made.notes:
        click.echo(note, err=True)
    sys.exit(NEEDS_A_PERSON if result.findings or left else DONE)
