"""The commands. Only this file knows what day it is; each command is one short function."""

from __future__ import annotations

import atexit
import gc
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ar_sheets import __version__, folding, usage
from ar_sheets.findings import NotDone
from ar_sheets.speech import _

if TYPE_CHECKING:
    from ar_sheets.weekly import Result

atexit.register(gc.freeze)  # a process that ends need not look for garbage first: a tenth of a run's time

DONE, NEEDS_A_PERSON, NOT_DONE = 0, 1, 2
DEMO_DAY = date(2026, 11, 20)  # the day the sample business stands still at

CURRENT = "ar_sheets.workbook"  # where click's context keeps which workbook a command is about


def _remember(ctx: click.Context, param: click.Parameter, value: Path) -> Path:  # noqa: ARG001 - click's signature
    ctx.meta[CURRENT] = value
    return value


WORKBOOK = click.argument("workbook", type=click.Path(path_type=Path), callback=_remember)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")


AS_OF = click.option("--as-of", type=usage.Day(), help="Work as if it were this day.  [default: today]")


class _Group(usage.Commands):
    """The commands; no traceback ever reaches a user."""

    def invoke(self, ctx: click.Context) -> Any:
        with folding.at_words():
            return self._told(ctx)

    def _told(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NotDone as refusal:
            _fail(usage.in_its_words(str(refusal), ctx.meta.get(CURRENT)))
        except (KeyboardInterrupt, click.Abort):
            _fail(_("Stopped. The workbook is whole: as it was, or with the run done. Run again when you like."))
        except click.UsageError as fault:
            _fail(usage.told(fault))
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):  # click ends the last one quietly
            raise
        except Exception as error:
            from ar_sheets import failures

            _fail(failures.unforeseen(error, ctx.meta.get(CURRENT)))


def _fail(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(NOT_DONE)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ar-sheets")
def main() -> None:
    """Accounts receivable in your own Excel workbook: aging, interest, reminders.

    The weekly run is: ar-sheets run WORKBOOK
    """


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("ar-sheets-demo"))
@AS_OF
@JSON
def demo(folder: Path, as_of: datetime | None, as_json: bool) -> None:
    """Make a small sample business in FOLDER and do its weekly run."""
    from ar_sheets.demo import make

    workbook = make(folder)
    if not as_json:
        click.echo(_("A small business is in {folder}: a joinery in Norway with customers in seven countries.",
                     folder=folder))  # fmt: skip
    _run(workbook, as_of.date() if as_of else DEMO_DAY, dry_run=False, as_json=as_json)


@main.command()
@WORKBOOK
@AS_OF
@click.option("--dry-run", is_flag=True, help="Change nothing; show what would change.")
@JSON
def run(workbook: Path, as_of: datetime | None, dry_run: bool, as_json: bool) -> None:
    """The weekly run: read, check, compute, write back, letters. Nothing is sent."""
    _run(workbook, _day(as_of), dry_run=dry_run, as_json=as_json)


def _run(workbook: Path, as_of: date, *, dry_run: bool, as_json: bool) -> None:
    from ar_sheets import tell, weekly

    result = weekly.run(workbook, as_of, datetime.now().astimezone(), dry_run=dry_run)
    _print(
        result,
        as_json,
        lambda: tell.run(result, workbook, dry_run=dry_run),
        lambda: tell.run_data(result, dry_run=dry_run),
    )


@main.command()
@WORKBOOK
@AS_OF
@JSON
def check(workbook: Path, as_of: datetime | None, as_json: bool) -> None:
    """List what needs mending in the workbook. Changes nothing."""
    from ar_sheets import tell, weekly

    result = weekly.run(workbook, _day(as_of), datetime.now().astimezone(), dry_run=True)
    _print(result, as_json, lambda: tell.check(result), lambda: tell.check_data(result), len(result.findings))


@main.command()
@WORKBOOK
@click.argument("invoice")
@AS_OF
@JSON
def explain(workbook: Path, invoice: str, as_of: datetime | None, as_json: bool) -> None:
    """Why this balance, interest, fee and step: each rule, what it read, what it made."""
    from ar_sheets import explain as room
    from ar_sheets import weekly

    result = weekly.run(workbook, _day(as_of), datetime.now().astimezone(), dry_run=True)
    click.echo(_json(room.data(result, invoice)) if as_json else result.book.names.told(room.text(result, invoice)))


@main.command()
@WORKBOOK
@AS_OF
@click.option("--dry-run", is_flag=True, help="Send nothing; show what would be sent and what not, with the reason.")
@click.option("--limit", type=click.IntRange(1), help="No more than this many mails now.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option("--to-folder", is_flag=True, help="Write .eml files to open in your mail program; send nothing.")
@click.option("--test-to", default="", metavar="ADDRESS", help="All mails to this address, marked TEST; nothing noted.")
@JSON
def send(
    workbook: Path, as_of: datetime | None, dry_run: bool, limit: int | None, yes: bool, to_folder: bool, test_to: str,
    as_json: bool,
) -> None:  # fmt: skip
    """E-mail what the Outbox approves: each letter once, and only what still applies."""
    from ar_sheets.sending import batch, talk, tell

    options = batch.Options(dry_run, limit, to_folder, test_to)
    result = batch.send(workbook, _day(as_of), options, talk.of_sending(_now, yes=yes, as_json=as_json))
    click.echo(_json(tell.data(result)) if as_json else tell.summary(result))
    sys.exit(NEEDS_A_PERSON if tell.needs_a_person(result) else DONE)


@main.command()
@WORKBOOK
@click.argument("letter_id", required=False)
@click.option("--sent/--not-sent", default=None, help="What you found out about the letter LETTER_ID.")
@JSON
def settle(workbook: Path, letter_id: str | None, sent: bool | None, as_json: bool) -> None:
    """Letters of which nobody knows whether they went out: list them, or say what you found out."""
    from ar_sheets.sending import settle as room
    from ar_sheets.sending import tell

    if letter_id is None or sent is None:
        found = room.unclear(workbook)
        click.echo(_json(tell.unclear_data(found)) if as_json else tell.unclear(found, str(workbook)))
        sys.exit(NEEDS_A_PERSON if found else DONE)
    entry = room.settle(workbook, letter_id, _now(), sent=sent)
    click.echo(_json(tell.unclear_data([entry])) if as_json else tell.settled(entry, sent=sent))


@main.command()
@WORKBOOK
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--works", metavar="ADDRESS", help="This address is right although mail came back from it.")
@AS_OF
@JSON
def bounces(workbook: Path, files: tuple[Path, ...], works: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Note mails that came back: FILES are .eml files, or folders of them."""
    from ar_sheets.sending import bounces as room
    from ar_sheets.sending import tell

    if not works and not files:
        raise NotDone(_("Save the mails that came back as .eml files, and name them or the folder they are in."))
    if works:
        room.works(workbook, works, _day(as_of), _now())
    if works and not files:
        return click.echo(_("{address} is used again from the next run on.", address=works))
    found = room.note(workbook, files, _day(as_of), _now())
    click.echo(_json(tell.bounces_data(found)) if as_json else tell.bounces(found))
    sys.exit(NEEDS_A_PERSON if found.bounced or found.unread else DONE)


@main.command("mail-setup")
@WORKBOOK
def mail_setup(workbook: Path) -> None:
    """Where mails are sent from: ask, try it with a mail to yourself, and keep it."""
    from ar_sheets.sending import talk

    talk.set_up(workbook, _now)


@main.command()
@JSON
def selftest(as_json: bool) -> None:
    """Work out published examples of interest, fees and balances, and say how many agree. Needs no workbook."""
    from ar_sheets import tell
    from ar_sheets.selftest import run as work_out

    outcomes = work_out()
    click.echo(_json(tell.selftest_data(outcomes)) if as_json else tell.selftest(outcomes))
    sys.exit(DONE if all(outcome.ok for outcome in outcomes) else NEEDS_A_PERSON)


@main.command()
@WORKBOOK
@click.option("--force", is_flag=True, help="Also when the workbook was changed since; that version is kept beside.")
def undo(workbook: Path, force: bool) -> None:
    """Put the workbook back as it was before the last run."""
    from ar_sheets.workbook.undo import undo as put_back

    click.echo("\n".join(put_back(workbook, force)))
    click.echo(_("Letters of that run still lie in the folder batches; they are drafts, made anew by the next run."))


@main.command()
@WORKBOOK
@click.argument("backup", type=click.Path(path_type=Path), required=False)
@JSON
def diff(workbook: Path, backup: Path | None, as_json: bool) -> None:
    """Cell by cell what the last run changed, or what differs from BACKUP."""
    from ar_sheets import tell
    from ar_sheets.workbook.backups import kept
    from ar_sheets.workbook.diff import diff as differences
    from ar_sheets.workbook.guard import read_snapshot

    new = read_snapshot(workbook).data
    before = backup or next(iter(kept(workbook.resolve())[-1:]), None)
    if before is None:
        raise NotDone(
            _("There is no backup of {workbook} to compare with; the first run makes one.", workbook=workbook.name)
        )
    old = read_snapshot(before).data
    found = differences(old, new)
    click.echo(_json(tell.diff_data(found)) if as_json else tell.diff(found, tell.names(new)))


def _day(as_of: datetime | None) -> date:
    return as_of.date() if as_of else date.today()  # noqa: DTZ011 - the day on the user's wall


def _now() -> datetime:
    return datetime.now().astimezone()


def _print(
    result: Result, as_json: bool, text: Callable[[], str], data: Callable[[], dict[str, Any]], problems: int = 20
) -> None:
    if as_json:
        click.echo(_json(data()))
    else:
        from ar_sheets import tell

        click.echo(text())
        if result.findings:
            click.echo(tell.problems(result, problems), err=True)
    sys.exit(NEEDS_A_PERSON if result.findings else DONE)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str)


from ar_sheets import (  # noqa: E402 - they register their commands with `main`
    adopt_commands,  # noqa: F401
    customer_commands,  # noqa: F401
    desk_commands,  # noqa: F401
    letter_commands,  # noqa: F401
    paper_commands,  # noqa: F401
    report_commands,  # noqa: F401
    share_commands,  # noqa: F401
)
