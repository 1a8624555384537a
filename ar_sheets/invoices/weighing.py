"""What the files come to beside one workbook: which documents are new, there already, not ours, or need a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.text import name_words
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.invoices.buyers import BuyerMatch, CustomerIndex, index_customers, match_buyer
from ar_sheets.invoices.document import (
    NOT_OWED,
    NOTHING_OPEN,
    OWED_AGAIN,
    PAID_AT_ISSUE,
    WE_OWE,
    InvoiceDocument,
    InvoiceParty,
    LedgerBalance,
    ReceiptDocument,
)
from ar_sheets.invoices.party_numbers import party_keys, typed_keys
from ar_sheets.invoices.reading import InvoiceFile, InvoiceFiles
from ar_sheets.invoices.same_number import (
    contradicted_owner,
    how_it_differs,
    is_of_other_year,
    record_of,
    says_the_same,
)
from ar_sheets.schema.model import LogEntry, Settings
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

ZERO = Decimal(0)
# What becomes of a document.
TAKE = N_("new")
THERE = N_("there already")
OTHER_VALUES = N_("there with other values")
DELETED = N_("deleted before")
LEFT_OUT = N_("left out")
NO_CUSTOMER = N_("no customer")
OTHER_YEAR = N_("number of another year")
STATES = {
    PAID_AT_ISSUE: N_("paid when it was issued"),
    NOTHING_OPEN: N_("nothing is left to pay"),
    NOT_OWED: N_("a proforma: nothing is owed by it"),
}
QUESTIONS = {
    WE_OWE: N_("paid in advance beyond its total: you owe the customer"),
    OWED_AGAIN: N_("a credit note below zero: a credit taken back, the customer owes it again"),
}
Key = tuple[str, str]  # kind and number, folded


@dataclass(slots=True)
class IncomingInvoice:
    """One document of a file, whose it is and what is to become of it."""

    document: InvoiceDocument
    file: str
    sha256: str
    verdict: str
    match: BuyerMatch
    reason: str = ""  # a sentence, where it is not simply new
    question: str = ""  # "" where nobody need be asked before it is written
    contradicts: str = ""  # whose row of the workbook has its number with another amount

    @property
    def key(self) -> Key:
        """By this a document is known again."""
        return invoice_key(self.document.kind, self.document.number)

    @property
    def sure(self) -> bool:
        """Whether it is written without a question."""
        return self.verdict == TAKE and self.match.sure and not self.question


@dataclass(frozen=True, slots=True)
class BalanceCompared:
    """What a ledger says of one customer, and what the workbook says."""

    balance: LedgerBalance
    customer_id: str
    ours: Decimal | None


@dataclass(slots=True)
class IncomingInvoices:
    """All that is to be shown, asked and written."""

    rows: list[IncomingInvoice] = field(default_factory=list)
    receipts: list[tuple[ReceiptDocument, str, str]] = field(default_factory=list)  # with file and customer
    compared: list[BalanceCompared] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    language: str = "en"
    done: bool = False
    customers_added: int = 0
    written: int = 0
    contradictions_kept: int = 0

    @property
    def to_write(self) -> list[IncomingInvoice]:
        """What could be written, some of it after a question."""
        return [row for row in self.rows if row.verdict in (TAKE, DELETED, OTHER_YEAR)]

    @property
    def open_questions(self) -> list[IncomingInvoice]:
        """What needs a person."""
        return [row for row in self.rows if row.verdict in (OTHER_VALUES, NO_CUSTOMER, DELETED, OTHER_YEAR)
                or (row.verdict == TAKE and not row.sure)]  # fmt: skip


def invoice_key(kind: str | None, number: str) -> Key:
    """The kind and the whole number with its series, folded and trimmed."""
    return (kind or "Invoice").casefold(), " ".join(number.split()).casefold()


def weigh_invoices(book: Book, facts: Facts, came: InvoiceFiles, open_sums: Mapping[str, Decimal]) -> IncomingInvoices:
    """The files beside the workbook. `open_sums`: what each customer owes, by customer ID, to compare ledgers with."""
    found = IncomingInvoices(rejected=list(came.rejected), language=book.language)
    home = facts.settings.country
    index = index_customers((record for _row, record in records(book, "Customers")), home)
    there = _there(book)
    remembered = taken_before(facts.log)
    told = {(e.document_sha256, e.invoice_no) for e in facts.log if e.event == log.INVOICE_CONTRADICTED}
    seen: dict[Key, IncomingInvoice] = {}
    for file in came.files:
        ours = whose_file(file.content.seller, facts.settings)
        if not ours and not file.content.balances:
            found.rejected.append((file.name, _not_ours(file, facts.settings)))
            continue
        for document in file.content.documents:
            row = _row(document, file, match_buyer(document.buyer, index, home), ours == BY_NAME_ONLY)
            _judge(row, there, remembered, seen, yearly=facts.settings.numbering == "yearly")
            if (row.sha256, document.number) in told:
                row.contradicts = ""
            found.rows.append(row)
        found.receipts += _receipts(file, index, book)
        found.compared += _compared(file, index, home, open_sums)
        found.notes += _counts(file)
    return found


BY_NUMBER_OF_OURS, BY_NAME_ONLY = "number", "name"


def whose_file(seller: InvoiceParty, settings: Settings) -> str:
    """By what the seller is the owner of the workbook: number, name, or "" where it is another."""
    own = typed_keys(settings.vat_number, settings.country) | typed_keys(settings.org_number, settings.country)
    keys = party_keys(seller, settings.country)
    if own and keys:
        spaces = {key.rpartition(":")[0] for key in own} & {key.rpartition(":")[0] for key in keys}
        if own & keys:
            return BY_NUMBER_OF_OURS
        if spaces:
            return ""
    names = name_words(settings.business_name)
    return BY_NAME_ONLY if names and names in (name_words(seller.name), name_words(seller.other_name)) else ""


def _not_ours(file: InvoiceFile, settings: Settings) -> str:
    seller = file.content.seller
    who = ", ".join(filter(None, (seller.name, *(one.number for one in seller.numbers[:2])))) or _("nobody named")
    if not settings.vat_number and not settings.org_number:
        return _("Its seller is {who}. Whether that is you cannot be told: type your VAT number in Settings, then take "
                 "it in again.", who=who)  # fmt: skip
    return _("It is not your invoice: the seller is {who}, and Settings say {own}. A bill you received is not "
             "taken in.",
             who=who, own=settings.vat_number or settings.org_number)  # fmt: skip


def _row(document: InvoiceDocument, file: InvoiceFile, match: BuyerMatch, by_name: bool) -> IncomingInvoice:
    row = IncomingInvoice(document, file.name, file.sha256, TAKE, match)
    if by_name:
        row.question = _("the seller has your name, but no number that Settings have")
    if document.state in QUESTIONS:
        question = QUESTIONS[document.state]
        row.question = _(question)
    return row


def _judge(
    row: IncomingInvoice, there: Mapping[Key, Sequence[Mapping[str, Any]]],
    remembered: Mapping[Key, Sequence[LogEntry]], seen: dict[Key, IncomingInvoice], *, yearly: bool,
) -> None:  # fmt: skip
    """Twice is once: in the workbook, in this time's files, and in the Log's memory."""
    document = row.document
    if document.state in STATES:
        state = STATES[document.state]
        row.verdict, row.reason = LEFT_OUT, _(state)
        return
    record = record_of(document, row.match, there.get(row.key, ()))
    if record is not None:
        other_year = is_of_other_year(document, row.match, record)
        if not other_year:
            row.verdict = THERE if says_the_same(document, record, row.match) else OTHER_VALUES
            row.reason = "" if row.verdict == THERE else how_it_differs(document, record)
            row.contradicts = contradicted_owner(document, record) if row.verdict == OTHER_VALUES else ""
            return
        if not yearly:
            row.verdict, row.reason = OTHER_YEAR, how_it_differs(document, record)
            return
    other = seen.setdefault(row.key, row)
    if other is not row:
        same = _values(other.document) == _values(document)
        row.verdict = THERE if same else OTHER_VALUES
        row.reason = "" if same else _contradicts(other)
        if not same and other.verdict == TAKE:
            other.verdict, other.reason = OTHER_VALUES, _contradicts(row)
        return
    if not row.match.customer_id and not row.match.is_new:
        row.verdict = NO_CUSTOMER
        row.reason = _("it may be {customers}: type the VAT / org no of the right one in Customers",
                       customers=", ".join(row.match.candidates))  # fmt: skip
    elif taken := _taken(row, remembered.get(row.key, ()), yearly=yearly):
        row.verdict = DELETED
        row.reason = _("taken in on {day}, and deleted from the workbook since", day=taken.as_of)


def _taken(row: IncomingInvoice, entries: Sequence[LogEntry], *, yearly: bool) -> LogEntry | None:
    """When it was taken in last. Where numbers begin anew each year, another customer's is another invoice."""
    whose = row.match.customer_id.casefold()
    same = (e for e in reversed(entries)
            if not yearly or e.document_sha256 == row.sha256 or e.customer_id.casefold() == whose)  # fmt: skip
    return next(same, None)


def _contradicts(other: IncomingInvoice) -> str:
    one = other.document
    return _("{file} has the same number with {amount} {currency} of {day}: neither is written", file=other.file,
             amount=one.amount, currency=one.currency, day=one.issued)  # fmt: skip


def _values(document: InvoiceDocument) -> tuple[Decimal, str, date]:
    return document.amount, document.currency, document.issued


def _there(book: Book) -> dict[Key, list[dict[str, Any]]]:
    found: dict[Key, list[dict[str, Any]]] = {}
    for row, record in records(book, "Invoices"):
        if record.get("invoice_no"):
            key = invoice_key(record.get("kind"), record["invoice_no"])
            found.setdefault(key, []).append({**record, "row": row})
    return found


def taken_before(entries: Iterable[LogEntry]) -> dict[Key, list[LogEntry]]:
    """Every document that was ever taken in, as the Log remembers it: Step is its kind."""
    found: dict[Key, list[LogEntry]] = {}
    for entry in entries:
        if entry.event == log.INVOICE_TAKEN and entry.invoice_no:
            found.setdefault(invoice_key(entry.step, entry.invoice_no), []).append(entry)
    return found


def _receipts(file: InvoiceFile, index: CustomerIndex, book: Book) -> Iterator[tuple[ReceiptDocument, str, str]]:
    """Receipts that are not in Payments yet, by their number in the column Reference."""
    there = {str(record.get("reference") or "").casefold() for _row, record in records(book, "Payments")}
    for one in file.content.receipts:
        if receipt_reference(one).casefold() not in there:
            yield one, file.name, index.by_id.get(one.customer_no.casefold(), "")


def receipt_reference(receipt: ReceiptDocument) -> str:
    """What the column Reference says of a receipt."""
    return f"{receipt.number}: {receipt.reference}" if receipt.reference else receipt.number


def _compared(
    file: InvoiceFile, index: CustomerIndex, home: str, open_sums: Mapping[str, Decimal]
) -> Iterator[BalanceCompared]:
    for one in file.content.balances:
        match = match_buyer(InvoiceParty(one.name, one.numbers, one.account, country=home), index, home)
        ours = open_sums.get(match.customer_id, ZERO) if match.customer_id else None
        if one.balance != (ours or ZERO):
            yield BalanceCompared(one, match.customer_id, ours)


def _counts(file: InvoiceFile) -> Iterator[str]:
    content = file.content
    if content.annulled:
        yield _("{file}: {n} annulled invoices were left out.", file=file.name, n=content.annulled)
    if content.summaries:
        yield _("{file}: {n} summaries of other documents were left out.", file=file.name, n=content.summaries)
    if content.balances:
        yield _("{file} is a ledger ({format}): it is only compared with what your customers owe here.",
                file=file.name, format=content.format)  # fmt: skip
