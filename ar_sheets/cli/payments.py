"""The command of the bank's files: payments in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ar_sheets.base.answers import confirm
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, NOT_DONE, WORKBOOK, _day, _json, _now, main
from ar_sheets.workbook.own_names import in_its_words

if TYPE_CHECKING:
    from ar_sheets.banks.weighing import PaymentRow, PaymentsFound

MOST_QUESTIONS = 20  # proposals that are asked one by one


@main.command(help=N_("Take in the bank's FILES: what came in goes to the invoices it pays. Each payment once."))
@WORKBOOK
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=N_("Do not ask; only what is sure is put against invoices."))
@click.option("--dry-run", is_flag=True, help=N_("Change nothing; show what would be taken in."))
@click.option("--account", default="", metavar="NUMBER", help=N_("Which of your accounts, for files that do not say."))
@AS_OF
@JSON
def payments(
    workbook: Path, files: tuple[Path, ...], yes: bool, dry_run: bool, account: str, as_of: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    from ar_sheets.banks import output, taking

    if not files:
        raise NotDone(_("Name the file you downloaded from your bank: ar-sheets payments WORKBOOK FILE"))
    asking = None if dry_run else _Asking(workbook, yes=yes or as_json, as_json=as_json, write=yes or not as_json)
    found = taking.take_bank_files(workbook, files, _day(as_of), _now(), asking, account)
    if as_json:
        click.echo(_json(output.payments_as_data(found)))
    elif found.done:
        click.echo(in_its_words(output.describe_taken(found), workbook))
    elif asking is None or not asking.shown:
        click.echo(in_its_words(output.payments_table(found), workbook))
    else:
        click.echo(_("Nothing was written."))
    if found.rejected and not found.places:
        sys.exit(NOT_DONE)
    sys.exit(NEEDS_A_PERSON if found.rejected or len(found.sure) < len(found.rows) else DONE)


class _Asking:
    """Shows the table and asks on the screen; with --yes, and with --json, nothing is asked."""

    def __init__(self, workbook: Path, *, yes: bool, as_json: bool, write: bool) -> None:
        self.workbook, self.yes, self.as_json, self.write = workbook, yes, as_json, write
        self.answer = None if yes else self._answer
        self.shown = False
        self.asked = 0

    def take(self, found: PaymentsFound) -> bool:
        from ar_sheets.banks import output

        self.shown = True
        if not self.as_json:
            click.echo(in_its_words(output.payments_table(found), self.workbook))
        if self.yes:
            return self.write
        return confirm(_("Write this into the workbook?"))

    def is_it(self, row: PaymentRow) -> bool:
        self.asked += 1
        proposed = row.match.proposed
        if self.yes or proposed is None or self.asked > MOST_QUESTIONS:
            return False
        entry = row.new.entry
        return confirm(
            _("{amount} {currency} from {payer}: is it for invoice {invoice} of {customer}?", invoice=proposed.invoices,
              amount=format_amount(entry.amount, entry.currency), currency=entry.currency, payer=entry.payer,
              customer=proposed.customer_id)
        )  # fmt: skip

    def complete(self, day: date) -> bool:
        return self.yes or confirm(_("Payments are then complete until {day}. Is that so?", day=day))

    def _answer(self, question: str, choices: Sequence[tuple[str, str]]) -> str:
        click.echo(question)
        for number, (_key, words) in enumerate(choices, start=1):
            click.echo(f"  {number}  {words}")
        chosen = click.prompt(_("Number (0: none of them)"), type=click.IntRange(0, len(choices)))
        return choices[chosen - 1][0] if chosen else ""
