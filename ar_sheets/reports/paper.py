"""A report as a PDF, and tables as csv files: what leaves the house besides letters."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.base import i18n, local_format
from ar_sheets.base.i18n import _
from ar_sheets.base.sanitize import clean

# Where it splits at semicolons, as in much of Europe, a cell may begin behind one.
_STARTS = re.compile(r"(^\s*|;[\s\"]*)(?=[=+\-@＝＋－＠])")
_PHONE = re.compile(r"\+\d[\d ]*")  # at worst a spreadsheet makes it a number
_FORM = Path(__file__).parent / "report.typ"
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A part of a report: paragraphs, and a table whose columns in `figures` stand to the right."""

    heading: str
    text: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Row] = ()
    figures: Sequence[int] = ()
    widest: int = 0  # the column that takes the room that is left


@dataclass(frozen=True, slots=True)
class PaperReport:
    """A report: title, facts as (label, text), sections. `wide` is landscape."""

    title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[PaperSection]
    sender: str
    footer: str
    wide: bool = False


def pdf(report: PaperReport, day: date) -> bytes:
    """The report as PDF; the same bytes for the same report and day."""
    import typst

    printed = asdict(report) | {
        "language": i18n.language(),
        "page": _("Page {number} of {count}"),
        "facts": [(label, clean(text)) for label, text in report.facts if text],
        "sections": [
            asdict(section) | {"rows": [[_shown(cell) for cell in row] for row in section.rows]}
            for section in report.sections
        ],
    }
    when = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    compiler = typst.Compiler(_FORM, root=_FORM.parent)
    made: Any = compiler.compile(sys_inputs={"data": json.dumps(printed, ensure_ascii=False)}, timestamp=when)
    return bytes(made)


def csv_table(heads: Sequence[str], rows: Sequence[Row]) -> bytes:
    """A csv file that Excel opens as it is: UTF-8 with its mark, numbers plain, and no text that is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    return local_format.number(cell, i18n.language()) if isinstance(cell, Decimal) else clean(str(cell))


def _cell(cell: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    if _PHONE.fullmatch(text):
        return text
    return _STARTS.sub(r"\1'", text)
