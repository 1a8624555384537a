"""Which invoice numbers stand in a cell, and which in a bank text."""

from __future__ import annotations

import pytest

from ar_sheets.rules.numbers_in_text import bare, numbers_in, reference_key, split_numbers

KNOWN = {"1001", "1002", "10021", "inv 7", "2026/12", "2026/13", "7; 8", "inv: 7", "0042", "e"}


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("", []),
        ("  ", []),
        ("1001", ["1001"]),
        ("1001, 1002", ["1001", "1002"]),
        ("1001;1002", ["1001", "1002"]),
        ("1001/1002", ["1001", "1002"]),
        ("1001 + 1002", ["1001", "1002"]),
        ("1001&1002", ["1001", "1002"]),
        ("1001 1002", ["1001", "1002"]),
        ("1001\n1002", ["1001", "1002"]),
        ("1001 og 1002", ["1001", "1002"]),
        ("1001 und 1002", ["1001", "1002"]),
        ("1001, 1001", ["1001"]),
        ("Faktura 1001", ["1001"]),
        ("(1001)", ["1001"]),
        ("INV 7, 1002", ["inv 7", "1002"]),
        ("2026/12/2026/13", ["2026/12", "2026/13"]),
        ("7; 8", ["7; 8"]),
        ("7; 8, 1001", ["7; 8", "1001"]),
        ("INV: 7", ["inv: 7"]),
        ("1001 9999", ["1001", "9999"]),  # somebody meant something by it
        ("42", ["42"]),
        ("typo", ["typo"]),
        ("9998/9999", ["9998/9999"]),
    ],
)
def test_a_cell(cell: str, numbers: list[str]) -> None:
    assert split_numbers(cell, KNOWN) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Faktura nr.1002/Customer A", ["1002"]),
        ("INV-1002", ["1002"]),
        ("1002: thanks", ["1002"]),
        ("x1002", []),
        ("10022", []),
        ("paid 1002.50 on time", []),
        ("paid 1002,50", []),
        ("paid 1002. Thanks", ["1002"]),
        ("1002-11", []),
        ("for inv 7 and 10021", ["inv 7", "10021"]),
        ("KID 00012345678903", ["12345678903"]),
        ("rf18 5390 0754 7034 and more", ["RF18539007547034"]),
        ("RF18539007547035", []),
    ],
)
def test_a_bank_text(text: str, numbers: list[str]) -> None:
    assert list(numbers_in(text, KNOWN, {"12345678903", "RF18539007547034"})) == numbers


def test_numbers_are_compared_by_what_they_have_in_common() -> None:
    assert bare("42") == bare("0042") == bare("INV-0042") == "42"
    assert bare("0420") != "42"
    assert reference_key("00012 34567") == reference_key("1234567")
