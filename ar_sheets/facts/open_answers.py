"""Answers of customers that wait for a person: both sides changed one, or it could not be taken.

A finding in every run until it is decided; the invoice is on hold meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ar_sheets.base.i18n import _
from ar_sheets.facts import log, logged_answers
from ar_sheets.facts.invoice_places import invoice_places
from ar_sheets.facts.logged_answers import Said, as_comparable
from ar_sheets.schema import translations
from ar_sheets.schema.columns import ANSWER_KEYS, INVOICES
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.typed import quote_value


def answer(book: Book, key: str, text: str) -> str:
    """What stands in a reply column, as its drop-down has it."""
    said = (
        translations.value_in(INVOICES.column(key), text, book.tables["Invoices"].language) if key == "reply" else text
    )
    return str(said)


def reason_shown(book: Book, key: str, reason: str) -> str:
    """A reason of the Log with the column's own name in it."""
    english = INVOICES.column(key).header
    if reason.casefold().startswith(english.casefold()):
        return book.header("Invoices", key) + reason[len(english) :]
    return _(reason) if reason else ""


@dataclass(slots=True)
class OpenAnswer:
    """An answer to one invoice that waits for a person: all cells of it, and those it is about."""

    event: str
    sha256: str
    said: list[Said] = field(default_factory=list)

    @property
    def about(self) -> list[Said]:
        """The cells that are the reason."""
        return [said for said in self.said if said.why not in (logged_answers.WHOLE, logged_answers.AS_IT_WAS)]


def report_open_answers(book: Book, entries: Iterable[LogEntry]) -> None:
    """A finding at each cell that waits for a person; its row says Check, so nobody is reminded of it meanwhile."""
    table = book.tables["Invoices"]
    for question in open_questions(book, entries):
        number = question.said[0].invoice_no
        at = invoice_places(table.columns["invoice_no"], table.columns["kind"])[number.casefold()]
        beside = [said for said in question.said if said not in question.about and said.why == logged_answers.WHOLE]
        more = ", ".join(
            f"{book.header('Invoices', said.key)} {quote_value(answer(book, said.key, said.new))}"
            for said in beside
            if said.new
        )
        for said in question.about:
            what = (_refused if question.event == log.ANSWER_REFUSED else _both)(book, said)
            what += "; " + _("with it: {answers}", answers=more) if more else ""
            book.report("Invoices", table.rows[at], said.key, what, _to_do(question.event, number))


def _both(book: Book, said: Said) -> str:
    theirs, yours = (answer(book, said.key, text) or _("nothing") for text in (said.new, said.old))
    return _('{column}: the customer answered "{theirs}" in copy {copy} (read on {day}), and here "{yours}" stands',
             column=book.header("Invoices", said.key), theirs=theirs, copy=said.version, day=said.on,
             yours=yours)  # fmt: skip


def _refused(book: Book, said: Said) -> str:
    return _("{column}: the customer answered {theirs} in copy {copy} (read on {day}), which could not be taken: "
             "{reason}", column=book.header("Invoices", said.key), theirs=quote_value(said.new), copy=said.version,
             day=said.on, reason=reason_shown(book, said.key, said.why))  # fmt: skip


def _to_do(event: str, number: str) -> str:
    if event == log.ANSWERED_BOTH:
        return _("Type what is right; or keep yours with: ar-sheets replies WORKBOOK --keep {number}", number=number)
    return _("Ask them what they mean and type it into the reply columns; or leave these as they are with: ar-sheets "
             "replies WORKBOOK --keep {number}", number=number)  # fmt: skip


def open_questions(book: Book, entries: Iterable[LogEntry]) -> list[OpenAnswer]:
    """The answers a person must decide on, by the Log and the workbook as it is now."""
    waiting = _not_taken(entries)
    if not waiting:
        return []
    table = book.tables["Invoices"]
    places = invoice_places(table.columns["invoice_no"], table.columns["kind"])
    found = []
    for number, question in waiting.items():
        at = places.get(number)
        if (
            at is not None
            and question.about
            and _is_open(question, {k: as_comparable(table.columns[k][at]) for k in ANSWER_KEYS})
        ):
            found.append(question)
    return found


def _not_taken(entries: Iterable[LogEntry]) -> dict[str, OpenAnswer]:
    """The last answer to each invoice, by its folded number, where nothing came after it."""
    waiting: dict[str, OpenAnswer] = {}
    for said in logged_answers.answers_in_log(entries):
        number = said.invoice_no.casefold()
        before = waiting.get(number)
        if said.event == log.ANSWERED_LATE or said.why == logged_answers.NO_INVOICE:
            continue
        if said.event in (log.ANSWERED_BOTH, log.ANSWER_REFUSED):
            if before is None or (before.event, before.sha256) != (said.event, said.sha256):
                before = waiting[number] = OpenAnswer(said.event, said.sha256)
            before.said.append(said)
        elif before is not None and _answers(before, said):
            del waiting[number]
    return waiting


def _answers(question: OpenAnswer, said: Said) -> bool:
    """Whether what was taken or decided later settles it."""
    refused = question.event == log.ANSWER_REFUSED
    return refused or said.event == log.KEPT_OURS or said.key in {one.key for one in question.about}


def _is_open(question: OpenAnswer, now: dict[str, str]) -> bool:
    """Whether nobody has typed anything since: in any of the columns, or where both had answered in just those."""
    if question.event == log.ANSWERED_BOTH:
        question.said = [s for s in question.said if s not in question.about or now[s.key] == s.old]
        return bool(question.about)
    before = {said.key: said.old for said in question.said}
    return all(now[key] == before.get(key, "") for key in ANSWER_KEYS)
