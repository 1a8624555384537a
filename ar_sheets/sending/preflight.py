"""Which letters of the Outbox may be mailed, by the workbook as it is at this moment; and why the others may not.

The workbook is read again as soon as its file differs. A letter goes only if judging anew gives the very letter
that was approved: same customer, step, address, invoices, amounts and words.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.dunning import lost_log, outbox
from ar_sheets.dunning.assess import judge, look
from ar_sheets.dunning.superseded import why_not
from ar_sheets.facts import batch_record, other_customers
from ar_sheets.facts.assessment import Assessment
from ar_sheets.schema.model import Message, Settings
from ar_sheets.sending.errors import Unfit
from ar_sheets.sending.files import LetterFiles, html_words, load_files
from ar_sheets.sending.journal import MAY_GO, JournalEntry
from ar_sheets.sending.repair import STATUS, repair
from ar_sheets.workbook import guard

BY_MAIL = ("Email", "Email+Post")
NEEDS_SEND = N_("it needs your Send in the sheet Outbox")
FRESH_DAYS = 3  # a plain reminder made on Friday may go on Monday
Signature = tuple[int, int, int]


class LetterRewritten(Protocol):
    """A letter as it would be written now: its text below the heading, and its message, looked through."""

    @property
    def message(self) -> Message: ...
    @property
    def text(self) -> str: ...
    def is_pdf(self, content: bytes) -> bool:
        """Whether this is the PDF that was made from just that letter."""

    def fault(self, *texts: str) -> str:
        """Why it may not go with these texts: it would name another customer, say; "" when it may."""


# For the folder of a business: what writes a message of a day anew, with the owner's wording, and saves nothing.
WriteAgain = Callable[[Path], Callable[[Message, Settings, date, other_customers.Others], LetterRewritten]]


@dataclass(frozen=True, slots=True)
class OutboxLetter:
    """A letter of the Outbox and what may be done with it. `state`: send, waiting (for a person's Send, or held by
    one), skipped (by a person), superseded (it no longer applies), late (run again first) or held (a fault to fix)."""

    letter_id: str
    record: Mapping[str, Any]
    state: str
    reason: str = ""
    message: Message | None = None
    files: LetterFiles | None = None


class Reading:
    """The workbook as it was read once, brought up to date from the journal, with what was judged from it."""

    def __init__(self, data: bytes, workbook: Path, entries: Mapping[str, JournalEntry], now: datetime) -> None:
        self._data = data
        self.book, self.facts = look(data)
        self.box = outbox.load_outbox(self.book, batch_record.reader(workbook.parent))
        lost_log.doubt_log(self.book, self.facts, workbook)
        self.facts.log += repair(self.box, self.facts, entries, workbook.name, now)
        self.facts.log += lost_log.enter_lost_rows(self.box, self.facts, workbook, now)
        self.others = other_customers.index(self.book, self.facts)
        self.judged: dict[tuple[date, date], tuple[Assessment, dict[str, Message]]] = {}

    def on(self, day: date, batch: date) -> tuple[Assessment, dict[str, Message]]:
        """The messages due on a day by letter id, as if nothing of this batch had gone out yet: what a customer
        got from it in one currency must not hold back their letter in another."""
        if (day, batch) not in self.judged:
            same = {record["letter_id"] for record in self.box.rows.values() if record["batch"] == batch}
            # Judging writes into book and facts, so each judgement has its own; the first takes those at hand.
            book, facts = look(self._data) if self.judged else (self.book, replace(self.facts))
            facts.log = [entry for entry in self.facts.log if entry.letter_id not in same]
            work, messages = judge(book, facts, self.box, day, approvals_lapse=False)
            self.judged[day, batch] = work, {message.letter_id: message for message in messages}
        return self.judged[day, batch]


class Preflight:
    """The letters of a workbook that go by mail, looked at as of a day."""

    def __init__(
        self, path: Path, as_of: date, entries: Mapping[str, JournalEntry], now: datetime, write_again: WriteAgain
    ) -> None:
        snapshot = guard.read_snapshot(path)
        self.path, self.home, self.as_of = snapshot.path, snapshot.path.parent, as_of
        self._entries, self._now = entries, now
        self._signature = _signature(self.path)
        self.reading = Reading(snapshot.data, self.path, entries, now)
        self._letters: dict[str, OutboxLetter] = {}
        self._write_again = write_again(self.home)

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.reading.facts.settings

    def letters(self) -> list[OutboxLetter]:
        """Every letter of the Outbox that waits to be mailed, in the sheet Outbox's order."""
        rows = self.reading.box.rows.values()
        waiting = [r for r in rows if r["status"] in outbox.PENDING and r["channel"] in BY_MAIL]
        return [self.letter(str(record["letter_id"])) for record in waiting]

    def to_post(self) -> list[Mapping[str, Any]]:
        """Letters that were mailed and go by post too, which nobody has marked as posted."""
        rows = self.reading.box.rows.values()
        return [r for r in rows if r["status"] == "Sent" and r["channel"] == "Email+Post" and not r["done_on"]]

    def look_again(self, letter_id: str) -> OutboxLetter:
        """The letter as the workbook is now; it is read again only when its file changed."""
        if _signature(self.path) != self._signature:
            self._read_again()
        return self.letter(letter_id)

    def _read_again(self) -> None:
        for seconds in (0.2, 1, 3, None):  # a program that is saving is done in a moment
            signature = _signature(self.path)
            try:
                self.reading = Reading(guard.read_snapshot(self.path).data, self.path, self._entries, self._now)
                break
            except NotDone:
                if seconds is None:
                    raise
                time.sleep(seconds)
        self._signature, self._letters = signature, {}

    def letter(self, letter_id: str) -> OutboxLetter:
        """The letter by the last reading."""
        if letter_id not in self._letters:
            self._letters[letter_id] = self._judged(letter_id)
        return self._letters[letter_id]

    def _judged(self, letter_id: str) -> OutboxLetter:
        rows = [(row, r) for row, r in self.reading.box.rows.items() if r["letter_id"] == letter_id]
        if len(rows) != 1:
            return OutboxLetter(
                letter_id,
                rows[0][1] if rows else {},
                "held",
                n_("{n} row has this Letter ID", "{n} rows have this Letter ID", len(rows)),
            )
        row, record = rows[0]
        state, reason, message = self._verdict(row, record)
        files = None
        if state == "send" and message is not None:
            try:
                files = self._files(record, message)
            except Unfit as fault:
                state, reason = "held", str(fault)
            except _Rewritten as fault:
                state, reason = "late", str(fault)
            except _Waits as fault:
                state, reason = "waiting", str(fault)
        return OutboxLetter(letter_id, record, state, reason, message, files)

    def _verdict(self, row: int, record: Mapping[str, Any]) -> tuple[str, str, Message | None]:
        simple = self._by_the_row_alone(row, record)
        if simple:
            return (*simple, None)
        batch = record["batch"]
        work, now = self.reading.on(self.as_of, batch)
        then = self.reading.on(batch, batch)[1]
        today, made = now.get(record["letter_id"]), then.get(record["letter_id"])
        if today is None or made is None:
            return "superseded", _why_not(work, record, now.values()), None
        if today.held:
            return "held", today.held, None
        if record["decision"] != "Send" and today.needs_approval:
            return "waiting", _(NEEDS_SEND), None
        changed = outbox.changed(record, made) or _moved_on(made, today)
        if changed:
            return "superseded", _("{what} changed since it was made", what=changed), None
        if _too_late(made, today, self.as_of):
            return "late", _("it is of {day} and gives its days from then; run again, then send", day=batch), None
        return "send", "", today

    def _by_the_row_alone(self, row: int, record: Mapping[str, Any]) -> tuple[str, str] | None:
        if self.reading.facts.log_doubt:
            return "held", self.reading.facts.log_doubt
        fault = self.reading.book.first_fault("Outbox", row)
        entry = self._entries.get(str(record["letter_id"]))
        if record["status"] not in outbox.PENDING:
            return "superseded", _("it is {status} now", status=self.reading.book.names.called(str(record["status"])))
        if entry is not None and entry.state not in MAY_GO:
            said = self.reading.book.names.called(STATUS[entry.state])
            return "held", _("the journal says {state}; run again", state=said)
        if fault:
            return "held", fault
        if record["done_on"]:
            return "waiting", _("Done on is filled in, so it counts as done by you; run again")
        if record["decision"] in ("Hold", "Skip"):
            decided = _("your Decision is {decision}", decision=self.reading.book.names.called(record["decision"]))
            return "skipped" if record["decision"] == "Skip" else "waiting", decided
        if not isinstance(record["batch"], date) or record["batch"] > self.as_of:
            return "held", self._of_another_day(record["batch"])
        return None

    def _of_another_day(self, batch: object) -> str:
        if not batch:
            return _("its Batch is empty, and this is {today}", today=self.as_of)
        return _("its Batch is {day}, and this is {today}", day=batch, today=self.as_of)

    def _files(self, record: Mapping[str, Any], message: Message) -> LetterFiles:
        """The letter's files, if they say what would be written now and nothing about anybody else.

        Each PDF carries the fingerprint of all it shows, so what it would be made from now is what is in it.
        """
        files = load_files(self.home, record)
        then = self.reading.on(record["batch"], record["batch"])[1]
        again = self._write_again(then[message.letter_id], self.settings, record["batch"], self.reading.others)
        if again.text != files.text:
            raise _Rewritten(
                _("its words would be others now (a name, your details or the wording changed); run again")
            )
        if not again.is_pdf(files.pdf or b""):
            raise _Rewritten(
                _("its PDF is not the one that was made for it (or your logo or details changed); run again")
            )
        fault = again.fault(f"{files.subject}\n{files.text}", html_words(files.html))
        if fault:
            raise Unfit(fault)
        if again.message.needs_approval and record["decision"] != "Send":
            raise _Waits(_(NEEDS_SEND))
        return files


class _Waits(Exception):  # noqa: N818 - told to the user
    """The letter is for a person to read before it goes."""


class _Rewritten(Exception):  # noqa: N818 - told to the user
    """The letter would read differently if it were written now."""


def _signature(path: Path) -> Signature:
    try:
        facts = path.stat()
    except OSError:
        return (0, 0, 0)
    return (facts.st_mtime_ns, facts.st_size, facts.st_ino)


def _moved_on(made: Message, today: Message) -> str:
    """What has changed between the letter's day and today besides the days themselves."""
    if (made.step, made.channel, made.to, made.customer) != (today.step, today.channel, today.to, today.customer):
        return _("the step or the address")
    then, now = ([(line.invoice_no, line.step, line.open_amount) for line in m.lines] for m in (made, today))
    return "" if then == now and made.unapplied == today.unapplied else _("what is open")


def _too_late(made: Message, today: Message, as_of: date) -> bool:
    """Whether sending it now would cut the time to pay that the law or the plan gives. Where a fee or a formal
    notice rests on that time, no day of it may be lost; a plain reminder may be some days old."""
    if today.pay_by <= made.pay_by:
        return False
    claims = any(charge.amount > 0 for line in made.lines for charge in line.charges)
    return made.step.kind == "Formal notice" or claims or made.batch + timedelta(days=FRESH_DAYS) < as_of


def _why_not(work: Assessment, record: Mapping[str, Any], due: Iterable[Message]) -> str:
    """Why there is no such letter any more: another step is due, or the reason at its invoices."""
    customer = str(record["customer_id"]).casefold()
    for message in due:
        if (message.customer.customer_id.casefold(), message.currency) == (customer, record["currency"]):
            return _("now {step} is due; run again", step=message.step.name)
    return why_not(work)(record) or _("it no longer applies")
