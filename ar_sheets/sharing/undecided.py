"""Where the customer and the business both changed an answer, a person decides: a finding in every run until then.

It is decided when the workbook's cell is not what it was any more (theirs, or something else, was typed), or when a
person says to keep it (`replies --keep`). Until then the invoice is left in peace.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from ar_sheets import give_back, log, outbox
from ar_sheets.columns import INVOICES
from ar_sheets.findings import NotDone
from ar_sheets.gather import Facts
from ar_sheets.model import LogEntry
from ar_sheets.sharing import logged
from ar_sheets.sharing.logged import Said
from ar_sheets.sharing.state import told
from ar_sheets.workbook import guard
from ar_sheets.workbook.patch import patch
from ar_sheets.workbook.read import Book


def report(book: Book, entries: Iterable[LogEntry]) -> None:
    """A finding at each cell that waits for a person; its row says Check."""
    table = book.tables["Invoices"]
    for said in open_questions(book, entries):
        header = INVOICES.column(said.key).header
        yours, theirs = said.old or "nothing", said.new or "nothing"
        at = [str(number or "").casefold() for number in table.columns["invoice_no"]].index(said.invoice_no.casefold())
        book.report(
            "Invoices", table.rows[at], said.key,
            f'{header}: the customer answered "{theirs}" in copy {said.version} (read on {said.on}), and here '
            f'"{yours}" was typed',
            f"Type what is right; or keep yours with: ar-sheets replies WORKBOOK --keep {said.invoice_no}",
        )  # fmt: skip


def open_questions(book: Book, entries: Iterable[LogEntry]) -> list[Said]:
    """The answers a person must decide on, by the Log and the workbook as it is now."""
    last: dict[tuple[str, str], Said] = {}
    for said in logged.answers(entries):
        if said.event in (log.ANSWERED_BOTH, log.ANSWERED, log.KEPT_OURS):
            last[said.invoice_no.casefold(), said.key] = said
    waiting = [said for said in last.values() if said.event == log.ANSWERED_BOTH]
    if not waiting:
        return []
    table = book.tables["Invoices"]
    places = {number.casefold(): at for at, number in enumerate(table.columns["invoice_no"]) if number is not None}
    return [
        said
        for said in waiting
        if (at := places.get(said.invoice_no.casefold())) is not None and told(table.columns[said.key][at]) == said.old
    ]


def keep(path: Path, invoice: str, as_of: date, now: datetime) -> list[str]:
    """A person keeps what stands in the workbook: noted in the Log, the finding goes. The headers of the cells.

    NotDone when nothing waits for a decision at this invoice.
    """
    from ar_sheets.judging import look  # it asks here what waits

    if opened := guard.who_has_it_open(path):
        raise NotDone(opened)
    with guard.locked(guard.read_snapshot(path).path.parent):
        snapshot = guard.read_snapshot(path)
        book, facts = look(snapshot.data)
        mine = [s for s in open_questions(book, facts.log) if s.invoice_no.casefold() == invoice.strip().casefold()]
        if not mine:
            raise NotDone(f"Nothing waits for your decision at invoice {invoice}. Problems lists what does.")
        newest = log.newest(facts.log)
        if newest is not None and as_of < newest:
            raise NotDone(f"The Log already has entries of {newest}; a decision as of {as_of} would rewrite the past.")
        entries = log.sealed(_kept(mine, facts, as_of, now), facts.log[-1])
        patches = give_back.outbox_and_log(book, outbox.load(book), entries)
        guard.replace(snapshot, patch(snapshot.data, patches), patches)
    return [INVOICES.column(said.key).header for said in mine]


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
