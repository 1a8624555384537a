"""Take in invoices, from the menu: the files are offered from where downloads lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ar_sheets.base.i18n import _, n_
from ar_sheets.cli.desktop.folders import find_folder
from ar_sheets.cli.desktop.screen import ask, dropped
from ar_sheets.dunning.assess import look
from ar_sheets.facts.log import INVOICE_TAKEN
from ar_sheets.invoices.offers import InvoiceOffer, invoice_offers
from ar_sheets.workbook.guard import read_snapshot

BESIDE_WORKBOOK = "invoices-in"


def take_in_invoices(workbook: Path, do: Callable[..., Any]) -> None:
    """Offer the newest files of the owner's, or take what the person drags in; then `do` invoices-in with them."""
    snapshot = read_snapshot(workbook)
    facts = look(snapshot.data)[1]
    taken = frozenset(entry.document_sha256 for entry in facts.log if entry.event == INVOICE_TAKEN)
    places = [find_folder("Downloads"), snapshot.path.parent / BESIDE_WORKBOOK]
    chosen = _chosen_files(invoice_offers([place for place in places if place is not None], facts.settings, taken))
    if not chosen:
        click.echo(_("Nothing was taken in."))
    else:
        do("invoices-in", str(workbook), "--", *(str(path) for path in chosen))


def _chosen_files(found: Sequence[InvoiceOffer]) -> list[Path]:
    for number, offer in enumerate(found, start=1):
        held = n_("{n} invoice", "{n} invoices", offer.count)
        click.echo(f"    {number}  {offer.path.name}  ({offer.format}, {held}, {offer.first_number})")
    if found:
        question = _("Which? Numbers with commas, a for all, or drag a file or folder in here. (Enter: none)")
    else:
        click.echo(_("There is no new invoice of yours in Downloads, nor in the folder {folder} beside the workbook.",
                     folder=BESIDE_WORKBOOK))  # fmt: skip
        question = _("Drag the file or folder into this window and press Enter. (Enter: none)")
    answer = ask("\n" + question)
    if not answer:
        return []
    if answer.casefold() == "a" and found:
        return [offer.path for offer in found]
    numbers = [piece.strip() for piece in answer.split(",")]
    if all(piece.isdigit() and 1 <= int(piece) <= len(found) for piece in numbers):
        return [found[int(piece) - 1].path for piece in dict.fromkeys(numbers)]
    return [dropped(answer)]
