"""Customers, settings and messages for the tests of the letters; run as a script it renews the golden texts."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ar_sheets.letters import document, letter
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.model import Charge, Customer, InterestLine, LetterLine, Message, PaymentReceived, Settings, Step

AS_OF = date(2026, 11, 20)
GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "nb", "sq", "pt", "nl", "sv", "de")
KINDS = {
    "courtesy": "Courtesy", "reminder1": "Reminder", "reminder2": "Reminder", "reminder3": "Reminder",
    "final": "Final reminder", "formal": "Formal notice", "call": "Call", "handover": "Hand-over",
    "thanks": "Thank-you", "statement": "Statement", "invoice": "Invoice",
}  # fmt: skip
OCCASIONS = ("thanks", "statement")
OTHERS = ("call", "handover", "invoice", *OCCASIONS)
LETTERS = [name for name in KINDS if name not in OTHERS]
PROFILES = {"": "Business", "consumer": "Consumer", "public": "Public"}
TONES = {  # the letters that have a wording of their own for consumers or public bodies
    "consumer": ("courtesy", "reminder1", "reminder2", "reminder3", "formal", "call"),
    "public": ("courtesy", "reminder1", "reminder2", "final", "formal", "call"),
}
TONED = [(name, "") for name in KINDS] + [(name, tone) for tone, names in TONES.items() for name in names]

SETTINGS = Settings(
    business_name="Nordlys Handel AS", street="Storgata 12", postcode="0155", city="Oslo", country="NO",
    vat_number="NO 987 654 321 MVA", phone="+47 22 33 44 55", email_from="faktura@nordlys.example",
    website="www.nordlys.example", signatory="Kari Nordmann", bank_name="Nordbanken", iban="NO9386011117947",
    bic="DNBANOKK", account_number="8601 11 17947", payment_link="https://pay.nordlys.example/{invoice_no}",
    currency="NOK", language="en",
)  # fmt: skip

CUSTOMERS = {
    "en": Customer("C-1", "Harbour Lights Ltd", "Business", "Jane O'Neill", "jane@harbour.example", "",
                   "+44 20 7946 0000", "1 Quay Street", "BS1 4DJ", "Bristol", "GB", "en", "GBP"),
    "nb": Customer("C-2", "Fjord Kafé AS", "Business", "Bjørn Åsen", "bjorn@fjord.example", "",
                   "+47 55 00 00 00", "Bryggen 3", "5003", "Bergen", "NO", "nb", "NOK"),
    "sq": Customer("C-3", "Besa Tregti Sh.p.k.", "Business", "Arta Çela", "arta@besa.example", "",
                   "+355 4 222 3333", "Rruga e Durrësit 10", "1001", "Tiranë", "AL", "sq", "ALL"),
    "pt": Customer("C-4", "Azulejos & Filhos, Lda", "Business", "João Conceição", "joao@azulejos.example", "",
                   "+351 21 000 0000", "Rua das Flores 5", "1200-195", "Lisboa", "PT", "pt", "EUR"),
    "nl": Customer("C-5", "De Gracht B.V.", "Business", "Pieter van den Berg", "pieter@gracht.example", "",
                   "+31 20 000 0000", "Herengracht 100", "1015 BS", "Amsterdam", "NL", "nl", "EUR"),
    "sv": Customer("C-6", "Söders Möbler AB", "Business", "Åsa Öberg", "asa@soders.example", "",
                   "+46 8 000 00 00", "Götgatan 1", "116 46", "Stockholm", "SE", "sv", "SEK"),
    "de": Customer("C-7", "Müller & Söhne GmbH", "Business", "Jürgen Groß", "j.gross@mueller.example", "",
                   "+49 30 000000", "Hauptstraße 1", "10115", "Berlin", "DE", "de", "EUR"),
}  # fmt: skip


def message(language: str = "en", name: str = "reminder1", count: int = 3, tone: str = "", **more: object) -> Message:
    """A message about `count` invoices; final and formal claim interest and a fee, reminder3 shows interest."""
    customer = more.pop("customer", CUSTOMERS[language])
    assert isinstance(customer, Customer)
    customer = replace(customer, profile=PROFILES[tone])
    kind = KINDS.get(name, "Reminder")
    mode = {"final": "charge", "formal": "charge", "reminder3": "show"}.get(name, "no")
    step = Step("Business", 3, f"Step {name}", kind, 12, letter=name, interest=mode, days_to_pay=14)
    lines = tuple(_line(at, step) for at in range(count))
    unapplied = Decimal("100.00") if count > 1 and kind != "Courtesy" else Decimal(0)
    total = sum((line.open_amount + line.fee + line.interest for line in lines), -unapplied)
    made = Message(
        f"261120-{customer.customer_id}-{customer.currency}", AS_OF, customer, customer.currency, step,
        "Phone" if kind == "Call" else "Email", customer.email, lines, unapplied, total,
        AS_OF + timedelta(days=14), kind in ("Formal notice", "Hand-over"),
        received=RECEIVED[: max(1, min(count, 2))] if name in OCCASIONS else (),
    )  # fmt: skip
    return replace(made, **more)


COUNTS = {"thanks": (3, 1, 0), "statement": (3, 1, 0), "invoice": ()}
RECEIVED = (
    PaymentReceived(date(2026, 11, 16), Decimal("1000.00"), "2026-1041"),
    PaymentReceived(date(2026, 11, 18), Decimal("100.00")),
)


def _line(at: int, step: Step) -> LetterLine:
    overdue = -7 - at if step.kind == "Courtesy" else 40 - 11 * at
    due = AS_OF - timedelta(days=overdue)
    claims = step.interest != "no" and at == 0
    interest = Decimal("11.92") if claims else Decimal(0)
    charges = (
        (Charge("compensation", Decimal("40.00"), "once for each invoice", "Directive 2011/7/EU art. 6"),)
        if claims and step.interest == "charge"
        else ()
    )
    charged = step.interest == "charge"
    return LetterLine(
        f"2026-{1041 + at}", f"PO {7788 + at}", "", due - timedelta(days=14), due, Decimal("1250.50"),
        Decimal("250.50") if at == 0 else Decimal("1250.50"), overdue, step.name,
        sum((charge.amount for charge in charges), Decimal(0)), interest if charged else Decimal(0),
        interest_shown=Decimal(0) if charged else interest,
        interest_lines=_interest(due) if claims else (), charges=charges, step_kind=step.kind,
    )  # fmt: skip


def _interest(due: date) -> tuple[InterestLine, ...]:
    law = "Forsinkelsesrenteloven § 2"
    return (
        InterestLine(due + timedelta(days=1), date(2026, 11, 1), 21, Decimal("250.50"), Decimal("12.25"),
                     Decimal("3.78"), law),
        InterestLine(date(2026, 11, 2), AS_OF, 19, Decimal("250.50"), Decimal("12.5"), Decimal("8.14"), law),
    )  # fmt: skip


def write(of: Message, own: Path | None = None, settings: Settings = SETTINGS) -> letter.Letter:
    """The letter, filled in."""
    return letter.write_letter(of, settings, Wording(own), AS_OF)


def golden(language: str) -> str:
    """The wording of every letter of a language, about three invoices and about one; blocks by their names."""
    pieces = []
    for name, tone in TONED:
        for count in COUNTS.get(name, (3, 1)):
            pieces += _golden(f"{name}{tone and '.'}{tone}, {count}", message(language, name, count, tone), language)
    for title, of in documents(language):
        pieces += _golden(title, of, language)
    for title, of in by_law(language):
        pieces += [f"=== {title}", *(text for text in law_part(of))]
    return "\n\n".join(pieces).replace("\xa0", " ") + "\n"


def documents(language: str) -> list[tuple[str, Message]]:
    """An invoice with a discount, one to a consumer paid in part, a deposit paid in full, a credit note."""
    made = []
    for title, kind, tone, left in (
        ("invoice", "Invoice", "", "1250.50"), ("invoice, part paid, consumer", "Invoice", "consumer", "250.50"),
        ("deposit, paid", "Deposit", "public", "0"), ("credit note", "Credit note", "", "0"),
    ):  # fmt: skip
        customer = replace(CUSTOMERS[language], profile=PROFILES[tone], discount_percent=Decimal(2), discount_days=8)
        line = LetterLine("2026-1041", "PO 7788", "Oak table", date(2026, 11, 5), date(2026, 11, 19),
                          Decimal("1250.50"), Decimal(left), 1, "")  # fmt: skip
        made.append((title, document.document_message(customer, kind, customer.currency, line)))
    return made


def _golden(title: str, of: Message, language: str) -> list[str]:
    # Calls and summaries are in the business's own language.
    filled = write(of, settings=replace(SETTINGS, language=language))
    parts = [text if kind == "text" else f"[[{kind}]]" for kind, text in filled.parts]
    return [f"=== {title}", f"Subject: {filled.subject}", *parts]


LAWS = (  # the customer's country, the tone, the letter, and what it charges or announces
    ("NO", "", "formal", "compensation"), ("NO", "consumer", "reminder2", "fee"),
    ("SE", "consumer", "formal", "fee"),
    ("DE", "", "final", "compensation"), ("DE", "consumer", "reminder3", ""),
    ("NL", "consumer", "formal", "announced"), ("NL", "", "final", "compensation"),
    ("BE", "consumer", "reminder1", ""), ("FR", "consumer", "formal", ""), ("IT", "consumer", "reminder1", ""),
    ("PT", "", "final", "compensation"), ("GB", "public", "final", "compensation"),
)  # fmt: skip


def by_law(language: str) -> list[tuple[str, Message]]:
    """Messages in a language to customers of countries whose law wants something said, by what that is."""
    made = []
    for country, tone, name, kinds in LAWS:
        of = message(language, name, 2, tone)
        customer = replace(of.customer, country=country, terms_accepted_on=date(2026, 1, 1))
        lines = tuple(replace(line, charges=(), fee=Decimal(0)) for line in of.lines)
        if kinds == "announced":
            lines = tuple(replace(line, charges=(Charge("compensation", Decimal(0), "", "BW 6:96 (Overheid.nl)",
                                                        announced=Decimal(40)),)) for line in lines)  # fmt: skip
        elif kinds:
            charge = Charge(kinds, Decimal(40), "", "Law 1 and Law 2 § 3 (1) (Publisher)")
            lines = (replace(lines[0], charges=(charge,), fee=Decimal(40)), *lines[1:])
        total = sum((line.open_amount + line.fee + line.interest for line in lines), -of.unapplied)
        made.append((f"law {country} {tone or 'business'} {name} {kinds}".strip(),
                     replace(of, customer=customer, lines=lines, total_due=total)))  # fmt: skip
    return made


def law_part(of: Message) -> list[str]:
    """The paragraphs that only this country's law puts into a letter: those the same letter elsewhere lacks."""
    elsewhere = replace(of, customer=replace(of.customer, country="US"), lines=tuple(
        replace(line, charges=(), interest_lines=(), interest=Decimal(0), interest_shown=Decimal(0), fee=Decimal(0))
        for line in of.lines))  # fmt: skip
    plain = {text for kind, text in write(elsewhere).parts if kind == "text"}
    return [text for kind, text in write(of).parts if kind == "text" and text not in plain]


if __name__ == "__main__":
    sys.stdout.write("renewing the golden texts: read the difference before you commit it\n")
    GOLDEN.mkdir(exist_ok=True)
    for code in LANGUAGES:
        (GOLDEN / f"{code}.txt").write_text(golden(code), encoding="utf-8")
