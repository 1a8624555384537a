"""Give back: what a run decided, as changed cells. Only computed columns and new Log rows, and only what differs.

What people typed is never in here: every column is looked up among those the contract gives to ar-sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import language
from ar_sheets.dunning.outbox import Outbox
from ar_sheets.dunning.sums import CustomerSum, aging_rows
from ar_sheets.facts.assessment import Assessment
from ar_sheets.schema import translations
from ar_sheets.schema.columns import SHEETS, Column, Sheet
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry, Table
from ar_sheets.workbook import start_sheet
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import REPLACED
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.patch import KEEP, ChartValues, NewSheet, SheetPatch

BY_NAME = {sheet.name: sheet for sheet in SHEETS}
FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd"}

Records = Mapping[int, Mapping[str, Any]]  # workbook row -> new values by key


def workbook_changes(
    book: Book, work: Assessment, sums: Mapping[str, CustomerSum], outbox: Outbox, entries: Sequence[LogEntry],
    start: Sequence[tuple[str, Any]], dashboard: Mapping[str, Sequence[Sequence[Any]]],
) -> list[SheetPatch | NewSheet | ChartValues]:  # fmt: skip
    """Every change the run makes to the workbook; a list without cells when nothing differs."""
    aging = aging_rows(sums)
    problems = [_problem(finding) for finding in book.findings]
    patches = [
        _patched(book, "Invoices", invoice_records(book, work)),
        _patched(book, "Customers", _customer_records(work, sums)),
        _patched(book, "Payments", _payment_records(book, work)),
        _patched(book, "Payment plans", {i.row: {"paid": i.paid, "status": i.status} for i in work.instalments}),
        *outbox_and_log(book, outbox, entries),
        _rewritten(book, "Aging", aging),
        _rewritten(book, "Problems", problems),
    ]
    return [
        *(patch for patch in patches if patch is not None),
        *start_sheet.start_changes(book, dashboard, start, same_value),
    ]


def outbox_and_log(book: Book, outbox: Outbox, entries: Sequence[LogEntry]) -> list[SheetPatch | NewSheet]:
    """The changes to the Outbox's computed cells, and the rows to append to the Log."""
    patches = [
        _patched(book, "Outbox", outbox.rows, outbox.appended),
        _patched(book, "Log", {}, [_log_record(entry) for entry in entries]),
    ]
    return [patch for patch in patches if patch is not None]


def count(patches: Iterable[Change]) -> dict[str, int]:
    """How many cells change on each sheet."""
    counts: dict[str, int] = {}
    for patch in patches:
        if isinstance(patch, NewSheet):
            counts[patch.name] = sum(len(row) for row in patch.rows)
        elif isinstance(patch, SheetPatch):
            cells = sum(value is not KEEP for column in patch.columns.values() for value in column)
            counts[patch.sheet] = cells + sum(len(row) for row in patch.append)
    return {sheet: number for sheet, number in counts.items() if number}


def _patched(
    book: Book, name: str, records: Records, appended: Sequence[Mapping[str, Any]] = ()
) -> SheetPatch | NewSheet | None:
    """The computed cells of the rows in `records` that differ, and the rows to append."""
    table = book.tables.get(name)
    if table is None:
        return new_sheet(translations.in_language(BY_NAME[name], book.language), appended) if appended else None
    columns = _ours(BY_NAME[name], table)
    changed: dict[int, list[Any]] = {}
    for key in columns:
        column = BY_NAME[name].column(key)
        old = table.columns[key]
        new = [
            records[row].get(key) if row in records and not _blocked(book, name, row, key) else KEEP
            for row in table.rows
        ]
        if column.words and name in REPLACED:  # what was read is the word that stands there
            new = [_told(column, value) for value in new]
        values = [
            KEEP if value is KEEP or same_value(value, before) else _told(column, value)
            for value, before in zip(new, old, strict=True)
        ]
        if any(value is not KEEP for value in values):
            changed[table.places[key]] = values
    added = [_placed(BY_NAME[name], table, record) for record in appended]
    if not changed and not added:
        return None
    return SheetPatch(table.sheet, table.rows if changed else (), changed, added, table.header_row)


def _blocked(book: Book, name: str, row: int, key: str) -> bool:
    return bool(book.blocked) and key in book.blocked.get((name, row), ())


def _ours(sheet: Sheet, table: Table) -> list[str]:
    return [column.key for column in sheet.owned_by("computed") if column.key in table.places]


def same_value(new: Any, old: Any) -> bool:
    """Whether a cell holds the value already. `old` is as it was read: typed, or raw (float, datetime, "")."""
    if new is None or new == "":
        return old is None or bool(old == "")
    if isinstance(new, Decimal):
        return isinstance(old, (int, float, Decimal)) and float(new) == float(old)
    return bool(new == (old.date() if isinstance(old, datetime) else old))


def _told(column: Column, value: Any) -> Any:
    """A key in the words of the language that is spoken."""
    return translations.told_key(column, value, language())


def _placed(sheet: Sheet, table: Table, record: Mapping[str, Any]) -> dict[int, Any]:
    return {
        table.places[key]: _told(sheet.column(key), value)
        for key, value in record.items()
        if key in table.places and value is not None
    }


def new_sheet(sheet: Sheet, rows: Sequence[Mapping[str, Any]], title: str = "") -> NewSheet:
    """A sheet of the contract with rows of values by key; `title` where it cannot have its own."""
    return NewSheet(
        title or sheet.title,
        [column.header for column in sheet.columns],
        [[_told(column, row.get(column.key)) for column in sheet.columns] for row in rows],
        widths=[column.width for column in sheet.columns],
        formats={place: FORMATS[c.type] for place, c in enumerate(sheet.columns) if c.type in FORMATS},
        choices={place: c.choices for place, c in enumerate(sheet.columns) if c.choices},
    )


def _rewritten(book: Book, name: str, rows: Sequence[Mapping[str, Any]]) -> SheetPatch | NewSheet | None:
    """A sheet that is ours as a whole: row by row from the top, what is left over is blanked."""
    table = book.tables.get(name)
    if table is None:
        return new_sheet(translations.in_language(BY_NAME[name], book.language), rows)
    first, last = table.header_row + 1, max(table.rows, default=table.header_row)
    old = dict(zip(table.rows, range(len(table)), strict=True))
    numbers = list(range(first, last + 1))
    changed: dict[int, list[Any]] = {}
    for key, place in table.places.items():
        new = [rows[i].get(key) if i < len(rows) else None for i in range(len(numbers))]
        before = [table.columns[key][old[row]] if row in old else None for row in numbers]
        values = [KEEP if same_value(value, was) else value for value, was in zip(new, before, strict=True)]
        if any(value is not KEEP for value in values):
            changed[place] = values
    added = [_placed(BY_NAME[name], table, row) for row in rows[len(numbers) :]]
    if not changed and not added:
        return None
    return SheetPatch(table.sheet, numbers if changed else (), changed, added, table.header_row)


def invoice_records(book: Book, work: Assessment) -> dict[int, dict[str, Any]]:
    """The computed cells of every Invoices row; a row that cannot be worked out only says Check, and why."""
    table = book.tables["Invoices"]
    records = {row: _unworkable(book, work, table, position, row) for position, row in enumerate(table.rows)}
    columns, names = work.columns, book.names
    plain = (
        "paid",
        "credited",
        "open_amount",
        "days_overdue",
        "bucket",
        "interest",
        "fees",
        "total_due",
        "status",
        "why",
    )
    values = zip(
        work.positions, work.customers, columns["contacts"], columns["hold"], columns["next_step"],
        columns["next_step_date"], zip(*(columns[key] for key in plain), strict=True), strict=True,
    )  # fmt: skip
    for position, customer, contacts, hold, step, day, computed in values:
        record = dict(zip(plain, computed, strict=True))
        if record["open_amount"] <= 0:
            record["days_overdue"] = None  # what is settled is not late
        if hold is not None:  # only a hold tells what to type where
            record["why"] = names.told(record["why"])
        record["customer"] = customer.name
        record["last_step"], record["last_step_date"] = (
            (contacts[-1].step, contacts[-1].on) if contacts else (None, None)
        )
        shown = step is not None and hold is None
        record["next_step"], record["next_step_date"] = (step.name, day) if shown else (None, None)
        records[table.rows[position]] = record
    return records


def _unworkable(book: Book, work: Assessment, table: Table, position: int, row: int) -> dict[str, Any]:
    customer = work.facts.customers.get((table.columns["customer_id"][position] or "").casefold())
    fault = book.first_fault("Invoices", row)
    return {"customer": customer.name if customer else None, "status": "Check", "why": f"{fault}." if fault else None}


def _customer_records(work: Assessment, sums: Mapping[str, CustomerSum]) -> dict[int, dict[str, Any]]:
    return {customer.row: sums[key].record() for key, customer in work.facts.customers.items()}


def _payment_records(book: Book, work: Assessment) -> dict[int, dict[str, Any]]:
    table = book.tables.get("Payments")
    if table is None:
        return {}
    records: dict[int, dict[str, Any]] = {}
    for row in table.rows:
        done = work.allocated.applied.get(row)
        if done is not None:
            records[row] = {"applied": done.applied, "applied_to": done.applied_to,
                            "unapplied": done.unapplied, "status": done.status}  # fmt: skip
        else:
            later = ("Payments", row) not in book.bad
            records[row] = {"status": "Later" if later else "Check"}
    return records


def _log_record(entry: LogEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in LogEntry.__dataclass_fields__ if name != "row"}


def _problem(finding: Finding) -> dict[str, Any]:
    return {"sheet": finding.sheet, "cell": finding.cell, "what": finding.what, "what_to_do": finding.what_to_do}
