"""Writes documents: the PDF, the sheet, and where wanted text and HTML. A sheet that somebody has changed is kept."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.base.file_names import file_stems
from ar_sheets.base.files import save_if_changed
from ar_sheets.base.i18n import _
from ar_sheets.letters import html, logo
from ar_sheets.letters.letter import Letter
from ar_sheets.letters.pdf import Printer
from ar_sheets.letters.text import letter_as_text


@dataclass(frozen=True, slots=True)
class Document:
    """A document to write: its name, its content, the filled-in sheet if it has one, whether text and HTML too."""

    name: str  # an invoice number, a customer's id: what its files are called after
    letter: Letter
    sheet: bytes | None = None
    mailable: bool = False
    attached: str = ""  # the e-invoice that goes into the PDF
    peppol: bytes = b""  # the Peppol file beside it
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentWritten:
    """The files of a document, and what to tell about it."""

    name: str
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def write_documents(documents: Sequence[Document], folder: Path, own: Path | None) -> list[DocumentWritten]:
    """Writes the documents into the folder. A file that would be the same is not touched; a sheet that
    somebody saved since is their work by now and stays. OSError when the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    printer = Printer(own)
    stems = [stem(document.name) for document in documents]
    pdfs = [folder / f"{of}.pdf" for of in stems]
    jobs = [printer.single(of.letter, pdf, of.attached) for of, pdf in zip(documents, pdfs, strict=True)]
    said = printer.make(jobs)
    picture, written = logo.picture(own), []
    for document, pdf, warning in zip(documents, pdfs, said, strict=True):
        files, notes = _others(document, pdf, picture)
        warnings = dict.fromkeys([*document.letter.warnings, *printer.warnings, *filter(None, [warning]), *notes,
                                  *document.notes])  # fmt: skip
        written.append(DocumentWritten(document.name, (pdf, *files), tuple(warnings)))
    return written


def _others(document: Document, pdf: Path, picture: logo.Picture | None) -> tuple[list[Path], list[str]]:
    """The files beside the PDF, and what to say about them."""
    files, notes = [], []
    if document.sheet is not None:
        sheet = pdf.with_suffix(".xlsx")
        if sheet.is_file() and _is_somebodys(sheet.read_bytes(), document.sheet):
            notes.append(
                _("{file} was changed by hand, so it was kept as it is. Delete it for a new one.", file=sheet.name)
            )
        else:
            save_if_changed(sheet, document.sheet)
        files.append(sheet)
    if document.peppol:
        save_if_changed(pdf.with_suffix(".xml"), document.peppol)
        files.append(pdf.with_suffix(".xml"))
    if document.mailable:
        letter = document.letter
        save_if_changed(pdf.with_suffix(".txt"), letter_as_text(letter).encode())
        whole = html.whole_page(letter, html.fragment(letter), picture)
        save_if_changed(pdf.with_suffix(".html"), whole.encode())
        files += [pdf.with_suffix(".txt"), pdf.with_suffix(".html")]
    return files, notes


def _is_somebodys(there: bytes, new: bytes) -> bool:
    """Whether a sheet was saved by a program since we made it: that leaves its time in the properties."""
    if there == new:
        return False
    try:
        return _properties(there) != _properties(new)
    except (zipfile.BadZipFile, KeyError):
        return True


def _properties(workbook: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return parts.read("docProps/core.xml")


def stem(name: str) -> str:
    """A file name without ending that is safe on every system: the name itself where it is, else a readable part of
    it and a fingerprint, so that 2026/1 and 2026-1 are two files."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60]
    if plain != name:
        plain += ("-" if plain else "") + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return file_stems([plain])[0]
