"""A .csv as a new workbook beside it: its encoding, its separator, its amounts and days; the .csv is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ar_sheets.adopting import refusals
from ar_sheets.adopting.changes import Making
from ar_sheets.adopting.copying import order_of, with_kind
from ar_sheets.adopting.customers import link
from ar_sheets.adopting.defaults import find_currency, find_language, marks_say, up_to
from ar_sheets.adopting.extract import Record, Taken, extract_records
from ar_sheets.adopting.fills import credit_rows
from ar_sheets.adopting.older import from_older
from ar_sheets.adopting.picture import check_totals, show_picture
from ar_sheets.adopting.read_files import grid_of
from ar_sheets.adopting.session import Adopted, Adoption, Wanted, begin
from ar_sheets.adopting.sources import take_customers, take_payments
from ar_sheets.adopting.status_answers import ask_status_words
from ar_sheets.adopting.survey import CUSTOMERS_KIND, INVOICES_KIND, PAYMENTS_KIND, Surveyed
from ar_sheets.base.data import data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import delete_file, temporary_for
from ar_sheets.base.i18n import _, n_
from ar_sheets.schema import translations
from ar_sheets.schema.columns import CUSTOMERS, DUNNING_PLAN, INVOICES, PAYMENTS, Sheet, usual
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.remembered import Remembered
from ar_sheets.xlsx.changes import SheetPatch
from ar_sheets.xlsx.patch import patch


def adopt_csv(path: Path, wanted: Wanted) -> Adopted:
    """A new workbook beside the .csv, with its invoices, their customers, and what it says is paid."""
    target = path.with_suffix(".xlsx")
    if target.exists():
        raise NotDone(
            _(
                "There is already a workbook {name} beside it; it was left as it is. Move it "
                "away, or rename {csv}, and adopt again.",
                name=target.name,
                csv=path.name,
            )
        )
    job = begin({path.stem: grid_of(path)}, Remembered(), Adopted(target, [], made=True), wanted)
    sheet = job.main(INVOICES_KIND)
    if sheet is None:
        raise NotDone(refusals.nothing_to_adopt(job.surveyed))
    wanted.saw(job.surveyed)
    job.copying, job.making = True, Making([], find_language(job.surveyed))
    taken = job.taken = _taken(job, sheet)
    settings = _settings(job, taken)
    check_totals(job, sheet)
    new = _made(taken, settings, job.making.language)
    show_picture(job, read_book(new))
    job.result.write = lambda: _put(new, target)
    return job.result


def _taken(job: Adoption, sheet: Surveyed) -> Taken:
    assert sheet.found is not None
    columns = job.settled(sheet)
    if not sheet.found.grouped:
        link(job, sheet, columns)
    ask_status_words(job, sheet)
    taken = extract_records(job.grids[sheet.name], sheet.found, with_kind(sheet, columns),
                 job.reading(sheet, order_of(job, sheet, columns)))  # fmt: skip
    job.taken = taken
    from_older(job, sheet, None)
    taken.invoices += credit_rows(job)
    take_customers(job, job.of_kind(CUSTOMERS_KIND), taken.customers)
    taken.payments += take_payments(job, job.of_kind(PAYMENTS_KIND), taken.customers)
    job.result.planned = taken.planned
    return taken


def _settings(job: Adoption, taken: Taken) -> dict[str, object]:
    result = job.result
    marked = marks_say(result.columns)
    paid = bool(job.of_kind(PAYMENTS_KIND))
    day = up_to(job.surveyed, job.as_of, marked=marked, payments=paid)
    with_any = {str(record["customer_id"]).casefold() for record in (*taken.invoices, *taken.payments)}
    people = {**job.older_customers, **taken.customers}
    named = bool(job.of_kind(CUSTOMERS_KIND))  # their own list names them, with or without invoices
    taken.customers = {
        key: one for key, one in people.items() if named or str(one["customer_id"]).casefold() in with_any
    }
    counts = (
        n_("{n} invoice", "{n} invoices", len(taken.invoices)),
        n_("{n} customer", "{n} customers", len(taken.customers)),
        n_("{n} payment", "{n} payments", len(taken.payments)),
    )  # fmt: skip
    result.notes.append(", ".join(counts) + ".")
    if taken.left_out:
        result.notes.append(_("Not copied: {rows}.", rows="; ".join(taken.left_out[:5])))
    if result.planned:
        result.notes.append(refusals.planned(result.planned))
    result.notes.append(refusals.say_complete_until(day, job.making.language))
    result.customers = [(c["customer_id"], c["name"] or "") for c in taken.customers.values()]
    result.language = job.making.language
    code = find_currency(result.columns, job.making.language, job.ask)
    return {"currency": code, "language": job.making.language, "payments_complete_until": day.day}


def _made(taken: Taken, settings: dict[str, object], language: str) -> bytes:
    """The new workbook. Its first rows are made with it, so that it has the columns they need; the others are put
    below them as a run does, which is many times faster."""
    from ar_sheets.workbook.create import default_plan, make_workbook

    tables = {
        CUSTOMERS: list(taken.customers.values()), INVOICES: taken.invoices, PAYMENTS: taken.payments,
    }  # fmt: skip
    first: dict[str, list[Record]] = {sheet.name: _first(rows) for sheet, rows in tables.items()}
    first[DUNNING_PLAN.name] = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    return patch(make_workbook(first, settings, language), [
        _below(sheet, rows, language) for sheet, rows in tables.items() if len(rows) > 1
    ])  # fmt: skip


def _first(rows: Sequence[Record]) -> list[Record]:
    """The first row, with every column that any of them has."""
    return [{**dict.fromkeys(key for row in rows for key in row), **rows[0]}] if rows else []


def _below(sheet: Sheet, rows: Sequence[Record], language: str) -> SheetPatch:
    local = usual(translations.in_language(sheet, language), _first(rows))
    places = {column.key: place for place, column in enumerate(local.columns)}
    more: list[dict[int, Any]] = [
        {
            places[key]: translations.value_in(sheet.column(key), value, language)
            for key, value in row.items()
            if value not in (None, "")
        }
        for row in rows[1:]
    ]
    return SheetPatch(local.title, append=more, header_row=1, ours=False)


def _put(new: bytes, target: Path) -> None:
    """Written beside its place first, so that it is there whole or not at all."""
    temporary = temporary_for(target)
    try:
        temporary.write_bytes(new)
        temporary.rename(target)
    except OSError as fault:
        raise NotDone(
            _(
                "{path} could not be written ({reason}). Check the rights and the disk.",
                path=target,
                reason=fault.strerror,
            )
        ) from fault
    finally:
        delete_file(temporary)
