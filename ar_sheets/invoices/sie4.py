"""SIE 4 (Sweden) whose receivables carry dimension 8 (customer) and 10 (invoice): open items, without due dates.

Of 63 files seen only one uses the dimensions; most cannot say which invoice is open, and are refused with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import (
    ZERO,
    InvoiceContent,
    InvoiceDocument,
    InvoiceParty,
    NotAnInvoice,
    PartyNumber,
)
from ar_sheets.invoices.markup import read_amount, read_day

CUSTOMER, INVOICE = "8", "10"
RECEIVABLES = "15"  # BAS: accounts 15xx
_FIELD = re.compile(r'\{([^}]*)\}|"((?:[^"\\]|\\.)*)"|(\S+)')
_OBJECT = re.compile(r'"([^"]*)"|(\S+)')


@dataclass(slots=True)
class _Open:
    amount: Decimal = ZERO
    first: date | None = None


def decode_sie(data: bytes) -> str:
    """SIE says PC8, which is code page 437; some programs write UTF-8 all the same."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp437")


def read_invoices(text: str) -> InvoiceContent:
    """A document for each pair of customer and invoice that is not settled."""
    names: dict[str, str] = {}
    open_items: dict[tuple[str, str], _Open] = {}
    facts = {"VALUTA": "SEK", "FNAMN": "", "ORGNR": ""}
    year_start: date | None = None
    booked: date | None = None
    for label, fields in _records(text):
        if label in facts and fields:
            facts[label] = fields[0]
        elif label == "RAR" and fields[:1] == ["0"] and len(fields) > 1:
            year_start = read_day(fields[1], "#RAR")
        elif label == "OBJEKT" and fields[:1] == [CUSTOMER] and len(fields) > 2:
            names[fields[1]] = fields[2]
        elif label == "VER" and len(fields) > 2:
            booked = read_day(fields[2], "#VER")
        elif label == "TRANS" and len(fields) > 2:
            day = read_day(fields[3], "#TRANS") if len(fields) > 3 and fields[3] else booked
            _add(open_items, fields[0], fields[1], fields[2], day, "#TRANS")
        elif label == "OIB" and len(fields) > 3 and fields[0] == "0":
            _add(open_items, fields[1], fields[2], fields[3], year_start, "#OIB")
    if not open_items:
        raise NotAnInvoice(_("This SIE file does not say which invoice of which customer is open: its receivables "
                             "carry no customer and invoice (dimensions 8 and 10). Take the invoices themselves, or "
                             "the program's list of open invoices with ar-sheets adopt."))  # fmt: skip
    own = (PartyNumber("0007", facts["ORGNR"]),) if facts["ORGNR"] else ()
    seller = InvoiceParty(facts["FNAMN"], own, country="SE")
    documents = [
        InvoiceDocument("SIE 4", invoice, one.first, facts["VALUTA"], one.amount,
                        InvoiceParty(names.get(customer, ""), given_number=customer), seller)
        for (customer, invoice), one in open_items.items() if one.amount and one.first
    ]  # fmt: skip
    return InvoiceContent("SIE 4", documents, seller=seller)


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("#"):
            label, _sep, rest = line[1:].replace("\t", " ").partition(" ")
            yield label.upper(), [group or quoted.replace('\\"', '"') or plain
                                  for group, quoted, plain in _FIELD.findall(rest)]  # fmt: skip


def _add(
    open_items: dict[tuple[str, str], _Open], account: str, objects: str, amount: str, day: date | None, name: str
) -> None:
    if not account.startswith(RECEIVABLES):
        return
    parts = [quoted or plain for quoted, plain in _OBJECT.findall(objects)]
    found = dict(zip(parts[::2], parts[1::2], strict=False))
    if not found.get(CUSTOMER) or not found.get(INVOICE):
        return
    one = open_items.setdefault((found[CUSTOMER], found[INVOICE]), _Open())
    one.amount += read_amount(amount, name)
    one.first = day if one.first is None or (day is not None and day < one.first) else one.first
