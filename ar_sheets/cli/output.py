"""What the commands say: plain words for people, data for --json."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ar_sheets.base.i18n import _, n_
from ar_sheets.base.sanitize import clean
from ar_sheets.cli.desktop.screen import program, quote_path
from ar_sheets.dunning.sums import NAMED, by_credit
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.facts.gather import no_letters
from ar_sheets.schema import translations
from ar_sheets.schema.model import Customer
from ar_sheets.weekly import Result
from ar_sheets.xlsx.diff import Difference

if TYPE_CHECKING:
    from ar_sheets.cli.selftest import CaseResult

SHOWN_PROBLEMS = 20


def describe_run(result: Result, workbook: Path, *, dry_run: bool) -> str:
    """The story of a run, ending with what to do next."""
    lines = [_read(result), *_money(result), *_left_out(result), *_letters(result, dry_run=dry_run), *_credit(result)]
    lines += _cells(result, dry_run=dry_run)
    if result.entries and dry_run:
        lines.append(n_("Would log {n:,} entry from what you marked as done.",
                        "Would log {n:,} entries from what you marked as done.", len(result.entries)))  # fmt: skip
    elif result.entries:
        lines.append(n_("Logged {n:,} entry from what you marked as done.",
                        "Logged {n:,} entries from what you marked as done.", len(result.entries)))  # fmt: skip
    return "\n".join([*lines, *result.notes, "", *_next(result, workbook, dry_run=dry_run)])


def _read(result: Result) -> str:
    counts = result.counts
    return _(
        "As of {day}: {invoices}, {customers}, {payments}.",
        day=result.work.as_of,
        invoices=n_("{n:,} invoice", "{n:,} invoices", counts.get("invoices", 0)),
        customers=n_("{n:,} customer", "{n:,} customers", counts.get("customers", 0)),
        payments=n_("{n:,} payment", "{n:,} payments", counts.get("payments", 0)),
    )


def _money(result: Result) -> list[str]:
    figures = dict(result.start)
    lines = []
    for name, amount in figures.items():
        if name.startswith("Open, "):
            currency = name.removeprefix("Open, ")
            lines.append(_("  {currency}  open {open:>14,.2f}   overdue {overdue:>14,.2f}",
                           currency=currency, open=amount, overdue=figures[f"Overdue, {currency}"]))  # fmt: skip
    return lines


def _left_out(result: Result) -> list[str]:
    """Rows that say Check are in no sum; the owner should not take the sums for the whole."""
    rows = result.counts.get("invoices", 0) - len(result.work)
    if not rows:
        return []
    return [n_("  {n:,} invoice could not be read and is not included in any total: see {sheet}.",
               "  {n:,} invoices could not be read and are not included in any total: see {sheet}.",
               rows, sheet=result.book.name("Problems"))]  # fmt: skip


def _letters(result: Result, *, dry_run: bool) -> list[str]:
    """What is ready to go out; a line for each thing to know about it."""
    calls = sum(message.channel == "Phone" for message in result.messages)
    proposals = sum(message.channel == HAND_OVER for message in result.messages)
    waiting = sum(message.needs_approval for message in result.messages)
    old = no_letters(result.work.facts, result.work.as_of)
    if old:
        why = old[:1].upper() + old[1:]
        return [_("{why}: customers who have paid since would be reminded. Everything else is worked out.", why=why)]
    what = {
        "letters": n_("{n:,} letter", "{n:,} letters", len(result.messages) - calls - proposals),
        "calls": n_("{n:,} call", "{n:,} calls", calls),
    }
    ready = (
        _("{letters} and {calls} would be ready.", **what) if dry_run else _("{letters} and {calls} are ready.", **what)
    )
    lines = [ready + " " + _("Nothing was sent.")]
    if proposals:
        lines.append(n_("  {n:,} hand-over to a collector is proposed.",
                        "  {n:,} hand-overs to a collector are proposed.", proposals))  # fmt: skip
    if waiting:
        lines.append(n_("  Of all these, {n:,} waits for your {send} in {sheet}.",
                        "  Of all these, {n:,} wait for your {send} in {sheet}.", waiting,
                        sheet=result.book.name("Outbox"),
                        send=translations.word_in("choice", "Send", result.book.language)))  # fmt: skip
    lost = sum(not message.to for message in result.messages if message.channel != HAND_OVER)
    if lost:
        lines.append(n_("  Of the letters and calls, {n:,} has no address: see {sheet}.",
                        "  Of the letters and calls, {n:,} have no address: see {sheet}.", lost,
                        sheet=result.book.name("Problems")))  # fmt: skip
    return lines


def _credit(result: Result) -> list[str]:
    """Whom to stop supplying and whom to supply again, with the reason; the rest is in Customers."""
    lines = []
    for title, status in ((_("Stop supplying"), "Hold"), (_("Supply again"), "Released")):
        found = by_credit(result.sums, status)
        lines += [f"{title}: {customer.called}, {reason}" for customer, reason in found[:NAMED]]
        if len(found) > NAMED:
            more = _(
                "{n:,} more, see Credit status in {sheet}", n=len(found) - NAMED, sheet=result.book.name("Customers")
            )
            lines.append(f"{title}: {more}")
    return lines


def _cells(result: Result, *, dry_run: bool) -> list[str]:
    if not result.changed_cells:
        return [_("Nothing in the workbook differs; it was not touched.")]
    cells = ", ".join(f"{sheet} {number}" for sheet, number in result.changed_cells.items())
    if dry_run:
        return [_("Would change only computed cells: {cells}.", cells=cells)]
    return [_("Changed only computed cells: {cells}.", cells=cells)]


def _next(result: Result, workbook: Path, *, dry_run: bool) -> list[str]:
    if dry_run:
        return [_("To do it: {command}", command=f"{program()} run {quote_path(workbook)}{_day_typed()}")]
    lines = [_("Next:")]
    if result.review_page:
        page = _as_typed(result.review_page, result.snapshot.path.parent, workbook)
        lines.append(_("  look at the letters:    {page}", page=page))
    lines.append(_("  open the workbook:      {workbook}", workbook=workbook))
    sheet, (faults, notes) = result.book.name("Problems"), _counts(result)
    if faults:
        lines.append(n_("  fix the {n:,} problem in its sheet {sheet}, then run again",
                        "  fix the {n:,} problems in its sheet {sheet}, then run again",
                        faults, sheet=sheet))  # fmt: skip
    if notes and faults:
        lines.append(n_("  read the {n:,} note there, too; it leaves no row out",
                        "  read the {n:,} notes there, too; they leave no row out", notes))  # fmt: skip
    elif notes:
        lines.append(n_("  read the {n:,} note in its sheet {sheet}; it leaves no row out",
                        "  read the {n:,} notes in its sheet {sheet}; they leave no row out",
                        notes, sheet=sheet))  # fmt: skip
    return lines


def _counts(result: Result) -> tuple[int, int]:
    """How many findings leave something out until they are fixed, and how many are notes."""
    faults = sum(finding.stops for finding in result.findings)
    return faults, len(result.findings) - faults


def _as_typed(path: Path, home: Path, workbook: Path) -> Path:
    """A path in the workbook's folder, written as the user wrote the workbook's own."""
    return workbook.parent / path.relative_to(home) if path.is_relative_to(home) else path


def _day_typed() -> str:
    """The --as-of of the command, so that what we tell them to type does the same."""
    context = click.get_current_context(silent=True)
    day = context.params.get("as_of") if context else None
    return f" --as-of {day:%Y-%m-%d}" if day else ""


def problems(result: Result, most: int = SHOWN_PROBLEMS) -> str:
    """The findings, two lines each; past the first `most` only how many more there are."""
    faults, notes = _counts(result)
    to_mend = n_("{n:,} problem to fix", "{n:,} problems to fix", faults) if faults else ""
    to_read = n_("{n:,} note", "{n:,} notes", notes) if notes else ""
    lines = [", ".join(filter(None, (to_mend, to_read))) + ":"]
    for finding in sorted(result.findings, key=lambda finding: not finding.stops)[:most]:
        lines += [f"{finding.where}: {finding.what}", f"    {finding.what_to_do}"]
    more = len(result.findings) - most
    if more > 0:
        lines.append(
            _("... and {n:,} more, in the sheet {sheet} after a run.", n=more, sheet=result.book.name("Problems"))
        )
    return "\n".join(lines)


def describe_check(result: Result) -> str:
    """What `check` says on stdout; the findings themselves go to stderr."""
    if result.findings:
        return _read(result)
    return _read(result) + " " + _("Nothing to fix.")


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
        "problems": [{"sheet": f.sheet, "cell": f.cell, "what": f.what, "what_to_do": f.what_to_do,
                      "stops": f.stops} for f in result.findings],
    }  # fmt: skip


def cell_names(data: bytes) -> Callable[[Difference], str]:
    """What tells which column and which row of the workbook a difference is in: "Open of 1042"."""
    from ar_sheets.schema.columns import SHEETS
    from ar_sheets.workbook.read import read_book
    from ar_sheets.xlsx.cells import parse_reference

    book = read_book(data)
    tables = {table.sheet: (sheet, table) for sheet in SHEETS if (table := book.tables.get(sheet.name))}

    def name(difference: Difference) -> str:
        if difference.sheet not in tables:
            return ""
        sheet, table = tables[difference.sheet]
        row, column = parse_reference(difference.cell)
        headers = {place: table.headers[key] for key, place in table.places.items()}
        first = table.columns[sheet.columns[0].key]
        which = next((value for number, value in zip(table.rows, first, strict=True) if number == row), None)
        if column not in headers:
            return ""
        header = headers[column]
        return " (" + (_("{column} of {row}", column=header, row=which) if which else header) + ")"

    return name


def describe_diff(found: Sequence[Difference], name: Callable[[Difference], str] = lambda _difference: "") -> str:
    """Each cell that differs: before and now."""
    empty = _("(empty)")
    lines = [f"{d.sheet}!{d.cell}{name(d)}: {clean(d.old) or empty}  ->  {clean(d.new) or empty}" for d in found]
    return "\n".join([*lines, n_("{n:,} cell changed.", "{n:,} cells changed.", len(found))])


def diff_data(found: Sequence[Difference]) -> list[dict[str, str]]:
    """The same as data."""
    return [{"sheet": d.sheet, "cell": d.cell, "old": d.old, "new": d.new} for d in found]


def describe_selftest(outcomes: Sequence[CaseResult]) -> str:
    """How many of the published examples agree, and each that does not."""
    wrong = [o for o in outcomes if not o.ok]
    lines = [_("{case}: {expected} was published, {got} comes out", case=o.case, expected=o.expected, got=o.got)
             for o in wrong]  # fmt: skip
    agree = len(outcomes) - len(wrong)
    return "\n".join(
        [*lines, _("{agree} of {all} published examples agree to the cent.", agree=agree, all=len(outcomes))]
    )


def selftest_data(outcomes: Sequence[CaseResult]) -> list[dict[str, Any]]:
    """The same as data."""
    return [{"case": o.case, "expected": o.expected, "got": o.got, "ok": o.ok}
            for o in outcomes]  # fmt: skip
