"""The command of invoice files: invoices-in."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ar_sheets.base.answers import confirm
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, _now, main
from ar_sheets.workbook.own_names import in_its_words

if TYPE_CHECKING:
    from ar_sheets.invoices.weighing import IncomingInvoice, IncomingInvoices, Key

MOST_ASKED = 20  # rows that are asked one by one; more are asked together


@main.command(
    "invoices-in",
    help=N_("Take in e-invoices and open items of other programs: FILES, folders or zips of them. Each invoice once."),
)
@WORKBOOK
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=N_("Do not ask; only what is sure is written."))
@click.option("--dry-run", is_flag=True, help=N_("Change nothing; show what would be taken in."))
@AS_OF
@JSON
def invoices_in(
    workbook: Path, files: tuple[Path, ...], yes: bool, dry_run: bool, as_of: datetime | None, as_json: bool
) -> None:
    from ar_sheets.invoices import output, taking

    if not files:
        raise NotDone(_("Name the files your invoicing program made: ar-sheets invoices-in WORKBOOK FILE"))
    asking = (
        None if dry_run else _AskingInvoices(workbook, yes=yes or as_json, as_json=as_json, write=yes or not as_json)
    )
    found = taking.take_invoices(workbook, files, _day(as_of), _now(), asking)
    if as_json:
        click.echo(_json(output.invoices_as_data(found)))
    elif found.done:
        click.echo(in_its_words(output.invoices_taken(found, found.written), workbook))
    elif asking is None or not asking.shown:
        click.echo(in_its_words(output.invoices_table(found), workbook))
    else:
        click.echo(_("Nothing was written."))
    if found.contradictions_kept and not as_json:
        click.echo(_("The Log keeps what contradicts the workbook; ar-sheets check shows it until the amounts agree."))
    sys.exit(NEEDS_A_PERSON if found.rejected or found.open_questions or found.compared else DONE)


class _AskingInvoices:
    """Shows the table and asks on the screen; with --yes, and with --json, nothing is asked and only holds are set."""

    def __init__(self, workbook: Path, *, yes: bool, as_json: bool, write: bool) -> None:
        self.workbook, self.yes, self.as_json, self.write = workbook, yes, as_json, write
        self.shown = False

    def take(self, found: IncomingInvoices) -> bool:
        from ar_sheets.invoices import output

        self.shown = True
        if not self.as_json:
            click.echo(in_its_words(output.invoices_table(found), self.workbook))
        return self.write if self.yes else confirm(_("Write this into the workbook?"))

    def hold(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        """To hold is the careful choice: with --yes too."""
        return {row.key for row in rows} if self.yes else self.choose(question, rows)

    def choose(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        if self.yes:
            return set()
        click.echo(question)
        for row in rows[:MOST_ASKED]:
            click.echo("  " + self._told(row))
        if len(rows) == 1 or len(rows) > MOST_ASKED:
            return {row.key for row in rows} if confirm(_("Yes, all {n}?", n=len(rows))) else set()
        how = click.Choice(["a", "n", "o"])
        answer = click.prompt(_("a for all, n for none, or o to be asked one by one"), type=how, default="a")
        if answer == "o":
            return {row.key for row in rows if confirm(self._told(row))}
        return {row.key for row in rows} if answer == "a" else set()

    def _told(self, row: IncomingInvoice) -> str:
        from ar_sheets.invoices import output

        one = row.document
        amount = f"{format_amount(one.amount, one.currency)} {one.currency}"
        return f"{one.number}  {amount}  {output.whose(row)}  {output.what_happens(row)}"
