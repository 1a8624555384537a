"""CFONB 120 (France): relevé de compte. The last digit of an amount carries its sign (overpunch)."""

from __future__ import annotations

from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, Statement, usable_id
from ar_sheets.banks.text import bad_line, cut_short, lines, one_line, parse_day
from ar_sheets.base.i18n import _

PLUS, MINUS = "{ABCDEFGHI", "}JKLMNOPQR"
ZERO = Decimal(0)


def read(text: str) -> list[Statement]:
    """One statement from each record 01 to its 07; the sum is checked by whoever takes it in."""
    statements: list[Statement] = []
    open_one: Statement | None = None
    for number, line in lines(text):
        kind = line[:2]
        if kind == "01":
            open_one = Statement("CFONB 120", line[2:7] + line[11:16] + line[21:32], line[16:19].strip() or "EUR", [],
                                 _signed(line, number), notes=[])  # fmt: skip
            open_one.first = parse_day(line[34:40], "dmy", number)
        elif open_one is None:
            raise bad_line(number, line[:10].strip(), _("before a record 01"))
        elif kind == "04":
            open_one.entries.append(_entry(line, number, open_one.currency))
        elif kind == "05":
            if open_one.entries:
                _more(open_one.entries[-1], line)
        elif kind == "07":
            open_one.closing, open_one.last = _signed(line, number), parse_day(line[34:40], "dmy", number)
            statements.append(open_one)
            open_one = None
        else:
            raise bad_line(number, line[:10].strip(), _("where a record 04, 05 or 07 should stand"))
    if open_one is not None or not statements:
        raise cut_short("07")
    return statements


def _signed(line: str, number: int) -> Decimal:
    digits, last = line[90:103], line[103:104]
    sign, at = (1, PLUS.find(last)) if last in PLUS else (-1, MINUS.find(last))
    if not digits.strip().isdigit() or not last or at < 0:
        raise bad_line(number, line[90:104].strip(), _("where an amount should stand"))
    decimals = int(line[19]) if line[19:20].isdigit() else 2
    return sign * Decimal(int(digits + str(at))).scaleb(-decimals)


def _entry(line: str, number: int, currency: str) -> BankEntry:
    rejected = line[40:42].strip()
    return BankEntry(
        parse_day(line[34:40], "dmy", number), _signed(line, number), line[16:19].strip() or currency,
        text=one_line(line[48:79], line[104:120]), returned=bool(rejected) and _signed(line, number) < 0,
        place=_("line {number}", number=number),
    )  # fmt: skip


def _more(entry: BankEntry, line: str) -> None:
    """Complements by qualifier: NPY and NBE payer, LIB and LCC to LC2 text, REF and RCN references of the payer."""
    kind, text = line[45:48], line[48:118].strip()
    if kind == "NPY":
        entry.payer = text
    elif kind in ("REF", "RCN", "LIB", "LCC", "LC2", "LCS"):
        entry.text = one_line(entry.text, text)
        if kind == "RCN":
            entry.end_to_end = usable_id(line[48:83])
    elif kind == "IPY":
        entry.payer_account = text.split(" ")[0]
