"""The figures of a report on the workbook's own Start sheet, by the same patch as a run's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.dunning import write_back
from ar_sheets.facts import log
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.dashboard import FIGURES
from ar_sheets.reports.needs_you import Block
from ar_sheets.workbook import backups, guard, start_sheet
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.commit import put
from ar_sheets.xlsx.patch import patch


def fill_start(snapshot: guard.Snapshot, book: Book, work: Assessment, shown: Mapping[str, Block]) -> str:
    """Write the blocks of figures, if they differ; what waits for a person stays as the run wrote it.

    Returns why they could not be written, and "" when they are there, or when the workbook has no such blocks.
    """
    figures = {name: shown[name] for name in FIGURES if book.start_blocks.get(name) is not None}
    if not figures:
        return ""
    newest = max(filter(None, (log.newest_day(work.facts.log), _filled_on(book))), default=work.as_of)
    if work.as_of < newest:
        return _("they are of {newest}, the report of {day}.", newest=newest, day=work.as_of)
    patches = start_sheet.start_changes(book, figures, (), write_back.same_value)
    if patch(snapshot.data, patches) == snapshot.data:
        return ""
    opened = guard.who_has_it_open(snapshot.path)
    if opened:
        return opened
    try:
        with guard.locked(snapshot.path.parent):
            put(snapshot, patches)
            backups.count_last_to_its_run(snapshot.path)
    except NotDone as refusal:
        return str(refusal)
    return ""


def _filled_on(book: Book) -> date | None:
    """The day of the figures that are there."""
    place = book.start_blocks.get("Start_tiles")
    if place is None or place.top > len(book.start):
        return None
    held = book.start[place.top - 1][place.left]
    return held.date() if isinstance(held, datetime) else held if isinstance(held, date) else None
