"""One cell to one typed value: what is taken, and what is said of what is not."""

# ruff: noqa: DTZ001 - a workbook knows no time zones

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.schema.columns import Column
from ar_sheets.workbook.typed import PARSERS, BadCell, quote_value


def parsed(type: str, value: Any, choices: tuple[str, ...] = ()) -> Any:
    return PARSERS[type](value, Column("Header", "key", type, "you", "help", choices))


@pytest.mark.parametrize(
    ("type", "value", "typed"),
    [
        ("id", "0042", "0042"), ("id", " 0042 ", "0042"), ("id", 42, "42"), ("id", 42.0, "42"), ("id", "1E5", "1E5"),
        ("id", "  ", None), ("text", datetime(2026, 1, 2), "2026-01-02"), ("text", 12.5, "12.5"),
        ("money", 12, Decimal("12.00")), ("money", 0.1 + 0.2, Decimal("0.30")), ("money", 2.675, Decimal("2.68")),
        ("money", 1.005, Decimal("1.01")), ("money", -7.5, Decimal("-7.50")), ("money", " ", None),
        ("date", datetime(2026, 1, 2, 23, 59), date(2026, 1, 2)), ("date", "2026-01-02", date(2026, 1, 2)),
        ("int", 14.0, 14), ("int", "14", 14), ("int", "-7", -7),
        ("percent", 12.25, Decimal("12.25")), ("percent", 0, Decimal(0)),
        ("yesno", "Ja", True), ("yesno", "no", False), ("yesno", True, True), ("yesno", "x", True),
        ("buckets", "30, 60, 90", (30, 60, 90)), ("buckets", "15/45/75", (15, 45, 75)),
    ],
)  # fmt: skip
def test_taken(type: str, value: Any, typed: Any) -> None:
    assert parsed(type, value) == typed


@pytest.mark.parametrize(
    ("type", "value", "to_do"),
    [
        ("money", "1.250,00 €", "1250,00 or 1250.00"), ("money", "1,250.00", "1250,00 or 1250.00"),
        ("money", "1250", "1250"), ("money", "1.250", "1250"), ("money", "kr 99,5", "99,5 or 99.5"),
        ("money", "9oo", "in figures only"), ("money", "12O0", "in figures only"), ("money", "NOK 900", "alone: 900"),
        ("money", "much", "in figures only"), ("money", True, "in figures only"),
        ("money", "1250.00", "set the cell's format to Number"),
        ("date", "12.10.2026", "if it is 12 October 2026, type 2026-10-12"),
        ("date", "31.09.2026", "September 2026 has 30 days: type the right day, for example 2026-09-30"),
        ("date", "2026-02-30", "February 2026 has 28 days: type the right day, for example 2026-02-28"),
        ("date", "30.2.2028", "February 2028 has 29 days"), ("date", "0.1.2026", "no such day"),
        ("date", "2026/3/1", "type 2026-03-01"), ("date", "12/31/2026", "31 December 2026, type 2026-12-31"),
        ("date", "13.13.2026", "no such day"), ("date", "1.1.20260", "year-month-day"),
        ("date", "yesterday", "year-month-day"),
        ("date", 46300, "2026-10-05"), ("date", 7, "year-month-day"), ("date", "5 okt 2026", "year-month-day"),
        ("int", 14.5, "whole number"), ("int", "soon", "whole number"),
        ("percent", 0.1225, "12.25 for 12.25 %"), ("percent", "12 %", "12.25 for 12.25 %"), ("percent", 500, "12.25"),
        ("yesno", "maybe", "yes or no"), ("id", datetime(2026, 1, 2), "with ' in front"),
        ("id", True, "with ' in front"),
        ("buckets", "30, 60", "three growing"), ("buckets", "90, 60, 30", "three growing"),
    ],
)  # fmt: skip
def test_not_taken_and_what_to_do(type: str, value: Any, to_do: str) -> None:
    with pytest.raises(BadCell) as bad:
        parsed(type, value)
    assert to_do in bad.value.what_to_do


def test_a_choice_is_taken_in_any_case_and_written_as_it_is_called() -> None:
    assert parsed("choice", " business", ("Business", "Public")) == "Business"
    with pytest.raises(BadCell) as bad:
        parsed("choice", "Verein", ("Business", "Public"))
    assert bad.value.what_to_do == "Type Business or Public."


def test_what_a_screen_would_take_as_a_command_is_no_part_of_a_text() -> None:
    assert parsed("text", "a\x1b[2Jb\x9bc\x07\nd") == "a[2Jbc\nd"
    assert quote_value("\x1b]0;evil\x07") == '" ]0;evil "'
