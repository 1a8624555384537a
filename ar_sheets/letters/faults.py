"""A fault in a wording file: why, and where; told with its place, and with what was probably meant."""

from __future__ import annotations

from ar_sheets.base import i18n
from ar_sheets.base.i18n import _
from ar_sheets.base.local_format import or_list


class BadWording(Exception):  # noqa: N818 - told to the owner, who has to fix the file
    """A wording file that cannot be used: why, in which file ("" where nobody can say), and its line (0 for all)."""

    def __init__(self, what: str, file: str = "", line: int = 0) -> None:
        super().__init__(what)
        self.what, self.file, self.line = what, file, line

    def __str__(self) -> str:
        return told_at(self.file, self.line, self.what)


def told_at(file: str, line: int, what: str) -> str:
    """A fault with its place."""
    if line:
        return _("{file}, line {line}: {what}", file=file, line=line, what=what)
    return f"{file}: {what}" if file else what


def nearer(what: str, *meant: str) -> str:
    """A fault, with what was probably meant ("" for nothing)."""
    known = [one for one in meant if one]
    return _("{fault}; did you mean {name}?", fault=what, name=or_list(known, i18n.language())) if known else what
