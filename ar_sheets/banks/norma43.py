"""Norma 43 (Spain, AEB 43), read with norma43. It checks no sum and takes what it cannot read for 0.00, so the lines
are looked at here first and record 33 is compared."""

from __future__ import annotations

import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.banks.entry import BankEntry, Statement, usable_id
from ar_sheets.banks.libraries import library
from ar_sheets.banks.text import bad_line, cut_short, lines, one_line, wrong_sum
from ar_sheets.base.i18n import _

CURRENCIES = {"978": "EUR", "840": "USD", "826": "GBP", "756": "CHF", "578": "NOK", "752": "SEK", "208": "DKK"}
ZERO = Decimal(0)
_RECORD = {
    "11": re.compile(r"11.{18}\d{12}[012]\d{14}\d{3}"),
    "22": re.compile(r"22.{8}\d{12}\d{2}.{3}[12]\d{14}"),
    "33": re.compile(r"33.{18}\d{5}\d{14}\d{5}\d{14}[012]\d{14}\d{3}"),
}


def read(text: str) -> list[Statement]:
    """One statement for each account (record 11 to 33)."""
    module = library("norma43", "norma43", "Norma 43")
    last = ""
    for number, line in lines(text):
        last = line[:2]
        if last not in ("11", "22", "23", "24", "33", "88"):
            raise bad_line(number, line[:10].strip(), _("where a record 11, 22, 23, 24, 33 or 88 should stand"))
        if last in _RECORD and not _RECORD[last].match(line):
            raise bad_line(number, line[:50].strip(), _("where a record {kind} should stand", kind=last))
    if last != "88" or len(re.findall(r"(?m)^11", text)) != len(re.findall(r"(?m)^33", text)):
        raise cut_short("88")
    return [_statement(account) for account in _parsed(module, text)]


def _parsed(module: Any, text: str) -> list[Any]:
    """The library wants a file by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "n43"
        path.write_text("\n".join(line for _number, line in lines(text)), "latin-1", errors="replace")
        return list(module.Norma43Parser(str(path)).parse())


def _statement(account: Any) -> Statement:
    currency = CURRENCIES.get(account.currency, account.currency)
    statement = Statement("Norma 43", account.bank + account.branch + account.account_number, currency, [],
                          account.initial_balance, account.final_balance, account.start_date, account.end_date,
                          notes=[])  # fmt: skip
    statement.entries = [_entry(one, number, currency) for number, one in enumerate(account.transactions, start=1)]
    amounts = [entry.amount for entry in statement.entries]
    for what, said, found in (
        (_("What came in"), account.total_credit, sum((a for a in amounts if a > 0), ZERO)),
        (_("What went out"), account.total_debit, -sum((a for a in amounts if a < 0), ZERO)),
        (_("The number of entries"), account.num_credits + account.num_debits, len(amounts)),
    ):
        if said != found:
            raise wrong_sum(what, said, found)
    return statement


def _entry(one: Any, number: int, currency: str) -> BankEntry:
    """Document and references are the bank's habit, mostly noughts: told as text, never taken as an id."""
    own = [ref for ref in (usable_id(one.reference1), usable_id(one.reference2)) if ref]
    return BankEntry(one.date, one.amount, currency, text=one_line(*one.description, *own),
                 place=_("entry {number}", number=number))  # fmt: skip
