"""Decide: the facts and the invoices go through the rules; the result is the week's work.

Invoices stay a table of columns (one list per key), so that the same scalar rules serve 100,000 rows and one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets import log, rulebook, rules
from ar_sheets.checks import check_invoices, check_payments
from ar_sheets.countries import InterestRule, interest_rule
from ar_sheets.findings import Finding
from ar_sheets.gather import Facts, plan_of
from ar_sheets.model import Claim, Contact, Customer, Debt, LogEntry, Step
from ar_sheets.rules.allocation import Allocated, allocate
from ar_sheets.rules.instalments import Instalment, applied, standing
from ar_sheets.rules.interest import rates_missing
from ar_sheets.workbook.read import Book

FROM_SHEET = (
    "invoice_no", "invoice_date", "typed_due_date", "amount", "description", "po_ref", "reply", "promise_date",
    "promise_amount", "dispute_reason", "hold_until", "hold_reason",
)  # fmt: skip
FROM_CUSTOMER = {
    "profile": "profile", "country": "country", "terms_days": "terms_days",
    "terms_accepted_on": "terms_accepted_on", "customer_hold_until": "hold_until",
    "customer_hold_reason": "hold_reason",
}  # fmt: skip
WHERE_RATES_GO = "Type the rate, its first day and where you have it from in Rates; until then there is no interest."
FROM_BALANCE = (
    "paid",
    "credited",
    "open_amount",
    "interest_open",
    "fees_open",
    "interest_settled",
    "reductions",
    "paid_on",
)


@dataclass(slots=True)
class Work:
    """What a run decided. `columns` holds the invoices whose amounts can be worked out, `positions` where each
    stands in the Invoices table; `known` the settings the rules read."""

    as_of: date
    facts: Facts
    positions: list[int]
    customers: list[Customer]  # aligned with `columns`
    columns: dict[str, list[Any]]
    known: dict[str, Any]
    allocated: Allocated
    instalments: list[Instalment] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.positions)

    def row(self, index: int) -> dict[str, Any]:
        """One invoice: all its values by key."""
        return {key: values[index] for key, values in self.columns.items()}


def decide(book: Book, facts: Facts, as_of: date) -> Work:
    """Everything about each invoice up to the step that is due; messages.py and `finish` do the rest."""
    computable = check_invoices(book, facts)
    check_payments(book, facts)
    columns, positions, customers = _joined(book, facts, computable, as_of)
    count = len(positions)
    known = _known(facts, as_of)
    rulebook.run(columns, known, rules.TERMS, count)
    places = book.tables["Payments"].places if "Payments" in book.tables else None
    allocated = allocate(_debts(columns, customers), facts.payments, as_of, facts.settings.apply_payments, places)
    book.findings += allocated.findings
    for key in FROM_BALANCE:
        columns[key] = [getattr(balance, key) for balance in allocated.balances]
    work = Work(as_of, facts, positions, customers, columns, known, allocated)
    columns["interest_rule"] = _interest_rules(book, work)
    columns["plan_standing"] = _plan_standings(work)
    rulebook.run(columns, known, rules.LATENESS_AND_STEP, count)
    columns["held_back"], columns["charges"] = [""] * count, [()] * count
    return work


def finish(work: Work) -> None:
    """The columns that depend on the messages: fees, total due, status and why."""
    rulebook.run(work.columns, work.known, rules.RESULT, len(work))


def _known(facts: Facts, as_of: date) -> dict[str, Any]:
    """The settings by the names the rules read; those that are also columns carry the ending _setting."""
    settings = facts.settings
    known = {name: getattr(settings, name) for name in settings.__dataclass_fields__}
    return known | {"as_of": as_of, "interest_setting": settings.interest, "fees_setting": settings.fees}


def _joined(
    book: Book, facts: Facts, computable: list[bool], as_of: date
) -> tuple[dict[str, list[Any]], list[int], list[Customer]]:
    table = book.tables["Invoices"]
    positions = [position for position, good in enumerate(computable) if good]
    columns = {key: [table.columns[key][p] for p in positions] for key in FROM_SHEET}
    ids = [table.columns["customer_id"][p].casefold() for p in positions]
    customers = [facts.customers[customer_id] for customer_id in ids]
    columns["customer_id"] = [customer.customer_id for customer in customers]
    for key, attribute in FROM_CUSTOMER.items():
        columns[key] = [getattr(customer, attribute) for customer in customers]
    columns["kind"] = [table.columns["kind"][p] or "Invoice" for p in positions]
    columns["amount"] = [abs(amount) for amount in columns["amount"]]
    typed = [table.columns["currency"][p] for p in positions]
    columns["currency"] = [t.upper() if t else c.currency for t, c in zip(typed, customers, strict=True)]
    _join_log(columns, ids, facts, as_of)
    columns["steps"] = _plans(book, facts, customers)
    columns["check"] = [
        book.first_fault("Invoices", table.rows[p]) or facts.customer_faults.get(c, "")
        for p, c in zip(positions, ids, strict=True)
    ]
    columns["payment_in_doubt"] = [facts.payment_doubts.get(customer_id, "") for customer_id in ids]
    return columns, positions, customers


def _plans(book: Book, facts: Facts, customers: list[Customer]) -> list[tuple[Step, ...]]:
    """Each invoice's plan; one finding for each plan that is missing."""
    plans = {customer.customer_id: plan_of(customer, facts.plans) for customer in set(customers)}
    without = {c.plan or c.profile for c in set(customers) if not plans[c.customer_id]}
    for name in sorted(without):
        book.findings.append(
            Finding("Dunning plan", "", f"There is no plan named {name}; its customers get no reminders.",
                    f"Add the steps of {name}, or name another plan in Customers.")
        )  # fmt: skip
    return [plans[customer.customer_id] for customer in customers]


def _join_log(columns: dict[str, list[Any]], ids: list[str], facts: Facts, as_of: date) -> None:
    """Contacts and claims of each invoice, and the last contact with its customer, from the Log."""
    entries = log.arrived([entry for entry in facts.log if entry.as_of <= as_of])
    contacts, claims = _by_invoice(entries, facts)
    last: dict[str, date] = {}
    for entry in entries:
        if entry.event in log.CONTACT_EVENTS:
            key = entry.customer_id.casefold()
            last[key] = max(entry.as_of, last.get(key, entry.as_of))
    numbers = [number.casefold() for number in columns["invoice_no"]]
    columns["contacts"] = [tuple(contacts.get(number, ())) for number in numbers]
    columns["claims"] = [tuple(claims.get(number, ())) for number in numbers]
    columns["last_customer_contact"] = [last.get(customer_id) for customer_id in ids]


def _by_invoice(entries: list[LogEntry], facts: Facts) -> tuple[dict[str, list[Contact]], dict[str, list[Claim]]]:
    kinds = {step.name.casefold(): step.kind for plan in facts.plans.values() for step in plan}
    contacts: dict[str, list[Contact]] = defaultdict(list)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for entry in entries:
        number = entry.invoice_no.casefold()
        if entry.event in log.CONTACT_EVENTS and entry.step:
            contacts[number].append(_contact(entry, kinds))
        elif entry.event in log.CLAIM_EVENTS:
            claims[number].append(Claim(entry.as_of, entry.event, log.amount_of(entry), entry.step))
        elif entry.event in log.WAIVER_EVENTS:
            claims[number].append(Claim(entry.as_of, log.WAIVER_EVENTS[entry.event], -log.amount_of(entry), entry.step))
    return contacts, claims


def _contact(entry: LogEntry, kinds: dict[str, str]) -> Contact:
    usual = {"called": "Call", "handed over": "Hand-over"}.get(entry.event, "Reminder")
    return Contact(entry.as_of, entry.step, kinds.get(entry.step.casefold(), usual),
                   log.CONTACT_EVENTS[entry.event], log.pay_by(entry))  # fmt: skip


def _debts(columns: dict[str, list[Any]], customers: list[Customer]) -> list[Debt]:
    keys = (
        "invoice_no",
        "customer_id",
        "kind",
        "invoice_date",
        "due_date",
        "currency",
        "amount",
        "po_ref",
        "claims",
    )
    rows = zip(*(columns[key] for key in keys), customers, strict=True)
    return [
        Debt(index, number, customer_id, kind, dated, due, currency, amount, reference or "", claims,
             c.country, c.profile, c.discount_percent, c.discount_days)
        for index, (number, customer_id, kind, dated, due, currency, amount, reference, claims, c) in enumerate(rows)
    ]  # fmt: skip


def _interest_rules(book: Book, work: Work) -> list[InterestRule | None]:
    """Each invoice's interest rule; a finding for each country and profile whose rate is not known, if it matters."""
    found: dict[tuple[str, str], InterestRule | None] = {}
    missing: dict[str, str] = {}  # country -> what is missing: one finding each, not one per row or profile
    columns, facts = work.columns, work.facts
    rows = zip(work.customers, columns["due_date"], columns["open_amount"], columns["contacts"], strict=True)
    for customer, due, left, contacts in rows:
        if left <= 0 or due >= work.as_of:
            continue
        key = (customer.country, customer.profile)
        if key not in found:
            rule = interest_rule(*key, facts.settings, facts.rates)
            if isinstance(rule, str):
                missing.setdefault(key[0], rule)
            found[key] = None if isinstance(rule, str) else rule
        what = rates_missing(found[key], due, left, contacts, work.as_of)
        if what:
            missing.setdefault(key[0], what)
    sheet = book.tables["Rates"].sheet if "Rates" in book.tables else "Rates"
    book.findings += [Finding(sheet, "", what, WHERE_RATES_GO) for what in sorted(missing.values())]
    return [found.get((customer.country, customer.profile)) for customer in work.customers]


def _plan_standings(work: Work) -> list[str]:
    """good or broken for invoices under a payment plan, else empty; fills `work.instalments`."""
    standings: dict[tuple[str, str], str] = {}
    numbers = [number.casefold() for number in work.columns["invoice_no"]]
    index = {number: i for i, number in enumerate(numbers)} if work.facts.agreements else {}
    for agreement in work.facts.agreements:
        covered = [index[number] for number in agreement.invoices if number in index]
        paid = sum(_paid_since(work, covered, agreement.agreed_on), Decimal(0))
        items = applied(agreement.instalments, paid, work.as_of)
        work.instalments.extend(items)
        for number in agreement.invoices:
            standings[agreement.customer_id.casefold(), number] = standing(items)
    ids = (customer.customer_id.casefold() for customer in work.customers)
    return [standings.get(key, "") for key in zip(ids, numbers, strict=True)]


def _paid_since(work: Work, invoices: Iterable[int], since: date | None) -> Iterable[Decimal]:
    for index in invoices:
        for day, amount in work.columns["reductions"][index]:
            if since is None or day >= since:
                yield amount
