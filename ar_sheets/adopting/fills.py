"""Cells of the columns that adopt added to a list, and blank ones of the owner's: what is written there and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ar_sheets.adopting.detect_table import column_cells
from ar_sheets.adopting.extract import DISPUTED, Record, extract_records, written_on
from ar_sheets.adopting.mapping import Settled
from ar_sheets.adopting.session import Adoption
from ar_sheets.adopting.survey import CREDITS_KIND, CUSTOMERS_KIND, Surveyed
from ar_sheets.adopting.value_types import cell_as_date, date_order
from ar_sheets.base.i18n import _, n_
from ar_sheets.facts.own_status import planned_day, said_paid
from ar_sheets.schema import translations
from ar_sheets.schema.columns import CUSTOMERS, INVOICES
from ar_sheets.schema.status_words import is_flag, means_disputed, means_yes
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.remembered import MARKS
from ar_sheets.xlsx.changes import SheetPatch


def own_columns(job: Adoption, sheet: Surveyed, columns: Mapping[str, Settled]) -> dict[str, dict[int, Any]]:
    """Role -> row -> day, for the days of a list that stays where it is and need a column of their own: those that
    were put right, and days of invoices worked out from due dates."""
    assert sheet.found is not None
    found = {
        role: dict(zip(sheet.found.rows, days, strict=True)) for role, days in job.fixed.get(sheet.name, {}).items()
    }
    issued, due = columns.get("invoice_date"), columns.get("typed_due_date")
    if issued is not None and issued.column is None and due is not None and due.column is not None:
        values = column_cells(job.grids[sheet.name], sheet.found, due.column.place)
        order = date_order(values) or "day first"
        days = [cell_as_date(value, order) for value in values]
        found["invoice_date"] = {
            row: written_on(day, job.as_of) for row, day in zip(sheet.found.rows, days, strict=True) if day
        }
    return found


def fill_days(job: Adoption, book: Book, own: Mapping[str, Mapping[int, Any]]) -> None:
    """The days of `own_columns` into their columns."""
    table = book.tables[INVOICES.name]
    for role, by_row in own.items():
        rows = [row for row in sorted(by_row) if by_row[row] is not None]
        if role in table.places and rows:
            _patch(job, book, INVOICES.name, rows, {table.places[role]: [by_row[row] for row in rows]})


def fill_disputes(job: Adoption, book: Book, sheet: Surveyed, columns: Mapping[str, Settled]) -> None:
    """A yes in the list's own column of disputes, or such a status, becomes a dispute of the invoice, if it is open."""
    table, grid = book.tables[INVOICES.name], job.grids[sheet.name]
    places = [s.column.place for r in ("disputed", "marked_status") if (s := columns.get(r)) and s.column]
    if "dispute_reason" not in table.places or not places:
        return
    flagged, rows = columns.get("disputed"), []
    for position, row in enumerate(table.rows):
        record = {key: values[position] for key, values in table.columns.items()}
        line = grid[row - 1] if row <= len(grid) else []
        flag = line[flagged.column.place] if flagged and flagged.column and flagged.column.place < len(line) else ""
        says = (is_flag(flag) and means_yes(flag)) or means_disputed(record.get("marked_status"))
        amount = record["amount"]
        paid = said_paid(record, amount, job.as_of) if amount else None
        if says and amount and record["dispute_reason"] is None and (paid or 0) < amount:
            rows.append(row)
    if rows:
        _patch(job, book, INVOICES.name, rows, {table.places["dispute_reason"]: [DISPUTED] * len(rows)})


def fill_emails(job: Adoption, book: Book, found: Mapping[str, Record]) -> None:
    """E-mail addresses of the list of invoices for the customers of the owner's list that have none."""
    table = book.tables.get(CUSTOMERS.name)
    people = job.main(CUSTOMERS_KIND)
    if table is None or people is None or table.sheet != people.name or "email" not in table.places:
        return
    mails = {
        str(text).casefold(): one["email"] for one in found.values() if one.get("email")
        for text in (one["customer_id"], one.get("name")) if text
    }  # fmt: skip
    rows, values = [], []
    for position, row in enumerate(table.rows):
        who = [table.columns[key][position] for key in ("customer_id", "name")]
        mail = next((mails[str(w).casefold()] for w in who if w and str(w).casefold() in mails), None)
        if mail and table.columns["email"][position] is None:
            rows.append(row)
            values.append(mail)
    if rows:
        _patch(job, book, CUSTOMERS.name, rows, {table.places["email"]: values})


def credit_rows(job: Adoption) -> list[Record]:
    """What is left of the credit notes that stand in lists of their own."""
    found: list[Record] = []
    for sheet in job.of_kind(CREDITS_KIND):
        columns = job.settled(sheet)
        assert sheet.found is not None
        taken = extract_records(job.grids[sheet.name], sheet.found, columns, job.reading(sheet, "day first"))
        found += taken.invoices
        job.result.notes.append(
            n_(
                "{sheet}: {n} credit note taken along.",
                "{sheet}: {n} credit notes taken along.",
                len(taken.invoices),
                sheet=sheet.name,
            )
            + (" " + _("Not taken: {rows}.", rows="; ".join(taken.left_out[:5])) if taken.left_out else "")
        )
    return found


def append_credits(job: Adoption, book: Book, credits: list[Record]) -> None:
    """Credit notes below the invoices of a list that stays where it is; each is brought over once."""
    table = book.tables[INVOICES.name]
    known = {str(n).casefold() for n in table.columns["invoice_no"] if n}
    word = translations.word_in("choice", "Credit note", job.making.language)
    fresh = [one for one in credits if str(one["invoice_no"]).casefold() not in known]
    rows = [
        {
            table.places[k]: word if k == "kind" else v
            for k, v in one.items()
            if k in table.places and v not in (None, "")
        }
        for one in fresh
    ]
    if rows:
        patch = SheetPatch(table.sheet, append=rows, header_row=table.header_row, ours=False, under_sum=True)
        job.making.appended.append(patch)


def count_planned(book: Book, job: Adoption) -> int:
    """How many rows of a list that stays where it is have a paid-on day still to come."""
    table = book.tables[INVOICES.name]
    there = [c.key for c in MARKS if c.key in table.places]
    if "marked_paid_on" not in there:
        return 0
    return sum(planned_day({"marked_paid_on": v}, job.as_of) is not None for v in table.columns["marked_paid_on"])


def blanks(grid: Any) -> set[tuple[int, int]]:
    """The cells (1-based row, 0-based column) that hold nothing but blanks."""
    return {
        (number, place)
        for number, row in enumerate(grid, start=1)
        for place, value in enumerate(row)
        if isinstance(value, str) and value and value.isspace()
    }


def _patch(job: Adoption, book: Book, sheet: str, rows: list[int], columns: dict[int, list[Any]]) -> None:
    table = book.tables[sheet]
    job.making.appended.append(SheetPatch(table.sheet, rows, columns, header_row=table.header_row, ours=False))
