"""Error values (#N/A, #REF!, #VALUE! ...) are no blanks: each is a finding at its cell, and its row is on hold.

What an error in Settings, in the Dunning plan or in the Log hides concerns every letter, so none are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.text import column_letter
from ar_sheets.schema.columns import Column, Sheet
from ar_sheets.schema.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

    from ar_sheets.schema.model import Table
    from ar_sheets.workbook.book import Book

SHOWN = 6  # findings in one column; more of them are one finding
NO_LETTERS = ("Settings", "Dunning plan", "Log")
NOT_WORKED_WITH = {("Settings", "note"), ("Payments", "method"), ("Payments", "note")}


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """What stands in such a cell, as Excel shows it: #N/A."""

    code: str


def with_errors(frame: pd.DataFrame, found: Mapping[tuple[int, int], str]) -> pd.DataFrame:
    """The cells of a sheet with its error values, which calamine gives as empty; `found` as in xlsx/error_cells."""
    if not found:
        return frame
    rows, columns = max(row for row, _ in found), max(column for _, column in found) + 1
    rows, columns = max(rows, frame.shape[0]), max(columns, frame.shape[1])
    frame = frame.reindex(index=range(rows), columns=range(columns), fill_value="")
    for (row, column), code in found.items():
        value: Any = ErrorValue(code)
        frame.iat[row - 1, column] = value
    return frame


def take_out(book: Book, sheet: Sheet, table: Table, column: Column, values: Sequence[Any]) -> list[Any]:
    """A column's values with blanks for the error values, which become findings unless the column is ours to fill."""
    found = [(row, v.code) for row, v in zip(table.rows, values, strict=True) if isinstance(v, ErrorValue)]
    if found and column.owner != "computed":
        _report(book, sheet, table, column, found)
    return ["" if isinstance(value, ErrorValue) else value for value in values]


def _report(book: Book, sheet: Sheet, table: Table, column: Column, found: Sequence[tuple[int, str]]) -> None:
    stops = (sheet.name, column.key) not in NOT_WORKED_WITH
    to_do = _what_to_do(stops, sheet.name in NO_LETTERS)
    letter, header = column_letter(table.places[column.key]), table.headers[column.key]
    faults = [
        Finding(table.sheet, f"{letter}{row}", _("{column} is an error value: {value}", column=header, value=code),
                to_do, stops)
        for row, code in found
    ]  # fmt: skip
    for (row, _code), fault in zip(found, faults, strict=True) if stops else ():
        book.bad.setdefault((sheet.name, row), {}).setdefault(column.key, fault)
    if stops and sheet.name in NO_LETTERS:
        book.no_letters = book.no_letters or f"{faults[0].where}: {faults[0].what}"
    if len(faults) > SHOWN:
        what = n_("{column} is an error value: {value}, and so is {n} more cell in this column",
                  "{column} is an error value: {value}, and so are {n:,} more cells in this column",
                  len(faults) - 1, column=header, value=found[0][1])  # fmt: skip
        faults = [Finding(table.sheet, faults[0].cell, what, to_do, stops)]
    book.findings += faults


def _what_to_do(stops: bool, no_letters: bool) -> str:
    if not stops:
        return _("Fix the formula, or type the value itself.")
    if no_letters:
        return _("Fix the formula, or type the value itself; until then no letters are made.")
    return _("Fix the formula, or type the value itself; until then this row is on hold.")


def report_headers(book: Book, sheet: Sheet, table: Table, headers: Sequence[Any]) -> None:
    """An error where a header should be may hide a column people fill, a hold for example: no letters then."""
    wanted = (column for column in sheet.owned_by("you", "reply") if not column.optional)
    if all(column.key in table.places for column in wanted):
        return
    for place, header in enumerate(headers):
        if isinstance(header, ErrorValue):
            fault = Finding(table.sheet, f"{column_letter(place)}{table.header_row}",
                            _("The header of this column is an error value: {value}", value=header.code),
                            _("Type the header itself; until then no letters are made."))  # fmt: skip
            book.findings.append(fault)
            book.no_letters = book.no_letters or f"{fault.where}: {fault.what}"
