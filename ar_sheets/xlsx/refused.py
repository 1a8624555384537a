"""What the write-back says when it will not touch a workbook."""

from __future__ import annotations

from ar_sheets.base.errors import NotDone


class Refused(NotDone):
    """Nothing was written. The message is one sentence or two: what the file has, and what to do."""


def damaged(what: str) -> Refused:
    """The refusal for a file that is broken in itself."""
    return Refused(f"The workbook is damaged ({what}). Open it in Excel, let Excel repair it, save it, and run again.")
