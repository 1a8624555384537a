"""One adoption under way: what is wanted, what was found, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ar_sheets.adopting.answers import picked
from ar_sheets.adopting.changes import Making
from ar_sheets.adopting.extract import Record, RowReading, Taken
from ar_sheets.adopting.mapping import Ask, Settled, as_read, contract_column, in_contract, settle_columns
from ar_sheets.adopting.read_files import further
from ar_sheets.adopting.survey import CREDITS_KIND, OURS, SAID, Surveyed, contract_sheet, survey
from ar_sheets.adopting.value_types import Order
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import normalize_header
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.remembered import COLUMN, LIST, SHEET, Remembered, remembered
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.grids import Grid

_SAID_BACK = {kind: said for said, kind in SAID.items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an owner wants of an adoption.

    ask: answers questions. as_of: the day the marks of the lists (paid, open) are taken to be right for. saw: is told
    what was found before anything is asked. given: answers given beforehand by name, also ones that nobody would ask
    for (which column is what, what a sheet is). beside: further files with customers, payments, credit notes.
    """

    ask: Ask
    as_of: date
    saw: Callable[[Sequence[Surveyed]], None] = lambda _: None
    given: Mapping[str, str] = field(default_factory=dict)
    beside: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What a workbook comes to: customers with invoices, how many invoices, and by currency what is open, what of it
    is overdue, and what is unapplied; the most days overdue; how many rows say something nobody can read, and what of
    their amounts is known."""

    customers: int
    invoices: int
    open_amount: Mapping[str, Any]
    overdue: Mapping[str, Any]
    unapplied: Mapping[str, Any]
    oldest_days: int
    unread: int = 0
    unread_amount: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Adopted:
    """What was settled and made: the workbook, each sheet with what it is, the columns of each list, sentences for
    the owner, and how many columns, sheets and rows were added."""

    workbook: Path
    surveyed: list[Surveyed]
    columns: dict[str, dict[str, Settled]] = field(default_factory=dict)  # sheet -> role -> what it is
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    customers: list[tuple[str, str]] = field(default_factory=list)  # (ID, name) of a sheet Customers that is made
    credits: str = ""  # what is written into the new column Kind
    planned: int = 0  # paid-on days that are still to come
    made: bool = False  # a new workbook beside a .csv
    language: str = "en"  # of what is added
    answers: dict[str, str] = field(default_factory=dict)  # what was asked, by name, and what was answered
    used: set[str] = field(default_factory=set)  # names of the given answers that were used without a question
    given: dict[str, str] = field(default_factory=dict)  # answers given beforehand, and lines corrected
    figures: Figures | None = None
    write: Callable[[], None] = lambda: None  # does what was worked out
    titles: dict[str, str] = field(default_factory=dict)  # sheet -> its name in the names of answers


@dataclass(slots=True)
class Adoption:
    """One adoption under way."""

    grids: dict[str, Grid]
    said: Remembered  # what Settings remember, and the answers given beforehand
    surveyed: list[Surveyed]
    ask: Ask
    as_of: date
    result: Adopted
    making: Making = field(default_factory=lambda: Making([], "en"))
    taken: Taken = field(default_factory=Taken)  # what is copied from the list
    copying: bool = False
    book: Book | None = None  # as a run reads the workbook now; None for one that was never adopted
    data: bytes = b""  # the workbook as it is
    held: list[tuple[str, str]] = field(default_factory=list)  # (number, why) of copied rows that nobody can read
    older_customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    beside: set[str] = field(default_factory=set)  # lists that came in files beside the workbook
    fixed: dict[str, dict[str, list[Any]]] = field(default_factory=dict)  # sheet -> role -> days put right
    own: dict[str, dict[int, Any]] = field(default_factory=dict)  # role -> row -> day, for columns of our own
    status: dict[str, str] = field(default_factory=dict)  # folded status word -> what the owner says it means
    credits: list[Record] = field(default_factory=list)  # credit notes that stand in lists of their own
    given: Mapping[str, str] = field(default_factory=dict)

    def settled(self, sheet: Surveyed) -> dict[str, Settled]:
        """The columns of a list, asked for where they have to be."""
        if sheet.name not in self.result.columns:
            title = self.title(sheet)
            said = {**self.said.of(title), **self.said.of(sheet.name)}
            if self.adopted(sheet) and not self._corrected(sheet):
                assert self.book is not None
                found = as_read(sheet, self.book.tables[sheet.kind].places)
            else:
                found = settle_columns(sheet, title, said, self.ask)
            self._use_columns(sheet, found)
            self.result.columns[sheet.name] = found
            self.result.titles[sheet.name] = title
        return self.result.columns[sheet.name]

    def title(self, sheet: Surveyed) -> str:
        """The name of a list in the names of answers: that of its kind for the one that is worked on."""
        return sheet.kind if sheet is self.main(sheet.kind) else sheet.name

    def reading(self, sheet: Surveyed, order: Order) -> RowReading:
        """How the rows of a list are to be read."""
        return RowReading(order, self.as_of, {**self.said.status, **self.status}, credits=sheet.kind == CREDITS_KIND)

    def look_again(self, sheet: Surveyed) -> None:
        """Read a list anew after its grid was changed here."""
        fresh = survey({sheet.name: self.grids[sheet.name]}, {}, {normalize_header(sheet.name): _SAID_BACK[sheet.kind]})
        sheet.found, sheet.guessed = fresh[0].found, fresh[0].guessed

    def adopted(self, sheet: Surveyed) -> bool:
        """Whether a run reads this sheet already: then nothing is asked of it any more."""
        table = self.book.tables.get(sheet.kind) if self.book else None
        return table is not None and table.sheet == sheet.name

    def of_kind(self, kind: str) -> list[Surveyed]:
        return [s for s in self.surveyed if s.kind == kind and s.found is not None]

    def main(self, kind: str) -> Surveyed | None:
        """The sheet that is the list of this kind: as remembered, else the newest of those there are."""
        said = self.said.sheets.get(normalize_header(kind))
        there = [s for s in self.of_kind(kind) if s.name not in self.beside] or self.of_kind(kind)
        if said is not None:
            return next((s for s in there if normalize_header(s.name) == normalize_header(said)), None)
        if any(s.kind == OURS and (c := contract_sheet(s.name)) and c.name == kind for s in self.surveyed):
            return None
        return max(there, key=lambda s: (s.newest(), len(s.found.rows) if s.found else 0), default=None)

    def keep_answers(self) -> None:
        """Remember in Settings what was said of whole sheets without being asked."""
        for name, value in self.given.items():
            if name.startswith(LIST):
                self.making.remember(name, value)

    def _corrected(self, sheet: Surveyed) -> bool:
        names = {normalize_header(self.title(sheet)), normalize_header(sheet.name)}
        return any(_column_name(name)[0] in names for name in self.given if name.startswith(COLUMN))

    def _use_columns(self, sheet: Surveyed, found: Mapping[str, Settled]) -> None:
        """Note which of the answers given beforehand settled a column of this list."""
        assert sheet.found is not None
        names = {normalize_header(self.title(sheet)), normalize_header(sheet.name)}
        headers = {normalize_header(c.header) for c in sheet.found.columns} | {"none"}
        for name, value in self.given.items():
            if not name.startswith(COLUMN) or _column_name(name)[0] not in names:
                continue
            if normalize_header(value) not in headers:
                raise NotDone(
                    _(
                        '--answer "{name}={value}": {sheet} has no column {value}. It has: {columns}. '
                        "Nothing was changed.",
                        name=name,
                        value=value,
                        sheet=sheet.name,
                        columns=", ".join(c.header for c in sheet.found.columns),
                    )
                )
            if any(_means(sheet.kind, role, _column_name(name)[1]) and s.from_settings
                   for role, s in found.items()):  # fmt: skip
                self.result.used.add(name)


def _means(kind: str, role: str, header: str) -> bool:
    """Whether a column of the contract, one that an owner fills, is called so in the names of answers."""
    if not in_contract(kind, role):
        return False
    column = contract_column(kind, role)
    return column.owner != "computed" and normalize_header(column.header) == header


def _column_name(name: str) -> tuple[str, str]:
    sheet, _, header = name.removeprefix(COLUMN).partition(" / ")
    return normalize_header(sheet), normalize_header(header)


def begin(found: dict[str, Grid], said: Remembered, result: Adopted, wanted: Wanted) -> Adoption:
    """An adoption of these sheets: surveyed, with the answers that were given beforehand."""
    beside = further(wanted.beside, set(found))
    grids = {**found, **beside}
    wanted = replace(wanted, given={name: _kind_said(name, value) for name, value in wanted.given.items()})
    told = remembered(list(wanted.given.items()))
    both = _merged(said, told)
    for name, value in wanted.given.items():
        if name.startswith((LIST, SHEET)):
            _refuse_unknown(name, value, list(grids))
            result.used.add(name)
    surveyed = survey(grids, both.sheets, both.lists)
    result.surveyed = surveyed
    job = Adoption(grids, both, surveyed, wanted.ask, wanted.as_of, result)
    job.beside, job.given = set(beside), wanted.given
    return job


def _kind_said(name: str, value: str) -> str:
    """What a sheet is said to be, as it is kept, whatever language it was said in."""
    return (picked(tuple(SAID), value) or value) if name.startswith(LIST) else value


def _refuse_unknown(name: str, value: str, sheets: Sequence[str]) -> None:
    sheet = name.removeprefix(LIST) if name.startswith(LIST) else value
    if normalize_header(sheet) not in {normalize_header(one) for one in sheets} and normalize_header(sheet) != "none":
        raise NotDone(
            _(
                '--answer "{name}={value}": there is no sheet {sheet}. There are: {sheets}. Nothing was changed.',
                name=name,
                value=value,
                sheet=sheet,
                sheets=", ".join(sheets),
            )
        )
    if name.startswith(LIST) and value not in SAID:
        raise NotDone(
            _(
                '--answer "{name}={value}": a sheet is one of {kinds}. Nothing was changed.',
                name=name,
                value=value,
                kinds=", ".join(SAID),
            )
        )


def _merged(said: Remembered, told: Remembered) -> Remembered:
    """What Settings remember, and over it what was given beforehand."""
    return replace(
        said,
        sheets={**said.sheets, **told.sheets}, columns={**said.columns, **told.columns},
        lists={**said.lists, **told.lists},
    )  # fmt: skip
