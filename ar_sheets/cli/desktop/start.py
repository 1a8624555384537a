"""The menu behind the icon: the week in numbers to type, each ending in "Press Enter".

It imports nothing heavy: a choice loads what it needs. Whatever happens is said, and the window stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import speak_as
from ar_sheets.cli.desktop.menu_help import WIDTH, tell_numbers
from ar_sheets.cli.desktop.opening import open_file
from ar_sheets.cli.desktop.screen import WORKBOOK, agreed, as_workbook, ask, dropped, wait

Do = Callable[..., Any]  # does a command by its words, as typed; gives its exit code or what it made
DONE = (0, 1)


@dataclass(slots=True)
class Menu:
    """The menu of one workbook. `do` runs a command: do("run", path)."""

    workbook: Path
    do: Do

    def show(self) -> None:
        """Show the menu, do what is chosen, again and again, until the person leaves."""
        while True:
            click.echo(self._page())
            choice = _chosen({item.key for item in ITEMS})
            if choice is None:
                return
            action = next(item.action for item in ITEMS if item.key == choice)
            click.echo()
            safely(lambda: action(self), self.workbook)  # noqa: B023 - called at once
            wait(_("Press Enter to go back to the menu."))

    def _page(self) -> str:
        items = "\n".join(f"    {item.key}  {_(item.label)}" for item in ITEMS)
        name = self.workbook.parent.name or self.workbook.stem
        return f"\n  {name}\n  {self.workbook}\n  {self._last_run()}\n\n{items}\n    q  " + _("Quit") + "\n"

    def _last_run(self) -> str:
        from ar_sheets.workbook import backups

        last = backups.last_run(self.workbook.resolve())
        return _("Last run: {when}.", when=last.when[:16]) if last else _("No run yet.")

    def bank(self) -> None:
        """The bank's file, from where downloads lie."""
        from ar_sheets.cli.desktop.bank import take_in

        take_in(self.workbook, self.do)

    def weekly_run(self) -> None:
        """The run, then what one looks at after it."""
        if self.do("run", str(self.workbook)) not in DONE:
            return
        page = self._review_page()
        offered = (
            _("Type l to open the letters, w for the workbook, or only press Enter:")
            if page
            else _("Type w to open the workbook, or only press Enter:")
        )
        while answer := ask("\n" + offered).casefold():
            if answer == "l" and page:
                _open(page)
            elif answer == "w":
                _open(self.workbook)

    def look(self) -> None:
        """The page with all letters of the newest run that made any."""
        page = self._review_page()
        if page is None:
            click.echo(_("There are no letters yet. Do the weekly run first: 2."))
        else:
            click.echo(_("The letters of {day}, the last run that had any:", day=page.parent.name))
            _open(page)

    def _review_page(self) -> Path | None:
        from ar_sheets.facts.batch_record import newest_page

        return newest_page(self.workbook.resolve().parent)

    def send(self) -> None:
        """Ask which way; `send` itself shows the list and asks before anything goes out."""
        click.echo("  m  " + _("e-mail them from here: you see the list, then you are asked"))
        click.echo("  f  " + _("write them into a folder, to open and send in your own mail program"))
        click.echo("  s  " + _("set up where mails are sent from (once)"))
        answer = ask("\n" + _("Which? (Enter: not now)")).casefold()
        words = {"m": ("send",), "f": ("send", "--to-folder"), "s": ("mail-setup",)}.get(answer)
        if words is None:
            click.echo(_("Nothing was sent."))
        else:
            self.do(words[0], str(self.workbook), *words[1:])

    def todo(self) -> None:
        """What waits for a person."""
        self.do("todo", str(self.workbook))

    def undo(self) -> None:
        """Back to before the last run, after asking; once more where that would lose what people typed since."""
        from ar_sheets.dunning.undo_run import undo_run as undo
        from ar_sheets.workbook.undo import ChangedSinceRun, to_undo

        run = to_undo(self.workbook)
        if not agreed(_("Put the workbook back as it was before {done}?", done=run.told)):
            click.echo(_("Nothing was changed."))
            return
        try:
            lines = undo(self.workbook)
        except ChangedSinceRun as refusal:
            click.echo(str(refusal))
            if not agreed(_("Undo it all the same?")):
                click.echo(_("Nothing was changed."))
                return
            lines = undo(self.workbook, force=True)
        click.echo("\n".join(lines))

    def open(self) -> None:
        """The workbook in Excel, or what the person has."""
        _open(self.workbook)

    def more(self) -> None:
        """What is wanted now and then."""
        from ar_sheets.cli.desktop.more import choose

        choose(self.workbook, self.do)

    def help(self) -> None:
        """What each number does."""
        tell_numbers()


class Item(NamedTuple):
    """A line of the menu."""

    key: str
    label: str
    action: Callable[[Menu], None]


ITEMS = (
    Item("1", N_("Take in the bank's file"), Menu.bank),
    Item("2", N_("Weekly run"), Menu.weekly_run),
    Item("3", N_("Look at the letters"), Menu.look),
    Item("4", N_("Send"), Menu.send),
    Item("5", N_("What needs me"), Menu.todo),
    Item("6", N_("Undo the last run"), Menu.undo),
    Item("7", N_("Open the workbook"), Menu.open),
    Item("8", N_("More: report, invoice, statement, why ..."), Menu.more),
    Item("9", N_("Help"), Menu.help),
)


def run_menu(workbook: Path | None, do: Do) -> None:
    """The menu of a workbook, in its language; where there is none, first the way to one."""
    found = _found(workbook, do) if workbook is not None else _begin(do)
    if found is not None:
        speak_as(found)
        Menu(found, do).show()


def safely(action: Callable[[], Any], workbook: Path | None) -> Any:
    """Do it; whatever comes of it is said in a sentence, and None is given back where it was not done."""
    whole = _("Your workbook is whole: as it was, or with this done.")
    try:
        return action()
    except NotDone as refusal:
        click.echo(str(refusal), err=True)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\n" + _("Stopped."), err=True)
    except SystemExit:
        pass
    except OSError as fault:
        from ar_sheets.base import disk_faults

        click.echo(f"{disk_faults.told(fault)} {whole}", err=True)
    except Exception as error:
        from ar_sheets.cli import crash_report

        click.echo(crash_report.unforeseen(error, whole, workbook), err=True)
    return None


def _chosen(keys: set[str]) -> str | None:
    """One of the keys; None when the person leaves. After Ctrl-C the window still waits for Enter."""
    while True:
        try:
            answer = ask(_("Type a number, then Enter:")).casefold()
        except click.Abort:
            click.echo()
            wait(_("Press Enter to close this window."))
            return None
        if answer in ("q", "quit", "exit"):
            return None
        if answer in keys:
            return answer
        click.echo(_("Type one of {keys}, or q to leave.", keys=", ".join(sorted(keys))))


def _open(path: Path) -> None:
    if open_file(path):
        click.echo(_("Opening {path}", path=path))
    else:
        click.echo(_("It cannot be opened from here. Open it yourself: {path}", path=path))


def _found(path: Path, do: Do) -> Path | None:
    """The workbook, wherever the person says it is now; None when they leave."""
    given = path = as_workbook(path)
    while not path.is_file():
        click.echo("\n" + _("There is no workbook {path}. Was it moved or renamed?", path=path), err=True)
        click.echo(_("Drag it from its folder into this window and press Enter, or only press Enter to leave."))
        try:
            typed = ask(_("Workbook:"))
        except click.Abort:
            wait(_("Press Enter to close this window."))
            raise NotDone(_("There is no workbook {path}. Was it moved or renamed?", path=path)) from None
        if not typed:
            return None
        path = as_workbook(dropped(typed))
    if path != given:
        _offer_icon(path, do)
    return path.resolve()


def _offer_icon(path: Path, do: Do) -> None:
    if safely(lambda: agreed(_("Put an icon for this workbook on the Desktop?")), path):
        safely(lambda: do("shortcut", str(path)), path)


BEGIN = (
    N_("Begin: make a workbook for your business"),
    N_("See how it works, with a sample business"),
    N_("Open a workbook I have"),
    N_("Adopt: take over a list of my own (.xlsx or .csv)"),
)


def _begin(do: Do) -> Path | None:
    """The first time: a new business, the sample, or a workbook that is there already."""
    here = Path.cwd() / WORKBOOK
    if here.is_file():
        return here
    click.echo("\n" + fill(_("ar-sheets: who owes what, and what to do about it. You have no workbook open."),
                           WIDTH - 1, initial_indent="  ", subsequent_indent="  ") + "\n")  # fmt: skip
    for number, label in enumerate(BEGIN, start=1):
        click.echo(f"    {number}  {_(label)}")
    click.echo("    q  " + _("Quit") + "\n")
    choice = _chosen({"1", "2", "3", "4"})
    if choice is None:
        return None
    ways: dict[str, Callable[[Do], Path | None]] = {
        "1": _made, "2": _sample, "3": _brought, "4": partial(_brought, own=True)}  # fmt: skip
    made = ways[choice](do)
    wait(_("Press Enter to go on."))
    return made


def _made(do: Do) -> Path | None:
    made = safely(lambda: do("init"), None)
    return made if isinstance(made, Path) else None


def _sample(do: Do) -> Path | None:
    from ar_sheets.cli.desktop.folders import find_folder

    place = (find_folder("Documents") or Path.cwd()) / "ar-sheets-demo"
    if not (place / WORKBOOK).is_file():
        safely(lambda: do("demo", str(place)), None)
    return place / WORKBOOK if (place / WORKBOOK).is_file() else None


def _brought(do: Do, *, own: bool = False) -> Path | None:
    """A workbook the person has: one of ours, or a list of their own (`own`: said so), which is taken over first."""
    click.echo(_("Drag it from its folder into this window and press Enter."))
    path = safely(lambda: as_workbook(dropped(ask(_("Workbook:")))), None)
    found = _found(path, do) if path is not None else None
    if found is None or (not own and (found.parent / ".ar-sheets").is_dir()):
        return found
    if not own and not safely(lambda: agreed(_("Is it a list of your own, to be taken over first?")), found):
        click.echo(_("It is opened as it is. To take a list over later, choose Adopt."))
    elif safely(lambda: do("adopt", str(found)), found) not in DONE:
        click.echo(_("Nothing was changed. To try again, choose Adopt."))
        return None
    made = found.with_suffix(".xlsx")  # a .csv becomes a workbook beside it
    found = made if found.suffix.lower() == ".csv" and made.is_file() else found
    _offer_icon(found, do)
    return found
