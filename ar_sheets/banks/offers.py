"""Bank files lying about: in the folder Downloads and in bank/ beside the workbook, the newest that fit first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ar_sheets.banks import accounts
from ar_sheets.banks.accounts import Own
from ar_sheets.banks.entry import Unusable
from ar_sheets.banks.lists.read import UnsureList
from ar_sheets.banks.reading import BankFile, read_file

LOOKED_AT = 40  # newest files of a folder
OFFERED = 5
LARGEST = 20_000_000  # bytes; more is not looked into for an offer
_ENDINGS = {".xml", ".zip", ".csv", ".txt", ".sta", ".mt940", ".940", ".cod", ".coda", ".n43", ".q43", ".ofx", ".qfx",
            ".xlsx", ".tab", ".to", ".nda", ".ktl", ".dat", ".cfo", ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that can be taken in: what it is, and the days it has."""

    path: Path
    format: str
    first: date | None
    last: date | None
    entries: int


def offers(folders: Sequence[Path], own: Sequence[Own], taken: frozenset[str]) -> list[Offer]:
    """The newest files that are bank statements of the owner's accounts and were not taken in yet (by SHA-256)."""
    found: list[Offer] = []
    for path in sorted(_files(folders), key=_age, reverse=True):
        offer = _offer(path, own, taken)
        if offer is not None:
            found.append(offer)
        if len(found) == OFFERED:
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


def _offer(path: Path, own: Sequence[Own], taken: frozenset[str]) -> Offer | None:
    """None for what is no bank file, is another's, or has been taken in."""
    try:
        if path.name.startswith(("~$", ".")) or path.stat().st_size > LARGEST:
            return None
        file = read_file(path)
    except (Unusable, UnsureList, OSError):
        return None
    if file.sha256 in taken or not file.statements or not _fits(file, own):
        return None
    days = [day for one in file.statements for day in (one.first, one.last) if day is not None]
    return Offer(path, file.statements[0].format, min(days, default=None), max(days, default=None),
                 sum(len(one.entries) for one in file.statements))  # fmt: skip


def _fits(file: BankFile, own: Sequence[Own]) -> bool:
    """A list that somebody's program wrote may be anything: without an account it must be a bank's we know."""
    return any(
        accounts.find_account(own, one.account, one.currency) is not None if one.account else one.format != "list"
        for one in file.statements
    )
