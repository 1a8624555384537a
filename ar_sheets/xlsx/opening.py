"""The workbook opened for reading by pandas and calamine, after a look at what only they read.

The owner's workbook is parsed in this process, because a hundred thousand rows take seconds and to hand them over from
another process would double that. So its bounds come first, and whatever still goes wrong in there is a sentence.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.limits import OUTSIDE, Bounds, part_key
from ar_sheets.xlsx.long_texts import refuse_long_strings
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.unwritable import refuse_absurd_size

if TYPE_CHECKING:
    import pandas as pd

_STRINGS = "xl/sharedstrings.xml"
_READ_BY_OTHERS = {_STRINGS, "xl/styles.xml"}  # we look at them only when we write


@contextmanager
def open_workbook(data: bytes) -> Iterator[pd.ExcelFile]:
    """The workbook for pandas. NotDone where it cannot be read, also when the parser itself breaks on it."""
    import pandas as pd

    try:
        _look(data)
        with pd.ExcelFile(io.BytesIO(data), engine="calamine") as workbook:
            yield workbook
    except NotDone:
        raise
    except MemoryError as error:
        raise NotDone(
            _(
                "The workbook needs more memory than this computer has free. Delete empty rows and "
                "columns behind the lists, close other programs, and run again."
            )
        ) from error
    except Exception as error:
        raise NotDone(
            _(
                "The workbook could not be read ({reason}). Open it in Excel, save it again, and run again.",
                reason=error,
            )
        ) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a parser written in Rust gives up; it is no Exception
            raise
        raise NotDone(
            _("The workbook holds something that no program can read. Open it in Excel, save it again, and run again.")
        ) from error


def all_cells(workbook: pd.ExcelFile, data: bytes, sheet: str) -> pd.DataFrame:
    """All cells of a sheet from A1 on. Refused where a cell far out would make it too large to hold."""
    import pandas as pd

    refuse_absurd_size(data, sheet)
    try:
        return _cells(workbook, sheet)
    except Exception:
        plain = _without_ranges(data, sheet)
        if plain is None:
            raise
    with pd.ExcelFile(io.BytesIO(plain), engine="calamine") as again:
        return _cells(again, sheet)


def _cells(workbook: pd.ExcelFile, sheet: str) -> pd.DataFrame:
    """As pandas reads them, in half of the time: whole numbers are int, days datetime, empty cells ""."""
    import pandas as pd

    rows = workbook.book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return pd.DataFrame([[_plain(cell) for cell in row] for row in rows], dtype=object)


def _plain(cell: Any) -> Any:
    if type(cell) is float:
        return int(cell) if cell.is_integer() else cell
    return datetime(cell.year, cell.month, cell.day) if type(cell) is date else cell  # noqa: DTZ001


def _without_ranges(data: bytes, sheet: str) -> bytes | None:
    """The workbook without the ranges of a sheet that the reader may not know how to read though Excel does, such as
    merged cells over whole rows (3:3). No cell is lost by that. None where the sheet states none."""
    book = Package(data)
    part = book.sheet(sheet).part
    found = Worksheet(sheet, book.xml(part).content)
    ranges = [e for e in (found.child("dimension"), found.child("mergeCells")) if e is not None]
    book.write(part, markup.spliced(found.data, [(e.start, e.end, b"") for e in ranges]))
    return book.saved() if ranges else None


def all_sheet_cells(data: bytes, bounds: Bounds = OUTSIDE) -> dict[str, list[list[Any]]]:
    """The cells of each sheet of a small workbook from A1 on. NotDone where it cannot be read."""
    refuse_unless_workbook(data, bounds)
    with open_workbook(data) as workbook:
        names = [ref.name for ref in Package(data, bounds).sheets if ref.kind == "worksheet"]
        return {name: all_cells(workbook, data, name).to_numpy().tolist() for name in names}


def _look(data: bytes) -> None:
    """Unpacks the parts that are not ours to read, so that their real sizes are known and a DTD is refused."""
    book = Package(data)
    for entry in book.container.entries:
        if part_key(entry.name) in _READ_BY_OTHERS:
            content = book.xml(entry.name).content
            markup.root(content)
            if part_key(entry.name) == _STRINGS:
                refuse_long_strings(content)
