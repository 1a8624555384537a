"""What an invoice may say about paying late: only what the law of the customer's country is known to allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base import local_format
from ar_sheets.countries import InterestRule, country_law, interest_rule, known_profile, letter_law
from ar_sheets.countries.base import Case, accepted
from ar_sheets.letters.letter_facts import Teller
from ar_sheets.schema.model import LetterLine, Message, Settings

TRADE = ("Business", "Public")


def late_payment_values(message: Message, settings: Settings, tell: Teller, *, asks: bool) -> dict[str, object]:
    """The names of _late.txt: the rate and its law, whether it takes a reminder first, compensation and its law.
    All "" where nothing is asked for, or where the law is not known for sure."""
    rule = _rule(message, settings) if asks else None
    rate, law = _rate(rule, message.lines[0].invoice_date) if rule else (None, "")
    amount, source = _compensation(message, settings) if asks else (None, "")
    return {
        "late_rate": local_format.local_percent(rate, tell.language) if rate is not None else "",
        "late_law": letter_law.names([law], tell.labels) if rate is not None else "",
        "late_demand": bool(rule and rule.demand),
        "late_compensation": tell.money(amount) if amount else "",
        "late_compensation_law": letter_law.names([source], tell.labels) if amount else "",
        "late_notice": asks and letter_law.tells_of_default(message),
    }


def _rule(message: Message, settings: Settings) -> InterestRule | None:
    """The rule of interest; None where it is not known, or needs more than a reminder before it runs."""
    customer = message.customer
    agreed = all(accepted(customer.terms_accepted_on, line.invoice_date) for line in message.lines)
    rule = interest_rule(customer.country, customer.profile, settings, [], agreed)
    if not isinstance(rule, InterestRule) or rule.never or rule.demand not in ("", "Reminder"):
        return None
    return rule


def _rate(rule: InterestRule, day: date) -> tuple[Decimal | None, str]:
    """The rate in force on a day, and the law or contract that gives it."""
    for span in rule.spans:
        if span.start <= day <= span.end:
            return span.rate, rule.law
    return None, ""


def _compensation(message: Message, settings: Settings) -> tuple[Decimal | None, str]:
    """What the law gives for an invoice paid late, without conditions; only between businesses and public bodies.

    Costs of collection worked out on the amount (NL) are for a late letter: named on an invoice they are a threat.
    """
    law, line = country_law(message.customer.country), message.lines[0]
    profile = known_profile(message.customer.profile)
    if settings.fees != "statutory" or profile not in TRADE or law.currency != message.currency:
        return None, ""
    if not law.compensation_is_no_threat:
        return None, ""
    case = _late_case(message, line, profile)
    for rule in law.fees:
        plain = rule.kind == "compensation" and not rule.needs_terms and not rule.only_plan
        if plain and profile in rule.profiles and case.step.kind in rule.steps and not rule.allowed(case):
            amount = rule.amount(case)
            return (amount, rule.source) if isinstance(amount, Decimal) else (None, "")
    return None, ""


def _late_case(message: Message, line: LetterLine, profile: str) -> Case:
    """The invoice as it would be on the day after its due date, nothing paid."""
    step = replace(message.step, kind="Final reminder", interest="charge")
    return Case(step, profile, line.invoice_date, line.due_date, line.due_date, line.amount, line.amount, line.amount,
                (), (), line.due_date + timedelta(days=1), message.customer.terms_accepted_on)  # fmt: skip
