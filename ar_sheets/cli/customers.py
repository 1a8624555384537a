"""The commands about one customer or invoice: their story, the evidence, a waiver."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ar_sheets.base.i18n import _
from ar_sheets.cli.app import AS_OF, JSON, WORKBOOK, _day, _json, _now, main


@main.command()
@WORKBOOK
@click.argument("whom")
@AS_OF
@JSON
def history(workbook: Path, whom: str, as_of: datetime | None, as_json: bool) -> None:
    """The story of a customer or an invoice, day by day."""
    from ar_sheets import weekly
    from ar_sheets.reports import history as room

    result = weekly.run_week(workbook, _day(as_of), _now(), dry_run=True)
    told = room.story(result.work, whom, result.faults)
    click.echo(_json(room.story_as_data(told)) if as_json else room.describe_story(told))


@main.command()
@WORKBOOK
@click.argument("customer")
@AS_OF
def evidence(workbook: Path, customer: str, as_of: datetime | None) -> None:
    """All there is about a customer in one zip: for a court, an agency, a credit service."""
    from ar_sheets import weekly
    from ar_sheets.reports import evidence as room

    click.echo(
        room.make_evidence(weekly.run_week(workbook, _day(as_of), _now(), dry_run=True).work, workbook, customer)
    )


@main.command()
@WORKBOOK
@click.argument("invoice")
@click.option("--what", type=click.Choice(["fees", "interest", "all"]), required=True, help="What is dropped.")
@click.option("--reason", required=True, help="Why; it stands in the Log for good.")
@AS_OF
def waive(workbook: Path, invoice: str, what: str, reason: str, as_of: datetime | None) -> None:
    """Drop claimed fees or interest of an invoice; the next run takes them off."""
    from ar_sheets.dunning import waive as waiving

    for made in waiving.waive_charges(workbook, invoice, what, reason, _day(as_of), _now()):
        what = _("Waived fees") if made.event == "waived fees" else _("Waived interest")
        click.echo(_("{what} on {invoice}, {amount:,.2f} {currency}: in the Log.", what=what, invoice=made.invoice_no,
                     amount=made.amount, currency=made.currency))  # fmt: skip
