"""`replies`: read the copies that came back, show what they say, and take it into the workbook and its Log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.dunning import outbox, write_back
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts import log, logged_answers
from ar_sheets.facts.gather import Facts
from ar_sheets.schema import translations
from ar_sheets.schema.columns import INVOICES
from ar_sheets.schema.model import LogEntry, Table
from ar_sheets.sharing import incoming, merge, owner_labels, signature, state
from ar_sheets.sharing.answers import Answered
from ar_sheets.sharing.incoming import File, Rejected
from ar_sheets.sharing.merge import Item, Scales, Weighed
from ar_sheets.sharing.state import State
from ar_sheets.workbook import guard
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.commit import commit
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.patch import KEEP, SheetPatch


@dataclass(slots=True)
class RepliesFound:
    """What the files say: answers, files of which nothing was used, mails without a copy, and what was logged."""

    weighed: Weighed = field(default_factory=Weighed)
    rejected: list[Rejected] = field(default_factory=list)
    without: list[Path] = field(default_factory=list)
    read: list[str] = field(default_factory=list)  # names of the files that could be read
    logged: Sequence[LogEntry] = ()
    done: bool = False
    book: Book | None = None  # whose names for sheets and columns are told
    facts: Facts | None = None
    as_of: date = date.min

    def advice(self, item: Item) -> str:
        """One line to send to a customer whose answer could not be taken, in their language; "" where none helps."""
        customer = self.facts.customers.get(item.customer_id.casefold()) if self.facts else None
        own = item.why not in (logged_answers.WHOLE, logged_answers.AS_IT_WAS, logged_answers.NO_INVOICE)
        if item.event != log.ANSWER_REFUSED or customer is None or not own:
            return ""
        return owner_labels.to_the_customer(customer.language, item.invoice_no, item.key, self.as_of)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of one command, opened once."""

    answered: Sequence[Answered]
    rejected: Sequence[Rejected]
    without: Sequence[Path]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the files come to beside one state of the workbook."""

    sha256: str
    found: RepliesFound
    book: Book
    entries: Sequence[LogEntry]
    box: outbox.Outbox


def collect_replies(
    path: Path, files: Sequence[Path], as_of: date, now: datetime, confirm: Callable[[RepliesFound], bool] | None
) -> RepliesFound:
    """Read the answers in `files`, or in the customers' folders, and take them when `confirm` says yes.

    Without `confirm` nothing is changed. NotDone, with nothing changed, when the workbook cannot be written or was
    changed while somebody was looking.
    """
    snapshot = guard.read_snapshot(path)
    home = snapshot.path.parent
    came = _open(home, files)
    weighed = _weigh(snapshot, came, as_of, now)
    found = weighed.found
    if confirm is None or not _anything(found):
        _note_seen(home, came.answered if confirm else ())
        return found
    if opened := guard.who_has_it_open(path):
        raise NotDone(opened)
    if not confirm(found):
        return found
    taken = commit(path, lambda snapshot: _take(snapshot, came, weighed, as_of, now))
    _note_seen(home, came.answered)
    taken.done = True
    return taken


def _anything(found: RepliesFound) -> bool:
    return bool(found.weighed.items or found.weighed.receipts)


def _open(home: Path, files: Sequence[Path]) -> _Files:
    came, rejected, without = incoming.named(files) if files else _from_the_folders(home)
    # A mail that is only a read receipt needs no key: nothing may have been shared yet.
    answered, refused = incoming.opened_safely(came, signature.business_key(home)) if came or not files else ([], [])
    return _Files(answered, [*rejected, *refused], without)


def _from_the_folders(home: Path) -> tuple[list[File], list[Rejected], list[Path]]:
    came: list[File] = []
    rejected: list[Rejected] = []
    for known in state.everybody(home):
        of_one, refused = incoming.in_folder(home, known)
        came += of_one
        rejected += refused
    return came, rejected, []


def _weigh(snapshot: guard.Snapshot, came: _Files, as_of: date, now: datetime) -> _Beside:
    """What the files come to beside the workbook as it is now, and the Log rows that tell it."""
    book, facts = look(snapshot.data)
    box = outbox.load_outbox(book)
    work = judge(book, facts, box, as_of)[0]
    newest = log.newest_day(facts.log)
    if newest is not None and as_of < newest:
        raise NotDone(
            _(
                "The Log already has entries of {newest}; replies as of {day} would rewrite the past.",
                newest=newest,
                day=as_of,
            )
        )
    found = RepliesFound(rejected=list(came.rejected), without=list(came.without), read=[f.name for f in came.answered],
                  book=book, facts=facts, as_of=as_of)  # fmt: skip
    scales = Scales(snapshot.data, book, work)
    for file in came.answered:
        if file.mark.customer_id.casefold() not in facts.customers:
            gone = _("The workbook has no customer {customer} any more.", customer=file.mark.customer_id)
            found.rejected.append(Rejected(file.name, gone))
            continue
        weighed = scales.weigh(file, state.load_state(snapshot.path.parent, file.mark.customer_id))
        found.weighed.items += weighed.items
        found.weighed.receipts += weighed.receipts
    entries = log.sealed(merge.log_entries(found.weighed, as_of, now), facts.log[-1] if facts.log else None)
    return _Beside(snapshot.sha256, found, book, entries, box)


def _take(
    snapshot: guard.Snapshot, came: _Files, shown: _Beside, as_of: date, now: datetime
) -> tuple[Sequence[Change], RepliesFound]:
    """The answers into the workbook and the Log in one change; only what was shown."""
    beside = shown if snapshot.sha256 == shown.sha256 else _weigh(snapshot, came, as_of, now)
    found, book = beside.found, beside.book
    if found.weighed.items != shown.found.weighed.items:
        raise NotDone(_("The workbook was changed while you were looking: nothing was taken. Run replies again."))
    table = book.tables["Invoices"]
    patches = [*_patches(found.weighed, table), *write_back.outbox_and_log(book, beside.box, beside.entries)]
    found.logged = beside.entries
    return patches, found


def _patches(weighed: Weighed, table: Table) -> list[SheetPatch]:
    values = merge.by_cell(weighed.taken())
    if not values:
        return []
    shown = translations.in_language(INVOICES, table.language)
    missing = sorted({shown.column(key).header for _, key in values if key not in table.places})
    if missing:
        raise NotDone(
            _(
                "The sheet {sheet} has no column {columns} to take answers into. Add columns with these headers behind "
                "the last one, then run replies again.",
                sheet=table.sheet,
                columns=", ".join(missing),
            )
        )
    rows = sorted({row for row, _ in values})
    columns: dict[int, list[Any]] = {
        table.places[key]: [
            translations.value_in(INVOICES.column(key), values[row, key], table.language)
            if (row, key) in values
            else KEEP
            for row in rows
        ]
        for key in sorted({key for _, key in values})
    }
    return [SheetPatch(table.sheet, rows, columns, header_row=table.header_row)]


def _note_seen(home: Path, files: Sequence[Answered]) -> None:
    """Which states of a customer's own copy were read: the Log tells what was in them."""
    for file in files:
        known: State = state.load_state(home, file.mark.customer_id)
        if file.main and file.sha256 not in known.seen:
            known.seen.append(file.sha256)
            state.save_state(home, known)


def replies_as_data(found: RepliesFound) -> dict[str, Any]:
    """The same as data."""
    return {
        "done": found.done, "read": found.read,
        "answers": [{"event": i.event, "customer": i.customer_id, "invoice": i.invoice_no, "column": i.key,
                     "old": i.old, "new": i.new, "copy": i.version, "by": i.who, "why": i.why,
                     "tell_them": found.advice(i)}
                    for i in found.weighed.items if i.why != logged_answers.AS_IT_WAS],
        "received": [{"customer": r.customer_id, "on": r.day, "copy": r.version} for r in found.weighed.receipts],
        "rejected": [{"file": r.name, "why": r.why} for r in found.rejected],
        "without_copy": [path.name for path in found.without],
    }  # fmt: skip
