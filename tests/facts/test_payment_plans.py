"""Payment plans: never ignored without a word, kept when short by less than the minimum, paid by exact instalments."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from desk import Desk, Week

AS_OF = date(2026, 10, 5)
D = Decimal
INSTALMENTS = (D("333.34"), D("333.33"), D("333.33"))


def desk(invoices: str | None = "1001", **row: Any) -> Desk:
    """A with 1001 and 1002, B with 2001; a plan of three instalments over what `invoices` names."""
    made = Desk()
    for customer in "AB":
        made.add("Customers", {"customer_id": customer, "name": f"{customer} AS", "profile": "Business",
                               "country": "NO", "currency": "NOK", "email": f"{customer}@x.example"})  # fmt: skip
    for number, customer in (("1001", "A"), ("1002", "A"), ("2001", "B")):
        made.add("Invoices", {"invoice_no": number, "customer_id": customer, "invoice_date": date(2026, 9, 1),
                              "typed_due_date": date(2026, 9, 15), "currency": "NOK", "amount": D(1000)})  # fmt: skip
    for month, amount in enumerate(INSTALMENTS, 9):
        made.add("Payment plans", {"plan_no": "P-1", "customer_id": "A", "invoices": invoices, "amount": amount,
                                   "due_date": date(2026, month, 25), "agreed_on": date(2026, 9, 16)}
                 | row)  # fmt: skip
    return made


def pay(made: Desk, amount: str, **cells: Any) -> Desk:
    made.add("Payments", {"date": date(2026, 9, 24), "customer_id": "A", "amount": D(amount)} | cells)
    return made


def of(week: Week, key: str, number: str = "1001") -> Any:
    return week.work.columns[key][week.work.columns["invoice_no"].index(number)]


def asked(week: Week) -> list[str]:
    return [line.invoice_no for message in week.messages for line in message.lines]


@pytest.mark.parametrize(
    "invoices", ["1001,1002", "1001;1002", "1001 + 1002", "1001/1002", "1001 & 1002", "1001 og 1002", "1001\n1002"]
)
def test_the_list_is_read_as_payments_are(invoices: str) -> None:
    week = pay(desk(invoices), "333.34").run(AS_OF)
    assert [of(week, "plan_standing", number) for number in ("1001", "1002")] == ["kept", "kept"]
    assert asked(week) == ["2001"]


@pytest.mark.parametrize(
    ("invoices", "row", "says", "letters"),
    [
        ("1001, 9999", {}, "there is no invoice 9999", ["2001"]),
        ("9999", {}, "there is no invoice 9999", ["2001"]),
        (None, {}, "names no invoice of theirs", ["2001"]),
        ("1001, 2001", {}, "invoice 2001 is another customer's, not A's", []),
        ("1001", {"customer_id": "X"}, 'There is no customer "X"', ["1002", "2001"]),
        ("1001", {"amount": None}, "Amount is empty", ["2001"]),
        ("1001", {"plan_no": None}, "Plan no is empty", ["2001"]),
    ],
)
def test_a_plan_that_is_not_understood_holds(
    invoices: str | None, row: dict[str, Any], says: str, letters: list[str]
) -> None:
    week = desk(invoices, **row).run(AS_OF)
    assert any(says in finding.what for finding in week.findings)
    assert asked(week) == letters
    assert of(week, "reasons")


@pytest.mark.parametrize(
    ("paid", "standing"),
    [("333.34", "kept"), ("333.33", "kept"), ("323.35", "kept"), ("323.34", "broken"), ("0.01", "broken")],
)
def test_an_instalment_short_by_less_than_the_minimum_is_kept(paid: str, standing: str) -> None:
    assert of(pay(desk(), paid, invoice_no="1001").run(AS_OF), "plan_standing") == standing


@pytest.mark.parametrize(("paid", "became"), [("500", "kept"), ("490.51", "kept"), ("490.50", "broken")])
def test_a_promise_short_by_less_than_the_minimum_is_kept(paid: str, became: str) -> None:
    made = desk()
    made.sheets["Payment plans"] = []
    made.invoice("1001").update(promise_date=date(2026, 9, 25), promise_amount=D("500.50"))
    assert of(pay(made, paid, invoice_no="1001").run(AS_OF), "promise") == became


@pytest.mark.parametrize(
    ("amount", "cells", "open_amounts"),
    [
        ("333.33", {}, [D(1000), D("666.67")]),  # an exact instalment
        ("333.32", {}, [D("666.68"), D(1000)]),  # none: the oldest due
        ("400", {"invoice_no": "p-1"}, [D(1000), D(600)]),
        ("400", {"invoice_no": "P-1", "customer_id": None}, [D(1000), D(600)]),
        ("400", {"reference": "plan P-1, thanks"}, [D(1000), D(600)]),
        ("333.33", {"date": date(2026, 9, 15)}, [D("666.67"), D(1000)]),  # before it was agreed
        ("333.33", {"invoice_no": "1001"}, [D("666.67"), D(1000)]),
    ],
)
def test_what_belongs_to_the_plan(amount: str, cells: dict[str, Any], open_amounts: list[Decimal]) -> None:
    week = pay(desk("1002"), amount, **cells).run(AS_OF)
    assert [of(week, "open_amount", number) for number in ("1001", "1002")] == open_amounts


@pytest.mark.parametrize("kind", [None, "Credit note"])
def test_a_plan_is_about_its_customers_invoice_of_that_number(kind: str | None) -> None:
    """The number is used again: next year for another customer, or for the credit note of the invoice."""
    made = pay(desk(), "333.34", invoice_no="1001")
    if kind:
        made.add("Invoices", {"invoice_no": "1001", "customer_id": "A", "invoice_date": date(2026, 10, 6), "kind": kind,
                              "currency": "NOK", "amount": D(10)})  # fmt: skip
    else:
        made.add("Settings", {"setting": "Numbering", "value": "yearly"})
        made.add("Invoices", {"invoice_no": "1001", "customer_id": "B", "invoice_date": date(2027, 1, 4),
                              "currency": "NOK", "amount": D(1000)})  # fmt: skip
    assert of(made.run(AS_OF), "plan_standing") == "kept"
