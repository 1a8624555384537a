"""That a column is something, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field

from ar_sheets.adopting.detect_table import ListColumn


@dataclass(slots=True)
class Guess:
    """That a column is something: its role, how sure (0 to 1), and what speaks for it or against."""

    role: str
    column: ListColumn
    sure: float
    language: str = ""
    why: list[str] = field(default_factory=list)
    even: bool = False  # another column could be it as well: the last that was said
    typed_only: bool = False  # the last that was said is that it holds amounts

    def say(self, sure: float, why: str) -> None:
        """Another opinion after more was looked at."""
        self.sure, self.even, self.typed_only = sure, False, False
        self.why.append(why)
