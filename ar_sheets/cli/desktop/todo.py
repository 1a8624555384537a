"""What waits for a person, in one list: cells to fix, letters to decide on, calls, post, and mail nobody knows of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.cli import output
from ar_sheets.facts import log
from ar_sheets.facts.addresses import HAND_OVER
from ar_sheets.facts.gather import no_letters
from ar_sheets.facts.standing_holds import StandingHold, find_holds
from ar_sheets.sending.journal import JournalEntry
from ar_sheets.weekly import Result

Row = Mapping[str, Any]
SHOWN = 10


def describe_todo(result: Result, unclear: Sequence[JournalEntry]) -> str:
    """The list for the screen, from a dry run and the letters that are unclear."""
    paused = no_letters(result.work.facts, result.work.as_of)
    told = result.book.names.told
    parts = [told(f"{paused[:1].upper()}{paused[1:]}.")] if paused else list(_waiting(result))
    parts += _log_in_doubt(result)
    parts += _unclear(unclear)
    parts += _holds(result)
    if result.findings:
        parts.append(output.problems(result, SHOWN))
    return "\n\n".join(parts) or _("Nothing needs you.")


def todo_as_data(result: Result, unclear: Sequence[JournalEntry]) -> dict[str, Any]:
    """The same for --json: letter ids by what is to be done, and the findings."""
    listed = {name: [str(row["letter_id"]) for row in rows] for name, rows in _sorted(result).items()}
    return listed | {
        "confirm_log": _doubts_of_log(result),
        "settle": [entry.letter_id for entry in unclear],
        "holds": [{"customer_id": hold.customer_id, "invoice_no": hold.invoice_no or None, "until": hold.until,
                   "reason": hold.reason, "since": hold.since} for hold in find_holds(result.work) if hold.works],
        "problems": [{"sheet": f.sheet, "cell": f.cell, "what": f.what, "what_to_do": f.what_to_do}
                     for f in result.findings],
    }  # fmt: skip


def _sorted(result: Result) -> dict[str, list[Row]]:
    """The rows of the Outbox that wait, by what a person does with them; what is held waits for no one."""
    found: dict[str, list[Row]] = {"fix": [], "decide": [], "hand_over": [], "call": [], "post": [], "send": []}
    due = {message.letter_id: message for message in result.messages}
    for row in result.waiting:
        decision = row.get("decision")  # a new row has none yet
        if row["letter_id"] not in due or decision in ("Hold", "Skip") or row.get("done_on"):
            continue
        message = due[str(row["letter_id"])]
        waits = message.needs_approval and decision != "Send"
        found["fix" if message.held else "decide" if waits else _kind(row)].append(row)
    return found


def _kind(row: Row) -> str:
    return {"Phone": "call", "Post": "post", HAND_OVER: "hand_over"}.get(str(row["channel"]), "send")


_TITLES = {
    "fix": N_("On hold until something is fixed:"),
    "decide": N_("Wait for your decision (write Send, Hold or Skip under Decision in the sheet Outbox):"),
    "hand_over": N_("To hand over (then type the day under Done on in the sheet Outbox):"),
    "call": N_("To call (then type the day under Done on in the sheet Outbox, and what came of it under Outcome):"),
    "post": N_("To print and post (then type the day under Done on in the sheet Outbox):"),
    "send": N_("E-mails ready to send (4 in the menu, or ar-sheets send):"),
}


def _waiting(result: Result) -> Iterator[str]:
    for kind, found in _sorted(result).items():
        if found:
            more = (
                [_("  ... and {n} more in {sheet}.", n=len(found) - SHOWN, sheet=result.book.name("Outbox"))]
                if len(found) > SHOWN
                else []
            )
            line = _fault_line if kind == "fix" else _line
            title = _TITLES[kind]
            yield "\n".join([result.book.names.told(_(title)), *map(line, found[:SHOWN]), *more])


def _line(row: Row) -> str:
    amount = _("{amount:,.2f} {currency}", amount=row["total_due"] or 0, currency=row["currency"])
    return f"  {row['customer']}: {row['step']}, {amount}" + (f"  ->  {row['to']}" if row["to"] else "")


def _fault_line(row: Row) -> str:
    return f"{_line(row)}\n      {row['why']}"


def _doubts_of_log(result: Result) -> list[str]:
    """What a person has to say of the Log: that it is the one to go on with."""
    facts = result.work.facts
    missing = [f"{facts.log_doubt[:1].upper()}{facts.log_doubt[1:]}"] if facts.log_doubt else []
    changed = log.changed_rows(facts.log)
    return missing + [_("Entry {entry} of the Log was changed", entry=entry.entry) for entry in changed[:SHOWN]]


def _log_in_doubt(result: Result) -> Iterator[str]:
    doubts = _doubts_of_log(result)
    if doubts:
        title = _("Put back the newest workbook (.ar-sheets/backups), or confirm the Log (8 in the menu, or ar-sheets "
                  "confirm-log):")  # fmt: skip
        yield "\n".join([result.book.names.told(title), *(f"  {doubt}" for doubt in doubts)])


def _unclear(entries: Sequence[JournalEntry]) -> Iterator[str]:
    if entries:
        lines = [f"  {e.letter_id}  {e.record['customer']} <{e.record['to']}>, {e.at}" for e in entries]
        title = _("Unclear whether these were delivered; look in your mailbox, then ar-sheets settle:")
        yield "\n".join([title, *lines])


def _holds(result: Result) -> Iterator[str]:
    """What people put on hold and is open: whom, until when, why, since when."""
    holds = [hold for hold in find_holds(result.work) if hold.works]
    if holds:
        more = [_("  ... and {n} more.", n=len(holds) - SHOWN)] if len(holds) > SHOWN else []
        title = result.book.names.told(_("On hold, as typed in the sheets Invoices and Customers:"))
        yield "\n".join([title, *map(_hold, holds[:SHOWN]), *more])


def _hold(hold: StandingHold) -> str:
    until = _("no last day") if hold.has_no_end else _("until {day}", day=hold.until)
    since = " " + _("(since {day})", day=hold.since) if hold.since else ""
    invoice, reason = hold.invoice_no or _("all invoices"), hold.reason or _("no reason")
    return f"  {hold.customer}: {invoice}, {until}, {reason}{since}"
