"""What kind of file this is: by its content, never by its name; else what it is and what takes it."""

from __future__ import annotations

import re

from ar_sheets.base.i18n import N_, _
from ar_sheets.invoices.document import NotAnInvoice

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"  # the object identifier of signedData
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.]*)(?=[\s/>])([^>]*)")
_XML = {
    "CrossIndustryInvoice": "CII", "CrossIndustryDocument": "CII", "FatturaElettronica": "FatturaPA",
    "FatturaElettronicaSemplificata": "FatturaPA", "Facturae": "Facturae", "Finvoice": "Finvoice", "Sie": "SIE 5",
    "SieEntry": "SIE 5", "auditfile": "XAF", "CreditNote": "UBL", "StandardBusinessDocument": "envelope",
    "ObjectEnvelope": "envelope",
}  # fmt: skip
_OTHERS = {
    "Order": N_("an order"), "OrderResponse": N_("an answer to an order"), "OrderChange": N_("a change of an order"),
    "OrderCancellation": N_("a cancelled order"), "OrderResponseSimple": N_("an answer to an order"),
    "Reminder": N_("a reminder"), "Statement": N_("a statement of account"), "Catalogue": N_("a catalogue"),
    "DespatchAdvice": N_("a despatch advice"), "ReceiptAdvice": N_("a receipt advice"),
    "Quotation": N_("a quotation"), "ApplicationResponse": N_("an answer to an invoice"),
    "CrossIndustryOrder": N_("an order"), "SCRDMCCBDACIOMessageStructure": N_("an order"),
    "CrossDomainAcknowledgementAndResponse": N_("an answer to an invoice"),
    "RemittanceAdvice": N_("a remittance advice"),
    "DebitNote": N_("a debit note"), "SelfBilledInvoice": N_("an invoice that the customer wrote in an old form"),
}  # fmt: skip
_BANK = re.compile(r"BkToCstmr|camt\.05[234]|<OFX|OFXHEADER")
FEC_HEADER = ("JournalCode", "EcritureNum", "CompteNum")


def identify_invoice_file(data: bytes) -> str:
    """UBL, CII, FatturaPA, Facturae, Finvoice, Svefaktura, SAF-T PT, SIE 4, SIE 5, XAF, envelope, SAF-T, DATEV, FEC,
    PDF or zip. NotAnInvoice where it is something else, with what it is."""
    if not data.strip(b"\x00\r\n\t "):
        raise NotAnInvoice(_("The file is empty. Export it again."))
    if data.startswith(b"PK\x03\x04"):
        if b"[Content_Types].xml" in data:
            raise NotAnInvoice(_("This is a workbook. A list of invoices is brought in with: ar-sheets adopt."))
        return "zip"
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return "PDF"
    if data[:1] == b"\x30" and _PKCS7 in data[:100]:
        raise NotAnInvoice(_("This invoice is wrapped in a signature (.p7m). Save it without (estrai, extract) and "
                             "take the XML in."))  # fmt: skip
    if data.startswith(_OLE):
        raise NotAnInvoice(_("This is an old .xls workbook. Save it as .xlsx and bring it in with: ar-sheets adopt."))
    start = _start(data)
    if start.startswith("<"):
        return _xml_kind(start)
    return _text_kind(start)


def _start(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:65_536].decode("utf-16", "replace").lstrip("\ufeff \t\r\n")
    return data[:65_536].decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x00")


def _xml_kind(start: str) -> str:
    without = re.sub(r"<\?.*?\?>|<!--.*?-->", "", start, flags=re.DOTALL)
    found = _ROOT.search(without)
    name, attributes = (found[1], found[2]) if found else ("", "")
    if name == "AuditFile":
        return "SAF-T PT" if ":PT" in attributes or "<SalesInvoices" in start or "PT_" in attributes else "SAF-T"
    if name == "Invoice":
        return "Svefaktura" if "urn:sfti:" in attributes else "UBL"
    if name in _XML:
        return _XML[name]
    if name in _OTHERS:
        other = _OTHERS[name]
        what = _(other)
        raise NotAnInvoice(_("This is {what}, no invoice: nothing is owed by it. It is left out.", what=what))
    if _BANK.search(start):
        raise NotAnInvoice(_("This is a bank's file. It is taken in with: ar-sheets payments."))
    if name.lower() == "html":
        raise NotAnInvoice(_("This is a web page. Export the invoice as XML or as Factur-X PDF."))
    if "<!DOCTYPE" in start[:2000]:
        raise NotAnInvoice(_("This XML declares a document type, which no e-invoice does. It is not opened."))
    raise NotAnInvoice(_("This XML ({name}) is no e-invoice that ar-sheets knows. It reads UBL (Peppol, EHF, "
                         "XRechnung), CII (Factur-X, ZUGFeRD), FatturaPA, Facturae, Finvoice, Svefaktura, SAF-T PT, "
                         "SIE and XAF.",
                         name=name[:40]))  # fmt: skip


def _text_kind(start: str) -> str:
    if re.match(r"#FLAGGA\s", start) or re.search(r"^#SIETYP\s", start, re.MULTILINE):
        return "SIE 4"
    if start.startswith(('"EXTF"', "EXTF;", '"DTVF"')):
        return "DATEV"
    first = start.splitlines()[0] if start else ""
    if all(name in first for name in FEC_HEADER):
        return "FEC"
    raise NotAnInvoice(_("This is no e-invoice that ar-sheets knows. A list of invoices (Excel, CSV) is brought in "
                         "with ar-sheets adopt, a bank's file with ar-sheets payments."))  # fmt: skip
