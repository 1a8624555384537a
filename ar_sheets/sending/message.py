"""A letter as an e-mail: text, HTML and the PDF, for one customer. Built with the standard library only."""

from __future__ import annotations

import base64
import email.policy
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Any

from ar_sheets.base.email_addresses import header_words
from ar_sheets.base.file_names import of_letter
from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.sending.files import LetterFiles

# Bodies in lines that every server takes. Headers are not folded: folding a long name loses its quotes and makes
# several addresses of one (python/cpython#80222); they are kept short enough for a line instead.
_BODY = email.policy.SMTP.clone(max_line_length=76, cte_type="7bit")
_WHOLE = email.policy.SMTP.clone(max_line_length=990, cte_type="7bit")
_SUBJECT = 200  # characters; encoded they stay under 990 bytes
_DATA_IMAGE = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=]+)"')


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the server is told: who sends, who gets it, and whether an address needs SMTPUTF8."""

    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()

    @property
    def utf8(self) -> bool:
        """Whether an address has letters that plain mail does not know."""
        return not "".join((self.sender, *self.to, *self.cc)).isascii()


@dataclass(frozen=True, slots=True)
class People:
    """Whom a mail is from and for."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None

    @property
    def envelope(self) -> Envelope:
        """The same for the server."""
        return Envelope(
            self.sender.addr_spec, tuple(one.addr_spec for one in self.to), tuple(one.addr_spec for one in self.cc)
        )


def build(files: LetterFiles, people: People, message_id: str, when: datetime | None) -> EmailMessage:
    """The mail: text first, then HTML with its pictures, and the PDF. `when` None leaves Date and Message-ID to
    the program that will send it (a draft)."""
    message = EmailMessage(policy=_BODY)
    message["From"] = people.sender
    message["To"] = people.to
    if people.cc:
        message["Cc"] = people.cc
    if people.reply_to:
        message["Reply-To"] = people.reply_to
    message["Subject"] = header_words(files.subject, _SUBJECT)
    if when is not None:
        message["Date"] = format_datetime(when)
        message["Message-ID"] = message_id
    else:
        message["X-Unsent"] = "1"
    message.set_content(files.text)
    _add_html(message, files.html)
    if files.pdf is not None:
        message.add_attachment(files.pdf, "application", "pdf", filename=f"{of_letter(files.subject, files.name)}.pdf")
    return message


def _add_html(message: EmailMessage, html: str) -> None:
    """The HTML part. Pictures in it become parts of their own: many mail programs do not show data: images."""
    pictures: list[bytes] = []

    def refer(found: re.Match[str]) -> str:
        pictures.append(base64.b64decode(found[1]))
        return f'src="cid:picture{len(pictures)}"'

    message.add_alternative(_DATA_IMAGE.sub(refer, html), subtype="html")
    parts = message.get_payload()
    assert isinstance(parts, list)
    for number, picture in enumerate(pictures, start=1):
        parts[-1].add_related(picture, "image", "png", cid=f"<picture{number}>")  # type: ignore[union-attr]


def as_bytes(message: EmailMessage) -> bytes:
    """The mail as it goes out and as its .eml file holds it."""
    utf8 = any(not str(message[name] or "").isascii() for name in ("From", "To", "Cc")) and _needs_utf8(message)
    return message.as_bytes(policy=_WHOLE.clone(utf8=True) if utf8 else _WHOLE)


def _needs_utf8(message: EmailMessage) -> bool:
    addresses = [a for name in ("From", "To", "Cc") if message[name] for a in message[name].addresses]
    return any(not address.addr_spec.isascii() for address in addresses)


def message_id(record: Mapping[str, Any], files: LetterFiles, domain: str) -> str:
    """The mail's name for good, from letter, batch, customer, step and content: the same letter tried again has it
    again, next month's does not."""
    letter, batch = str(record["letter_id"]), record["batch"]
    what = (letter, str(batch), str(record["customer_id"]), str(record["step"]), files.sha256)
    mark = hashlib.sha256("\x1f".join(what).encode()).hexdigest()[:12]
    plain = letter if re.fullmatch(r"[A-Za-z0-9_-]{1,32}", letter) else "letter"
    day = f"{batch:%Y%m%d}" if isinstance(batch, date) else "0"
    return f"<ars.{plain}.{day}.{mark}@{domain}>"


def marked_as_test(files: LetterFiles, meant_for: str) -> LetterFiles:
    """The letter marked TEST in its subject and at the head of its text."""
    note = _("TEST. This mail would go to {address}. Nothing was sent to them.", address=clean(meant_for))
    html = re.sub(
        r"(<body[^>]*>)", lambda body: f'{body[0]}<p style="background:#fc0;padding:8px">{escape(note)}</p>',
        files.html, count=1,
    )  # fmt: skip
    return LetterFiles(files.name, f"TEST: {files.subject}", f"{note}\n\n{files.text}", html, files.pdf)
