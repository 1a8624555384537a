"""BgMax (Sweden, Bankgirot): payments in to a bankgiro number, and deductions that take some back."""

from __future__ import annotations

from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, BankReference, Statement
from ar_sheets.banks.text import bad_line, cents, cut_short, lines, one_line, parse_day, wrong_sum
from ar_sheets.base.i18n import _

WIDTH = 80
ZERO = Decimal(0)
_INFORMATION = {"22", "23", "25", "26", "27", "28", "29"}


def read(text: str) -> list[Statement]:
    """One statement for each deposit (record 05 to 15), with its control sum checked, and the file's counts."""
    statements: list[Statement] = []
    counts = {"20": 0, "21": 0, "22": 0, "15": 0}
    waiting: Statement | None = None
    names: list[str] = []
    ended = False
    for number, raw in lines(text):
        line, kind = raw.expandtabs().ljust(WIDTH), raw[:2]
        counts["22"] += kind in ("22", "23")
        counts[kind] = counts.get(kind, 0) + 1 if kind not in ("22", "23") else counts["22"]
        if kind == "05":
            waiting = Statement("BgMax", line[2:12].lstrip("0"), line[22:25].strip() or "SEK", [], notes=[],
                                whole=False)  # fmt: skip
        elif kind == "70":
            ended = True
            _check_counts(line, counts, number)
        elif kind == "01":
            continue
        elif waiting is None:
            raise bad_line(number, line[:10].strip(), _("outside of a deposit"))
        elif kind in ("20", "21"):
            waiting.entries.append(_payment(line, kind, waiting.currency, number))
            names = []
        elif kind == "15":
            statements.append(_deposit(waiting, line, number))
            waiting = None
        elif kind in _INFORMATION and waiting.entries:
            _more(waiting.entries[-1], line, kind, names, number)
    if not ended:
        raise cut_short("70")
    return statements


def _payment(line: str, kind: str, currency: str, number: int) -> BankEntry:
    money = cents(line[37:55], number)
    reference = line[12:37].strip()
    payer = line[2:12].lstrip("0")
    return BankEntry(
        date=parse_day("20000101", "Ymd", number), amount=-money if kind == "21" else money, currency=currency,
        payer_account=payer, references=(BankReference(reference),) if reference.strip("0") else (),
        returned=kind == "21", bank_id=line[57:69].strip(), place=_("line {number}", number=number),
    )  # fmt: skip


def _more(entry: BankEntry, line: str, kind: str, names: list[str], number: int) -> None:
    """Further references, free text and the payer's name; 23 is a reference that is taken off."""
    if kind in ("22", "23"):
        reference, money = line[12:37].strip(), cents(line[37:55].strip() or "0", number)
        if reference.strip("0"):
            part = (-money if kind == "23" else money) if money else None
            entry.references = (*entry.references, BankReference(reference, part))
    elif kind == "25":
        entry.text = one_line(entry.text, line[2:52])
    elif kind == "26":
        entry.payer = line[2:37].strip()
        names.append(entry.payer)


def _deposit(statement: Statement, line: str, number: int) -> Statement:
    """The sum that was booked, its day and its number; its payments belong to it."""
    booked, found = parse_day(line[37:45], "Ymd", number), sum((e.amount for e in statement.entries), ZERO)
    said = cents(line[50:68], number)
    if said != found:
        raise wrong_sum(_("The deposit of {day}", day=booked), said, found)
    if line[71:79].strip().isdigit() and int(line[71:79]) != len(statement.entries):
        raise wrong_sum(_("The number of payments in the deposit of {day}", day=booked), int(line[71:79]),
                        len(statement.entries))  # fmt: skip
    serial = line[45:50]
    for entry in statement.entries:
        entry.date, entry.sum_of = booked, f"{booked} {serial}"
        entry.bank_id = f"{booked} {serial} {entry.bank_id}"
    statement.first = statement.last = booked
    return statement


def _check_counts(line: str, counts: dict[str, int], number: int) -> None:
    for at, kind in ((2, "20"), (10, "21"), (18, "22"), (26, "15")):
        said = line[at : at + 8]
        if not said.isdigit():
            raise bad_line(number, said, _("where a count should stand"))
        if int(said) != counts[kind]:
            raise wrong_sum(_("The number of records {kind}", kind=kind), int(said), counts[kind])
