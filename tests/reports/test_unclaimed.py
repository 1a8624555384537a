"""The list of what could still be claimed: interest and lump sums of invoices paid late in full."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import Workbook

CUSTOMER = """
Customers
Customer ID | Name | Profile | Country | Currency | Terms accepted on
C | Anna AS | Business | {country} | {currency} | 2020-01-01

Invoices
Invoice no | Customer ID | Invoice date | Due date | Amount
1 | C | 2026-08-10 | 2026-08-17 | 10000

Payments
Date | Customer ID | Invoice no | Amount
{paid} | C | 1 | {amount}
"""


def listed(made: Workbook) -> list[tuple[str, str, str]]:
    result = made.command("report", "--as-of", "2026-11-20", "--json")
    assert result.exit_code in (0, 1), result.output
    return [(one["invoice_no"], str(one["interest"]), str(one["compensation"]))
            for one in json.loads(result.stdout)["could_still_be_claimed"]]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "currency", "paid", "amount", "found"),
    [
        ("NO", "NOK", "2026-08-17", "10000", []),  # on the day
        ("NO", "NOK", "2026-08-18", "10000", [("1", "3.36", "430.00")]),
        ("NO", "NOK", "2026-09-16", "10000", [("1", "100.68", "430.00")]),  # thirty days at 12.25 %
        ("NO", "NOK", "2026-09-16", "9999.99", []),  # a part is open still
        ("IE", "EUR", "2026-09-16", "10000", [("1", "85.48", "70.00")]),
        ("US", "USD", "2026-09-16", "10000", []),  # only what was agreed
    ],
)
def test_what_was_paid_late_in_full(
    make_workbook: Callable[..., Workbook], country: str, currency: str, paid: str, amount: str,
    found: list[tuple[str, str, str]],
) -> None:  # fmt: skip
    made = make_workbook(CUSTOMER.format(country=country, currency=currency, paid=paid, amount=amount))
    assert listed(made) == found


def test_it_is_listed_on_the_page_and_claims_nothing(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(CUSTOMER.format(country="NO", currency="NOK", paid="2026-09-16", amount="10000"))
    said = made.command("report", "--as-of", "2026-11-20").output
    assert "Could still be claimed of invoices paid late: 530.68 NOK" in said
    page = next(made.path.parent.rglob("report.html")).read_text(encoding="utf-8")
    assert "Could still be claimed" in page
    made.run("2026-11-20")
    assert made.invoice("1")["total_due"] == 0
    assert made.rows("Outbox") == []


def test_nothing_is_listed_where_settings_claim_nothing(make_workbook: Callable[..., Workbook]) -> None:
    text = CUSTOMER.format(country="NO", currency="NOK", paid="2026-09-16", amount="10000")
    assert listed(make_workbook(text, interest="none", fees="none")) == []
