"""What holds whatever is in the workbook: the money, the buckets, the owner's cells, and running twice."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from conftest import SETTINGS, Workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ar_sheets.base.data import data_folder
from ar_sheets.schema.columns import SHEETS
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.read import read_book

AS_OF = date(2026, 11, 20)
CUSTOMERS = [
    {"customer_id": "C1", "name": "Anna", "profile": "Consumer", "country": "NO", "email": "a@a.example"},
    {"customer_id": "0002", "name": "Çela & Søn =1+1", "profile": "Business", "country": "SE", "street": "Väg 1"},
    {"customer_id": "C3", "name": "Gemeente", "profile": "Public", "country": "NL", "currency": "EUR"},
]
money = st.decimals("0.01", "5000", places=2)
days = st.dates(date(2025, 1, 1), AS_OF + timedelta(days=20))
ids = st.sampled_from(["C1", "0002", "C3", "C3 ", "nobody"])
messy = st.sampled_from(["x", "1.250,00 €", "", "=1+1"])

invoices = st.fixed_dictionaries(
    {"customer_id": ids, "invoice_date": st.one_of(days, messy), "amount": st.one_of(money, money, money, messy)},
    optional={
        "kind": st.sampled_from(["Invoice", "Credit note", "Deposit", "Bill"]),
        "currency": st.sampled_from(["NOK", "EUR"]),
        "typed_due_date": days, "promise_date": days, "dispute_reason": st.sampled_from(["short", "late"]),
        "hold_until": days, "internal_note": st.text("abc <>&'\" ", max_size=8),
    },
)  # fmt: skip
payments = st.fixed_dictionaries(
    {"date": st.one_of(days, days, messy), "amount": st.one_of(money, money, money.map(lambda m: -m), messy)},
    optional={"customer_id": ids, "invoice_no": st.sampled_from(["1", "2", "1, 3", "99"]),
              "currency": st.sampled_from(["NOK", "EUR"])},
)  # fmt: skip


def typed_cells(path: Path) -> dict[str, list[Any]]:
    """Every cell of the owner you and of replies, as it is read."""
    book = read_book(path.read_bytes())
    return {
        f"{sheet.name}.{column.key}": book.tables[sheet.name].columns[column.key]
        for sheet in SHEETS
        if sheet.name in book.tables and sheet.name != "Outbox"
        for column in sheet.owned_by("you", "reply")
    }


def total(rows: list[dict[str, Any]], key: str) -> Decimal:
    return sum((row[key] for row in rows if row[key] is not None), Decimal(0))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(invoices, max_size=8), st.lists(payments, max_size=6))
def test_whatever_is_typed(rows: list[dict[str, Any]], paid: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "receivables.xlsx"
        numbered = [{**row, "invoice_no": str(i)} for i, row in enumerate(rows, 1)]
        plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
        create(path, {"Customers": CUSTOMERS, "Invoices": numbered, "Payments": paid, "Dunning plan": plan}, SETTINGS)
        before = typed_cells(path)
        book = Workbook(path)
        book.run(AS_OF.isoformat())

        assert typed_cells(path) == before
        money_is_neither_made_nor_lost(book)
        aging_ties_to_the_invoices(book)
        content = path.read_bytes()
        book.run(AS_OF.isoformat())
        assert path.read_bytes() == content


def money_is_neither_made_nor_lost(book: Workbook) -> None:
    done = [row for row in book.rows("Payments") if row["applied"] is not None]  # a Check may be applied in part
    for row in done:
        assert row["amount"] == row["applied"] + row["unapplied"]
    known = [row for row in book.rows("Invoices") if row["open_amount"] is not None and row["kind"] != "Credit note"]
    for row in known:
        if row["invoice_date"] <= AS_OF:
            assert row["amount"] == row["paid"] + row["credited"] + row["open_amount"]
    assert total(known, "paid") == total(done, "applied")


def aging_ties_to_the_invoices(book: Workbook) -> None:
    aging = [row for row in book.rows("Aging") if row["customer_id"] != "Total"]
    left = [row for row in book.rows("Invoices") if row["open_amount"] and row["open_amount"] > 0]
    assert total(aging, "open_amount") == total(left, "open_amount")
    for row in aging:
        assert row["open_amount"] == sum(row[f"bucket_{n}"] for n in range(5))
        assert row["overdue"] == row["open_amount"] - row["bucket_0"]
    assert all(row["bucket"] for row in left)
