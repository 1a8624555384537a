"""Fees, compensation and collection costs: what the step about to be sent may claim, and why not more.

The law of the customer's country decides; the plan's Fee column can only make it less. A charge exists only
once for an invoice (or letter) and step, and only while its letter is really sent: the Log's claims are what
counts, so that a second run or a re-sent letter cannot make a second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.base.money import rounded_below, unit
from ar_sheets.countries import country_law as law_of
from ar_sheets.countries import known_profile
from ar_sheets.countries.base import CLAIMING, Case, Country, FeeRule, accepted
from ar_sheets.countries.workdays import working_day
from ar_sheets.schema.model import Charge, Claim, Contact, Step

ZERO = Decimal(0)


def charges(
    step: Step | None,
    kind: str,
    invoice_date: date,
    due_date: date,
    amount: Decimal,
    open_amount: Decimal,
    reductions: Sequence[tuple[date, Decimal]],
    currency: str,
    country: str,
    profile: str,
    terms_accepted_on: date | None,
    claims: Sequence[Claim],
    contacts: Sequence[Contact],
    fees_setting: str,
    weekends: str,
    currency_setting: str,
    as_of: date,
) -> tuple[Charge, ...]:
    """What the step due now may claim: each fee looked at, with its amount (0 when refused), reason and law."""
    if step is None or step.kind not in CLAIMING or open_amount <= 0 or kind == "Credit note":
        return ()
    law = law_of(country)
    profile = known_profile(profile)
    due = due_date if weekends == "as is" else working_day(law.code, due_date)
    late = due
    if not accepted(terms_accepted_on, invoice_date):
        late = _late_without_terms(law, profile, invoice_date, due, weekends)
    owed_at_due = amount - sum((part for day, part in reductions if day <= late), ZERO)
    case = Case(step, profile, invoice_date, due, late, amount, open_amount, owed_at_due, tuple(claims),
                tuple(contacts), as_of, terms_accepted_on)  # fmt: skip
    if fees_setting == "none":
        return (_refused("fee", _("Settings say Fees = none")),)
    if step.fee and currency != currency_setting:
        return (_refused("fee", _("the plan's fee is in {plan}, the invoice in {currency}: none is asked",
                                  plan=currency_setting, currency=currency)),)  # fmt: skip
    return tuple(_looked_at(case, law, currency, fees_setting))


def _late_without_terms(law: Country, profile: str, invoice_date: date, due: date, weekends: str) -> date:
    """Where the law counts from the invoice because no day to pay was agreed: its last day without interest."""
    days = law.interest[profile].unagreed_days
    last = invoice_date + timedelta(days=days)
    return max(due, last if weekends == "as is" else working_day(law.code, last)) if days else due


def fees(fees_open: Decimal, charges: Sequence[Charge]) -> Decimal:
    """Fees and compensation claimed and still open, and what the step due now would add."""
    return fees_open + sum((charge.amount for charge in charges), ZERO)


def _looked_at(case: Case, law: Country, currency: str, setting: str) -> Iterator[Charge]:
    rules = [rule for rule in law.fees if case.profile in rule.profiles]
    if not rules:
        reason = law.no_fees.get(case.profile, N_("no fee is known for sure to be allowed"))
        yield _refused("fee", f"{_(law.name)}, {_(case.profile)}: {_(reason)}")
    left = case.step.fee  # the plan's Fee is the most this step may claim in all
    for rule in rules:
        charge = _charge(rule, case, law, currency, setting, left)
        if left is not None:
            left -= charge.amount
        yield charge


def _charge(rule: FeeRule, case: Case, law: Country, currency: str, setting: str, plan_fee: Decimal | None) -> Charge:
    objection = _objection(rule, case, law, currency)
    silent = setting == "plan" or rule.only_plan or case.step.interest != "charge"
    if not objection and plan_fee is None and silent:  # early reminders are friendly: they claim nothing by themselves
        objection = _("the plan has no fee for {step}", step=case.step.name)
    name = _(rule.name)
    if objection:
        told = _("no {fee}: {reason}", fee=name, reason=objection)
        return _refused(rule.kind, told, rule, _announced(rule, case))
    allowed = rule.amount(case)
    if rule.known_until is not None and case.as_of > rule.known_until:
        allowed = _("its amount is known until {day} only", day=rule.known_until)
    if isinstance(allowed, str):
        return _refused(rule.kind, _("no {fee}: {reason}", fee=name, reason=allowed), rule, unknown=True)
    allowed = rounded_below(allowed, unit(currency))
    if plan_fee is not None and plan_fee < allowed:
        told = _("{fee}: the plan's fee; the law allows {amount}", fee=name, amount=allowed)
        return Charge(rule.kind, max(ZERO, plan_fee), told, rule.source, rule.per, note=_(rule.note))
    if plan_fee is not None and plan_fee > allowed:
        told = _("{fee}: {amount} is the most the law allows", fee=name, amount=allowed)
    else:
        told = _("{fee} as the law allows", fee=name)
    return Charge(rule.kind, allowed, told, rule.source, rule.per, note=_(rule.note))


def _objection(rule: FeeRule, case: Case, law: Country, currency: str) -> str:
    """Why this fee may not be claimed now, or ""."""
    if case.step.kind not in rule.steps:
        return _("it does not go with a step of kind {kind}", kind=_(case.step.kind))
    if case.step.channel == "Phone":
        return _("it needs a letter")
    if law.currency and currency != law.currency:
        return _("the law's amount is in {law}, the invoice in {currency}", law=law.currency, currency=currency)
    if rule.kind == "compensation" and case.step.interest != "charge" and not case.step.fee:
        return _("it comes with the first step that charges interest (Interest = charge in the plan)")
    if rule.known_from is not None and case.as_of < rule.known_from:
        return _("not before {day}", day=rule.known_from)
    if rule.needs_terms and not accepted(case.terms_accepted_on, case.invoice_date):
        return _("the customer must have accepted your terms (Terms accepted on) before the invoice")
    return _too_soon(rule, case) or _again(rule, case) or rule.allowed(case)


def _too_soon(rule: FeeRule, case: Case) -> str:
    due = case.interest_due if rule.kind == "compensation" else case.due  # compensation comes with interest
    first = due + timedelta(days=rule.days_after_due)
    letters = [contact.on for contact in case.contacts if contact.kind in CLAIMING]
    if rule.gap_days and letters:
        first = max(first, max(letters) + timedelta(days=rule.gap_days))
    return _("not before {day}", day=first) if case.as_of < first else ""


def _again(rule: FeeRule, case: Case) -> str:
    made = case.claimed(rule.kind)
    if len(made) >= rule.most:
        if rule.most == 1:
            return _("already claimed on {day}", day=made[-1].date)
        return n_("already claimed {n} time", "already claimed {n} times", len(made))
    if any(claim.step.casefold() == case.step.name.casefold() for claim in made):
        return _("already claimed with {step}", step=case.step.name)
    sent = [c.on for c in case.contacts if c.step.casefold() == case.step.name.casefold()]
    return _("{step} was already sent on {day}", step=case.step.name, day=sent[-1]) if sent else ""


def _announced(rule: FeeRule, case: Case) -> Decimal:
    if rule.announced is None or case.step.kind != "Formal notice" or case.claimed(rule.kind):
        return ZERO
    return rounded_below(rule.announced(case))


def _refused(
    kind: str, reason: str, rule: FeeRule | None = None, announced: Decimal = ZERO, *, unknown: bool = False
) -> Charge:
    return Charge(kind, ZERO, reason, rule.source if rule else "", rule.per if rule else "invoice", announced,
                  unknown=unknown)  # fmt: skip
