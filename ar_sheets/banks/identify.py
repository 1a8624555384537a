"""What kind of bank file this is: by its content, never by its name; else what to download instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ar_sheets.banks.camt import MESSAGES
from ar_sheets.banks.entry import Unusable
from ar_sheets.banks.lists.read import is_list
from ar_sheets.banks.text import decode_text
from ar_sheets.base.i18n import _

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.]*)[\s/>]")
_OVERPUNCHED = re.compile(r"^01.{88}\d{13}[{}A-R]", re.MULTILINE)
_TITO = re.compile(r"^T00\d{3}.*^T(10|40|50)", re.MULTILINE | re.DOTALL)
_KTL = re.compile(r"^0\d{6}.*^[35]\d{14}.*^9\d", re.MULTILINE | re.DOTALL)
_NORMA = re.compile(r"^11.{18}\d{12}[012]\d{14}\d{3}", re.MULTILINE)
_MT = re.compile(r"^:(20|25|28C?|60[FM]|61|62[FM]):", re.MULTILINE)


def identify_format(data: bytes) -> str:
    """The format: camt, OFX, OCR giro, BgMax, TITO, KTL, CODA, CFONB 120, Norma 43, MT940, list, xlsx or zip.

    Unusable where it is no bank statement, with what to download instead.
    """
    if not data.strip(b"\x00\r\n\t "):
        raise Unusable(_("The file is empty. Download it from the bank again."))
    if data.startswith(b"PK\x03\x04"):
        return "xlsx" if b"[Content_Types].xml" in data else "zip"
    if data.startswith(_OLE):
        raise Unusable(_("This is an old .xls workbook. Open it in Excel, save it as .xlsx or .csv, and take that; or "
                         "download the statement as camt.053 or CSV."))  # fmt: skip
    if data.startswith(b"%PDF"):
        raise Unusable(_("A PDF is for people to read. Download the statement as camt.053 (XML), or as CSV."))
    start = decode_text(data[:65_536]).lstrip("\ufeff \t\r\n\x00")
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(_("This is no bank statement. Download the statement as camt.053 (XML), or as CSV."))
    if start.startswith("<"):
        return _xml(start)
    return _text(start, data)


def _xml(start: str) -> str:
    """By the message element, whatever its prefix."""
    names = [found[1] for found in _ELEMENT.finditer(start)]
    if any(name in MESSAGES for name in names[:50]):
        return "camt"
    if "OFX" in names[:3] or "OFXHEADER" in start[:500]:
        return "OFX"
    lower = start[:2000].lower()
    if "pain.001" in lower or "CstmrCdtTrfInitn" in names or "pain.008" in lower or "CstmrDrctDbtInitn" in names:
        raise Unusable(_("This is an order to the bank (pain.001 or pain.008), not what the bank booked. Download the "
                         "account statement, best as camt.053."))  # fmt: skip
    if "pain.002" in lower or "CstmrPmtStsRpt" in names:
        raise Unusable(_("This says whether the bank accepted an order (pain.002); no money moved by it. Download the "
                         "account statement, best as camt.053."))  # fmt: skip
    if "<html" in lower or "<!doctype html" in lower or "<table" in lower:
        raise Unusable(_("This is a web page, not a bank statement, whatever its name ends in. Download the statement "
                         "as camt.053 (XML), or as CSV."))  # fmt: skip
    return "camt"  # its reader says what is wrong with it


def _text(start: str, data: bytes) -> str:
    for name, is_it in _markers(start):
        if is_it:
            return name
    if start.startswith("!") and re.match(r"!(Type|Account|Option)", start, re.IGNORECASE):
        raise Unusable(_("A QIF file has no currency, no account and no clear days: nothing can safely be taken from "
                         "it. Download the statement as camt.053, OFX or CSV."))  # fmt: skip
    if len(_MT.findall(start)) > 1:
        if ":34F:" in start and not re.search(r"(?m)^:60[FM]:", start):
            raise Unusable(_("This is an MT942: what came during a day, before it was booked. Download the statement "
                             "itself (MT940), best as camt.053."))  # fmt: skip
        return "MT940"
    if is_list(decode_text(data[:500_000])):
        return "list"
    raise Unusable(_("This is no bank statement that ar-sheets knows. Download the statement as camt.053 (XML), or as "
                     "CSV."))  # fmt: skip


def _markers(start: str) -> Iterator[tuple[str, bool]]:
    """The fixed formats by how they begin; the order matters where one could be taken for another."""
    lines = [line for line in start[:20_000].splitlines() if line.strip()]
    first = lines[0] if lines else ""
    yield "OFX", "OFXHEADER" in start[:500] or start[:5].upper() == "<OFX>"
    yield "OCR giro", first.startswith("NY000010")
    yield "BgMax", first.startswith("01BGMAX")
    yield "TITO", bool(_TITO.search(start)) and first.startswith("T00")
    yield "CODA", bool(re.match(r"0000[0-9 ]\d{6}.{3}", first)) and 120 <= len(first.rstrip("\r\n")) <= 130
    yield "KTL", len(first.rstrip()) <= 90 and bool(re.match(r"0\d{6}", first)) and bool(_KTL.search(start))
    yield "CFONB 120", bool(_OVERPUNCHED.match(first + "\n"))
    yield "Norma 43", bool(_NORMA.match(first))
