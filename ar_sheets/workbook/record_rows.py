"""Which rows of a sheet are records: not the empty ones, not totals, not rows that formulas were filled into ahead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from ar_sheets.base.text import normalize_header
from ar_sheets.schema.columns import Column
from ar_sheets.workbook.error_values import ErrorValue

TOTAL_WORDS = re.compile(
    r"(?:sub|grand |slut|del|zwischen|gesamt)?(?:total|totals|totalt|totaal|totale|totali|totais|sum|summa|summe|soma|"
    r"shuma|gesamt|i alt|samlet|zusammen|subtotaal|delsumma|toplam|celkem|razem|osszesen|összesen|yhteensä|σύνολο|"
    r"الإجمالي|المجموع)(?![-/#]\d)[\W\d]*|"
    r"(?:sub ?totals?|subtotaal|delsumm?a?|zwischensumme|mellansumma|subtotais|sous-total|subtotale)\b.{0,60}"
)
_UNSEEN = "\u200b\u2060\ufeff"  # characters without width, which copies from web pages leave behind


def find_records(columns: Mapping[str, Sequence[Any]], *, ours: bool = False) -> list[int]:
    """The places of the rows that hold something in these columns (by key); people's rows of totals are left out."""
    values = list(columns.values())
    kept = [place for place, row in enumerate(zip(*values, strict=True)) if any(not is_empty(v) for v in row)]
    if ours:  # a row of ours that says Total is ours to write over, whatever has become of its other cells
        return kept
    return [place for place in kept if not _is_total([column[place] for column in values])]


def without_prefilled(
    places: Sequence[int],
    columns: Mapping[str, Sequence[Any]],
    kinds: Mapping[str, Column],
    formulas: Collection[tuple[int, str]],
) -> Sequence[int]:
    """The places of the rows in which something is typed, or in which a formula gives more than "", 0 or a day.

    `formulas` are the cells that hold one, as (place, key); `kinds` the columns by key.
    """
    by_place: dict[int, set[str]] = defaultdict(set)
    for place, key in formulas:
        by_place[place].add(key)
    return [
        place
        for place in places
        if place not in by_place
        or any(
            _says_something(columns[key][place], kinds[key]) if key in by_place[place] else not is_empty(cells[place])
            for key, cells in columns.items()
        )
    ]


def is_empty(value: Any) -> bool:
    """Whether nothing can be seen in a cell."""
    return isinstance(value, str) and (value == "" or not value.strip(_UNSEEN).strip())


def _says_something(result: Any, column: Column) -> bool:
    """Whether a formula's result speaks for a record. A day may be worked out from an empty cell, and so may an error
    be, but for one in a cell that no record can do without."""
    if column.type == "date":
        return False
    if isinstance(result, ErrorValue):
        return column.needed or column.key == "invoice_no"
    return not (is_empty(result) or isinstance(result, date) or result == 0)


def _is_total(values: list[Any]) -> bool:
    """One text that is a word for total ("Sum 2026"), beside figures only: no day, and no number of an invoice."""
    texts = [v for v in values if isinstance(v, str) and v.strip()]
    if len(texts) != 1 or not TOTAL_WORDS.fullmatch(normalize_header(texts[0])):
        return False
    first = next(v for v in values if v is not None and not is_empty(v))
    return isinstance(first, str) and all(isinstance(v, (str, int, float, ErrorValue)) for v in values)
