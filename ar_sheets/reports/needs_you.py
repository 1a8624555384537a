"""What waits for a person on the Start sheet: to fix, to read, to call, to decide; letters; what is on hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _, language, n_
from ar_sheets.dunning.sums import CustomerSum, by_credit, ids
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.standing_holds import StandingHold
from ar_sheets.schema import translations
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Message

ZERO = Decimal(0)
HOLDS = 12  # rows of the list of holds
Block = list[Sequence[Any]]  # rows of cells


@dataclass(slots=True)
class CurrencyFigures:
    """What there is to say about one currency besides what is open and how old it is."""

    due_this_week: Decimal = ZERO
    disputed: Decimal = ZERO
    promised: Decimal = ZERO
    collected: Decimal = ZERO  # this month, refunds taken off
    count: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # open, overdue, due, disputed, promised


def needs_you(
    work: Assessment,
    sums: Mapping[str, CustomerSum],
    messages: Sequence[Message],
    findings: Sequence[Finding],
    names: Mapping[str, str],
    each: Mapping[str, CurrencyFigures],
    paused: str,
    holds: Sequence[StandingHold],
) -> Block:
    """What waits for a person, how many, and where; the first things first."""
    calls = sum(m.channel == "Phone" for m in messages)
    proposals = sum(m.channel == HAND_OVER for m in messages)
    stopped, released = by_credit(sums, "Hold"), by_credit(sums, "Released")
    open_ended = sum(hold.has_no_end for hold in holds)
    faults = sum(finding.stops for finding in findings)
    notes = len(findings) - faults
    listed = _("listed in {sheet}", sheet=names["Problems"])
    beside = n_("and {n:,} note, in {sheet}", "and {n:,} notes, in {sheet}", notes, sheet=names["Problems"])

    def place(column: str, sheet: str) -> str:
        return _("{column} in {sheet}", column=names[column], sheet=names[sheet])

    lines: Block = [
        (_("No letters are made"), paused.removeprefix(_("no letters: {reason}", reason="")), None),
        (_("Problems to fix"), faults, beside if notes else listed),
        (_("Notes to read"), 0 if faults else notes, listed),
        (_("Letters to read"), len(messages) - calls - proposals, _("in {folder}", folder=f"batches/{work.as_of}")),
        (_("Wait for your {send}", send=names["Send"]), sum(m.needs_approval for m in messages),
         place("decision", "Outbox")),
        (_("Calls to make"), calls, place("done_on", "Outbox")),
        (_("Hand-overs to decide"), proposals, place("decision", "Outbox")),
        (_("Disputes to answer"), sum(f.count["disputed"] for f in each.values()),
         place("dispute_reason", "Invoices")),
        (_("Promises broken"), sum(s.broken_promises for s in sums.values()), place("why", "Invoices")),
        (_("On hold"), len(holds), n_("{n} without a day", "{n} without a day", open_ended) if open_ended else ""),
        (_("Stop supplying"), len(stopped), ids(stopped)),
        (_("Supply again"), len(released), ids(released)),
    ]  # fmt: skip
    return [line for line in lines if line[1]] or [(_("Nothing"), None, _("All is in order."))]


def holds_rows(holds: Sequence[StandingHold]) -> Block:
    """What people put on hold and is open: whom, which invoice, until when, and why."""
    rows: Block = [
        (
            hold.customer,
            hold.invoice_no or _("all invoices"),
            _("no day") if hold.has_no_end else hold.until,
            hold.reason or None,
        )
        for hold in holds
    ]
    return _cut(rows, HOLDS, lambda more: (n_("and {n} more", "and {n} more", more), None, None, None))


def _way(channel: str) -> str:
    """How a letter goes, within a line; German writes its nouns large."""
    word = translations.word_in("choice", channel, language())
    return word if language() == "de" else word.lower()


def letters_rows(messages: Sequence[Message], names: Mapping[str, str]) -> Block:
    rows: Block = [
        (m.customer.name, m.step.name if m.channel == HAND_OVER else f"{m.step.name}, {_way(m.channel)}",
         m.total_due, m.currency)
        for m in messages
    ]  # fmt: skip
    return _cut(
        rows,
        9,
        lambda more: (
            n_("and {n} more in {sheet}", "and {n} more in {sheet}", more, sheet=names["Outbox"]),
            None,
            None,
            None,
        ),
    )


def _cut(rows: Block, most: int, last: Any) -> Block:
    return rows if len(rows) <= most else [*rows[: most - 1], last(len(rows) - most + 1)]
