"""Words of a list's status that nobody knows: asked, each with its count, and remembered in Settings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ar_sheets.adopting.guess import says_open
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.value_types import cell_as_date, filled
from ar_sheets.base.i18n import n_
from ar_sheets.base.text import normalize_header
from ar_sheets.schema.status_words import is_flag, means_in_part, means_not_paid, means_paid, means_void
from ar_sheets.workbook.remembered import STATES, STATUS

if TYPE_CHECKING:
    from ar_sheets.adopting.session import Adoption
    from ar_sheets.adopting.survey import Surveyed


def ask_status_words(job: Adoption, sheet: Surveyed) -> None:
    """What the unknown words of a list's status mean goes into `job.status`. Beside amounts of what is paid or open a
    status says nothing more, and is not asked about."""
    columns = job.settled(sheet)
    status = columns.get("marked_status")
    amounts = any(columns.get(role) and columns[role].column for role in ("marked_open", "marked_paid"))
    if status is None or status.column is None or amounts or says_open(status.column):
        return
    counts = Counter(str(v).strip() for v in filled(status.column.values) if not _known(v))
    for word, count in counts.items():
        said = job.said.status.get(normalize_header(word))
        if said is None:
            text = n_('{sheet}: "{column}" says "{word}" of {n} invoice. What does that mean?',
                      '{sheet}: "{column}" says "{word}" of {n} invoices. What does that mean?', count,
                      sheet=sheet.name, column=status.column.header, word=word)  # fmt: skip
            said = job.ask(Question(STATUS + word, text, STATES))
            job.making.remember(STATUS + word, said)
        job.status[normalize_header(word)] = said


def _known(value: object) -> bool:
    return (
        means_paid(value) or means_not_paid(value) or means_in_part(value) or means_void(value) or is_flag(value)
        or isinstance(value, (int, float)) or cell_as_date(value, "day first") is not None
    )  # fmt: skip
