"""The names a wording file can use, and what each stands for in one letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from ar_sheets.base import local_format
from ar_sheets.base.sanitize import clean
from ar_sheets.countries import known_profile, letter_law
from ar_sheets.countries.payment_references import read_reference
from ar_sheets.letters import document
from ar_sheets.letters.letter_facts import ZERO, Labels, Teller
from ar_sheets.schema.model import LetterLine, Message, Settings


def letter_values(
    message: Message, settings: Settings, labels: Labels, language: str, as_of: date
) -> dict[str, object]:
    """The names a wording file can use. Amounts and dates are text already; an amount of zero is ""."""
    customer, step, asked = message.customer, message.step, message.lines
    return {
        "customer": _customer(message, settings, language),
        "business": _business(settings, language),
        "who": clean(customer.contact) or clean(customer.name) or clean(customer.customer_id),
        "person": known_profile(customer.profile) == "Consumer",
        "kind": step.kind,
        "step": clean(step.name),
        "by_post": "Post" in message.channel,
        "one": len(asked) == 1,
        "count": len(asked),
        "numbers": local_format.and_list([clean(line.invoice_no) for line in asked], language),
        "orders": local_format.and_list(
            list(dict.fromkeys(filter(None, (read_reference(x.po_ref).rest for x in asked)))), language
        ),
        "pay_by": local_format.local_day(message.pay_by, language),
        "first_due": local_format.local_day(min((line.due_date for line in asked), default=message.pay_by), language),
        "oldest_days": max((line.days_overdue for line in asked), default=0),
        "today": local_format.local_day(as_of, language),
        "plural": lambda count, one, more: one if local_format.is_one(int(count), language) else more,
        **_amounts(message, Teller(message, settings, labels, language)),
        **_mixture(Teller(message, settings, labels, language)),
        **_law(message, settings, Teller(message, settings, labels, language)),
        **document.document_values(message, settings, labels, language),
    }


def _amounts(message: Message, tell: Teller) -> dict[str, object]:
    asked, received = message.lines, message.received

    def amount(of: Decimal) -> str:
        return tell.money(of) if of else ""

    return {
        "total": tell.money(message.total_due),
        "in_credit": amount(max(ZERO, -message.total_due)),
        "open": amount(sum((line.open_amount for line in asked), ZERO)),
        "overdue": amount(sum((line.open_amount for line in asked if line.days_overdue > 0), ZERO)),
        "fees": amount(sum((line.fee for line in asked), ZERO)),
        "interest": amount(sum((line.interest for line in asked), ZERO)),
        "interest_shown": amount(sum((line.interest_shown for line in asked), ZERO)),
        "unapplied": amount(message.unapplied),
        "received": amount(sum((receipt.amount for receipt in received), ZERO)),
        "received_on": local_format.local_day(received[-1].date, tell.language) if received else "",
        "received_count": len(received),
        "paid_for": local_format.and_list([clean(r.invoices) for r in received if clean(r.invoices)], tell.language),
    }


def _mixture(tell: Teller) -> dict[str, object]:
    """The groups of invoices that a letter has to tell apart, each by numbers, count and what is open."""
    found = tell.mixture

    def group(lines: Sequence[LetterLine]) -> SimpleNamespace:
        return SimpleNamespace(
            numbers=local_format.and_list([clean(line.invoice_no) for line in lines], tell.language),
            count=len(lines), one=len(lines) == 1,
            open=tell.money(sum((line.open_amount for line in lines), ZERO)),
        )  # fmt: skip

    return {
        "mixed": found.is_mixed, "reached": group(found.reached), "earlier": group(found.earlier),
        "first": group(found.first), "others": group([*found.earlier, *found.first]),
    }  # fmt: skip


def _law(message: Message, settings: Settings, tell: Teller) -> dict[str, object]:
    """What is claimed with this letter for the first time, what is announced, and the law for each."""
    fees, compensation = letter_law.claimed(message, "fee"), letter_law.claimed(message, "compensation")
    penalty = letter_law.free_reminder_penalty(message)
    starts = letter_law.interest_from(message) if settings.interest != "none" else None
    until = letter_law.interest_to(message)
    parts = [part.source for line in message.lines if line.interest for part in line.interest_lines]

    def amount(of: Decimal) -> str:
        return tell.money(of) if of else ""

    return {
        "fee": amount(sum((charge.amount for charge in fees), ZERO)),
        "fee_law": letter_law.names((charge.source for charge in fees), tell.labels),
        "compensation": amount(sum((charge.amount for charge in compensation), ZERO)),
        "compensation_law": letter_law.names((charge.source for charge in compensation), tell.labels),
        "interest_law": letter_law.names(parts, tell.labels),
        "interest_to": local_format.local_day(until, tell.language) if until else "",
        "interest_from": letter_law.names([starts.law], tell.labels) if starts else "",
        "announced": amount(letter_law.announced(message)),
        "free_reminder": penalty is not None,
        "penalty": amount(penalty or ZERO),
    }


def _customer(message: Message, settings: Settings, language: str) -> SimpleNamespace:
    customer = message.customer
    abroad = customer.country and customer.country.upper() != settings.country.upper()
    return SimpleNamespace(
        id=clean(customer.customer_id), name=clean(customer.name), contact=clean(customer.contact),
        email=clean(customer.email), phone=clean(customer.phone), street=clean(customer.street),
        postcode=clean(customer.postcode), city=clean(customer.city), country=clean(customer.country).upper(),
        foreign_country=clean(local_format.country_name(customer.country, language)).upper() if abroad else "",
    )  # fmt: skip


def _business(settings: Settings, language: str) -> SimpleNamespace:
    return SimpleNamespace(
        name=clean(settings.business_name), street=clean(settings.street), postcode=clean(settings.postcode),
        city=clean(settings.city),
        country=local_format.country_name(settings.country, language) if settings.country else "",
        vat_number=clean(settings.vat_number), phone=clean(settings.phone), website=clean(settings.website),
        email=clean(settings.reply_to or settings.email_from), signatory=clean(settings.signatory),
    )  # fmt: skip
