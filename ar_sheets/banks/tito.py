"""TITO (Finland): konekielinen tiliote, the account statement. What came with references is one line for a day; its
payments are in the KTL file of the same day and sum."""

from __future__ import annotations

from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, BankReference, Statement, usable_id
from ar_sheets.banks.text import bad_line, cents, cut_short, lines, one_line, parse_day
from ar_sheets.base.i18n import _

ZERO = Decimal(0)
_NO_DAY = {"", "000000"}


def read(text: str) -> list[Statement]:
    """One statement from each record T00 to its T40."""
    statements: list[Statement] = []
    for number, line in lines(text):
        kind = line[:3]
        if kind == "T00":
            statements.append(_header(line, number))
        elif not statements:
            raise bad_line(number, line[:10].strip(), _("before a record T00"))
        elif kind in ("T10", "T80"):
            entry = _entry(line, number, statements[-1])
            if entry is None:
                statements[-1].left_out += 1
            else:
                statements[-1].entries.append(entry)
        elif kind in ("T11", "T81") and statements[-1].entries:
            _more(statements[-1].entries[-1], line)
        elif kind == "T40":
            statements[-1].closing = _signed(line, 12, number)
    if not statements or any(statement.closing is None for statement in statements):
        raise cut_short("T40")
    return statements


def _signed(line: str, at: int, number: int) -> Decimal:
    sign, money = line[at : at + 1], cents(line[at + 1 : at + 19], number)
    if sign not in "+-" or not sign:
        raise bad_line(number, sign, _("where + or - should stand"))
    return -money if sign == "-" else money


def _header(line: str, number: int) -> Statement:
    account = line[9:23].strip()
    iban = line[292:322].split() if len(line) > 292 else []
    if iban and iban[0][:2].isalpha():
        account = iban[0]
    statement = Statement("TITO", account, line[96:99].strip() or "EUR", [], _signed(line, 71, number), notes=[])
    statement.first, statement.last = parse_day(line[26:32], "ymd", number), parse_day(line[32:38], "ymd", number)
    return statement


def _entry(line: str, number: int, statement: Statement) -> BankEntry | None:
    """The entry; None for lines that itemise another one and for rejected ones. Receipt code E is a booking."""
    level, kind = line[187:188].strip(), line[48:49]
    if level in set("123456789") or kind == "9":
        return None
    booked = line[30:36] if line[30:36].strip() not in _NO_DAY else line[36:42]
    reference = line[159:179].strip().lstrip("0")
    money = _signed(line, 87, number)
    itemised = line[106:107] == "E"
    return BankEntry(
        parse_day(booked, "ymd", number), money, statement.currency, payer="" if itemised else line[108:143].strip(),
        text=line[52:87].strip(), references=(BankReference(reference),) if reference else (),
        bank_id=usable_id(line[12:30]), returned=kind in ("3", "4") and money < 0, counted=2 if itemised else 1,
        place=_("line {number}", number=number),
    )  # fmt: skip


def _more(entry: BankEntry, line: str) -> None:
    """Additional information: 00 and 06 text, 01 how many payments, 09 and 11 the payer."""
    kind, rest = line[6:8], line[8:]
    if kind in ("00", "06"):
        entry.text = one_line(entry.text, rest)
    elif kind == "01" and rest[:8].strip().isdigit():
        entry.counted = max(1, int(rest[:8]))
    elif kind == "09":
        entry.payer = rest[:35].strip() or entry.payer
    elif kind == "11":
        entry.payer_account = rest[35:70].strip() or entry.payer_account
        entry.payer = rest[175:245].strip() or entry.payer
        entry.end_to_end = usable_id(rest[245:280])
