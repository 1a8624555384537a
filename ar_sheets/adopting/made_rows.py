"""Rows and cells that follow from what an adopted list says: payments its marks stand for, credits, disputes, days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ar_sheets.adopting import refusals
from ar_sheets.adopting.changes import (
    payments_to,
)  # fmt: skip
from ar_sheets.adopting.credits import credits_to, holds_to
from ar_sheets.adopting.extract import extract_customers
from ar_sheets.adopting.fills import (
    append_credits,
    count_planned,
    fill_days,
    fill_disputes,
    fill_emails,
)  # fmt: skip
from ar_sheets.adopting.marked import not_readable, payments_by_marks
from ar_sheets.adopting.session import Adoption
from ar_sheets.adopting.survey import (
    INVOICES_KIND,
)  # fmt: skip
from ar_sheets.schema import translations
from ar_sheets.schema.columns import PAYMENTS
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book
from ar_sheets.xlsx.changes import Change


def with_payments(
    job: Adoption, data: bytes, new: bytes, older: Sequence[Mapping[str, Any]]
) -> tuple[list[Change], bytes]:
    """What the owner's marks say is paid and no payment stands for becomes rows of Payments."""
    book = read_book(new)
    if job.own:
        fill_days(job, book, job.own)
        new = job.making.made_of(data)
        book = read_book(new)
    doubtful = not_readable(book)
    job.result.notes += [refusals.say_not_readable(doubtful)] if doubtful else []
    known = {row.get("invoice_no") for row in older}  # their marks may have been copied with them
    rows = [
        *job.taken.payments,
        *older,
        *(m for m in payments_by_marks(book, job.as_of) if m["invoice_no"] not in known),
    ]
    before = len(job.making.appended)
    credits_to(job, book)
    holds_to(job, book)
    _fill(job, book)
    if not rows and len(job.making.appended) == before:
        return job.making.all(), new
    if rows:
        _pay(job, book, rows)
    return job.making.all(), job.making.made_of(data)


def _fill(job: Adoption, book: Book) -> None:
    main = job.main(INVOICES_KIND)
    if not job.copying:
        job.result.planned += count_planned(book, job)
        append_credits(job, book, job.credits)
    if main is not None and main.found is not None and not job.adopted(main):
        columns = job.settled(main)
        if not job.copying:
            fill_disputes(job, book, main, columns)
        if "email" in columns:
            people = job.taken.customers if job.copying else extract_customers(
                job.grids[main.name], main.found, columns, job.reading(main, ""))  # fmt: skip
            fill_emails(job, book, people)
    if job.result.planned:
        job.result.notes.append(refusals.planned(job.result.planned))


def _pay(job: Adoption, book: Book, rows: Sequence[Mapping[str, Any]]) -> None:
    """The rows into Payments: those of the new sheet, or below those that are there."""
    fresh = next((s for s in job.making.sheets if s.name == book.tables["Payments"].sheet), None)
    if fresh is None:
        payments_to(job.making, book, rows)
    else:
        keys = [c.key for c in translations.in_language(PAYMENTS, job.making.language).columns]
        more = [[row.get(key) for key in keys] for row in rows]
        at = job.making.sheets.index(fresh)
        job.making.sheets[at] = replace(fresh, rows=[*fresh.rows, *more])
    job.result.notes.append(refusals.taken_over(len(rows), book.tables[PAYMENTS.name].sheet))
