"""Bounds before parsers: how large a file may be, and what its zip directory may claim, before anything reads it.

What is declared is compared first, and what really comes out while inflating is compared again (Container.read), so
neither a file that says it is huge nor one that lies about it is ever laid out in memory.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ar_sheets.base.i18n import _
from ar_sheets.xlsx.refused import Refused, damaged


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one file may hold: bytes of the file, entries, bytes of one part and of all parts unpacked, cells of one
    sheet (rows times columns, filled or not), depth of its markup."""

    file: int
    entries: int
    part: int
    whole: int
    cells: int
    depth: int = 100


# A full sheet of Excel, a million rows with 28 columns, is some 1.2 GB unpacked.
OWN = Bounds(file=500_000_000, entries=20_000, part=2_000_000_000, whole=4_000_000_000, cells=50_000_000)
# What somebody else made: a customer's copy with ten thousand invoices is 1 MB.
OUTSIDE = Bounds(file=20_000_000, entries=1_000, part=100_000_000, whole=200_000_000, cells=2_000_000)

_LONGEST_NAME = 1_000
_LEADS_OUT = re.compile(r"(?:^|/)\.\.(?:/|$)|^[A-Za-z]:|[\x00-\x1f]")


class _Entry(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def packed(self) -> int: ...
    @property
    def size(self) -> int: ...


def file_bytes(path: Path, most: int = OWN.file) -> bytes:
    """A file's content. Refused where it is no ordinary file (a pipe would keep us waiting for ever) or has more than
    `most` bytes; OSError as reading gives it."""
    facts = path.stat()
    if not (stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)):  # a folder gives the OSError for folders
        raise Refused(_("{name} is no ordinary file. Give the file itself.", name=path.name))
    if facts.st_size > most:
        raise Refused(
            _(
                "{name} is too large to be read: {size}, and {most} is the most. Is it the right file?",
                name=path.name,
                size=_megabytes(facts.st_size),
                most=_megabytes(most),
            )
        )
    return path.read_bytes()


def _megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000):,} MB"


def check_directory(entries: Sequence[_Entry], bounds: Bounds) -> None:
    """Refused where the directory claims more than `bounds` allow, names something outside, or has a name twice."""
    for entry in entries:
        if len(entry.name) > _LONGEST_NAME or _LEADS_OUT.search(entry.name.replace("\\", "/")):
            raise Refused(
                _(
                    "The file holds a part with a name that leads out of it ({part}). No spreadsheet "
                    "program writes that: do not use this file, and ask who made it.",
                    part=repr(entry.name[:60]),
                )
            )
        if entry.size > bounds.part:
            raise _too_much(_("The part {part} would take {size} unpacked, and {most} is the most.",
                              part=entry.name, size=_megabytes(entry.size), most=_megabytes(bounds.part)))  # fmt: skip
    whole = sum(entry.size for entry in entries)
    if whole > bounds.whole:
        raise _too_much(_("What is in the file would take {size} unpacked, and {most} is the most.",
                          size=_megabytes(whole), most=_megabytes(bounds.whole)))  # fmt: skip
    times = Counter(part_key(entry.name) for entry in entries)  # to Excel, names that differ in case only are the same
    twice = [entry.name for entry in entries if times[part_key(entry.name)] > 1]
    if twice:
        raise damaged(_("the part {part} is in it twice", part=twice[0]))


def _too_much(what: str) -> Refused:
    return Refused(what + " " + _(
        "Delete empty rows and columns behind the lists in Excel, save, and run again; if somebody sent you this file, "
        "do not use it."
    ))  # fmt: skip


def part_key(name: str) -> str:
    """A part name as names are compared: no leading slash, forward slashes, case ignored."""
    return name.replace("\\", "/").lstrip("/").casefold()
