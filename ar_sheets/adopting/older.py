"""Several lists of invoices, a sheet for each year: the newest is worked on, what is still open elsewhere is copied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ar_sheets.adopting.copying import COPIED, LEFT, order_of, remember_copy, with_kind
from ar_sheets.adopting.extract import Record, Taken, extract_records
from ar_sheets.adopting.mapping import Question, Settled
from ar_sheets.adopting.survey import INVOICES_KIND, Surveyed
from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.base.text import normalize_header
from ar_sheets.workbook.remembered import MARKS, OLDER
from ar_sheets.xlsx.changes import SheetPatch
from ar_sheets.xlsx.patch import formula_cells

if TYPE_CHECKING:
    from ar_sheets.adopting.session import Adoption
    from ar_sheets.workbook.book import Book


def from_older(job: Adoption, main: Surveyed | None, book: Book | None) -> list[Record]:
    """Copy what is still open in the other lists below the list that is worked on; the payments on those rows."""
    payments: list[Record] = []
    others = [sheet for sheet in job.of_kind(INVOICES_KIND) if sheet is not main]
    known = _numbers(job, main, book) if others else set()
    for sheet in others:
        if not _wanted(job, sheet, main):
            continue
        columns = job.settled(sheet)
        order = order_of(job, sheet, columns)
        assert sheet.found is not None
        taken = extract_records(
            job.grids[sheet.name], sheet.found, with_kind(sheet, columns), job.reading(sheet, order)
        )
        fresh = _still_open(taken, known)
        if normalize_header(sheet.name) in job.said.older:
            fresh = [i for i in fresh if i["invoice_no"]]  # without a number nobody knows whether it was copied
        paid = [p for p in taken.payments if p.get("invoice_no") in {i["invoice_no"] for i in fresh}]
        payments += paid
        job.older_customers |= {key: taken.customers[key] for key in taken.customers if _named(key, fresh)}
        _say(job, sheet, taken, fresh, known)
        known |= {str(i["invoice_no"]).casefold() for i in fresh}
        job.held += [(i["invoice_no"], i["hold_reason"]) for i in fresh if i.get("hold_reason")]
        _append(job, main, book, fresh, _as_they_stand(job, main, sheet, taken) if main else {})
        remember_copy(job, sheet, columns)
    return payments


def _named(key: str, fresh: list[Record]) -> bool:
    return any(str(i["customer_id"]).casefold() == key for i in fresh)


_OPEN_ONES = N_("{sheet} is a list of invoices too ({rows} rows). Shall those still open be copied into {where}?")
_ALL = N_(
    "{sheet} is a list of invoices too ({rows} rows). Shall all of them be copied into {where}? Nothing in it says "
    "which are paid."
)


def _wanted(job: Adoption, sheet: Surveyed, main: Surveyed | None) -> bool:
    """Whether its open rows are to be copied: as was said once, else asked unless it is plainly an older year."""
    said = job.said.older.get(normalize_header(sheet.name))
    if said is not None:
        return normalize_header(said) == COPIED
    assert sheet.found is not None
    marked = any(m.key in (sheet.guessed or {}) for m in MARKS)
    first = min(main.days("invoice_date"), default=None) if main else None
    older = first is not None and sheet.newest() <= first + timedelta(days=62)
    question = _OPEN_ONES if marked else _ALL
    where = main.name if main else _("your Invoices")
    text = _(question, sheet=sheet.name, rows=len(sheet.found.rows), where=where)
    sure = 0.85 if marked and older else 0.5
    answer = job.ask(Question(OLDER + sheet.name, text, (COPIED, LEFT), COPIED if marked else "", sure))
    if normalize_header(answer) == COPIED:
        return True
    job.making.remember(OLDER + sheet.name, LEFT)
    return False


def _numbers(job: Adoption, main: Surveyed | None, book: Book | None) -> set[str]:
    """The numbers of the invoices that are there already, folded."""
    if book is not None:
        return {n.casefold() for n in book.tables[INVOICES_KIND].columns["invoice_no"] if n}
    if job.copying or main is None or main.found is None:
        return {str(i["invoice_no"]).casefold() for i in job.taken.invoices}
    taken = extract_records(job.grids[main.name], main.found, job.settled(main), job.reading(main, ""))
    return {str(i["invoice_no"]).casefold() for i in taken.invoices}


def _still_open(taken: Taken, known: set[str]) -> list[Record]:
    paid: dict[Any, Any] = {}
    for payment in taken.payments:
        number = payment.get("invoice_no")
        paid[number] = paid.get(number, 0) + payment["amount"]
    return [
        invoice for invoice in taken.invoices
        if str(invoice["invoice_no"]).casefold() not in known and invoice["kind"] is None
        and not (invoice["invoice_no"] in paid and paid[invoice["invoice_no"]] >= invoice["amount"])
    ]  # fmt: skip


def _say(job: Adoption, sheet: Surveyed, taken: Taken, fresh: list[Record], known: set[str]) -> None:
    again = sum(str(i["invoice_no"]).casefold() in known for i in taken.invoices)
    credits = sum(i["kind"] is not None for i in taken.invoices)
    if fresh or normalize_header(sheet.name) not in job.said.older:
        count, whole = len(fresh), len(taken.invoices)
        what = [
            n_(
                "{n} of its {all} invoices is still open and is copied below the others",
                "{n} of its {all} invoices are still open and are copied below the others",
                count,
                all=whole,
            )
            if count
            else _("none of its {all} invoices is open and missing, so none is copied", all=whole)
        ]
        if again:
            what.append(n_("{n} has a number that is there already", "{n} have a number that is there already", again))
        if credits:
            what.append(n_("{n} credit note stays where it is", "{n} credit notes stay where they are", credits))
        job.result.notes.append(_("{sheet}: {what}. {sheet} itself stays as it is.",
                                  sheet=sheet.name, what="; ".join(what)))  # fmt: skip


def _as_they_stand(job: Adoption, main: Surveyed, sheet: Surveyed, taken: Taken) -> dict[str, dict[int, Any]]:
    """By number of the invoice, what the row holds in the columns both lists have, but for what formulas make there."""
    assert main.found is not None
    assert sheet.found is not None
    there = {normalize_header(c.header): c.place for c in sheet.found.columns}
    same = {
        c.place: there[normalize_header(c.header)] for c in main.found.columns if normalize_header(c.header) in there
    }
    mine, theirs = _places(job.settled(main)), _places(job.settled(sheet))
    same |= {mine[m.key]: theirs[m.key] for m in MARKS if m.key in mine and m.key in theirs}
    lines = set(main.found.rows)  # a row of sums does not count
    made = {column for row, column in formula_cells(job.data, main.name, same) if row in lines}
    grid = job.grids[sheet.name]
    return {
        number: {
            to: value for to, place in same.items()
            if to not in made and place < len(grid[row - 1]) and (value := grid[row - 1][place]) not in ("", None)
        }
        for number, row in taken.rows.items()
    }  # fmt: skip


def _append(
    job: Adoption, main: Surveyed | None, book: Book | None, fresh: list[Record], whole: Mapping[str, dict[int, Any]]
) -> None:
    if not fresh:
        return
    if book is not None:
        table = book.tables[INVOICES_KIND]
        rows = [{**whole.get(str(r["invoice_no"]), {}), **_placed(table.places, r)} for r in fresh]
        patch = SheetPatch(table.sheet, append=rows, header_row=table.header_row, ours=False, under_sum=True)
        job.making.appended.append(patch)
    elif job.copying or main is None or main.found is None:
        job.taken.invoices += fresh
    else:
        columns = job.settled(main)
        rows = [
            {**whole.get(str(r["invoice_no"]), {}), **_placed(_places(columns), _as_theirs(r, columns))} for r in fresh
        ]
        patch = SheetPatch(main.name, append=rows, header_row=main.found.header_row, ours=False, under_sum=True)
        job.making.appended.append(patch)


def _as_theirs(record: Record, columns: Mapping[str, Settled]) -> Record:
    """Numbers of invoices and customers as numbers, where the list has them so."""
    typed = dict(record)
    for role in ("invoice_no", "customer_id"):
        column = columns[role].column if role in columns else None
        value = record.get(role)
        whole = column is not None and column.shape.whole == column.shape.filled > 0
        if whole and isinstance(value, str) and value.isdecimal() and not value.startswith("0") and len(value) < 15:
            typed[role] = int(value)
    return typed


def _places(columns: Mapping[str, Settled]) -> dict[str, int]:
    """Where a record goes in a list: a customer's name stands for the ID where the list has only names."""
    places = {role: s.column.place for role, s in columns.items() if s.column is not None}
    if "customer_id" not in places and "customer_name" in places:
        places["customer_id"] = places["customer_name"]
    return places


def _placed(places: Mapping[str, int], record: Record) -> dict[int, Any]:
    return {places[key]: value for key, value in record.items() if key in places and value not in (None, "")}
