"""Payment references for invoices that have none: made of their numbers, written into PO / ref after a yes.

Only where Settings say which kind the bank agreed to, and only where no other invoice would get the same one: money
that comes with it must say whose it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.countries.payment_references import read_reference, reference_kind
from ar_sheets.reports.papers.context import PapersContext
from ar_sheets.workbook import guard
from ar_sheets.workbook.commit import put
from ar_sheets.xlsx.cells import KEEP, Keep, Value
from ar_sheets.xlsx.patch import SheetPatch
from ar_sheets.xlsx.unwritable import unwritable

KEY = "po_ref"


@dataclass(frozen=True, slots=True)
class ReferenceProposal:
    """A row without a payment reference, and what its PO / ref would say; `cell` as Excel writes it."""

    row: int
    cell: str
    invoice_no: str
    text: str


def proposed_references(desk: PapersContext, numbers: Sequence[str]) -> list[ReferenceProposal]:
    """The references that these invoices would get. NotDone where Settings name no kind of reference."""
    typed, table = desk.settings.payment_reference, desk.book.tables["Invoices"]
    if not typed or KEY not in table.places:
        return []
    kind = reference_kind(typed)
    if kind is None:
        raise NotDone(_("Payment reference in Settings is {typed}. Type KID, OCR, Viite or RF, and behind it the "
                        "number of digits if your bank agreed on one: KID 10.", typed=typed))  # fmt: skip
    wanted = {" ".join(number.split()).casefold() for number in numbers}
    columns = table.columns
    rows = [
        (row, number, columns[KEY][at] or "")
        for at, (row, number) in enumerate(zip(table.rows, columns["invoice_no"], strict=True))
        if number and columns["kind"][at] != "Credit note"
    ]
    bodies = Counter(kind.body_of(number) for _row, number, _text in rows)
    taken = {read_reference(text).number for _row, _number, text in rows}
    held = unwritable(desk.snapshot.data, table.sheet, [table.places[KEY]])
    made = []
    for row, number, text in rows:
        reference = kind.of(number)
        free = bodies[kind.body_of(number)] == 1 and reference not in taken
        writable = (row, table.places[KEY]) not in held and not desk.book.bad.get(("Invoices", row))
        if number.casefold() in wanted and reference and free and writable and not read_reference(text).kind:
            cell = f"{table.sheet}!{column_letter(table.places[KEY])}{row}"
            shown = reference if kind.kind == "RF" else f"{kind.kind} {reference}"
            made.append(ReferenceProposal(row, cell, number, f"{text}, {shown}" if text else shown))
    return made


def write_references(desk: PapersContext, chosen: Sequence[ReferenceProposal]) -> Path | None:
    """Write them; the backup's path. NotDone, and nothing changed, when the workbook is open or was saved since."""
    table = desk.book.tables["Invoices"]
    rows = sorted(of.row for of in chosen)
    values = {of.row: of.text for of in chosen}
    columns: dict[int, list[Value | Keep]] = {table.places[KEY]: [values.get(row, KEEP) for row in rows]}
    with guard.locked(desk.home):
        patches = [SheetPatch(table.sheet, rows, columns, header_row=table.header_row, ours=False)]
        return put(desk.snapshot, patches)
