"""One adoption under way, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ar_sheets.adopting.changes import Making
from ar_sheets.adopting.extract import Taken
from ar_sheets.adopting.mapping import Ask, Settled, as_read, settled
from ar_sheets.adopting.survey import OURS, Surveyed, contract_sheet
from ar_sheets.base.text import normalize_header
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.remembered import Remembered
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.grids import Grid


@dataclass(slots=True)
class Adopted:
    """What was settled and made: the workbook, each sheet with what it is, the columns of each list, sentences for
    the owner, and how many columns, sheets and rows were added."""

    workbook: Path
    surveyed: list[Surveyed]
    columns: dict[str, dict[str, Settled]] = field(default_factory=dict)  # sheet -> role -> what it is
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    customers: list[tuple[str, str]] = field(default_factory=list)  # (ID, name) of a sheet Customers that is made
    credits: str = ""  # what is written into the new column Kind
    made: bool = False  # a new workbook beside a .csv
    language: str = "en"  # of what is added
    answers: dict[str, str] = field(default_factory=dict)  # what was asked, by name, and what was answered


@dataclass(slots=True)
class Job:
    """One adoption under way."""

    grids: dict[str, Grid]
    said: Remembered
    surveyed: list[Surveyed]
    ask: Ask
    as_of: date
    result: Adopted
    making: Making = field(default_factory=lambda: Making([], "en"))
    taken: Taken = field(default_factory=Taken)  # what is copied from the list
    copying: bool = False
    book: Book | None = None  # as a run reads the workbook now; None for one that was never adopted
    data: bytes = b""  # the workbook as it is
    held: list[tuple[str, str]] = field(default_factory=list)  # (number, why) of copied rows that nobody can read
    older_customers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def settled(self, sheet: Surveyed) -> dict[str, Settled]:
        """The columns of a list, asked for where they have to be."""
        if sheet.name not in self.result.columns:
            title = sheet.kind if sheet is self.main(sheet.kind) else sheet.name
            if self.adopted(sheet):
                assert self.book is not None
                found = as_read(sheet, self.book.tables[sheet.kind].places)
            else:
                found = settled(sheet, title, self.said.of(title), self.ask)
            self.result.columns[sheet.name] = found
        return self.result.columns[sheet.name]

    def adopted(self, sheet: Surveyed) -> bool:
        """Whether a run reads this sheet already: then nothing is asked of it any more."""
        table = self.book.tables.get(sheet.kind) if self.book else None
        return table is not None and table.sheet == sheet.name

    def of_kind(self, kind: str) -> list[Surveyed]:
        return [s for s in self.surveyed if s.kind == kind and s.found is not None]

    def main(self, kind: str) -> Surveyed | None:
        """The sheet that is the list of this kind: as remembered, else the newest of those there are."""
        said = self.said.sheets.get(normalize_header(kind))
        there = self.of_kind(kind)
        if said is not None:
            return next((s for s in there if normalize_header(s.name) == normalize_header(said)), None)
        if any(s.kind == OURS and (c := contract_sheet(s.name)) and c.name == kind for s in self.surveyed):
            return None
        return max(there, key=lambda s: (s.newest(), len(s.found.rows) if s.found else 0), default=None)
