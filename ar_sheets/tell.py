"""What the commands say: plain words for people, data for --json."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ar_sheets.addresses import HAND_OVER
from ar_sheets.gather import no_letters
from ar_sheets.model import Customer
from ar_sheets.sums import NAMED, by_credit
from ar_sheets.weekly import Result
from ar_sheets.workbook.diff import Difference

if TYPE_CHECKING:
    from ar_sheets.selftest import Outcome

SHOWN_PROBLEMS = 20


def run(result: Result, workbook: Path, *, dry_run: bool) -> str:
    """The story of a run, ending with what to do next."""
    lines = [_read(result), *_money(result), *_left_out(result), _letters(result, dry_run=dry_run), *_credit(result)]
    lines += _cells(result, dry_run=dry_run)
    if result.entries:
        lines.append(f"Logged {_plural(len(result.entries), 'entry', 'entries')} from what you marked as done.")
    return "\n".join([*lines, *result.notes, "", *_next(result, workbook, dry_run=dry_run)])


def _read(result: Result) -> str:
    counts = result.counts
    return (
        f"As of {result.work.as_of}: {_plural(counts.get('invoices', 0), 'invoice')}, "
        f"{_plural(counts.get('customers', 0), 'customer')}, {_plural(counts.get('payments', 0), 'payment')}."
    )


def _money(result: Result) -> list[str]:
    figures = dict(result.start)
    lines = []
    for name, amount in figures.items():
        if name.startswith("Open, "):
            currency = name.removeprefix("Open, ")
            overdue = figures[f"Overdue, {currency}"]
            lines.append(f"  {currency}  open {amount:>14,.2f}   overdue {overdue:>14,.2f}")
    return lines


def _left_out(result: Result) -> list[str]:
    """Rows that say Check are in no sum; the owner should not take the sums for the whole."""
    rows = result.counts.get("invoices", 0) - len(result.work)
    return [f"  {_plural(rows, 'invoice')} could not be read and stand in no sum: see Problems."] if rows else []


def _letters(result: Result, *, dry_run: bool) -> str:
    calls = sum(message.channel == "Phone" for message in result.messages)
    proposals = sum(message.channel == HAND_OVER for message in result.messages)
    waiting = sum(message.needs_approval for message in result.messages)
    letters = len(result.messages) - calls - proposals
    old = no_letters(result.work.facts, result.work.as_of)
    if old:
        return f"{old[:1].upper()}{old[1:]}: who has paid since would be chased. Everything else is worked out."
    text = f"{_plural(letters, 'letter')} and {_plural(calls, 'call')} {'would be' if dry_run else 'are'} ready"
    if proposals:
        text += f", {_plural(proposals, 'hand-over')} proposed"
    lost = sum(not message.to for message in result.messages if message.channel != HAND_OVER)
    text += f"; {waiting} of them wait for your Send in the Outbox" if waiting else ""
    text += f"; {lost} without an address (see Problems)" if lost else ""
    return text + ". Nothing was sent."


def _credit(result: Result) -> list[str]:
    """Whom to stop supplying and whom to supply again, with the reason; the rest is in Customers."""
    lines = []
    for title, status in (("Stop supplying", "Hold"), ("Supply again", "Released")):
        found = by_credit(result.sums, status)
        lines += [f"{title}: {customer.name} ({customer.customer_id}), {reason}" for customer, reason in found[:NAMED]]
        if len(found) > NAMED:
            lines.append(f"{title}: {len(found) - NAMED} more, see Credit status in Customers")
    return lines


def _cells(result: Result, *, dry_run: bool) -> list[str]:
    if not result.changed_cells:
        return ["Nothing in the workbook differs; it was not touched."]
    verb = "Would change" if dry_run else "Changed"
    cells = ", ".join(f"{sheet} {number}" for sheet, number in result.changed_cells.items())
    return [f"{verb} only computed cells: {cells}."]


def _next(result: Result, workbook: Path, *, dry_run: bool) -> list[str]:
    if dry_run:
        return [f"To do it: {_program()} run {_quoted(workbook)}"]
    lines = ["Next:"]
    if result.review_page:
        lines.append(f"  look at the letters:    {result.review_page}")
    lines.append(f"  open the workbook:      {workbook}")
    if result.findings:
        lines.append(f"  mend the {_plural(len(result.findings), 'problem')} in its Problems sheet, then run again")
    return lines


def problems(result: Result, most: int = SHOWN_PROBLEMS) -> str:
    """The findings, two lines each; past the first `most` only how many more there are."""
    lines = [f"{_plural(len(result.findings), 'problem')} to mend:"]
    for finding in result.findings[:most]:
        lines += [f"{finding.where}: {finding.what}", f"    {finding.what_to_do}"]
    more = len(result.findings) - most
    if more > 0:
        lines.append(f"... and {more} more, in the Problems sheet after a run.")
    return "\n".join(lines)


def check(result: Result) -> str:
    """What `check` says on stdout; the findings themselves go to stderr."""
    if result.findings:
        return _read(result)
    return _read(result) + " Nothing to mend."


def run_data(result: Result, *, dry_run: bool) -> dict[str, Any]:
    """The same as data."""
    return check_data(result) | {
        "dry_run": dry_run,
        "figures": dict(result.start),
        "changed_cells": dict(result.changed_cells),
        "logged": len(result.entries),
        "review_page": str(result.review_page) if result.review_page else None,
        "messages": [_message(message) for message in result.messages],
        "stop_supplying": _customers(by_credit(result.sums, "Hold")),
        "supply_again": _customers(by_credit(result.sums, "Released")),
        "notes": result.notes,
    }


def _customers(found: Sequence[tuple[Customer, str]]) -> list[dict[str, str]]:
    return [{"customer_id": customer.customer_id, "reason": reason} for customer, reason in found]


def _message(message: Any) -> dict[str, Any]:
    return {
        "letter_id": message.letter_id, "customer_id": message.customer.customer_id, "currency": message.currency,
        "step": message.step.name, "channel": message.channel, "to": message.to, "total_due": message.total_due,
        "needs_approval": message.needs_approval, "invoices": [line.invoice_no for line in message.lines],
        "warnings": list(message.warnings),
    }  # fmt: skip


def check_data(result: Result) -> dict[str, Any]:
    """Counts and findings as data."""
    return {
        "as_of": result.work.as_of, "counts": dict(result.counts),
        "problems": [{"sheet": f.sheet, "cell": f.cell, "what": f.what, "what_to_do": f.what_to_do}
                     for f in result.findings],
    }  # fmt: skip


def names(data: bytes) -> Callable[[Difference], str]:
    """What tells which column and which row of the workbook a difference is in: "Open of 1042"."""
    from ar_sheets.columns import SHEETS
    from ar_sheets.workbook.cells import place
    from ar_sheets.workbook.read import read

    book = read(data)
    tables = {table.sheet: (sheet, table) for sheet in SHEETS if (table := book.tables.get(sheet.name))}

    def name(difference: Difference) -> str:
        if difference.sheet not in tables:
            return ""
        sheet, table = tables[difference.sheet]
        row, column = place(difference.cell)
        headers = {place: table.headers[key] for key, place in table.places.items()}
        first = table.columns[sheet.columns[0].key]
        which = next((value for number, value in zip(table.rows, first, strict=True) if number == row), None)
        return f" ({headers[column]}{f' of {which}' if which else ''})" if column in headers else ""

    return name


def diff(found: Sequence[Difference], name: Callable[[Difference], str] = lambda _: "") -> str:
    """Each cell that differs: before and now."""
    lines = [f"{d.sheet}!{d.cell}{name(d)}: {d.old or '(empty)'}  ->  {d.new or '(empty)'}" for d in found]
    return "\n".join([*lines, f"{_plural(len(found), 'cell')} changed."])


def diff_data(found: Sequence[Difference]) -> list[dict[str, str]]:
    """The same as data."""
    return [{"sheet": d.sheet, "cell": d.cell, "old": d.old, "new": d.new} for d in found]


def selftest(outcomes: Sequence[Outcome]) -> str:
    """How many of the published examples agree, and each that does not."""
    wrong = [o for o in outcomes if not o.ok]
    lines = [f"{o.case}: {o.expected} was published, {o.got} comes out" for o in wrong]
    agree = len(outcomes) - len(wrong)
    return "\n".join([*lines, f"{agree} of {len(outcomes)} published examples agree to the cent."])


def selftest_data(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The same as data."""
    return [{"case": o.case, "expected": o.expected, "got": o.got, "ok": o.ok}
            for o in outcomes]  # fmt: skip


def _program() -> str:
    """How the user called us, so that what we tell them to type works: ar-sheets, or python3 run.py."""
    context = click.get_current_context(silent=True)
    return (context.find_root().info_name if context else None) or "ar-sheets"


def _plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
