"""Sending a batch: the list, one question, the mails one by one, and what became of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ar_sheets.base import disk_faults, progress
from ar_sheets.base.email_addresses import SEPARATOR
from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import save_if_changed
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.menu import menu_number
from ar_sheets.sending import message as mails
from ar_sheets.sending import password
from ar_sheets.sending.errors import Reply, Stop, Unfit
from ar_sheets.sending.journal import Journal, JournalEntry, moment, read_journal
from ar_sheets.sending.letter_mail import eml_path, mail_of, people_of, sender_of
from ar_sheets.sending.preflight import OutboxLetter, Preflight, WriteAgain
from ar_sheets.sending.repair import refused_rows
from ar_sheets.sending.result import Options as Options
from ar_sheets.sending.result import SendingResult as Result
from ar_sheets.sending.result import Talk as Talk
from ar_sheets.sending.result import Timing as Timing
from ar_sheets.sending.transport import Connection, Server
from ar_sheets.sending.write_back import write_back
from ar_sheets.workbook import guard
from ar_sheets.workbook.backups import sha256_of

USUAL = Timing()
IN_A_ROW = 3  # after so many letters in a row that the server does not take, it is not about the letters


def send_batch(
    path: Path, as_of: date, options: Options, talk: Talk, write_again: WriteAgain, timing: Timing = USUAL
) -> Result:
    """Mail what the Outbox of the workbook at `path` approves and what still applies, each letter once.

    Raises NotDone where nothing was sent: no server, no sign-in, the workbook open, the question answered no.
    """
    home = guard.read_snapshot(path).path.parent
    if options.dry_run:
        return _result(_desk(path, as_of, read_journal(home), talk, write_again), options)
    opened = guard.who_has_it_open(path)
    if opened:
        raise NotDone(opened)
    with guard.locked(home), Journal(home) as journal:
        journal.call_interrupted_unclear(talk.clock())
        added = write_back(path, talk.clock()) if journal.entries() else []
        desk = _desk(path, as_of, journal.entries(), talk, write_again)
        result = _result(desk, options)
        if added:
            result.notes.append(n_("What went out before was missing in the Log; it is there now ({n} row).",
                                   "What went out before was missing in the Log; it is there now ({n} rows).",
                                   len(added)))  # fmt: skip
        if result.chosen:
            _can_send(result)
            if not talk.confirm(result):
                raise NotDone(_("Nothing was sent."))
            result.listed = list(result.letters)
        if options.to_folder:
            _to_folder(desk, result)
        elif result.chosen:
            _Batch(desk, journal, result, talk, timing).run()
        if not options.to_folder and not options.test_to:
            _tell_the_workbook(path, result, talk)
        return result


def _desk(path: Path, as_of: date, entries: dict[str, JournalEntry], talk: Talk, write_again: WriteAgain) -> Preflight:
    with progress.show_progress() as say:
        say(_("Reading the workbook"))
        return Preflight(path, as_of, entries, talk.clock(), write_again)


def _result(desk: Preflight, options: Options) -> Result:
    settings = desk.settings
    result = Result(
        desk.as_of, options, Server(settings.smtp_host, settings.smtp_port, settings.smtp_user), settings.email_from
    )
    result.names = desk.reading.book.names
    result.letters = desk.letters()
    result.to_post = [str(record["file"]) for record in desk.to_post()]
    result.unsettled = sorted(desk.reading.box.unclear.values())
    return result


def _to_folder(desk: Preflight, result: Result) -> None:
    """Drafts to open in a mail program and send from there: no sign-in, nothing noted."""
    chosen = result.chosen
    with progress.show_progress() as say:
        for number, letter in enumerate(chosen):
            say(_("Writing mails"), number, len(chosen))
            _draft(desk, result, letter)


def _draft(desk: Preflight, result: Result, letter: OutboxLetter) -> None:
    try:
        mail = mail_of(desk, letter, None)
    except Unfit as fault:
        result.became(replace(letter, state="held", reason=str(fault)))
        return
    path = eml_path(desk.home, letter)
    save_if_changed(path, mails.as_bytes(mail))
    result.folder = path.parent
    result.became(replace(letter, state="drafted", reason=path.name))


class NotNoted(NotDone):
    """The server answered, and the answer could not be written down. `state`: what the answer means for the letter."""

    def __init__(self, what: str, state: str) -> None:
        super().__init__(what)
        self.state = state


class _Batch:
    """The mails of one call, over one connection."""

    def __init__(self, desk: Preflight, journal: Journal, result: Result, talk: Talk, timing: Timing) -> None:
        self.desk, self.journal, self.result, self.talk = desk, journal, result, talk
        self.timing = timing
        self.test_to = result.options.test_to
        self.pause = 60 / max(desk.settings.mails_per_minute, 1)
        self.not_before = 0.0

    def run(self) -> None:
        """Sign in before the first letter; then one after the other, until done or something ends it."""
        connection = connect(self.result.server, self.talk)
        chosen, not_taken = self.result.chosen, 0
        with connection:
            for number, letter in enumerate(chosen, start=1):
                try:
                    done = self._one(connection, letter)
                except NotNoted as fault:
                    self.result.became(replace(letter, state=fault.state, reason=str(fault)))
                    self.result.stopped = str(fault)
                    return
                except (Stop, NotDone) as fault:
                    self.result.stopped = str(fault)
                    return
                except OSError as fault:
                    self.result.stopped = disk_faults.told(fault)
                    return
                except KeyboardInterrupt:
                    self.result.stopped = _("You stopped it.")
                    self._after_interruption(letter)
                    return
                self.result.became(done)
                self.talk.progress(done, number, len(chosen))
                not_taken = not_taken + 1 if done.state in ("deferred", "failed") else 0
                if not_taken == IN_A_ROW:
                    self.result.stopped = _("The server rejected all of the last {count} letters: {reason}",
                                             count=IN_A_ROW, reason=done.reason)  # fmt: skip
                    return

    def _one(self, connection: Connection, letter: OutboxLetter) -> OutboxLetter:
        """One letter: look again before each attempt, and try again while the server only wants us to wait."""
        for wait in (*self.timing.waits, None):
            self._keep_the_rate()
            now = self.desk.look_again(letter.letter_id)
            if now.state != "send":
                return now
            try:
                reply = self._attempt(connection, now)
            except Unfit as fault:
                return replace(now, state="held", reason=str(fault))
            self.result.refused += [(now.record, *refused) for refused in reply.refused]
            if reply.state != "deferred" or wait is None:
                return replace(now, state=reply.state, reason=reply.text)
            self.timing.sleep(wait)
        raise AssertionError("not reached")

    def _attempt(self, connection: Connection, letter: OutboxLetter) -> Reply:
        """The .eml first, then the journal, then the server, then the journal again."""
        at = self.talk.clock()
        mail = mail_of(self.desk, letter, at, self.test_to)
        data = mails.as_bytes(mail)
        envelope = people_of(self.desk, letter, self.test_to).envelope
        if self.test_to:
            reply = connection.deliver(envelope, data, lambda: None)
            if reply.state == "stop":
                raise Stop(reply.text)
            return replace(reply, state="tested") if reply.state == "sent" else reply
        save_if_changed(eml_path(self.desk.home, letter), data)
        entry = JournalEntry(
            letter.letter_id, "sending", "", moment(at), self.desk.as_of, self.desk.path.name, self.desk.as_of,
            str(mail["Message-ID"]), sha256_of(data), {**letter.record, "cc": SEPARATOR.join(envelope.cc)},
        )  # fmt: skip
        began = []

        def about_to() -> None:
            self.journal.begin(entry)
            began.append(True)

        reply = connection.deliver(envelope, data, about_to)
        if not began and reply.state in ("refused", "failed"):
            about_to()  # refused before its content went out: noted all the same
        state = "deferred" if reply.state == "stop" else reply.state
        if began:
            self._note(letter.letter_id, state, reply)
        if reply.state == "stop":
            raise Stop(reply.text)
        return reply

    def _note(self, letter_id: str, state: str, reply: Reply) -> None:
        """What the server said goes into the journal; where that fails it is told, for it is known nowhere else."""
        try:
            self.journal.note(letter_id, state, reply.text, self.talk.clock(), self.desk.as_of)
        except NotDone as fault:
            if state == "sent":
                said = _("{letter} went out, but that could not be noted: {why} The next run calls it unclear; then "
                         "say: ar-sheets settle WORKBOOK {letter} --sent", letter=letter_id, why=fault)  # fmt: skip
            else:
                said = _("{letter} did not go out ({reply}), but that could not be noted: {why} The next run calls it "
                         "unclear; then say: ar-sheets settle WORKBOOK {letter} --not-sent", letter=letter_id,
                         reply=reply.text, why=fault)  # fmt: skip
            raise NotNoted(said, state) from fault

    def _keep_the_rate(self) -> None:
        now = self.timing.ticks()
        if now < self.not_before:
            self.timing.sleep(self.not_before - now)
        self.not_before = max(now, self.not_before) + self.pause

    def _after_interruption(self, letter: OutboxLetter) -> None:
        self.journal.call_interrupted_unclear(self.talk.clock())
        entry = self.journal.entries().get(letter.letter_id)
        if entry is not None and entry.state == "unclear":
            self.result.became(replace(letter, state="unclear", reason=entry.said))


def _can_send(result: Result) -> None:
    """NotDone, with what to do, where asking whether to send would only lead to a refusal."""
    sender_of(result.sender, "")
    if not result.server.host and not result.options.to_folder:
        raise NotDone(_("Where mails are sent from is not set up yet: {number} in the menu, then s; or ar-sheets "
                        "mail-setup WORKBOOK. Or write the mails into a folder and send them from your own mail "
                        "program: {number}, then f; or ar-sheets send WORKBOOK --to-folder",
                        number=menu_number("send")))  # fmt: skip


def connect(server: Server, talk: Talk) -> Connection:
    """A connection that is signed in. NotDone, with what to do, where that cannot be had."""
    connection = Connection(server, password.find_password(server, talk.ask_password))
    try:
        connection.open()
    except (Stop, ConnectionError) as fault:
        raise NotDone(f"{fault} " + _("Nothing was sent.")) from fault
    return connection


def _tell_the_workbook(path: Path, result: Result, talk: Talk) -> None:
    """Statuses and Log rows; where the workbook cannot be written now, the next run or sending does it."""
    superseded = {letter.letter_id: letter.reason for letter in result.of("superseded")}
    try:
        more = refused_rows(result.refused, result.as_of, talk.clock())
        result.logged = len(write_back(path, talk.clock(), superseded, more))
    except (NotDone, OSError) as fault:
        why = disk_faults.told(fault) if isinstance(fault, OSError) else str(fault)
        result.behind = True
        result.notes.append(
            _(
                "What went out is noted in the journal, but not yet in the workbook: {why} The next ar-sheets run or "
                "send puts it in.",
                why=why,
            )
        )
    result.notes += [
        _("{letter} went out, but not to {address}: {why}", letter=record["letter_id"], address=to, why=said)
        for record, to, said in result.refused
    ]
    mailed = [letter for letter in result.of("sent") if letter.record["channel"] == "Email+Post"]
    result.to_post += [str(letter.record["file"]) for letter in mailed]
