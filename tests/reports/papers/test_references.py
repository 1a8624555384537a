"""Payment references that the program makes: valid by their check digits, one invoice each, only after a yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.countries.payment_references import read_reference, reference_kind


@pytest.mark.parametrize(
    ("setting", "number", "made"),
    [
        ("KID", "234567", "2345676"),
        ("kid 10", "234567", "0002345676"),
        ("KID MOD11", "12345678", "123456785"),
        ("OCR", "123456789", "1234567897"),
        ("Viite", "F-86851625961989", "868516259619897"),
        ("Viite", "1", "0013"),
        ("RF", "5390-0754-7034", "RF18539007547034"),
        ("RF", "g72u/ur", "RF45G72UUR"),
        ("KID 4", "234567", ""),  # too long for what the bank agreed to
        ("KID", "ABC", ""),
        ("KID", "0", ""),
    ],
)
def test_a_reference_of_a_number(setting: str, number: str, made: str) -> None:
    kind = reference_kind(setting)
    assert kind is not None
    assert kind.of(number) == made


@given(st.sampled_from(["KID", "KID 12", "KID MOD11", "OCR", "Viite", "RF"]), st.integers(1, 10**9))
def test_it_is_read_back(setting: str, number: int) -> None:
    kind = reference_kind(setting)
    assert kind is not None
    made = kind.of(str(number))
    assert made
    assert read_reference(made if kind.kind == "RF" else f"{kind.kind} {made}").number == made


@pytest.mark.parametrize("typed", ["", "QRR", "KID ten", "KID 10 MOD12", "12345"])
def test_no_kind(typed: str) -> None:
    assert reference_kind(typed) is None


BUSINESS = """
    Customers
    Customer ID | Name | Profile
    K1 | Kunde AS | Business

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Amount | PO / ref
    "1001" | K1 | | 2026-09-01 | 100.00 | PO-77
    "1002" | K1 | | 2026-09-01 | 100.00 | KID 2345676
    "A-3" | K1 | | 2026-09-01 | 100.00 |
    "B-3" | K1 | | 2026-09-01 | 100.00 |
    "1004" | K1 | Credit note | 2026-09-01 | 100.00 |
"""


def test_the_command_writes_it_after_a_yes(make_workbook: Callable[..., Any]) -> None:
    book = make_workbook(BUSINESS, payment_reference="KID")
    arguments = ("invoice", "1001", "1002", "A-3", "1004", "--as-of", "2026-11-20")
    said = book.command(*arguments).output  # nobody answers
    assert "PO-77, KID 10017" in said
    assert said.count("KID") == 1  # A-3 and B-3 would have the same one, 1002 has one, 1004 asks for nothing
    assert book.rows("Invoices")[0]["po_ref"] == "PO-77"
    book.command(*arguments, "--yes")
    rows = book.rows("Invoices")
    assert [row["po_ref"] for row in rows] == ["PO-77, KID 10017", "KID 2345676", None, None, None]


def test_a_kind_nobody_knows_is_told(make_workbook: Callable[..., Any]) -> None:
    book = make_workbook(BUSINESS, payment_reference="KID ten")
    result = book.command("invoice", "1001", "--as-of", "2026-11-20")
    assert result.exit_code != 0
    assert "Type KID, OCR, Viite or RF" in " ".join(result.output.split())
