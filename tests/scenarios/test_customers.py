"""What the run says about customers: whom not to supply, who is new and unchecked, claims without terms, no address."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from conftest import Workbook
from desks import Desk

from ar_sheets.dunning.sums import by_credit, by_customer
from ar_sheets.facts.checks.customers import check_customers

RUN = date(2026, 9, 4)
LATE = {"invoice_date": RUN - timedelta(days=200), "typed_due_date": RUN - timedelta(days=60)}
D = Decimal


def desk(customer: dict[str, Any], *invoices: dict[str, Any], **settings: Any) -> Desk:
    made = Desk(**settings)
    usual = {"customer_id": "C", "name": "Anna AS", "profile": "Business", "country": "NO", "currency": "NOK",
             "email": "a@a.example", "phone": "+47 1", "terms_accepted_on": date(2025, 1, 1),
             "credit_checked_on": date(2025, 1, 1)}  # fmt: skip
    made.add("Customers", usual | customer)
    for number, given in enumerate(invoices, 1):
        row = {"invoice_no": str(number), "customer_id": "C", "amount": D(1000), "currency": "NOK",
               "invoice_date": RUN - timedelta(days=30), "typed_due_date": RUN - timedelta(days=4)}  # fmt: skip
        made.add("Invoices", row | given)
    return made


def made_step(entry: int, on: date, step: str) -> dict[str, Any]:
    """The Log row of a step that was made on invoice 1."""
    return {"entry": entry, "when": "", "as_of": on, "event": "sent", "customer_id": "C", "invoice_no": "1",
            "step": step, "currency": "NOK", "detail": ""}  # fmt: skip


def findings(made: Desk, on: date = RUN) -> list[str]:
    book = made.book()
    week = made.run(on)
    check_customers(book, week.work, week.messages)
    return [f"{finding.cell} {finding.what}" for finding in book.findings]


@pytest.mark.parametrize(
    ("customer", "invoice", "found"),
    [
        ({}, {}, 0),
        ({"credit_checked_on": None}, {}, 1),
        ({"terms_accepted_on": None}, {}, 1),
        ({"credit_checked_on": None, "terms_accepted_on": None}, {}, 2),
        ({"credit_checked_on": None, "terms_accepted_on": None, "profile": "Public"}, {}, 0),
        ({"credit_checked_on": None, "terms_accepted_on": None, "profile": "Consumer"}, {}, 1),
        ({"credit_checked_on": None}, {"invoice_date": RUN - timedelta(days=89)}, 1),
        ({"credit_checked_on": None}, {"invoice_date": RUN - timedelta(days=90)}, 0),  # no longer new
    ],
)
def test_new_customers_without_check_or_terms(customer: dict[str, Any], invoice: dict[str, Any], found: int) -> None:
    assert len(findings(desk(customer, invoice))) == found


def test_a_new_customer_who_owes_nothing_is_not_named() -> None:
    made = desk({"credit_checked_on": None}, {})
    made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "1", "amount": D(1000), "currency": "NOK"})
    assert findings(made) == []


def test_one_finding_for_a_kind_however_many_customers() -> None:
    made = desk({"credit_checked_on": None}, {})
    for number in range(20):
        made.add("Customers", made.sheets["Customers"][0] | {"customer_id": f"N{number:02}"})
        made.add("Invoices", made.invoice("1") | {"invoice_no": f"n{number}", "customer_id": f"N{number:02}"})
    (found,) = findings(made)
    assert "C (R2), N00 (R3), N01 (R4), N02 (R5), N03 (R6), N04 (R7) and 15 more are new and owing" in found


@pytest.mark.parametrize(
    ("country", "event", "settings", "accepted", "found"),
    [
        ("SE", "fee", {}, None, 1),
        ("SE", "fee", {}, RUN, 1),  # after the invoice
        ("SE", "fee", {}, date(2025, 1, 1), 0),
        ("NO", "fee", {}, None, 0),  # the law's own fee needs no terms
        ("SE", "interest", {}, None, 0),
        ("SE", "interest", {"interest": "contract", "contract_rate": D(12)}, None, 1),
        ("SE", "interest", {"interest": "contract", "contract_rate": D(12)}, date(2025, 1, 1), 0),
    ],
)
def test_claims_that_need_accepted_terms(
    country: str, event: str, settings: dict[str, Any], accepted: date | None, found: int
) -> None:
    old = {"invoice_date": date(2026, 1, 5), "typed_due_date": date(2026, 1, 19)}
    made = desk({"country": country, "profile": "Consumer", "terms_accepted_on": accepted}, old, **settings)
    claim = {"entry": 1, "when": "", "as_of": date(2026, 8, 1), "event": event, "customer_id": "C", "invoice_no": "1",
             "step": "Reminder 1", "amount": D(60), "currency": "NOK", "detail": ""}  # fmt: skip
    made.add("Log", claim)
    assert len([f for f in findings(made) if "accepted terms" in f]) == found
    made.add("Log", claim | {"entry": 2, "event": {"fee": "waived fees", "interest": "waived interest"}[event]})
    assert [f for f in findings(made) if "accepted terms" in f] == []


@pytest.mark.parametrize(
    ("customer", "invoice", "says"),
    [
        ({"email": None}, {}, "neither an e-mail nor a postal address"),
        ({"email": None, "street": "Gata 1"}, {}, ""),
        ({"phone": None}, {}, ""),
    ],
)
def test_a_letter_with_nowhere_to_go(customer: dict[str, Any], invoice: dict[str, Any], says: str) -> None:
    found = findings(desk(customer, invoice))
    assert [says in f for f in found] == ([True] if says else [])


def test_a_call_without_a_number() -> None:
    made = desk({"phone": None}, {"typed_due_date": RUN - timedelta(days=25)})
    made.add("Log", made_step(1, RUN - timedelta(days=20), "Reminder 1"))
    assert ["Phone is empty" in f for f in findings(made)] == [True]


@pytest.mark.parametrize(("days", "found"), [(180, 0), (181, 1)])
def test_a_promise_for_a_year_that_is_a_slip(days: int, found: int) -> None:
    made = desk({}, {"promise_date": RUN + timedelta(days=days)})
    assert len([f for f in findings(made) if "more than half a year away" in f]) == found


def test_stop_supply_until_paid_then_released_for_a_month() -> None:
    made = desk({}, LATE)
    for n, name in enumerate(["Reminder 1", "Phone call", "Reminder 2", "Final reminder"], 1):
        made.add("Log", made_step(n, RUN - timedelta(days=50 - 8 * n), name))

    def status(on: date, name: str) -> list[str]:
        return [reason for _, reason in by_credit(by_customer(made.run(on).work), name)]

    assert status(RUN, "Hold") == [f"Final reminder of {RUN - timedelta(days=18)}"]
    made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "1", "amount": D(1000), "currency": "NOK"})
    assert status(RUN, "Released") == [f"settled on {RUN}"]
    assert status(RUN + timedelta(days=30), "Released") != []
    assert status(RUN + timedelta(days=31), "Released") == []


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"typed_due_date": RUN}, "Released"),  # due today
        ({"typed_due_date": RUN - timedelta(days=1)}, "Hold"),
        ({"typed_due_date": RUN - timedelta(days=1), "currency": "EUR"}, "Hold"),
        ({"typed_due_date": RUN - timedelta(days=1), "amount": D("9.99")}, "Released"),  # below Minimum to dun
        ({"typed_due_date": RUN - timedelta(days=1), "dispute_reason": "broken"}, "Released"),
        ({"typed_due_date": RUN + timedelta(days=9), "promise_date": RUN - timedelta(days=9)}, "Hold"),  # broken
    ],
)
def test_supply_goes_on_only_when_nothing_is_overdue_and_nothing_broken_is_open(
    other: dict[str, Any], status: str
) -> None:
    made = desk({}, LATE, {"invoice_date": RUN - timedelta(days=40)} | other)
    for n, name in enumerate(["Reminder 1", "Phone call", "Reminder 2", "Final reminder"], 1):
        made.add("Log", made_step(n, RUN - timedelta(days=50 - 8 * n), name))
    made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "1", "amount": D(1000), "currency": "NOK"})
    assert by_customer(made.run(RUN).work)["c"].credit()[0] == status


def test_a_kept_payment_plan_lets_supply_go_on() -> None:
    made = desk({}, LATE)
    made.add("Log", made_step(1, RUN - timedelta(days=20), "Final reminder"))
    agreed = {"plan_no": "P", "customer_id": "C", "invoices": "1", "agreed_on": RUN - timedelta(days=5)}
    for day, amount in ((RUN, 400), (RUN + timedelta(days=30), 600)):
        made.add("Payment plans", agreed | {"due_date": day, "amount": D(amount), "currency": "NOK"})
    credit = by_customer(made.run(RUN).work)["c"].credit
    assert credit()[0] == "Hold"  # agreed, but nothing has come in yet
    made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "1", "amount": D(400), "currency": "NOK"})
    assert by_customer(made.run(RUN).work)["c"].credit() == ("Released", "keeps to the payment plan")


TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Credit limit | Hold until | Hold reason
    C1 | Anna AS | Business | a@anna.example | 500 | 2026-12-31 | ill

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Reply | Dispute reason | Promise date
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000 | Paid already | short | 2026-12-01
"""


def test_the_run_lists_whom_to_stop_supplying(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(TEXT)
    said = book.run("2026-11-20").stdout
    assert "Stop supplying: Anna AS (C1), 1,000.00 open, over the credit limit of 500.00" in said
    data = book.data("2026-11-20")
    assert [row["customer_id"] for row in data["stop_supplying"]] == ["C1"]
    assert data["supply_again"] == []


def test_explain_tells_every_reason_and_the_sheet_the_first(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(TEXT)
    book.run("2026-11-20")
    assert book.invoice("1")["why"].startswith("On hold: disputed: short;")
    told = book.command("explain", "1", "--as-of", "2026-11-20").stdout
    reasons = [line.strip() for line in told.splitlines() if line.strip()[:2] in ("1.", "2.", "3.", "4.", "5.")]
    assert [line.split(":")[0] for line in reasons] == ["1. Disputed", "2. Promised", "3. On hold", "4. On hold"]
    data = json.loads(book.command("explain", "1", "--as-of", "2026-11-20", "--json").stdout)
    assert [reason["status"] for reason in data["left_in_peace"]] == ["Disputed", "Promised", "On hold", "On hold"]
