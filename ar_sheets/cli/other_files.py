"""A file that is no workbook, given where one is wanted: which command takes it."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.xlsx.limits import file_bytes

LARGEST = 50_000_000


def say_which_command(path: Path) -> str:
    """A sentence for an e-invoice or a bank's file; "" for a workbook, a list and anything else."""
    from ar_sheets.banks.entry import Unusable
    from ar_sheets.banks.identify import identify_format
    from ar_sheets.invoices.document import NotAnInvoice
    from ar_sheets.invoices.identify import identify_invoice_file

    try:
        data = file_bytes(path, LARGEST)
    except (OSError, NotDone):
        return ""
    if data.startswith(b"PK\x03\x04") or not data.strip():
        return ""
    try:
        kind = identify_invoice_file(data)
    except NotAnInvoice:
        kind = ""
    if kind and (kind != "PDF" or _holds_invoice(data)):
        return _("{name} is an invoice file ({kind}), not a workbook. Take it in with: ar-sheets invoices-in WORKBOOK "
                 "{name}", name=path.name, kind=kind)  # fmt: skip
    try:
        bank = identify_format(data)
    except Unusable:
        return ""
    if bank in ("list", "xlsx", "zip"):
        return ""
    return _("{name} is a bank's file ({kind}), not a workbook. Take it in with: ar-sheets payments WORKBOOK {name}",
             name=path.name, kind=bank)  # fmt: skip


def _holds_invoice(data: bytes) -> bool:
    from ar_sheets.invoices.document import NotAnInvoice
    from ar_sheets.invoices.pdf import attached_invoice

    try:
        return bool(attached_invoice(data))
    except NotAnInvoice:
        return False
