"""The story of a customer or an invoice, day by day: invoices, money, letters, calls, answers, and how it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from ar_sheets.base import i18n, local_format
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import format_amount
from ar_sheets.base.suggestions import nearest
from ar_sheets.facts import log
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.wording import in_words
from ar_sheets.schema.model import LogEntry

WORDS = {
    "sent": N_("{steps} e-mailed"), "posted": N_("{steps} posted"), "called": N_("{steps} made"),
    "handed over": N_("{steps} handed over"), log.COPY_BY_POST: N_("{steps} posted as well"),
    log.BOUNCED: N_("{steps} came back"), log.REFUSED: N_("{steps} address refused"),
    log.NO_ANSWER: N_("{steps} tried, no answer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a story: the day, what happened, and the invoices it was about."""

    on: date
    what: str
    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A story, oldest first: whose it is, what happened, and how each open invoice stands now."""

    title: str
    moments: tuple[Moment, ...]
    now: tuple[str, ...]


def story(work: Assessment, whom: str, faults: Mapping[str, str] | None = None) -> Story:
    """The story of a customer id or an invoice number; NotDone when there is neither.

    `faults` says of invoices that could not be worked out (by folded number) why.
    """
    key = whom.strip().casefold()
    customer = work.facts.customers.get(key)
    columns = work.columns
    if customer is not None:
        chosen = [i for i, c in enumerate(work.customers) if c.customer_id == customer.customer_id]
        title = f"{customer.customer_id}  {customer.name}, {customer.profile}"
        return _told(work, title, chosen, lambda entry: entry.customer_id.casefold() == key)
    chosen = [i for i, number in enumerate(columns["invoice_no"]) if number.casefold() == key]
    if not chosen:
        known = [*(c.customer_id for c in work.facts.customers.values()), *columns["invoice_no"], *(faults or {})]
        raise NotDone(_unknown(whom, (faults or {}).get(key), nearest(whom, known)))
    owner = work.customers[chosen[0]]
    title = f"{columns['invoice_no'][chosen[0]]}  {owner.called}"
    return _told(work, title, chosen, lambda entry: entry.invoice_no.casefold() == key)


def _unknown(whom: str, fault: str | None, near: str) -> str:
    if fault:
        return _("{whom} says Check and cannot be told: {why}.", whom=whom, why=fault)
    what = _("There is no customer and no invoice {whom} in the workbook.", whom=whom)
    return what + " " + (near or _("Type it just as it stands there."))


def _told(work: Assessment, title: str, chosen: Sequence[int], belongs: Any) -> Story:
    entries = [entry for entry in work.facts.log if belongs(entry) and entry.as_of <= work.as_of]
    moments = [*_invoices(work, chosen), *_money(work, set(chosen)), *_log(entries)]
    moments.sort(key=lambda moment: moment.on)  # stable: on one day invoices, then money, then letters
    columns = work.columns
    open_ones = [i for i in chosen if columns["open_amount"][i] != 0 or columns["invoice_date"][i] > work.as_of]
    now = [f"{columns['invoice_no'][i]} {in_words(columns['status'][i])}: {columns['why'][i]}" for i in open_ones]
    return Story(
        _("{title}  as of {day}", title=title, day=work.as_of), tuple(moments), tuple(now or [_("Nothing is open.")])
    )


def _invoices(work: Assessment, chosen: Sequence[int]) -> Iterator[Moment]:
    for index in chosen:
        row = work.row(index)
        if row["invoice_date"] <= work.as_of:
            told = {
                "kind": in_words(row["kind"]),
                "number": row["invoice_no"],
                "amount": row["amount"],
                "currency": row["currency"],
            }
            if row["kind"] == "Credit note":
                what = _("{kind} {number} of {amount:,.2f} {currency}", **told)
            else:
                what = _("{kind} {number} of {amount:,.2f} {currency}, due {due}", **told, due=row["due_date"])
            yield Moment(row["invoice_date"], what, (row["invoice_no"],))


def _money(work: Assessment, chosen: set[int]) -> Iterator[Moment]:
    columns = work.columns
    for item in work.allocated.rows:
        if item.invoice in chosen:
            number, currency = columns["invoice_no"][item.invoice], columns["currency"][item.invoice]
            onto = _ONTO[item.part]
            what = _(onto, source=_source(item.source), amount=item.amount, currency=currency, number=number,
                     why=item.reason)  # fmt: skip
            yield Moment(item.date, what, (number,))


_ONTO = {
    "principal": N_("{source}: {amount:,.2f} {currency} onto {number} ({why})"),
    "interest": N_("{source}: {amount:,.2f} {currency} onto the interest of {number} ({why})"),
    "fees": N_("{source}: {amount:,.2f} {currency} onto the fees of {number} ({why})"),
}
_SOURCES = {"payment": N_("Payment"), "credit note": N_("Credit note"), "discount": N_("Discount")}


def _source(source: str) -> str:
    word = _SOURCES.get(source, source)
    return _(word)


def _log(entries: Sequence[LogEntry]) -> Iterator[Moment]:
    """One line for each letter, call or event, whatever number of invoices it was about."""
    for _key, rows in groupby(entries, key=lambda e: (e.as_of, e.event, e.letter_id, e.detail)):
        same = list(rows)
        numbers = tuple(dict.fromkeys(entry.invoice_no for entry in same if entry.invoice_no))
        yield Moment(same[0].as_of, _event(same, numbers), numbers)


def _event(same: Sequence[LogEntry], numbers: Sequence[str]) -> str:
    first = same[0]
    about = f" ({', '.join(numbers)})" if numbers else ""
    if first.event in WORDS:
        steps = told_steps(same) or _("Letter")
        words = WORDS[first.event]
        return f"{_(words, steps=steps)}{about}: {first.detail}"
    amount = f" {format_amount(first.amount, first.currency)} {first.currency}" if first.amount is not None else ""
    event = in_words(first.event)
    return f"{event[:1].upper()}{event[1:]}{amount}{about}: {first.detail}"


def told_steps(entries: Sequence[LogEntry]) -> str:
    """The steps of one letter: "Reminder 1 and Call"."""
    return local_format.and_list(list(dict.fromkeys(entry.step for entry in entries if entry.step)), i18n.language())


def describe_story(told: Story) -> str:
    """The story as lines for the screen."""
    lines = [f"{moment.on}  {moment.what}" for moment in told.moments] or [_("Nothing has happened yet.")]
    return "\n".join([told.title, "", *lines, "", _("Now:"), *[f"  {line}" for line in told.now]])


def story_as_data(told: Story) -> dict[str, Any]:
    """The same as data."""
    return {
        "title": told.title, "now": list(told.now),
        "moments": [{"on": m.on, "what": m.what, "invoices": list(m.invoices)} for m in told.moments],
    }  # fmt: skip
