"""All cells of all sheets as they are, for looking at a workbook whose sheets nobody has named yet."""

from __future__ import annotations

from typing import Any

from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.long_texts import TooLong
from ar_sheets.xlsx.opening import all_cells, open_workbook
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.unwritable import formula_cells, refuse_absurd_size

Grid = list[list[Any]]


def grids(data: bytes) -> dict[str, Grid]:
    """The rows of each worksheet from A1 on, empty cells "". A formula that is nothing but a number is that number,
    whatever its saved result (some exports save 0). `NotDone` where this is no workbook that can be read."""
    refuse_unless_workbook(data)
    with open_workbook(data) as workbook:
        return {ref.name: _grid(workbook, data, ref.name) for ref in Package(data).sheets if ref.kind == "worksheet"}


def _grid(workbook: Any, data: bytes, name: str) -> Grid:
    try:
        refuse_absurd_size(data, name)
    except TooLong:
        raise
    except Refused:
        return []  # no list of anything is that wide
    frame = all_cells(workbook, data, name)
    rows: Grid = frame.to_numpy().tolist()
    for (row, place), cell in formula_cells(data, name, range(len(frame.columns))).items():
        if cell.constant is not None and row <= len(rows):
            rows[row - 1][place] = cell.constant
    return rows
