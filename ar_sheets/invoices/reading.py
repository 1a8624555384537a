"""From paths to invoice files: folders and zips laid open, bounds before parsers, the reader of the format."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import InvoiceContent, NotAnInvoice
from ar_sheets.invoices.identify import identify_invoice_file
from ar_sheets.invoices.markup import parse_invoice_xml
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.xlsx.limits import Bounds, file_bytes

INVOICE_BOUNDS = Bounds(file=200_000_000, entries=5_000, part=200_000_000, whole=1_000_000_000, cells=0)
MOST_FILES = 20_000
EARLIEST = date(1990, 1, 1)
_XML_READERS = {
    "UBL": "ubl", "CII": "cii", "FatturaPA": "fatturapa", "Facturae": "facturae", "Finvoice": "finvoice",
    "Svefaktura": "svefaktura", "SAF-T PT": "saft_pt", "SIE 5": "sie5", "XAF": "xaf",
}  # fmt: skip
_INSIDE = ("Invoice", "CreditNote", "Finvoice", "CrossIndustryInvoice")


@dataclass(frozen=True, slots=True)
class InvoiceFile:
    """One file, read: its name (with the zip's before it), its hash, and what is in it."""

    name: str
    sha256: str
    content: InvoiceContent


@dataclass(slots=True)
class InvoiceFiles:
    """What could be read, and what not and why."""

    files: list[InvoiceFile] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)  # (name, why)


def read_invoice_files(paths: Sequence[Path]) -> InvoiceFiles:
    """Each file, each in a folder and in a zip; one that cannot be used stops none of the others."""
    found = InvoiceFiles()
    seen: set[str] = set()
    for path in _laid_open(paths):
        try:
            data = file_bytes(path, INVOICE_BOUNDS.file)
        except OSError as fault:
            found.rejected.append((path.name, _("It cannot be opened ({reason}).", reason=fault.strerror)))
            continue
        except NotDone as refused:
            found.rejected.append((path.name, str(refused)))
            continue
        for name, content in _unzipped(path.name, data, found):
            _read_one(name, content, found, seen)
    return found


def read_invoice(data: bytes) -> InvoiceContent:
    """What the bytes of one file hold. NotAnInvoice, a sentence, where it is none."""
    kind = identify_invoice_file(data)
    if kind == "PDF":
        from ar_sheets.invoices.pdf import attached_invoice

        data = attached_invoice(data)
        kind = identify_invoice_file(data)
    if kind == "zip":
        raise NotAnInvoice(_("This is a zip inside a zip. Unpack it and take the files in."))
    content = _by_kind(kind, data)
    _check(content)
    return content


def _laid_open(paths: Sequence[Path]) -> Iterator[Path]:
    count = 0
    for path in paths:
        inside = [path]
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not _hidden(one.name))
        count += len(inside)
        if count > MOST_FILES:
            raise NotDone(_("These are more than {most} files. Take them in in parts.", most=MOST_FILES))
        yield from inside


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX/")) or name.rpartition("/")[2].startswith(".")


def _unzipped(name: str, data: bytes, found: InvoiceFiles) -> Iterator[tuple[str, bytes]]:
    """The file itself, or each file of the zip, bounded before and while it is unpacked."""
    if not data.startswith(b"PK\x03\x04") or b"[Content_Types].xml" in data:
        yield name, data
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [one for one in archive.infolist() if not one.is_dir() and not _hidden(one.filename)]
        if len(members) > INVOICE_BOUNDS.entries or sum(one.file_size for one in members) > INVOICE_BOUNDS.whole:
            raise NotAnInvoice(_("This zip unpacks to more than ar-sheets opens. Unpack it and take in the files."))
        for one in members:
            with archive.open(one) as file:
                content = file.read(INVOICE_BOUNDS.part + 1)
            if len(content) > INVOICE_BOUNDS.part:
                raise NotAnInvoice(_("{name} in the zip is too large.", name=one.filename))
            yield f"{name}/{one.filename}", content
        if not members:
            raise NotAnInvoice(_("There is nothing in this zip."))
    except NotAnInvoice as refused:
        found.rejected.append((name, str(refused)))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        found.rejected.append((name, _("The zip cannot be unpacked: it is damaged or has a password.")))


def _read_one(name: str, data: bytes, found: InvoiceFiles, seen: set[str]) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 in seen:
        return
    seen.add(sha256)
    try:
        found.files.append(InvoiceFile(name, sha256, read_invoice(data)))
    except NotAnInvoice as refused:
        found.rejected.append((name, str(refused)))


def _by_kind(kind: str, data: bytes) -> InvoiceContent:
    if kind in ("SIE 4", "DATEV", "FEC"):
        return _text(kind, data)
    root = parse_invoice_xml(data)
    if kind == "envelope":
        kind, root = _taken_out(root)
    if kind == "SAF-T":
        from ar_sheets.invoices.ledgers import read_saft_ledger

        return read_saft_ledger(root)
    content: InvoiceContent = import_module(f"ar_sheets.invoices.{_XML_READERS[kind]}").read_invoices(root)
    return content


def _text(kind: str, data: bytes) -> InvoiceContent:
    from ar_sheets.invoices import ledgers, sie4

    if kind == "SIE 4":
        return sie4.read_invoices(sie4.decode_sie(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return ledgers.read_datev_ledger(text) if kind == "DATEV" else ledgers.read_fec_ledger(text)


def _taken_out(root: ET.Element) -> tuple[str, ET.Element]:
    """The invoice in an envelope (SBDH of Peppol, ObjectEnvelope of Svefaktura)."""
    for element in root:
        if element.tag in _INSIDE:
            svefaktura = element.find("LegalTotal") is not None
            return {"Invoice": "Svefaktura" if svefaktura else "UBL", "CreditNote": "UBL", "Finvoice": "Finvoice",
                    "CrossIndustryInvoice": "CII"}[element.tag], element  # fmt: skip
    raise NotAnInvoice(_("There is no invoice in this envelope. It is left out."))


def _check(content: InvoiceContent) -> None:
    for one in content.documents:
        one.currency = one.currency.upper()
        if one.currency not in CURRENCIES:
            raise NotAnInvoice(_('The file has the currency "{code}", which does not exist.', code=one.currency[:20]))
        if one.issued < EARLIEST:
            raise NotAnInvoice(_("{number} is dated {day}: the file is damaged.", number=one.number, day=one.issued))
