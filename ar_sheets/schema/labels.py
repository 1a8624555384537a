"""Sentences that speak of sheets, columns, settings and choices, told with the names these have in a workbook.

The code says them in the contract's English; nobody with a German workbook has a sheet Outbox to look into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from ar_sheets.schema.columns import DECISIONS, SETTING_ROWS, SHEETS
from ar_sheets.schema.translations import word_in

_KINDS = ("sheet", "setting", "column", "choice", "status")


@dataclass(frozen=True, slots=True)
class Names:
    """What a workbook calls things: `own` by their English, else the words of its language."""

    language: str = "en"
    own: Mapping[str, str] = field(default_factory=dict)

    def called(self, english: str) -> str:
        """The name of a sheet, setting, column or choice."""
        if english in self.own:
            return self.own[english]
        found = (word_in(kind, english, self.language) for kind in _KINDS)
        return next((name for name in found if name != english), english)

    def told(self, text: str) -> str:
        """A text with these names for the English ones; what stands in double quotes is somebody's own and stays."""
        if self.language == "en" and not self.own:
            return text
        return _english().sub(lambda found: self.called(found["name"]) if found["name"] else found[0], text)


ENGLISH = Names()


@cache
def _english() -> re.Pattern[str]:
    """The names of the contract where a sentence surely means them: names of several words anywhere, a name of one
    word only beside the words that show what it is."""
    sheets = {sheet.name for sheet in SHEETS}
    others = {column.header for sheet in SHEETS for column in sheet.columns} | {one.name for one in SETTING_ROWS}
    long, short = ({name for name in {*sheets, *others} if (" " in name) is wanted} for wanted in (True, False))
    a_sheet, a_column = _any(short & sheets), _any(short - sheets)
    places = (
        _any(long),
        _after(("in ", "of ", "to ", "the ", "see ", "into ", "sheet ", "from "), a_sheet),
        f"{a_column}(?= in (?:the )?{_any(sheets)}\\b)",
        _after(("under ", "column ", "your ", "clear "), a_column),
        f"{a_column}(?= = )",
        _after(("Interest = ", "Fees = "), _any(("contract", "charge", "show", "statutory", "plan", "none"))),
        _after(("write ", "your ", "a ", "Send, ", "or ", "is "), _any(DECISIONS)),
    )
    return re.compile(rf'"[^"]*"|\b(?P<name>{"|".join(places)})\b')


def _any(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})"


def _after(before: Iterable[str], name: str) -> str:
    return f"(?:{'|'.join(f'(?<={re.escape(word)})' for word in before)}){name}"
