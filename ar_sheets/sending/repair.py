"""The workbook says what the journal says: statuses in the Outbox and rows in the Log, each once.

Done after each batch, and again at the start of every run and every sending: whatever a crash, an open Excel or
an undo kept out of the workbook is put in then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from ar_sheets.base.email_addresses import told_addresses
from ar_sheets.base.i18n import _
from ar_sheets.dunning import outbox
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import LogEntry
from ar_sheets.sending.journal import OUT, JournalEntry

STATUS = {"sent": "Sent", "bounced": "Failed", "refused": "Failed", "failed": "Failed", "unclear": "Unclear",
          "sending": "Unclear"}  # fmt: skip


def repair(box: outbox.Outbox, facts: Facts, entries: Mapping[str, JournalEntry], workbook: str, now: datetime) -> list[
    LogEntry
]:  # fmt: skip
    """Set the statuses of `box` and return the Log rows that are missing, numbered and sealed after `facts.log`.

    A Log row is missing when the journal knows that its letter went out and no row names the letter and the event.
    """
    rows = {str(record["letter_id"]): record for record in box.rows.values()}
    there = {(entry.letter_id, entry.event) for entry in facts.log}
    made: list[LogEntry] = []
    for entry in entries.values():
        row = rows.get(entry.letter_id)
        if row is not None:
            _set_status(row, entry)
        elif not _is_of(entry, workbook, facts):
            continue
        if STATUS.get(entry.state) == "Unclear":
            box.unclear[entry.record["customer_id"].casefold(), entry.record["currency"]] = entry.letter_id
        made.extend(_missing(entry, there, now))
    return log.sealed(made, facts.log[-1] if facts.log else None, letter_columns=facts.letter_columns)


def _set_status(row: dict[str, Any], entry: JournalEntry) -> None:
    """A letter renewed since under the same number is another one: the old one's end is not its end."""
    status = STATUS.get(entry.state)
    if entry.state == "released" and row["status"] == "Unclear":
        row["status"], row["why"] = outbox.waiting_status(row), None
    if status is None or row["status"] == status:
        return
    if row["status"] in (*outbox.PENDING, "Unclear"):
        same = row["invoices"] == entry.record["invoices"] or status == "Unclear"
        another = _("another letter of this number went out on {day}", day=entry.as_of)
        row["status"], row["why"] = (status, _why(entry)) if same else ("Superseded", another)
    elif row["status"] == "Sent" and entry.state == "bounced":
        row["status"], row["why"] = status, _why(entry)


def _why(entry: JournalEntry) -> str | None:
    """What a person should know of a letter that did not simply go out."""
    if entry.state == "sent":
        return None
    if STATUS[entry.state] == "Unclear":
        return _("It is unclear whether it was delivered: ar-sheets settle WORKBOOK {letter}", letter=entry.letter_id)
    if entry.state == "bounced":
        return _("It came back: {why}", why=entry.said)
    return _("The mail server refused it: {why}", why=entry.said)


def _is_of(entry: JournalEntry, workbook: str, facts: Facts) -> bool:
    """Whether a letter that has no row any more (after an undo) is of this workbook."""
    return entry.workbook == workbook and str(entry.record["customer_id"]).casefold() in facts.customers


def _missing(entry: JournalEntry, there: Collection[tuple[str, str]], now: datetime) -> Iterator[LogEntry]:
    letter = entry.letter_id
    if entry.state in OUT and not {(letter, "sent"), (letter, "posted")} & set(there):
        yield from outbox.entries(entry.record, "sent", entry.as_of, now, entry.sha256)
    event = {"bounced": log.BOUNCED, "refused": log.REFUSED}.get(entry.state)
    if event and (letter, event) not in there:
        for address in told_addresses(str(entry.record["to"])):
            yield letter_entry(entry, event, entry.on, now, address, entry.said)


def letter_entry(entry: JournalEntry, event: str, on: date, now: datetime, address: str, said: str) -> LogEntry:
    """A Log row about a letter as a whole: that it came back, was refused, was delivered."""
    return note_address({**entry.record, "letter_id": entry.letter_id}, event, on, now, address, said)


def note_address(record: Mapping[str, Any], event: str, on: date, now: datetime, address: str, said: str) -> LogEntry:
    """A Log row about one address of a letter; `record` is its row of the Outbox."""
    detail = _("letter {letter} to {address}; {said}", letter=record["letter_id"], address=address, said=said)
    return LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", on, event, str(record["customer_id"]), "",
                    str(record["step"]), None, str(record["currency"]), detail, letter_id=str(record["letter_id"]),
                    to=address)  # fmt: skip


def refused_rows(refused: Iterable[tuple[Mapping[str, Any], str, str]], on: date, now: datetime) -> list[LogEntry]:
    """Log rows for single addresses, of letters that went to their others: not used again until they are fixed."""
    return [note_address(record, log.CC_BOUNCED, on, now, address, said) for record, address, said in refused]
