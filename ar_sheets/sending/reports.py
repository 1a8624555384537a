"""Mails about our mails: bounces and delivery reports (RFC 3464), receipts (RFC 8098), and bounces in plain words.

Anybody can send such a mail, so it is taken apart in a process of its own.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from email.message import Message
from pathlib import Path

from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.xlsx import subprocess_reader
from ar_sheets.xlsx.limits import file_bytes
from ar_sheets.xlsx.refused import Refused

_OURS = re.compile(r"<?(ars\.[A-Za-z0-9_-]+\.\d+\.[0-9a-f]{12}@[A-Za-z0-9.-]+)>?")
_JOB = f"{__name__}:parse_mail"
_LARGEST = 20_000_000  # bytes of one .eml file
_BOUNCERS = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a mail says about one of ours. action: failed, delayed, delivered or read; address "" when it names none."""

    message_id: str
    address: str
    action: str
    said: str
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
        reports += [_told(DeliveryReport(**one, file=name)) for one in found]
        others += [] if found else [name]
    return reports, others, unread


def _told(report: DeliveryReport) -> DeliveryReport:
    """A receipt has no words of a server's; ours are in the owner's language, which only this process knows."""
    if report.action != "read" or report.said:
        return report
    return replace(report, said=_("the customer's mail program says it was displayed"))


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
    name = _message_id(mail, raw)
    if not name:
        return
    parts = [part for part in mail.walk() if part.get_content_type().endswith("delivery-status")]
    for part in parts:
        for block in _blocks(part):
            if block["action"]:
                yield _of_delivery(name, block)
    if parts:
        return
    if any(part.get_content_type() == "message/disposition-notification" for part in mail.walk()):
        yield DeliveryReport(name, "", "read", "")
    elif _BOUNCERS.search(str(mail.get("From", ""))):
        yield _in_plain_words(name, mail, raw)


def _message_id(mail: Message, raw: bytes) -> str:
    """The Message-ID of ours that the mail is about: from where the standards put it, else anywhere in it."""
    for header in ("Original-Message-ID", "In-Reply-To", "References"):
        found = _OURS.search(str(mail.get(header, "")))
        if found:
            return f"<{found[1]}>"
    found = _OURS.search(raw.decode("utf-8", "replace"))
    return f"<{found[1]}>" if found else ""


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """The recipients of a delivery-status part, each as action, status, address and the server's words."""
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else ():
        assert isinstance(block, Message)
        recipient = str(block.get("Final-Recipient", block.get("Original-Recipient", "")))
        yield {
            "action": str(block.get("Action", "")).strip().lower(),
            "status": str(block.get("Status", "")).strip(),
            "address": recipient.partition(";")[2].strip().strip("<>"),
            "said": " ".join(str(block.get("Diagnostic-Code", "")).partition(";")[2].split()),
        }


def _of_delivery(name: str, block: dict[str, str]) -> DeliveryReport:
    action = {"relayed": "delivered", "expanded": "delivered"}.get(block["action"], block["action"])
    said = block["said"] or block["status"]
    return DeliveryReport(name, block["address"], action, said[:300])


def _in_plain_words(name: str, mail: Message, raw: bytes) -> DeliveryReport:
    """A bounce without the standard's part: its subject, and the first line that has a server's number."""
    body = raw.decode("utf-8", "replace")
    code = re.search(r"^.*\b[45]\.\d{1,3}\.\d{1,3}\b.*$|^.*\b55\d\b.*$", body, re.MULTILINE)
    said = " ".join((code[0] if code else str(mail.get("Subject", "came back"))).split())
    delayed = re.search(r"delay|will (?:be )?retr", str(mail.get("Subject", "")), re.IGNORECASE)
    return DeliveryReport(name, "", "delayed" if delayed else "failed", said[:300])
