"""Whole numbers as Excel's number formats show them."""

import pytest

from ar_sheets.xlsx.number_formats import changes_number, shown_number


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("00000", 42, "00042"),
        ("00000", 123456, "123456"),
        ('"INV-"0000', 42, "INV-0042"),
        ('"INV-"General', 42, "INV-42"),
        ("0000-00", 202611, "2026-11"),
        ("00\\-0000", 42, "00-0042"),
        ("[Red]0000", 7, "0007"),
        ("####", 42, "42"),
        ('0000;-0000;"none"', 42, "0042"),
        ("#,##0", 1042, None),
        ("0.00", 42, None),
        ("yyyy-mm-dd", 42, None),
        ("[>100]000", 42, None),
        ('"fixed"', 42, None),
        ("0000", -42, None),
    ],
)
def test_a_number_as_shown(code: str, number: int, shown: str | None) -> None:
    assert shown_number(code, number) == shown


def test_which_formats_change_a_number() -> None:
    assert not any(changes_number(code) for code in ("General", "0", "@", "#", ""))
    assert all(changes_number(code) for code in ("00", "#,##0", '"K"0'))
