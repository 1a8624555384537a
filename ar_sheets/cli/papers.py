"""The commands that make documents: invoices and statements."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ar_sheets.base.answers import confirm
from ar_sheets.base.i18n import N_
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, main

if TYPE_CHECKING:
    from ar_sheets.reports.papers.context import PapersContext


@main.command(
    help=N_(
        "Make invoices, credit notes and deposits as PDF and .xlsx.\n\nINVOICE: numbers as in "
        "Invoices. Without any, rows that have no number get the next free ones, if you say yes."
    )
)
@WORKBOOK
@click.argument("numbers", metavar="[INVOICE]...", nargs=-1)
@click.option("--next", "only_next", is_flag=True, help=N_("Only say the next free number."))
@click.option("--yes", is_flag=True, help=N_("Write numbers into rows that have none, without asking."))
@AS_OF
@JSON
def invoice(
    workbook: Path, numbers: tuple[str, ...], only_next: bool, yes: bool, as_of: datetime | None, as_json: bool
) -> None:
    from ar_sheets.reports.papers import invoice as room
    from ar_sheets.reports.papers import numbering, output
    from ar_sheets.reports.papers.context import open_desk

    day = _day(as_of)
    desk = open_desk(workbook, day)
    if only_next:
        number = numbering.next_free(desk, day)
        return click.echo(_json({"next": number}) if as_json else number)
    chosen = list(numbers)
    if not chosen:
        chosen = _numbered(desk, workbook, day=day, yes=yes, as_json=as_json)
        desk = open_desk(workbook, day)
    if _referenced(desk, chosen, yes=yes, as_json=as_json):
        desk = open_desk(workbook, day)
    made = room.make_invoices(desk, chosen)
    law = output.describe_clearance(desk.settings.country)
    if as_json:
        click.echo(_json({"invoices": output.papers_as_data(made), **({"law": law} if law else {})}))
    else:
        click.echo("\n".join(filter(None, (output.describe_documents(made), law))))
    sys.exit(NEEDS_A_PERSON if any(of.notes for of in made) else DONE)


def _referenced(desk: PapersContext, chosen: Sequence[str], *, yes: bool, as_json: bool) -> bool:
    """Write the payment references that Settings want, if the owner agrees; whether any was written."""
    from ar_sheets.reports.papers import output, references

    found = references.proposed_references(desk, chosen)
    if not found or (as_json and not yes):
        return False
    if not as_json:
        click.echo(output.references_proposed(found))
    if not yes and not confirm(output.references_question()):
        return False
    references.write_references(desk, found)
    return True


def _numbered(desk: PapersContext, workbook: Path, *, day: date, yes: bool, as_json: bool) -> list[str]:
    """Give rows their numbers, if the owner agrees; the numbers. Ends the command when there is nothing to make."""
    from ar_sheets.reports.papers import numbering, output

    found = numbering.proposals(desk)
    if not found:
        number = numbering.next_free(desk, day)
        click.echo(_json({"next": number, "invoices": []}) if as_json else output.nothing_to_do(number, workbook))
        sys.exit(DONE)
    if as_json and not yes:
        click.echo(_json({"proposed": output.proposals_data(found)}))
        sys.exit(NEEDS_A_PERSON)
    if not as_json:
        click.echo(output.proposed(found))
    if not yes and not confirm(output.papers_question()):
        click.echo(output.nothing_changed())
        sys.exit(DONE)
    backup = numbering.write_numbers(desk, found)
    if not as_json:
        click.echo(output.describe_numbers(found, backup))
    return [of.number for of in found]


@main.command(
    help=N_(
        "Make statements of account as PDF, .xlsx, text and HTML; nothing is sent.\n\nCUSTOMER: IDs as "
        "in Customers. Without any: all who have something open or unapplied."
    )
)
@WORKBOOK
@click.argument("customers", metavar="[CUSTOMER]...", nargs=-1)
@click.option("--thanks", is_flag=True, help=N_("Instead, thank for the payments of the last seven days."))
@AS_OF
@JSON
def statement(workbook: Path, customers: tuple[str, ...], thanks: bool, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets.reports.papers import output
    from ar_sheets.reports.papers import statement as room
    from ar_sheets.reports.papers.context import open_desk

    desk = open_desk(workbook, _day(as_of))
    made = room.thanks(desk, customers) if thanks else room.statements(desk, customers)
    if as_json:
        click.echo(_json({"documents": output.papers_as_data(made.written), "held": made.held}))
    else:
        click.echo(output.describe_statements(made.written, made.held, thanks=thanks))
        for why in made.held:
            click.echo(why, err=True)
    sys.exit(NEEDS_A_PERSON if made.held or any(of.notes for of in made.written) else DONE)
