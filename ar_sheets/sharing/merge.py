"""Answers against the workbook: which are new, which can be taken, and where a person must decide.

Each cell is compared with what stood in the copy when it was released: only what the customer changed is an answer.
An answer to an invoice is taken whole or not at all; another Reply also empties what belonged to the one before. If
the workbook's own cell was changed since, too, nobody is overruled: both values go to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.facts import log, logged_answers, open_answers
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.invoice_places import invoice_places
from ar_sheets.facts.logged_answers import Said, as_comparable
from ar_sheets.schema.columns import ANSWER_KEYS
from ar_sheets.schema.model import LogEntry
from ar_sheets.sharing import answers
from ar_sheets.sharing.answers import Answer, Answered
from ar_sheets.sharing.state import State
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.formula_checks import cells_that_cannot_be_written

Where = tuple[str, str]  # folded invoice number, key
NOT_TAKEN = (log.ANSWER_REFUSED, log.ANSWERED_BOTH)
BELONGS_TO = {"promise_date": "Will pay", "promise_amount": "Will pay", "dispute_reason": "Dispute"}


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
class CopyReceived:
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
    receipts: list[CopyReceived] = field(default_factory=list)

    def taken(self) -> list[Item]:
        """The answers that go into the workbook."""
        return [item for item in self.items if item.event == log.ANSWERED]


class Scales:
    """The workbook's side of every invoice, and what the Log knows; weighs one file after the other."""

    def __init__(self, data: bytes, book: Book, work: Assessment) -> None:
        table = book.tables["Invoices"]
        self._book, self._table, self.as_of = book, table, work.as_of
        self._positions = invoice_places(table.columns["invoice_no"], table.columns["kind"])
        self._open = dict(zip(work.positions, work.columns["open_amount"], strict=True))
        self._currency = dict(zip(work.positions, work.columns["currency"], strict=True))
        self._mine: dict[Where, str] = {}  # where an answer was taken a moment ago
        self._blocked = cells_that_cannot_be_written(data, book, "Invoices", ANSWER_KEYS)
        self._asked = {
            (said.invoice_no.casefold(), said.key)
            for question in open_answers.open_questions(book, work.facts.log)
            for said in question.about
        }
        self._said: dict[Where, list[Said]] = {}
        self._written: dict[Where, list[Said]] = {}  # what went into the workbook
        self._last: dict[Where, str] = {}  # what became of the last answer
        self._newest: dict[str, int] = {}  # the newest copy an invoice was answered in
        for said in logged_answers.answers_in_log(work.facts.log):
            self._remember(said)
        self._received = {
            (entry.customer_id.casefold(), entry.detail.partition(";")[0])
            for entry in work.facts.log
            if entry.event == log.RECEIVED
        }

    def _remember(self, said: Said) -> None:
        where = (said.invoice_no.casefold(), said.key)
        if said.why == logged_answers.AS_IT_WAS:
            return
        if said.event == log.ANSWERED:
            self._written.setdefault(where, []).append(said)
        if said.why == logged_answers.REPLACED:  # it is not what stood in the copy
            self._last[where] = logged_answers.REPLACED
            return
        self._last[where] = said.event
        if said.event != log.KEPT_OURS:
            self._said.setdefault(where, []).append(said)
            if said.event != log.ANSWERED_LATE:
                self._newest[where[0]] = max(said.version, self._newest.get(where[0], 0))

    def weigh(self, file: Answered, state: State) -> Weighed:
        """What is new in a file of this customer."""
        found = Weighed()
        for number, cells in file.answers.items():
            found.items += self._answer(file, state, number, cells)
        found.receipts += self._receipt(file)
        return found

    def _answer(self, file: Answered, state: State, number: str, cells: Mapping[str, Answer]) -> list[Item]:
        """The answer to one invoice: all of it taken, or none."""
        position = self._positions.get(number.casefold())
        mine = {key: self._now(position, (number.casefold(), key)) for key in ANSWER_KEYS}
        news = {
            key for key in ANSWER_KEYS if self._is_news(file, state, (number.casefold(), key), cells[key], mine[key])
        }
        if cells["reply"].text == "Paid already":  # a day beside it is the day they paid: no promise, and no fault
            news -= {"promise_date", "promise_amount"}
        if not news:
            return []
        said = self._whole(number.casefold(), cells, news, mine)
        replaced = {key for key in said if said[key] is not cells[key]}
        event, whys = self._verdict(file, state, number.casefold(), said, position, mine)
        if event == log.ANSWERED:
            whys |= dict.fromkeys(replaced, logged_answers.REPLACED)
            self._mine |= {(number.casefold(), key): answer.text for key, answer in said.items()}
        else:
            said = {key: answer for key, answer in said.items() if key not in replaced or key in whys}
            whys = dict.fromkeys(said, logged_answers.WHOLE) | whys
        if event == log.ANSWER_REFUSED and position is not None:  # so that anything typed there later is noticed
            rest = {key: Answer(None, mine[key]) for key in ANSWER_KEYS if key not in said and mine[key]}
            said, whys = said | rest, whys | dict.fromkeys(rest, logged_answers.AS_IT_WAS)
        return [
            self._made(file, number, key, said[key], position, mine[key], event, whys.get(key, ""))
            for key in ANSWER_KEYS
            if key in said
        ]

    def _is_news(self, file: Answered, state: State, where: Where, answer: Answer, mine: str) -> bool:
        read = self._read(file, state, where)
        if answer.text == (read or "") and (read is not None or not answer.text):
            return False
        if answer.text == mine and not answer.fault:
            return False
        return file.main or not any(
            said.version == file.mark.version and said.new == answer.text for said in self._said.get(where, ())
        )

    def _whole(
        self, invoice: str, cells: Mapping[str, Answer], news: set[str], mine: Mapping[str, str]
    ) -> dict[str, Answer]:
        """What is new, what was not taken with it before, and, emptied, what another Reply leaves without sense."""
        waits = {
            key for key in ANSWER_KEYS if cells[key].text != mine[key] and self._last.get((invoice, key)) in NOT_TAKEN
        }
        reply = cells["reply"] if "reply" in news | waits else None
        for key, choice in BELONGS_TO.items():
            if reply and reply.text == choice and self._last.get((invoice, key)) == logged_answers.REPLACED:
                waits.add(key)  # emptied for another Reply, and they went back to this one
        said = {key: cells[key] for key in ANSWER_KEYS if key in news | waits}
        for key, choice in BELONGS_TO.items() if reply and reply.text and not reply.fault else ():
            if reply and reply.text != choice and key not in news:
                said.pop(key, None)
                said |= {key: Answer(None, "")} if mine[key] else {}
        return said

    def _read(self, file: Answered, state: State, where: Where) -> str | None:
        """What stood in the cell when the customer got it, or when their own copy was read last; None: not known."""
        if file.main:
            read = [s for s in self._said.get(where, ()) if s.version == file.mark.version and s.sha256 in state.seen]
            if read:
                return read[-1].new
        return _released(file, state, where)

    def _now(self, position: int | None, where: Where) -> str:
        if position is None:
            return ""
        return self._mine.get(where, as_comparable(self._table.columns[where[1]][position]))

    def _verdict(
        self, file: Answered, state: State, invoice: str, said: Mapping[str, Answer], position: int | None,
        mine: Mapping[str, str],
    ) -> tuple[str, dict[str, str]]:  # fmt: skip
        """What becomes of an answer, and why by cell."""
        whom, version = file.mark.customer_id.casefold(), file.mark.version
        if position is None or (self._table.columns["customer_id"][position] or "").casefold() != whom:
            return log.ANSWER_REFUSED, dict.fromkeys(said, logged_answers.NO_INVOICE)
        newest = self._newest.get(invoice, 0)
        if newest > version:
            return log.ANSWERED_LATE, dict.fromkeys(said, _("they answered in copy {number} already", number=newest))
        released = state.version(version)
        made_on = date.fromisoformat(released.as_of) if released else self.as_of
        left, currency = self._open.get(position, Decimal(0)), self._currency.get(position, "")
        faults = {key: answers.answer_fault(key, said[key], made_on, self.as_of, left, currency) for key in said}
        if any(faults.values()):
            return log.ANSWER_REFUSED, {key: why for key, why in faults.items() if why}
        clashes = {key: self._clash(file, state, (invoice, key), position, mine[key]) for key in said}
        clashes = {key: why for key, why in clashes.items() if why}
        newer = state.last.number if state.last and state.last.number > version else 0
        if newer and clashes and all(mine[key] == self._taken((invoice, key)) for key in clashes):
            why = _("copy {number} is newer, and it shows what they answered before", number=newer)
            return log.ANSWERED_LATE, dict.fromkeys(said, why)
        if clashes:
            return log.ANSWERED_BOTH, clashes
        return log.ANSWERED, dict.fromkeys(
            said, _("copy {number} is newer, and unanswered", number=newer)
        ) if newer else {}

    def _clash(self, file: Answered, state: State, where: Where, position: int, mine: str) -> str:
        """Why a cell of the workbook cannot just be written; "" when it can."""
        row = self._table.rows[position]
        if (row, where[1]) in self._blocked:
            return self._blocked[row, where[1]]
        if where not in self._asked and where[1] in self._book.bad.get(("Invoices", row), {}):
            return N_("the workbook's cell holds something that cannot be read")
        taken = self._taken(where, file.mark.version) if file.main else None
        before = taken if taken is not None else _released(file, state, where)
        return "" if mine == (before or "") else N_("the workbook's cell was changed as well")

    def _taken(self, where: Where, version: int = 0) -> str | None:
        """The last answer that went into the workbook's cell, in this copy or any; None when there was none."""
        taken = [said.new for said in self._written.get(where, ()) if version in (0, said.version)]
        return taken[-1] if taken else None

    def _made(
        self, file: Answered, number: str, key: str, answer: Answer, position: int | None, mine: str, event: str,
        why: str,
    ) -> Item:  # fmt: skip
        version, currency = file.mark.version, self._currency.get(position, "") if position is not None else ""
        self._remember(Said(event, number, key, version, mine, answer.text, file.sha256, self.as_of, why))
        row = self._table.rows[position] if position is not None else 0
        return Item(event, file.mark.customer_id, number, currency, row, key, mine, answer.text, answer.value,
                    version, file.sha256, file.who, why)  # fmt: skip

    def _receipt(self, file: Answered) -> Iterable[CopyReceived]:
        typed = file.received
        if not typed.text:
            return
        day = typed.value
        plausible = isinstance(day, date) and date(2000, 1, 1) <= day <= self.as_of
        said = str(day) if plausible else f'"{typed.text[:60]}", which cannot be the day'
        receipt = CopyReceived(file.mark.customer_id, said, file.mark.version, file.sha256, file.who)
        known = (receipt.customer_id.casefold(), received_detail(receipt).partition(";")[0])
        if known not in self._received:
            self._received.add(known)
            yield receipt


def _released(file: Answered, state: State, where: Where) -> str | None:
    """What stood in a cell of the copy as it was made; None: not known."""
    version = state.version(file.mark.version)
    return version.answers.get(where[0], {}).get(where[1]) if version else None


def received_detail(receipt: CopyReceived) -> str:
    """What the Log says of a receipt."""
    return f"copy {receipt.version} and its invoices received on {receipt.day}" + (
        f"; by {receipt.who}" if receipt.who else ""
    )


def log_entries(weighed: Weighed, as_of: date, now: Any) -> list[LogEntry]:
    """The Log rows of all that was weighed, not numbered and sealed yet."""
    rows = [
        logged_answers.answer_entry(i.event, i.customer_id, i.invoice_no, i.currency, i.key, i.version, i.old, i.new,
                             i.sha256, i.who,
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
