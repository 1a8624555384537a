"""CODA (Belgium), read with febelfin-coda. A movement's details are inside it and split it where they pay."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from ar_sheets.banks.entry import BankEntry, BankReference, Statement, Unusable, usable_id
from ar_sheets.banks.libraries import library
from ar_sheets.banks.text import bad_line, cut_short, lines, one_line, wrong_sum
from ar_sheets.base.i18n import _

ZERO = Decimal(0)
WIDTH = 128
_CHARGES = {"105", "106", "108"}  # a detail with one of these tells of the same money again, or of the bank's charges


def read(text: str) -> list[Statement]:
    """The statements of one file; the library's own checks of sums are named here, as it tells them without words."""
    coda = library("coda", "febelfin-coda", "CODA")
    padded, notes = _one_account([line.ljust(WIDTH) for _number, line in lines(text)])
    if not padded or not padded[-1].startswith("9"):
        raise cut_short("9")
    _check(text)
    try:
        found = coda.CODA(io.StringIO("\n".join(padded) + "\n")).statements
    except Exception as fault:  # it stops with whatever it meets
        raise Unusable(
            _("The CODA file cannot be read ({kind}). Download it again, or as camt.053.", kind=type(fault).__name__)
        ) from fault
    return [_statement(one, notes) for one in found]


def _one_account(records: list[str]) -> tuple[list[str], list[str]]:
    """The records with the account of the opening balance (1) in the closing one (8) too: where they differ the library
    stops without a word, and we say so."""
    account, notes = "", []
    for at, line in enumerate(records):
        if line[0] == "1":
            account = line[5:42]
        elif line[0] == "8" and account and line[4:41] != account:
            notes.append(
                _("The closing balance is said to be of another account, {account}.", account=line[4:38].strip())
            )
            records[at] = line[:4] + account + line[41:]
    return records, notes


def _check(text: str) -> None:
    """The control record 9: how many records, what came and what went."""
    records, came, went = 0, ZERO, ZERO
    for number, line in lines(text):
        kind = line[:1]
        if kind not in "0123489":
            raise bad_line(number, line[:10].strip(), _("where a record 0 to 9 should stand"))
        records = 0 if kind == "0" else records + (kind in "1238")
        if kind == "0":
            came, went = ZERO, ZERO
        if kind == "2" and line[1:2] == "1" and line[53:54] in "0123":
            money = _money(line[32:47], number)
            came, went = (came, went + money) if line[31] == "1" else (came + money, went)
        if kind == "9":
            for what, said, is_now in (
                (_("The number of records"), Decimal(line[16:22].strip() or 0), Decimal(records)),
                (_("What went out"), _money(line[22:37], number), went),
                (_("What came in"), _money(line[37:52], number), came),
            ):
                if said != is_now:
                    raise wrong_sum(what, said, is_now)


def _money(digits: str, number: int) -> Decimal:
    if not digits.isdigit():
        raise bad_line(number, digits.strip(), _("where an amount should stand"))
    return Decimal(digits) / 1000


def _statement(found: Any, notes: list[str]) -> Statement:
    statement = Statement("CODA", found.account.strip(), found.account_currency.strip() or "EUR", [],
                          found.old_balance, found.new_balance, notes=notes)  # fmt: skip
    statement.first, statement.last = found.old_balance_date, found.new_balance_date
    for move in found.moves:
        statement.entries += _entries(move, found, statement.currency)
    return statement


def _entries(move: Any, found: Any, currency: str) -> list[BankEntry]:
    whole = _entry(move, found, currency)
    details = [part for part in move.moves if part.communication_type not in _CHARGES]
    if len(details) < 2 or sum((part.amount for part in details), ZERO) != move.amount:
        for part in details:
            _fill(whole, _entry(part, found, currency))
        return [whole]
    parts = [_entry(part, found, currency) for part in details]
    for at, part in enumerate(parts, start=1):
        part.sum_of = whole.bank_id or f"{move.entry_date} {move.sequence}"
        part.bank_id = f"{whole.bank_id}/{at}" if whole.bank_id else ""
    return parts


def _fill(whole: BankEntry, part: BankEntry) -> None:
    whole.payer, whole.payer_account = whole.payer or part.payer, whole.payer_account or part.payer_account
    whole.text = one_line(whole.text, part.text)
    whole.references = whole.references or part.references


def _entry(move: Any, found: Any, currency: str) -> BankEntry:
    kind, told = move.communication_type, (move.communication or "")
    structured = kind in ("101", "102") and told.strip().isdigit()
    if kind == "100":
        told, structured = told.strip(), True
    information = [
        one for one in found.informations.get(move.bank_reference, ()) if one.sequence == move.sequence
    ]  # fmt: skip
    name = next((one.name for one in information if one.communication_type in ("001", "008", "009")), "")
    free = [one.communication or "" for one in information if one.communication_type in (None, "002")]
    iban = (move.counterparty_account or "").split(" ")[0]
    return BankEntry(
        move.entry_date, move.amount, currency, payer=(move.counterparty_name or name).strip(), payer_account=iban,
        text="" if structured else one_line(told if kind is None else "", *free),
        references=(BankReference(told.strip()),) if structured else (),
        bank_id=_own_id(move, found), end_to_end=usable_id(move.customer_reference),
        returned=bool((move.r_transaction or "").strip()) and move.amount < 0,
        place=_("movement {number}", number=int(move.sequence)),
    )  # fmt: skip


def _own_id(move: Any, found: Any) -> str:
    """The bank's reference, with the statement's number and the place in it: it is not unique by itself."""
    own = usable_id(move.bank_reference)
    return f"{own} {found.old_balance_date:%y%m%d} {move.sequence}{move.detail_sequence}" if own else ""
