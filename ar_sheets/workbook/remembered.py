"""What an owner said once about a workbook of their own: which sheet is which, and which column.

It stands in Settings, in rows such as "Sheet: Invoices | Faktura 2026" and "Column: Invoices / Invoice no |
Fakturanr", so that anyone can read it and change it. The value "none" says that there is no such sheet or column,
whatever other headers may read like.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ar_sheets.base.i18n import N_
from ar_sheets.base.text import normalize_header
from ar_sheets.schema.columns import INVOICES, SHEETS, Column, Sheet

NONE = "none"
SHEET, COLUMN, OLDER, DATES = "Sheet: ", "Column: ", "Older list: ", "Date order: "
STATUS, LIST = "Status word: ", "List: "  # what a word in a list's status means; what a sheet is
STATES = ("paid", "partly paid", "open", "void")  # what a status word may be said to mean
OWN_SETTINGS = "Settings (ar-sheets)"  # where the owner has a sheet Settings that is something else

MARKS = (  # what a list of an owner's own says of payment; read only where it was said which columns these are
    Column("Paid by your list", "marked_paid", "any", "you", N_("What your own list says is paid.")),
    Column("Credited by your list", "marked_credited", "any", "you", N_("What your own list says is credited.")),
    Column("Open by your list", "marked_open", "any", "you", N_("What your own list says is still open.")),
    Column("Paid on by your list", "marked_paid_on", "any", "you", N_("The day your own list says it was paid.")),
    Column("Status by your list", "marked_status", "any", "you", N_("The word in your own list for paid or not.")),
)


@dataclass(slots=True)
class Remembered:
    """The answers: contract sheet -> the sheet it is; (contract sheet, column key) -> the header it has; and for
    lists of older years (by their own name) what was done with them. All by folded names; values as typed."""

    sheets: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    older: dict[str, str] = field(default_factory=dict)
    order: dict[str, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)  # folded word -> one of STATES
    lists: dict[str, str] = field(default_factory=dict)  # folded name of a sheet -> what it is

    def of(self, sheet: str) -> dict[str, str]:
        """The remembered headers of a sheet by column key."""
        return {key: header for (name, key), header in self.columns.items() if name == normalize_header(sheet)}


def column_row(sheet: str, column: Column) -> str:
    """The name of the Settings row that remembers a column: "Column: Invoices / Due date"."""
    return f"{COLUMN}{sheet} / {column.header}"


def remembered(rows: Iterable[Sequence[Any]]) -> Remembered:
    """The answers among the rows (name, value, ...) of a Settings sheet."""
    found = Remembered()
    for row in rows:
        name, value = (str(v).strip() if v is not None else "" for v in (*row[:2], *[""] * (2 - len(row[:2]))))
        if not value:
            continue
        if name.startswith(SHEET):
            found.sheets[normalize_header(name.removeprefix(SHEET))] = value
        elif name.startswith(OLDER):
            found.older[normalize_header(name.removeprefix(OLDER))] = value
        elif name.startswith(DATES):
            found.order[normalize_header(name.removeprefix(DATES))] = value
        elif name.startswith(STATUS):
            found.status[normalize_header(name.removeprefix(STATUS))] = value
        elif name.startswith(LIST):
            found.lists[normalize_header(name.removeprefix(LIST))] = value
        elif name.startswith(COLUMN):
            sheet, _, header = name.removeprefix(COLUMN).partition(" / ")  # no sheet has a / in its name
            key = _keys(normalize_header(sheet)).get(normalize_header(header))
            if key is not None:
                found.columns[normalize_header(sheet), key] = value
    return found


@cache
def _keys(sheet: str) -> dict[str, str]:
    """Column keys by the contract's headers; a list by a name of its own is one of invoices."""
    own = next((s for s in SHEETS if normalize_header(s.name) == sheet), INVOICES)
    return {normalize_header(c.header): c.key for c in columns_of(own)}


def columns_of(sheet: Sheet) -> tuple[Column, ...]:
    """The columns that may be remembered of a sheet: the contract's, and for Invoices what marks them as paid."""
    return (*sheet.columns, *MARKS) if sheet.name == "Invoices" else sheet.columns
