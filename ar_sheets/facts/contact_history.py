"""What the Log says about each invoice: contacts made, charges claimed, calls tried, promises and disputes.

A letter that came back counts as not made; a call that nobody answered counts on the third try.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import Claim, Contact, LogEntry, Promise

TRIES = 3  # calls that nobody answers until the step counts as made
Key = tuple[str, str]


@dataclass(slots=True)
class Story:
    """The Log up to a day, by folded invoice number, and the days of contact by folded customer."""

    contacts: dict[str, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    tries: dict[str, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))  # day, step
    promises: dict[str, list[Promise]] = field(default_factory=lambda: defaultdict(list))
    disputes: dict[str, str] = field(default_factory=dict)  # only those no later promise has ended
    last: dict[Key, date] = field(default_factory=dict)  # (customer, currency)
    last_before: dict[str, date] = field(default_factory=dict)  # customer, on days before the as-of date


def join_log(columns: dict[str, list[Any]], ids: Sequence[str], facts: Facts, as_of: date) -> None:
    """Adds to each invoice what the Log says about it, and when its customer was last contacted."""
    story = told(log.arrived([entry for entry in facts.log if entry.as_of <= as_of]), facts, as_of)
    numbers = [number.casefold() for number in columns["invoice_no"]]
    columns["contacts"] = [tuple(story.contacts.get(number, ())) for number in numbers]
    columns["claims"] = [tuple(story.claims.get(number, ())) for number in numbers]
    columns["last_try"] = [_last_try(story, number) for number in numbers] if story.tries else [None] * len(numbers)
    last = {key: _last(story, *key) for key in set(zip(ids, columns["currency"], strict=True))}
    columns["last_customer_contact"] = [last[key] for key in zip(ids, columns["currency"], strict=True)]
    columns["promises"] = _promises(columns, numbers, story, as_of)
    for index, number in enumerate(numbers) if story.disputes else ():
        if number in story.disputes and not columns["dispute_reason"][index]:
            columns["dispute_reason"][index] = story.disputes[number]


def told(entries: Sequence[LogEntry], facts: Facts, as_of: date) -> Story:
    """The story of these entries, in the order of the Log."""
    kinds = {step.name.casefold(): step.kind for plan in facts.plans.values() for step in plan}
    story = Story()
    for entry in entries:
        number = entry.invoice_no.casefold()
        if entry.event in log.CONTACT_EVENTS and entry.step:
            _contacted(story, entry, as_of)
            story.contacts[number].append(_contact(entry, kinds))
        elif entry.event in log.CLAIM_EVENTS:
            story.claims[number].append(Claim(entry.as_of, entry.event, log.amount_of(entry), entry.step))
        elif entry.event in log.WAIVER_EVENTS:
            kind = log.WAIVER_EVENTS[entry.event]
            story.claims[number].append(Claim(entry.as_of, kind, -log.amount_of(entry), entry.step))
        else:
            _answered(story, number, entry, kinds, as_of)
    for made in story.contacts.values():
        made.sort(key=lambda contact: contact.on)
    return story


def _answered(story: Story, number: str, entry: LogEntry, kinds: dict[str, str], as_of: date) -> None:
    if entry.event == log.NO_ANSWER:
        story.tries[number].append((entry.as_of, entry.step))
        if sum(step == entry.step for _, step in story.tries[number]) % TRIES == 0:
            _contacted(story, entry, as_of)
            story.contacts[number].append(replace(_contact(entry, kinds), reached=False))
    elif entry.event == log.PROMISED and (day := log.promised_day(entry)) is not None:
        story.promises[number].append(Promise(day, entry.amount, entry.as_of))
        story.disputes.pop(number, None)
    elif entry.event == log.DISPUTED:
        story.disputes[number] = f"{log.said(entry)} (by phone on {entry.as_of})"


def _contacted(story: Story, entry: LogEntry, as_of: date) -> None:
    customer = entry.customer_id.casefold()
    key = (customer, entry.currency)
    story.last[key] = max(entry.as_of, story.last.get(key, entry.as_of))
    if entry.as_of < as_of:
        story.last_before[customer] = max(entry.as_of, story.last_before.get(customer, entry.as_of))


def _last(story: Story, customer: str, currency: str) -> date | None:
    """The last contact with the customer. One in another currency of theirs does not stand in the way on its own
    day: the messages of one run may go out one after the other."""
    days = (story.last.get((customer, currency)), story.last.get((customer, "")), story.last_before.get(customer))
    return max((day for day in days if day is not None), default=None)


def _last_try(story: Story, number: str) -> date | None:
    tries = story.tries.get(number)
    return tries[-1][0] if tries else None


def _contact(entry: LogEntry, kinds: dict[str, str]) -> Contact:
    usual = {"called": "Call", log.NO_ANSWER: "Call", "handed over": "Hand-over"}.get(entry.event, "Reminder")
    channel = log.CONTACT_EVENTS.get(entry.event, "Phone")
    return Contact(entry.as_of, entry.step, kinds.get(entry.step.casefold(), usual), channel, log.pay_by(entry))


def _promises(
    columns: dict[str, list[Any]], numbers: Sequence[str], story: Story, as_of: date
) -> list[tuple[Promise, ...]]:
    """Each invoice's promises in the order of their days: those of the Log, and the one that stands in the sheet."""
    found: list[tuple[Promise, ...]] = [()] * len(numbers)
    for index, (day, dated) in enumerate(zip(columns["promise_date"], columns["invoice_date"], strict=True)):
        if day is not None and dated <= as_of:  # nothing can have been promised about an invoice before its day
            found[index] = (Promise(day, columns["promise_amount"][index]),)
    for index, number in enumerate(numbers) if story.promises else ():
        if number in story.promises and columns["invoice_date"][index] <= as_of:
            days = {promise.day: promise for promise in (*found[index], *story.promises[number])}
            found[index] = tuple(days[day] for day in sorted(days))
    return found
