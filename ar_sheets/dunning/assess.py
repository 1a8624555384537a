"""Look at a workbook and judge it: what is due on a day. The weekly run asks this, and sending before each mail."""

from __future__ import annotations

from datetime import date

from ar_sheets.dunning import outbox
from ar_sheets.dunning.messages import propose
from ar_sheets.dunning.worklist import decide, finish
from ar_sheets.facts import open_answers
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.gather import Facts, gather
from ar_sheets.schema.model import Message
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.read import read_book
from ar_sheets.xlsx.identify import refuse_unless_workbook


def look(data: bytes) -> tuple[Book, Facts]:
    """Read and gather: the workbook's tables and the facts in them."""
    refuse_unless_workbook(data)
    book = read_book(data)
    facts = gather(book)
    open_answers.report_open_answers(book, facts.log)
    return book, facts


def judge(
    book: Book, facts: Facts, box: outbox.Outbox, as_of: date, *, approvals_lapse: bool = True
) -> tuple[Assessment, list[Message]]:
    """Decide: every invoice's numbers, step and reason, and the messages that are due (see outbox.numbered)."""
    work = decide(book, facts, as_of)
    renames = facts.renames
    unclear = {outbox.with_new_id(group, renames): letter for group, letter in box.unclear.items()}
    unread = {row for (sheet, row), faults in book.bad.items() if sheet == "Outbox" and "done_on" in faults}
    coming = outbox.letters_to_come(box, as_of, unread)
    box.coming = coming | {renames[customer]: why for customer, why in coming.items() if customer in renames}
    proposed = propose(work, outbox.skips(box, renames), unclear, box.coming)
    messages = outbox.number_messages(box, proposed, approvals_lapse=approvals_lapse)
    finish(work)
    return work, messages
