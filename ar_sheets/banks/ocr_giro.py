"""OCR giro (Norway, Nets): payments with a KID. A minus takes a payment back; both control sums are checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, BankReference, Statement
from ar_sheets.banks.text import bad_line, cents, cut_short, lines, parse_day, wrong_sum
from ar_sheets.base.i18n import _

WIDTH = 80
ZERO = Decimal(0)


def read(text: str) -> list[Statement]:
    """One statement for each assignment (record 20 to 88). Amounts are in kroner."""
    statements: list[Statement] = []
    sent, whole, number, transmission = ZERO, False, 0, ""
    for number, line in lines(text):
        if not line.startswith("NY"):
            raise bad_line(number, line[:10], _("where a record NY... should stand"))
        line, kind = line.ljust(WIDTH, "0"), line[6:8]
        if kind == "10":
            transmission = line[16:23]
        elif kind == "20":
            statements.append(Statement("OCR giro", line[24:35], "NOK", [], notes=[], whole=False))
        elif kind == "30":
            _amount(_current(statements, number), line, number, transmission)
        elif kind == "31":
            _payer(_current(statements, number).entries, line, number)
        elif kind == "32":
            _text(_current(statements, number).entries, line, number)
        elif kind == "88":
            sent += _end(_current(statements, number), line, number)
        elif kind == "89":
            whole = True
            if cents(line[24:41], number) != abs(sent):
                raise wrong_sum(_("The sum of the file"), cents(line[24:41], number), sent)
    if not whole:
        raise cut_short("NY000089")
    return statements


def _current(statements: list[Statement], number: int) -> Statement:
    if not statements:
        raise bad_line(number, "NY", _("before any NY090020"))
    return statements[-1]


def _amount(statement: Statement, line: str, number: int, transmission: str) -> None:
    money = cents(line[32:49], number)
    back = line[31] == "-"
    kid = line[49:74].strip()
    booked = parse_day(line[15:21], "dmy", number)
    centre = line[21:31]  # centre, code of the day, part and running number: which settlement it is booked with
    statement.entries.append(
        BankEntry(
            booked, -money if back else money, "NOK", returned=back, references=(BankReference(kid),) if kid else (),
            bank_id=f"{transmission}-{line[8:15]}-{centre}", sum_of=f"{booked} {centre[:5]}",
            place=_("line {number}", number=number),
        )
    )  # fmt: skip


def _payer(entries: list[BankEntry], line: str, number: int) -> None:
    if not entries:
        raise bad_line(number, line[:8], _("before any payment"))
    account = line[47:58]
    entries[-1].payer_account = account if account.strip("0 ") else ""


def _text(entries: list[BankEntry], line: str, number: int) -> None:
    if not entries:
        raise bad_line(number, line[:8], _("before any payment"))
    entries[-1].text = line[15:55].strip()


def _end(statement: Statement, line: str, number: int) -> Decimal:
    found = sum((entry.amount for entry in statement.entries), ZERO)
    said = cents(line[24:41], number)
    if said != abs(found):
        raise wrong_sum(_("The sum of the payments to {account}", account=statement.account), said, found)
    if int(line[8:16]) != len(statement.entries):
        raise wrong_sum(_("The number of payments"), int(line[8:16]), len(statement.entries))
    days: list[date] = [entry.date for entry in statement.entries]
    statement.first, statement.last = (min(days), max(days)) if days else (None, None)
    return found
