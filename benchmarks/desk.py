"""A bookkeeper's desk in memory: the weekly run's own functions on tables that never become a file.

For simulations and properties, where thousands of runs are wanted: nothing is read, written or printed, everything
between reading and writing is the product's.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.base.data import data_folder
from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge
from ar_sheets.dunning.outbox import PENDING
from ar_sheets.dunning.record_outcomes import record_outcomes
from ar_sheets.dunning.superseded import why_not
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.batch_record import KEPT
from ar_sheets.facts.gather import gather
from ar_sheets.schema.columns import SETTING_ROWS, SHEETS
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry, Message, Table
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.create import default_plan
from ar_sheets.workbook.error_values import ErrorValue, take_out

Row = dict[str, Any]
NAMES = {setting.key: setting.name for setting in SETTING_ROWS}
BY_NAME = {sheet.name: sheet for sheet in SHEETS if sheet.columns}
KEYS = {name: [column.key for column in sheet.columns] for name, sheet in BY_NAME.items()}
FORMAL = ("Formal notice", "Hand-over")


@dataclass
class Week:
    """One run: what it decided, the messages that are due, what was logged of the days before, and the findings."""

    work: Assessment
    messages: list[Message]
    entries: list[LogEntry]
    findings: list[Finding]


class Desk:
    """A workbook in memory: rows by sheet and column key; cells that are not given are empty."""

    def __init__(self, **settings: Any) -> None:
        plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
        for step in plan:
            step["approval"], step["stop_supply"] = step["approval"] == "yes", step["stop_supply"] == "yes"
        self.sheets: dict[str, list[Row]] = {name: [] for name in KEYS}
        self.errors: dict[tuple[str, int, str], str] = {}  # (sheet, `_id` of a row, column) -> the error shown there
        self._ids = itertools.count(1)
        self.batches: dict[date, dict[str, Row]] = {}  # what each run's letters asked, as the batch folders keep it
        self.add("Dunning plan", *plan)
        given = {"country": "NO", "currency": "NOK", "minimum_to_dun": Decimal(10)} | settings
        self.add("Settings", *({"setting": NAMES[key], "value": value} for key, value in given.items()))

    def add(self, sheet: str, *rows: Mapping[str, Any]) -> None:
        """Type rows at the end of a sheet. Each has an `_id` that nobody sees, whatever it is called later."""
        for row in rows:
            self.sheets[sheet].append(dict.fromkeys(KEYS[sheet]) | {"_id": self.new_id()} | dict(row))

    def new_id(self) -> int:
        """What tells a row from all others."""
        return next(self._ids)

    def book(self) -> Book:
        """The tables as reading the workbook would give them."""
        tables = {name: _table(name, rows) for name, rows in self.sheets.items()}
        book = Book(tables=tables, sheet_names=list(tables))
        for sheet, key in dict.fromkeys((sheet, key) for sheet, _, key in self.errors):
            values = [
                ErrorValue(self.errors[sheet, row["_id"], key]) if (sheet, row["_id"], key) in self.errors else row[key]
                for row in self.sheets[sheet]
            ]
            found = take_out(book, BY_NAME[sheet], tables[sheet], BY_NAME[sheet].column(key), values)
            tables[sheet].columns[key] = [None if value == "" else value for value in found]
        return book

    def run(self, day: date) -> Week:
        """The weekly run of a day: the Outbox and the Log are as the workbook's would be after it."""
        book = self.book()
        facts, box = gather(book), outbox.load_outbox(book, self._version)
        entries = record_outcomes(box, facts, day, datetime.combine(day, datetime.min.time()), version=self._version)
        facts.log += entries
        work, messages = judge(book, facts, box, day)
        outbox.merge(box, messages, {}, why_not(work))
        kept = self.batches.setdefault(day, {})
        kept |= {row["letter_id"]: {key: row[key] for key in (*KEPT, "demand")} for row in outbox.waiting(box)}
        for row, record in box.rows.items():
            self.sheets["Outbox"][row - 2] |= {key: record[key] for key in KEYS["Outbox"]}
        self.add("Outbox", *({key: record[key] for key in KEYS["Outbox"] if key in record} for record in box.appended))
        self.add("Log", *({key: getattr(entry, key) for key in KEYS["Log"]} for entry in entries))
        return Week(work, messages, entries, book.findings)

    def _version(self, record: Mapping[str, Any], day: date) -> dict[str, Any]:
        """How an Outbox row read in the last run on or before a day."""
        runs = [run for run in self.batches if run <= day and record["letter_id"] in self.batches[run]]
        return self.batches[max(runs)][record["letter_id"]] | {"batch": max(runs)} if runs else {}

    def copied(self) -> dict[str, list[Row]]:
        """The sheets as they are now."""
        return copy.deepcopy(self.sheets)

    def pending(self) -> Iterable[Row]:
        """The Outbox rows that wait to be sent, posted or called."""
        return (row for row in self.sheets["Outbox"] if row["status"] in PENDING)

    def invoice(self, number: str) -> Row:
        """The row of an invoice."""
        return next(row for row in self.sheets["Invoices"] if row["invoice_no"] == number)


def _table(name: str, rows: list[Row]) -> Table:
    keys = KEYS[name]
    columns = {key: [row[key] for row in rows] for key in keys}
    headers = {column.key: column.header for column in BY_NAME[name].columns}
    places = {key: at for at, key in enumerate(keys)}
    return Table(name, 1, list(range(2, len(rows) + 2)), columns, places, headers=headers)


def workday(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
