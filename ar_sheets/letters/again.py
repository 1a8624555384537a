"""A letter as it would be written now: sending compares it with the one that a person approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ar_sheets.letters.letter import write
from ar_sheets.letters.pdf import Printer, is_made_from, printed_words
from ar_sheets.letters.text import as_text
from ar_sheets.letters.typst_pool import Job
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.model import Message, Settings


@dataclass(frozen=True, slots=True)
class LetterNow:
    """The text below its heading, all words that its PDF would show, and which PDF is just that one."""

    text: str
    printed: str
    job: Job

    def is_pdf(self, content: bytes) -> bool:
        """Whether these bytes are the PDF made from this letter: each carries the fingerprint of what it shows."""
        return is_made_from(self.job, content)


class LettersNow:
    """Writes letters anew with the wording and the logo of a business; nothing is printed or saved."""

    def __init__(self, home: Path) -> None:
        own = home / "letters"
        there = own if own.is_dir() else None
        self._wording, self._printer = Wording(there), Printer(there)

    def __call__(self, message: Message, settings: Settings, day: date) -> LetterNow:
        made = write(message, settings, self._wording, day)
        job = self._printer.single(made, Path())
        return LetterNow(as_text(made).partition("\n\n")[2], printed_words(job), job)
