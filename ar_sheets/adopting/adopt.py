"""Take on a workbook people have: survey it, settle what is what, add what is missing, and try it before it counts."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ar_sheets.adopting import refusals
from ar_sheets.adopting.changes import (
    Making,
    add_our_sheet,
    customers_to,
    in_place,
    missing_sheets,
    payments_to,
    remember_more,
)  # fmt: skip
from ar_sheets.adopting.copying import copied, copy_reason
from ar_sheets.adopting.customers import link
from ar_sheets.adopting.defaults import find_currency, find_language, marks_say, up_to
from ar_sheets.adopting.exchanged import put_right
from ar_sheets.adopting.extract import extract_customers
from ar_sheets.adopting.fills import (
    blanks,
    credit_rows,
    own_columns,
)  # fmt: skip
from ar_sheets.adopting.from_csv import adopt_csv
from ar_sheets.adopting.made_rows import with_payments
from ar_sheets.adopting.mapping import Question, Settled, contract_column, in_contract
from ar_sheets.adopting.obstacles import refuse_what_is_in_the_way
from ar_sheets.adopting.older import from_older
from ar_sheets.adopting.picture import check_totals, show_picture
from ar_sheets.adopting.read_files import CSV
from ar_sheets.adopting.session import Adopted, Adoption, Wanted, begin
from ar_sheets.adopting.sources import foreign, take_customers, take_payments
from ar_sheets.adopting.status_answers import ask_status_words
from ar_sheets.adopting.survey import (
    CREDITS_KIND,
    CUSTOMERS_KIND,
    INVOICES_KIND,
    OURS,
    PAYMENTS_KIND,
    Surveyed,
    adopted_before,
    contract_sheet,
)  # fmt: skip
from ar_sheets.adopting.unsaved import refuse_unsaved
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import normalize_header
from ar_sheets.schema import translations
from ar_sheets.schema.columns import INVOICES
from ar_sheets.workbook import guard
from ar_sheets.workbook.backups import ADOPT
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.remembered import SHEET, Remembered, remembered
from ar_sheets.workbook.spoken import settings_sheet
from ar_sheets.xlsx.grids import grids
from ar_sheets.xlsx.verify import verify


def adopt_workbook(path: Path, wanted: Wanted, *, dry_run: bool = False) -> Adopted:
    """Make the workbook at `path` one that a run works on; a .csv becomes a new workbook beside it.

    Raises NotDone, a sentence, where there is nothing to adopt or a change cannot be made without loss.
    """
    answers: dict[str, str] = {}

    def asked(question: Question) -> str:
        return answers.setdefault(question.name, wanted.ask(question))

    with nothing_collected():
        result = _adopted(path, replace(wanted, ask=asked))
    result.answers = answers
    if not dry_run:
        result.write()
    return result


@contextlib.contextmanager
def nothing_collected() -> Iterator[None]:
    """What is made lives to the end of it; to look through it again and again for garbage costs much of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _adopted(path: Path, wanted: Wanted) -> Adopted:
    if path.suffix.lower() in CSV:
        return adopt_csv(path, wanted)
    snapshot = guard.read_snapshot(path)
    result, new = worked_out(snapshot.data, snapshot.path, wanted)
    # what would be refused at the end is refused before anyone says yes
    verify(snapshot.data, new, new, result.changes)

    def write() -> None:
        opened = guard.who_has_it_open(path)
        if opened:
            raise NotDone(opened)
        if result.changes:
            with guard.locked(snapshot.path.parent):
                guard.replace(snapshot, new, result.changes, ADOPT)

    result.write = write
    return result


def worked_out(data: bytes, path: Path, wanted: Wanted) -> tuple[Adopted, bytes]:
    """What would be made of a workbook's bytes: the result, and the new bytes."""
    job = _begun(data, path, wanted)
    wanted.saw(job.surveyed)
    main = job.main(INVOICES_KIND)
    if main is None and not _has_ours(job, INVOICES_KIND):
        raise NotDone(refusals.nothing_to_adopt(job.surveyed))
    job.credits = credit_rows(job) if job.of_kind(CREDITS_KIND) else []
    if main is not None:
        refuse_what_is_in_the_way(job, main)
        _invoices(job, main)
    older = from_older(job, main, job.book if main is None or job.adopted(main) else None)
    if job.copying:
        add_our_sheet(job.making, INVOICES, [*job.taken.invoices, *job.credits])
    job.keep_answers()
    _customers(job, main)
    _people_and_payments(job)
    if adopted_before(job.grids):
        remember_more(job.making, job.grids)
    changes, new = with_payments(job, data, job.making.made_of(data), older)
    book = read_book(new)
    _tried(book, job)
    job.result.changes = changes
    check_totals(job, main)
    show_picture(job, book)
    return job.result, new


def _begun(data: bytes, path: Path, wanted: Wanted) -> Adoption:
    found = grids(data)
    place = settings_sheet(list(found))
    said = remembered(found[place]) if place else Remembered()
    job = begin(found, said, Adopted(path, []), wanted)
    job.data = data
    if not adopted_before(found):
        refuse_unsaved(data, [s for s in job.surveyed if s.name not in job.beside])
    if adopted_before(found):
        with contextlib.suppress(NotDone):  # Settings of ours, but no list a run could read yet
            job.book = read_book(data)
    job.making = Making(list(found), find_language(job.surveyed), said, {_title(name) for name in said.sheets})
    job.making.blanks = {name: blanks(grid) for name, grid in found.items()}
    return job


def _title(name: str) -> str:
    return next((s.name for s in translations.sheets().values() if normalize_header(s.name) == name), name)


def _has_ours(job: Adoption, kind: str) -> bool:
    return any(s.kind == OURS and (c := contract_sheet(s.name)) and c.name == kind for s in job.surveyed)


def _invoices(job: Adoption, main: Surveyed) -> None:
    """The list of invoices: where it stands, or copied where a run could not read it there."""
    others = [s for s in job.of_kind(INVOICES_KIND) if s is not main]
    if others and normalize_header(INVOICES_KIND) not in job.said.sheets:
        job.result.notes.append(refusals.say_newest(main, others))
    if main.name not in job.said.order:
        put_right(job, main)
    columns = job.settled(main)
    ask_status_words(job, main)
    if job.adopted(main):
        _settle(job, main, columns)
        return
    reason = copy_reason(main, columns)
    if not (main.found and main.found.grouped):
        link(job, main, columns)
    if reason:
        copied(job, main, columns, reason)
        return
    _settle(job, main, columns)


def _at_home(job: Adoption, sheet: Surveyed) -> None:
    job.making.handled.add(sheet.kind)
    if normalize_header(sheet.kind) not in job.said.sheets:
        job.making.remember(SHEET + sheet.kind, sheet.name)


def _settle(job: Adoption, sheet: Surveyed, columns: dict[str, Settled]) -> None:
    """A list that stays where it is: what is missing goes to its right end."""
    _at_home(job, sheet)
    there = set(job.book.tables[sheet.kind].places) if job.book and job.adopted(sheet) else None
    job.own = own_columns(job, sheet, columns) if sheet.kind == INVOICES_KIND and there is None else {}
    own = {*job.own, *(["kind"] if job.credits and sheet.kind == INVOICES_KIND else [])}
    in_place(job.making, sheet, columns, there, own - set(columns if "kind" in columns else ()) | set(job.own))


def _customers(job: Adoption, main: Surveyed | None) -> None:
    """The customers: the owner's list, or one made from the names in the invoices."""
    people = job.main(CUSTOMERS_KIND)
    if people is not None and people.name not in job.beside:
        columns = job.settled(people)
        _settle(job, people, columns)
    elif not _has_ours(job, CUSTOMERS_KIND) and CUSTOMERS_KIND not in job.making.handled:
        found = job.taken.customers
        if main is not None and main.found is not None and not job.copying:
            found = extract_customers(job.grids[main.name], main.found, job.settled(main), job.reading(main, ""))
        found = {**job.older_customers, **found}
        take_customers(job, foreign(job, CUSTOMERS_KIND), found)
        customers_to(job.making, found.values())
        job.result.customers = [(c["customer_id"], c["name"] or "") for c in found.values()]


def _people_and_payments(job: Adoption) -> None:
    paid = job.main(PAYMENTS_KIND)
    if paid is not None and paid.name in job.beside:
        paid = None
    job.taken.payments += take_payments(
        job, foreign(job, PAYMENTS_KIND), {**job.older_customers, **job.taken.customers}
    )
    if paid is not None:
        columns = job.settled(paid)
        if not job.adopted(paid):
            link(job, paid, columns)
        _settle(job, paid, columns)
    elif not _has_ours(job, PAYMENTS_KIND) and PAYMENTS_KIND not in job.making.handled:
        payments_to(job.making, None, job.taken.payments)
        job.taken.payments = []
    marks = marks_say(job.result.columns)
    settings: dict[str, object] = {"language": job.making.language}
    if not adopted_before(job.grids):
        settings["currency"] = find_currency(job.result.columns, job.making.language, job.ask)
        day = up_to(job.surveyed, job.as_of, marked=marks, payments=paid is not None)
        settings["payments_complete_until"] = day.day
        job.result.notes.append(refusals.say_complete_until(day, job.making.language))
    where = job.ask(Question("Start", _("Where shall the sheet Start go?"), ("first", "last"), "first", 1.0))
    missing_sheets(job.making, job.surveyed, settings, first=where == "first")
    job.result.language = job.making.language


def _tried(book: Book, job: Adoption) -> None:
    """The new workbook read as a run reads it: every column must be found where it was said to be."""
    for sheet, columns in job.result.columns.items():
        table = next((t for t in book.tables.values() if t.sheet == sheet), None)
        kind = next(s.kind for s in job.surveyed if s.name == sheet)
        if table is None or table is not book.tables.get(kind):
            continue
        for role, what in columns.items():
            if not in_contract(kind, role):
                continue
            key = contract_column(kind, role).key
            if key in job.own:
                continue
            if what.column is not None and table.places.get(key) != what.column.place:
                raise NotDone(
                    _(
                        'A run would not find the column "{column}" of {sheet} as {key}. Nothing was '
                        "changed. Give its header a name of its own, and adopt again.",
                        column=what.column.header,
                        sheet=sheet,
                        key=key,
                    )
                )
