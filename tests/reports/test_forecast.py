"""The cash forecast and the ratings of payers: both sides of each boundary, and that nothing open is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reckoned import reckoned, work_of
from test_kpis import AS_OF, CUSTOMERS, invoice_rows, money, payment_rows

from ar_sheets.dunning.sums import by_customer
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.forecast import HOWS, WEEKS, forecasts
from ar_sheets.reports.overview import overview
from ar_sheets.reports.payers import ENOUGH, KNOWN, Payer, habits, payers, rating
from ar_sheets.schema.model import Customer

D = Decimal


def expected(work: Assessment, late: int = 0, currency: str = "NOK") -> list[tuple[str, str, int, str]]:
    """What is expected: invoice, day, amount, how; every customer pays so many days late."""
    found = forecasts(work, dict.fromkeys(payers(work), late))
    items = found[currency].expected if currency in found else []
    return [(work.columns["invoice_no"][i.index], str(i.day), int(i.amount), i.how) for i in items]


@pytest.mark.parametrize(
    ("due", "late", "day", "how"),
    [
        ("2026-11-30", 0, "2026-11-30", "By habit"),
        ("2026-11-30", 9, "2026-12-09", "By habit"),
        ("2026-11-20", 0, "2026-11-20", "By habit"),
        ("2026-11-19", 0, "2026-11-27", "Uncertain"),
        ("2026-11-10", 10, "2026-11-20", "By habit"),  # late, but no later than always
        ("2026-11-09", 10, "2026-11-30", "Uncertain"),
        ("2026-11-12", 7, "2026-11-27", "Uncertain"),
        ("2026-11-12", 8, "2026-11-20", "By habit"),
        ("2026-11-11", 8, "2026-11-28", "Uncertain"),
        ("2026-11-25", -3, "2026-11-22", "By habit"),
        ("2026-11-25", -9, "2026-11-25", "By habit"),  # they pay before the due date, but have not yet
        ("2026-11-19", -9, "2026-11-27", "Uncertain"),
    ],
)
def test_when_an_invoice_is_expected(due: str, late: int, day: str, how: str) -> None:
    invoice = {"invoice_no": "1", "customer_id": "C1", "invoice_date": date(2026, 10, 1), "amount": D(100),
               "typed_due_date": date.fromisoformat(due)}  # fmt: skip
    work = work_of({"Customers": CUSTOMERS, "Invoices": [invoice]}, AS_OF)
    assert expected(work, late) == [("1", day, 100, how)]


def test_promises_plans_disputes_and_what_is_left_out() -> None:
    """
    Customers
    Customer ID | Name | Profile | Hold reason
    C1 | Anna AS | Business |
    C2 | Bo AS | Business | konkurs

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Promise date | Promise amount | Dispute reason | Hold reason
    all | C1 | 2026-10-01 | 2026-10-15 | 100 | 2026-12-01 | | |
    part | C1 | 2026-10-01 | 2026-12-15 | 100 | 2026-12-02 | 30 | |
    grace | C1 | 2026-10-01 | 2026-10-15 | 100 | 2026-11-19 | | |
    broken | C1 | 2026-10-01 | 2026-10-15 | 100 | 2026-10-20 | | |
    disputed | C1 | 2026-10-01 | 2026-12-15 | 100 | | | 40.00: short |
    off | C1 | 2026-10-01 | 2026-12-15 | 100 | | | | written off
    plan | C1 | 2026-10-01 | 2026-10-15 | 100 | | | |
    bankrupt | C2 | 2026-10-01 | 2026-12-15 | 100 | | | |

    Payment plans
    Plan no | Customer ID | Invoices | Due date | Amount | Currency | Agreed on
    P1 | C1 | plan | 2026-11-10 | 30 | NOK | 2026-11-01
    P1 | C1 | plan | 2026-12-10 | 30 | NOK | 2026-11-01
    P1 | C1 | plan | 2027-01-10 | 30 | NOK | 2026-11-01

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-11-10 | C1 | plan | 30
    """  # noqa: E501
    work = reckoned(test_promises_plans_disputes_and_what_is_left_out.__doc__, "2026-11-20")
    assert sorted(expected(work)) == sorted([
        ("all", "2026-12-01", 100, "Promised"),
        ("part", "2026-12-02", 30, "Promised"),
        ("part", "2026-12-15", 70, "By habit"),
        ("grace", "2026-11-20", 100, "Promised"),
        ("broken", "2026-11-27", 100, "Uncertain"),
        ("disputed", "2026-12-15", 60, "By habit"),
        ("plan", "2026-12-10", 30, "Instalment"),
        ("plan", "2027-01-10", 30, "Instalment"),
        ("plan", "2026-11-27", 10, "Uncertain"),  # the plan does not reach it
    ])  # fmt: skip
    forecast = forecasts(work, {})["NOK"]
    assert [amount for _, amount in forecast.disputed] == [40]
    assert [(amount, why) for _, amount, why in forecast.left_out] == [(100, "konkurs")]


def test_what_was_handed_over_is_left_out() -> None:
    """
    Customers
    Customer ID | Name
    C1 | Anna

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-06-01 | 2026-06-15 | 100

    Log
    Entry | When | As of | Event | Customer ID | Invoice no | Step | Amount | Currency
    1 | 2026-11-01 | 2026-11-01 | handed over | C1 | 1 | Hand-over | 100 | NOK
    """
    work = reckoned(test_what_was_handed_over_is_left_out.__doc__, "2026-11-20")
    assert expected(work) == []
    assert [why for _, _, why in forecasts(work, {})["NOK"].left_out] == ["handed over"]


@pytest.mark.parametrize(
    ("due", "week"),
    [("2026-11-20", 0), ("2026-11-22", 0), ("2026-11-23", 1), ("2027-02-14", 12), ("2027-02-15", 13)],
)
def test_weeks_go_from_monday_to_sunday_and_the_rest_is_later(due: str, week: int) -> None:
    invoice = {"invoice_no": "1", "customer_id": "C1", "invoice_date": date(2026, 10, 1), "amount": D(100),
               "typed_due_date": date.fromisoformat(due)}  # fmt: skip
    forecast = forecasts(work_of({"Customers": CUSTOMERS, "Invoices": [invoice]}, AS_OF), {})["NOK"]
    assert [n for n, found in enumerate(forecast.weeks) if found.total] == [week]
    assert forecast.weeks[0].start == date(2026, 11, 16)
    assert forecast.weeks[WEEKS].start is None


plans = st.lists(
    st.fixed_dictionaries({
        "plan_no": st.sampled_from(["P1", "P2"]), "customer_id": st.sampled_from(["C1", "0002"]),
        "invoices": st.sampled_from(["1", "2, 3", "1, 2, 3, 4"]), "amount": money,
        "agreed_on": st.just(date(2026, 1, 1)),
        "due_date": st.dates(AS_OF - timedelta(days=90), AS_OF + timedelta(days=90)),
    }),
    max_size=4,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(invoice_rows, max_size=8), st.lists(payment_rows, max_size=4), plans, st.integers(-20, 60))
def test_forecast_and_disputed_and_left_out_are_what_is_open(
    rows: list[dict[str, Any]], paid: list[dict[str, Any]], agreed: list[dict[str, Any]], late: int
) -> None:
    numbered = [{**row, "invoice_no": str(i)} for i, row in enumerate(rows, 1)]
    tables = {"Customers": CUSTOMERS, "Invoices": numbered, "Payments": paid, "Payment plans": agreed}
    work = work_of(tables, AS_OF)
    sums = by_customer(work).values()
    found = forecasts(work, dict.fromkeys(payers(work), late))
    for currency in ("NOK", "EUR"):
        left = sum((s.by_currency[currency].open_amount for s in sums), D(0))
        forecast = found.get(currency)
        assert (forecast is None) == (left == 0)
        if forecast is not None:
            apart = [amount for _, amount in forecast.disputed] + [amount for _, amount, _ in forecast.left_out]
            assert forecast.total + sum(apart, D(0)) == left
            assert sum(week.total for week in forecast.weeks) == forecast.total
            assert all(item.day >= AS_OF and item.amount > 0 and item.how in HOWS for item in forecast.expected)
    for section in overview(work).sections:
        assert section.open_amount == sum((s.by_currency[section.currency].open_amount for s in sums), D(0))
        assert section.open_amount == sum((line.payer.open_amount for line in section.customers), D(0))
        assert section.overdue == sum((line.payer.overdue for line in section.customers), D(0))


@pytest.mark.parametrize(
    ("paid", "days_late", "oldest", "broken", "expected"),
    [
        (KNOWN, 7, 0, 0, "Good"),
        (KNOWN - 1, 7, 7, 0, "New"),
        (0, None, 0, 0, "New"),
        (KNOWN, 8, 0, 0, "Slow"),
        (0, None, 8, 0, "Slow"),
        (KNOWN, 30, 30, 0, "Slow"),
        (KNOWN, 31, 0, 0, "Late"),
        (KNOWN, 0, 31, 0, "Late"),
        (KNOWN, 60, 60, 0, "Late"),
        (KNOWN, 0, 61, 0, "Risky"),
        (KNOWN, 61, 0, 0, "Risky"),
        (KNOWN, -5, 0, 1, "Risky"),
        (KNOWN, -20, 0, 0, "Good"),
    ],
)
def test_rating(paid: int, days_late: int | None, oldest: int, broken: int, expected: str) -> None:
    assert rating(paid, days_late, oldest, broken) == expected


def payer(customer_id: str, profile: str, *days: int) -> Payer:
    """A customer who paid an invoice of 100 so many days late, for each of the days."""
    return Payer(Customer(customer_id, customer_id, profile), "NOK", [(D(100), late) for late in days])


def test_a_habit_is_their_own_from_five_paid_invoices_on() -> None:
    found = {(p.customer.customer_id, "NOK"): p for p in (
        payer("A", "Business", *[10] * ENOUGH), payer("B", "Business", *[30] * ENOUGH),
        payer("C", "Business", *[99] * (ENOUGH - 1)), payer("D", "Public", *[3] * ENOUGH), payer("E", "Consumer"),
    )}  # fmt: skip
    assert {key[0]: late for key, late in habits(found).items()} == {
        "A": 10, "B": 30, "C": 20, "D": 3, "E": 10,  # C: the median of businesses; E: of everybody
    }  # fmt: skip
    assert habits({("E", "NOK"): found["E", "NOK"]}) == {("E", "NOK"): 0}


def test_days_late_are_weighted_by_amount_and_rounded_half_up() -> None:
    late = payer("A", "Business")
    late.paid = [(D(100), 1), (D(100), 2)]
    assert late.days_late == 2
    late.paid = [(D(10), 5), (D(100), 10)]
    assert late.days_late == 10
    assert late.why == "2 paid, on average 10 days late"


def test_a_dispute_or_a_few_cents_count_against_nobody() -> None:
    """
    Customers
    Customer ID | Name
    C1 | Anna
    C2 | Bo
    C3 | Ca
    C4 | Di

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Dispute reason
    1 | C1 | 2026-06-01 | 2026-06-15 | 100 | broken
    2 | C2 | 2026-06-01 | 2026-06-15 | 100 | 40.00: broken
    3 | C3 | 2026-06-01 | 2026-06-15 | 9.99 |
    4 | C4 | 2026-06-01 | 2026-06-15 | 10 |
    """
    found = payers(reckoned(test_a_dispute_or_a_few_cents_count_against_nobody.__doc__, "2026-11-20"))
    assert [found[customer, "NOK"].rating for customer in ("C1", "C2", "C3", "C4")] == ["New", "Risky", "New", "Risky"]
