"""The commands around the week: a new business, its icon, the menu behind it, what waits, and the timetable."""

from __future__ import annotations

import sys
from datetime import datetime, time
from pathlib import Path
from typing import Any

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, WORKBOOK, _day, _json, _now, main
from ar_sheets.cli.desktop import DAYS


@main.command(
    help=N_("Make a new business: a folder with a workbook, letters of your own, and an icon on the Desktop.")
)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--business", help=N_("The name that stands on your letters."))
@click.option("--country", help=N_("Name or two letters: Norway, NO."))
@click.option("--currency", help=N_("Three letters.  [default: the country's]"))
@click.option("--language", help=N_("Of the workbook and the letters.  [default: the country's, or English]"))
@click.option("--iban", help=N_("Where customers pay to; it is checked."))
@click.option("--no-shortcut", is_flag=True, help=N_("No icon on the Desktop."))
def init(folder: Path | None, no_shortcut: bool, **given: str | None) -> Path:
    from ar_sheets.cli.desktop import new_business, new_business_output, questions

    place, business = questions.ask_questions(folder, given, _day(None))
    workbook = new_business.make_business(place.resolve(), business)
    icon, why_not = None, ""
    if not no_shortcut:
        from ar_sheets.cli.desktop import shortcut as room

        try:
            icon = room.put_icon(workbook)
        except NotDone as refusal:
            why_not = str(refusal)
    click.echo(new_business_output.describe_business(workbook, business, icon, why_not))
    return workbook


@main.command(help=N_("An icon on the Desktop that opens the menu of this workbook."))
@WORKBOOK
def shortcut(workbook: Path) -> None:
    from ar_sheets.cli.desktop import shortcut as room

    icon = room.put_icon(workbook)
    if icon.parent == workbook.resolve().parent:
        click.echo(_('The icon "{icon}" is beside the workbook, as there is no Desktop here: {path}', icon=icon.stem,
                     path=icon))  # fmt: skip
    else:
        click.echo(_('The icon "{icon}" is there: {path}', icon=icon.stem, path=icon))
    click.echo(_("Double-click it for the menu."))


@main.command(help=N_("A menu for the week: run, read the letters, send. This is what the icon on the Desktop opens."))
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
def start(workbook: Path | None) -> None:
    from ar_sheets.cli.desktop import start as room

    room.run_menu(workbook, _do)


def _do(*words: str) -> Any:
    """Another command, with these words: its exit code, or what it gives back."""
    context = click.get_current_context(silent=True)
    name = context.find_root().info_name if context else None
    try:
        return main.main(list(words), prog_name=name, standalone_mode=False) or DONE
    except SystemExit as end:
        return end.code
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code


@main.command(help=N_("What waits for you: letters to decide on, calls, post, and cells to fix. Changes nothing."))
@WORKBOOK
@AS_OF
@JSON
def todo(workbook: Path, as_of: datetime | None, as_json: bool) -> None:
    from ar_sheets import weekly
    from ar_sheets.cli.desktop import todo as room
    from ar_sheets.sending import resolve_unclear

    result = weekly.run_week(workbook, _day(as_of), _now(), dry_run=True)
    unclear = resolve_unclear.unclear_letters(workbook)
    click.echo(_json(room.todo_as_data(result, unclear)) if as_json else room.describe_todo(result, unclear))
    sys.exit(NEEDS_A_PERSON if result.findings or unclear else DONE)


class _Time(click.ParamType[Any]):
    name = "HH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        try:
            return value if isinstance(value, time) else time.fromisoformat(value.zfill(5))
        except ValueError:
            self.fail(_("{value} is not a time of day. Type it as 08:00.", value=value), param, ctx)


@main.command(help=N_("The weekly run by the clock (never a sending): show how, --install it, or --remove it."))
@WORKBOOK
@click.option("--day", type=click.Choice(DAYS, case_sensitive=False), default="Monday", show_default=True)
@click.option("--at", type=_Time(), default="08:00", show_default=True, help=N_("The hour, on this computer's clock."))
@click.option("--install", "what", flag_value="install", help=N_("Do it: each week from now on."))
@click.option("--remove", "what", flag_value="remove", help=N_("No weekly run by the clock any more."))
def schedule(workbook: Path, day: str, at: time, what: str | None) -> None:
    from ar_sheets.cli.desktop import schedule as room

    job = room.weekly_job(workbook, day, at, _now())
    if what is None:
        click.echo(room.show_schedule(job))
        click.echo(_("Nothing was installed. To have it done by itself, the same command with --install."))
    else:
        click.echo(room.install_schedule(job) if what == "install" else room.remove_schedule(job))
