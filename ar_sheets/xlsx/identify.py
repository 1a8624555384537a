"""Is this a workbook that can be written to? If not, what is it, and what is to be done."""

from __future__ import annotations

from ar_sheets.base.i18n import N_, _
from ar_sheets.xlsx.container import Container
from ar_sheets.xlsx.limits import OWN, Bounds
from ar_sheets.xlsx.parts import CONTENT_TYPES, Package
from ar_sheets.xlsx.refused import Refused, damaged

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = N_("Open it in Excel and save it as an Excel workbook (.xlsx), then run again.")


def refuse_unless_workbook(data: bytes, bounds: Bounds = OWN) -> None:
    """Raise Refused with what the file really is, unless it is an .xlsx or .xlsm workbook that may be written."""
    if not data:
        raise Refused(_("The file is empty. Take a copy from your backups."))
    if data.startswith(_OLE):
        _refuse_ole(data)
    if b"PK\x03\x04" not in data[:65_536]:
        _refuse_text(data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n"))
    container = Container(data, bounds)
    if not container.has(CONTENT_TYPES):
        what = _("This is a zip file but not an Excel workbook.")
        raise _other(what) if _other_spreadsheet(container) else Refused(what)
    _refuse_special(container, Package(data, bounds))


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused(
            _(
                "The workbook has a password. Take it off in Excel (File, Info, Protect Workbook, "
                "Encrypt with Password, leave it empty), save it, and run again."
            )
        )
    raise _other(_("This is a workbook in the old .xls format."))


def _refuse_text(start: bytes) -> None:
    lower = start.lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lower:
        raise _other(_("This is an XML spreadsheet of 2003."))
    if lower.startswith((b"<!doctype html", b"<html")) or b"<table" in lower:
        raise _other(_("This is a web page, not an Excel workbook."))
    if b"\0" not in start and start.isascii() and b"\n" in start:
        raise _other(_("This is a text file (such as CSV), not an Excel workbook."))
    raise Refused(_("This is not an Excel workbook. Give the .xlsx file you keep your invoices in."))


def _other(what: str) -> Refused:
    """A spreadsheet of another kind, which Excel can save as one of ours."""
    return Refused(what + " " + _(_SAVE_AS))


def _other_spreadsheet(container: Container) -> bool:
    return container.has("mimetype") or container.has("Index/Document.iwa")


def _refuse_special(container: Container, book: Package) -> None:
    if book.part.lower().endswith(".bin"):
        raise _other(_("This is a binary workbook (.xlsb)."))
    if not container.has(book.part):
        raise damaged(_("the part {part} is missing", part=book.part))
    if any(r.kind == "origin" for r in book.relations("")) or any(
        e.name.lower().startswith("_xmlsignatures/") for e in container.entries
    ):
        raise Refused(
            _(
                "The workbook is digitally signed, and any change breaks the signature. Remove the "
                "signature in Excel (File, Info, View Signatures), then run again."
            )
        )
    if any(r.kind == "revisionHeaders" for r in book.relations(book.part)):
        raise Refused(
            _(
                "The workbook is shared in the old way, with a change log. Stop that in Excel (Review, "
                '"Share Workbook (Legacy)", take out the tick), save it, and run again.'
            )
        )
