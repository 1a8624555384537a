"""Payments and credits in doubt: every invoice they name is on hold; the number tells whose the money is."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

from desk import Desk, Week

AS_OF = date(2026, 10, 5)
PAID_ON = date(2026, 9, 20)
D = Decimal


def desk(**invoices: dict[str, Any]) -> Desk:
    """Customers 0042 and B with an invoice of 1,000.00 each, 20 days late: 1001 and 20010."""
    made = Desk()
    for number, customer in (("1001", "0042"), ("20010", "B")):
        made.add("Customers", {"customer_id": customer, "name": f"{customer} AS", "profile": "Business",
                               "country": "NO", "currency": "NOK", "email": f"{customer}@x.example"})  # fmt: skip
        made.add("Invoices", {"invoice_no": number, "customer_id": customer, "invoice_date": date(2026, 9, 1),
                              "typed_due_date": date(2026, 9, 15), "currency": "NOK", "amount": D(1000)}
                 | invoices.get(f"n{number}", {}))  # fmt: skip
    return made


def pay(made: Desk, **cells: Any) -> Desk:
    made.add("Payments", {"date": PAID_ON, "amount": D(1000)} | cells)
    return made


def asked(week: Week) -> list[str]:
    """The numbers of the invoices that letters ask for."""
    return [line.invoice_no for message in week.messages for line in message.lines]


def of(week: Week, number: str, key: str) -> Any:
    return week.work.columns[key][week.work.columns["invoice_no"].index(number)]


def test_without_any_payment_both_are_asked_for() -> None:
    assert asked(desk().run(AS_OF)) == ["1001", "20010"]


@pytest.mark.parametrize(
    "cells",
    [
        {"customer_id": "0042", "invoice_no": "20010", "amount": D(400)},  # the parent pays for its daughter
        {"customer_id": "0042", "invoice_no": "1001/20010", "amount": D(1500)},
        {"customer_id": "0042", "reference": "for 20010"},
        {"customer_id": "B", "invoice_no": "20010", "currency": "EUR"},
        {"invoice_no": "20010", "currency": "EUR"},
        {"customer_id": "B", "invoice_no": "020010"},
        {"customer_id": "NOBODY", "invoice_no": "20010", "amount": D(400)},
        {"customer_id": "NOBODY", "reference": "invoice 20010"},
        {"invoice_no": "20010", "date": None},
        {"invoice_no": "1001 og 20010", "amount": None, "customer_id": "NOBODY"},
        {"reference": "20010", "amount": None},
    ],
)
def test_an_invoice_named_by_a_row_in_doubt_is_on_hold(cells: dict[str, Any]) -> None:
    week = pay(desk(), **cells).run(AS_OF)
    assert "20010" not in asked(week)
    assert "on hold" in of(week, "20010", "why").lower() or "on hold" in of(week, "20010", "why").lower()
    assert of(week, "20010", "reasons")


@pytest.mark.parametrize(
    ("cells", "open_amount"),
    [
        ({"customer_id": "42", "invoice_no": "1001"}, D(0)),  # misspelt: the invoice tells whose the money is
        ({"customer_id": "ANNA", "invoice_no": "1001", "amount": D("999.99")}, D("0.01")),
        ({"invoice_no": "1001"}, D(0)),
        ({"reference": "1001 and more"}, D(0)),  # short, but the amount fits
        ({"reference": "1001 and more", "amount": D(999)}, D(1000)),  # short, and it does not
        ({"customer_id": "42"}, D(1000)),
    ],
)
def test_the_invoice_named_tells_whose_the_money_is(cells: dict[str, Any], open_amount: Decimal) -> None:
    week = pay(desk(), **cells).run(AS_OF)
    assert of(week, "1001", "open_amount") == open_amount
    if cells.get("customer_id") in ("42", "ANNA"):
        assert any("There is no customer" in finding.what for finding in week.findings)


@pytest.mark.parametrize(
    ("cells", "open_amount"),
    [
        ({"reference": "your 20010, thanks", "amount": D(300), "customer_id": "B"}, D(700)),  # five characters
        ({"reference": "your 20010.00", "amount": D(300), "customer_id": "B"}, D(700)),  # an amount: oldest due
        ({"reference": "your 20010, thanks", "amount": D(300)}, D(700)),
    ],
)
def test_a_long_number_in_the_bank_text_needs_no_fitting_amount(cells: dict[str, Any], open_amount: Decimal) -> None:
    week = pay(desk(), **cells).run(AS_OF)
    assert of(week, "20010", "open_amount") == open_amount


@pytest.mark.parametrize(
    ("po_ref", "bank_text"),
    [
        ("KID 12345678903", "00012345678903"),
        ("RF18 5390 0754 7034", "ref RF18539007547034"),
        ("Viite 12344", "12344"),
        ("OCR 1234567897", "1234567897"),
    ],
)
def test_the_reference_the_letter_prints_finds_its_invoice(po_ref: str, bank_text: str) -> None:
    made = desk(n20010={"po_ref": po_ref})
    made.add("Invoices", made.invoice("20010") | {"invoice_no": "20009", "po_ref": None,
                                                  "typed_due_date": date(2026, 9, 10)})  # fmt: skip
    week = pay(made, customer_id="B", reference=bank_text, amount=D(300)).run(AS_OF)
    assert (of(week, "20009", "open_amount"), of(week, "20010", "open_amount")) == (D(1000), D(700))


def test_an_empty_currency_is_that_of_the_invoice_named() -> None:
    made = pay(desk(n1001={"currency": "EUR"}), customer_id="0042", invoice_no="1001", amount=D(400))
    week = made.run(AS_OF)
    assert (of(week, "1001", "open_amount"), of(week, "1001", "reasons")) == (D(600), ())
    made = pay(desk(n1001={"currency": "EUR"}), customer_id="0042", invoice_no="1001", amount=D(400), currency="NOK")
    assert "is in EUR, the payment in NOK" in of(made.run(AS_OF), "1001", "why")


@pytest.mark.parametrize(
    ("credit", "open_amount", "says"),
    [
        ({"customer_id": "0042"}, D(600), ""),
        ({"customer_id": "B"}, D(1000), "names invoice 1001, which is another customer's"),
        ({"customer_id": "0042", "currency": "EUR"}, D(1000), "is in EUR, the invoice it names, 1001, in NOK"),
        ({"customer_id": "0042", "currency": None}, D(600), ""),
        ({"customer_id": "0042", "invoice_date": None}, D(1000), "Invoice date is empty"),
        ({"customer_id": None}, D(1000), "Customer ID is empty"),
    ],
)
def test_a_credit_note_that_is_not_the_customers_own(credit: dict[str, Any], open_amount: Decimal, says: str) -> None:
    made = desk()
    made.add("Invoices", {"invoice_no": "K1", "kind": "Credit note", "po_ref": "1001", "amount": D(400),
                          "currency": "NOK", "invoice_date": PAID_ON} | credit)  # fmt: skip
    week = made.run(AS_OF)
    assert of(week, "1001", "open_amount") == open_amount
    assert ("1001" in asked(week)) is (not says)
    assert not says or any(says in finding.what for finding in week.findings)


def test_an_empty_currency_of_a_credit_note_is_that_of_the_invoice_it_names() -> None:
    made = desk(n1001={"currency": "EUR"})
    made.add("Invoices", {"invoice_no": "K1", "kind": "Credit note", "po_ref": "1001", "amount": D(400),
                          "customer_id": "0042", "invoice_date": PAID_ON})  # fmt: skip
    assert of(made.run(AS_OF), "1001", "open_amount") == D(600)


@pytest.mark.parametrize(
    ("second", "noted"),
    [
        ({}, True),
        ({"customer_id": None}, True),  # the invoice tells the customer
        ({"date": PAID_ON + timedelta(days=1)}, False),
        ({"amount": D("100.01")}, False),
        ({"invoice_no": None}, False),
        ({"reference": "other"}, False),
        ({"note": "other"}, True),
    ],
)
def test_two_equal_payments_of_a_day_are_noted(second: dict[str, Any], noted: bool) -> None:
    first = {"customer_id": "0042", "invoice_no": "1001", "amount": D(100), "currency": "NOK", "reference": "x"}
    week = pay(pay(desk(), **first), **(first | second)).run(AS_OF)
    said = [finding for finding in week.findings if "The same payment stands in row 2" in finding.what]
    assert [finding.stops for finding in said] == [False] * noted
