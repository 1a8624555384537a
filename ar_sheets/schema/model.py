"""The nouns passed between rooms: frozen, without behaviour.

Money is `Decimal` in units of the currency (12.50 is twelve euros fifty), rates and percents are `Decimal`
percent (12.25 is 12.25 %), days are `int`, dates are `date`. An empty cell is `None` or "", never NaN.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.schema.invoice_lines import InvoiceDetail


@dataclass(slots=True)
class Table:
    """One sheet, read and typed: columns by key (see columns.py), all of the same length, empty cells None."""

    sheet: str
    header_row: int  # 1-based row of the headers in the workbook
    rows: list[int]  # 1-based workbook row of each record
    columns: dict[str, list[Any]]
    places: dict[str, int]  # key -> 0-based column in the workbook; only columns that are there
    headers: dict[str, str] = field(default_factory=dict)  # key -> the header as it stands there
    language: str = "en"  # the language most of the headers are in

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Settings:
    """The Settings sheet. Texts are "" when empty."""

    business_name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""  # ISO 3166 alpha-2
    vat_number: str = ""
    org_number: str = ""  # in the business register, where it is another
    invoice_text: str = ""  # printed on every invoice
    numbering: str = ""  # "yearly": numbers begin anew each year, so that a number names one invoice of its year
    payment_reference: str = ""  # the kind that invoices get: KID, OCR, Viite or RF, with its length
    phone: str = ""
    email_from: str = ""
    reply_to: str = ""
    website: str = ""
    signatory: str = ""
    bank_name: str = ""
    iban: str = ""
    bic: str = ""
    account_number: str = ""
    further_accounts: str = ""
    bank_lists: str = ""
    payment_link: str = ""
    payment_methods: str = ""
    currency: str = "EUR"
    language: str = "en"
    terms_days: int = 14
    minimum_to_dun: Decimal = Decimal(10)
    aging_buckets: tuple[int, ...] = (30, 60, 90)
    interest: str = "statutory"  # statutory, contract, none
    contract_rate: Decimal | None = None  # percent a year
    fees: str = "statutory"  # statutory, plan, none
    apply_payments: str = "statutory"  # statutory, principal first
    weekends: str = "next working day"  # or "as is"
    approval: str = "formal steps"  # formal steps, every letter, none
    payments_complete_until: date | None = None
    stale_after_days: int | None = 7
    smtp_host: str = ""
    smtp_port: int = 587  # a port that ends in 465 is encrypted from the first byte, others by STARTTLS
    smtp_user: str = ""  # "": the server asks for no sign-in
    mails_per_minute: int = 30


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of Customers, with blanks filled from Settings where the contract says so."""

    customer_id: str
    name: str
    profile: str = "Consumer"  # Business, Consumer, Public; unknown counts as Consumer (the lower cap)
    contact: str = ""
    email: str = ""  # one address, or several joined by ", "; likewise cc
    cc: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    language: str = ""
    currency: str = ""
    terms_days: int = 14
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    credit_limit: Decimal | None = None
    credit_checked_on: date | None = None
    terms_accepted_on: date | None = None
    plan: str = ""
    letters_by: str = ""  # Email, Post, Email+Post; "" follows the plan's channel
    hold_until: date | None = None
    hold_reason: str = ""
    row: int = 0
    email_fault: str = ""  # what in Email or CC is no address: letters by e-mail wait until it is fixed

    @property
    def number(self) -> str:
        """The ID as a letter names it; "" where the name serves as the ID."""
        return "" if self.customer_id.casefold() == self.name.casefold() else self.customer_id

    @property
    def called(self) -> str:
        """Name and ID as a screen names them; the name alone where it is both."""
        return f"{self.name} ({self.number})" if self.number else self.name


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the Dunning plan."""

    plan: str
    number: int
    name: str
    kind: str  # Courtesy, Reminder, Call, Final reminder, Formal notice, Hand-over
    days: int  # days after the due date; negative is before it
    min_gap_days: int = 7
    channel: str = "Email"  # Email, Post, Email+Post, Phone
    letter: str = ""  # the letter's file name without ending
    fee: Decimal | None = None
    interest: str = "no"  # no, show, charge
    days_to_pay: int = 7
    approval: bool = False  # a person's Send is needed
    stop_supply: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class Rate:
    """One good row of Rates: a late-interest rate the owner supplies. `profile` "" is all profiles."""

    country: str  # ISO 3166 alpha-2
    profile: str
    valid_from: date
    rate_percent: Decimal  # percent a year
    source: str  # a row without a source is not used
    row: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    """One readable row of Payments; a refund or bounced payment has a negative amount."""

    row: int
    date: date
    customer_id: str
    invoice_no: str  # as typed: "", one number, or several ("1041, 1042")
    amount: Decimal
    currency: str
    reference: str = ""
    plan: tuple[str, ...] = ()  # the invoices of the payment plan it names, or has the amount of an instalment of
    names_plan: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A charge that was really claimed or waived: one Log row. `kind` is fee, interest or compensation."""

    date: date
    kind: str
    amount: Decimal  # positive claimed, negative waived
    step: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One reminder, call or notice about an invoice that was really made: a Log row sent, posted or called."""

    on: date
    step: str
    kind: str  # as in Step.kind
    channel: str
    pay_by: date | None = None
    reached: bool = True  # whether it reached somebody: a call that nobody answered moves the plan on and counts not
    place: int | None = None  # of the step in its plan when it was made, 1 is the first; None where nobody noted it


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an invoice is on hold: the status it shows, and the reason as a clause ("disputed: short"); `says_hold`: the
    clause itself says that it is on hold."""

    status: str
    reason: str
    says_hold: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay: the day, how much (None is all of it), and when it was made (None when nobody noted that)."""

    day: date
    amount: Decimal | None = None
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer has paid so far: late before, ever at all, and the largest invoice they have paid."""

    late_before: bool = False
    paid_before: bool = False
    largest_paid: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Debt:
    """One good row of Invoices as allocation sees it. `amount` is positive for every kind."""

    index: int  # position in the Invoices table
    invoice_no: str
    customer_id: str
    kind: str  # Invoice, Credit note, Deposit
    invoice_date: date
    due_date: date
    currency: str
    amount: Decimal
    reference: str = ""  # a credit note's "PO / ref" may name the invoice it credits
    claims: tuple[Claim, ...] = ()
    country: str = ""
    profile: str = "Consumer"
    discount_percent: Decimal | None = None
    discount_until: date | None = None  # its last day, moved to a working day where that applies
    settle_by: date | None = None  # the due date, moved to a working day where that applies; None: as it stands


@dataclass(frozen=True, slots=True)
class Allocation:
    """Money put against one invoice: where from, how much, to which balance, and why there."""

    invoice: int  # Debt.index
    date: date
    amount: Decimal  # negative when a refund takes it back
    part: str  # principal, interest, fees
    source: str  # payment, credit note, discount
    source_row: int  # row in Payments, or in Invoices for a credit note
    reason: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of one invoice after all allocations dated on or before the as-of date."""

    paid: Decimal = Decimal(0)  # payments put against principal (cash discount taken is in `credited`)
    credited: Decimal = Decimal(0)  # credit notes and discounts put against principal
    open_amount: Decimal = Decimal(0)  # principal; for a credit note minus what is still unused
    interest_open: Decimal = Decimal(0)  # claimed interest not yet paid or waived
    fees_open: Decimal = Decimal(0)  # claimed fees and compensation not yet paid or waived
    reductions: tuple[tuple[date, Decimal], ...] = ()  # dated reductions of principal, oldest first
    paid_on: date | None = None  # the day the principal reached zero
    interest_settled: tuple[tuple[date, Decimal], ...] = ()  # dated late interest paid or waived, oldest first


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one payment row: for the columns Applied, Applied to, Unapplied, Status."""

    applied: Decimal
    applied_to: str
    unapplied: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One printed line of interest: both days included, one rate, one principal; amount half-up to the cent."""

    start: date
    end: date
    days: int
    principal: Decimal
    rate: Decimal  # percent a year
    amount: Decimal
    source: str = ""  # the law or table the rate comes from
    note: str = ""  # how sure the rate is, where it rests on one source only


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee or compensation a step would claim now: the amount, and what allowed, capped or refused it."""

    kind: str  # fee, compensation
    amount: Decimal
    reason: str
    source: str = ""  # law and publisher
    per: str = "invoice"  # invoice or letter: as the law counts it
    announced: Decimal = Decimal(0)  # what this letter must say will be claimed if it is not paid in time
    note: str = ""  # how sure the amount is, where it rests on one source only
    unknown: bool = False  # refused only because the amount is not known for this time


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the Log: something that was really done."""

    entry: int
    when: str
    as_of: date
    event: str
    customer_id: str
    invoice_no: str
    step: str
    amount: Decimal | None
    currency: str
    detail: str
    document_sha256: str = ""
    seal: str = ""
    row: int = 0
    letter_id: str = ""
    step_place: int | None = None  # 1 is the first step of the plan, as the plan was when the step was made
    pay_by: date | None = None  # the last day the letter gave, or the day a promise names
    to: str = ""  # the address
    told_by_detail: bool = False  # a row of an older version: the four above stand in no cell of their own
    as_written: LogEntry | None = None  # the row as it stands, where its day or number counts otherwise


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One invoice as a letter shows it."""

    invoice_no: str
    po_ref: str
    description: str
    invoice_date: date
    due_date: date
    amount: Decimal
    open_amount: Decimal
    days_overdue: int
    step: str  # the step this invoice takes with this letter; "" when it is only listed
    fee: Decimal = Decimal(0)  # claimed with this letter or before, still open
    interest: Decimal = Decimal(0)  # claimed with this letter or before, still open
    new_interest: Decimal = Decimal(0)  # the part of `interest` that this letter claims for the first time
    interest_shown: Decimal = Decimal(0)  # could be claimed but is not
    interest_lines: tuple[InterestLine, ...] = ()
    charges: tuple[Charge, ...] = ()  # new with this letter
    step_kind: str = ""  # as in Step.kind: letters name the step by it, in the customer's language
    disputed: Decimal = Decimal(0)  # open besides `open_amount`, but disputed: not asked for; a statement asks for all
    had: tuple[str, ...] = ()  # kinds of the reminders, calls and notices about it that reached somebody, oldest first
    step_place: int | None = None  # of the step in its plan, 1 is the first
    discount_percent: Decimal | None = None  # the invoice's own, with its last day: it wins over the customer's
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class DemandLine:
    """What a letter asks for one invoice; `step` is "" where the invoice is only listed."""

    invoice_no: str
    step: str
    step_place: int | None
    step_kind: str
    open_amount: Decimal
    claims: tuple[tuple[str, Decimal], ...] = ()  # new with this letter: fee, compensation or interest, and how much


@dataclass(frozen=True, slots=True)
class Demand:
    """What a letter or call asks, kept with it by its Letter ID: the Log's rows are made from this."""

    lines: tuple[DemandLine, ...]
    pay_by: date | None = None
    days_to_pay: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """Money a customer paid, as a letter thanks for it or a statement lists it."""

    date: date
    amount: Decimal
    invoices: str = ""  # what it was put against: "1041, 1042"; "" when it names no invoice


@dataclass(frozen=True, slots=True)
class Message:
    """One message: one customer, one currency, at the highest step a qualifying invoice reached."""

    letter_id: str
    batch: date
    customer: Customer
    currency: str
    step: Step
    channel: str  # Email, Post, Email+Post, Phone: after looking at which addresses there are
    to: str  # e-mail address, postal address on one line, or phone number
    lines: tuple[LetterLine, ...]
    unapplied: Decimal  # money and credit notes of the customer that name no invoice; positive
    total_due: Decimal  # what the letter asks for, unapplied already taken off
    pay_by: date
    needs_approval: bool
    warnings: tuple[str, ...] = field(default=())
    also_open: tuple[LetterLine, ...] = ()  # not due yet: to be shown, but not asked for, nor in `total_due`
    received: tuple[PaymentReceived, ...] = ()  # payments that a thank-you or a statement speaks of, oldest first
    held: str = ""  # why it may not go out, whatever a person decides, until something is fixed
    strangers: tuple[str, ...] = ()  # what in it belongs to another customer
    detail: InvoiceDetail | None = None  # of an invoice as a document: its lines, its VAT, what the law wants on it
