"""Look at a workbook and judge it: what is due on a day. The weekly run asks this, and sending before each mail."""

from __future__ import annotations

from datetime import date

from ar_sheets import outbox
from ar_sheets.gather import Facts, gather
from ar_sheets.messages import propose
from ar_sheets.model import Message
from ar_sheets.sharing import undecided
from ar_sheets.workbook.identify import identify
from ar_sheets.workbook.read import Book, read
from ar_sheets.worklist import Work, decide, finish


def look(data: bytes) -> tuple[Book, Facts]:
    """Read and gather: the workbook's tables and the facts in them."""
    identify(data)
    book = read(data)
    facts = gather(book)
    undecided.report(book, facts.log)
    return book, facts


def judge(
    book: Book, facts: Facts, box: outbox.Outbox, as_of: date, *, approvals_lapse: bool = True
) -> tuple[Work, list[Message]]:
    """Decide: every invoice's numbers, step and reason, and the messages that are due (see outbox.numbered)."""
    work = decide(book, facts, as_of)
    messages = outbox.numbered(box, propose(work, outbox.skips(box), box.unclear), approvals_lapse=approvals_lapse)
    finish(work)
    return work, messages
