"""Mails about our mails: bounces and delivery reports (RFC 3464), receipts (RFC 8098), and bounces in plain words.

Anybody can send such a mail, so it is taken apart in a process of its own.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from email.message import Message
from pathlib import Path

from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.sending import bounce_words as words
from ar_sheets.xlsx import subprocess_reader
from ar_sheets.xlsx.limits import file_bytes
from ar_sheets.xlsx.refused import Refused

_OURS = re.compile(r"<?(ars\.[A-Za-z0-9_-]+\.\d+\.[0-9a-f]{12}@[A-Za-z0-9.-]+)>?")
_JOB = f"{__name__}:parse_mail"
_LARGEST = 20_000_000  # bytes of one .eml file
_ACTIONS = {
    "failed": "failed", "failure": "failed", "expired": "failed", "delayed": "delayed", "delivered": "delivered",
    "relayed": "delivered", "expanded": "delivered", "deliverable": "delivered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a mail says about one of ours. action: failed, delayed, delivered or read; address "" when it names none;
    firm: of a failure hard (the address is wrong), soft (it may work later) or "" (nothing says which); named: all
    addresses in a bounce in plain words, some of which may be a help desk's."""

    message_id: str
    address: str
    action: str
    said: str
    firm: str = ""
    named: str = ""
    file: str = ""


def find_reports(paths: Iterable[Path]) -> tuple[list[DeliveryReport], list[str], list[str]]:
    """The reports in .eml files, or in all .eml files of folders; the names of files that are none; and a sentence
    about each file that could not be read."""
    reports: list[DeliveryReport] = []
    others, unread, small = [], [], []
    for path in _files(paths):
        try:
            small.append((path.name, file_bytes(path, _LARGEST)))
        except Refused as refusal:
            unread.append(str(refusal))
    for (name, _raw), found in zip(small, subprocess_reader.each(_JOB, (raw for _name, raw in small)), strict=True):
        if isinstance(found, Refused):
            unread.append(f"{name}: {found}")
            continue
        reports += [DeliveryReport(**one, file=name) for one in found]
        others += [] if found else [name]
    return reports, others, unread


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() == ".eml")
        else:
            yield path


def parse_mail(raw: bytes) -> list[dict[str, str]]:
    """The child's work: the reports in one mail, without the name of its file."""
    return [{key: clean(text) for key, text in asdict(one).items() if key != "file"} for one in _read(raw)]


def _read(raw: bytes) -> Iterator[DeliveryReport]:
    """The reports in one mail; none where it is no report about a mail of ours, or no mail."""
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    text = words.body_text(mail)
    name = _message_id(mail, text, raw)
    kinds = {part.get_content_type() for part in mail.walk()}
    if not name or "message/feedback-report" in kinds:  # a complaint is about a mail that arrived
        return
    blocks = [block for part in mail.walk() if part.get_content_type().endswith("delivery-status")
              for block in _blocks(part)]  # fmt: skip
    told = [report for block in blocks if (report := _of_delivery(name, block))]
    yield from told
    if told:
        return
    receipt = next((p for p in mail.walk() if p.get_content_type() == "message/disposition-notification"), None)
    if receipt is not None:
        if _was_displayed(receipt):
            yield DeliveryReport(name, "", "read", _("the customer's mail program says it was displayed"))
    elif blocks or (not words.is_answer(mail) and words.is_bounce(mail, text)):
        yield _in_plain_words(name, mail, text)


def _was_displayed(receipt: Message) -> bool:
    """Whether a receipt says that the mail was shown (RFC 8098); deleted or denied is not."""
    payload = receipt.get_payload()
    told = payload[0] if isinstance(payload, list) and payload else None
    found = str(told.get("Disposition", "")) if isinstance(told, Message) else str(payload)
    match = re.search(r";\s*([a-z]+)", found, re.IGNORECASE)
    return match is not None and match[1].lower() == "displayed"


def _message_id(mail: Message, text: str, raw: bytes) -> str:
    """The Message-ID of ours that the mail is about: from where the standards put it, else anywhere in it."""
    for header in ("Original-Message-ID", "In-Reply-To", "References"):
        found = _OURS.search(str(mail.get(header, "")))
        if found:
            return f"<{found[1]}>"
    found = _OURS.search(text) or _OURS.search(raw.decode("utf-8", "replace"))
    return f"<{found[1]}>" if found else ""


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """The recipients of a delivery-status part, each as action, status, address and the server's words. The address
    is the one that we wrote to, not the one that the mail was forwarded to."""
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else ():
        assert isinstance(block, Message)
        recipient = _address(str(block.get("Original-Recipient", ""))) or _address(
            str(block.get("Final-Recipient", ""))
        )
        action = re.match(r"[a-z]+", str(block.get("Action", "")).strip().lower())
        yield {
            "action": action[0] if action else "",
            "status": str(block.get("Status", "")).strip(),
            "address": recipient,
            "said": " ".join(str(block.get("Diagnostic-Code", "")).partition(";")[2].split()),
        }


def _address(recipient: str) -> str:
    """The address of `rfc822; a@b`, of `<a@b>` without a type, "" where there is none."""
    found = re.search(r"[^\s<>;,\"]+@[^\s<>;,\"]+", recipient)
    return found[0].strip("'") if found else ""


def _of_delivery(name: str, block: dict[str, str]) -> DeliveryReport | None:
    """A recipient's fate; None where neither action nor status tells it. An odd action counts by its status."""
    by_status = {"2": "delivered", "4": "delayed", "5": "failed"}.get(block["status"][:1], "")
    action = _ACTIONS.get(block["action"]) or by_status
    if not action or not (block["action"] or block["address"]):
        return None
    said = block["said"] or block["status"]
    firm = words.firmness(block["status"], said) if action == "failed" else ""
    return DeliveryReport(name, block["address"], action, said[:300], firm)


def _in_plain_words(name: str, mail: Message, text: str) -> DeliveryReport:
    """A bounce without the standard's part; which of the addresses it names is the letter's, its reader knows."""
    subject = str(mail.get("Subject", ""))
    waits = words.is_waiting(subject, text)
    said = words.said_line(text, subject)
    named = words.addresses(mail, text)[:20] or [""]
    firm = "" if waits else words.firmness("", said)
    return DeliveryReport(name, named[0], "delayed" if waits else "failed", said, firm, " ".join(named))
