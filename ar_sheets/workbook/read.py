"""Workbook bytes to typed tables and findings. Every cell is parsed once, here, by its column's type.

After this there is no NaN, no float money and no header text. A bad cell becomes None and a finding; the
cell is kept in `Book.bad` so that the rules leave its row in peace.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ar_sheets.columns import DUNNING_PLAN, PAYMENTS, SETTINGS, SHEETS, START, Column, Sheet, folded
from ar_sheets.findings import Finding, NotDone, column_letter
from ar_sheets.model import Table
from ar_sheets.workbook.typed import PARSERS, BadCell
from ar_sheets.workbook.unwritable import FormulaCell, formula_cells, unwritable

HEADER_SEARCH_ROWS = 20
EXPECTED = (SETTINGS, PAYMENTS, DUNNING_PLAN)  # a workbook may do without the others, or they are ours to add
TOTAL_WORDS = {"total", "totals", "sum", "totalt", "totaal", "summe", "soma", "totali"}


@dataclass(slots=True)
class Book:
    """What was read: tables by contract name, the real sheet names, findings, and the cells that have one."""

    tables: dict[str, Table] = field(default_factory=dict)
    sheet_names: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad: dict[tuple[str, int], dict[str, Finding]] = field(default_factory=dict)  # (sheet, row) -> key -> finding
    start: list[list[Any]] = field(default_factory=list)  # raw rows of the Start sheet, columns A and B
    start_sheet: str = ""
    blocked: dict[tuple[str, int], set[str]] = field(default_factory=dict)  # (sheet, row) -> keys we cannot write

    def report(self, sheet: str, row: int, key: str, what: str, to_do: str, *, stops: bool = True) -> None:
        """Note a finding at a cell, by contract sheet, row and column key; `stops` keeps the row out of the rules."""
        table = self.tables[sheet]
        finding = Finding(table.sheet, f"{column_letter(table.places.get(key, 0))}{row}", what, to_do)
        self.findings.append(finding)
        if stops:
            self.bad.setdefault((sheet, row), {}).setdefault(key, finding)

    def first_fault(self, sheet: str, row: int) -> str:
        """What is wrong with a row, with its cell, as a clause; empty for a good row."""
        faults = self.bad.get((sheet, row))
        if not faults:
            return ""
        finding = next(iter(faults.values()))
        return f"{finding.where}: {finding.what}"


class _Unreadable:
    """An old computed value of the wrong type: equal to nothing, so it is written anew."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


UNREADABLE = _Unreadable()


def read(data: bytes) -> Book:
    """The workbook's sheets as typed tables. `NotDone` where there is no workbook or a needed sheet is missing."""
    frames, sheet_names = _frames(data)
    book = Book(sheet_names=sheet_names)
    for sheet in SHEETS:
        name, rows = frames.get(sheet.name, ("", []))
        if sheet is START:
            book.start_sheet, book.start = name, [row[:2] for row in rows]
        elif name:
            _read_sheet(book, sheet, name, rows)
    _say_what_is_missing(book, frames)
    for sheet in SHEETS:
        if sheet.name in book.tables:
            _note_formulas(book, sheet, data)
    return book


def _frames(data: bytes) -> tuple[dict[str, tuple[str, list[list[Any]]]], list[str]]:
    """Contract sheet name -> (name in the workbook, its rows from A1 on)."""
    import pandas as pd

    try:
        with pd.ExcelFile(io.BytesIO(data), engine="calamine") as workbook:
            names = [str(name) for name in workbook.sheet_names]
            found = {sheet.name: name for sheet in SHEETS if (name := _named(sheet, names))}
            frames = pd.read_excel(
                workbook, sheet_name=list(found.values()), header=None, dtype=object, na_filter=False
            )
    except NotDone:
        raise
    except Exception as error:
        raise NotDone(
            f"The workbook could not be read ({error}). Open it in Excel, save it again, and run again."
        ) from error
    return {sheet: (name, frames[name].to_numpy().tolist()) for sheet, name in found.items()}, names


def _named(sheet: Sheet, names: Sequence[str]) -> str | None:
    wanted = {folded(sheet.name), *map(folded, sheet.aliases)}
    return next((name for name in names if folded(name) in wanted), None)


def _say_what_is_missing(book: Book, frames: dict[str, Any]) -> None:
    for sheet in SHEETS:
        if sheet.name in frames or sheet is START:
            continue
        if sheet.needed:
            raise NotDone(
                f"The workbook has no sheet named {sheet.name}. It has: {', '.join(book.sheet_names)}. "
                f"Name the sheet with your {sheet.name.lower()} {sheet.name}, and run again."
            )
        if sheet in EXPECTED:
            book.findings.append(
                Finding(sheet.name, "", f"There is no sheet named {sheet.name}; it counts as empty.",
                        f"Add the sheet {sheet.name} ({sheet.help.rstrip('.').lower()}) when you need it.")
            )  # fmt: skip


def _read_sheet(book: Book, sheet: Sheet, name: str, rows: list[list[Any]]) -> None:
    header_row, places = _headers(sheet, rows)
    table = Table(name, header_row, [], {}, places)
    book.tables[sheet.name] = table
    if sheet.needed and not any(column.key in places for column in sheet.columns):
        raise NotDone(
            f"The sheet {name} is empty or has no headers we know. Put these headers in its first row: "
            + ", ".join(column.header for column in sheet.columns if column.needed)
            + "."
        )
    _say_missing_columns(book, sheet, name, places)
    typed = sheet.owned_by("you", "reply") if any(c.needed for c in sheet.columns) else sheet.columns
    keys = [column.key for column in typed]
    body = _records(rows[header_row:], [places[k] for k in keys if k in places])
    table.rows = [header_row + 1 + offset for offset, _ in body]
    for column in sheet.columns:
        place = places.get(column.key)
        values = [row[place] for _, row in body] if place is not None else [None] * len(body)
        table.columns[column.key] = _typed(book, sheet, table, column, values) if place is not None else values


def _headers(sheet: Sheet, rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The 1-based header row (the one that names most columns) and the place of each column it names."""
    known = {folded(text): column.key for column in sheet.columns for text in (column.header, *column.aliases)}
    best: tuple[int, dict[str, int]] = (1, {})
    for number, row in enumerate(rows[:HEADER_SEARCH_ROWS], start=1):
        places: dict[str, int] = {}
        for place, value in enumerate(row):
            key = known.get(folded(value)) if isinstance(value, str) and value else None
            if key is not None:
                places.setdefault(key, place)
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def _say_missing_columns(book: Book, sheet: Sheet, name: str, places: dict[str, int]) -> None:
    missing = [column for column in sheet.columns if column.key not in places]
    for column in missing:
        if column.needed and sheet.needed:
            raise NotDone(
                f"The sheet {name} has no column {column.header}. Add a column with that header "
                f"({column.help.rstrip('.').lower()}), and run again."
            )
        if column.needed:
            book.findings.append(
                Finding(name, "", f"There is no column {column.header}: the sheet cannot be used without it.",
                        f"Add a column with the header {column.header} to {name}.")
            )  # fmt: skip
    ours = ", ".join(column.header for column in missing if column.owner in ("computed", "log"))
    if ours:
        book.findings.append(
            Finding(name, "", f"These columns are not there, so they are not filled in: {ours}.",
                    f"Add columns with these headers to {name}, where you want them.")
        )  # fmt: skip


def _records(rows: list[list[Any]], places: list[int]) -> list[tuple[int, list[Any]]]:
    """The rows that hold something in these columns, with their offset; a totals row at the end is left out."""
    found = [
        (offset, row)
        for offset, row in enumerate(rows)
        if any(row[place] != "" and not (isinstance(row[place], str) and not row[place].strip()) for place in places)
    ]
    if found and _is_total([found[-1][1][place] for place in places]):
        found.pop()
    return found


def _is_total(values: list[Any]) -> bool:
    texts = [folded(v) for v in values if isinstance(v, str) and v.strip()]
    return bool(texts) and texts[0] in TOTAL_WORDS and len(texts) == 1


def _typed(book: Book, sheet: Sheet, table: Table, column: Column, values: list[Any]) -> list[Any]:
    parse = PARSERS[column.type]
    if column.owner in ("computed", "log"):
        return [_or_unreadable(parse, value, column) for value in values]
    typed: list[Any] = []
    for row, value in zip(table.rows, values, strict=True):
        if value == "":
            typed.append(None)
            continue
        try:
            typed.append(parse(value, column))
        except BadCell as bad:
            typed.append(None)
            book.report(sheet.name, row, column.key, bad.what, bad.what_to_do)
    return typed


def _or_unreadable(parse: Callable[[Any, Column], Any], value: Any, column: Column) -> Any:
    if value == "":
        return None
    try:
        return parse(value, column)
    except BadCell:
        return UNREADABLE


def _note_formulas(book: Book, sheet: Sheet, data: bytes) -> None:
    """Formulas people typed must have a saved result to be read; where one stands in our columns we do not write."""
    table = book.tables[sheet.name]
    typed = {table.places[c.key]: c for c in sheet.owned_by("you", "reply") if c.key in table.places}
    records = set(table.rows)
    for (row, place), cell in sorted(formula_cells(data, table.sheet, typed).items()):
        if row in records and (fault := _formula_fault(cell)):
            column = typed[place]
            book.report(sheet.name, row, column.key, f"{column.header} {fault[0]}", fault[1])
    ours = {table.places[c.key]: c for c in sheet.owned_by("computed") if c.key in table.places}
    for (row, place), why in sorted(unwritable(data, table.sheet, ours).items()):
        if row > table.header_row:
            column = ours[place]
            book.blocked.setdefault((sheet.name, row), set()).add(column.key)
            book.report(sheet.name, row, column.key, f"{column.header} is ours to fill in, but {why}",
                        "Clear the cell, then run again.", stops=False)  # fmt: skip


def _formula_fault(cell: FormulaCell) -> tuple[str, str] | None:
    if cell.saved is None:
        return "is a formula without a saved result", "Open the workbook in Excel, save it, and run again."
    constant = cell.constant
    if constant is not None and _number(cell.saved) != constant:
        return (f"is a formula that says {constant:g}, but its saved result is {cell.saved}",
                "Type the number itself instead of the formula.")  # fmt: skip
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
