"""The weekly run as a story: read, gather, decide, give back, log. Nothing is sent."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ar_sheets import letters
from ar_sheets.banks.missing import missing
from ar_sheets.base import i18n, progress
from ar_sheets.base.data import data_folder as shipped
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.progress import Progress
from ar_sheets.dunning import lost_log, outbox, write_back
from ar_sheets.dunning.assess import judge, look
from ar_sheets.dunning.record_outcomes import record_outcomes, report_faults
from ar_sheets.dunning.sums import CustomerSum, by_customer, start_lines
from ar_sheets.dunning.superseded import why_not
from ar_sheets.facts import batch_record, log, sent_files
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.checks.claims import check_figures
from ar_sheets.facts.checks.customers import check_customers
from ar_sheets.facts.checks.homoglyphs import check_look_alikes
from ar_sheets.facts.checks.plans import check_plans
from ar_sheets.facts.earlier_promises import log_promises
from ar_sheets.facts.gather import Facts, no_letters
from ar_sheets.facts.other_customers import index
from ar_sheets.facts.standing_holds import find_holds, log_holds, tell_monthly
from ar_sheets.letters.check import find_mistakes
from ar_sheets.letters.review import find_held, review_all
from ar_sheets.reports import dashboard
from ar_sheets.reports.needs_you import Block
from ar_sheets.schema import translations
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import LogEntry, Message
from ar_sheets.sending import journal
from ar_sheets.sending.repair import repair
from ar_sheets.workbook import guard, start_sheet
from ar_sheets.workbook.backups import RUN
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.commit import commit
from ar_sheets.workbook.spoken import spoken_language
from ar_sheets.xlsx.changes import Change
from ar_sheets.xlsx.patch import patch
from ar_sheets.xlsx.verify import verify


@dataclass(slots=True)
class Result:
    """What a run found and did, for the screen and for --json, and what it read."""

    snapshot: guard.Snapshot
    book: Book
    work: Assessment
    sums: Mapping[str, CustomerSum]
    messages: Sequence[Message]
    findings: Sequence[Finding]
    entries: Sequence[LogEntry]
    changes: Sequence[Change]
    counts: Mapping[str, int]
    review_page: Path | None = None
    notes: list[str] = field(default_factory=list)
    start: Sequence[tuple[str, Any]] = ()
    waiting: Sequence[Mapping[str, Any]] = ()  # the rows of the Outbox that wait for a person
    faults: Mapping[str, str] = field(default_factory=dict)  # folded invoice number -> why it says Check
    dashboard: Mapping[str, Block] = field(default_factory=dict)  # what the blocks of Start show

    @property
    def changed_cells(self) -> Mapping[str, int]:
        """How many cells change on each sheet."""
        return write_back.count(self.changes)


def run_week(path: Path, as_of: date, now: datetime, *, dry_run: bool = False) -> Result:
    """The weekly run on the workbook at `path`. With `dry_run` nothing is written.

    Raises `NotDone` with a sentence for the user; the workbook is then as it was.
    """
    i18n.use_language(spoken_language(path))
    with _nothing_collected(), progress.show_progress() as say:
        return _dry(path, as_of, now, say) if dry_run else _run(path, as_of, now, say)


def why_not_written(result: Result) -> str:
    """Why the changes of a dry run could not be written into the workbook, as the run itself would find when it
    writes them and reads them back; "" when they could."""
    data = result.snapshot.data
    try:
        new = patch(data, result.changes)
        verify(data, new, new, result.changes)
    except NotDone as refusal:
        return result.book.names.told(str(refusal))
    return ""


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What a run makes lives to its end; to look through it again and again for garbage costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _dry(path: Path, as_of: date, now: datetime, say: Progress) -> Result:
    return _once(guard.read_snapshot(path), as_of, now, say, dry_run=True)


def _run(path: Path, as_of: date, now: datetime, say: Progress) -> Result:
    tries: list[Result] = []

    def work_out(snapshot: guard.Snapshot) -> tuple[Sequence[Change], Result]:
        tries.append(_once(snapshot, as_of, now, say, dry_run=False))
        say(_("Writing the workbook"))
        return tries[-1].changes, tries[-1]

    result = commit(path, work_out, RUN)
    lost_log.note_log(result.snapshot.path, result.book, result.work.facts, result.entries)
    if len(tries) > 1:
        result.notes.append(_("The workbook was saved by someone during the run; the run started again on it."))
    return result


def _once(snapshot: guard.Snapshot, as_of: date, now: datetime, say: Progress, *, dry_run: bool) -> Result:
    say(_("Reading the workbook"))
    book, facts = look(snapshot.data)
    _note_copies(book, snapshot.path)
    _refuse_backdated(facts, as_of, dry_run=dry_run)
    check_plans(book, facts, _letter_names(snapshot.path.parent))
    home = snapshot.path.parent
    version = batch_record.reader(home)
    box = outbox.load_outbox(book, version)
    lost_log.doubt_log(book, facts, snapshot.path)
    entries = repair(box, facts, journal.read_journal(home), snapshot.path.name, now)
    facts.log += entries
    lost = lost_log.enter_lost_rows(box, facts, snapshot.path, now)
    facts.log += lost
    entries += lost
    report_faults(book, box, as_of, version)
    done = record_outcomes(box, facts, as_of, now, sent_files.fingerprint(home), version)
    facts.log += done
    entries += done
    say(_("Working out what is due"))
    work, messages = judge(book, facts, box, as_of)
    check_customers(book, work, messages)
    check_figures(book, work, messages)
    check_look_alikes(book)
    holds = find_holds(work)
    seen = [*log_holds(work, now), *log_promises(work, now), *tell_monthly(book, work, holds, now)]
    seen = log.sealed(seen, facts.log[-1] if facts.log else None)
    facts.log += seen
    entries += seen
    book.use_own_names()
    messages = _review(book, facts, messages, home, as_of)
    folder = home / "batches" / as_of.isoformat()
    written = [] if dry_run else _write_letters(home, folder, as_of, messages, facts, book, say)
    say(_("Adding up"))
    files = {w.letter_id: (w.subject, f"batches/{as_of}/{w.file}") for w in written}
    paused = no_letters(facts, as_of)
    outbox.merge(box, messages, files, why_not(work), paused)
    if written:
        batch_record.write_record(folder, outbox.waiting(box))
    sums = by_customer(work)
    start_sheet.check_blocks(book)
    start = start_lines(work, sums, messages, len(book.findings))
    shown = dashboard.blocks(book, work, sums, messages, paused)
    patches = write_back.workbook_changes(book, work, sums, box, entries, start, shown)
    page = folder / "index.html" if written else None
    notes = _notes(book, work, paused)
    counts = {name.lower(): len(table) for name, table in book.tables.items()}
    return Result(
        snapshot,
        book,
        work,
        sums,
        messages,
        book.findings,
        entries,
        patches,
        counts,
        page,
        notes,
        start=start,
        waiting=outbox.waiting(box),
        faults=_faults(book),
        dashboard=shown,
    )


def _review(book: Book, facts: Facts, messages: Sequence[Message], home: Path, as_of: date) -> list[Message]:
    """The messages, looked through as letters; what holds one back, and mistakes in own wording, are findings."""
    own = home / "letters"
    there = own if own.is_dir() else None
    planned = [step.letter for plan in facts.plans.values() for step in plan if step.letter]
    languages = {facts.settings.language, *(customer.language for customer in facts.customers.values())}
    book.findings += find_mistakes(there, planned, facts.settings, languages)
    reviewed = review_all(messages, facts.settings, there, index(book, facts), as_of) if messages else []
    book.findings += find_held(reviewed, book.name("Outbox"))
    return reviewed


def _notes(book: Book, work: Assessment, paused: str) -> list[str]:
    """What the owner should know about this run as a whole."""
    notes = list(missing(work.facts.log, work.as_of))
    if work.facts.settings.payments_complete_until is None and not paused:
        setting = translations.word_in("setting", "Payments complete until", book.language)
        notes.append(_("{setting} is empty in {sheet}: nothing stops reminders on old figures.", setting=setting,
                       sheet=book.name("Settings")))  # fmt: skip
    return notes


def _note_copies(book: Book, path: Path) -> None:
    book.findings += [
        Finding(book.name("Start"), "",
                _("There is a second version of this workbook beside it: {copy}", copy=copy.name),
                _("Somebody's changes may be only in that one. Compare the two, keep one, and move the other away."))
        for copy in guard.conflict_copies(path)
    ]  # fmt: skip


def _refuse_backdated(facts: Facts, as_of: date, *, dry_run: bool) -> None:
    newest = log.newest_day(facts.log)
    if newest is not None and as_of < newest and not dry_run:
        raise NotDone(
            _(
                "The Log already has entries of {newest}, so a run as of {day} would rewrite the past. "
                "Run as of {newest} or later, or look with --dry-run. If the clock of the computer was wrong when they "
                "were written: ar-sheets confirm-log WORKBOOK",
                newest=newest,
                day=as_of,
            )
        )


def _letter_names(home: Path) -> set[str]:
    """The names of the letters there are, the owner's own and ours."""
    return {file.stem for place in (home / "letters", shipped("letters")) for file in place.glob("*/*.txt")}


def _faults(book: Book) -> dict[str, str]:
    table = book.tables["Invoices"]
    return {
        number.casefold(): fault
        for row, number in zip(table.rows, table.columns["invoice_no"], strict=True)
        if number is not None and (fault := book.first_fault("Invoices", row))
    }


def _write_letters(
    home: Path, folder: Path, as_of: date, messages: Sequence[Message], facts: Facts, book: Book, say: Progress
) -> Sequence[letters.Written]:
    """The batch folder; also when nothing is due any more but a page of the same day still says so."""
    if not messages and not folder.exists():
        return []
    say(_("Writing letters"))
    own = home / "letters"
    return letters.write_batch(
        messages, folder, own if own.is_dir() else None, facts.settings, as_of, book.findings,
        book.names,
        lambda done, total: say(_("Printing letters"), done, total),
    )  # fmt: skip
