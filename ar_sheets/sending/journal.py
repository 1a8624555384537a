"""The journal: what was about to go out, what the server said, and what people settled. .ar-sheets/journal.sqlite3

Lines are only ever added, and each is on the disk before the next thing happens (synchronous=FULL). A letter's
state is that of its last line: sending (its content was going out), then sent, refused, failed, deferred or
unclear; bounced after sent; released when a person said that it did not go out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.base import disk_faults
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.dunning.outbox import demand
from ar_sheets.facts.batch_record import as_json, from_json
from ar_sheets.workbook.locks import FOLDER

NAME = "journal.sqlite3"
OUT = ("sent", "bounced")  # it left the house
MAY_GO = ("", "deferred", "released")  # states from which it may be sent
_KEPT = ("letter_id", "batch", "customer_id", "customer", "step", "channel", "to", "subject", "invoices", "currency",
         "total_due", "outcome", "cc")  # fmt: skip
_TABLES = """
    BEGIN;
    CREATE TABLE IF NOT EXISTS letter (
        letter_id TEXT PRIMARY KEY, workbook TEXT, as_of TEXT, message_id TEXT, sha256 TEXT, record TEXT);
    CREATE TABLE IF NOT EXISTS line (
        number INTEGER PRIMARY KEY AUTOINCREMENT, letter_id TEXT, at TEXT, as_of TEXT, state TEXT, said TEXT);
    CREATE INDEX IF NOT EXISTS line_of_letter ON line (letter_id);
    COMMIT;
"""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What the journal knows of a letter: its last state, the words and the day of it, and the Outbox row it was.
    `as_of` is the day it was sent."""

    letter_id: str
    state: str
    said: str
    at: str
    on: date
    workbook: str
    as_of: date
    message_id: str
    sha256: str
    record: Mapping[str, Any]


class Journal:
    """The open journal of a folder; made when there is none. Use as a context manager."""

    def __init__(self, home: Path) -> None:
        self._path = home / FOLDER / NAME
        try:
            self._path.parent.mkdir(exist_ok=True)
            self._base = sqlite3.connect(self._path, isolation_level=None)
            self._base.execute("PRAGMA synchronous=FULL")
            self._base.executescript(_TABLES)
        except (sqlite3.Error, OSError) as fault:
            raise _unusable(self._path, fault) from fault

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._base.close()

    def begin(self, entry: JournalEntry) -> None:
        """The letter's content is about to go out: everything needed to tell of it later, and the state sending."""
        record = {key: _plain(entry.record.get(key)) for key in _KEPT} | {"demand": as_json(demand(entry.record))}
        letter = (entry.letter_id, entry.workbook, entry.as_of.isoformat(), entry.message_id, entry.sha256,
                  json.dumps(record, ensure_ascii=False))  # fmt: skip
        try:
            with self._base:
                self._base.execute("BEGIN IMMEDIATE")
                self._base.execute("INSERT OR REPLACE INTO letter VALUES (?,?,?,?,?,?)", letter)
                self._add(entry.letter_id, "sending", "", entry.at, entry.on)
        except sqlite3.Error as fault:
            raise _unusable(self._path, fault) from fault

    def note(self, letter_id: str, state: str, said: str, at: datetime, on: date) -> None:
        """A new state of a letter that the journal knows, as of a day."""
        self._add(letter_id, state, said, moment(at), on)

    def _add(self, letter_id: str, state: str, said: str, at: str, on: date) -> None:
        try:
            self._base.execute(
                "INSERT INTO line (letter_id, at, as_of, state, said) VALUES (?,?,?,?,?)",
                (letter_id, at, on.isoformat(), state, said),
            )
        except sqlite3.Error as fault:
            raise _unusable(self._path, fault) from fault

    def call_interrupted_unclear(self, at: datetime) -> None:
        """Letters whose sending was cut off. Only for who holds the folder's lock: nobody is sending then."""
        for entry in self.entries().values():
            if entry.state == "sending":
                said = _("sending was cut off before the server's answer was noted")
                self.note(entry.letter_id, "unclear", said, at, entry.on)

    def entries(self) -> dict[str, JournalEntry]:
        """All letters by id."""
        return _entries(self._base, self._path)


def read_journal(home: Path) -> dict[str, JournalEntry]:
    """The letters of a folder's journal by id, without making one; none where there is no journal."""
    path = home / FOLDER / NAME
    if not path.is_file() or not path.stat().st_size:
        return {}
    try:
        with closing(sqlite3.connect(path)) as base:
            return _entries(base, path)
    except sqlite3.Error as fault:
        raise _unusable(path, fault) from fault


def moment(at: datetime) -> str:
    """A time as the journal writes it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _entries(base: sqlite3.Connection, path: Path) -> dict[str, JournalEntry]:
    try:
        rows = base.execute(
            "SELECT l.letter_id, n.state, n.said, n.at, n.as_of, l.workbook, l.as_of, l.message_id, l.sha256, l.record "
            "FROM letter l JOIN line n ON n.number = (SELECT MAX(number) FROM line WHERE letter_id = l.letter_id) "
            "ORDER BY n.number"
        ).fetchall()
        return {row[0]: _entry(*row) for row in rows}
    except (sqlite3.Error, ValueError, KeyError) as fault:
        raise _unusable(path, fault) from fault


def _entry(
    letter_id: str, state: str, said: str, at: str, on: str, workbook: str, as_of: str, message_id: str, sha256: str,
    record: str,
) -> JournalEntry:  # fmt: skip
    day = date.fromisoformat
    return JournalEntry(letter_id, state, said, at, day(on), workbook, day(as_of), message_id, sha256, _record(record))


_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_STAYS = N_("Leave the journal where it is: it is what protects your customers from a second mail.")


class JournalUnusable(NotDone):
    """The journal cannot be read or written."""


def _unusable(path: Path, fault: Exception) -> JournalUnusable:
    """What is wrong with the journal. Only of one that is really broken it is said that it may be moved away."""
    code = getattr(fault, "sqlite_errorcode", None)
    said, stays = _("The journal of sent mails cannot be used ({why}): {path}.", why=fault, path=path), _(_STAYS)
    if isinstance(fault, OSError):
        return JournalUnusable(f"{disk_faults.told(fault)} {stays}")
    if not isinstance(fault, sqlite3.Error) or (code is not None and code & 0xFF in _BROKEN):
        return JournalUnusable(
            said
            + " "
            + _(
                "It is broken. Put it back from a backup of the folder. If there is none, move it away; then "
                "only the Outbox and the Log of the workbook say what went out: look in the Sent folder of "
                "your mailbox first, and write Skip into Decision for each letter that lies there."
            )
        )
    if code is not None and code & 0xFF == sqlite3.SQLITE_FULL:
        return JournalUnusable(
            _("The disk is full: {path} could not be written. Make room, then send again.", path=path) + " " + stays
        )
    if code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        advice = _("Another program has it open: close that, then send again.")
    else:
        advice = _("Check the rights of the folder and the disk, then send again.")
    return JournalUnusable(f"{said} {advice} {stays}")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int)) else str(value)


def _record(text: str) -> dict[str, Any]:
    """The Outbox row again, with its day and its amount."""
    record: dict[str, Any] = json.loads(text)
    record["batch"] = date.fromisoformat(record["batch"]) if record["batch"] else None
    record["total_due"] = Decimal(record["total_due"]) if record["total_due"] is not None else None
    record["demand"] = from_json(record.get("demand"))
    return record
