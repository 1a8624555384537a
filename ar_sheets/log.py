"""The Log: what was really done, one row per invoice and event, each row sealed with the one above.

The seal is SHA-256 over the seal above and the row's values, so a row that was changed, moved or taken out
shows. Only Log rows move a plan on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ar_sheets.model import LogEntry

COPY_BY_POST = "posted too"  # the paper copy of a letter that was mailed: no step of its own
BOUNCED = "bounced"  # a mailed letter that came back: it moved no plan on
REFUSED = "refused"  # the customer's address was refused at once: nothing was sent
CC_BOUNCED = "copy bounced"
ADDRESS_WORKS = "address works"  # a person says that an address is right all the same
CONTACT_EVENTS = {"sent": "Email", "posted": "Post", "called": "Phone", "handed over": "Hand-over"}
CLAIM_EVENTS = ("fee", "compensation", "interest")
WAIVER_EVENTS = {"waived fees": "fee", "waived interest": "interest"}


def seal(entry: LogEntry, above: str) -> str:
    """The seal of a row under the row with the seal `above`: the first 32 hex digits of SHA-256."""
    amount = "" if entry.amount is None else f"{entry.amount.normalize():f}"
    values = (
        above, str(entry.entry), entry.when, entry.as_of.isoformat(), entry.event, entry.customer_id,
        entry.invoice_no, entry.step, amount, entry.currency, entry.detail, entry.document_sha256,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:32]


def sealed(entries: Iterable[LogEntry], after: LogEntry | None = None) -> list[LogEntry]:
    """New entries, numbered and sealed in a chain that goes on from the last row of the Log."""
    number, above = (after.entry, after.seal) if after else (0, "")
    result = []
    for entry in entries:
        number += 1
        entry = replace(entry, entry=number)
        above = seal(entry, above)
        result.append(replace(entry, seal=above))
    return result


def first_broken(entries: Sequence[LogEntry]) -> LogEntry | None:
    """The first row whose seal does not fit its values and the row above; none in a whole Log."""
    above = ""
    for entry in entries:
        if entry.seal != seal(entry, above):
            return entry
        above = entry.seal
    return None


def newest(entries: Iterable[LogEntry]) -> date | None:
    """The latest as-of day in the Log."""
    return max((entry.as_of for entry in entries), default=None)


def amount_of(entry: LogEntry) -> Decimal:
    """The entry's amount, 0 where it has none."""
    return entry.amount if entry.amount is not None else Decimal(0)


def letter_of(entry: LogEntry) -> str:
    """The id of the letter that a row tells about; "" when it tells about none."""
    found = re.match(r"(?:claimed by )?letter (\S+)", entry.detail)
    return found.group(1) if found else ""


def arrived(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The rows without those of letters that came back, unless the paper copy was posted: they gave notice of
    nothing and claimed nothing."""
    events: dict[str, set[str]] = {BOUNCED: set(), COPY_BY_POST: set()}
    for entry in entries:
        if entry.event in events:
            events[entry.event].add(letter_of(entry))
    lost = events[BOUNCED] - events[COPY_BY_POST]
    real = {*CONTACT_EVENTS, *CLAIM_EVENTS}
    return [entry for entry in entries if entry.event not in real or letter_of(entry) not in lost]


def bad_addresses(entries: Iterable[LogEntry]) -> dict[str, LogEntry]:
    """E-mail addresses, folded, that mail came back from or that were refused -> the newest row that says so."""
    found: dict[str, LogEntry] = {}
    for entry in entries:
        address = re.search(r" to ([^\s;]+)", entry.detail)
        if address and entry.event in (BOUNCED, REFUSED, CC_BOUNCED):
            found[address[1].casefold()] = entry
        elif address and entry.event == ADDRESS_WORKS:
            found.pop(address[1].casefold(), None)
    return found


def pay_by(entry: LogEntry) -> date | None:
    """The day a letter gave to pay, as its Detail says: "... pay by 2026-12-04"."""
    found = re.search(r"pay by (\d{4}-\d\d-\d\d)", entry.detail)
    return date.fromisoformat(found.group(1)) if found else None
