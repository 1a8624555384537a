"""Which invoices of a letter are how far: what a letter says of one may not be true of another.

One letter asks for all that a customer is late with, at the highest step among them. Those at that step stand beside
others that were only reminded of, and others that nobody was reminded of yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ar_sheets.schema.model import LetterLine, Message

MIXING_KINDS = ("Reminder", "Final reminder", "Formal notice")  # kinds of letter that speak of earlier reminders
_RANKS = {"Reminder": 1, "Call": 1, "Final reminder": 2, "Formal notice": 3, "Hand-over": 4}


@dataclass(frozen=True, slots=True)
class Mixture:
    """The invoices of one letter: at the letter's own step (`reached`), reminded of before but not so far
    (`earlier`), and reminded of for the first time (`first`). Each in the letter's order; none is in two."""

    reached: tuple[LetterLine, ...]
    earlier: tuple[LetterLine, ...]
    first: tuple[LetterLine, ...]

    @property
    def is_mixed(self) -> bool:
        """Whether one sentence cannot be true of all of them."""
        return bool(self.reached) and bool(self.earlier or self.first)


def sort_lines(message: Message) -> Mixture:
    """The invoices of a letter by how far each is. In a letter that speaks of no reminders all count as reached."""
    if message.step.kind not in MIXING_KINDS:
        return Mixture(tuple(message.lines), (), ())
    reached = [line for line in message.lines if _has_reached(line, message)]
    rest = [line for line in message.lines if not _has_reached(line, message)]
    return Mixture(tuple(reached), _reminded(rest, before=True), _reminded(rest, before=False))


def _has_reached(line: LetterLine, message: Message) -> bool:
    """Whether the letter's step is this invoice's step now, or one it has behind it. Reminders are told apart by the
    step itself, the kinds after them by their rank."""
    if line.step and line.step == message.step.name:
        return True
    rank = _RANKS[message.step.kind]
    return rank > 1 and any(_RANKS.get(kind, 0) >= rank for kind in line.had)


def _reminded(lines: Sequence[LetterLine], *, before: bool) -> tuple[LetterLine, ...]:
    return tuple(line for line in lines if bool(line.had) == before)
