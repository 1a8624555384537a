"""Days that Excel exchanged: a list written day first, opened where months come first.

Excel took 05/02/2026 for the 2nd of May and made a real date of it; 13/02/2026 it did not understand and left as text.
So all texts have days above 12, and all real dates have days up to 12: then the real ones are the wrong way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ar_sheets.adopting.detect_table import Listing, column_cells
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.value_types import cell_as_date
from ar_sheets.base.i18n import _

if TYPE_CHECKING:
    from ar_sheets.adopting.session import Adoption
    from ar_sheets.adopting.survey import Surveyed

EXCHANGED = "Exchanged dates: "
PUT_RIGHT, AS_THEY_ARE = "put right", "leave as they are"
ROLES = ("invoice_date", "typed_due_date", "marked_paid_on", "date")
LEAST = 2  # of each sort; fewer may be chance
_FIRST = re.compile(r"\s*(\d{1,2})[./\- ]\d{1,2}[./\- ]\d{2,4}")


def put_right(job: Adoption, sheet: Surveyed) -> None:
    """Ask about exchanged days of a list, where it has them; with a yes `job.grids` and the list hold the right ones,
    and `job.fixed` says which roles need a column of their own. The workbook's own cells stay as they are."""
    found = sheet.found
    places = {role: g.column.place for role in ROLES if (g := (sheet.guessed or {}).get(role)) is not None}
    if found is None or not places or job.adopted(sheet):
        return
    grid = job.grids[sheet.name]
    held = {role: column_cells(grid, found, place) for role, place in places.items()}
    if not _exchanged([v for values in held.values() for v in values]):
        return
    answer = job.ask(Question(
        EXCHANGED + sheet.name, _words(sheet.name, held), (PUT_RIGHT, AS_THEY_ARE), PUT_RIGHT, 0.6,
    ))  # fmt: skip
    if answer != PUT_RIGHT:
        return
    job.result.notes.append(
        _(
            "{sheet}: days and months that Excel exchanged are put right in columns of "
            "their own, where the days of new invoices belong from now on.",
            sheet=sheet.name,
        )
    )
    fixed = [list(row) for row in grid]
    for role, values in held.items():
        for row, value in zip(found.rows, values, strict=True):
            if (day := _right(value)) is not None and places[role] < len(fixed[row - 1]):
                fixed[row - 1][places[role]] = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        if role in ("invoice_date", "typed_due_date"):
            job.fixed.setdefault(sheet.name, {})[role] = [_right(v) for v in values]
        elif role == "marked_paid_on":  # a word such as "paid" among the days says as much as a day
            job.fixed.setdefault(sheet.name, {})[role] = [_right(v) or v or None for v in values]
    job.grids[sheet.name] = fixed
    job.look_again(sheet)


def _exchanged(values: Sequence[Any]) -> bool:
    real = [v for v in values if isinstance(v, (date, datetime))]
    texts = [m for v in values if isinstance(v, str) and (m := _FIRST.fullmatch(v.strip()))]
    if len(real) < LEAST or len(texts) < LEAST:
        return False
    return all(int(m[1]) > 12 for m in texts) and all(v.day <= 12 for v in real)


def _right(value: Any) -> date | None:
    """The day that was meant; None where the cell holds none."""
    if isinstance(value, (date, datetime)):
        return date(value.year, value.day, value.month) if value.day <= 12 else cell_as_date(value, "day first")
    return cell_as_date(value, "day first")


def _words(sheet: str, held: dict[str, list[Any]]) -> str:
    wrong = next(v for values in held.values() for v in values if isinstance(v, (date, datetime)))
    meant = _right(wrong)
    text = next(v for values in held.values() for v in values if isinstance(v, str) and _FIRST.fullmatch(v.strip()))
    return _(
        '{sheet}: days above 12 are texts here ("{value}") and all others are real dates: Excel '
        "seems to have exchanged day and month when the list was opened. So {wrong:%Y-%m-%d} should "
        "be {meant:%Y-%m-%d}. Shall they be put right, in a column of their own?",
        sheet=sheet,
        value=text.strip(),
        wrong=wrong,
        meant=meant,
    )


def dated_rows(found: Listing, days: Sequence[date | None]) -> list[tuple[int, date]]:
    """(row, day) of the records that have one."""
    return [(row, day) for row, day in zip(found.rows, days, strict=True) if day is not None]
