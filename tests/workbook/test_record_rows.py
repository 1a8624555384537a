"""Which rows count: rows that formulas were filled into ahead are no invoices, and nothing that is typed gets lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ar_sheets.schema.columns import INVOICES, PAYMENTS, Sheet
from ar_sheets.workbook.error_values import ErrorValue
from ar_sheets.workbook.record_rows import find_records, without_prefilled

DAY = date(2026, 10, 1)
NA = ErrorValue("#N/A")


def counts(sheet: Sheet, typed: dict[str, Any], formulas: dict[str, Any]) -> bool:
    """Whether a row with these cells is a record."""
    columns = {column.key: [""] for column in sheet.owned_by("you", "reply")}
    columns |= {key: [value] for key, value in (typed | formulas).items()}
    places = without_prefilled(find_records(columns), columns, {c.key: c for c in sheet.columns},
                               {(0, key) for key in formulas})  # fmt: skip
    return list(places) == [0]


@pytest.mark.parametrize(
    ("typed", "formulas", "is_record"),
    [
        ({}, {}, False),
        ({}, {"typed_due_date": DAY, "amount": 0, "customer_id": ""}, False),
        ({}, {"typed_due_date": DAY}, False),
        ({}, {"typed_due_date": 14}, False),  # an empty cell plus 14 days, shown as a number
        ({}, {"amount": 0.0, "description": "  "}, False),
        ({}, {"typed_due_date": NA, "amount": 0}, False),
        ({"description": " "}, {"amount": 0}, False),
        ({"description": "\u200b"}, {"amount": 0}, False),
        ({}, {"amount": 0.01}, True),
        ({}, {"amount": NA}, True),
        ({}, {"customer_id": NA, "amount": 0}, True),
        ({}, {"invoice_no": "1001", "amount": 0}, True),
        ({"invoice_no": 1001}, {"amount": 0}, True),
        ({"customer_id": "A"}, {"typed_due_date": DAY}, True),
        ({"invoice_date": DAY}, {"amount": 0}, True),  # somebody has begun to type
        ({"amount": 0}, {}, True),
        ({"description": "x"}, {}, True),
    ],
)
def test_an_invoice_row(typed: dict[str, Any], formulas: dict[str, Any], is_record: bool) -> None:
    assert counts(INVOICES, typed, formulas) is is_record


@pytest.mark.parametrize(
    ("formulas", "is_record"),
    [
        ({"date": DAY, "amount": 0, "customer_id": ""}, False),
        ({"customer_id": NA, "amount": ""}, False),
        ({"amount": NA}, True),  # money may have come
        ({"invoice_no": NA}, True),
        ({"amount": 10}, True),
    ],
)
def test_a_payment_row(formulas: dict[str, Any], is_record: bool) -> None:
    assert counts(PAYMENTS, {}, formulas) is is_record
