"""A sheet as a list: where its headers are, which rows are records, totals or headings, and what each column holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ar_sheets.adopting.header_words import is_bucket, is_total, meanings
from ar_sheets.adopting.value_types import Shape, filled, looks_like_money, shape

HEADER_SEARCH_ROWS = 20  # as the weekly run: a header further down is not found there either
LOOKED_AT = 2_000  # records that are enough to know a column by


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list: its 0-based place, its header as typed, the values of the records, their shape."""

    place: int
    header: str
    values: Sequence[Any]
    shape: Shape


@dataclass(slots=True)
class Listing:
    """A sheet read as a list. `rows` are the 1-based rows of its records; `headings` the text standing over each
    record where the list is in groups ("" where it is not); `totals` the rows of totals."""

    sheet: str
    header_row: int
    columns: list[ListColumn]
    rows: list[int]
    headings: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    title: str = ""  # what stands above the headers

    @property
    def grouped(self) -> bool:
        """Whether most records stand under a heading that is no age: then the heading is the customer."""
        return bool(self.headings) and sum(map(bool, self.headings)) > len(self.headings) / 2

    @property
    def buckets(self) -> list[ListColumn]:
        """The columns of amounts by age."""
        return [c for c in self.columns if is_bucket(c.header) and c.shape.money >= 0.9]


def listing(sheet: str, grid: Sequence[Sequence[Any]], *, any_words: bool = False) -> Listing | None:
    """The list on a sheet; None where no row of it reads like headers over records. any_words: the owner says that it
    is a list, so headers of a language nobody here knows will do."""
    header_row = _header_row(grid) or (_first_texts(grid) if any_words else None)
    if header_row is None:
        return None
    headers = [_text(value) for value in grid[header_row - 1]]
    places = [place for place, text in enumerate(headers) if text]
    rows, headings, totals = _records(grid, header_row, places)
    if not rows:
        return None
    looked = rows[:LOOKED_AT]
    columns = []
    for place in places:
        values = [_cell(grid[row - 1], place) for row in looked]
        columns.append(ListColumn(place, headers[place], values, shape(values)))
    above = " ".join(_text(v) for row in grid[: header_row - 1] for v in row if _text(v))
    return Listing(sheet, header_row, columns, rows, headings, totals, above)


def column_cells(grid: Sequence[Sequence[Any]], found: Listing, place: int) -> list[Any]:
    """The values of a column in all records of a list, not only in those that were looked at."""
    return [_cell(grid[row - 1], place) for row in found.rows]


def _cell(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _header_row(grid: Sequence[Sequence[Any]]) -> int | None:
    """The row that names most columns, in words we know; at least two of them."""
    best, row_number = 1, None
    for number, row in enumerate(grid[:HEADER_SEARCH_ROWS], start=1):
        texts = [_text(value) for value in row]
        if 2 * sum(_is_value(value) for value in row) > sum(map(bool, texts)):
            continue  # a row of dates and amounts is a record
        known = sum(any(meanings(t, kind) for kind in ("Invoices", "Customers", "Payments")) for t in texts if t)
        known += sum(is_bucket(t) for t in texts if t)
        if known > best:
            best, row_number = known, number
    return row_number


def _first_texts(grid: Sequence[Sequence[Any]]) -> int | None:
    """The first row of three texts or more, all different, over a row that holds as much."""
    for number, row in enumerate(grid[:HEADER_SEARCH_ROWS], start=1):
        texts = [text for value in row if (text := _text(value))]
        below = filled(list(grid[number])) if number < len(grid) else []
        if len(texts) >= 3 and len(set(texts)) == len(texts) == len(filled(list(row))) and len(below) >= 3:
            return number
    return None


def _is_value(value: Any) -> bool:
    return value is not None and not isinstance(value, str)


def _records(
    grid: Sequence[Sequence[Any]], header_row: int, places: Sequence[int]
) -> tuple[list[int], list[str], list[int]]:
    """The rows of records, the heading over each, and the rows of totals."""
    rows, headings, totals, heading = [], [], [], ""
    for number, row in enumerate(grid[header_row:], start=header_row + 1):
        held = filled(list(row))
        if not held:
            continue
        texts = [v.strip() for v in held if isinstance(v, str)]
        if texts and is_total(texts[0]) and _bare_of_dates(held) and not _stands_in_a_word_column(row, texts):
            totals.append(number)
            if not is_bucket(heading):
                heading = ""
        elif len(held) == 1 and texts and len(places) > 2:
            heading = texts[0]
        else:
            rows.append(number)
            headings.append("" if is_bucket(heading) else heading)
    return rows, headings, totals


def _bare_of_dates(held: Sequence[Any]) -> bool:
    found = shape(held)
    return found.dates + found.text_dates == 0


def _stands_in_a_word_column(row: Sequence[Any], texts: Sequence[str]) -> bool:
    """A record of the customer "Total Energies" has other texts beside its name, or a number in front of it."""
    first = next(v for v in row if v is not None and v != "" and not (isinstance(v, str) and v.isspace()))
    worded = [t for t in texts if not looks_like_money(t)]  # in a .csv amounts are texts too
    return len(worded) > 2 or (not isinstance(first, str) and isinstance(first, int) and len(texts) > 0 and first > 0)
