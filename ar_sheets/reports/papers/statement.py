"""Statements of account and thank-yous as files, one for each customer and currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.letters import letter, occasions
from ar_sheets.letters.text import letter_as_text
from ar_sheets.reports.papers import content, files, form
from ar_sheets.reports.papers.context import PapersContext
from ar_sheets.rules.holds import lasts
from ar_sheets.schema.model import Customer, LetterLine, Message, Payment, PaymentReceived

FOLDER = "statements"  # beside the workbook
FORM = "statement.xlsx"
PAYMENTS_OF_DAYS = 90  # a statement lists the payments of the last quarter
THANKED_DAYS = 7  # a thank-you is for the payments of the last week
ZERO = Decimal(0)
SAYS_CHECK = N_("{customer}: not made, a row of theirs says Check. {why}.")

Account = tuple[str, str]  # customer id (folded), currency


@dataclass(slots=True)
class StatementsMade:
    """The documents written, and why others were not."""

    written: list[files.DocumentWritten] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def statements(desk: PapersContext, ids: Sequence[str] = ()) -> StatementsMade:
    """A statement for each of these customers, or for all with something open or unapplied, in each currency.
    NotDone when a customer is not there, or the owner's form cannot be filled."""
    lines, received = _open(desk), _received(desk, PAYMENTS_OF_DAYS)
    accounts = list(_accounts(desk, ids, lines))
    blank = form.read_form(form.find_form(desk.home, FORM, desk.snapshot.path))
    made, documents = StatementsMade(), []
    for customer, currency in accounts:
        key = (customer.customer_id.casefold(), currency)
        unapplied = desk.work.allocated.unapplied.get((customer.customer_id, currency), ZERO)
        message = occasions.statement_letter(_name(customer, currency), customer, currency, lines[key], received[key],
                                      unapplied, desk.work.as_of)  # fmt: skip
        filled = letter.write_letter(message, desk.settings, desk.wording, desk.work.as_of)
        if why := _why_not(desk, customer, filled) or _in_peace(customer, named=bool(ids)):
            made.held.append(why)
            continue
        documents.append(files.Document(message.letter_id, filled, form.fill_form(blank, content.of_statement(filled)),
                                        mailable=True))  # fmt: skip
    made.written, made.held = _write(desk, documents), list(dict.fromkeys(made.held))
    return made


def thanks(desk: PapersContext, ids: Sequence[str] = ()) -> StatementsMade:
    """A thank-you for what each of these customers, or every customer, paid in the last week."""
    lines, received = _open(desk), _received(desk, THANKED_DAYS)
    wanted = {customer.customer_id.casefold() for customer in _named(desk, ids)} if ids else None
    made, documents = StatementsMade(), []
    for key, receipts in sorted(received.items()):
        paid = [receipt for receipt in receipts if receipt.amount > 0]
        customer = desk.work.facts.customers.get(key[0])
        if not paid or customer is None or (wanted is not None and key[0] not in wanted):
            continue
        unapplied = desk.work.allocated.unapplied.get((customer.customer_id, key[1]), ZERO)
        message = occasions.thank_you("thanks-" + _name(customer, key[1]), customer, key[1], paid, lines[key],
                                      unapplied, desk.work.as_of)  # fmt: skip
        filled = letter.write_letter(message, desk.settings, desk.wording, desk.work.as_of)
        if why := _why_not(desk, customer, filled) or _went_back(customer, receipts):
            made.held.append(why)
        else:
            documents.append(files.Document(message.letter_id, filled, mailable=True))
    made.written, made.held = _write(desk, documents), list(dict.fromkeys(made.held))
    return made


def _write(desk: PapersContext, documents: Sequence[files.Document]) -> list[files.DocumentWritten]:
    folder = desk.home / FOLDER / desk.work.as_of.isoformat()
    return files.write_documents(documents, folder, desk.own) if documents else []


def _name(customer: Customer, currency: str) -> str:
    return f"{customer.customer_id}-{currency}"


def _named(desk: PapersContext, ids: Sequence[str]) -> list[Customer]:
    customers = desk.work.facts.customers
    missing = [name for name in ids if name.strip().casefold() not in customers]
    if missing:
        said = [_("There is no customer {customer} in Customers.", customer=name) for name in missing]
        raise NotDone("\n".join([*said, _("Type the Customer ID just as it stands there.")]))
    return list({name.strip().casefold(): customers[name.strip().casefold()] for name in ids}.values())


def _accounts(
    desk: PapersContext, ids: Sequence[str], lines: dict[Account, list[LetterLine]]
) -> Iterator[tuple[Customer, str]]:
    """Whom a statement is for, and in which currencies; someone asked for gets one also when nothing is open."""
    moving: dict[str, set[str]] = defaultdict(set)
    for customer_id, currency in [*lines, *desk.work.allocated.unapplied]:
        moving[customer_id.casefold()].add(currency)
    chosen = _named(desk, ids) if ids else desk.work.facts.customers.values()
    for customer in chosen:
        currencies = moving.get(customer.customer_id.casefold(), set())
        yield from ((customer, currency) for currency in sorted(currencies or ({customer.currency} if ids else ())))


def _open(desk: PapersContext) -> dict[Account, list[LetterLine]]:
    """What is open of each customer in each currency, oldest due first; what is written off is not asked for."""
    found: dict[Account, list[LetterLine]] = defaultdict(list)
    for at, customer in enumerate(desk.work.customers):
        row = desk.work.row(at)
        off = row["hold"] is not None and row["hold"].status == "Written off"
        if row["open_amount"] <= 0 or off or row["invoice_date"] > desk.work.as_of:
            continue
        found[customer.customer_id.casefold(), row["currency"]].append(LetterLine(
            row["invoice_no"], row["po_ref"] or "", row["description"] or "", row["invoice_date"], row["due_date"],
            row["amount"], row["open_amount"], row["days_overdue"], "", row["fees_open"], row["interest_open"],
            disputed=row["disputed"],
        ))  # fmt: skip
    for lines in found.values():
        lines.sort(key=lambda line: (line.due_date, line.invoice_no))
    return found


def _received(desk: PapersContext, days: int) -> dict[Account, list[PaymentReceived]]:
    """What each customer paid in the last days, oldest first, with the invoices it was put against."""
    first = desk.work.as_of - timedelta(days=days - 1)
    parts = _parts(desk)
    found: dict[Account, list[PaymentReceived]] = defaultdict(list)
    for payment in sorted(desk.work.facts.payments, key=lambda payment: (payment.date, payment.row)):
        if first <= payment.date <= desk.work.as_of:
            for key, receipt in _receipts(payment, parts[payment.row]):
                found[key].append(receipt)
    return found


def _parts(desk: PapersContext) -> dict[int, list[tuple[str, str, Decimal]]]:
    """By row of Payments: the customer (folded), invoice and amount of each part that was put against one."""
    found: dict[int, list[tuple[str, str, Decimal]]] = defaultdict(list)
    for part in desk.work.allocated.rows:
        if part.source == "payment":
            customer = desk.work.customers[part.invoice].customer_id.casefold()
            found[part.source_row].append((customer, desk.work.columns["invoice_no"][part.invoice], part.amount))
    return found


def _receipts(payment: Payment, parts: list[tuple[str, str, Decimal]]) -> Iterator[tuple[Account, PaymentReceived]]:
    """The payment as its payer sees it; where no payer is named, each customer sees only what was put against
    invoices of theirs."""
    payers = (
        [payment.customer_id.casefold()]
        if payment.customer_id
        else dict.fromkeys(who for who, _number, _amount in parts)
    )
    for payer in payers:
        own = [(number, amount) for who, number, amount in parts if who == payer]
        amount = payment.amount if payment.customer_id else sum((amount for _number, amount in own), ZERO)
        numbers = ", ".join(dict.fromkeys(number for number, _amount in own))
        yield (payer, payment.currency), PaymentReceived(payment.date, amount, numbers)


def _why_not(desk: PapersContext, customer: Customer, filled: letter.Letter) -> str:
    """Why no document is made: figures that cannot be right, or words that are another customer's. "" for none."""
    key, name = customer.customer_id.casefold(), customer.called
    table = desk.book.tables["Invoices"]
    workable = set(desk.work.positions)
    for at, row in enumerate(table.rows):
        if at not in workable and (table.columns["customer_id"][at] or "").casefold() == key:
            return _(SAYS_CHECK, customer=name, why=desk.book.first_fault("Invoices", row))
    for at, customer_of in enumerate(desk.work.customers):
        if desk.work.columns["very_old"][at] and customer_of.customer_id.casefold() == key:
            return _(SAYS_CHECK, customer=name, why=desk.work.columns["check"][at])
    doubt = desk.work.facts.customer_faults.get(key) or desk.work.facts.payment_doubts.get(key)
    if doubt:
        return _("{customer}: not made. {why}.", customer=name, why=doubt)
    if _handed_over(desk, key, filled.message):
        return _(
            "{customer}: not made, the collection agency has an invoice of theirs. Ask it what is open.", customer=name
        )
    strangers = desk.others.found(letter_as_text(filled), customer.customer_id)
    if strangers:
        return _(
            "{customer}: not made, it would name what belongs to another customer: {what}.",
            customer=name,
            what=", ".join(strangers),
        )
    return ""


def _in_peace(customer: Customer, *, named: bool) -> str:
    """Whoever is insolvent or vulnerable gets no statement unless it is asked for by name."""
    if named or not lasts(customer.hold_reason):
        return ""
    return _("{customer}: not made, on hold: {why}. Name them if they shall have one.", customer=customer.called,
             why=customer.hold_reason)  # fmt: skip


def _went_back(customer: Customer, receipts: Sequence[PaymentReceived]) -> str:
    if all(receipt.amount >= 0 for receipt in receipts):
        return ""
    return _("{customer}: not made, a payment of theirs went back.", customer=customer.called)


def _handed_over(desk: PapersContext, key: str, message: Message) -> bool:
    shown = {line.invoice_no for line in message.lines}
    columns = desk.work.columns
    return any(
        number in shown and contacts and contacts[-1].kind == HAND_OVER and customer.customer_id.casefold() == key
        for number, contacts, customer in zip(columns["invoice_no"], columns["contacts"], desk.work.customers,
                                              strict=True)
    )  # fmt: skip
