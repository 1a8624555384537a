"""One letter, filled in and ready to be given any form; and why it reads as it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean
from ar_sheets.countries import known_profile
from ar_sheets.facts import payment_details
from ar_sheets.letters.facts import LetterFacts, facts
from ar_sheets.letters.faults import BadWording
from ar_sheets.letters.letter_facts import INTERNAL, invoice_references
from ar_sheets.letters.values import letter_values
from ar_sheets.letters.wording import Choice, Rendered, Wording, called, file_name
from ar_sheets.schema.model import Message, Settings


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language; `parts` are ("text", paragraph) or (a block's name, "")."""

    message: Message
    settings: Settings
    language: str
    subject: str
    address: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    facts: LetterFacts
    labels: Mapping[str, str]
    warnings: tuple[str, ...]
    file: Choice  # the wording it is written with
    passed_over: tuple[str, ...] = ()  # wordings of the owner that could not be used: file, line and why

    def link_label(self, number: str) -> str:
        """The name of a payment link: which invoice it pays, when it pays one."""
        return f"{self.labels['payment_link']}, {number}" if number else self.labels["payment_link"]

    @property
    def shows_qr(self) -> bool:
        """Whether the QR code is asked for by the wording and can be made."""
        return self.facts.qr is not None and ("qr", "") in self.parts


def write_letter(
    message: Message, settings: Settings, wording: Wording, as_of: date, *, with_qr: bool = True
) -> Letter:
    """The letter for a message: the first wording that can be filled in, with warnings for those that cannot.

    `with_qr` False for a letter that is only looked at: the code takes longest of all.
    """
    language = _language(message, settings)
    profile = known_profile(message.customer.profile)
    failed: list[str] = []
    for choice in wording.choices(language, message.step.letter, message.step.kind, profile):
        try:
            labels = wording.labels(choice)
            filled = wording.fill(choice, letter_values(message, settings, labels, choice.language, as_of))
        except BadWording as fault:
            failed.append(f"{choice.language}/{fault}")
            continue
        held = [_("Cannot go yet: {why}.", why=message.held)] if message.held else []
        over = [_("Your wording was passed over: {mistake}.", mistake=fault) for fault in failed]
        said = [*held, *message.warnings, *over, *wording.notes(choice), *_fallback(message, language, choice)]
        made = filled_in(message, settings, choice, labels, filled, as_of, said, with_qr=with_qr)
        return replace(made, passed_over=tuple(failed))
    raise FileNotFoundError(_("The letters that belong to ar-sheets are damaged. Install ar-sheets again."))


def filled_in(
    message: Message, settings: Settings, choice: Choice, labels: Mapping[str, str], filled: Rendered, as_of: date,
    said: Sequence[str] = (), *, with_qr: bool = True,
) -> Letter:  # fmt: skip
    """The letter of one wording, with its amounts; `said` are warnings about how the wording was found."""
    told = facts(message, settings, labels, choice.language, as_of, with_qr=with_qr and ("qr", "") in filled.parts)
    warnings = [*said, *_missing(choice, filled, message), *_doubts(message, settings, told)]
    address = () if message.step.kind in INTERNAL else filled.address
    return Letter(
        message, settings, choice.language, filled.subject, address, filled.parts, told, labels,
        tuple(dict.fromkeys(warnings)), choice,
    )  # fmt: skip


def _language(message: Message, settings: Settings) -> str:
    """A letter is in the customer's language; what only the business reads is in its own."""
    own = settings.language or "en"
    return own if message.step.kind in INTERNAL else message.customer.language or own


def _fallback(message: Message, language: str, choice: Choice) -> list[str]:
    said = []
    if language.strip().replace("-", "_").casefold() != choice.language.casefold():
        used = called(choice.language)
        said.append(_("There is no such letter in the language {language}; the whole letter is in {used}.",
                      language=clean(language), used=used))  # fmt: skip
    if message.step.letter and file_name(message.step.letter) != choice.name:
        named = clean(message.step.letter)
        file = f"{choice.language}/{choice.file}"
        said.append(
            _("There is no letter named {name}; {file} was used. Correct the column Letter in the Dunning plan.",
              name=named, file=file)
        )  # fmt: skip
    return said


def _missing(choice: Choice, filled: Rendered, message: Message) -> list[str]:
    """Blocks that every letter about money needs, left out of a wording."""
    lacking = [block for block in needed_blocks(message) if (block, "") not in filled.parts]
    file = f"{choice.language}/{choice.file}"
    return [_("{file} has no line {block}.", file=file, block=f"[[{block}]]") for block in lacking]


def needed_blocks(message: Message) -> tuple[str, ...]:
    """The blocks a letter of this kind cannot do without."""
    if message.step.kind in (*INTERNAL, "Thank-you"):
        return ()
    return ("invoices", "how_to_pay") if message.total_due > 0 else ("invoices",)


def _doubts(message: Message, settings: Settings, told: LetterFacts) -> list[str]:
    said = [] if told.adds_up else [_("The amounts of the lines do not add up to the total: do not send this letter.")]
    if message.step.kind in INTERNAL:
        return said
    return said + payment_details.where_to_pay(settings) + payment_details.mistyped(invoice_references(message))


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in the batch folder. `file` is what the customer would get: HTML by e-mail, PDF by post; a call's
    notes are text. `sha256` is that file's; the letter's other forms have the same name with another ending."""

    letter_id: str
    subject: str
    file: str  # relative to the batch folder, with "/"
    sha256: str
    language: str
    warnings: tuple[str, ...] = ()
