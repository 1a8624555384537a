"""A letter as a mail: exactly its people, its words in three forms, and nothing a cell could smuggle in."""

from __future__ import annotations

import base64
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mailroom import NOW

from ar_sheets.base.email_addresses import BadAddress, one_address
from ar_sheets.sending.files import LetterFiles
from ar_sheets.sending.message import People, as_bytes, build, message_id

GOOD = [
    ("post@kunde.example", "post@kunde.example"),
    ("  post@kunde.example\n", "post@kunde.example"),
    ("o'brien+bills@sub.kunde.example", "o'brien+bills@sub.kunde.example"),
    ("faktura@blåbær.example", "faktura@xn--blbr-roah.example"),
    ("bjørn@kunde.example", "bjørn@kunde.example"),
]
BAD = [
    "", "nan", "none", "@", "a@", "@b.example", "a b@kunde.example", "a@kunde", "a@@kunde.example",
    "a@kunde.example, b@kunde.example", "a@kunde.example;b@kunde.example", "a@kunde.example b@kunde.example",
    "Anna <a@kunde.example>", "<a@kunde.example>", "a@kunde.example (Anna)", '"a"@kunde.example', "a@[127.0.0.1]",
    "a@kunde.example\r\nBcc: evil@evil.example", "a@kunde.example\x00", "a@kunde.example\u202e", "a..b@kunde.example",
    ".a@kunde.example", "a@-kunde.example", "a@kunde..example", f"{'a' * 65}@kunde.example", f"a@{'b' * 64}.example",
]  # fmt: skip


@pytest.mark.parametrize(("cell", "address"), GOOD)
def test_one_cell_is_one_address(cell: str, address: str) -> None:
    assert one_address(cell).addr_spec == address


@pytest.mark.parametrize("cell", BAD)
def test_what_is_not_exactly_one_address_is_none(cell: str) -> None:
    with pytest.raises(BadAddress):
        one_address(cell)


NAMES = [
    "Anna Hansen", "Acme, Inc., a very long name with, commas, " * 3, 'Bjørn "Bjarne" Å. Sjøgren, sønn & co',
    "=1+1", "株式会社サンプル", "😀 Emoji AS", "شركة المثال", "\u202eevil", "x" * 300, "Kari\r\nBcc: evil@evil.example",
    "a\x00b", "=?utf-8?q?a=0D=0ABcc:_evil@evil.example?=", "<script>alert(1)</script>", "{{ 7*7 }}", "@", "",
    "O'Brien; DROP TABLE", "=?utf-8?q?fake?=",
]  # fmt: skip
FILES = LetterFiles("261120-C1-NOK", "Reminder: invoice F1", "Hello\n.\n..dots\n", "<p>Hello</p>", b"%PDF-1.7 x")


def mail(name: str = "Anna", subject: str = "x", **more: Any) -> EmailMessage:
    """A mail built and read again by another parser's eyes: as bytes."""
    people = People(
        one_address("post@treverk.example", "Treverk AS"), (one_address("anna@kunde.example", name),), **more
    )
    files = LetterFiles(FILES.name, subject, FILES.text, FILES.html, FILES.pdf)
    raw = as_bytes(build(files, people, "<ars.x.1.123456789012@treverk.example>", NOW))
    assert all(len(line) < 998 for line in raw.split(b"\r\n"))
    assert b"\0" not in raw
    return message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def headers_are_ours_alone(found: EmailMessage) -> bool:
    ours = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    return set(found.keys()) <= ours and all(len(found.get_all(name, [])) == 1 for name in ours)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_adds_nobody(name: str) -> None:
    found = mail(name)
    assert [address.addr_spec for address in found["To"].addresses] == ["anna@kunde.example"]
    assert headers_are_ours_alone(found)
    shown = found["To"].addresses[0].display_name
    if len(name) < 100 and name.isprintable():
        assert shown == name.strip().replace("=?", "= ?")


@given(st.text(max_size=400), st.text(max_size=400))
def test_no_text_adds_a_header_or_a_recipient(name: str, subject: str) -> None:
    found = mail(name, subject)
    assert [address.addr_spec for address in found["To"].addresses] == ["anna@kunde.example"]
    assert [address.addr_spec for address in found["From"].addresses] == ["post@treverk.example"]
    assert headers_are_ours_alone(found)


@pytest.mark.parametrize(
    "subject", ["Påminnelse: faktura 01041", "Lembrete: 3 faturas, vencidas", "催促状 1041", "a" * 500]
)
def test_the_subject_arrives(subject: str) -> None:
    assert mail(subject=subject)["Subject"] == subject[:200]


def test_three_forms_and_the_headers() -> None:
    found = mail(cc=(one_address("boss@kunde.example"),), reply_to=one_address("reply@treverk.example"))
    assert found["Cc"].addresses[0].addr_spec == "boss@kunde.example"
    assert found["Reply-To"].addresses[0].addr_spec == "reply@treverk.example"
    assert found["Message-ID"] == "<ars.x.1.123456789012@treverk.example>"
    assert parsedate_to_datetime(found["Date"]) == NOW.replace(microsecond=0)
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    assert found.get_body(("plain",)).get_content() == FILES.text.replace("\n", "\r\n")  # type: ignore[union-attr]
    assert found.get_body(("html",)).get_content().strip() == FILES.html  # type: ignore[union-attr]
    pdf = next(iter(found.iter_attachments()))
    assert (pdf.get_filename(), pdf.get_content()) == ("x.pdf", FILES.pdf)


def test_pictures_in_the_letter_become_parts_of_the_mail() -> None:
    code = b"\x89PNG not really"
    html = f'<p><img src="data:image/png;base64,{base64.b64encode(code).decode()}" alt="QR"></p>'
    people = People(one_address("post@treverk.example"), (one_address("anna@kunde.example"),))
    raw = as_bytes(build(LetterFiles("n", "s", "t\n", html, None), people, "<x@y>", NOW))
    found = message_from_bytes(raw, policy=default)
    assert 'src="cid:picture1"' in found.get_body(("html",)).get_content()  # type: ignore[attr-defined]
    picture = next(part for part in found.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<picture1>"
    assert picture.get_payload(decode=True) == code


def test_an_address_with_accents_is_utf8_as_it_must_be() -> None:
    people = People(one_address("post@treverk.example"), (one_address("bjørn@kunde.example", "Bjørn"),))
    assert people.envelope.utf8
    raw = as_bytes(build(FILES, people, "<x@y>", NOW))
    assert "Bjørn <bjørn@kunde.example>".encode() in raw


ROW = {"letter_id": "261120-C1-NOK", "batch": date(2026, 11, 20), "customer_id": "C1", "step": "Reminder 1"}
OTHERS = [
    {"letter_id": "261120-C2-NOK"}, {"batch": date(2026, 11, 21)}, {"customer_id": "C2"}, {"step": "Reminder 2"},
]  # fmt: skip


def test_the_same_letter_has_the_same_message_id() -> None:
    first = message_id(ROW, FILES, "treverk.example")
    assert message_id(dict(ROW), FILES, "treverk.example") == first
    assert len(first) < 80
    assert first.isascii()


@pytest.mark.parametrize("other", OTHERS)
def test_another_letter_has_another_message_id(other: dict[str, Any]) -> None:
    first = message_id(ROW, FILES, "treverk.example")
    assert message_id(ROW | other, FILES, "treverk.example") != first
    assert message_id(ROW, LetterFiles("n", "s", "other words", "h", None), "treverk.example") != first
