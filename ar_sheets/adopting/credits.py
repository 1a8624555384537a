"""Negative amounts in an owner's list: credit notes, said so in the column adopt adds; and holds on copied rows."""

from __future__ import annotations

from decimal import Decimal

from ar_sheets.adopting.extract import says_credit, says_money_in
from ar_sheets.adopting.session import Adoption
from ar_sheets.base.i18n import _, n_
from ar_sheets.facts.own_status import first_unclear
from ar_sheets.schema import translations
from ar_sheets.schema.columns import INVOICES
from ar_sheets.workbook.book import Book
from ar_sheets.xlsx.changes import SheetPatch


def credits_to(job: Adoption, book: Book) -> None:
    """Write Credit note into the new column Kind of each row with a negative amount, and say which these are.

    A row that says it is money that came in is left: its customer gets no letters until a person says what it is.
    """
    table = book.tables[INVOICES.name]
    place = table.places.get("kind")
    fresh = {column.header for column in job.making.columns if column.sheet == table.sheet}
    if place is None or table.headers["kind"] not in fresh:
        return
    grid = job.grids[table.sheet]
    found = []
    for position, row in enumerate(table.rows):
        amount = table.columns["amount"][position]
        texts = " ".join(v for v in grid[row - 1] if isinstance(v, str)) if row <= len(grid) else ""
        if amount is not None and amount < 0 and (says_credit(texts) or not says_money_in(texts)):
            number = table.columns["invoice_no"][position] or _("row {row}", row=row)
            found.append((row, _("{number} ({amount:,.2f})", number=number, amount=amount)))
    if not found:
        return
    word = translations.word_in("choice", "Credit note", job.making.language)
    job.making.appended.append(
        SheetPatch(table.sheet, [row for row, _text in found], {place: [word] * len(found)},
                   header_row=table.header_row, ours=False)
    )  # fmt: skip
    few, more = ", ".join(text for _row, text in found[:6]), len(found) - 6
    few = n_("{what} and {n} more", "{what} and {n} more", more, what=few) if more > 0 else few
    job.result.credits = _('"{word}" in {column} for what has a negative amount: {invoices}', word=word,
                           column=table.headers["kind"], invoices=few)  # fmt: skip


def holds_to(job: Adoption, book: Book) -> None:
    """A copied row whose mark of payment nobody can read is held, unless the mark stands there and says Check."""
    table = book.tables[INVOICES.name]
    if not job.held or "hold_reason" not in table.places:
        return
    why, rows, texts = dict(job.held), [], []
    for position, row in enumerate(table.rows):
        record = {key: values[position] for key, values in table.columns.items()}
        reason = why.get(record["invoice_no"])
        if reason and record["hold_reason"] is None and not first_unclear(record, record["amount"] or Decimal(0)):
            rows.append(row)
            texts.append(reason)
    if rows:
        place = table.places["hold_reason"]
        change = SheetPatch(table.sheet, rows, {place: texts}, header_row=table.header_row, ours=False)
        job.making.appended.append(change)
