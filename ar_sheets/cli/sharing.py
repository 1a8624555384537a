"""The commands of sharing: each customer's own copy out, their answers in."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ar_sheets.base.answers import confirm
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, _now, main
from ar_sheets.workbook.own_names import in_its_words

if TYPE_CHECKING:
    from ar_sheets.sharing.collect import RepliesFound


@main.command(help=N_("Make or renew each customer's own copy: CUSTOMERS by their ID, else all with something open."))
@WORKBOOK
@click.argument("customers", nargs=-1)
@click.option("--all", "everyone", is_flag=True, help=N_("Every customer, also those who owe nothing."))
@click.option("--check", is_flag=True, help=N_("Make nothing; say what a reader of the workbook itself would see."))
@AS_OF
@JSON
def share(
    workbook: Path, customers: tuple[str, ...], everyone: bool, check: bool, as_of: datetime | None, as_json: bool
) -> None:
    from ar_sheets.sharing import exposed, output, release

    if check:
        found = exposed.find_exposed(workbook, customers[0] if customers else "")
        click.echo(_json([asdict(e) for e in found]) if as_json else output.exposed(found))
        sys.exit(NEEDS_A_PERSON if len(found) > 1 else DONE)
    outcomes = release.release_copies(workbook, customers, _day(as_of), everyone=everyone)
    click.echo(_json(output.shared_data(outcomes)) if as_json else in_its_words(output.shared(outcomes), workbook))
    sys.exit(NEEDS_A_PERSON if any(o.what == release.HELD for o in outcomes) else DONE)


@main.command(
    help=N_("Read the customers' answers: FILES are copies or mails (.eml) with copies; without, the shared folders.")
)
@WORKBOOK
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help=N_("Do not ask; for scripts."))
@click.option("--dry-run", is_flag=True, help=N_("Change nothing; show what would be taken."))
@click.option("--keep", metavar="INVOICE", help=N_("Both sides changed an answer: the workbook's is right."))
@AS_OF
@JSON
def replies(
    workbook: Path, files: tuple[Path, ...], yes: bool, dry_run: bool, keep: str | None, as_of: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    from ar_sheets.sharing import collect, conflicts, output

    if keep is not None:
        kept = conflicts.keep_ours(workbook, keep, _day(as_of), _now())
        return click.echo(_("Kept what stands in the workbook: {columns} of {invoice}. It is in the Log.",
                            columns=", ".join(kept), invoice=keep))  # fmt: skip

    def is_wanted(found: RepliesFound) -> bool:
        click.echo(in_its_words(output.describe_answers(found), workbook), err=as_json)
        return yes or confirm(_("Take this?"), err=as_json)

    found = collect.collect_replies(workbook, files, _day(as_of), _now(), None if dry_run else is_wanted)
    if as_json:
        click.echo(_json(collect.replies_as_data(found)))
    elif found.done:
        click.echo(in_its_words(output.describe_replies_taken(found), workbook))
    elif dry_run or not (found.weighed.items or found.weighed.receipts):
        click.echo(in_its_words(output.describe_answers(found), workbook))
    else:
        click.echo(_("Nothing was taken."))
    if found.without and not dry_run:
        _receipts(workbook, found.without, _day(as_of), as_json=as_json)
    sys.exit(NEEDS_A_PERSON if _needs_a_person(found) else DONE)


def _receipts(workbook: Path, mails: list[Path], as_of: date, *, as_json: bool) -> None:
    """Mails without a copy may be read receipts of our letters: those are noted as `bounces` does."""
    from ar_sheets.sending import bounces, output, reports

    if reports.find_reports(mails)[0]:
        click.echo(output.describe_bounces(bounces.note_bounces(workbook, mails, as_of, _now())), err=as_json)


def _needs_a_person(found: RepliesFound) -> bool:
    return bool(found.rejected) or len(found.weighed.taken()) < len(found.weighed.items)
