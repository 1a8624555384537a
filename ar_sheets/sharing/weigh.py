"""Answers against the workbook: which are new, which can be taken, and where a person must decide.

Each cell is compared with what stood in the copy when it was released: only what the customer changed is an answer.
If the workbook's own cell was changed since, too, nobody is overruled: both values go to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets import log
from ar_sheets.model import LogEntry
from ar_sheets.sharing import answers, logged, undecided
from ar_sheets.sharing.answers import Answer, Answered
from ar_sheets.sharing.logged import Said
from ar_sheets.sharing.state import State, told
from ar_sheets.sharing.words import KEYS
from ar_sheets.workbook.formula_checks import cells_that_cannot_be_written
from ar_sheets.workbook.read import Book
from ar_sheets.worklist import Work

Where = tuple[str, str]  # folded invoice number, key


@dataclass(frozen=True, slots=True)
class Item:
    """One answer and what becomes of it. `event` is one of log.ANSWERED ...; `why` says why it is not just taken."""

    event: str
    customer_id: str
    invoice_no: str
    currency: str
    row: int
    key: str
    old: str
    new: str
    value: Any
    version: int
    sha256: str
    who: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The customer says that they received the list and its invoices on a day; `day` is told as text."""

    customer_id: str
    day: str
    version: int
    sha256: str
    who: str


@dataclass(slots=True)
class Weighed:
    """What all files together come to."""

    items: list[Item] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    def taken(self) -> list[Item]:
        """The answers that go into the workbook."""
        return [item for item in self.items if item.event == log.ANSWERED]


class Scales:
    """The workbook's side of every invoice, and what the Log knows; weighs one file after the other."""

    def __init__(self, data: bytes, book: Book, work: Work) -> None:
        table = book.tables["Invoices"]
        self._book, self._table, self.as_of = book, table, work.as_of
        self._positions = {
            number.casefold(): position
            for position, number in enumerate(table.columns["invoice_no"])
            if number is not None
        }
        self._open = dict(zip(work.positions, work.columns["open_amount"], strict=True))
        self._currency = dict(zip(work.positions, work.columns["currency"], strict=True))
        self._mine: dict[Where, str] = {}  # where an answer was taken a moment ago
        self._blocked = cells_that_cannot_be_written(data, book, "Invoices", KEYS)
        self._asked = {(q.invoice_no.casefold(), q.key) for q in undecided.open_questions(book, work.facts.log)}
        self._said: dict[Where, list[Said]] = {}
        for said in logged.answers(e for e in work.facts.log if e.event != log.KEPT_OURS):
            self._said.setdefault((said.invoice_no.casefold(), said.key), []).append(said)
        self._received = {
            (entry.customer_id.casefold(), entry.detail.partition(";")[0])
            for entry in work.facts.log
            if entry.event == log.RECEIVED
        }

    def weigh(self, file: Answered, state: State) -> Weighed:
        """What is new in a file of this customer."""
        found = Weighed()
        for number, cells in file.answers.items():
            for key, answer in cells.items():
                item = self._item(file, state, number, key, answer)
                if item is not None:
                    found.items.append(item)
        found.receipts += self._receipt(file)
        return found

    def _item(self, file: Answered, state: State, number: str, key: str, answer: Answer) -> Item | None:
        where = (number.casefold(), key)
        base = self._base(file, state, where)
        if answer.text == (base or "") and (base is not None or not answer.text):
            return None
        position = self._positions.get(where[0])
        mine = self._mine.get(where, "") if position is None else self._now(position, where)
        if answer.text == mine and not answer.fault:
            return None
        if not file.main and any(
            said.version == file.mark.version and said.new == answer.text for said in self._said.get(where, ())
        ):
            return None
        event, why = self._verdict(file, state, where, answer, position, base, mine)
        return self._made(file, where, number, answer, position, mine, event, why)

    def _base(self, file: Answered, state: State, where: Where) -> str | None:
        """What stood in the cell when the customer got it, or when their own copy was read last; None: not known."""
        if file.main:
            read = [s for s in self._said.get(where, ()) if s.version == file.mark.version and s.sha256 in state.seen]
            if read:
                return read[-1].new
        version = state.version(file.mark.version)
        return version.answers.get(where[0], {}).get(where[1]) if version else None

    def _now(self, position: int, where: Where) -> str:
        return self._mine.get(where, told(self._table.columns[where[1]][position]))

    def _verdict(
        self, file: Answered, state: State, where: Where, answer: Answer, position: int | None, base: str | None,
        mine: str,
    ) -> tuple[str, str]:  # fmt: skip
        whom = file.mark.customer_id.casefold()
        if position is None or (self._table.columns["customer_id"][position] or "").casefold() != whom:
            return log.ANSWER_REFUSED, "the workbook has no such invoice of theirs"
        version = state.version(file.mark.version)
        made_on = date.fromisoformat(version.as_of) if version else self.as_of
        open_amount = self._open.get(position, Decimal(0))
        fault = answers.fault(where[1], answer, made_on, self.as_of, open_amount, self._currency.get(position, ""))
        if fault:
            return log.ANSWER_REFUSED, fault
        newest = max((s.version for s in self._said.get(where, ()) if s.event == log.ANSWERED), default=0)
        if newest > file.mark.version:
            return log.ANSWERED_LATE, f"an answer in copy {newest} was taken already"
        row = self._table.rows[position]
        if (row, where[1]) in self._blocked:
            return log.ANSWERED_BOTH, f"the workbook's cell {self._blocked[row, where[1]]}"
        if where not in self._asked and where[1] in self._book.bad.get(("Invoices", row), {}):
            return log.ANSWERED_BOTH, "the workbook's cell holds something that cannot be read"
        if mine == base or (base is None and not mine):
            return log.ANSWERED, ""
        return log.ANSWERED_BOTH, "the workbook's cell was changed as well"

    def _made(
        self, file: Answered, where: Where, number: str, answer: Answer, position: int | None, mine: str, event: str,
        why: str,
    ) -> Item:  # fmt: skip
        version, currency = file.mark.version, self._currency.get(position, "") if position is not None else ""
        said = Said(event, number, where[1], version, mine, answer.text, file.sha256, self.as_of)
        self._said.setdefault(where, []).append(said)
        if event == log.ANSWERED:
            self._mine[where] = answer.text
        row = self._table.rows[position] if position is not None else 0
        return Item(event, file.mark.customer_id, number, currency, row, where[1], mine, answer.text, answer.value,
                    version, file.sha256, file.who, why)  # fmt: skip

    def _receipt(self, file: Answered) -> Iterable[Receipt]:
        typed = file.received
        if not typed.text:
            return
        day = typed.value
        plausible = isinstance(day, date) and date(2000, 1, 1) <= day <= self.as_of
        said = str(day) if plausible else f'"{typed.text[:60]}", which cannot be the day'
        receipt = Receipt(file.mark.customer_id, said, file.mark.version, file.sha256, file.who)
        known = (receipt.customer_id.casefold(), received_detail(receipt).partition(";")[0])
        if known not in self._received:
            self._received.add(known)
            yield receipt


def received_detail(receipt: Receipt) -> str:
    """What the Log says of a receipt."""
    return f"copy {receipt.version} and its invoices received on {receipt.day}" + (
        f"; by {receipt.who}" if receipt.who else ""
    )


def log_entries(weighed: Weighed, as_of: date, now: Any) -> list[LogEntry]:
    """The Log rows of all that was weighed, not numbered and sealed yet."""
    rows = [
        logged.entry(i.event, i.customer_id, i.invoice_no, i.currency, i.key, i.version, i.old, i.new, i.sha256, i.who,
                     as_of, now, i.why)
        for i in weighed.items
    ]  # fmt: skip
    rows += [
        LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", as_of, log.RECEIVED, r.customer_id, "", "", None, "",
                 received_detail(r), r.sha256)
        for r in weighed.receipts
    ]  # fmt: skip
    return rows


def by_cell(items: Iterable[Item]) -> Mapping[tuple[int, str], Any]:
    """The values to write, by workbook row and key; the last answer of a cell counts."""
    return {(item.row, item.key): item.value for item in items}
