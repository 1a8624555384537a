"""What a letter says besides its wording: every amount, date and heading, as text in the letter's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from ar_sheets.letters import local, payment
from ar_sheets.letters.clean import clean
from ar_sheets.model import LetterLine, Message, Settings

Labels = Mapping[str, str]
_INVOICE_HEADS = ("invoice", "invoice_date", "due_date", "overdue", "amount", "open")
_INTEREST_HEADS = ("invoice", "period", "principal", "rate", "interest")
INTERNAL = ("Call", "Hand-over")  # kinds of step whose text is for the business, not for the customer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells, and a smaller line under them ("" for none)."""

    cells: tuple[str, ...]
    below: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The blocks of one letter. Sums and details are (label, text); the last sum is what is to be paid."""

    invoice_heads: tuple[str, ...]
    invoices: tuple[Row, ...]
    sums: tuple[tuple[str, str], ...]
    interest_heads: tuple[str, ...]
    interest: tuple[Row, ...]
    charges: tuple[tuple[str, str], ...]  # specification: fees first, then what the interest comes to
    sources: tuple[str, ...]
    how_to_pay: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    info: tuple[tuple[str, str], ...]  # date, customer number, whom to contact
    qr: Any | None  # segno.QRCode
    adds_up: bool


def facts(message: Message, settings: Settings, labels: Labels, language: str, as_of: date) -> Facts:
    """The blocks of the letter for `message`, in `language`, with the headings of `labels`."""
    tell = _Teller(message, settings, labels, language)
    numbers = [clean(line.invoice_no) for line in message.lines]
    is_letter = message.step.kind not in INTERNAL
    return Facts(
        invoice_heads=tuple(labels[key] for key in _INVOICE_HEADS),
        invoices=tuple(tell.invoice(line) for line in message.lines),
        sums=tuple(tell.sums()),
        interest_heads=tuple(labels[key] for key in _INTEREST_HEADS),
        interest=tuple(row for line in message.lines for row in tell.interest(line)),
        charges=tuple(tell.charges()),
        sources=tuple(tell.sources()),
        how_to_pay=tuple(tell.how_to_pay(numbers)) if is_letter else (),
        links=tuple(payment.links(settings.payment_link, numbers)) if is_letter else (),
        info=tuple(tell.info(as_of)),
        qr=payment.epc_qr(settings, message.currency, message.total_due, numbers) if is_letter else None,
        adds_up=_total(message) == message.total_due,
    )


def _total(message: Message) -> Decimal:
    return sum((line.open_amount + line.fee + line.interest for line in message.lines), -message.unapplied)


@dataclass(frozen=True, slots=True)
class _Teller:
    message: Message
    settings: Settings
    labels: Labels
    language: str

    def money(self, amount: Decimal) -> str:
        return local.money(amount, self.message.currency, self.language)

    def number(self, amount: Decimal) -> str:
        return local.number(amount, self.language)

    def day(self, when: date) -> str:
        return local.short_day(when, self.language)

    def days(self, count: int) -> str:
        return self.labels["day" if local.is_one(count, self.language) else "days"].replace("{count}", str(count))

    def invoice(self, line: LetterLine) -> Row:
        overdue = self.days(line.days_overdue) if line.days_overdue > 0 else self.labels["not_due"]
        cells = (
            clean(line.invoice_no), self.day(line.invoice_date), self.day(line.due_date), overdue,
            self.number(line.amount), self.number(line.open_amount),
        )  # fmt: skip
        notes = [
            f"{self.labels['po_ref']}: {clean(line.po_ref)}" if clean(line.po_ref) else "",
            clean(line.description),
            self.step(line),
        ]
        return Row(cells, " · ".join(note for note in notes if note))

    def step(self, line: LetterLine) -> str:
        """The step by its kind, in the letter's language: the plan's own name is in the owner's."""
        step = self.message.step
        kind = line.step_kind or (step.kind if line.step in (step.name, str(step.number)) else "")
        named = self.labels.get("kind_" + kind.lower().replace(" ", "_").replace("-", "_"), "")
        return f"{self.labels['status']}: {named}" if named and line.step and kind not in INTERNAL else ""

    def sums(self) -> list[tuple[str, str]]:
        asked, zero = self.message.lines, Decimal(0)
        parts = [
            ("sum_open", sum((line.open_amount for line in asked), zero)),
            ("sum_fees", sum((line.fee for line in asked), zero)),
            ("sum_interest", sum((line.interest for line in asked), zero)),
            ("sum_unapplied", -self.message.unapplied),
        ]
        shown = [(self.labels[key], self.money(amount)) for key, amount in parts if amount or key == "sum_open"]
        return [*(shown if len(shown) > 1 else []), (self.labels["total"], self.money(self.message.total_due))]

    def interest(self, line: LetterLine) -> list[Row]:
        if not (line.interest or line.interest_shown):
            return []
        return [
            Row((
                clean(line.invoice_no), f"{self.day(part.start)} – {self.day(part.end)} ({self.days(part.days)})",
                self.number(part.principal), local.percent(part.rate, self.language), self.number(part.amount),
            ))
            for part in line.interest_lines
        ]  # fmt: skip

    def charges(self) -> list[tuple[str, str]]:
        fees = [row for line in self.message.lines for row in self._fees(line)]
        return fees + self._interest_totals() + self._announced()

    def _announced(self) -> list[tuple[str, str]]:
        """Costs that some laws allow only after a letter has named the exact amount and the last day to pay."""
        lines = self.message.lines
        amount = sum((charge.announced for line in lines for charge in line.charges), Decimal(0))
        label = self.labels["announced"].replace("{pay_by}", self.day(self.message.pay_by))
        return [(label, self.money(amount))] if amount else []

    def _fees(self, line: LetterLine) -> list[tuple[str, str]]:
        rows = [(self._charge(line, charge.kind, charge.reason), charge.amount) for charge in line.charges]
        earlier = line.fee - sum((charge.amount for charge in line.charges), Decimal(0))
        rows.append((self._charge(line, "earlier_fees", ""), earlier))
        return [(label, self.money(amount)) for label, amount in rows if amount]

    def _charge(self, line: LetterLine, kind: str, reason: str) -> str:
        # The rules give their reasons in English; a letter never mixes languages.
        why = f" ({clean(reason)})" if reason and self.language == "en" else ""
        return f"{self.labels.get(kind, self.labels['fee'])}, {self.labels['invoice']} {clean(line.invoice_no)}{why}"

    def _interest_totals(self) -> list[tuple[str, str]]:
        zero = Decimal(0)
        lines = [line for line in self.message.lines if line.interest or line.interest_shown]
        claimed = sum((line.interest for line in lines), zero)
        shown = sum((line.interest_shown for line in lines), zero)
        printed = sum((part.amount for line in lines for part in line.interest_lines), zero)
        rows = [
            ("earlier_interest", claimed + shown - printed), ("interest_claimed", claimed), ("interest_shown", shown),
        ]  # fmt: skip
        return [(self.labels[key], self.money(amount)) for key, amount in rows if amount]

    def sources(self) -> list[str]:
        lines = self.message.lines
        named = [part.source for line in lines if line.interest or line.interest_shown for part in line.interest_lines]
        named += [c.source for line in lines for c in line.charges if c.amount or c.announced]
        return list(dict.fromkeys(clean(source) for source in named if clean(source)))

    def how_to_pay(self, numbers: Sequence[str]) -> list[tuple[str, str]]:
        own = self.settings
        bank = [
            ("account_holder", clean(own.business_name)),
            ("bank", clean(own.bank_name)),
            ("account_number", clean(own.account_number)),
            ("iban", payment.in_fours(payment.iban(own.iban))),
            ("bic", payment.bic(own.bic) if payment.iban(own.iban) else ""),
        ]
        has_account = any(text for key, text in bank if key in ("iban", "account_number"))
        rows = [
            ("total", self.money(self.message.total_due)),
            ("pay_by", self.pay_by()),
            *(bank if has_account else []),
            ("reference", ", ".join(numbers)),
            ("other_ways", clean(own.payment_methods)),
        ]
        return [(self.labels[key], text) for key, text in rows if text]

    def pay_by(self) -> str:
        """A courtesy note asks for nothing before its day: there it is the invoices' own due dates."""
        if self.message.step.kind != "Courtesy":
            return self.day(self.message.pay_by)
        dues = {line.due_date for line in self.message.lines}
        return self.day(min(dues)) if len(dues) == 1 else self.labels["on_due_date"]

    def info(self, as_of: date) -> list[tuple[str, str]]:
        own, labels = self.settings, self.labels
        rows = [
            (labels["date"], self.day(as_of)),
            (labels["customer_no"], clean(self.message.customer.customer_id)),
            (labels["contact"], clean(own.signatory)),
            (labels["phone"], clean(own.phone)),
            (labels["email"], clean(own.reply_to or own.email_from)),
        ]
        return [(label, text) for label, text in rows if text]


def values(message: Message, settings: Settings, labels: Labels, language: str, as_of: date) -> dict[str, object]:
    """The names a wording file can use. Amounts and dates are text already; an amount of zero is ""."""
    tell = _Teller(message, settings, labels, language)
    asked = message.lines
    numbers = [clean(line.invoice_no) for line in asked]
    customer, step = message.customer, message.step
    oldest = max((line.days_overdue for line in asked), default=0)
    zero = Decimal(0)

    def amount(of: Decimal) -> str:
        return tell.money(of) if of else ""

    return {
        "customer": _customer(message, settings, language),
        "business": _business(settings, language),
        "who": clean(customer.contact) or clean(customer.name) or clean(customer.customer_id),
        "person": customer.profile == "Consumer",
        "step": clean(step.name),
        "one": len(asked) == 1,
        "count": len(asked),
        "numbers": local.and_list(numbers, language),
        "total": tell.money(message.total_due),
        "open": amount(sum((line.open_amount for line in asked), zero)),
        "fees": amount(sum((line.fee for line in asked), zero)),
        "interest": amount(sum((line.interest for line in asked), zero)),
        "interest_shown": amount(sum((line.interest_shown for line in asked), zero)),
        "unapplied": amount(message.unapplied),
        "pay_by": local.day(message.pay_by, language),
        "first_due": local.day(min((line.due_date for line in asked), default=message.pay_by), language),
        "oldest_days": oldest,
        "today": local.day(as_of, language),
        "plural": lambda count, one, more: one if local.is_one(int(count), language) else more,
    }


def _customer(message: Message, settings: Settings, language: str) -> SimpleNamespace:
    customer = message.customer
    abroad = customer.country and customer.country.upper() != settings.country.upper()
    return SimpleNamespace(
        id=clean(customer.customer_id), name=clean(customer.name), contact=clean(customer.contact),
        email=clean(customer.email), phone=clean(customer.phone), street=clean(customer.street),
        postcode=clean(customer.postcode), city=clean(customer.city), country=clean(customer.country).upper(),
        foreign_country=clean(local.country_name(customer.country, language)).upper() if abroad else "",
    )  # fmt: skip


def _business(settings: Settings, language: str) -> SimpleNamespace:
    return SimpleNamespace(
        name=clean(settings.business_name), street=clean(settings.street), postcode=clean(settings.postcode),
        city=clean(settings.city), country=local.country_name(settings.country, language) if settings.country else "",
        vat_number=clean(settings.vat_number), phone=clean(settings.phone), website=clean(settings.website),
        email=clean(settings.reply_to or settings.email_from), signatory=clean(settings.signatory),
    )  # fmt: skip
