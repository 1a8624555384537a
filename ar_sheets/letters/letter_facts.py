"""The amounts and dates of one message, told in a language: the rows and sums that letters are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ar_sheets.base import i18n, local_format
from ar_sheets.base.sanitize import clean
from ar_sheets.countries import letter_law
from ar_sheets.countries.payment_references import PaymentReference, read_reference
from ar_sheets.facts import payment_details
from ar_sheets.letters.mixture import Mixture, sort_lines
from ar_sheets.schema.model import LetterLine, Message, PaymentReceived, Settings

Labels = Mapping[str, str]
Pairs = tuple[tuple[str, str], ...]
INTERNAL = ("Call", "Hand-over")  # kinds of step whose text is for the business, not for the customer
UNHURRIED = ("Courtesy", "Statement", "Thank-you")  # kinds that ask for nothing before its own day
OF_ALL = ("Statement", "Thank-you")  # kinds that list all that is open, disputed or not
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One line of a table: its cells, and a smaller line under them ("" for none)."""

    cells: tuple[str, ...]
    below: str = ""


@dataclass(frozen=True)
class Teller:
    """Tells one message in one language. Everything it gives back is text."""

    message: Message
    settings: Settings
    labels: Labels
    language: str

    def money(self, amount: Decimal) -> str:
        """An amount in the message's currency."""
        return local_format.local_money(amount, self.message.currency, self.language)

    def number(self, amount: Decimal) -> str:
        """An amount without its currency."""
        return local_format.number(amount, self.language, self.message.currency)

    def day(self, when: date) -> str:
        """A date for tables."""
        return local_format.short_day(when, self.language)

    def days(self, count: int) -> str:
        """ "1 day", "2 days"."""
        return self.labels["day" if local_format.is_one(count, self.language) else "days"].replace(
            "{count}", str(count)
        )

    @cached_property
    def references(self) -> list[tuple[str, PaymentReference]]:
        """Each invoice's number and the payment reference it carries."""
        return invoice_references(self.message)

    @cached_property
    def mixture(self) -> Mixture:
        """Which of the invoices are how far."""
        return sort_lines(self.message)

    def invoice(self, line: LetterLine) -> LetterRow:
        """One line of the table of invoices."""
        overdue = self.days(line.days_overdue) if line.days_overdue > 0 else self.labels["not_due"]
        cells = (
            clean(line.invoice_no), self.day(line.invoice_date), self.day(line.due_date), overdue,
            self.number(line.amount), self.number(line.open_amount),
        )  # fmt: skip
        order = read_reference(line.po_ref).rest
        notes = [
            f"{self.labels['po_ref']}: {order}" if order else "",
            clean(line.description),
            self.step(line),
            self.disputed(line),
            self.settled(line),
        ]
        return LetterRow(cells, " · ".join(note for note in notes if note))

    def settled(self, line: LetterLine) -> str:
        """What was paid and credited so far: amount less this, and less what is not asked for, is open."""
        aside = ZERO if self.message.step.kind in OF_ALL else line.disputed
        settled = line.amount - line.open_amount - aside
        return f"{self.labels['settled']}: {self.number(settled)}" if settled > 0 else ""

    def disputed(self, line: LetterLine) -> str:
        """Why a letter asks for less than is open; in a statement, which lists all, how much of it is disputed."""
        label = self.labels["disputed_part" if self.message.step.kind in OF_ALL else "disputed"]
        return f"{label}: {self.number(line.disputed)}" if line.disputed > 0 else ""

    def step(self, line: LetterLine) -> str:
        """The step by its kind, in the letter's language: the plan's own name is in the owner's."""
        step = self.message.step
        kind = line.step_kind or (step.kind if line.step in (step.name, str(step.number)) else "")
        if kind == "Reminder" and self.mixture.is_mixed and line in self.mixture.first:
            kind = "First reminder"
        named = self.labels.get("kind_" + kind.lower().replace(" ", "_").replace("-", "_"), "")
        return f"{self.labels['status']}: {named}" if named and line.step and kind not in INTERNAL else ""

    def receipt(self, receipt: PaymentReceived) -> LetterRow:
        """One line of the table of payments received."""
        return LetterRow((self.day(receipt.date), clean(receipt.invoices), self.number(receipt.amount)))

    def sums(self) -> list[tuple[str, str]]:
        """What the total is made of, then the total; a statement's is a balance."""
        asked = self.message.lines
        parts = [
            ("sum_open", sum((line.open_amount for line in asked), ZERO)),
            ("sum_fees", sum((line.fee for line in asked), ZERO)),
            ("sum_interest", sum((line.interest for line in asked), ZERO)),
            ("sum_unapplied", -self.message.unapplied),
        ]
        shown = [(self._sum_label(key), self.money(amount)) for key, amount in parts if amount or key == "sum_open"]
        total = self.labels["balance" if self.message.step.kind in OF_ALL else "total"]
        return [*(shown if len(shown) > 1 else []), (total, self.money(self.message.total_due))]

    def _sum_label(self, key: str) -> str:
        """A sum's name; interest that had to stop before today is named by its last day."""
        until = letter_law.interest_to(self.message) if key == "sum_interest" else None
        return self.labels["sum_interest_to"].replace("{day}", self.day(until)) if until else self.labels[key]

    def also_open(self) -> list[tuple[str, str]]:
        """Invoices the letter does not ask for."""
        text = self.labels["also_open_due"]
        return [
            (text.replace("{invoice}", clean(line.invoice_no)).replace("{due}", self.day(line.due_date)),
             self.money(line.open_amount))
            for line in self.message.also_open
        ]  # fmt: skip

    def interest(self, line: LetterLine) -> list[LetterRow]:
        """The printed lines of late interest on one invoice."""
        if not (line.interest or line.interest_shown):
            return []
        return [
            LetterRow(
                (
                    clean(line.invoice_no),
                    f"{self.day(part.start)} – {self.day(part.end)} ({self.days(part.days)})",
                    self.number(part.principal),
                    local_format.local_percent(part.rate, self.language),
                    self.number(part.amount),
                )
            )
            for part in line.interest_lines
        ]

    def charges(self) -> list[tuple[str, str]]:
        """Fees by invoice, what the interest comes to, and costs that are only announced."""
        fees = [row for line in self.message.lines for row in self._fees(line)]
        return fees + self._interest_totals() + self._announced()

    def _announced(self) -> list[tuple[str, str]]:
        amount = letter_law.announced(self.message)
        label = self.labels["announced"].replace("{pay_by}", self.day(self.message.pay_by))
        return [(label, self.money(amount))] if amount else []

    def _fees(self, line: LetterLine) -> list[tuple[str, str]]:
        rows = [(self._charge(line, charge.kind, charge.reason), charge.amount) for charge in line.charges]
        earlier = line.fee - sum((charge.amount for charge in line.charges), ZERO)
        rows.append((self._charge(line, "earlier_fees", ""), earlier))
        return [(label, self.money(amount)) for label, amount in rows if amount]

    def _charge(self, line: LetterLine, kind: str, reason: str) -> str:
        # The rules give their reasons in the language of the run; a letter never mixes languages.
        why = f" ({clean(reason)})" if reason and self.language == i18n.language() else ""
        return f"{self.labels.get(kind, self.labels['fee'])}, {self.labels['invoice']} {clean(line.invoice_no)}{why}"

    def _interest_totals(self) -> list[tuple[str, str]]:
        lines = [line for line in self.message.lines if line.interest or line.interest_shown]
        claimed = sum((line.interest for line in lines), ZERO)
        shown = sum((line.interest_shown for line in lines), ZERO)
        printed = sum((part.amount for line in lines for part in line.interest_lines), ZERO)
        rows = [
            ("earlier_interest", claimed + shown - printed), ("interest_claimed", claimed), ("interest_shown", shown),
        ]  # fmt: skip
        return [(self.labels[key], self.money(amount)) for key, amount in rows if amount]

    def sources(self) -> list[str]:
        """The laws and tables that the charges and the interest rest on."""
        lines = self.message.lines
        named = [part.source for line in lines if line.interest or line.interest_shown for part in line.interest_lines]
        named += [c.source for line in lines for c in line.charges if c.amount or c.announced]
        return list(dict.fromkeys(text for text in (letter_law.source(name, self.labels) for name in named) if text))

    def how_to_pay(self) -> Iterator[tuple[str, str]]:
        """The payment slip: amount, day, account, and what to write on the payment."""
        own, labels = self.settings, self.labels
        account, code = payment_details.iban(own.iban), payment_details.bic(own.bic)
        bank = [
            (labels["account_holder"], clean(own.business_name)),
            (labels["bank"], clean(own.bank_name)),
            (labels["account_number"], clean(own.account_number)),
            (labels["iban"], payment_details.in_fours(account)),
            (labels["bic"], code if account else ""),
        ]
        rows = [
            (labels["total"], self.money(self.message.total_due)),
            (labels["pay_by"], self.pay_by()),
            *(bank if account or clean(own.account_number) else []),
            *payment_details.asked_references(self.references, labels["reference"]),
            (labels["other_ways"], clean(own.payment_methods)),
        ]
        return ((label, text) for label, text in rows if text)

    def pay_by(self) -> str:
        """The last day to pay; where nothing is asked before its day, the invoices' own due dates, none when all of
        them are past."""
        if self.message.step.kind not in UNHURRIED:
            return self.day(self.message.pay_by)
        dues = {line.due_date for line in self.message.lines}
        if not dues or max(dues) < self.message.batch:
            return ""
        return self.day(min(dues)) if len(dues) == 1 else self.labels["on_due_date"]

    def info(self, as_of: date) -> list[tuple[str, str]]:
        """The block beside the address: date, customer number, whom to contact."""
        own, labels = self.settings, self.labels
        rows = [
            (labels["date"], self.day(as_of)),
            (labels["customer_no"], clean(self.message.customer.number)),
            (labels["contact"], clean(own.signatory)),
            (labels["phone"], clean(own.phone)),
            (labels["email"], clean(own.reply_to or own.email_from)),
        ]
        return [(label, text) for label, text in rows if text]


def invoice_references(message: Message) -> list[tuple[str, PaymentReference]]:
    """Each invoice's number and the payment reference it carries."""
    return [(clean(line.invoice_no), read_reference(line.po_ref)) for line in message.lines]
