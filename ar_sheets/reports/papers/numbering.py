"""Rows of Invoices without a number: what number each would get, and writing it into the blank cell.

Invoice no is a column of the owner's, and a cell is written only here, only when it is empty, and only after they
said yes: through the patch, with a backup, so that undo takes it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ar_sheets.base.text import column_letter
from ar_sheets.reports.papers.context import PapersContext
from ar_sheets.reports.papers.numbers import Used, next_number
from ar_sheets.workbook import guard
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.commit import put
from ar_sheets.workbook.read import read_book
from ar_sheets.xlsx.cells import KEEP, Keep, Value
from ar_sheets.xlsx.opening import all_cells, open_workbook
from ar_sheets.xlsx.patch import SheetPatch
from ar_sheets.xlsx.unwritable import unwritable

KEY = "invoice_no"
READY = ("customer_id", "invoice_date", "amount")  # a row without these is not ready for a number


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row without a number, and the number it would get; `cell` as Excel writes it, Invoices!A14."""

    row: int
    cell: str
    number: str
    customer: str
    kind: str
    day: date
    amount: Decimal
    currency: str


def next_free(desk: PapersContext, day: date) -> str:
    """The next free number for an invoice of that day."""
    return next_number(_used(desk.book), day, "Invoice", _logged(desk), _paid(desk))


def proposals(desk: PapersContext) -> list[Proposal]:
    """The rows that are filled in but have no number, oldest first, each with the next free number."""
    table, used = desk.book.tables["Invoices"], _used(desk.book)
    if KEY not in table.places:
        return []
    broken = read_book(desk.snapshot.data).bad  # a cell that holds something unreadable is not blank
    held = unwritable(desk.snapshot.data, table.sheet, [table.places[KEY]])  # nor is one with a formula
    waiting = [
        (table.columns["invoice_date"][at], at)
        for at, row in enumerate(table.rows)
        if table.columns[KEY][at] is None
        and ("Invoices", row) not in broken
        and (row, table.places[KEY]) not in held
        and not desk.book.bad.get(("Invoices", row), {}).keys() - {KEY}
        and all(table.columns[key][at] is not None for key in READY)
    ]
    made = []
    for day, at in sorted(waiting):
        kind = table.columns["kind"][at] or "Invoice"
        number = next_number(used, day, kind, _logged(desk), _paid(desk))
        used.append(Used(number, day, kind))
        made.append(_proposal(desk, at, number))
    return made


def _proposal(desk: PapersContext, at: int, number: str) -> Proposal:
    table = desk.book.tables["Invoices"]
    row = table.rows[at]
    customer = desk.work.facts.customers[table.columns["customer_id"][at].casefold()]
    cell = f"{table.sheet}!{column_letter(table.places[KEY])}{row}"
    currency = (table.columns["currency"][at] or customer.currency).upper()
    return Proposal(row, cell, number, customer.name, table.columns["kind"][at] or "Invoice",
                    table.columns["invoice_date"][at], abs(table.columns["amount"][at]), currency)  # fmt: skip


def _used(book: Book) -> list[Used]:
    columns = book.tables["Invoices"].columns
    rows = zip(columns[KEY], columns["invoice_date"], columns["kind"], strict=True)
    return [Used(number, day, kind or "Invoice") for number, day, kind in rows if number is not None]


def _logged(desk: PapersContext) -> set[str]:
    """Numbers that were used, though perhaps no row of Invoices has them any more."""
    return {entry.invoice_no for entry in desk.work.facts.log if entry.invoice_no}


def _paid(desk: PapersContext) -> set[str]:
    """Numbers that payments name, slips among them."""
    return {part.strip() for payment in desk.work.facts.payments for part in payment.invoice_no.split(",")}


def _is_plain(number: str) -> bool:
    return number.isdecimal() and number.isascii() and number == str(int(number)) and len(number) < 16


def _holds_numbers(desk: PapersContext, place: int) -> bool:
    """Whether the owner keeps the numbers as numbers, not as text: a new one among them is kept the same way."""
    table, data = desk.book.tables["Invoices"], desk.snapshot.data
    with open_workbook(data) as workbook:
        column = all_cells(workbook, data, table.sheet).iloc[table.header_row :, place].tolist()
    cells = [cell for cell in column if cell != ""]
    return bool(cells) and all(isinstance(cell, (int, float)) for cell in cells)


def write_numbers(desk: PapersContext, chosen: Sequence[Proposal]) -> Path | None:
    """Write the numbers into their blank cells; the backup's path. NotDone, and nothing changed, when the workbook
    is open, was saved since it was read, or a cell is not blank or cannot be written."""
    table = desk.book.tables["Invoices"]
    place = table.places[KEY]
    rows = sorted(proposal.row for proposal in chosen)
    as_numbers = _holds_numbers(desk, place)
    values = {of.row: Decimal(of.number) if as_numbers and _is_plain(of.number) else of.number for of in chosen}
    columns: dict[int, list[Value | Keep]] = {place: [values.get(row, KEEP) for row in rows]}
    patches = [SheetPatch(table.sheet, rows, columns, header_row=table.header_row, ours=False)]
    with guard.locked(desk.home):
        return put(desk.snapshot, patches)
