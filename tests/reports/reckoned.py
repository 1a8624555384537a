"""The docstring of a test as decided work, without a file: for what is worked out from it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from conftest import tables_of

from ar_sheets.facts.assessment import Assessment
from ar_sheets.schema.columns import SHEETS
from ar_sheets.workbook.typed import PARSERS

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from desk import Desk

COLUMNS = {sheet.name: {column.key: column for column in sheet.columns} for sheet in SHEETS}


def reckoned(docstring: str | None, as_of: str, **settings: Any) -> Assessment:
    """What a run on the workbook in a docstring decides on a day."""
    tables = {
        sheet: [{key: _typed(COLUMNS[sheet][key], value) for key, value in row.items()} for row in rows]
        for sheet, rows in tables_of(docstring or "").items()
    }
    return work_of(tables, date.fromisoformat(as_of), **settings)


def work_of(tables: Mapping[str, Sequence[Mapping[str, Any]]], as_of: date, **settings: Any) -> Assessment:
    """What a run on these rows by sheet and column key decides on a day; money is Decimal, days are dates."""
    desk = Desk(**settings)
    for sheet, rows in tables.items():
        desk.add(sheet, *rows)
    return desk.run(as_of).work


def _typed(column: Any, value: Any) -> Any:
    return PARSERS[column.type](value, column) if value is not None else None
