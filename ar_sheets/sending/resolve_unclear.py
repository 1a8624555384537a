"""Letters of which nobody knows whether they went out: listed, and settled by a person who looked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.sending.journal import Journal, JournalEntry, read_journal
from ar_sheets.sending.write_back import write_back
from ar_sheets.workbook import guard

UNCLEAR = ("unclear", "sending")


def unclear_letters(path: Path) -> list[JournalEntry]:
    """The letters that are to be settled."""
    home = guard.read_snapshot(path).path.parent
    return [entry for entry in read_journal(home).values() if entry.state in UNCLEAR]


def resolve_letter(path: Path, letter_id: str, now: datetime, *, sent: bool) -> JournalEntry:
    """Note what a person found out. Sent: the letter is logged as sent on the day it was. Not sent: it waits in the
    Outbox again. NotDone for a letter that is not unclear."""
    opened = guard.who_has_it_open(path)
    if opened:
        raise NotDone(opened)
    home = guard.read_snapshot(path).path.parent
    with guard.locked(home), Journal(home) as journal:
        journal.call_interrupted_unclear(now)
        entry = journal.entries().get(letter_id)
        if entry is None or entry.state != "unclear":
            known = ", ".join(e.letter_id for e in journal.entries().values() if e.state == "unclear")
            if not known:
                raise NotDone(_("There is nothing to settle: no letter is unclear."))
            raise NotDone(_("{letter} is not to be settled. These are: {known}.", letter=letter_id, known=known))
        journal.note(letter_id, "sent" if sent else "released", _("settled by a person"), now, entry.on)
        write_back(path, now)
    return entry
