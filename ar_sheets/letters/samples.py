"""A made-up business and its customers, one for each language: what `letters check` writes its samples to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.letters.wording import BY_KIND
from ar_sheets.schema.model import Charge, Customer, InterestLine, LetterLine, Message, PaymentReceived, Settings, Step

DAY = date(2026, 11, 20)
ZERO = Decimal(0)

SETTINGS = Settings(
    business_name="Sample Trading", street="Example Street 1", postcode="1000", city="Sampletown", country="DE",
    vat_number="DE123456789", phone="+49 30 000000", email_from="billing@sample.example", signatory="Alex Sample",
    bank_name="Sample Bank", iban="DE89370400440532013000", bic="COBADEFFXXX",
    payment_link="https://pay.sample.example/{invoice_no}", currency="EUR", language="en",
)  # fmt: skip

# Language: country, currency, name of a firm, name of a person
_WHO = {
    "en": ("GB", "GBP", "Harbour Lights Ltd", "Jane O'Neill"), "nb": ("NO", "NOK", "Fjord Kafé AS", "Bjørn Åsen"),
    "sq": ("AL", "ALL", "Besa Tregti Sh.p.k.", "Arta Çela"), "pt": ("PT", "EUR", "Azulejos, Lda", "João Conceição"),
    "nl": ("NL", "EUR", "De Gracht B.V.", "Pieter van den Berg"), "sv": ("SE", "SEK", "Möbler AB", "Åsa Öberg"),
    "de": ("DE", "EUR", "Müller & Söhne GmbH", "Jürgen Groß"),
}  # fmt: skip
_KINDS = {name: kind for kind, name in BY_KIND.items()} | {
    "reminder2": "Reminder", "reminder3": "Reminder", "invoice": "Invoice",
}  # fmt: skip
_CLAIMS = ("Final reminder", "Formal notice", "Hand-over")


def sample_message(language: str, name: str, tone: str, count: int, *, mixed: bool = False) -> Message:
    """A letter `name` about `count` invoices to a customer with this language and kind; late ones with charges.

    `mixed`: the second invoice was reminded of before, and the third takes its first reminder.
    """
    kind = kind_of(name)
    customer = _customer(language, tone or "business")
    step = Step(
        "",
        3,
        name if kind == "Reminder" else kind,
        kind,
        12,
        letter=name,
        interest="charge" if kind in _CLAIMS else "no",
    )
    lines = tuple(_line(at, step) for at in range(count))
    if mixed:
        lines = (*lines[:1], *(replace(line, step="", had=("Reminder",)) for line in lines[1:2]),
                 *(replace(line, step="Reminder 1", step_kind="Reminder") for line in lines[2:]))  # fmt: skip
    total = sum((line.open_amount + line.fee + line.interest for line in lines), ZERO)
    received = (
        PaymentReceived(DAY - timedelta(days=4), Decimal("1000.00"), "2026-1041"),
        PaymentReceived(DAY, Decimal("100.00")),
    )
    return Message(
        f"{language}-{name}-{tone}-{count}", DAY, customer, customer.currency, step,
        "Phone" if kind == "Call" else "Email", customer.email, lines, ZERO, total, DAY + timedelta(days=14),
        needs_approval=False, received=received[: max(1, min(count, 2))] if kind in ("Thank-you", "Statement") else (),
    )  # fmt: skip


def kind_of(name: str) -> str:
    """The kind of step that a letter of this name belongs to."""
    return _KINDS.get(name, "Reminder")


def _customer(language: str, profile: str) -> Customer:
    country, currency, firm, person = _WHO.get(language.split("_")[0], _WHO["en"])
    name, contact = (person, "") if profile == "consumer" else (firm, person)
    return Customer(
        "C-1", name, profile.capitalize(), contact, "customer@sample.example", "", "+49 30 111111", "Sample Road 2",
        "2000", "Testville", country, language, currency, terms_accepted_on=date(2026, 1, 1),
    )  # fmt: skip


def _line(at: int, step: Step) -> LetterLine:
    overdue = -7 - at if step.kind == "Courtesy" else 40 - 11 * at
    due = DAY - timedelta(days=overdue)
    line = LetterLine(
        f"2026-{1041 + at}", f"PO {7788 + at}", "", due - timedelta(days=14), due, Decimal("1250.50"),
        Decimal("250.50") if at == 0 else Decimal("1250.50"), overdue, step.name, step_kind=step.kind,
    )  # fmt: skip
    if at or step.interest != "charge":
        return line
    charge = Charge("compensation", Decimal("40.00"), "once for each invoice", "Directive 2011/7/EU art. 6")
    days = (DAY - due).days
    interest = (Decimal("250.50") * 10 * days / 36500).quantize(Decimal("0.01"))
    part = InterestLine(due + timedelta(days=1), DAY, days, Decimal("250.50"), Decimal(10), interest, "Law § 1")
    return replace(line, fee=charge.amount, interest=interest, interest_lines=(part,), charges=(charge,))
