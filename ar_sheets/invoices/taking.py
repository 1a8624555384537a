"""`invoices-in`: read the files, show what they say, ask, and write it into the workbook and its Log in one change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.dunning import outbox, write_back
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.invoices.buyers import BY_NUMBER, kept_number, new_customer_id
from ar_sheets.invoices.new_rows import customer_values, hold_values, invoice_values, plan_values, receipt_values
from ar_sheets.invoices.party_numbers import party_keys
from ar_sheets.invoices.reading import InvoiceFiles, read_invoice_files
from ar_sheets.invoices.weighing import (
    DELETED,
    OTHER_YEAR,
    TAKE,
    IncomingInvoice,
    IncomingInvoices,
    Key,
    weigh_invoices,
)
from ar_sheets.schema import translations
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, PAYMENT_PLANS, PAYMENTS, Sheet
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook import backups, commit, guard
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.records import records
from ar_sheets.workbook.setting_rows import setting_changes
from ar_sheets.xlsx.changes import Change, NewColumn, NewSheet, SheetPatch
from ar_sheets.xlsx.patch import KEEP, patch

ZERO = Decimal(0)
SHEETS_WRITTEN = {"Customers": CUSTOMERS, "Invoices": INVOICES, "Payments": PAYMENTS, "Payment plans": PAYMENT_PLANS}


class InvoiceQuestions(Protocol):
    """What a person is asked. Each answers with the rows that are to be written, held, or paid in parts."""

    def take(self, found: IncomingInvoices) -> bool:
        """Whether to write what is shown."""

    def choose(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        """For which of these rows the answer is yes."""

    def hold(self, question: str, rows: Sequence[IncomingInvoice]) -> Collection[Key]:
        """Which of these rows are to be put on hold."""


@dataclass(slots=True)
class InvoiceAnswers:
    """What the person said."""

    as_of: date
    now: datetime
    chosen: set[Key] = field(default_factory=set)  # unsure rows that are to be written
    held: set[Key] = field(default_factory=set)
    in_parts: set[Key] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the files come to beside one state of the workbook."""

    sha256: str
    found: IncomingInvoices
    book: Book
    facts: Facts
    box: outbox.Outbox


def take_invoices(
    path: Path, files: Sequence[Path], as_of: date, now: datetime, ask: InvoiceQuestions | None
) -> IncomingInvoices:
    """Read `files` and write what is new when `ask` says so; without `ask` nothing is changed.

    NotDone, with nothing changed, when the workbook cannot be written or was changed while somebody was looking.
    """
    came = read_invoice_files(files)
    shown = _weigh(guard.read_snapshot(path), came, as_of)
    contradicted = any(row.contradicts for row in shown.found.rows)
    if ask is None or not (shown.found.to_write or shown.found.receipts or contradicted):
        return shown.found
    if who := guard.who_has_it_open(path):
        raise NotDone(who)
    if not ask.take(shown.found):
        return shown.found
    said = _asked(shown.found, ask, as_of, now)

    def working(snapshot: guard.Snapshot) -> tuple[Sequence[Change], IncomingInvoices]:
        beside = shown if snapshot.sha256 == shown.sha256 else _weigh(snapshot, came, as_of)
        if [(r.key, r.verdict, r.match) for r in beside.found.rows] != [
            (r.key, r.verdict, r.match) for r in shown.found.rows
        ]:
            raise NotDone(
                _("The workbook was changed while you were looking: nothing was taken. Run invoices-in again.")
            )
        return _changes(snapshot.data, beside, said), beside.found

    return commit.commit(path, working, backups.INVOICES, ", ".join(file.name for file in files))


def _weigh(snapshot: guard.Snapshot, came: InvoiceFiles, as_of: date) -> _Beside:
    book, facts = look(snapshot.data)
    newest = log.newest_day(facts.log)
    if newest is not None and as_of < newest:
        raise NotDone(_("The Log already has entries of {newest}; invoices as of {day} would rewrite the past.",
                        newest=newest, day=as_of))  # fmt: skip
    box = outbox.load_outbox(book)
    sums: dict[str, Decimal] = {}
    if any(file.content.balances for file in came.files):
        work, _messages = judge(book, facts, box, as_of)
        for customer, left in zip(work.customers, work.columns["open_amount"], strict=True):
            sums[customer.customer_id] = sums.get(customer.customer_id, ZERO) + left
    return _Beside(snapshot.sha256, weigh_invoices(book, facts, came, sums), book, facts, box)


def _asked(found: IncomingInvoices, ask: InvoiceQuestions, as_of: date, now: datetime) -> InvoiceAnswers:
    """In this order: is it that customer, new customers, what was deleted, odd ones; then holds and parts of those
    that are written."""
    said = InvoiceAnswers(as_of, now)
    said.chosen = {row.key for row in found.to_write if row.sure}
    for question, rows in _questions(found):
        if rows:
            said.chosen |= set(ask.choose(question, rows))
    odd = {row.key for row in found.to_write if row.question}
    if odd & said.chosen:
        rows = [row for row in found.to_write if row.key in odd & said.chosen]
        said.chosen -= odd - set(ask.choose(_("Write these all the same?"), rows))
    written = [row for row in found.to_write if row.key in said.chosen]
    held = [row for row in written if hold_values(row.document, as_of)]
    if held:
        said.held = set(ask.hold(_("Their money is pulled, or may have come already: put them on hold?"), held))
    parts = [row for row in written if row.document.instalments]
    if parts:
        said.in_parts = set(ask.choose(_("They are paid in parts: make payment plans of them?"), parts))
    return said


def _questions(found: IncomingInvoices) -> Iterator[tuple[str, list[IncomingInvoice]]]:
    unsure = [row for row in found.to_write if not row.sure]
    proposed = [row for row in unsure if row.verdict == TAKE and row.match.customer_id and not row.match.sure]
    new = [row for row in unsure if row.verdict == TAKE and row.match.is_new]
    odd = [row for row in unsure if row.verdict == TAKE and row.match.sure]
    yield _("Is it this customer?"), proposed
    yield _("Add these customers, and write their invoices?"), new
    yield (
        _("They have the number of an invoice of another year and customer. Do your numbers begin anew each year? Yes "
          "writes them, and Settings keep it."),
        [row for row in unsure if row.verdict == OTHER_YEAR],
    )  # fmt: skip
    yield (
        _("They were deleted from the workbook before: write them again?"),
        [row for row in unsure if row.verdict == DELETED],
    )
    yield _("Look at each before it is written. Write it?"), odd


def _changes(data: bytes, beside: _Beside, said: InvoiceAnswers) -> list[Change]:
    """New columns where they are missing, the rows, and the Log: everything in one change."""
    book, found = beside.book, beside.found
    chosen = [row for row in found.to_write if row.key in said.chosen]
    owners, new_rows = _owners(book, beside.facts, chosen)
    rows = {
        "Customers": new_rows,
        "Invoices": [_invoice(row, owners[row.key], said, _language(book, "Invoices")) for row in chosen],
        "Payments": [values for one, _file, who in found.receipts
                     for values in receipt_values(one, who or _owner_of(one.customer_no, chosen, owners))],
        "Payment plans": [values for row in chosen if row.key in said.in_parts
                          for values in plan_values(row.document, owners[row.key])],
    }  # fmt: skip
    links = _links(book, chosen, owners)
    columns = list(_missing_columns(book, rows, bool(links)))
    there = read_book(patch(data, columns)) if columns else book
    contradicted = [row for row in found.rows if row.contradicts]
    logged = [*_entries(chosen, owners, said), *_contradictions(contradicted, said)]
    entries = log.sealed(logged, beside.facts.log[-1] if beside.facts.log else None,
                         letter_columns=beside.facts.letter_columns)  # fmt: skip
    found.rows = [*chosen, *(row for row in found.rows if row not in chosen)]
    found.written, found.customers_added = len(chosen), len(new_rows)
    found.done = bool(chosen or rows["Payments"])
    found.contradictions_kept = len(contradicted)
    changes: list[Change] = list(columns)
    if any(row.verdict == OTHER_YEAR for row in chosen):
        changes += setting_changes(there, {"numbering": "yearly"})
    for name, added in rows.items():
        changes += _appended(there, name, added, links if name == "Customers" else {})
    return [*changes, *write_back.outbox_and_log(there, beside.box, entries)]


def _language(book: Book, sheet: str) -> str:
    return book.tables[sheet].language if sheet in book.tables else book.language


def _invoice(row: IncomingInvoice, customer_id: str, said: InvoiceAnswers, language: str) -> dict[str, Any]:
    values = invoice_values(row.document, customer_id, language)
    return values | hold_values(row.document, said.as_of) if row.key in said.held else values


def _owners(book: Book, facts: Facts, chosen: Sequence[IncomingInvoice]) -> tuple[dict[Key, str], list[dict[str, Any]]]:
    """Whose each chosen row is, and the Customers rows of those that are new: one for each buyer."""
    taken = set(facts.customers)
    home = {
        "country": facts.settings.country, "language": facts.settings.language, "currency": facts.settings.currency,
        "sheet_language": _language(book, "Customers"),
    }  # fmt: skip
    owners: dict[Key, str] = {}
    made: dict[object, str] = {}
    rows = []
    for row in chosen:
        if not row.match.is_new:
            owners[row.key] = row.match.customer_id
            continue
        buyer = row.document.buyer
        who = party_keys(buyer, facts.settings.country) or (buyer.given_number, buyer.name, buyer.postcode)
        if who not in made:
            made[who] = new_customer_id(buyer, taken)
            taken.add(made[who].casefold())
            rows.append(customer_values(row.document, made[who], home))
        owners[row.key] = made[who]
    return owners, rows


def _owner_of(customer_no: str, chosen: Sequence[IncomingInvoice], owners: Mapping[Key, str]) -> str:
    """The customer that the other program's number came to be."""
    return next((owners[row.key] for row in chosen if row.document.buyer.given_number == customer_no), "")


def _links(book: Book, chosen: Sequence[IncomingInvoice], owners: Mapping[Key, str]) -> dict[int, str]:
    """The numbers to keep of customers that were recognised otherwise, where their cell is empty: the next file of
    theirs is sure. By row in Customers."""
    wanted = {owners[row.key].casefold(): kept_number(row.document.buyer) for row in chosen
              if not row.match.is_new and row.match.how != BY_NUMBER}  # fmt: skip
    return {
        number: wanted[str(record["customer_id"]).casefold()]
        for number, record in records(book, "Customers")
        if record["customer_id"] and not record.get("vat_org_no")
        and wanted.get(str(record["customer_id"]).casefold())
    }  # fmt: skip


def _missing_columns(book: Book, rows: Mapping[str, Sequence[Mapping[str, Any]]], links: bool) -> Iterator[NewColumn]:
    for name, added in rows.items():
        table = book.tables.get(name)
        keys = {key for values in added for key, value in values.items() if value is not None}
        if name == "Customers" and links:
            keys.add("vat_org_no")
        if table is None or not keys:
            continue
        for column in translations.in_language(SHEETS_WRITTEN[name], table.language).columns:
            if column.key in keys and column.key not in table.places:
                yield NewColumn(table.sheet, column.header, table.header_row, None, column.width)


def _appended(
    book: Book, name: str, rows: Sequence[Mapping[str, Any]], links: Mapping[int, str]
) -> Iterator[SheetPatch | NewSheet]:
    if not rows and not links:
        return
    table = book.tables.get(name)
    if table is None:
        sheet: Sheet = translations.in_language(SHEETS_WRITTEN[name], book.language)
        yield write_back.new_sheet(sheet, rows)
        return
    added = [{table.places[k]: v for k, v in row.items() if k in table.places and v is not None} for row in rows]
    numbers = sorted(links)
    columns = {table.places["vat_org_no"]: [links.get(number, KEEP) for number in numbers]} if links else {}
    yield SheetPatch(table.sheet, numbers, columns, added, table.header_row, ours=False)


def _entries(chosen: Sequence[IncomingInvoice], owners: Mapping[Key, str], said: InvoiceAnswers) -> Iterator[LogEntry]:
    """One Log row for each document: Step is its kind, the fingerprint that of the file."""
    when = f"{said.now:%Y-%m-%d %H:%M:%S}"
    for row in chosen:
        document = row.document
        detail = _("{file}: {format}", file=row.file, format=document.format)
        yield LogEntry(0, when, said.as_of, log.INVOICE_TAKEN, owners[row.key], document.number, document.kind,
                       document.amount, document.currency, detail, row.sha256)  # fmt: skip


def _contradictions(rows: Sequence[IncomingInvoice], said: InvoiceAnswers) -> Iterator[LogEntry]:
    """One Log row for each document whose number a row of the workbook has with another amount: check shows it."""
    when = f"{said.now:%Y-%m-%d %H:%M:%S}"
    for row in rows:
        one = row.document
        yield LogEntry(0, when, said.as_of, log.INVOICE_CONTRADICTED, row.contradicts, one.number, one.kind, one.amount,
                       one.currency, row.file, row.sha256)  # fmt: skip
