"""The menu behind the icon: the week in numbers to type, each ending in "Press Enter".

It imports nothing heavy: a choice loads what it needs. Whatever happens is said, and the window stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.desktop.opening import open_file
from ar_sheets.cli.desktop.screen import WORKBOOK, agreed, as_workbook, ask, dropped, wait

Do = Callable[..., Any]  # does a command by its words, as typed; gives its exit code or what it made
DONE = (0, 1)

HELP = """
1  Take in the bank's file: what you downloaded from your bank becomes rows in
   Payments, put against the invoices it pays. You see it first; each payment
   goes in once. The newest files in Downloads and in the folder bank beside
   the workbook are offered.
2  Weekly run: reads your workbook, works everything out, writes it back into
   the same file and prepares the letters. Save and close the workbook first.
   Nothing is sent.
3  Look at the letters: the page with every letter and call of the last run.
   What you decide goes into the workbook; the page says where.
4  Send: shows the list and asks before anything goes out. Or writes the mails
   into a folder, to open and send in your own mail program.
5  What needs me: letters to decide on, calls, post, cells to fix.
6  Undo: the workbook as it was before the last run.
7  Open the workbook: your own sheets come first, with yellow columns to fill in.
8  More: the report, invoices, statements, customers' copies and answers, why an
   invoice is where it is, and taking in invoices that another program wrote.

Every week: type new invoices, save, close, then 1, 2, 3, 4.
Backups are kept beside the workbook, in the folder .ar-sheets.
""".strip("\n")


@dataclass(slots=True)
class Menu:
    """The menu of one workbook. `do` runs a command: do("run", path)."""

    workbook: Path
    do: Do

    def show(self) -> None:
        """Show the menu, do what is chosen, again and again, until the person leaves."""
        while True:
            click.echo(self._page())
            choice = _chosen({key for key, _, _ in ITEMS})
            if choice is None:
                return
            action = next(action for key, _, action in ITEMS if key == choice)
            click.echo()
            safely(lambda: action(self), self.workbook)  # noqa: B023 - called at once
            wait("to go back to the menu")

    def _page(self) -> str:
        items = "\n".join(f"    {key}  {label}" for key, label, _ in ITEMS)
        name = self.workbook.parent.name or self.workbook.stem
        return f"\n  {name}\n  {self.workbook}\n  {self._last_run()}\n\n{items}\n    q  Quit\n"

    def _last_run(self) -> str:
        from ar_sheets.workbook import backups

        noted = backups.runs(self.workbook.resolve())
        return f"Last run: {noted[-1].when[:16]}." if noted else "No run yet."

    def bank(self) -> None:
        """The bank's file, from where downloads lie."""
        from ar_sheets.cli.desktop.bank import take_in

        take_in(self.workbook, self.do)

    def weekly_run(self) -> None:
        """The run, then what one looks at after it."""
        if self.do("run", str(self.workbook)) not in DONE:
            return
        page = self._review_page()
        offered = "l to open the letters, w for the workbook" if page else "w to open the workbook"
        while answer := ask(f"\nType {offered}, or only press Enter:").casefold():
            if answer == "l" and page:
                _open(page)
            elif answer == "w":
                _open(self.workbook)

    def look(self) -> None:
        """The page with all letters of the newest run that made any."""
        page = self._review_page()
        if page is None:
            click.echo("There are no letters yet. Do the weekly run first: 2.")
        else:
            click.echo(f"The letters of {page.parent.name}, the last run that had any:")
            _open(page)

    def _review_page(self) -> Path | None:
        pages = sorted(self.workbook.resolve().parent.glob("batches/????-??-??/index.html"))
        return pages[-1] if pages else None

    def send(self) -> None:
        """Ask which way; `send` itself shows the list and asks before anything goes out."""
        click.echo("  m  e-mail them from here: you see the list, then you are asked")
        click.echo("  f  write them into a folder, to open and send in your own mail program")
        click.echo("  s  set up where mails are sent from (once)")
        answer = ask("\nWhich? (Enter: not now)").casefold()
        words = {"m": ("send",), "f": ("send", "--to-folder"), "s": ("mail-setup",)}.get(answer)
        if words is None:
            click.echo("Nothing was sent.")
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
        click.echo(f"The last run was on {run.when[:10]} at {run.when[11:16]}.")
        if not agreed("Put the workbook back as it was before the last run?"):
            click.echo("Nothing was changed.")
            return
        try:
            lines = undo(self.workbook)
        except ChangedSinceRun as refusal:
            click.echo(str(refusal))
            if not agreed("Undo it all the same?"):
                click.echo("Nothing was changed.")
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
        click.echo(HELP)


ITEMS: tuple[tuple[str, str, Callable[[Menu], None]], ...] = (
    ("1", "Take in the bank's file", Menu.bank),
    ("2", "Weekly run", Menu.weekly_run),
    ("3", "Look at the letters", Menu.look),
    ("4", "Send", Menu.send),
    ("5", "What needs me", Menu.todo),
    ("6", "Undo the last run", Menu.undo),
    ("7", "Open the workbook", Menu.open),
    ("8", "More: report, invoice, statement, why ...", Menu.more),
    ("9", "Help", Menu.help),
)


def run_menu(workbook: Path | None, do: Do) -> None:
    """The menu of a workbook; where there is none, first the way to one."""
    found = _found(workbook, do) if workbook is not None else _begin(do)
    if found is not None:
        Menu(found, do).show()


def safely(action: Callable[[], Any], workbook: Path | None) -> Any:
    """Do it; whatever comes of it is said in a sentence, and None is given back where it was not done."""
    whole = "Your workbook is whole: as it was, or with this done."
    try:
        return action()
    except NotDone as refusal:
        click.echo(str(refusal), err=True)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped.", err=True)
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
            answer = ask("Type a number, then Enter:").casefold()
        except click.Abort:
            click.echo()
            wait("to close this window")
            return None
        if answer in ("q", "quit", "exit"):
            return None
        if answer in keys:
            return answer
        click.echo(f"Type one of {', '.join(sorted(keys))}, or q to leave.")


def _open(path: Path) -> None:
    click.echo(f"Opening {path}" if open_file(path) else f"It cannot be opened from here. Open it yourself: {path}")


def _found(path: Path, do: Do) -> Path | None:
    """The workbook, wherever the person says it is now; None when they leave."""
    given = path = as_workbook(path)
    while not path.is_file():
        click.echo(f"\nThere is no workbook {path}. Was it moved or renamed?", err=True)
        click.echo("Drag it from its folder into this window and press Enter, or only press Enter to leave.")
        try:
            typed = ask("Workbook:")
        except click.Abort:
            wait("to close this window")
            raise NotDone(f"There is no workbook {path}.") from None
        if not typed:
            return None
        path = as_workbook(dropped(typed))
    if path != given:
        _offer_icon(path, do)
    return path.resolve()


def _offer_icon(path: Path, do: Do) -> None:
    if safely(lambda: agreed("Put an icon for this workbook on the Desktop?"), path):
        safely(lambda: do("shortcut", str(path)), path)


BEGIN = """
  ar-sheets: who owes what, and what to do about it. You have no workbook open.

    1  Begin: make a workbook for your business
    2  See how it works, with a sample business
    3  Open a workbook I have
    4  Adopt: take over a list of my own (.xlsx or .csv)
    q  Quit
"""


def _begin(do: Do) -> Path | None:
    """The first time: a new business, the sample, or a workbook that is there already."""
    here = Path.cwd() / WORKBOOK
    if here.is_file():
        return here
    click.echo(BEGIN)
    choice = _chosen({"1", "2", "3", "4"})
    if choice is None:
        return None
    ways: dict[str, Callable[[Do], Path | None]] = {
        "1": _made, "2": _sample, "3": _brought, "4": partial(_brought, own=True)}  # fmt: skip
    made = ways[choice](do)
    wait("to go on")
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
    click.echo("Drag it from its folder into this window and press Enter.")
    path = safely(lambda: as_workbook(dropped(ask("Workbook:"))), None)
    found = _found(path, do) if path is not None else None
    if found is None or (not own and (found.parent / ".ar-sheets").is_dir()):
        return found
    if not own and not safely(lambda: agreed("Is it a list of your own, to be taken over first?"), found):
        click.echo("It is opened as it is. To take a list over later, choose Adopt.")
    elif safely(lambda: do("adopt", str(found)), found) not in DONE:
        click.echo("Nothing was changed. To try again, choose Adopt.")
        return None
    made = found.with_suffix(".xlsx")  # a .csv becomes a workbook beside it
    found = made if found.suffix.lower() == ".csv" and made.is_file() else found
    _offer_icon(found, do)
    return found
