"""KTL or SVM (Finland): incoming payments with a reference, one by one."""

from __future__ import annotations

from decimal import Decimal

from ar_sheets.banks.entry import BankEntry, BankReference, Statement, usable_id
from ar_sheets.banks.text import bad_line, cents, cut_short, lines, parse_day, wrong_sum
from ar_sheets.base.i18n import _

ZERO = Decimal(0)
_CURRENCY = {"1": "EUR", "2": "EUR"}  # 2 was the markka until 2001


def read(text: str) -> list[Statement]:
    """One statement for each account of each batch; the sums of the batch (record 9) are checked."""
    found: list[Statement] = []
    batch: list[tuple[str, BankEntry]] = []
    open_one = False
    for number, line in lines(text):
        kind = line[:1]
        if kind == "0":
            if open_one:
                raise cut_short("9")
            batch, open_one = [], True
        elif kind in ("3", "5"):
            if not open_one:
                raise bad_line(number, line[:10], _("before a record 0"))
            batch.append(_entry(line, number))
        elif kind == "9":
            _check(batch, line, number)
            found += _by_account(batch)
            open_one = False
        else:
            raise bad_line(number, line[:10].strip(), _("where a record 0, 3, 5 or 9 should stand"))
    if open_one or not found:
        raise cut_short("9")
    return found


def _entry(line: str, number: int) -> tuple[str, BankEntry]:
    money = cents(line[77:87], number)
    back = line[87:88] == "1"
    reference = line[43:63].strip().lstrip("0")
    booked = parse_day(line[15:21], "ymd", number)
    return line[1:15].strip(), BankEntry(
        booked, -money if back else money, _CURRENCY.get(line[75:76], "EUR"), payer=line[63:75].strip(),
        references=(BankReference(reference),) if reference else (), bank_id=usable_id(line[27:43]), returned=back,
        sum_of=f"{booked}", place=_("line {number}", number=number),
    )  # fmt: skip


def _check(batch: list[tuple[str, BankEntry]], line: str, number: int) -> None:
    came = [entry.amount for _account, entry in batch if entry.amount >= 0]
    went = [-entry.amount for _account, entry in batch if entry.amount < 0]
    for amounts, at in ((came, 1), (went, 18)):
        said, total = int(cents(line[at : at + 6], number, 0)), cents(line[at + 6 : at + 17], number)
        if said != len(amounts):
            raise wrong_sum(_("The number of payments"), said, len(amounts))
        if total != sum(amounts, ZERO):
            raise wrong_sum(_("The sum of the payments"), total, sum(amounts, ZERO))


def _by_account(batch: list[tuple[str, BankEntry]]) -> list[Statement]:
    statements: dict[str, Statement] = {}
    for account, entry in batch:
        one = statements.setdefault(account, Statement("KTL", account, entry.currency, [], notes=[], whole=False))
        one.entries.append(entry)
    for one in statements.values():
        days = [entry.date for entry in one.entries]
        one.first, one.last = min(days), max(days)
    return list(statements.values())
