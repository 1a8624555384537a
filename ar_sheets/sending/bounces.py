"""What came back: bounces and delivery reports are noted with the letter, its row and its customer.

A letter that bounced gave notice of nothing: its step is due again (log.arrived), its row says Failed, and the
address is a finding at the customer's row until it is fixed; letters go by post meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from ar_sheets.base.email_addresses import BadAddress, one_address, told_addresses
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.dunning.assess import look
from ar_sheets.facts import log
from ar_sheets.schema.model import LogEntry
from ar_sheets.sending import reports
from ar_sheets.sending.journal import OUT, Journal, JournalEntry
from ar_sheets.sending.repair import letter_entry
from ar_sheets.sending.reports import DeliveryReport
from ar_sheets.sending.write_back import write_back
from ar_sheets.workbook import guard

Marks = set[tuple[str, str, str]]  # letter, event, and the address (folded) of one that came back beside others
_EVENTS = {"failed": log.BOUNCED, "delivered": "delivered", "read": "read"}


@dataclass(slots=True)
class BouncesFound:
    """What the files said: letters that came back, arrived, are delayed, are not ours; files that are no reports."""

    bounced: list[tuple[str, DeliveryReport]] = field(default_factory=list)  # customer, report
    delivered: list[tuple[str, DeliveryReport]] = field(default_factory=list)
    delayed: list[tuple[str, DeliveryReport]] = field(default_factory=list)
    unknown: list[DeliveryReport] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sentences about files that could not be read
    logged: int = 0


def note_bounces(path: Path, files: Sequence[Path], as_of: date, now: datetime) -> BouncesFound:
    """Read the reports in `files` (.eml files, or folders of them) and note them once, however often they are
    given. NotDone where the workbook cannot be written."""
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise NotDone(
            _("There is no file {file}. Save the bounces from your mail program as .eml files.", file=missing[0])
        )
    all_reports, others, unread = reports.find_reports(files)
    home = _closed(path)
    found = BouncesFound(others=others, unread=unread)
    with guard.locked(home), Journal(home) as journal:
        by_message = {entry.message_id: entry for entry in journal.entries().values()}
        there = _noted(path)
        rows: list[LogEntry] = []
        for report in (one for told in all_reports for one in _about_the_letter(told, by_message)):
            rows += _noting(report, by_message, there, found, journal, as_of, now)
        found.logged = len(write_back(path, now, more=rows))
    return found


def works(path: Path, address: str, as_of: date, now: datetime) -> None:
    """A person says that an address is right although mail came back: it is used again."""
    try:
        one_address(address)
    except BadAddress as fault:
        raise NotDone(f"{fault}.") from None
    home = _closed(path)
    with guard.locked(home):
        entry = LogEntry(
            0,
            f"{now:%Y-%m-%d %H:%M:%S}",
            as_of,
            log.ADDRESS_WORKS,
            "",
            "",
            "",
            None,
            "",
            _("mail to {address}; said by a person", address=address.strip()),
            to=address.strip(),
        )
        write_back(path, now, more=[entry])


def _closed(path: Path) -> Path:
    """The folder of a workbook that nobody has open."""
    opened = guard.who_has_it_open(path)
    if opened:
        raise NotDone(opened)
    return guard.read_snapshot(path).path.parent


def _noted(path: Path) -> Marks:
    """What the Log knows already: letter and event, and of copies that came back the address."""
    facts = look(guard.read_snapshot(path).data)[1]
    return {
        (entry.letter_id, entry.event, log.address_of(entry) if entry.event == log.CC_BOUNCED else "")
        for entry in facts.log
    }


def _noting(
    report: DeliveryReport, by_message: Mapping[str, JournalEntry], there: Marks, found: BouncesFound, journal: Journal,
    as_of: date, now: datetime,
) -> list[LogEntry]:  # fmt: skip
    """The Log rows for one report, at most one; it is put where it belongs in `found`."""
    entry = by_message.get(report.message_id)
    if entry is None or entry.state not in (*OUT, "unclear"):
        found.unknown.append(report)
        return []
    customer, address = str(entry.record["customer"]), report.address or str(entry.record["to"])
    if report.action not in _EVENTS:
        found.delayed.append((customer, report))
        return []
    bounced = report.action == "failed"
    (found.bounced if bounced else found.delivered).append((customer, report))
    others = _others_of(entry, report.address, there)
    event = log.CC_BOUNCED if bounced and others else _EVENTS[report.action]
    mark = (entry.letter_id, event, address.casefold() if event == log.CC_BOUNCED else "")
    if mark in there:
        return []
    there.add(mark)
    said = f"{report.said} ({report.file})"
    if event == log.BOUNCED:
        journal.note(entry.letter_id, "bounced", said, now, as_of)
        return []  # the journal's own line becomes the Log's row
    if not others and entry.state == "unclear":
        journal.note(entry.letter_id, "sent", said, now, as_of)
    return [letter_entry(entry, event, as_of, now, address, said)]


def _about_the_letter(report: DeliveryReport, by_message: Mapping[str, JournalEntry]) -> list[DeliveryReport]:
    """A report for each of the letter's addresses that a bounce in plain words names; it is about the letter's own
    where it names none of them (a help desk's, the one it was forwarded to)."""
    entry = by_message.get(report.message_id)
    if entry is None or not report.named:
        return [report]
    ours = [*told_addresses(str(entry.record["to"])), *told_addresses(str(entry.record["cc"] or ""))]
    named = set(report.named.casefold().split())
    found = [one for one in ours if one.casefold() in named] or ([ours[0]] if len(ours) == 1 else [""])
    return [replace(report, address=one) for one in found]


def _others_of(entry: JournalEntry, address: str, there: Marks) -> bool:
    """Whether the letter went to more than this address, by what has not come back: then it did not come back."""
    to = {one.casefold() for one in told_addresses(str(entry.record["to"]))}
    copies = {one.casefold() for one in told_addresses(str(entry.record["cc"] or ""))}
    if address.casefold() in copies - to:
        return True
    lost = {of for letter, event, of in there if letter == entry.letter_id and event == log.CC_BOUNCED}
    return address.casefold() in to and bool(to - lost - {address.casefold()})
