"""The commands about one customer or invoice: their story, the evidence, a waiver."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, JSON, WORKBOOK, _day, _json, _now, main


@main.command(help=N_("The story of a customer or an invoice, day by day."))
@WORKBOOK
@click.argument("whom")
@AS_OF
@JSON
def history(workbook: Path, whom: str, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets import weekly
    from ar_sheets.reports import history as room

    result = weekly.run_week(workbook, _day(as_of), _now(), dry_run=True)
    told = room.story(result.work, whom, result.faults)
    click.echo(_json(room.story_as_data(told)) if as_json else room.describe_story(told))


@main.command(help=N_("All there is about a customer in one zip: for a court, an agency, a credit service."))
@WORKBOOK
@click.argument("customer")
@AS_OF
def evidence(workbook: Path, customer: str, as_of: datetime | None) -> None:
    from ar_sheets import weekly
    from ar_sheets.reports import evidence as room

    day, now = _day(as_of), _now()
    click.echo(room.make_evidence(lambda: weekly.run_week(workbook, day, now, dry_run=True).work, workbook, customer))


@main.command(help=N_("Drop claimed fees or interest of an invoice; the next run takes them off."))
@WORKBOOK
@click.argument("invoice")
@click.option("--what", type=click.Choice(["fees", "interest", "all"]), required=True, help=N_("What is dropped."))
@click.option("--reason", required=True, help=N_("Why; it stands in the Log for good."))
@AS_OF
def waive(workbook: Path, invoice: str, what: str, reason: str, as_of: datetime | None) -> None:
    from ar_sheets.dunning import waive as waiving

    for made in waiving.waive_charges(workbook, invoice, what, reason, _day(as_of), _now()):
        what = _("Waived fees") if made.event == "waived fees" else _("Waived interest")
        click.echo(_("{what} on {invoice}, {amount:,.2f} {currency}: in the Log.", what=what, invoice=made.invoice_no,
                     amount=made.amount, currency=made.currency))  # fmt: skip
