"""The letters to a customer that went out, by the Log: the files as they were sent, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from ar_sheets.base.file_names import file_stems
from ar_sheets.base.i18n import N_
from ar_sheets.facts import log
from ar_sheets.facts.sent_files import file_digest
from ar_sheets.reports.history import told_steps
from ar_sheets.reports.wording import in_words
from ar_sheets.schema.model import LogEntry
from ar_sheets.sending import journal
from ar_sheets.sending.repair import STATUS

AS_SENT = N_("as sent")
OTHER = N_("not the file that was sent: its fingerprint differs")
AS_MADE = N_("as made by the run")
NONE = N_("no file kept")


@dataclass(frozen=True, slots=True)
class SentLetter:
    """One letter or call: the Log's words for it, and its files by name."""

    on: date
    event: str
    what: str  # the steps it carried
    to: str
    letter_id: str
    invoices: tuple[str, ...]
    sha256: str
    files: Mapping[str, bytes]
    state: str  # whether the files are those that went out: AS_SENT and the like
    delivery: str


def sent_letters(home: Path, entries: Sequence[LogEntry]) -> list[SentLetter]:
    """The letters and calls among these Log rows, in their order. `home` is the folder of the workbook."""
    noted = journal.read_journal(home)
    made = [e for e in entries if e.event in (*log.CONTACT_EVENTS, log.COPY_BY_POST)]
    found = []
    for (on, event, letter_id, _), rows in groupby(made, key=lambda e: (e.as_of, e.event, e.letter_id, e.detail)):
        same = list(rows)
        files, state = _files(home, letter_id, same[0].document_sha256) if letter_id else ({}, NONE)
        entry = noted.get(letter_id)
        delivery = f"{entry.at} {in_words(STATUS.get(entry.state, entry.state))}: {entry.said}" if entry else ""
        found.append(
            SentLetter(on, event, told_steps(same), _to(same[0]), letter_id,
                       tuple(e.invoice_no for e in same), same[0].document_sha256, files, state, delivery)
        )  # fmt: skip
    return found


def _to(entry: LogEntry) -> str:
    return entry.to or entry.detail


def _files(home: Path, letter_id: str, sha256: str) -> tuple[dict[str, bytes], str]:
    """The file with this fingerprint; where none has it, the newest of the letter, and that it is another."""
    stem = file_stems([letter_id])[0]
    kept = sorted(home.glob(f"batches/????-??-??/*/{_literal(stem)}.*"))
    same = [path for path in kept if sha256 and file_digest(path) == sha256]
    if same:
        return {same[-1].name: same[-1].read_bytes()}, AS_SENT
    printed = [path for path in kept if path.suffix in (".pdf", ".eml", ".txt")]
    if not printed:
        return {}, NONE
    newest = [path for path in printed if path.parents[1] == printed[-1].parents[1]]
    return {path.name: path.read_bytes() for path in newest[-1:]}, OTHER if sha256 else AS_MADE


def _literal(text: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
