"""What the Log says about each invoice: contacts made, charges claimed, calls tried, promises and disputes.

An entry counts only for the invoice of its number and its customer, and only from that invoice's day on: a number
that was used before, or that belongs to another customer by now, is another invoice. A letter that came back counts
as not made; a call that nobody answered counts on the third try.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.countries import country_law as law_of
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts, plan_of
from ar_sheets.facts.renames import find_renames
from ar_sheets.rules.dunning import step_key
from ar_sheets.schema.model import Claim, Contact, LogEntry, Promise, Step
from ar_sheets.workbook.book import Book

TRIES = 3  # calls that nobody answers until the step counts as made
UNCLEAR = N_(
    "Type {old} again for the one it was; if it is none of them, add {old} to Customers again. "
    "Until then they are on hold."
)
Key = tuple[str, str]  # customer, invoice number; both folded


@dataclass(slots=True)
class History:
    """The Log up to a day, by customer and invoice, and the days of contact by customer."""

    contacts: dict[Key, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[Key, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    tries: dict[Key, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))  # day, step
    promises: dict[Key, list[Promise]] = field(default_factory=lambda: defaultdict(list))
    disputes: dict[Key, str] = field(default_factory=dict)  # only those no later promise has ended
    last: dict[tuple[str, str], date] = field(default_factory=dict)  # (customer, currency)
    last_before: dict[str, date] = field(default_factory=dict)  # customer, on days before the as-of date


def join_log(columns: dict[str, list[Any]], ids: Sequence[str], facts: Facts, as_of: date) -> None:
    """Adds to each invoice what the Log says about it, and when its customer was last contacted."""
    numbers = [number.casefold() for number in columns["invoice_no"]]
    keys = list(zip(ids, map(_log_number, numbers, columns["kind"]), strict=True))
    arrived = log.arrived([entry for entry in facts.log if entry.as_of <= as_of])
    dated = dict(zip(keys, columns["invoice_date"], strict=True))
    history = read_history(arrived, facts, dated, as_of)
    columns["contacts"] = [tuple(history.contacts.get(key, ())) for key in keys]
    columns["claims"] = [tuple(history.claims.get(key, ())) for key in keys]
    columns["last_try"] = [_last_try(history, key) for key in keys] if history.tries else [None] * len(keys)
    groups = list(zip(ids, columns["currency"], strict=True))
    last = {group: _last(history, *group) for group in set(groups)}
    columns["last_customer_contact"] = [last[group] for group in groups]
    columns["promises"] = _promises(columns, keys, history, as_of)
    for index, key in enumerate(keys) if history.disputes else ():
        if key in history.disputes and not columns["dispute_reason"][index]:
            columns["dispute_reason"][index] = history.disputes[key]


def note_renames(book: Book, facts: Facts, as_of: date) -> None:
    """Fills `facts.renames`; whoever may be one that is gone is on hold until that is clear, with a finding."""
    entries = log.arrived([entry for entry in facts.log if entry.as_of <= as_of])
    columns = book.tables["Invoices"].columns
    owners: dict[str, set[str]] = defaultdict(set)
    for number, owner in zip(columns["invoice_no"], columns["customer_id"], strict=True):
        if number and owner and owner.casefold() in facts.customers:
            owners[number.casefold()].add(owner.casefold())
    names = {key: customer.name.casefold() for key, customer in facts.customers.items()}
    facts.renames, unsure = find_renames(entries, names, owners, facts.former_names)
    written = {entry.customer_id.casefold(): entry.customer_id for entry in entries}
    for folded_id, maybe in unsure.items():
        old = written[folded_id]
        # Translators: between two customer IDs
        both = _(" or ").join(facts.customers[key].customer_id for key in maybe)
        doubt = _("{old} is no customer any more and may be {new} now: the Log tells of letters to {old}", old=old,
                  new=both)  # fmt: skip
        for key in maybe:
            facts.payment_doubts.setdefault(key, doubt)
            book.report("Customers", facts.customers[key].row, "customer_id", doubt, _(UNCLEAR, old=old), stops=False)


def _log_number(number: str, kind: str) -> str:
    """The number that entries name; nothing was ever asked for by a credit note, which may have an invoice's number."""
    return f"{number}\0" if kind == "Credit note" else number


def read_history(entries: Sequence[LogEntry], facts: Facts, dated: Mapping[Key, date], as_of: date) -> History:
    """The history of these entries, in the order of the Log; `dated` has the day of each invoice there is."""
    history, kinds = History(), _Kinds(facts)
    told = [(owner_of(entry, facts), entry) for entry in entries]
    covered = _covered_by_letter(told, facts)
    for owner, entry in told:
        key = (owner, entry.invoice_no.casefold())
        another = entry.as_of < dated.get(key, entry.as_of)  # the entry is of an invoice that had the number before
        if entry.event in log.CONTACT_EVENTS and entry.step:
            _note_contact(history, owner, entry, as_of)
            if not another:
                history.contacts[key].append(_contact(entry, owner, kinds))
        elif another:
            continue
        elif entry.event in log.CLAIM_EVENTS:
            history.claims[key].append(Claim(entry.as_of, entry.event, log.entry_amount(entry), entry.step))
        elif entry.event in log.WAIVER_EVENTS:
            kind = log.WAIVER_EVENTS[entry.event]
            history.claims[key].append(Claim(entry.as_of, kind, -log.entry_amount(entry), entry.step))
        else:
            _note_answer(history, key, entry, kinds, as_of)
        for kind in covered.get((entry.letter_id, *key), ()) if entry.event in log.CONTACT_EVENTS else ():
            if not another:
                history.claims[key].append(Claim(entry.as_of, kind, log.NOTHING, entry.step))
    for made in history.contacts.values():
        made.sort(key=lambda contact: contact.on)
    return history


def owner_of(entry: LogEntry, facts: Facts) -> str:
    """The customer an entry is about, folded; the new ID of one that was renamed."""
    customer = entry.customer_id.casefold()
    return facts.renames.get(customer, customer)


def _covered_by_letter(told: Sequence[tuple[str, LogEntry]], facts: Facts) -> dict[tuple[str, str, str], list[str]]:
    """(letter, customer, invoice) -> what the letter claimed once, on another of its invoices, for this one as well:
    a charge that the law counts per letter."""
    claimed: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for owner, entry in told:
        if entry.event in ("fee", "compensation") and entry.letter_id and _per_letter(owner, entry.event, facts):
            claimed[owner, entry.letter_id][entry.event].add(entry.invoice_no.casefold())
    found: dict[tuple[str, str, str], list[str]] = {}
    for owner, entry in told if claimed else ():
        number = entry.invoice_no.casefold()
        kinds = claimed.get((owner, entry.letter_id), {}) if entry.event in log.CONTACT_EVENTS else {}
        more = [kind for kind, numbers in kinds.items() if number not in numbers]
        if more:
            found[entry.letter_id, owner, number] = more
    return found


def _per_letter(owner: str, kind: str, facts: Facts) -> bool:
    customer = facts.customers.get(owner)
    rules = law_of(customer.country).fees if customer else ()
    return any(rule.kind == kind and rule.per == "letter" for rule in rules)


class _Kinds:
    """The kind of a step that was made: by its name, else by its place in the customer's plan."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._by_name = {step_key(step.name): step.kind for plan in facts.plans.values() for step in plan}
        self._plans: dict[str, tuple[Step, ...]] = {}

    def of(self, entry: LogEntry, owner: str) -> str:
        if entry.event == "handed over":  # whatever the step is called by now, and whatever has its name
            return "Hand-over"
        known = self._by_name.get(step_key(entry.step))
        if known is None and entry.step_place is not None:
            plan = self._plan(owner)
            known = plan[entry.step_place - 1].kind if 0 < entry.step_place <= len(plan) else None
        return known or {"called": "Call", log.NO_ANSWER: "Call"}.get(entry.event, "Reminder")

    def _plan(self, owner: str) -> tuple[Step, ...]:
        if owner not in self._plans:
            customer = self._facts.customers.get(owner)
            self._plans[owner] = plan_of(customer, self._facts.plans) if customer else ()
        return self._plans[owner]


def _note_answer(history: History, key: Key, entry: LogEntry, kinds: _Kinds, as_of: date) -> None:
    if entry.event == log.NO_ANSWER:
        history.tries[key].append((entry.as_of, entry.step))
        if sum(step == entry.step for _, step in history.tries[key]) % TRIES == 0:
            _note_contact(history, key[0], entry, as_of)
            history.contacts[key].append(replace(_contact(entry, key[0], kinds), reached=False))
    elif entry.event == log.PROMISED and entry.pay_by is not None:
        history.promises[key].append(Promise(entry.pay_by, entry.amount, entry.as_of))
        history.disputes.pop(key, None)
    elif entry.event == log.DISPUTED:
        history.disputes[key] = _("{said} (by phone on {day})", said=log.customer_said(entry), day=entry.as_of)


def _note_contact(history: History, owner: str, entry: LogEntry, as_of: date) -> None:
    key = (owner, entry.currency)
    history.last[key] = max(entry.as_of, history.last.get(key, entry.as_of))
    if entry.as_of < as_of:
        history.last_before[owner] = max(entry.as_of, history.last_before.get(owner, entry.as_of))


def _last(history: History, customer: str, currency: str) -> date | None:
    """The last contact with the customer. One in another currency of theirs does not stand in the way on its own
    day: the messages of one run may go out one after the other."""
    days = (history.last.get((customer, currency)), history.last.get((customer, "")), history.last_before.get(customer))
    return max((day for day in days if day is not None), default=None)


def _last_try(history: History, key: Key) -> date | None:
    tries = history.tries.get(key)
    return tries[-1][0] if tries else None


def _contact(entry: LogEntry, owner: str, kinds: _Kinds) -> Contact:
    channel = log.CONTACT_EVENTS.get(entry.event, "Phone")
    return Contact(entry.as_of, entry.step, kinds.of(entry, owner), channel, entry.pay_by, place=entry.step_place)


def _promises(
    columns: dict[str, list[Any]], keys: Sequence[Key], history: History, as_of: date
) -> list[tuple[Promise, ...]]:
    """Each invoice's promises in the order of their days: those of the Log, and the one that stands in the sheet."""
    found: list[tuple[Promise, ...]] = [()] * len(keys)
    for index, (day, dated) in enumerate(zip(columns["promise_date"], columns["invoice_date"], strict=True)):
        if day is not None and dated <= min(as_of, day):  # nobody promises before there is an invoice: a wrong year
            found[index] = (Promise(day, columns["promise_amount"][index]),)
    for index, key in enumerate(keys) if history.promises else ():
        if key in history.promises and columns["invoice_date"][index] <= as_of:
            days = {promise.day: promise for promise in (*found[index], *history.promises[key])}
            found[index] = tuple(days[day] for day in sorted(days))
    return found
