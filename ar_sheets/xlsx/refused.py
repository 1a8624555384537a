"""What the write-back says when it will not touch a workbook."""

from __future__ import annotations

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _


class Refused(NotDone):
    """Nothing was written. The message is one sentence or two: what the file has, and what to do. `damage` is what is
    broken in the file itself."""

    def __init__(self, why: str, damage: str = "") -> None:
        super().__init__(why)
        self.damage = damage


def damaged(what: str) -> Refused:
    """The refusal for a file that is broken in itself."""
    why = _(
        "The workbook is damaged ({what}). Open it in Excel, let Excel repair it, save it, and run again.", what=what
    )
    return Refused(why, what)
