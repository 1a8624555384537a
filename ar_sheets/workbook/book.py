"""What was read of a workbook: typed tables, findings, and what its sheets and columns are called."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ar_sheets.base.text import column_letter
from ar_sheets.schema import translations
from ar_sheets.schema.columns import SHEETS, START
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.labels import Names
from ar_sheets.schema.model import Table
from ar_sheets.workbook.remembered import MARKS, Remembered
from ar_sheets.xlsx.cells import Area

BY_NAME = {sheet.name: sheet for sheet in SHEETS}


@dataclass(slots=True)
class Book:
    """What was read: tables by contract name, the real sheet names, findings, and the cells that have one."""

    tables: dict[str, Table] = field(default_factory=dict)
    sheet_names: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad: dict[tuple[str, int], dict[str, Finding]] = field(default_factory=dict)  # (sheet, row) -> key -> finding
    no_letters: str = ""  # an error value that hides what every letter depends on: no letters are made
    stored_numbers: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)  # of cells shown otherwise
    start: list[list[Any]] = field(default_factory=list)  # raw rows of the Start sheet
    start_sheet: str = ""
    remembered: Remembered = field(default_factory=Remembered)
    start_blocks: dict[str, Area | None] = field(default_factory=dict)  # by name; None: its cells are gone
    start_blocked: set[tuple[int, int]] = field(default_factory=set)  # (row, 0-based column) we cannot write
    blocked: dict[tuple[str, int], set[str]] = field(default_factory=dict)  # (sheet, row) -> keys we cannot write
    language: str = "en"  # the language of its sheets and headers

    def name(self, sheet: str) -> str:
        """What this workbook calls a sheet of the contract, or would call it."""
        if sheet in self.tables:
            return self.tables[sheet].sheet
        if sheet == START.name and self.start_sheet:
            return self.start_sheet
        return translations.word_in("sheet", sheet, self.language)

    def header(self, sheet: str, key: str) -> str:
        """What this workbook calls a column of the contract, or would call it."""
        if sheet in self.tables and key in self.tables[sheet].headers:
            return self.tables[sheet].headers[key]
        return translations.in_language(BY_NAME[sheet], self.language).column(key).header

    @property
    def names(self) -> Names:
        """What this workbook calls sheets and columns, for whole sentences."""
        own = {sheet: table.sheet for sheet, table in self.tables.items()}
        for sheet, table in self.tables.items():
            for column in BY_NAME[sheet].columns:
                if column.key in table.headers:
                    own.setdefault(column.header, table.headers[column.key])
        plain = self.language == "en" and all(english == name for english, name in own.items())
        return Names(self.language, {} if plain else own)

    def use_own_names(self) -> None:
        """Have every finding speak of sheets and columns by the names they have in this workbook."""
        names = self.names
        self.findings[:] = [
            replace(one, sheet=self.name(one.sheet) if one.sheet in BY_NAME else one.sheet, what=names.told(one.what),
                    what_to_do=names.told(one.what_to_do))
            for one in self.findings
        ]  # fmt: skip

    def report(self, sheet: str, row: int, key: str, what: str, to_do: str, *, stops: bool = True) -> None:
        """Note a finding at a cell, by contract sheet, row and column key; `stops` keeps the row out of the rules.

        Where `what` begins with the column's name, it is told by the header that stands in the workbook.
        """
        table = self.tables[sheet]
        english = next((c.header for c in (*BY_NAME[sheet].columns, *MARKS) if c.key == key), "")
        if key in table.headers and what.startswith(english) and not what.startswith(table.headers[key]):
            what = table.headers[key] + what.removeprefix(english)
        finding = Finding(table.sheet, f"{column_letter(table.places.get(key, 0))}{row}", what, to_do, stops)
        self.findings.append(finding)
        if stops:
            self.bad.setdefault((sheet, row), {}).setdefault(key, finding)

    def first_fault(self, sheet: str, row: int) -> str:
        """What is wrong with a row, with its cell, as a clause; empty for a good row."""
        faults = self.bad.get((sheet, row))
        if not faults:
            return ""
        finding = next(iter(faults.values()))
        return f"{finding.where}: {self.names.told(finding.what)}"
