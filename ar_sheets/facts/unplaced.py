"""Payments that nobody has placed yet: whom they may concern. Those are on hold until a person says.

Such a row names no invoice, and no customer that there is: nothing stands there, or an ID with a slip in it, or one
that the customer had before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.base.text import name_words, rarest
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import looking_back
from ar_sheets.schema.findings import Finding
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

Record = dict[str, Any]
SHOWN = 3
_PIECE = re.compile(r"\w+")  # of what is joined: 1001-1002, INV-1001
_WORD = re.compile(r"[^\s,;:()\[\]{}<>+&|\"'?!]+")


def hold_for_unplaced(book: Book, work: Assessment) -> None:
    """Payments rows that neither a customer nor an invoice of the lists tells whose they are: the finding names the
    likeliest customers, and every customer such money may concern (by ID, number, name or amount) is on hold. Rows
    whose day or amount cannot be read are among them, and money dated ahead, except in a look into the past."""
    rows = [(row, record) for row, record in records(book, "Payments") if _is_unplaced(book, work, row, record)]
    if not rows:
        return
    whom = _Whom(work)
    held: dict[str, str] = {}
    for row, record in rows:
        likely = whom.may_be(record)
        for key in likely:
            held.setdefault(key, _told(work, row, record))
        _tell(book, row, [work.facts.customers[c].called for c in likely[:SHOWN]])
    doubt = work.columns["payment_in_doubt"]
    for index, customer in enumerate(work.customers):
        doubt[index] = doubt[index] or held.get(customer.customer_id.casefold(), "")


def _is_unplaced(book: Book, work: Assessment, row: int, record: Record) -> bool:
    """Whether nobody knows whose money a row is: no customer of ours is typed, and no invoice told it."""
    if (record.get("customer_id") or "").casefold() in work.facts.customers or _is_placed(work, row):
        return False
    typed = any(record.get(key) is not None for key in ("customer_id", "invoice_no", "amount", "reference"))
    if not (record.get("amount") or (typed and ("Payments", row) in book.bad)):
        return False
    day = record.get("date")
    return day is None or day <= work.as_of or not looking_back(work.facts, work.as_of)


def _told(work: Assessment, row: int, record: Record) -> str:
    amount = record.get("amount")
    if amount is None or record.get("date") is None:
        return _("a payment that cannot be read may be theirs (Payments row {row})", row=row)
    currency = (record.get("currency") or work.facts.settings.currency).upper()
    money, day = f"{format_amount(abs(amount), currency)} {currency}", record["date"]
    if amount > 0:
        return _("{money} came in on {day} and may be theirs (Payments row {row})", money=money, day=day, row=row)
    return _("{money} went back on {day} and may be theirs (Payments row {row})", money=money, day=day, row=row)


def _is_placed(work: Assessment, row: int) -> bool:
    """Whether the row's own bank text told whose it is: by a number or payment reference of one customer."""
    applied = work.allocated.applied.get(row)
    return applied is not None and applied.status != "Check"


def _tell(book: Book, row: int, likely: list[str]) -> None:
    """The finding about the row names the likeliest; they are on hold until it is fixed."""
    faults = book.bad.get(("Payments", row), {})
    old = faults.get("customer_id")
    if old is None or not likely:
        return
    new = Finding(old.sheet, old.cell, old.what, _(
        "Type the Customer ID or the Invoice no it belongs to; most likely {likely}. Until then they get no letters.",
        likely=_(" or ").join(likely)))  # fmt: skip
    faults["customer_id"] = new
    book.findings[:] = [new if one is old else one for one in book.findings]


class _Whom:
    """The open invoices by number and amount, the customers by name."""

    def __init__(self, work: Assessment) -> None:
        self.numbers: dict[str, str] = {}
        self.amounts: dict[tuple[str, Decimal], list[str]] = defaultdict(list)
        self.totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        columns = work.columns
        rows = zip(columns["invoice_no"], columns["currency"], columns["open_amount"], columns["amount"],
                   work.customers, strict=True)  # fmt: skip
        for number, currency, left, amount, customer in rows:
            key = customer.customer_id.casefold()
            self.numbers[number.strip().casefold()] = key
            self.amounts[currency, left if left > 0 else amount].append(key)
            if left > 0:
                self.totals[key, currency] += left
        for (key, currency), total in self.totals.items():
            self.amounts[currency, total].append(key)
        self.currency = work.facts.settings.currency
        self.renames = work.facts.renames
        self.names = {key: name_words(customer.name) for key, customer in work.facts.customers.items()}
        self.by_word = rarest(self.names)

    def may_be(self, record: Record) -> list[str]:
        """The customers a payment may concern, the likeliest first: by ID, by number, by name with the amount, by name,
        by amount."""
        told = " ".join(str(record.get(key) or "") for key in ("customer_id", "invoice_no", "reference", "note"))
        numbers = [self.numbers[word] for word in _words(told) if word in self.numbers and len(word) > 2]
        named = self._named(told)
        currency = str(record.get("currency") or self.currency).upper()
        amount = record.get("amount")
        fitting = self.amounts.get((currency, abs(Decimal(str(amount)))), []) if amount is not None else []
        both = [key for key in named if key in fitting]
        return list(dict.fromkeys([*self._called(record), *numbers, *both, *named, *fitting]))

    def _called(self, record: Record) -> list[str]:
        """The customer who had the ID that is typed before, else those whose ID is one slip away from it or ends with
        it."""
        typed = str(record.get("customer_id") or "").casefold()
        if not typed or typed in self.renames:
            return [self.renames[typed]] if typed else []
        near = {key for part in _slips(typed) for key in self._ids_by_slip.get(part, ())}
        near |= {key for key in self.names if len(typed) > 1 and key.endswith(typed)}
        return sorted(near)

    @cached_property
    def _ids_by_slip(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key in self.names:
            for part in _slips(key):
                found[part].append(key)
        return found

    def _named(self, told: str) -> list[str]:
        words = name_words(told)
        near = {key for word in words for key in self.by_word.get(word, ())}
        found = [key for key in near if len(self.names[key] - words) <= (len(self.names[key]) > 2)]
        return sorted(found, key=lambda key: (-len(self.names[key] & words), key))


def _slips(word: str) -> set[str]:
    """A word, and what is left of it without one sign: two that share one of these are one slip of the finger apart."""
    return {part for part in (word, *(word[:at] + word[at + 1 :] for at in range(len(word)))) if len(part) > 1}


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold()):
        yield word
        yield word.strip(".#*/\\-_=")
        yield from _PIECE.findall(word)
