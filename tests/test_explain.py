"""explain says the same numbers as the sheet, each with its rule and its source."""

from __future__ import annotations

import json
from decimal import Decimal

from conftest import Workbook

AS_OF = "2026-11-20"


def test_explain_agrees_with_the_sheet(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Country
    C1 | Anna AS | Business | a@anna.example | NO

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    "0042" | C1 | 2026-05-18 | 2026-06-01 | 1000
    43 | C1 | 2026-05-18 | 2026-06-01 | ten

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-07-15 | C1 | "0042" | 400
    """
    workbook.run(AS_OF)
    sheet = workbook.invoice("0042")
    text = workbook.command("explain", "0042", "--as-of", AS_OF).stdout
    data = json.loads(workbook.command("explain", "0042", "--as-of", AS_OF, "--json").stdout)
    made = {rule["rule"]: rule["made"] for rule in data["rules"]}
    for key in ("interest", "fees", "total_due"):
        assert Decimal(made[key]) == sheet[key], key
    assert made["status"] == sheet["status"]
    assert sheet["why"] in text
    assert data["why"] == sheet["why"]
    assert sum(Decimal(line["amount"]) for line in data["interest_lines"]) == sheet["interest"]
    assert [Decimal(item["amount"]) for item in data["allocations"]] == [sheet["paid"]]
    assert "forsinkelsesrenteloven" in text  # the law is named
    for line in data["interest_lines"]:
        assert line["start"] in text
        assert line["source"]


def test_explain_an_invoice_that_cannot_be_worked_out_or_is_not_there(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna AS | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    43 | C1 | 2026-05-18 | ten
    """
    assert "Invoices!G2" in workbook.command("explain", "43", "--as-of", AS_OF).stdout
    missing = workbook.command("explain", "44", "--as-of", AS_OF)
    assert missing.exit_code == 2
    assert "no invoice 44" in missing.stderr


def test_explain_a_customer(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount | Currency
    1 | C1 | 2026-05-18 | 100 | NOK
    2 | C1 | 2026-05-18 | 70 | EUR

    Payments
    Date | Customer ID | Amount | Currency
    2026-07-15 | C1 | 130 | NOK
    """
    text = workbook.command("explain", "c1", "--as-of", AS_OF).stdout
    assert "NOK  open 0.00, of that overdue 0.00; unapplied 30.00" in text
    assert "EUR  open 70.00" in text
    data = json.loads(workbook.command("explain", "C1", "--as-of", AS_OF, "--json").stdout)
    assert [row["invoice_no"] for row in data["open_invoices"]] == ["2"]
    assert Decimal(data["by_currency"]["NOK"]["unapplied"]) == 30
