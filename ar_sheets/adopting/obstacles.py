"""What stands in the way of new columns: said before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ar_sheets.adopting import refusals
from ar_sheets.adopting.copying import copy_reason
from ar_sheets.adopting.mapping import Settled
from ar_sheets.base.errors import NotDone
from ar_sheets.base.text import column_letter

if TYPE_CHECKING:
    from ar_sheets.adopting.session import Adoption
    from ar_sheets.adopting.survey import Surveyed

MOST = 30  # columns that are added at the most


def refuse_what_is_in_the_way(job: Adoption, sheet: Surveyed) -> None:
    """NotDone where a cell right of a list that is to stay where it is would be under a new column."""
    found = sheet.found
    if found is None or job.adopted(sheet) or sheet.name in job.beside or _copied(sheet):
        return
    first = max(c.place for c in found.columns) + 1
    for number, row in enumerate(job.grids[sheet.name][found.header_row :], start=found.header_row + 1):
        for place, value in enumerate(row[first : first + MOST], start=first):
            if value not in ("", None) and not (isinstance(value, str) and value.isspace()):
                raise NotDone(refusals.in_the_way(f"{sheet.name}!{column_letter(place)}{number}"))


def _copied(sheet: Surveyed) -> bool:
    """Whether the list is likely to be copied: then nothing is added beside it."""
    guessed = {r: Settled(r, g.column, g.sure) for r, g in (sheet.guessed or {}).items()}
    return bool(copy_reason(sheet, {"invoice_no": Settled("invoice_no", None, 0), **guessed}))
