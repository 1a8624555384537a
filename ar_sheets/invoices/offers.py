"""Invoice files lying about: in the folder Downloads and in invoices-in/ beside the workbook, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.invoices.reading import read_invoice_files
from ar_sheets.invoices.weighing import whose_file
from ar_sheets.schema.model import Settings

LOOKED_AT = 60  # newest files of a folder
MOST_OFFERED = 20
LARGEST = 20_000_000  # bytes; more is not looked into for an offer
_ENDINGS = {".xml", ".pdf", ".zip", ".se", ".si", ".sie", ".xaf"}


@dataclass(frozen=True, slots=True)
class InvoiceOffer:
    """A file that can be taken in: how many invoices of the owner's are in it, and the first one's number."""

    path: Path
    format: str
    count: int
    first_number: str


def invoice_offers(folders: Sequence[Path], settings: Settings, taken: frozenset[str]) -> list[InvoiceOffer]:
    """The newest files with the owner's own invoices that were not taken in yet (by SHA-256)."""
    found: list[InvoiceOffer] = []
    for path in sorted(_files(folders), key=_age, reverse=True):
        offer = _offer(path, settings, taken)
        if offer is not None:
            found.append(offer)
        if len(found) == MOST_OFFERED:
            break
    return found


def _files(folders: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        try:
            there = [path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and path.is_file()]
        except OSError:
            continue
        found += sorted(there, key=_age, reverse=True)[:LOOKED_AT]
    return found


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _offer(path: Path, settings: Settings, taken: frozenset[str]) -> InvoiceOffer | None:
    """None for what is no invoice, is another's, or has been taken in."""
    try:
        if path.name.startswith(("~$", ".")) or path.stat().st_size > LARGEST:
            return None
        files = read_invoice_files([path]).files
    except (NotDone, OSError):
        return None
    new = [file for file in files if file.sha256 not in taken and whose_file(file.content.seller, settings)]
    documents = [document for file in new for document in file.content.documents]
    return InvoiceOffer(path, new[0].content.format, len(documents), documents[0].number) if documents else None
