"""The cells of .csv files and of files beside a workbook: encoding, separator, cells; nothing is understood yet."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.workbook import guard
from ar_sheets.xlsx.grids import grids

CSV = (".csv", ".tsv", ".txt")
LARGEST = 50_000_000  # bytes; more is no list of a small business
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(data: bytes) -> str:
    """The text of a .csv: UTF-8 or UTF-16 with or without their mark, else as Western Windows writes it."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1::2].count(0) > len(data) // 4:
        return data.decode("utf-16-le", "replace")
    if data[::2].count(0) > len(data) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def separator(text: str) -> str:
    """The sign between the cells: as a first line "sep=;" says, else the one that cuts most lines into equally many."""
    first = text.lstrip("\ufeff").partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]

    def evenness(sign: str) -> tuple[int, int]:
        try:
            read = csv.reader(io.StringIO(text[:100_000]), delimiter=sign)
            counts = Counter(len(row) for row in read if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, lines = counts.most_common(1)[0] if counts else (0, 0)
        return (lines, width)

    return max(";,\t|", key=evenness)


def rows(data: bytes) -> list[list[Any]]:
    """The cells of a .csv, all as text."""
    text = decoded(data)
    sign = separator(text)
    if text.lstrip("\ufeff").lower().startswith("sep="):
        text = text.partition("\n")[2]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
    except csv.Error as fault:
        raise NotDone(
            _("The file cannot be read as a .csv ({reason}). Export it again, or as .xlsx.", reason=fault)
        ) from fault


def grid_of(path: Path) -> list[list[Any]]:
    """The cells of a .csv file; NotDone where it is none."""
    data = guard.read_snapshot(path).data
    if len(data) > LARGEST:
        raise NotDone(_("{name} is too large to be a list of invoices. Nothing was changed.", name=path.name))
    return rows(data)


def further(paths: Sequence[Path], taken: set[str]) -> dict[str, list[list[Any]]]:
    """The sheets of files beside a workbook, by names that are not taken."""
    found: dict[str, list[list[Any]]] = {}
    for path in paths:
        csv_file = path.suffix.lower() in CSV
        sheets = {path.stem: grid_of(path)} if csv_file else grids(guard.read_snapshot(path).data)
        for name, grid in sheets.items():
            free = name if name not in taken | found.keys() else f"{name} ({path.name})"
            found[free] = grid
    return found
