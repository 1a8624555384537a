"""The week's first step: the bank's file, offered from where downloads lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ar_sheets.banks import accounts
from ar_sheets.banks.offers import Offer, offers
from ar_sheets.base.i18n import _, n_
from ar_sheets.cli.desktop.folders import find_folder
from ar_sheets.cli.desktop.screen import ask, dropped
from ar_sheets.dunning.assess import look
from ar_sheets.facts.log import BANK_DETAILS, BANK_FILE
from ar_sheets.workbook.guard import read_snapshot

BESIDE = "bank"  # the folder beside the workbook


def take_in(workbook: Path, do: Callable[..., Any]) -> None:
    """Offer the newest files that fit, or take what the person drags in; then `do` payments with them."""
    snapshot = read_snapshot(workbook)
    facts = look(snapshot.data)[1]
    taken = frozenset(e.document_sha256 for e in facts.log if e.event in (BANK_FILE, BANK_DETAILS))
    places = [place for place in (find_folder("Downloads"), snapshot.path.parent / BESIDE) if place is not None]
    found = offers(places, accounts.owned(facts.settings), taken)
    chosen = _chosen(found)
    if not chosen:
        click.echo(_("Nothing was taken in."))
    else:
        do("payments", str(workbook), "--", *(str(path) for path in chosen))


def _chosen(found: Sequence[Offer]) -> list[Path]:
    for number, offer in enumerate(found, start=1):
        days = f"{offer.first} – {offer.last}" if offer.first else ""
        entries = n_("{n} entry", "{n} entries", offer.entries)
        click.echo(f"    {number}  {offer.path.name}  ({offer.format}, {days}, {entries})")
    if found:
        question = _("Which? Numbers with commas, a for all, or drag a file in here. (Enter: none)")
    else:
        click.echo(_("There is no new bank file in Downloads, nor in the folder {folder} beside the workbook.",
                     folder=BESIDE))  # fmt: skip
        question = _("Drag the file from your bank into this window and press Enter. (Enter: none)")
    answer = ask("\n" + question)
    if not answer:
        return []
    if answer.casefold() == "a" and found:
        return [offer.path for offer in found]
    numbers = [piece.strip() for piece in answer.split(",")]
    if all(piece.isdigit() and 1 <= int(piece) <= len(found) for piece in numbers):
        return [found[int(piece) - 1].path for piece in dict.fromkeys(numbers)]
    return [dropped(answer)]
