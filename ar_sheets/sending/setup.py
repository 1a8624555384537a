"""Where to send: tried out with a mail to the owner, then kept in Settings (and the password in the keyring)."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.dunning.assess import look
from ar_sheets.schema.model import Settings
from ar_sheets.sending import message as mails
from ar_sheets.sending.errors import Stop
from ar_sheets.sending.files import LetterFiles
from ar_sheets.sending.letter_mail import sender_of
from ar_sheets.sending.transport import Connection, Server
from ar_sheets.workbook import guard
from ar_sheets.workbook.commit import commit
from ar_sheets.workbook.setting_rows import setting_changes
from ar_sheets.xlsx.patch import SheetPatch

_TEXT = N_(
    "This mail was sent by ar-sheets to show that sending works.\n\n"
    "Reminders will come from this address. If this mail lies in your spam folder, theirs may as well.\n"
)


def settings_of(path: Path) -> Settings:
    """The settings of a workbook."""
    return look(guard.read_snapshot(path).data)[1].settings


def try_out(server: Server, password: str, sender: str, business: str, now: datetime) -> None:
    """Sign in and send a mail to the sender. NotDone, with what to do, where that does not work."""
    people = mails.People(sender_of(sender, business), (sender_of(sender, business),))
    text = _(_TEXT)
    files = LetterFiles("test", _("ar-sheets can send mail for you"), text, f"<p>{escape(text)}</p>", None)
    stamp = f"<ars-test.{now:%Y%m%d%H%M%S}@{people.sender.domain}>"
    data = mails.as_bytes(mails.build(files, people, stamp, now))
    with Connection(server, password) as connection:
        try:
            connection.open()
            reply = connection.deliver(people.envelope, data, lambda: None)
        except (Stop, ConnectionError) as fault:
            raise NotDone(str(fault)) from fault
    if reply.state != "sent":
        raise NotDone(
            _(
                "{host} let you in but did not take a mail to {address}: {answer}",
                host=server.host,
                address=sender,
                answer=reply.text,
            )
        )


def remember(path: Path, server: Server, sender: str) -> None:
    """Write host, port and user into Settings, and Email from where it is empty."""
    commit(path, lambda snapshot: (_kept(snapshot, server, sender), None))


def _kept(snapshot: guard.Snapshot, server: Server, sender: str) -> list[SheetPatch]:
    book, facts = look(snapshot.data)
    values: dict[str, str | int] = {"smtp_host": server.host, "smtp_port": server.port, "smtp_user": server.user}
    if not facts.settings.email_from:
        values["email_from"] = sender
    if "Settings" not in book.tables:
        raise NotDone(_("The workbook has no sheet Settings, so nothing was kept. Add one, then run this again."))
    return list(setting_changes(book, values))
