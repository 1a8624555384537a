"""A letter as it would be written now: sending compares it with the one that a person approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ar_sheets.facts.other_customers import Others
from ar_sheets.letters.letter import write_letter
from ar_sheets.letters.pdf import Printer, is_made_from, printed_words
from ar_sheets.letters.review import Reviewer, name_strangers
from ar_sheets.letters.text import letter_as_text
from ar_sheets.letters.typst_pool import PrintJob
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.model import Message, Settings


@dataclass(frozen=True, slots=True)
class LetterNow:
    """The text below its heading, and which PDF is just that one; `message` says whether it is held or waits."""

    message: Message
    text: str
    printed: str
    job: PrintJob
    reviewer: Reviewer

    def is_pdf(self, content: bytes) -> bool:
        """Whether these bytes are the PDF made from this letter: each carries the fingerprint of what it shows."""
        return is_made_from(self.job, content)

    def fault(self, *texts: str) -> str:
        """Why the letter may not go with these texts, and what its PDF shows; "" when it may."""
        strangers = self.reviewer.find_strangers(self.message, *texts, self.printed)
        return self.message.held or name_strangers(strangers)


class LettersNow:
    """Writes letters anew with the wording and the logo of a business; nothing is printed or saved."""

    def __init__(self, home: Path) -> None:
        own = home / "letters"
        there = own if own.is_dir() else None
        self._wording, self._printer = Wording(there), Printer(there)

    def __call__(self, message: Message, settings: Settings, day: date, others: Others) -> LetterNow:
        reviewer = Reviewer(self._wording, others)
        reviewed = reviewer.review(message, settings, day)
        made = write_letter(reviewed, settings, self._wording, day)
        job = self._printer.single(made, Path())
        return LetterNow(reviewed, letter_as_text(made).partition("\n\n")[2], printed_words(job), job, reviewer)
