"""Answers a person must decide on: both sides changed one, or it could not be taken. A finding in every run until then.

It is decided when the workbook's cells are not what they were any more (theirs, or something else, was typed), when a
later answer is taken, or when a person says to keep what stands there (`replies --keep`). Until then the invoice is
on hold: writing to somebody who tried to answer is the worse mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.dunning import outbox, write_back
from ar_sheets.dunning.assess import look
from ar_sheets.facts import log, logged_answers
from ar_sheets.facts.gather import Facts
from ar_sheets.facts.logged_answers import Said
from ar_sheets.facts.open_answers import open_questions
from ar_sheets.schema.model import LogEntry
from ar_sheets.workbook.commit import commit
from ar_sheets.workbook.guard import Snapshot
from ar_sheets.xlsx.changes import Change


def keep_ours(path: Path, invoice: str, as_of: date, now: datetime) -> list[str]:
    """A person keeps what stands in the workbook: noted in the Log, the finding goes. The headers of the cells.

    NotDone when nothing waits for a decision at this invoice.
    """
    return commit(path, lambda snapshot: _worked_out(snapshot, invoice, as_of, now))


def _worked_out(snapshot: Snapshot, invoice: str, as_of: date, now: datetime) -> tuple[Sequence[Change], list[str]]:
    book, facts = look(snapshot.data)
    asked = [q.said for q in open_questions(book, facts.log)]
    folded = invoice.strip().casefold()
    mine = [s for q in asked for s in q if s.invoice_no.casefold() == folded and s.why != logged_answers.AS_IT_WAS]
    if not mine:
        raise NotDone(
            _(
                "Nothing waits for your decision at invoice {invoice}. {problems} lists what does.",
                invoice=invoice,
                problems=book.name("Problems"),
            )
        )
    newest = log.newest_day(facts.log)
    if newest is not None and as_of < newest:
        raise NotDone(_("The Log already has entries of {newest}; a decision as of {day} would rewrite the past.",
                        newest=newest, day=as_of))  # fmt: skip
    entries = log.sealed(_kept(mine, facts, as_of, now), facts.log[-1])
    patches = write_back.outbox_and_log(book, outbox.load_outbox(book), entries)
    return patches, [book.header("Invoices", said.key) for said in mine]


def _kept(mine: Iterable[Said], facts: Facts, as_of: date, now: datetime) -> list[LogEntry]:
    owner = {row.invoice_no.casefold(): (row.customer_id, row.currency) for row in facts.log if row.invoice_no}
    return [
        logged_answers.answer_entry(log.KEPT_OURS, *_about(said, owner), said.key, said.version, said.new, said.old,
                             said.sha256, "",
                             as_of, now, N_("a person kept what stands here"))
        for said in mine
    ]  # fmt: skip


def _about(said: Said, owner: dict[str, tuple[str, str]]) -> tuple[str, str, str]:
    customer, currency = owner.get(said.invoice_no.casefold(), ("", ""))
    return customer, said.invoice_no, currency
