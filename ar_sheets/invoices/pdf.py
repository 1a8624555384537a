"""The e-invoice inside a PDF (Factur-X, ZUGFeRD): the attached XML, whatever its name."""

from __future__ import annotations

import io
import logging

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import NotAnInvoice

LARGEST_XML = 50_000_000
_ROOTS = (b"CrossIndustryInvoice", b"CrossIndustryDocument", b"Invoice-2", b"CreditNote-2")


def attached_invoice(data: bytes) -> bytes:
    """The bytes of the XML. NotAnInvoice where the PDF has none, is damaged or locked."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on odd files are not for a shop owner
    try:
        found = PdfReader(io.BytesIO(data)).attachments
        contents = [content for name in found if name.lower().endswith(".xml") for content in found[name]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as fault:
        raise NotAnInvoice(_("This PDF is damaged or has a password. Take the invoice's XML file instead.")) from fault
    invoices = [one for one in contents if len(one) <= LARGEST_XML and any(root in one for root in _ROOTS)]
    if not invoices:
        raise NotAnInvoice(_("This PDF has no e-invoice inside: it is for people to read. Take the XML file, or a PDF "
                             "that the program calls ZUGFeRD or Factur-X."))  # fmt: skip
    # Both the old and the new form may be attached: the new one has what is to be paid.
    return max(invoices, key=lambda one: b"CrossIndustryDocument" not in one)
