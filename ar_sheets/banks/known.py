"""What is in Payments already, as the bank's entries it came from.

The column Bank entry holds, for each row that came from a file: the owner's account, the format, the entry's key, the
booking it was part of ("-" for none) and the payer's account ("-" for none), with blanks between. Rows with the same
key are parts of one entry. Rows without one were typed by hand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ar_sheets.banks.entry import BankEntry
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

NOTHING = "-"
NO_DAY = date(1900, 1, 1)  # of a row whose day cannot be read


@dataclass(slots=True)
class KnownEntry:
    """One entry that is there: its rows, and what they say together."""

    key: str  # "" for a row typed by hand
    account: str
    format: str
    date: date
    amount: Decimal
    currency: str
    customer_id: str
    invoice_no: str
    sum_of: str = ""
    payer_account: str = ""
    rows: list[int] = field(default_factory=list)
    met_in: set[str] = field(default_factory=set)  # formats in which the files were found to have it

    @property
    def used(self) -> bool:
        """Whether the files have it."""
        return bool(self.met_in)


@dataclass(frozen=True, slots=True)
class EntryMark:
    """What the column Bank entry holds."""

    account: str
    format: str
    key: str
    sum_of: str = ""
    payer_account: str = ""

    def __str__(self) -> str:
        parts = (self.account, self.format.replace(" ", "_"), self.key, self.sum_of, self.payer_account)
        return " ".join(part or NOTHING for part in parts)


def mark_of(text: str) -> EntryMark | None:
    """The mark in a cell; None where it holds none."""
    parts = text.split()
    if len(parts) != 5:
        return None
    account, name, key, sum_of, payer = ("" if part == NOTHING else part for part in parts)
    return EntryMark(account, name.replace("_", " "), key, sum_of, payer)


def key_of(account: str, entry: BankEntry) -> str:
    """What names an entry in every file it comes in: the bank's id with the amount, else what it says of itself."""
    if entry.bank_id:
        return _hash(account, "id", entry.bank_id, f"{entry.amount.normalize():f}", entry.currency)
    who = entry.payer_account or entry.payer
    told = "|".join((*(ref.text for ref in entry.references), entry.text))
    squeezed = (re.sub(r"\s+", "", part).casefold() for part in (who, told))
    return _hash(account, entry.date.isoformat(), f"{entry.amount.normalize():f}", entry.currency, *squeezed)


def group_of(account: str, entry: BankEntry) -> str:
    """What names the booking that an entry is part of; "" for none."""
    return _hash(account, entry.date.isoformat(), entry.sum_of)[:8] if entry.sum_of else ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def load_known(book: Book, own_currency: str) -> list[KnownEntry]:
    """All rows of Payments with a day and an amount; those with the same key together. A row of a bank's file whose day
    or amount cannot be read any more is known by its key all the same."""
    by_key: dict[str, KnownEntry] = {}
    found: list[KnownEntry] = []
    currencies = dict(_currencies(book))
    for row, record in records(book, "Payments"):
        day, amount = record.get("date"), record.get("amount")
        mark = mark_of(str(record.get("bank_entry") or ""))
        if mark is None and (day is None or amount is None):
            continue
        day, amount = day or NO_DAY, amount or Decimal(0)
        customer = record.get("customer_id") or ""
        currency = (record.get("currency") or currencies.get(customer.casefold()) or own_currency).upper()
        one = by_key.get(mark.key) if mark else None
        if one is not None:
            one.amount += amount
            one.rows.append(row)
            continue
        one = KnownEntry(
            mark.key if mark else "",
            mark.account if mark else "",
            mark.format if mark else "",
            day,
            amount,
            currency,
            customer,
            record.get("invoice_no") or "",
            mark.sum_of if mark else "",
            mark.payer_account if mark else "",
            [row],
        )
        found.append(one)
        if mark:
            by_key[mark.key] = one
    return found


def _currencies(book: Book) -> Iterator[tuple[str, str]]:
    for _row, record in records(book, "Customers"):
        if record.get("customer_id") and record.get("currency"):
            yield record["customer_id"].casefold(), record["currency"]
