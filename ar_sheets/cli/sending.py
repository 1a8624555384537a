"""The commands about e-mail: send, settle, bounces, mail-setup."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, _now, main


@main.command(help=N_("E-mail what the Outbox approves: each letter once, and only what still applies."))
@WORKBOOK
@AS_OF
@click.option(
    "--dry-run", is_flag=True, help=N_("Send nothing; show what would be sent and what not, with the reason.")
)
@click.option("--limit", type=click.IntRange(1), help=N_("No more than this many mails now."))
@click.option("--yes", is_flag=True, help=N_("Do not ask; for scripts."))
@click.option("--to-folder", is_flag=True, help=N_("Write .eml files to open in your mail program; send nothing."))
@click.option(
    "--test-to", default="", metavar="ADDRESS", help=N_("All mails to this address, marked TEST; nothing noted.")
)
@JSON
def send(
    workbook: Path, as_of: datetime | None, dry_run: bool, limit: int | None, yes: bool, to_folder: bool, test_to: str,
    as_json: bool,
) -> None:  # fmt: skip
    from ar_sheets.letters.again import LettersNow
    from ar_sheets.sending import batch, output, prompts

    options = batch.Options(dry_run, limit, to_folder, test_to)
    result = batch.send_batch(
        workbook, _day(as_of), options, prompts.of_sending(_now, yes=yes, as_json=as_json), LettersNow
    )
    click.echo(_json(output.sending_as_data(result)) if as_json else output.describe_sent(result))
    sys.exit(NEEDS_A_PERSON if output.needs_a_person(result) else DONE)


@main.command(help=N_("Letters of which nobody knows whether they went out: list them, or say what you found out."))
@WORKBOOK
@click.argument("letter_id", required=False)
@click.option("--sent/--not-sent", default=None, help=N_("What you found out about the letter LETTER_ID."))
@JSON
def settle(workbook: Path, letter_id: str | None, sent: bool | None, as_json: bool) -> None:
    from ar_sheets.sending import output
    from ar_sheets.sending import resolve_unclear as room

    if letter_id is None or sent is None:
        found = room.unclear_letters(workbook)
        click.echo(_json(output.unclear_data(found)) if as_json else output.describe_unclear(found, str(workbook)))
        sys.exit(NEEDS_A_PERSON if found else DONE)
    entry = room.resolve_letter(workbook, letter_id, _now(), sent=sent)
    click.echo(_json(output.unclear_data([entry])) if as_json else output.describe_settled(entry, sent=sent))


@main.command(help=N_("Note mails that came back: FILES are .eml files, or folders of them."))
@WORKBOOK
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--works", metavar="ADDRESS", help=N_("This address is right although mail came back from it."))
@AS_OF
@JSON
def bounces(workbook: Path, files: tuple[Path, ...], works: str | None, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets.sending import bounces as room
    from ar_sheets.sending import output

    if not works and not files:
        raise NotDone(_("Save the mails that came back as .eml files, and name them or the folder they are in."))
    if works:
        room.works(workbook, works, _day(as_of), _now())
    if works and not files:
        return click.echo(_("{address} is used again from the next run on.", address=works))
    found = room.note_bounces(workbook, files, _day(as_of), _now())
    click.echo(_json(output.bounces_data(found)) if as_json else output.describe_bounces(found))
    sys.exit(NEEDS_A_PERSON if found.bounced or found.unread else DONE)


@main.command("mail-setup", help=N_("Where mails are sent from: ask, try it with a mail to yourself, and keep it."))
@WORKBOOK
def mail_setup(workbook: Path) -> None:
    from ar_sheets.sending import prompts

    prompts.ask_setup(workbook, _now)
