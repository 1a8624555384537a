"""Settings that a command keeps, after the owner answered its question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ar_sheets.schema import translations
from ar_sheets.schema.columns import SETTING_ROWS
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records
from ar_sheets.xlsx.changes import SheetPatch


def setting_changes(book: Book, values: Mapping[str, Any]) -> Iterator[SheetPatch]:
    """The change of the sheet Settings that sets these, by their keys; a setting that is not there is added."""
    table = book.tables.get("Settings")
    if not values or table is None:
        return
    wanted, rows = dict(values), {}
    for row, record in records(book, "Settings"):
        setting = translations.known_settings().get(translations.plain_name(record["setting"] or ""))
        if setting and setting.key in wanted:
            rows[row] = wanted.pop(setting.key)
    more = [(translations.setting_in(s, table.language).name, wanted[s.key]) for s in SETTING_ROWS if s.key in wanted]
    name, value = table.places["setting"], table.places["value"]
    yield SheetPatch(table.sheet, sorted(rows), {value: [rows[row] for row in sorted(rows)]},
                     [{name: title, value: new} for title, new in more], table.header_row, ours=False)  # fmt: skip
