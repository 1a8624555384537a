"""What is wanted now and then, from the menu: a table of commands, each with the one thing it has to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.desktop.screen import agreed, ask, dropped


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the menu. `question` is what is asked first; `otherwise` says what Enter alone does, empty where
    there has to be an answer; `sure` is a question to be answered with yes."""

    label: str
    words: tuple[str, ...]
    question: str = ""
    otherwise: str = ""
    sure: str = ""
    file: bool = False
    offers: Callable[[Path, Callable[..., Any]], None] | None = None  # shows what can be chosen, and does it itself


def _invoices_in(workbook: Path, do: Callable[..., Any]) -> None:
    from ar_sheets.cli.desktop.invoice_files import take_in_invoices

    take_in_invoices(workbook, do)


COMMANDS = (
    Command(N_("How you stand: the report"), ("report",)),
    Command(N_("Make an invoice as PDF"), ("invoice",), N_("Its number"), N_("those that have no number yet")),
    Command(N_("Make a statement for a customer"), ("statement",), N_("The customer's ID"),
            N_("everybody who owes something")),
    Command(N_("Make a customer's own copy"), ("share",), N_("The customer's ID"), N_("everybody who owes something")),
    Command(N_("Read customers' answers"), ("replies",), N_("Drag the copy or mail that came back into this window"),
            N_("what lies in the folder shared"), file=True),
    Command(N_("Why: what a reminder, fee or amount rests on"), ("explain",), N_("The number of the invoice")),
    Command(N_("The story of a customer or an invoice"), ("history",),
            N_("The customer's ID or the number of the invoice")),
    Command(N_("The weekly run by itself, every Monday at 8"), ("schedule", "--install"),
            sure=N_("Have it done each Monday from now on? Nothing is sent by it.")),
    Command(N_("Adopt: take over a list of your own, or what is new in it"), ("adopt",)),
    Command(N_("Take in invoices that another program wrote"), ("invoices-in",), offers=_invoices_in),
    Command(N_("Confirm the Log, after rows of it were lost or changed"), ("confirm-log",)),
)  # fmt: skip


def choose(workbook: Path, do: Callable[..., Any]) -> None:
    """Show the list, ask which, and what that has to know; then `do` it. Enter alone goes back."""
    for number, command in enumerate(COMMANDS, start=1):
        click.echo(f"    {number}  {_(command.label)}")
    answer = ask("\n" + _("Which? (Enter: none)"))
    if not answer:
        return
    if answer not in map(str, range(1, len(COMMANDS) + 1)):
        click.echo(_("There is no {answer} in this list.", answer=answer))
        return
    command = COMMANDS[int(answer) - 1]
    if command.offers is not None:
        command.offers(workbook, do)
        return
    told = _told(command)
    if told is None:
        click.echo(_("Nothing was done."))
    else:
        do(command.words[0], str(workbook), *command.words[1:], *told)


def _told(command: Command) -> list[str] | None:
    """What the command is told after the workbook; None where it shall not be done."""
    if command.sure:
        return [] if agreed(_(command.sure)) else None
    if not command.question:
        return []
    otherwise = command.otherwise or N_("none")
    answer = ask(_("{question} (Enter: {otherwise}):", question=_(command.question),
                   otherwise=_(otherwise)))  # fmt: skip
    if not answer:
        return [] if command.otherwise else None
    # After -- a number such as -7 is no option.
    return ["--", str(dropped(answer)) if command.file else answer]
