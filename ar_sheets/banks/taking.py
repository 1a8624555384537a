"""`payments`: read the bank's files, show what they say, and write it into the workbook and its Log in one change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from ar_sheets.banks import accounts
from ar_sheets.banks.matching import CONFIRMED, UNPLACED, EntryMatch, reference_of
from ar_sheets.banks.opening import Opened, answers_kept, as_setting, open_bank_files
from ar_sheets.banks.weighing import PaymentRow, PaymentsFound, weigh
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.dunning import outbox, write_back
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.rules.references import NOT_SAID
from ar_sheets.schema import translations
from ar_sheets.schema.columns import PAYERS, PAYMENTS
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook import backups, guard
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.records import records
from ar_sheets.workbook.setting_rows import setting_changes
from ar_sheets.xlsx.changes import Change, NewColumn, NewSheet, SheetPatch
from ar_sheets.xlsx.patch import KEEP, patch

TRIES = 3
KEPT = 300  # signs of a bank's text that are kept
OURS = ("matched_by", "bank_entry")


class Asking(Protocol):
    """What a person is asked."""

    @property
    def answer(self) -> Callable[[str, Sequence[tuple[str, str]]], str] | None:
        """Asks about a list's columns; None where nobody can be asked."""

    def take(self, found: PaymentsFound) -> bool:
        """Whether to write what is shown."""

    def is_it(self, row: PaymentRow) -> bool:
        """Whether a proposal is right."""

    def complete(self, day: date) -> bool:
        """Whether payments are complete up to a day."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the files come to beside one state of the workbook."""

    sha256: str
    found: PaymentsFound
    book: Book
    facts: Facts
    box: outbox.Outbox


def take_bank_files(
    path: Path, files: Sequence[Path], as_of: date, now: datetime, ask: Asking | None, account: str = ""
) -> PaymentsFound:
    """Read `files` and write what is new when `ask` says so; without `ask` nothing is changed.

    NotDone, with nothing changed, when the workbook cannot be written or was changed while somebody was looking.
    """
    snapshot = guard.read_snapshot(path)
    answers = answers_kept(look(snapshot.data)[1].settings.bank_lists)
    came = open_bank_files(files, answers, ask.answer if ask else None)
    shown = _weigh(snapshot, came, as_of, account)
    if ask is None or not (came.asked or _anything_new(shown)):
        return shown.found
    if who := guard.who_has_it_open(path):
        raise NotDone(who)
    if not ask.take(shown.found):
        return shown.found
    confirmed = {row.new.mark.key for row in shown.found.rows if row.match.proposed is not None and ask.is_it(row)}
    until = shown.found.complete_until
    complete = until if until is not None and ask.complete(until) else None
    with guard.locked(snapshot.path.parent):
        for attempt in range(TRIES):
            try:
                return _take(path, came, shown, _Said(as_of, now, account, confirmed, complete))
            except guard.ChangedSinceRead:
                if attempt == TRIES - 1:
                    raise
    raise AssertionError("not reached")


def _anything_new(shown: _Beside) -> bool:
    """Whether there is something to write: a file taken in before leaves the workbook, and its undo, as they are."""
    found = shown.found
    logged = {(entry.document_sha256, entry.step) for entry in shown.facts.log if entry.document_sha256}
    unseen = any((found.hashes.get(file, ""), account) not in logged for file, account, _one in found.places)
    return bool(found.rows or unseen or found.complete_until)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the person said, and when."""

    as_of: date
    now: datetime
    account: str
    confirmed: set[str]
    complete: date | None


def _weigh(snapshot: guard.Snapshot, came: Opened, as_of: date, account: str) -> _Beside:
    book, facts = look(snapshot.data)
    newest = log.newest_day(facts.log)
    if newest is not None and as_of < newest:
        raise NotDone(_("The Log already has entries of {newest}; payments as of {day} would rewrite the past.",
                        newest=newest, day=as_of))  # fmt: skip
    box = outbox.load_outbox(book)
    work, _messages = judge(book, facts, box, as_of)
    return _Beside(snapshot.sha256, weigh(book, work, came, account), book, facts, box)


def _take(path: Path, came: Opened, shown: _Beside, said_: _Said) -> PaymentsFound:
    """Everything in one change, so that one undo takes it back; only what was shown."""
    snapshot = guard.read_snapshot(path)
    beside = shown if snapshot.sha256 == shown.sha256 else _weigh(snapshot, came, said_.as_of, said_.account)
    found = beside.found
    if [(row.new.mark, row.match.parts) for row in found.rows] != [
        (row.new.mark, row.match.parts) for row in shown.found.rows
    ]:
        raise NotDone(_("The workbook was changed while you were looking: nothing was taken. Run payments again."))
    rows = [_as_confirmed(row) if row.new.mark.key in said_.confirmed else row for row in found.rows]
    entries = log.sealed(_entries(found, rows, said_), beside.facts.log[-1] if beside.facts.log else None)
    changes = _changes(snapshot.data, beside, rows, entries, _settings(came, said_), said_.as_of)
    guard.replace(snapshot, patch(snapshot.data, changes), changes, backups.PAYMENTS, ", ".join(found.hashes))
    found.rows, found.logged, found.done = rows, entries, True
    found.complete_until = said_.complete
    return found


def _as_confirmed(row: PaymentRow) -> PaymentRow:
    assert row.match.proposed is not None
    return PaymentRow(row.new, EntryMatch((row.match.proposed,), CONFIRMED, True))


def _settings(came: Opened, said_: _Said) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if said_.complete is not None:
        values["payments_complete_until"] = said_.complete
    if came.asked:
        values["bank_lists"] = as_setting(came.answers)
    return values


def _entries(found: PaymentsFound, rows: Sequence[PaymentRow], said_: _Said) -> Iterator[LogEntry]:
    """One Log row for each account of each file: what was in it, and the last day it vouches for."""
    when = f"{said_.now:%Y-%m-%d %H:%M:%S}"
    for file, account, one in found.places:
        written = sum(row.new.file == file and row.new.mark.account == account for row in rows)
        over = one.last is not None and one.last < said_.as_of
        last = min(one.last, said_.as_of - timedelta(days=1)) if one.whole and one.last else said_.as_of
        detail = _("{file}: {format}, {entries} entries, {written} new", file=file, format=one.format,
                   entries=len(one.entries), written=written)  # fmt: skip
        event = log.BANK_FILE if one.whole else log.BANK_DETAILS
        yield LogEntry(0, when, last, event, "", "", account, one.closing if over else None, one.currency, detail,
                       found.hashes.get(file, ""))  # fmt: skip


def _changes(
    data: bytes, beside: _Beside, rows: Sequence[PaymentRow], entries: Sequence[LogEntry], settings: Mapping[str, Any],
    as_of: date,
) -> list[Change]:  # fmt: skip
    """New columns where Payments lack them, the rows, the payers learned, Settings and the Log."""
    book = beside.book
    if "Payments" not in book.tables:
        raise NotDone(_("The workbook has no sheet Payments to take payments into. Run ar-sheets adopt on it first."))
    columns = list(_missing_columns(book))
    there = read_book(patch(data, columns)) if columns else book
    records_ = [record for row in rows for record in rows_of(row, there.tables["Payments"].language)]
    changes: list[Change] = [*columns, *_payments(there, records_)]
    changes += _payers(there, rows, as_of)
    changes += setting_changes(there, settings)
    return [*changes, *write_back.outbox_and_log(there, beside.box, entries)]


def _missing_columns(book: Book) -> Iterator[NewColumn]:
    table = book.tables["Payments"]
    local = translations.in_language(PAYMENTS, table.language)
    for column in local.columns:
        needed = column.key in OURS or column.key in ("customer_id", "invoice_no", "currency", "reference")
        if needed and column.key not in table.places:
            yield NewColumn(table.sheet, column.header, table.header_row, None, column.width)


def rows_of(row: PaymentRow, language: str) -> Iterator[dict[str, Any]]:
    """The Payments rows of one entry, one for each part; "instead" is the row the first one takes the place of."""
    entry, match = row.new.entry, row.match
    for number, part in enumerate(match.parts):
        invoices = part.invoices or (NOT_SAID if part.customer_id else "")
        who = "" if part.customer_id else " ".join(filter(None, (entry.payer, entry.payer_account)))
        yield {
            "date": entry.date, "customer_id": part.customer_id or None, "invoice_no": invoices or None,
            "amount": part.amount, "currency": entry.currency, "method": _("Bank"),
            "reference": _text(reference_of(entry)) or None,
            "note": _text("; ".join(filter(None, (who, entry.note, entry.text if who else "")))) or None,
            "matched_by": translations.word_in("choice", match.how if match.sure else UNPLACED, language),
            "bank_entry": str(row.new.mark), "instead": row.new.instead_of if number == 0 else 0,
        }  # fmt: skip


def _text(text: str) -> str:
    """A bank's text as it may stand in a cell: one line, no formula."""
    line = " ".join(text.split())[:KEPT]
    return line.lstrip("=+-@\t") if line[:1] in "=+-@" and not line[1:2].isdigit() else line


def _payments(book: Book, rows: Sequence[Mapping[str, Any]]) -> Iterator[SheetPatch]:
    table = book.tables["Payments"]
    instead = {row["instead"]: row for row in rows if row["instead"]}
    added = [{table.places[k]: v for k, v in row.items() if k in table.places and v is not None}
             for row in rows if not row["instead"]]  # fmt: skip
    keys = [column.key for column in PAYMENTS.owned_by("you", "log") if column.key in table.places] if instead else []
    numbers = sorted(instead)
    columns = {table.places[key]: [instead[n].get(key, KEEP) for n in numbers] for key in keys}
    if added or columns:
        yield SheetPatch(table.sheet, numbers, columns, added, table.header_row, ours=False)


def _payers(book: Book, rows: Sequence[PaymentRow], as_of: date) -> Iterator[SheetPatch | NewSheet]:
    """Accounts learned from rows that are sure and one customer's. No name: the account is enough."""
    known = {accounts.squeezed(r["payer_account"]) for _row, r in records(book, "Payers") if r.get("payer_account")}
    learned: dict[str, str] = {}
    several: set[str] = set()
    for row in rows:
        account, customers = accounts.squeezed(row.new.entry.payer_account), {p.customer_id for p in row.match.parts}
        if not account or account in known or not row.match.sure or row.new.entry.amount <= 0:
            continue
        if len(customers) > 1 or learned.setdefault(account, next(iter(customers))) not in customers:
            several.add(account)
    new: list[dict[str, Any]] = [{"payer_account": account, "customer_id": customer, "learned_on": as_of}
           for account, customer in learned.items() if account not in several]  # fmt: skip
    if not new:
        return
    table = book.tables.get("Payers")
    if table is None:
        yield write_back.new_sheet(translations.in_language(PAYERS, book.language), new)
    else:
        placed = [{table.places[k]: v for k, v in row.items() if k in table.places} for row in new]
        yield SheetPatch(table.sheet, append=placed, header_row=table.header_row, ours=False)
