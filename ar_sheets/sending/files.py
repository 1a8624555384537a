"""The files of one letter in its batch folder: what was reviewed is what is sent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.sending.errors import Unfit


@dataclass(frozen=True, slots=True)
class LetterFiles:
    """A letter as its files hold it. `name` is theirs without ending."""

    name: str
    subject: str
    text: str
    html: str
    pdf: bytes | None

    @property
    def sha256(self) -> str:
        """One fingerprint of all of it."""
        parts = (self.subject.encode(), self.text.encode(), self.html.encode(), self.pdf or b"")
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def load_files(home: Path, record: Mapping[str, Any]) -> LetterFiles:
    """The files of an Outbox row, from the folder of the workbook. Unfit when they are not the row's."""
    stem = _stem(home, record)
    try:
        whole = stem.with_name(f"{stem.name}.txt").read_bytes().decode("utf-8")
        html = stem.with_name(f"{stem.name}.html").read_bytes().decode("utf-8")
        pdf = stem.with_name(f"{stem.name}.pdf").read_bytes()
    except FileNotFoundError as fault:
        raise Unfit(_("its file {file} is missing", file=Path(str(fault.filename)).name)) from None
    except (OSError, UnicodeDecodeError) as fault:
        raise Unfit(_("its files in {folder} cannot be read ({why})", folder=stem.parent, why=fault)) from None
    subject, _gap, text = whole.partition("\n\n")
    subject = subject.removeprefix("Subject: ")
    if not _same(subject, clean(record["subject"])):
        raise Unfit(_("its file has another subject than the Outbox"))
    if not _has_title(pdf, subject):
        raise Unfit(_("its PDF is not of this letter"))
    return LetterFiles(stem.name, subject, text, html, pdf)


def _stem(home: Path, record: Mapping[str, Any]) -> Path:
    """batches/<date>/letters/<name>, and never anything outside of it, whatever stands in the cell."""
    file = str(record["file"] or "")
    if not re.fullmatch(r"batches/\d{4}-\d\d-\d\d/letters/[^/\\:]+\.(html|pdf)", file):
        raise Unfit(_("the Outbox names no file for it"))
    stem = (home / file).with_suffix("")
    if not stem.resolve().is_relative_to((home / "batches").resolve()):
        raise Unfit(_("its file lies outside the folder of the batches"))
    return stem


def _has_title(pdf: bytes, subject: str) -> bool:
    """Whether the PDF says in its description (XMP, never compressed) that it is this letter."""
    found = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", pdf, re.DOTALL)
    title = unescape(found[1].decode("utf-8", "replace")) if found else ""
    return pdf.startswith(b"%PDF-") and _same(title, subject)


def _same(one: str, other: str) -> bool:
    """Whether two subjects read the same: a blank that does not break is a blank."""
    return one.split() == other.split()


class _Words(HTMLParser):
    """The text a reader of the page sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def html_words(html: str) -> str:
    """The text of an HTML letter, a line for each piece."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return "\n".join(parser.found)
