"""The workbook looked at and judged, as documents need it: balances, customers, and whom a text would give away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.other_customers import Others, index
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.model import Settings
from ar_sheets.workbook import guard
from ar_sheets.workbook.book import Book


@dataclass
class PapersContext:
    """One reading of a workbook."""

    snapshot: guard.Snapshot
    book: Book
    work: Assessment

    @property
    def home(self) -> Path:
        """The folder of the workbook."""
        return self.snapshot.path.parent

    @property
    def own(self) -> Path | None:
        """The owner's folder of letters, None without one."""
        letters = self.home / "letters"
        return letters if letters.is_dir() else None

    @property
    def settings(self) -> Settings:
        """The Settings sheet."""
        return self.work.facts.settings

    @cached_property
    def wording(self) -> Wording:
        """The wording of letters: the owner's before ours."""
        return Wording(self.own)

    @cached_property
    def others(self) -> Others:
        """What other customers are known by."""
        return index(self.book, self.work.facts)


def open_desk(path: Path, as_of: date) -> PapersContext:
    """Read and judge the workbook; nothing is written. NotDone when it cannot be read."""
    snapshot = guard.read_snapshot(path)
    book, facts = look(snapshot.data)
    work, _ = judge(book, facts, outbox.load_outbox(book), as_of)
    return PapersContext(snapshot, book, work)
