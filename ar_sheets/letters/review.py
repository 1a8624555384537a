"""Letters looked through before they are written: what holds one back, and which waits for a person's Send.

A letter that would name another customer is held. So is a formal notice whose own wording has a mistake: it is not
sent in our words without a word. A wording of the owner's that says the same of invoices which are not equally far
waits for a person to read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ar_sheets.base.i18n import _
from ar_sheets.facts.other_customers import Others, folded_words
from ar_sheets.letters.letter import Letter, write_letter
from ar_sheets.letters.letter_facts import INTERNAL
from ar_sheets.letters.text import letter_as_text
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Message, Settings


@dataclass(frozen=True)
class Reviewer:
    """The wording of a business, and what its customers are known by."""

    wording: Wording
    others: Others

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of the owner's own wording."""
        own = self.wording.own
        texts = (file.read_text("utf-8", "replace") for file in own.glob("*/*.txt")) if own is not None else ()
        return folded_words(texts)

    def review(self, message: Message, settings: Settings, as_of: date) -> Message:
        """The message with what was found: `held`, or `needs_approval` with a warning that says why."""
        filled = write_letter(message, settings, self.wording, as_of, with_qr=False)
        held = message.held or _broken(filled)
        strangers = () if held else self._names_others(filled)
        held = held or name_strangers(strangers)
        doubt = "" if self.wording.tells_apart(filled.file, filled.facts.is_mixed) else _says_the_same(filled)
        if held == message.held and not doubt:
            return message
        return replace(message, held=held, needs_approval=message.needs_approval or bool(doubt),
                       warnings=(*message.warnings, *([doubt] if doubt else [])), strangers=strangers)  # fmt: skip

    def _names_others(self, filled: Letter) -> tuple[str, ...]:
        """What the letter holds that belongs to another customer."""
        message = filled.message
        return () if message.step.kind in INTERNAL else tuple(self.find_strangers(message, letter_as_text(filled)))

    def find_strangers(self, message: Message, *texts: str) -> list[str]:
        """What in a letter's texts, and in the numbers its fields print, belongs to others than its customer."""
        whom = message.customer.customer_id
        found = [stranger for text in texts for stranger in self.others.found(text, whom, words=self._words)]
        printed = [message.customer.number, *(line.invoice_no for line in (*message.lines, *message.also_open))]
        return list(dict.fromkeys([*found, *self.others.numbers(filter(None, printed), whom)]))


def review_all(
    messages: Sequence[Message], settings: Settings, own: Path | None, others: Others, as_of: date
) -> list[Message]:
    """Every message, looked through."""
    reviewer = Reviewer(Wording(own), others)
    return [reviewer.review(message, settings, as_of) for message in messages]


def find_held(messages: Sequence[Message], sheet: str) -> list[Finding]:
    """A finding for each letter that would name another customer; `sheet`: what the workbook calls the Outbox.
    Other letters on hold have a finding at the cell or file to fix."""
    return [
        Finding(sheet, "",
                _("Letter {letter} to {customer} is on hold: {why}.", letter=message.letter_id,
                  customer=message.customer.called, why=message.held),
                _("Look where it stands in your wording of this letter, and take it out; then run again."))
        for message in messages
        if message.strangers
    ]  # fmt: skip


def name_strangers(strangers: Sequence[str]) -> str:
    """Why a letter with these in it is held; "" where there are none."""
    if not strangers:
        return ""
    return _("it names what belongs to another customer: {what}", what=", ".join(strangers))


def _broken(filled: Letter) -> str:
    """Why a formal notice is not sent in our words."""
    if filled.message.step.kind != "Formal notice" or not filled.passed_over:
        return ""
    return _("your own wording has a mistake ({mistake})", mistake=filled.passed_over[0])


def _says_the_same(filled: Letter) -> str:
    return _("your letter {file} says the same of all its invoices, and they are not equally far: read it before it "
             "goes (mixed in letters/README.txt)", file=f"{filled.file.language}/{filled.file.file}")  # fmt: skip
