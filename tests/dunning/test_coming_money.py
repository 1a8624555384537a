"""Money dated some days ahead holds the letters it makes needless."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from desk import Desk

AS_OF = date(2026, 10, 5)
D = Decimal


def desk() -> Desk:
    made = Desk()
    made.add("Customers", {"customer_id": "A", "name": "Anna AS", "profile": "Business", "country": "NO",
                           "currency": "NOK", "email": "a@anna.example"})  # fmt: skip
    made.add("Customers", {"customer_id": "B", "name": "Bert AS", "profile": "Business", "country": "NO"})
    made.add("Invoices", {"invoice_no": "1001", "customer_id": "A", "invoice_date": date(2026, 9, 1),
                          "typed_due_date": date(2026, 9, 15), "currency": "NOK", "amount": D(1000)})  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("days", "cells", "held"),
    [
        (1, {"invoice_no": "1001"}, True),
        (1, {}, True),  # the oldest due
        (31, {"invoice_no": "1001"}, True),
        (32, {"invoice_no": "1001"}, True),
        (1, {"amount": D("990.01")}, True),
        (1, {"amount": D(500)}, True),  # half of it is not asked for on the day before it comes
        (1, {"amount": D(500), "invoice_no": "1O01"}, True),  # in doubt from the day it comes
        (1, {"amount": D(500), "currency": "EUR"}, True),
        (1, {"amount": D(-500)}, False),
    ],
)
def test_a_payment_ahead(days: int, cells: dict[str, Any], held: bool) -> None:
    made = desk()
    made.add("Payments", {"date": AS_OF + timedelta(days=days), "customer_id": "A", "amount": D(1000)} | cells)
    week = made.run(AS_OF)
    assert (week.messages == []) is held
    assert any(f"{AS_OF + timedelta(days=days)} is" in finding.what for finding in week.findings) is held
    assert (str(AS_OF + timedelta(days=days)) in week.work.columns["why"][0]) is held
    assert week.work.columns["open_amount"] == [D(1000)]


@pytest.mark.parametrize(("days", "amount", "held"), [(1, 1000, True), (31, 1000, True), (32, 1000, True),
                                                      (1, 100, True)])  # fmt: skip
def test_a_credit_note_ahead(days: int, amount: int, held: bool) -> None:
    made = desk()
    made.add("Invoices", {"invoice_no": "K1", "customer_id": "A", "kind": "Credit note", "po_ref": "1001",
                          "invoice_date": AS_OF + timedelta(days=days), "amount": D(amount),
                          "currency": "NOK"})  # fmt: skip
    week = made.run(AS_OF)
    assert (week.messages == []) is held


def test_on_its_day_the_money_counts_and_nothing_is_said() -> None:
    made = desk()
    made.add("Payments", {"date": AS_OF, "customer_id": "A", "invoice_no": "1001", "amount": D(1000)})
    week = made.run(AS_OF)
    assert week.work.columns["open_amount"] == [0]
    assert not [finding for finding in week.findings if "after this run's day" in finding.what]


@pytest.mark.parametrize(
    ("sheet", "key", "days", "noted"),
    [
        ("Invoices", "hold_until", 366, False),
        ("Invoices", "hold_until", 367, True),
        ("Invoices", "typed_due_date", 366, False),
        ("Invoices", "typed_due_date", 367, True),
        ("Customers", "hold_until", 366, False),
        ("Customers", "hold_until", 367, True),
        ("Customers", "terms_days", 10_000, True),
    ],
)
def test_a_due_date_or_hold_years_ahead_is_noted(sheet: str, key: str, days: int, noted: bool) -> None:
    made = desk()
    made.sheets[sheet][0][key] = days if key == "terms_days" else AS_OF + timedelta(days=days)
    if key == "terms_days":
        made.sheets["Invoices"][0]["typed_due_date"] = None
    week = made.run(AS_OF)
    said = [finding for finding in week.findings if "more than a year ahead" in finding.what]
    assert [finding.stops for finding in said] == [False] * noted
    made.add("Payments", {"date": AS_OF, "customer_id": "A", "invoice_no": "1001", "amount": D(1000)})
    assert not [f for f in made.run(AS_OF).findings if "more than a year ahead" in f.what]


def test_money_ahead_under_another_customer_holds_the_invoice_it_names() -> None:
    made = desk()
    made.add("Payments", {"date": AS_OF + timedelta(days=1), "customer_id": "B", "invoice_no": "1001",
                          "amount": D(1000)})  # fmt: skip
    week = made.run(AS_OF)
    assert week.messages == []
    assert "another customer's" in week.work.columns["why"][0]
    assert any(finding.sheet == "Payments" for finding in week.findings)
