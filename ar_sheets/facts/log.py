"""The Log: what was really done, one row per invoice and event, each row sealed with the one above.

The seal is SHA-256 over the seal above and the row's values, so a row that was changed, moved or taken out
shows. Only Log rows move a plan on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from ar_sheets.base.i18n import _, n_
from ar_sheets.facts import older_log
from ar_sheets.schema.model import LogEntry

COPY_BY_POST = "posted too"  # the paper copy of a letter that was mailed: no step of its own
BOUNCED = "bounced"  # a mailed letter that came back: it moved no plan on
REFUSED = "refused"  # the customer's address was refused at once: nothing was sent
CC_BOUNCED = "copy bounced"
ADDRESS_WORKS = "address works"  # a person says that an address is right all the same
NO_ANSWER = "no answer"  # a call that reached nobody: no contact
PROMISED, DISPUTED, NOTED = "promised", "disputed", "noted"  # what a customer answered, as typed under Outcome
ANSWERED = "answered"  # in the customer's own copy, and taken into the workbook
ANSWERED_BOTH = "answered on both sides"  # the workbook's cell was changed as well: a person decides
ANSWERED_LATE = "answered on an older copy"  # a newer answer was taken already
ANSWER_REFUSED = "answer not taken"
KEPT_OURS = "answer decided"  # a person kept what stands in the workbook
BANK_FILE = "bank file"  # taken in: Step is the account, As of the last day it vouches for, Amount what it closed at
INVOICE_TAKEN = "invoice taken in"  # from a file: Step is its kind, Document SHA-256 the file's
INVOICE_CONTRADICTED = "invoice contradicted"  # a row has its number with another amount: Amount is the file's
BANK_DETAILS = "bank details"  # taken in, too: but such a file lists only some payments of a day
HOLD_SET, HOLD_LIFTED = "hold set", "hold lifted"  # typed in the workbook, as a run found it
HOLDS_TOLD = "holds told"  # the holds without a day were named in a note
PROMISE_TYPED, PROMISE_CLEARED = "promise typed", "promise cleared"
SEEN_IN_SHEET = (HOLD_SET, HOLD_LIFTED, HOLDS_TOLD, PROMISE_TYPED, PROMISE_CLEARED)  # nobody was written to
CONFIRMED = "log confirmed"  # a person looked and says: this is the Log to go on with
RECEIVED = "received"  # the customer says when they received the list and its invoices
ANSWERS_OF_COPIES = (ANSWERED, ANSWERED_BOTH, ANSWERED_LATE, ANSWER_REFUSED, KEPT_OURS)
NOTHING = Decimal(0)
CONTACT_EVENTS = {"sent": "Email", "posted": "Post", "called": "Phone", "handed over": "Hand-over"}
CLAIM_EVENTS = ("fee", "compensation", "interest")
WAIVER_EVENTS = {"waived fees": "fee", "waived interest": "interest"}


def seal(entry: LogEntry, above: str) -> str:
    """The seal of a row under the row with the seal `above`: the first 32 hex digits of SHA-256."""
    entry = entry.as_written or entry
    amount = "" if entry.amount is None else f"{entry.amount.normalize():f}"
    values = (
        above, str(entry.entry), entry.when, entry.as_of.isoformat(), entry.event, entry.customer_id,
        entry.invoice_no, entry.step, amount, entry.currency, entry.detail, entry.document_sha256,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join((*values, *_newer_values(entry))).encode()).hexdigest()[:32]


def _newer_values(entry: LogEntry) -> tuple[str, ...]:
    """What the columns since Letter ID hold; nothing where all are empty, so that older rows keep their seals."""
    if entry.told_by_detail:
        return ()
    values = (entry.letter_id, str(entry.step_place or ""), str(entry.pay_by or ""), entry.to)
    return values if any(values) else ()


def sealed(
    entries: Iterable[LogEntry], after: LogEntry | None = None, *, letter_columns: bool = True
) -> list[LogEntry]:
    """New entries, numbered and sealed in a chain that goes on from the last row of the Log.

    `letter_columns`: whether the Log has Letter ID and its neighbours; a Log of an older version, which has not,
    says these in Detail.
    """
    number, above = (after.entry, after.seal) if after else (0, "")
    result = []
    for entry in entries:
        number += 1
        entry = replace(entry if letter_columns else older_log.as_older(entry), entry=number)
        above = seal(entry, above)
        result.append(replace(entry, seal=above))
    return result


def first_broken(entries: Sequence[LogEntry]) -> LogEntry | None:
    """The first row whose seal does not fit its values and the row above; none in a whole Log."""
    place = _broken_place(entries)
    return None if place is None else entries[place]


def changed_rows(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The rows whose seal does not fit although none is missing above them, since a person last confirmed the Log.
    Rows without a seal before the first that has one were typed by the owner; nothing in them was changed."""
    first = next((place for place, entry in enumerate(entries) if entry.seal), len(entries))
    start = max(first, confirmed_place(entries))
    seals, numbers = ["", *(entry.seal for entry in entries)], [0, *(entry.entry for entry in entries)]
    pairs = zip(seals, numbers, entries, strict=False)
    return [
        entry
        for place, (above, number, entry) in enumerate(pairs)
        if place >= start and entry.entry <= number + 1 and entry.seal != seal(entry, above)
    ]


def confirmed_place(entries: Sequence[LogEntry]) -> int:
    """The place of the row by which a person last confirmed the Log as it stood; 0 where nobody did."""
    return max((place for place, entry in enumerate(entries) if entry.event == CONFIRMED), default=0)


def was_cut(entries: Sequence[LogEntry], mark: tuple[int, str] | None) -> str:
    """What is missing of the Log, as a sentence; "" when all numbers are there since a person last confirmed it, and
    it has what it had by its mark."""
    in_order = sorted(entries, key=lambda entry: entry.entry)
    start = confirmed_place(in_order)
    expected = 1 if not start else in_order[start].entry
    for entry in in_order[start:]:
        if entry.entry > expected:
            return _what_broke(in_order, in_order.index(entry))
        expected = entry.entry + 1
    return _cut(in_order, mark)[1]


def with_right_days(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The rows, where a person confirmed the Log after a clock had run ahead: what was written before that for a
    later day counts as of the day of the confirmation, its days to pay from there."""
    result, day = [], date.max
    for entry in reversed(entries):
        if entry.as_of > day:
            pay_by = day + (entry.pay_by - entry.as_of) if entry.pay_by is not None else None
            entry = replace(entry, as_of=day, pay_by=pay_by, as_written=entry)
        if entry.event == CONFIRMED:
            day = min(day, entry.as_of)
        result.append(entry)
    return result[::-1]


def _broken_place(entries: Sequence[LogEntry], start: int = 0) -> int | None:
    above = entries[start - 1].seal if start else ""
    for place, entry in enumerate(entries[start:], start=start):
        if entry.seal != seal(entry, above):
            return place
        above = entry.seal
    return None


def first_break(entries: Sequence[LogEntry], mark: tuple[int, str] | None = None) -> tuple[LogEntry | None, str]:
    """The first row where the Log was changed, re-ordered or cut, and which of these; (None, "") for a whole Log.

    `entries` as they stand in the sheet; `mark` is the number and the seal's beginning of the last entry at the
    last run. A Log that was emptied is told without a row.
    """
    in_order = sorted(entries, key=lambda entry: entry.entry)
    start = confirmed_place(in_order)
    place = _broken_place(in_order, start)
    if place is not None:
        return in_order[place], _what_broke(in_order, place)
    since = [entry for entry in entries if not start or entry.entry >= in_order[start].entry]
    moved = next((later for before, later in pairwise(since) if later.entry < before.entry), None)
    if moved is not None:
        return moved, _("The Log was re-ordered: entry {n} does not stand where it was written", n=moved.entry)
    return _cut(in_order, mark)


def _what_broke(in_order: Sequence[LogEntry], place: int) -> str:
    broken = in_order[place]
    expected = in_order[place - 1].entry + 1 if place else 1
    if broken.entry > expected:
        last = broken.entry - 1
        if last == expected:
            return _("The Log was cut: entry {n} is missing before entry {next}", n=last, next=broken.entry)
        return _("The Log was cut: entries {first} to {last} are missing before entry {next}", first=expected,
                 last=last, next=broken.entry)  # fmt: skip
    if broken.entry < expected:
        return _("Entry {n} stands in the Log twice", n=broken.entry)
    return _("Entry {n} of the Log was changed, or the one before it", n=broken.entry)


def _cut(in_order: Sequence[LogEntry], mark: tuple[int, str] | None) -> tuple[LogEntry | None, str]:
    """Whether the Log still has what it had at the last run."""
    if mark is None or not mark[0]:
        return None, ""
    number, beginning = mark
    last = in_order[-1] if in_order else None
    if last is None or last.entry < number:
        if last is None:
            return last, n_("The Log was cut at its end: it is empty, and had {n} entry at the last run",
                            "The Log was cut at its end: it is empty, and had {n} entries at the last run",
                            number)  # fmt: skip
        return last, n_("The Log was cut at its end: it ends with entry {last}, and had {n} entry at the last run",
                        "The Log was cut at its end: it ends with entry {last}, and had {n} entries at the last run",
                        number, last=last.entry)  # fmt: skip
    marked = next((entry for entry in in_order if entry.entry == number), last)
    if not marked.seal.startswith(beginning):
        return marked, _("Entry {n} of the Log was changed: it is not the one of the last run", n=number)
    return None, ""


def customer_said(entry: LogEntry) -> str:
    """What the customer answered, of a row that tells an answer."""
    if entry.told_by_detail:
        return older_log.said(entry)
    return entry.detail.removeprefix(f"letter {entry.letter_id} to {entry.to or 'nobody'}; ")


def newest_day(entries: Iterable[LogEntry]) -> date | None:
    """The latest as-of day of what was done. What a run only saw in the sheet is left out: a look ahead of a month
    must not refuse the runs of that month."""
    return max((entry.as_of for entry in entries if entry.event not in SEEN_IN_SHEET), default=None)


def entry_amount(entry: LogEntry) -> Decimal:
    """The entry's amount, 0 where it has none."""
    return entry.amount if entry.amount is not None else Decimal(0)


def arrived(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The rows without those of letters that came back, unless the paper copy was posted: they gave notice of
    nothing and claimed nothing."""
    events: dict[str, set[str]] = {BOUNCED: set(), COPY_BY_POST: set()}
    for entry in entries:
        if entry.event in events:
            events[entry.event].add(entry.letter_id)
    lost = events[BOUNCED] - events[COPY_BY_POST]
    real = {*CONTACT_EVENTS, *CLAIM_EVENTS}
    return [entry for entry in entries if entry.event not in real or entry.letter_id not in lost]


def bad_addresses(entries: Iterable[LogEntry]) -> dict[str, LogEntry]:
    """E-mail addresses, folded, that mail came back from or that were refused -> the newest row that says so."""
    found: dict[str, LogEntry] = {}
    for entry in entries:
        address = address_of(entry)
        if address and entry.event in (BOUNCED, REFUSED, CC_BOUNCED):
            found[address] = entry
        elif address and entry.event == ADDRESS_WORKS:
            found.pop(address, None)
    return found


def address_of(entry: LogEntry) -> str:
    """The e-mail address, folded, that a row about one address names; "" when it names none."""
    return entry.to.partition(",")[0].strip().casefold()
