"""A letter of the desk as a mail: from whom, to whom, and where its .eml file lies."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from ar_sheets.base.email_addresses import BadAddress, one_address, told_addresses
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.sending import message as mails
from ar_sheets.sending.errors import Unfit
from ar_sheets.sending.preflight import OutboxLetter, Preflight


def eml_path(home: Path, letter: OutboxLetter) -> Path:
    """batches/<date>/eml/<name>.eml, beside the letters; the folder is made."""
    assert letter.files is not None
    folder = home / Path(str(letter.record["file"])).parents[1] / "eml"
    folder.mkdir(exist_ok=True)
    return folder / f"{letter.files.name}.eml"


def mail_of(desk: Preflight, letter: OutboxLetter, when: datetime | None, test_to: str = "") -> EmailMessage:
    """The letter as a mail of that time; None makes a draft. Unfit when an address is not exactly one."""
    assert letter.files is not None
    people = people_of(desk, letter, test_to)
    files = mails.marked_as_test(letter.files, str(letter.record["to"])) if test_to else letter.files
    return mails.build(files, people, mails.message_id(letter.record, files, people.sender.domain), when)


def people_of(desk: Preflight, letter: OutboxLetter, test_to: str = "") -> mails.People:
    """From whom and to whom: the customer's addresses, those in CC, the business's own."""
    assert letter.message is not None
    settings, customer = desk.settings, letter.message.customer
    sender = sender_of(settings.email_from, settings.business_name)
    if test_to:
        return mails.People(sender, (_one(test_to, "", "--test-to"),))
    return mails.People(
        sender,
        _all(letter.message.to, customer.contact or customer.name, _("Email in Customers")),
        _all(customer.cc, "", _("CC in Customers")),
        _one(settings.reply_to, settings.business_name, _("Reply to in Settings")) if settings.reply_to else None,
    )


def sender_of(cell: str, name: str) -> Address:
    """The address mails come from. NotDone when Settings has none."""
    if not cell.strip():
        raise NotDone(_("Email from is empty in Settings: type the address your mails come from. Nothing was sent."))
    try:
        return one_address(cell, name)
    except BadAddress as fault:
        raise NotDone(
            _("Type the address your mails come from under Email from in Settings: {fault}.", fault=fault)
        ) from None


def _all(addresses: str, name: str, where: str) -> tuple[Address, ...]:
    """Every address of a customer, each under their name."""
    return tuple(_one(address, name, where) for address in told_addresses(addresses))


def _one(cell: str, name: str, where: str) -> Address:
    try:
        return one_address(cell, name)
    except BadAddress as fault:
        raise Unfit(f"{where}: {fault}") from None
