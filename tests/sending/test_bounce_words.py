"""What a mail about our mail says: its kind, the address, and whether the address is wrong for good."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from ar_sheets.base.i18n import _, in_language
from ar_sheets.sending.reports import find_reports, parse_mail

ID = "<ars.L1.20261120.0123456789ab@treverk.example>"
BACK = f"\n\n--- Below this line is a copy of the message.\n\nMessage-ID: {ID}\n"


def report(blocks: str, sender: str = "MAILER-DAEMON@mx.example", kind: str = "delivery-status") -> bytes:
    return (
        f"From: {sender}\nSubject: Report\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary=b\n\n--b\n"
        f"Content-Type: message/{kind}\n\n{blocks}\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {ID}\n\n--b--\n"
    ).encode()


def status(lines: str) -> bytes:
    return report(f"Reporting-MTA: dns; mx.example\n\n{lines}")


def plain(subject: str, body: str, sender: str = "MAILER-DAEMON@mx.example", more: str = "") -> bytes:
    return f"From: {sender}\nTo: post@treverk.example\nSubject: {subject}\n{more}\n{body}{BACK}".encode()


def receipt(disposition: str) -> bytes:
    return report(f"Original-Message-ID: {ID}\nDisposition: {disposition}", "a@b.example", "disposition-notification")


TO = "Final-Recipient: rfc822; a@b.example\n"
CASES = [  # the mail, its kind ("" for none), address, hard or soft
    (status(f"{TO}Action: failed\nStatus: 5.1.1"), "failed", "a@b.example", "hard"),
    (status(f"{TO}Action: failed\nStatus: 4.2.2"), "failed", "a@b.example", "soft"),
    (status(f"{TO}Action: failed\nStatus: 5.2.2"), "failed", "a@b.example", "soft"),
    (status(f"{TO}Action: failed (Bad destination mailbox address)\nStatus: 5.1.1"), "failed", "a@b.example", "hard"),
    (status(f"{TO}Action: failure"), "failed", "a@b.example", ""),
    (status(f"{TO}Action: expired\nStatus: 4.4.7"), "failed", "a@b.example", "soft"),
    (status(f"{TO}Action: odd\nStatus: 5.1.1"), "failed", "a@b.example", "hard"),
    (status(f"{TO}Action: delayed\nStatus: 4.4.1"), "delayed", "a@b.example", ""),
    (status(f"{TO}Action: deliverable"), "delivered", "a@b.example", ""),
    (status("Final-Recipient: <a@b.example>\nAction: failed"), "failed", "a@b.example", ""),
    (status(f"Original-Recipient: rfc822;boss@b.example\n{TO}Action: failed"), "failed", "boss@b.example", ""),
    (receipt("manual-action/MDN-sent-manually; displayed"), "read", "", ""),
    (receipt("automatic-action/MDN-sent-automatically; deleted"), "", "", ""),
    (receipt("manual-action/MDN-sent-manually; denied"), "", "", ""),
    (report("Feedback-Type: abuse", "postmaster@mx.example", "feedback-report"), "", "", ""),
    (plain("Warning: message 1abc still undelivered after 24 hours", "No action is required. a@b.example"),
     "delayed", "a@b.example", ""),
    (plain("Warning: could not send message for past 4 hours", "a@b.example"), "delayed", "a@b.example", ""),
    (plain("failure notice", "<a@b.example>:\n550 5.1.1 no mailbox here"), "failed", "a@b.example", "hard"),
    (plain("Undeliverable", "mailbox is full: a@b.example", "sysadmin@mx.example"), "failed", "a@b.example", ""),
    (plain("Mail delivery failed", "See below.", more="X-Failed-Recipients: a@b.example\n"),
     "failed", "a@b.example", ""),
    (plain("Something odd", "a@b.example"), "failed", "a@b.example", ""),
    (plain("Delivery failure", "could not be delivered: a@b.example", "gate@b.example"), "failed", "a@b.example", ""),
    (plain("Re: Delivery failure", "It could not be delivered?", "a@b.example", f"In-Reply-To: {ID}\n"), "", "", ""),
    (plain("Away", "I am back on Monday.", "postmaster@b.example", "Auto-Submitted: auto-replied\n"), "", "", ""),
    (plain("Re: Reminder", "We pay on Friday.", "a@b.example"), "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("mail", "kind", "address", "firm"), CASES)
def test_each_kind_of_mail(mail: bytes, kind: str, address: str, firm: str) -> None:
    told = [(one["action"], one["address"], one["firm"]) for one in parse_mail(mail)]
    assert told == ([(kind, address, firm)] if kind else [])


def test_a_receipt_is_told_in_the_readers_language(tmp_path: Path) -> None:
    (tmp_path / "read.eml").write_bytes(receipt("manual-action/MDN-sent-manually; displayed"))
    english = "the customer's mail program says it was displayed"
    with in_language("nb"):
        [told], _others, _unread = find_reports([tmp_path])
        assert told.said == _(english) != english


@pytest.mark.parametrize("way", ["base64", "quoted-printable"])
def test_our_message_id_is_found_in_an_encoded_body(way: str) -> None:
    body = f"{'x' * 40} a@b.example: user unknown{BACK}".encode()
    packed = base64.encodebytes(body) if way == "base64" else quopri.encodestring(body)
    head = f"From: MAILER-DAEMON@mx.example\nSubject: failure notice\nContent-Transfer-Encoding: {way}\n\n".encode()
    assert [(one["message_id"], one["address"]) for one in parse_mail(head + packed)] == [(ID, "a@b.example")]
