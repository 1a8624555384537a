"""`explain` shows every hold for money in doubt, and the finding where one says what to do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS

from ar_sheets.base.data import data_folder
from ar_sheets.cli.explain import describe_explanation, explanation_as_data
from ar_sheets.weekly import Result, run_week
from ar_sheets.workbook.create import create, default_plan

D = Decimal
RUN = date(2026, 10, 5)
Rows = list[tuple[str, dict[str, Any]]]
PAID = {"date": date(2026, 9, 20), "amount": D(1000)}
AGREED = {"plan_no": "P1", "customer_id": "C", "amount": D(1000), "due_date": date(2026, 10, 20),
          "agreed_on": date(2026, 9, 20)}  # fmt: skip
CREDIT = {
    "invoice_no": "9",
    "kind": "Credit note",
    "invoice_date": date(2026, 9, 20),
    "amount": D(100),
    "po_ref": "1001",
}


def explained(folder: Path, rows: Rows, **more: Any) -> Result:
    """The run of a workbook with one overdue invoice of each of two customers, and these rows."""
    due = {"amount": D(1000), "currency": "NOK", "invoice_date": date(2026, 9, 1), "typed_due_date": date(2026, 9, 15)}
    tables: dict[str, list[dict[str, Any]]] = {
        "Customers": [{"customer_id": key, "name": name, "profile": "Business", "email": f"{key}@a.example"}
                      for key, name in (("C", "Anna AS"), ("D", "Else"))],
        "Invoices": [{"invoice_no": "1001", "customer_id": "C"} | due | more,
                     {"invoice_no": "2002", "customer_id": "D"} | due],
        "Dunning plan": default_plan(data_folder("workbook_templates") / "dunning_plan.csv"),
    }  # fmt: skip
    for sheet, row in rows:
        tables.setdefault(sheet, []).append(row)
    create(folder / "receivables.xlsx", tables, SETTINGS)
    return run_week(folder / "receivables.xlsx", RUN, datetime(2026, 10, 5, 9, 0).astimezone(), dry_run=True)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("Payments", PAID | {"customer_id": "C", "amount": D(-50)})], "went back"),
        ([("Payments", PAID | {"customer_id": "D", "invoice_no": "1001"})], "another customer's, not D's"),
        ([("Payments", PAID | {"invoice_no": "2002/1001"})], "another customer's, not D's"),
        ([("Payments", PAID | {"customer_id": "C", "invoice_no": "1001", "currency": "EUR"})], "the payment in EUR"),
        ([("Payments", PAID | {"customer_id": "Cx", "invoice_no": "1001", "amount": D(500)})], "There is no customer"),
        ([("Payments", PAID | {"invoice_no": "1001", "date": None})], "Date is empty"),
        ([("Payments", PAID | {"reference": "from Anna AS"})], "may be theirs"),
        ([("Payments", PAID | {"customer_id": "C", "amount": D(70), "currency": "EUR"})], "not in a currency they owe"),
        ([("Invoices", CREDIT | {"customer_id": "D"})], "which is another customer's"),
        ([("Invoices", CREDIT | {"customer_id": "C", "currency": "EUR"})], "is in EUR"),
        ([("Payment plans", AGREED | {"invoices": "1001 + 9999"})], "there is no invoice 9999"),
        ([("Payment plans", AGREED | {"invoices": "1001, 2002"})], "another customer's, not C's"),
        ([("Payment plans", AGREED | {"invoices": "1001", "currency": "EUR"})], "is in EUR"),
        (
            [("Payments", PAID | {"customer_id": "C", "invoice_no": "1001", "date": date(2026, 10, 6)})],
            "dated 2026-10-06 settles it",
        ),
        (
            [("Payments", PAID | {"customer_id": "C", "date": date(2026, 10, 6), "amount": D(500)})],
            "leaves 500.00 of it",
        ),
        (
            [("Invoices", CREDIT | {"customer_id": "C", "invoice_date": date(2026, 11, 5)})],
            "credit note dated 2026-11-05",
        ),
        ([("Payments", PAID | {"customer_id": "C", "date": date(2062, 9, 20)})], "dated 2062-09-20"),
    ],
)
def test_why_money_in_doubt_holds_an_invoice(rows: Rows, told: str, tmp_path: Path) -> None:
    week = explained(tmp_path, rows)
    assert not any(line.invoice_no == "1001" for message in week.messages for line in message.lines)
    assert told in describe_explanation(week, "1001")
    assert any(told in hold["reason"] for hold in explanation_as_data(week, "1001")["left_in_peace"])
    assert week.findings


def test_a_reference_decides_where_money_went_and_explain_says_so(tmp_path: Path) -> None:
    kid = PAID | {"customer_id": "C", "amount": D(700), "reference": "KID 12345678903"}
    week = explained(tmp_path, [("Payments", kid)], po_ref="KID 12345678903")
    assert "named in the reference" in describe_explanation(week, "1001")
