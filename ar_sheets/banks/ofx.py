"""OFX 1 (with open tags) and OFX 2 (XML): what many banks call the download for accounting programs.

Dates are taken as they stand, without moving them by their time zone: midnight [+1:CET] is that day, not the one
before. FITID is the bank's number, but alone it is none: some banks give it twice.
"""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, Statement, Unusable, usable_id
from ar_sheets.banks.lists import numbers
from ar_sheets.banks.text import cut_short, one_line
from ar_sheets.base.i18n import _

_STATEMENT = re.compile(r"<(STMTRS|CCSTMTRS)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_TRANSACTION = re.compile(r"<STMTTRN>(.*?)(?=</STMTTRN>|<STMTTRN>|</BANKTRANLIST>)", re.DOTALL | re.IGNORECASE)
_FIELD = re.compile(r"<([A-Z0-9.]+)>\s*([^<\r\n]*)", re.IGNORECASE)
ZERO = Decimal(0)


def read(text: str) -> list[Statement]:
    """One statement for each account. The ledger balance is the only one; there is no opening."""
    if not re.search(r"</OFX>\s*$", text.strip("\x1a\x00 \r\n\t"), re.IGNORECASE):
        raise cut_short("</OFX>")
    found = [_statement(match[2]) for match in _STATEMENT.finditer(text)]
    if not found:
        raise Unusable(_("This OFX file holds no account statement."))
    return found


def _fields(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        if value.strip():
            found.setdefault(name.upper(), html.unescape(value.strip()))
    return found


def _statement(text: str) -> Statement:
    head, _sep, _rest = text.partition("<BANKTRANLIST>")
    about = _fields(head if _sep else text)
    blocks = _TRANSACTION.findall(text)
    amounts = [_fields(block).get("TRNAMT", "") for block in blocks]
    balance = re.search(r"<LEDGERBAL>(.*?)(?=</LEDGERBAL>|<AVAILBAL>|$)", text, re.DOTALL | re.IGNORECASE)
    closing = _fields(balance[1]).get("BALAMT", "") if balance else ""
    style = numbers.style([*amounts, closing]) or numbers.POINT
    statement = Statement("OFX", about.get("ACCTID", ""), about.get("CURDEF", "").upper(), [], notes=[])
    statement.closing = numbers.parse_amount_cell(closing, style) if closing else None
    for number, block in enumerate(blocks, start=1):
        statement.entries.append(_entry(_fields(block), number, statement.currency, style))
    days = _fields(_sep + _rest)
    statement.first, statement.last = _day(days.get("DTSTART", "")), _day(days.get("DTEND", ""))
    return statement


def _entry(fields: dict[str, str], number: int, currency: str, style: numbers.Style) -> BankEntry:
    money, booked = numbers.parse_amount_cell(fields.get("TRNAMT", ""), style), _day(fields.get("DTPOSTED", ""))
    if money is None or booked is None:
        raise Unusable(
            _('Entry {number} has the amount "{amount}" and the day "{day}": the file is damaged.', number=number,
              amount=fields.get("TRNAMT", ""), day=fields.get("DTPOSTED", ""))
        )  # fmt: skip
    return BankEntry(
        booked, money, currency, payer=fields.get("NAME", ""), payer_account=fields.get("ACCTID", ""),
        text=one_line(fields.get("MEMO", ""), fields.get("CHECKNUM", ""), fields.get("REFNUM", "")),
        bank_id=usable_id(fields.get("FITID")), place=_("entry {number}", number=number),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
