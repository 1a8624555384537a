"""What the files come to beside the workbook as it is now: which entries are new, and where each belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.banks import accounts, matching
from ar_sheets.banks.accounts import Own
from ar_sheets.banks.entry import Statement
from ar_sheets.banks.known import KnownEntry, load_known
from ar_sheets.banks.matching import Due, EntryMatch, Ledger, Part
from ar_sheets.banks.missing import last_days
from ar_sheets.banks.once import New, Sorted, sort_out
from ar_sheets.banks.opening import Opened
from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount, rounded, unit
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.log import BANK_FILE
from ar_sheets.schema.model import LogEntry, Settings
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

ZERO = Decimal(0)
NEAR = 5  # days that a typed payment may lie off the bank's day and still be the same
Place = tuple[str, str, Statement]  # file, the owner's account, statement


@dataclass(slots=True)
class PaymentRow:
    """An entry that goes into Payments, and where it belongs."""

    new: New
    match: EntryMatch


@dataclass(slots=True)
class PaymentsFound:
    """What was found: rows to write, what is there already, files that were not used, and what else to say."""

    rows: list[PaymentRow] = field(default_factory=list)
    sorted: Sorted = field(default_factory=Sorted)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    no_customers: int = 0  # entries that are nobody's payment: what was paid to others, and what the owner said
    left_out: int = 0  # not booked
    notes: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)  # file -> SHA-256
    complete_until: date | None = None
    complete_was: date | None = None
    book: Book | None = None
    logged: Sequence[LogEntry] = ()
    done: bool = False

    @property
    def sure(self) -> list[PaymentRow]:
        """The rows that name invoices."""
        return [row for row in self.rows if row.match.sure]


def weigh(book: Book, work: Assessment, came: Opened, account: str) -> PaymentsFound:
    """`account` is what the person says of files that name none."""
    settings = work.facts.settings
    found = PaymentsFound(rejected=list(came.rejected), book=book, complete_was=settings.payments_complete_until)
    found.hashes = {file.name: file.sha256 for file in came.files}
    own = accounts.owned(settings)
    for file in came.files:
        found.places += _places(file.name, file.statements, own, account, settings, found)
    known = load_known(book, settings.currency)
    found.sorted = sort_out(found.places, known)
    ledger = ledger_of(book, work, known)
    owned = {one.number for one in own}
    to_come = [one for one in found.sorted.new if one.entry.date > work.as_of]  # not for a day that is not over
    found.left_out += len(to_come)
    found.sorted.new = [one for one in found.sorted.new if one.entry.date <= work.as_of]
    for new in sorted(found.sorted.new, key=lambda one: one.entry.date):
        _weighed(new, ledger, known, owned, found)
    _vouch(found, own, work)
    return found


def _places(
    file: str, statements: Sequence[Statement], own: Sequence[Own], said: str, settings: Settings, found: PaymentsFound
) -> Iterator[Place]:
    """The statements about the owner's accounts; of a file with none of them the account is named."""
    strangers: list[str] = []
    for statement in statements:
        named = statement.account or said
        fitting = accounts.find_account(own, named, statement.currency) if named else _only(own, statement.currency)
        if fitting is None:
            strangers.append(statement.account)
            continue
        _fill_currency(statement, fitting.currency or settings.currency)
        found.left_out += statement.left_out
        found.notes += [f"{file}: {note}" for note in statement.notes or ()]
        yield file, fitting.number, statement
    if strangers:
        found.rejected.append((file, _refusal(strangers, own)))


def _only(own: Sequence[Own], currency: str) -> Own | None:
    fitting = [one for one in own if one.currency in ("", currency) or not currency]
    return fitting[0] if len(fitting) == 1 else None


def _refusal(strangers: Sequence[str], own: Sequence[Own]) -> str:
    named = ", ".join(dict.fromkeys(account for account in strangers if account))
    if not own:
        return _("Settings name no account of yours. Type your IBAN or Account number there, then take it in again.")
    if not named:
        return _("The file names no account, and Settings name several. Say which with --account.")
    return _("The account {account} is none of yours in Settings ({own}). If it is yours, add it under Further "
             "accounts with its currency.", account=named, own=", ".join(one.number for one in own))  # fmt: skip


def _fill_currency(statement: Statement, currency: str) -> None:
    statement.currency = statement.currency or currency
    for entry in statement.entries:
        entry.currency = entry.currency or statement.currency


def ledger_of(book: Book, work: Assessment, known: Sequence[KnownEntry]) -> Ledger:
    """The invoices, customers and payers of a workbook as matching sees them."""
    ledger = Ledger()
    columns = work.columns
    rows = zip(
        columns["kind"], columns["invoice_no"], columns["currency"], columns["open_amount"], columns["amount"],
        columns["due_date"], columns["invoice_date"], columns["po_ref"], columns["discount_percent"],
        columns["discount_until"], work.customers, strict=True,
    )  # fmt: skip
    for kind, number, currency, left, amount, due, dated, reference, percent, until, customer in rows:
        if kind == "Credit note":
            continue
        one = Due(number, customer.customer_id, currency, left, due, dated, reference or "")
        if percent and until is not None and left == amount:
            one.reduced = left - rounded(amount * percent / 100, unit(currency))
            one.reduced_until = until
        ledger.add(one)
    for customer in work.facts.customers.values():
        ledger.name(customer.customer_id, customer.name)
    ledger.payers = learned_payers(book, known)
    for paid in known:
        if paid.payer_account and paid.amount > 0 and paid.customer_id:
            account = accounts.squeezed(paid.payer_account)
            ledger.earlier[account, paid.amount].add((paid.customer_id, paid.invoice_no))
    return ledger


def learned_payers(book: Book, known: Sequence[KnownEntry]) -> dict[str, str]:
    """Accounts that payments of one customer only came from, and what the sheet Payers says, which counts more."""
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for one in known:
        if one.payer_account and one.customer_id and one.amount > 0:
            seen[accounts.squeezed(one.payer_account)][one.customer_id.casefold()] = one.customer_id
    found = {account: next(iter(who.values())) for account, who in seen.items() if len(who) == 1}
    for _row, record in records(book, "Payers"):
        account, customer = record.get("payer_account"), record.get("customer_id")
        if account and customer:
            found[accounts.squeezed(account)] = customer
    return found


def _weighed(new: New, ledger: Ledger, known: Sequence[KnownEntry], own: set[str], found: PaymentsFound) -> None:
    entry = new.entry
    if not entry.amount or accounts.squeezed(entry.payer_account) in own:
        found.no_customers += 1
        return
    match = matching.match_entry(entry, ledger)
    if match is None:
        found.no_customers += 1
        return
    typed = None if new.instead_of else _typed(new, match, known, ledger)
    if typed is not None:
        typed.met_in.add(new.mark.format)
        if typed.date == entry.date:
            found.sorted.typed.append(typed.rows[0])
            return
        match = _in_doubt(typed, new, match, found)
    matching.take_match(match, entry, ledger)
    found.rows.append(PaymentRow(new, match))


def _in_doubt(typed: KnownEntry, new: New, match: EntryMatch, found: PaymentsFound) -> EntryMatch:
    """A payment that may be the one typed with a day near it: it pays nothing until a person says, and none is lost."""
    found.notes.append(_(
        "{amount} {currency} of {day} may be what was typed in Payments row {row}. If so, delete one of the two rows; "
        "else type its invoice.", amount=format_amount(new.entry.amount, new.entry.currency),
        currency=new.entry.currency, day=new.entry.date, row=typed.rows[0]))  # fmt: skip
    customer = match.parts[0].customer_id
    return EntryMatch((Part(customer, "", new.entry.amount),), matching.UNPLACED, False, candidates=(customer,))


def _typed(new: New, match: EntryMatch, known: Sequence[KnownEntry], ledger: Ledger) -> KnownEntry | None:
    """The row somebody typed for the same money: of the same day; or near it, where it names the same invoices and
    these have no such amount left, as they would for a second half."""
    for one in known:
        if one.key or one.used or one.amount != new.entry.amount or one.currency != new.entry.currency:
            continue
        off = abs((one.date - new.entry.date).days)
        if off == 0 and _may_be(one, match):
            return one
        named = _numbers(one.invoice_no)
        if off <= NEAR and match.sure and named and named == _named(match.parts) and _left(named, ledger) < one.amount:
            return one
    return None


def _may_be(one: KnownEntry, match: EntryMatch) -> bool:
    if not match.sure:
        return True
    customers = {part.customer_id.casefold() for part in match.parts}
    named = _numbers(one.invoice_no) & _named(match.parts)
    return bool(named) or (one.customer_id.casefold() in customers if one.customer_id else not one.invoice_no)


def _left(numbers: set[str], ledger: Ledger) -> Decimal:
    return sum((due.left for number in numbers for due in ledger.by_number.get(number, ())), ZERO)


def _numbers(text: str) -> set[str]:
    return {piece.strip().casefold() for piece in text.split(",") if piece.strip()}


def _named(parts: Sequence[Part]) -> set[str]:
    return {number for part in parts for number in _numbers(part.invoices)}


def _vouch(found: PaymentsFound, own: Sequence[Own], work: Assessment) -> None:
    """Up to which day payments are complete: the earliest among all accounts; gaps between statements are named."""
    until = last_days(work.facts.log)
    ended = _closings(work.facts.log)
    for _file, account, one in sorted(found.places, key=lambda place: place[2].first or date.min):
        if not one.whole or one.last is None:
            continue
        _gap(found, account, one, ended)
        day = min(one.last, work.as_of - timedelta(days=1))
        if one.closing is not None and one.last <= work.as_of:
            ended[account, one.currency] = one.last, one.closing
        until[account] = max(day, until.get(account, day))
    covered = [until.get(one.number) for one in own]
    days = [day for day in covered if day is not None]
    if not days or len(days) < len(own):
        missing = ", ".join(one.number for one in own if one.number not in until)
        if days:
            found.notes.append(_("No file of the account {account} was taken in yet, so it is not known up to which "
                                 "day payments are complete.", account=missing))  # fmt: skip
        return
    last = min(days)
    if found.complete_was is None or last > found.complete_was:
        found.complete_until = last


def _closings(log: Sequence[LogEntry]) -> dict[tuple[str, str], tuple[date, Decimal]]:
    found: dict[tuple[str, str], tuple[date, Decimal]] = {}
    for entry in log:
        key = entry.step, entry.currency
        if entry.event == BANK_FILE and entry.amount is not None and entry.as_of >= found.get(key, (date.min,))[0]:
            found[key] = entry.as_of, entry.amount
    return found


def _gap(
    found: PaymentsFound, account: str, one: Statement, ended: dict[tuple[str, str], tuple[date, Decimal]]
) -> None:
    """A statement that does not open where the one before closed: a file is missing between them."""
    before = ended.get((account, one.currency))
    if before is None or one.opening is None or one.first is None or one.first <= before[0]:
        return
    if one.opening != before[1]:
        found.notes.append(_(
            "Between {before} and {first} something is missing on {account}: it closed at {closed} and opens at "
            "{opened} {currency}. Download those days as well.", before=before[0], first=one.first, account=account,
            closed=format_amount(before[1], one.currency), opened=format_amount(one.opening, one.currency),
            currency=one.currency))  # fmt: skip
