"""A sheet row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ar_sheets.workbook.book import Book


def records(book: Book, sheet: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row of a sheet as (workbook row, values by key); nothing for a sheet that is not there."""
    table = book.tables.get(sheet)
    if table is None:
        return
    keys = list(table.columns)
    for row, values in zip(table.rows, zip(*table.columns.values(), strict=True), strict=True):
        yield row, dict(zip(keys, values, strict=True))
