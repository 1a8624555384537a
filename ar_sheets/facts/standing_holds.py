"""Holds that people typed: listed, logged when set and lifted, and told again each month while they have no day.

A hold is what stands under Hold until and Hold reason, of an invoice or of a whole customer. The Log says since when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ar_sheets.base.i18n import _, n_
from ar_sheets.facts import log
from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.holds import held, lasts, written_off
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book

Key = tuple[str, str]  # customer and invoice number, folded; "" for the whole customer
SHOWN = 6  # holds that one finding names
LONGEST = 500  # characters of a hold in the Log


@dataclass(frozen=True, slots=True)
class StandingHold:
    """A hold as it is typed. `invoice_no` is "" where the whole customer is on hold; `since` is the day the Log has it
    from; `works` whether it keeps something open from being reminded today."""

    customer_id: str
    customer: str
    invoice_no: str
    until: date | None
    reason: str
    row: int
    works: bool
    since: date | None = None

    @property
    def key(self) -> Key:
        """What it is about."""
        return (self.customer_id.casefold(), self.invoice_no.casefold())

    @property
    def text(self) -> str:
        """The cells as the Log tells them."""
        told = "; ".join(filter(None, (f"until {self.until}" if self.until else "", self.reason)))
        return " ".join(told.split())[:LONGEST]

    @property
    def has_no_end(self) -> bool:
        """Whether it works until a person lifts it: it has a reason and no day, or one that lasts in any case."""
        return self.works and (self.until is None or lasts(self.reason))


def find_holds(work: Assessment) -> list[StandingHold]:
    """Every hold that is typed, the customers' first, in the order of the sheets. What is written off is none."""
    logged = _last_rows(work.facts.log, work.as_of)
    columns, found = work.columns, []
    owing = {c.customer_id for c, left in zip(work.customers, columns["open_amount"], strict=True) if left > 0}
    for customer in work.facts.customers.values():
        if (customer.hold_until or customer.hold_reason) and not written_off(customer.hold_reason):
            works = customer.customer_id in owing and _works(customer.hold_until, customer.hold_reason, work.as_of)
            found.append(StandingHold(customer.customer_id, customer.name, "", customer.hold_until,
                                      customer.hold_reason, customer.row, works))  # fmt: skip
    rows = zip(work.customers, work.positions, *(columns[key] for key in ("invoice_no", "hold_until", "hold_reason",
                                                                         "open_amount")), strict=True)  # fmt: skip
    for customer, position, number, until, reason, left in rows:
        if (until or reason) and not written_off(reason):
            works = left > 0 and _works(until, reason, work.as_of)
            found.append(
                StandingHold(customer.customer_id, customer.name, number, until, reason or "", position, works)
            )
    return [_with_since(hold, logged.get(hold.key)) for hold in found]


def _works(until: date | None, reason: str | None, as_of: date) -> bool:
    return lasts(reason) or held(until, reason, as_of)


def _with_since(hold: StandingHold, entry: LogEntry | None) -> StandingHold:
    since = entry.as_of if entry is not None and entry.event == log.HOLD_SET else None
    return StandingHold(hold.customer_id, hold.customer, hold.invoice_no, hold.until, hold.reason, hold.row, hold.works,
                        since)  # fmt: skip


def _last_rows(entries: Iterable[LogEntry], as_of: date) -> dict[Key, LogEntry]:
    """The last row about the hold of each invoice and customer."""
    events = (log.HOLD_SET, log.HOLD_LIFTED)
    return {
        (entry.customer_id.casefold(), entry.invoice_no.casefold()): entry
        for entry in entries
        if entry.event in events and entry.as_of <= as_of
    }


def log_holds(work: Assessment, now: datetime) -> list[LogEntry]:
    """The Log rows for holds that were set, changed or lifted since the last run; not numbered and sealed yet."""
    typed = {hold.key: hold for hold in find_holds(work)}
    logged = _last_rows(work.facts.log, work.as_of)
    return [*_set(typed, logged, work.as_of, now), *_lifted(work, typed, logged, now)]


def _set(
    typed: Mapping[Key, StandingHold], logged: Mapping[Key, LogEntry], as_of: date, now: datetime
) -> Iterator[LogEntry]:
    for key, hold in typed.items():
        before = logged.get(key)
        is_set = before is not None and before.event == log.HOLD_SET
        if (hold.works and not is_set) or (is_set and before is not None and before.detail != hold.text):
            yield _entry(log.HOLD_SET, hold.customer_id, hold.invoice_no, hold.text, as_of, now)


def _lifted(
    work: Assessment, typed: Mapping[Key, StandingHold], logged: Mapping[Key, LogEntry], now: datetime
) -> Iterator[LogEntry]:
    numbers = {
        (customer.customer_id.casefold(), number.casefold())
        for customer, number in zip(work.customers, work.columns["invoice_no"], strict=True)
    } | {(key, "") for key in work.facts.customers}
    for key, entry in logged.items():
        if entry.event == log.HOLD_SET and key not in typed and key in numbers:
            yield _entry(log.HOLD_LIFTED, entry.customer_id, entry.invoice_no, "", work.as_of, now)


def _entry(event: str, customer_id: str, invoice_no: str, detail: str, as_of: date, now: datetime) -> LogEntry:
    return LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", as_of, event, customer_id, invoice_no, "", None, "", detail)


def tell_monthly(book: Book, work: Assessment, holds: Sequence[StandingHold], now: datetime) -> list[LogEntry]:
    """In the first run of a month, one note that names the holds without a day; the Log row that says it was told.

    Those set in this month are not told yet.
    """
    month = work.as_of.replace(day=1)
    told = [e.as_of for e in work.facts.log if e.event == log.HOLDS_TOLD and month <= e.as_of <= work.as_of]
    open_ended = [hold for hold in holds if hold.has_no_end and hold.since is not None and hold.since < month]
    if not open_ended or any(day < work.as_of for day in told):
        return []
    _note(book, open_ended)
    detail = f"{len(open_ended)} without a day"
    return [] if told else [_entry(log.HOLDS_TOLD, "", "", detail, work.as_of, now)]


def _note(book: Book, holds: Sequence[StandingHold]) -> None:
    named = ", ".join(
        _("{number} since {day} ({reason})", number=hold.invoice_no or hold.customer_id, day=hold.since,
          reason=hold.reason) for hold in holds[:SHOWN]
    )  # fmt: skip
    if len(holds) > SHOWN:
        named = n_("{names} and {n} more", "{names} and {n} more", len(holds) - SHOWN, names=named)
    sheet = "Invoices" if holds[0].invoice_no else "Customers"
    row = book.tables[sheet].rows[holds[0].row] if holds[0].invoice_no else holds[0].row
    book.report(sheet, row, "hold_reason", _("On hold without a day: {holds}", holds=named),
                _("Still right? Then nothing is to be done. Else clear the hold, or type its last day in {column}.",
                  column=book.header(sheet, "hold_until")), stops=False)  # fmt: skip
