"""What a sending was asked for, how it speaks with the person, and what became of each letter."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ar_sheets.schema.labels import ENGLISH, Names
from ar_sheets.sending.preflight import OutboxLetter
from ar_sheets.sending.transport import Server


@dataclass(frozen=True, slots=True)
class Options:
    """What `send` was asked for. `test_to`: everything to this address, marked TEST, and nothing noted."""

    dry_run: bool = False
    limit: int | None = None
    to_folder: bool = False
    test_to: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """How to speak with the person: show the list and ask, ask for a password, tell how far it is."""

    confirm: Callable[[SendingResult], bool]
    ask_password: Callable[[str], str]
    progress: Callable[[OutboxLetter, int, int], None]
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait before a letter that is not taken now is tried again (seconds), and the clock for it."""

    waits: Sequence[float] = (5.0, 30.0, 60.0)
    sleep: Callable[[float], None] = time.sleep
    ticks: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class SendingResult:
    """What was or would be sent. `letters`: every letter that waits to be mailed, with its last state: send (it
    would go, or its turn did not come), sent, drafted, tested, refused, failed, deferred, unclear, or as in desk."""

    as_of: date
    options: Options
    server: Server
    sender: str
    letters: list[OutboxLetter] = field(default_factory=list)
    to_post: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)  # letters of before that may or may not have gone out
    logged: int = 0
    stopped: str = ""
    notes: list[str] = field(default_factory=list)
    folder: Path | None = None
    names: Names = ENGLISH  # what the workbook calls its sheets and columns
    listed: Sequence[OutboxLetter] = ()  # as the person saw them in the list before the question
    behind: bool = False  # the workbook does not show yet what went out
    refused: list[tuple[Mapping[str, Any], str, str]] = field(default_factory=list)  # a letter, an address, why

    def of(self, *states: str) -> list[OutboxLetter]:
        """The letters in one of these states."""
        return [letter for letter in self.letters if letter.state in states]

    @property
    def chosen(self) -> list[OutboxLetter]:
        """The letters to send now: those that may go, up to the limit."""
        return self.of("send")[: self.options.limit]

    def became(self, letter: OutboxLetter) -> None:
        """Put the letter in its place with its new state."""
        self.letters = [letter if old.letter_id == letter.letter_id else old for old in self.letters]
