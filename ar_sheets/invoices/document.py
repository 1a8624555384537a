"""The nouns of an invoice file: one document, its two parties, a receipt, a ledger's sums; why a file is not used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)

# What a document is beside an open invoice, as far as the file says so.
OPEN = "open"
PAID_AT_ISSUE = "paid at issue"  # such as the Portuguese fatura-recibo: paid although the whole amount stands there
NOTHING_OPEN = "nothing open"  # paid in advance: nothing is left to pay
NOT_OWED = "not owed"  # a proforma
WE_OWE = "we owe"  # an invoice that was paid in advance beyond its total
OWED_AGAIN = "owed again"  # a credit note below zero: a credit taken back

PULLED_CODES = frozenset({"48", "49", "59"})  # UNTDID 4461: card, direct debit, SEPA direct debit


class NotAnInvoice(Exception):  # noqa: N818 - an outcome told to the user, not a fault of the program
    """Nothing of a file is taken; the message says what it is, and what to do."""


class PartyNumber(NamedTuple):
    """A number that names a party: its scheme as the file has it ("VAT", "0192", "EM", "" for none) and the number."""

    scheme: str
    number: str


@dataclass(frozen=True, slots=True)
class InvoiceParty:
    """Seller or buyer as the file names it. `given_number` is the number the seller gave the buyer."""

    name: str = ""
    numbers: tuple[PartyNumber, ...] = ()
    given_number: str = ""
    email: str = ""
    contact: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    other_name: str = ""  # a trading name
    statements: tuple[str, ...] = ()  # what a seller has to say of itself, such as Foretaksregisteret


class EarlyDiscount(NamedTuple):
    """Percent off for whoever pays until that day."""

    percent: Decimal
    until: date


class DueInstalment(NamedTuple):
    """A part of an invoice and the day it is due."""

    due: date
    amount: Decimal


@dataclass(slots=True)
class InvoiceDocument:
    """One invoice or credit note. `signed` is what is to be paid, positive where the customer owes it."""

    format: str
    number: str
    issued: date
    currency: str
    signed: Decimal
    buyer: InvoiceParty
    seller: InvoiceParty = field(default_factory=InvoiceParty)
    type_code: str = ""
    due: date | None = None
    state: str = OPEN
    deposit: bool = False
    total: Decimal | None = None  # with VAT, where it is not what is to be paid
    prepaid: Decimal = ZERO
    rounding: Decimal = ZERO
    added: Decimal = ZERO  # claims of others that are collected with it
    withheld: Decimal = ZERO  # tax that the customer keeps and pays itself
    order_no: str = ""
    payment_reference: str = ""
    credits: str = ""  # the number of the invoice that a credit note credits
    terms: str = ""
    other_due: date | None = None  # another due date that the file also has
    discounts: tuple[EarlyDiscount, ...] = ()
    instalments: tuple[DueInstalment, ...] = ()
    pulled: bool = False  # the seller pulls the money: direct debit or card
    may_be_paid: bool = False  # the file has what was invoiced, not what is open of it

    @property
    def kind(self) -> str:
        """Invoice, Credit note or Deposit: the sign decides, not the type code."""
        if self.signed < 0:
            return "Credit note"
        return "Deposit" if self.deposit else "Invoice"

    @property
    def amount(self) -> Decimal:
        """What the workbook's row says: without its sign."""
        return abs(self.signed)


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """Money that the other program says came in, and the invoices it paid."""

    number: str
    day: date
    customer_no: str
    currency: str
    parts: tuple[tuple[str, Decimal], ...]  # (invoice number, amount)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class LedgerBalance:
    """What a ledger says a customer owes; below zero, what is owed to it."""

    account: str
    name: str
    balance: Decimal
    currency: str
    numbers: tuple[PartyNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceContent:
    """What one file holds: documents, receipts, or a ledger's sums to compare with; and how many were left out."""

    format: str
    documents: Sequence[InvoiceDocument] = ()
    receipts: Sequence[ReceiptDocument] = ()
    balances: Sequence[LedgerBalance] = ()
    seller: InvoiceParty = field(default_factory=InvoiceParty)
    annulled: int = 0
    summaries: int = 0
