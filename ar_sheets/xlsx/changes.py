"""What a caller may ask to have changed in a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ar_sheets.xlsx.cells import Keep, Value


@dataclass(frozen=True, slots=True)
class SheetPatch:
    """Values for one sheet.

    rows: 1-based, ascending. columns: 0-based column -> a value for each of `rows`; KEEP leaves a cell alone,
    None (and "") empties it and keeps its style. append: rows ({0-based column: value}) for the end of the
    list: first into blank rows inside its table, then below it. header_row: where the list's headers are.
    table_rows: when given, the table there is made to have this many rows of data (at least one).
    ours: False for cells people own; then a protected sheet is refused. under_sum: where a list that is no table
    has a sum under it, that stays where it is, and the rows go below it, after a blank one.
    """

    sheet: str
    rows: Sequence[int] = ()
    columns: Mapping[int, Sequence[Value | Keep]] = field(default_factory=dict)
    append: Sequence[Mapping[int, Value]] = ()
    header_row: int = 1
    table_rows: int | None = None
    ours: bool = True
    under_sum: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """A sheet of another workbook (its bytes) that is the model: of a new sheet, or of a new column (0-based)."""

    workbook: bytes
    sheet: str
    column: int = 0


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet to add at the end, its rows an Excel table starting in A1 (no headers: no table).

    widths in characters; formats: 0-based column -> number format (Excel's number or a code such as "0.00");
    choices: 0-based column -> the values its drop-down offers. like: the sheet of another workbook from which it has
    all that is not said here (then widths, formats and choices do not count). called: names of the model's sheets ->
    what those sheets are called here. first: in front of the other sheets.
    """

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]] = ()
    widths: Sequence[float] = ()
    formats: Mapping[int, int | str] = field(default_factory=dict)
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    like: Like | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    first: bool = False


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to add at the right end of a list. format: Excel's number of a number format, or a code; width
    in characters; blanks: cells (1-based row, 0-based column) that hold nothing but blanks, and are not in the way;
    like: the column of another workbook that it has its look and its typing checks from."""

    sheet: str
    header: str
    header_row: int = 1
    format: int | str | None = None
    width: float | None = None
    blanks: Collection[tuple[int, int]] = ()
    like: Like | None = None


@dataclass(frozen=True, slots=True)
class ChartValues:
    """The values of cells, for the copies that charts of these names on a sheet keep of them: see charts.py.

    cells: (1-based row, 0-based column) -> the value there.
    """

    sheet: str
    charts: Collection[str]
    cells: Mapping[tuple[int, int], Value]


Change = SheetPatch | NewSheet | NewColumn | ChartValues
