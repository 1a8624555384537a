"""What is wanted now and then, from the menu: a table of commands, each with the one thing it has to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

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
    Command("How you stand: the report", ("report",)),
    Command("Make an invoice as PDF", ("invoice",), "Its number", "those that have no number yet"),
    Command("Make a statement for a customer", ("statement",), "The customer's ID", "everybody who owes something"),
    Command("Make a customer's own copy", ("share",), "The customer's ID", "everybody who owes something"),
    Command("Read customers' answers", ("replies",), "Drag the copy or mail that came back into this window",
            "what lies in the folder shared", file=True),
    Command("Why: what a reminder, fee or amount rests on", ("explain",), "The number of the invoice"),
    Command("The story of a customer or an invoice", ("history",), "The customer's ID or the number of the invoice"),
    Command("The weekly run by itself, every Monday at 8", ("schedule", "--install"),
            sure="Have it done each Monday from now on? Nothing is sent by it."),
    Command("Adopt: take over a list of your own, or what is new in it", ("adopt",)),
    Command("Take in invoices that another program wrote", ("invoices-in",), offers=_invoices_in),
    Command("Confirm the Log, after rows of it were lost or changed", ("confirm-log",)),
)  # fmt: skip


def choose(workbook: Path, do: Callable[..., Any]) -> None:
    """Show the list, ask which, and what that has to know; then `do` it. Enter alone goes back."""
    for number, command in enumerate(COMMANDS, start=1):
        click.echo(f"    {number}  {command.label}")
    answer = ask("\nWhich? (Enter: none)")
    if not answer:
        return
    if answer not in map(str, range(1, len(COMMANDS) + 1)):
        click.echo(f"There is no {answer} in this list.")
        return
    command = COMMANDS[int(answer) - 1]
    if command.offers is not None:
        command.offers(workbook, do)
        return
    told = _told(command)
    if told is None:
        click.echo("Nothing was done.")
    else:
        do(command.words[0], str(workbook), *command.words[1:], *told)


def _told(command: Command) -> list[str] | None:
    """What the command is told after the workbook; None where it shall not be done."""
    if command.sure:
        return [] if agreed(command.sure) else None
    if not command.question:
        return []
    answer = ask(f"{command.question} (Enter: {command.otherwise or 'none'}):")
    if not answer:
        return [] if command.otherwise else None
    # After -- a number such as -7 is no option.
    return ["--", str(dropped(answer)) if command.file else answer]
