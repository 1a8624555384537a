"""Answers a person must decide on: both sides changed one, or it could not be taken. A finding in every run until then.

It is decided when the workbook's cells are not what they were any more (theirs, or something else, was typed), when a
later answer is taken, or when a person says to keep what stands there (`replies --keep`). Until then the invoice is
left in peace: writing to somebody who tried to answer is the worse mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.dunning import outbox, write_back
from ar_sheets.facts import log
from ar_sheets.facts.gather import Facts
from ar_sheets.schema.model import LogEntry
from ar_sheets.sharing import logged, owner_labels
from ar_sheets.sharing.logged import Said
from ar_sheets.sharing.state import told
from ar_sheets.sharing.words import KEYS
from ar_sheets.workbook import guard
from ar_sheets.workbook.read import Book
from ar_sheets.workbook.typed import shown
from ar_sheets.xlsx.patch import patch


@dataclass(slots=True)
class Question:
    """An answer to one invoice that waits for a person: all cells of it, and those it is about."""

    event: str
    sha256: str
    said: list[Said] = field(default_factory=list)

    @property
    def about(self) -> list[Said]:
        """The cells that are the reason."""
        return [said for said in self.said if said.why not in (logged.WHOLE, logged.AS_IT_WAS)]


def report(book: Book, entries: Iterable[LogEntry]) -> None:
    """A finding at each cell that waits for a person; its row says Check, so nobody is reminded of it meanwhile."""
    table = book.tables["Invoices"]
    for question in open_questions(book, entries):
        number = question.said[0].invoice_no
        at = [str(no or "").casefold() for no in table.columns["invoice_no"]].index(number.casefold())
        beside = [said for said in question.said if said not in question.about and said.why == logged.WHOLE]
        more = ", ".join(
            f"{book.header('Invoices', said.key)} {shown(owner_labels.answer(book, said.key, said.new))}"
            for said in beside
            if said.new
        )
        for said in question.about:
            what = (_refused if question.event == log.ANSWER_REFUSED else _both)(book, said)
            book.report("Invoices", table.rows[at], said.key, what + (f"; with it: {more}" if more else ""),
                        _to_do(question.event, number))  # fmt: skip


def _both(book: Book, said: Said) -> str:
    theirs, yours = (owner_labels.answer(book, said.key, text) or "nothing" for text in (said.new, said.old))
    return (
        f'{book.header("Invoices", said.key)}: the customer answered "{theirs}" in copy {said.version} '
        f'(read on {said.on}), and here "{yours}" stands'
    )


def _refused(book: Book, said: Said) -> str:
    return (
        f"{book.header('Invoices', said.key)}: the customer answered {shown(said.new)} in copy {said.version} (read on "
        f"{said.on}), which could not be taken: {owner_labels.why(book, said.key, said.why)}"
    )


def _to_do(event: str, number: str) -> str:
    if event == log.ANSWERED_BOTH:
        return f"Type what is right; or keep yours with: ar-sheets replies WORKBOOK --keep {number}"
    return (
        "Ask them what they mean and type it into the reply columns; or leave these as they are with: ar-sheets "
        f"replies WORKBOOK --keep {number}"
    )


def open_questions(book: Book, entries: Iterable[LogEntry]) -> list[Question]:
    """The answers a person must decide on, by the Log and the workbook as it is now."""
    waiting = _not_taken(entries)
    if not waiting:
        return []
    table = book.tables["Invoices"]
    places = {number.casefold(): at for at, number in enumerate(table.columns["invoice_no"]) if number is not None}
    found = []
    for number, question in waiting.items():
        at = places.get(number)
        if at is not None and question.about and _is_open(question, {k: told(table.columns[k][at]) for k in KEYS}):
            found.append(question)
    return found


def _not_taken(entries: Iterable[LogEntry]) -> dict[str, Question]:
    """The last answer to each invoice, by its folded number, where nothing came after it."""
    waiting: dict[str, Question] = {}
    for said in logged.answers(entries):
        number = said.invoice_no.casefold()
        before = waiting.get(number)
        if said.event == log.ANSWERED_LATE or said.why == logged.NO_INVOICE:
            continue
        if said.event in (log.ANSWERED_BOTH, log.ANSWER_REFUSED):
            if before is None or (before.event, before.sha256) != (said.event, said.sha256):
                before = waiting[number] = Question(said.event, said.sha256)
            before.said.append(said)
        elif before is not None and _answers(before, said):
            del waiting[number]
    return waiting


def _answers(question: Question, said: Said) -> bool:
    """Whether what was taken or decided later settles it."""
    refused = question.event == log.ANSWER_REFUSED
    return refused or said.event == log.KEPT_OURS or said.key in {one.key for one in question.about}


def _is_open(question: Question, now: dict[str, str]) -> bool:
    """Whether nobody has typed anything since: in any of the columns, or where both had answered in just those."""
    if question.event == log.ANSWERED_BOTH:
        question.said = [s for s in question.said if s not in question.about or now[s.key] == s.old]
        return bool(question.about)
    before = {said.key: said.old for said in question.said}
    return all(now[key] == before.get(key, "") for key in KEYS)


def keep(path: Path, invoice: str, as_of: date, now: datetime) -> list[str]:
    """A person keeps what stands in the workbook: noted in the Log, the finding goes. The headers of the cells.

    NotDone when nothing waits for a decision at this invoice.
    """
    from ar_sheets.dunning.assess import look  # it asks here what waits

    if opened := guard.who_has_it_open(path):
        raise NotDone(opened)
    with guard.locked(guard.read_snapshot(path).path.parent):
        snapshot = guard.read_snapshot(path)
        book, facts = look(snapshot.data)
        asked = [q.said for q in open_questions(book, facts.log)]
        folded = invoice.strip().casefold()
        mine = [s for q in asked for s in q if s.invoice_no.casefold() == folded and s.why != logged.AS_IT_WAS]
        if not mine:
            raise NotDone(
                f"Nothing waits for your decision at invoice {invoice}. {book.name('Problems')} lists what does."
            )
        newest = log.newest(facts.log)
        if newest is not None and as_of < newest:
            raise NotDone(f"The Log already has entries of {newest}; a decision as of {as_of} would rewrite the past.")
        entries = log.sealed(_kept(mine, facts, as_of, now), facts.log[-1])
        patches = write_back.outbox_and_log(book, outbox.load(book), entries)
        guard.replace(snapshot, patch(snapshot.data, patches), patches)
    return [book.header("Invoices", said.key) for said in mine]


def _kept(mine: Iterable[Said], facts: Facts, as_of: date, now: datetime) -> list[LogEntry]:
    owner = {row.invoice_no.casefold(): (row.customer_id, row.currency) for row in facts.log if row.invoice_no}
    return [
        logged.entry(log.KEPT_OURS, *_about(said, owner), said.key, said.version, said.new, said.old, said.sha256, "",
                     as_of, now, "a person kept what stands here")
        for said in mine
    ]  # fmt: skip


def _about(said: Said, owner: dict[str, tuple[str, str]]) -> tuple[str, str, str]:
    customer, currency = owner.get(said.invoice_no.casefold(), ("", ""))
    return customer, said.invoice_no, currency
