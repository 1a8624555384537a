"""What Excel checks while an owner types: drop-downs for lists, real dates, real numbers.

These stop slips early; pasting goes around them, so each run checks every cell again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ar_sheets import words
from ar_sheets.columns import Column, Setting, Sheet
from ar_sheets.findings import column_letter
from ar_sheets.workbook.look import LAST_ROW

# Columns whose drop-down shows what another sheet holds.
_LISTED = {"customer_id": ("Customers", 0), "plan": ("Dunning plan", 0)}


def add_checks(page: Any, sheet: Sheet, names: Mapping[str, str]) -> None:
    """Drop-downs and typing checks for the columns of a sheet that people fill; `names` as in start_page.fill."""
    for place, column in enumerate(sheet.columns):
        check = _check(sheet, column, names) if column.owner in ("you", "reply") else None
        if check:
            page.data_validation(1, place, LAST_ROW, place, check)


def setting_check(setting: Setting) -> dict[str, object] | None:
    """The drop-down or typing check for one row of Settings; None if anything may be typed."""
    return _list(setting.name, list(setting.choices)) if setting.choices else _typed(setting.type)


def _check(sheet: Sheet, column: Column, names: Mapping[str, str]) -> dict[str, object] | None:
    if column.type == "yesno":
        return _list(column.header, [words.word("choice", answer, sheet.language) for answer in ("yes", "no")])
    if column.choices:
        return _list(column.header, list(column.choices))
    source, place = _LISTED.get(column.key, (sheet.name, 0))
    if source != sheet.name:
        return _list(column.header, _filled(names[source], column_letter(place)))
    return _typed(column.type)


def _filled(sheet: str, letter: str) -> str:
    """The filled cells of a column, without the empty ones below, which a drop-down would show as blanks."""
    whole = f"'{sheet}'!${letter}:${letter}"
    return f"='{sheet}'!${letter}$2:INDEX({whole},MAX(2,COUNTA({whole})))"


def _list(header: str, source: object) -> dict[str, object]:
    # A warning, not a stop: the owner may mean it.
    return {"validate": "list", "source": source, "error_type": "warning", "error_title": header,
            "error_message": "This is not in the list. Keep it all the same?"}  # fmt: skip


def _typed(type: str) -> dict[str, object] | None:
    if type == "date":
        return {"validate": "date", "criteria": ">=", "value": "=DATE(1990,1,1)", "error_title": "Not a date",
                "error_message": "Type a date as year-month-day, for example 2026-11-20."}  # fmt: skip
    if type in ("money", "percent", "int"):
        return {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
                "error_title": "Not a number",
                "error_message": "Type only a number here: no currency sign, no letters."}  # fmt: skip
    return None
