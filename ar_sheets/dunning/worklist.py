"""Decide: the facts and the invoices go through the rules; the result is the week's work.

Invoices stay a table of columns (one list per key), so that the same scalar rules serve 100,000 rows and one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any

from ar_sheets import rules
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
from ar_sheets.countries import InterestRule, interest_rule
from ar_sheets.countries.base import accepted
from ar_sheets.countries.workdays import working_day
from ar_sheets.dunning.astray import hold_for_money_astray
from ar_sheets.dunning.coming_money import hold_before_money_comes
from ar_sheets.dunning.early_discounts import set_discounts
from ar_sheets.dunning.named_doubts import doubt_todays_payments, hold_what_is_named
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.checks.dates import check_days, note_years_ahead, very_old
from ar_sheets.facts.checks.foreign_money import hold_foreign_money
from ar_sheets.facts.checks.identities import check_identities
from ar_sheets.facts.checks.invoices import check_invoices
from ar_sheets.facts.checks.payments import check_payments
from ar_sheets.facts.checks.taken_in import check_lines, check_taken_in
from ar_sheets.facts.contact_history import join_log, note_renames
from ar_sheets.facts.earlier_promises import join_earlier_promises
from ar_sheets.facts.gather import Agreement, Facts, plan_of
from ar_sheets.facts.named_invoices import invoice_currencies
from ar_sheets.facts.own_status import check_marks, leave_used_credit
from ar_sheets.facts.payment_history import habits
from ar_sheets.facts.payment_plans import read_plans
from ar_sheets.facts.unplaced import hold_for_unplaced
from ar_sheets.rules import rulebook
from ar_sheets.rules.allocation import Allocated, allocate
from ar_sheets.rules.instalments import Instalment, applied, describe_plan, standing
from ar_sheets.rules.interest import rates_missing
from ar_sheets.rules.minimum import least_to_dun
from ar_sheets.schema import translations
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Customer, Debt, Step
from ar_sheets.workbook.book import Book

FROM_SHEET = (
    "invoice_no", "invoice_date", "typed_due_date", "amount", "description", "po_ref", "reply", "promise_date",
    "promise_amount", "dispute_reason", "hold_until", "hold_reason", "discount_percent", "discount_until",
)  # fmt: skip
FROM_CUSTOMER = {
    "profile": "profile", "country": "country", "terms_days": "terms_days",
    "terms_accepted_on": "terms_accepted_on", "customer_hold_until": "hold_until",
    "customer_hold_reason": "hold_reason",
}  # fmt: skip
WHERE_RATES_GO = N_("Type the rate, its first day and where you have it from.")
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


def decide(book: Book, facts: Facts, as_of: date) -> Assessment:
    """Everything about each invoice up to the step that is due; messages.py and `finish` do the rest."""
    computable = check_invoices(book, facts)
    read_plans(book, facts)
    note_renames(book, facts, as_of)
    check_payments(book, facts)
    check_days(book, facts, as_of)
    columns, positions, customers = _joined(book, facts, computable, as_of)
    count = len(positions)
    known = _known(facts, as_of)
    rulebook.run_rules(columns, known, rules.TERMS, count)
    places = book.tables["Payments"].places if "Payments" in book.tables else None
    set_discounts(columns, customers, facts.settings.weekends)
    debts = _debts(columns, customers, facts.settings.weekends)
    allocated = allocate(debts, facts.payments, as_of, facts.settings.apply_payments, places)
    book.findings += allocated.findings
    hold_what_is_named(book, facts, positions, columns, allocated)
    for key in FROM_BALANCE:
        columns[key] = [getattr(balance, key) for balance in allocated.balances]
    hold_for_money_astray(facts, columns, allocated)
    check_identities(book, facts, columns, as_of)
    check_taken_in(book, facts)
    check_lines(book)
    columns["went_to"] = _went_to(allocated, columns)
    work = Assessment(as_of, facts, positions, customers, columns, known, allocated)
    check_marks(book, work)
    _hold_very_old(book, work)
    columns["interest_rule"] = _interest_rules(book, work)
    columns["minimum"] = [
        least_to_dun(facts.settings.minimum_to_dun, currency, facts.settings.currency)
        for currency in columns["currency"]
    ]
    _agreements(work)
    _doubt_money_that_went_back(work)
    doubt_todays_payments(work)
    hold_for_unplaced(book, work)
    hold_foreign_money(book, work)
    hold_before_money_comes(book, work, debts)
    note_years_ahead(book, work)
    columns["habit"] = habits(work.customers, columns, as_of)
    rulebook.run_rules(columns, known, rules.LATENESS_AND_STEP, count)
    columns["held_back"], columns["charges"] = [""] * count, [()] * count
    return work


def finish(work: Assessment) -> None:
    """The columns that depend on the messages: fees, total due, status and why."""
    rulebook.run_rules(work.columns, work.known, rules.RESULT, len(work))


def _known(facts: Facts, as_of: date) -> dict[str, Any]:
    """The settings by the names the rules read; those that are also columns carry the ending _setting."""
    settings = facts.settings
    known = {name: getattr(settings, name) for name in settings.__dataclass_fields__}
    return known | {"as_of": as_of, "interest_setting": settings.interest, "fees_setting": settings.fees,
                    "currency_setting": settings.currency}  # fmt: skip


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
    leave_used_credit(book, columns, positions, as_of)
    currencies = invoice_currencies(book, facts)
    columns["currency"] = [currencies[p] for p in positions]
    join_log(columns, ids, facts, as_of)
    join_earlier_promises(columns, ids, facts.log, as_of)
    columns["steps"] = _plans(book, facts, customers)
    columns["check"] = [
        book.first_fault("Invoices", table.rows[p]) or facts.customer_faults.get(c, "")
        for p, c in zip(positions, ids, strict=True)
    ]
    columns["payment_in_doubt"] = [
        facts.invoice_doubts.get(number.casefold()) or facts.payment_doubts.get(customer_id, "")
        for number, customer_id in zip(columns["invoice_no"], ids, strict=True)
    ]
    return columns, positions, customers


def _plans(book: Book, facts: Facts, customers: list[Customer]) -> list[tuple[Step, ...]]:
    """Each invoice's plan; one finding for each plan that is missing."""
    plans = {customer.customer_id: plan_of(customer, facts.plans) for customer in set(customers)}
    without = {c.plan or c.profile for c in set(customers) if not plans[c.customer_id]}
    for name in sorted(translations.word_in("choice", name, book.language) for name in without):
        book.findings.append(
            Finding(book.name("Dunning plan"), "",
                    _("There is no plan named {plan}; its customers get no reminders.", plan=name),
                    _("Add the steps of {plan}, or name another plan in Customers.", plan=name))
        )  # fmt: skip
    return [plans[customer.customer_id] for customer in customers]


def _moved(customer: Customer, day: date, weekends: str) -> date:
    return day if weekends == "as is" else working_day(customer.country, day)


def _debts(columns: dict[str, list[Any]], customers: list[Customer], weekends: str) -> list[Debt]:
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
        "discount_percent",
        "discount_until",
    )
    rows = zip(*(columns[key] for key in keys), customers, strict=True)
    return [
        Debt(index, number, customer_id, kind, dated, due, currency, amount, reference or "", claims,
             c.country, c.profile, percent, until, _moved(c, due, weekends) if claims else None)
        for index, (number, customer_id, kind, dated, due, currency, amount, reference, claims, percent, until, c)
        in enumerate(rows)
    ]  # fmt: skip


def _went_to(allocated: Allocated, columns: Mapping[str, list[Any]]) -> list[str]:
    """Where the money of each credit note went, as a clause: "put against 101: 90.00; paid out: 10.00"; else empty."""
    numbers, kinds, currencies = columns["invoice_no"], columns["kind"], columns["currency"]
    onto: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    paid_out: dict[int, Decimal] = defaultdict(Decimal)
    for item in allocated.rows:
        if item.source == "credit note":
            onto[item.source_row][numbers[item.invoice]] += item.amount
        elif item.source == "payment" and kinds[item.invoice] == "Credit note":
            paid_out[item.invoice] -= item.amount
    told = [""] * len(numbers)
    for index in {*onto, *paid_out}:
        currency = currencies[index]
        against = ", ".join(f"{number}: {format_amount(amount, currency)}" for number, amount in onto[index].items())
        back = format_amount(paid_out[index], currency) if paid_out[index] else ""
        parts = (_("put against {invoices}", invoices=against) if against else "",
                 _("paid out: {amount}", amount=back) if back else "")  # fmt: skip
        told[index] = "; ".join(filter(None, parts))
    return told


def _interest_rules(book: Book, work: Assessment) -> list[InterestRule | None]:
    """Each invoice's interest rule; a finding for each country and profile whose rate is not known, if it matters."""
    rules_of: list[InterestRule | None] = []
    missing: dict[str, str] = {}  # country -> what is missing: one finding each, not one per row or profile
    columns, law = work.columns, cache(partial(_rule, work.facts))
    rows = zip(work.customers, columns["invoice_date"], columns["currency"], columns["due_date"],
               columns["open_amount"], columns["contacts"], columns["very_old"], strict=True)  # fmt: skip
    for customer, dated, currency, due, left, contacts, too_old in rows:
        agreed = accepted(customer.terms_accepted_on, dated)
        rule = None if too_old else law(customer.country, customer.profile, agreed, currency)
        rules_of.append(rule.for_invoice(dated) if isinstance(rule, InterestRule) else None)
        if left > 0 and due < work.as_of:
            what = rule if isinstance(rule, str) else rates_missing(rules_of[-1], due, left, contacts, work.as_of)
            if what:
                missing.setdefault(customer.country, what)
    book.findings += [
        Finding(book.name("Rates"), "", what, _(WHERE_RATES_GO), stops=False) for what in sorted(missing.values())
    ]
    return rules_of


def _rule(facts: Facts, country: str, profile: str, agreed: bool, currency: str) -> InterestRule | str | None:
    return interest_rule(country, profile, facts.settings, facts.rates, agreed, currency)


def _hold_very_old(book: Book, work: Assessment) -> None:
    """The column very_old. What is open since ten years says Check and bears no interest: a year is easily mistyped."""
    columns, table = work.columns, book.tables["Invoices"]
    rows = [table.rows[position] for position in work.positions]
    columns["very_old"] = very_old(
        book, columns["invoice_date"], columns["open_amount"], columns["hold_reason"], rows, work.as_of
    )
    for index, too_old in enumerate(columns["very_old"]):
        if too_old:
            columns["check"][index] = book.first_fault("Invoices", rows[index])


def _agreements(work: Assessment) -> None:
    """The columns plan_standing and plan_note of invoices under a payment plan; fills `work.instalments`."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    kinds, rows = work.columns["kind"], zip(work.customers, work.columns["invoice_no"], strict=True)
    keys = [(customer.customer_id.casefold(), number.casefold()) for customer, number in rows]
    index = {key: i for i, key in enumerate(keys) if kinds[i] != "Credit note"} if work.facts.agreements else {}
    for agreement in work.facts.agreements:
        named = ((agreement.customer_id.casefold(), number) for number in agreement.invoices)
        covered = [index[key] for key in named if key in index]
        items = _kept(work, agreement, covered)
        currency = work.columns["currency"][covered[0]] if covered else ""
        work.instalments.extend(items)
        if agreement.agreed_on is None or agreement.agreed_on <= work.as_of:
            told = (standing(items), describe_plan(agreement.plan_no, items, currency))
            found |= {(agreement.customer_id.casefold(), number): told for number in agreement.invoices}
    told_all = [found.get(key, ("", "")) for key in keys] if found else []
    work.columns["plan_standing"] = [told[0] for told in told_all] or [""] * len(work)
    work.columns["plan_note"] = [told[1] for told in told_all] or [""] * len(work)


def _kept(work: Assessment, agreement: Agreement, covered: list[int]) -> list[Instalment]:
    paid = sum(_paid_since(work, covered, agreement.agreed_on), Decimal(0))
    customer = work.facts.customers.get(agreement.customer_id.casefold())
    minimum = min((work.columns["minimum"][index] for index in covered), default=Decimal(0))
    return applied(agreement.instalments, paid, customer.country if customer else "", work.as_of, minimum)


def _paid_since(work: Assessment, invoices: Iterable[int], since: date | None) -> Iterable[Decimal]:
    for index in invoices:
        for day, amount in work.columns["reductions"][index]:
            if since is None or day >= since:
                yield amount


def _doubt_money_that_went_back(work: Assessment) -> None:
    """Money went back to a customer, or the bank took it, and it fits nothing that came in: they are on hold."""
    doubts = {customer_id.casefold(): doubt for customer_id, doubt in work.allocated.doubts.items()}
    for customer_id, doubt in doubts.items():
        work.facts.payment_doubts.setdefault(customer_id, doubt)
    if doubts:
        column = work.columns["payment_in_doubt"]
        for index, customer in enumerate(work.customers):
            column[index] = column[index] or doubts.get(customer.customer_id.casefold(), "")
