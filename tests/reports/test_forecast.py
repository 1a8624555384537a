"""The cash forecast: what wins over habit, what stands apart, and that nothing open is forgotten."""

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
from ar_sheets.reports.expected import describe_evidence, find_evidence
from ar_sheets.reports.forecast import HOWS, WEEKS, forecasts
from ar_sheets.reports.overview import overview

D = Decimal


def expected(work: Assessment, currency: str = "NOK") -> list[tuple[str, str, int, str]]:
    """What is expected: invoice, day ("spread" where it is on many), amount, how."""
    found = forecasts(work)
    return [
        (work.columns["invoice_no"][i.index], "spread" if i.first < i.last else str(i.day), int(i.amount), i.how)
        for i in (found[currency].expected if currency in found else [])
    ]


def paid_late(*days: int, count: int = 12) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Invoices of C1, four weeks apart, paid so many days late in turn; and their payments."""
    dues = [date(2025, 10, 1) + timedelta(days=28 * n) for n in range(count)]
    made = [{"invoice_no": f"old{n}", "customer_id": "C1", "invoice_date": due - timedelta(days=14), "amount": D(100),
             "typed_due_date": due} for n, due in enumerate(dues)]  # fmt: skip
    paid = [{"row": 2 + n, "date": due + timedelta(days=days[n % len(days)]), "customer_id": "C1",
             "invoice_no": f"old{n}", "amount": D(100), "currency": "NOK"} for n, due in enumerate(dues)]  # fmt: skip
    return made, paid


def open_one(due: str, *days: int, **more: Any) -> Assessment:
    """An invoice that is open, of a customer who paid twelve before, nine or so many days late."""
    made, paid = paid_late(*(days or (9,)))
    one = {"invoice_no": "1", "customer_id": "C1", "invoice_date": date(2026, 8, 1), "amount": D(100),
           "typed_due_date": date.fromisoformat(due), **more}  # fmt: skip
    return work_of({"Customers": CUSTOMERS, "Invoices": [*made, one], "Payments": paid}, AS_OF)


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("2026-11-30", "2026-12-09"),
        ("2026-11-16", "2026-11-25"),  # due on Monday, paid on Wednesday of the next week, as all before
    ],
)
def test_an_invoice_is_expected_when_its_look_alikes_were_paid(due: str, day: str) -> None:
    (item,) = forecasts(open_one(due))["NOK"].expected
    assert (str(item.day), item.how) == (day, "By habit")


def test_what_was_open_longer_than_any_before_is_no_longer_expected_on_the_usual_day() -> None:
    near, far = (forecasts(open_one(due))["NOK"].expected[0] for due in ("2026-11-09", "2026-08-20"))
    assert near.day > AS_OF
    assert near.last < far.last  # the longer it is overdue, the longer it may take
    assert far.day > AS_OF + timedelta(days=30)


def test_nothing_is_expected_before_a_hold_ends() -> None:
    held = open_one("2026-11-30", hold_until=date(2027, 1, 15), hold_reason="waits for the goods")
    (item,) = forecasts(held)["NOK"].expected
    assert item.first > date(2027, 1, 15)


def test_a_week_has_a_range_that_holds_what_is_expected_and_facts_have_none() -> None:
    forecast = forecasts(open_one("2026-11-30", 2, 23))["NOK"]
    for week in [*forecast.weeks, forecast.soon]:
        assert 0 <= week.low <= week.total <= week.high <= 100
    assert any(week.low < week.high for week in forecast.weeks)
    promised = forecasts(open_one("2026-11-10", promise_date=date(2026, 12, 1)))["NOK"]
    assert [(week.start, week.low, week.high) for week in promised.weeks if week.total] == [
        (date(2026, 11, 30), 100, 100)
    ]


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
        ("part", "spread", 70, "By habit"),
        ("grace", "2026-11-20", 100, "Promised"),
        ("broken", "spread", 100, "By habit"),
        ("disputed", "spread", 60, "By habit"),
        ("plan", "2026-12-10", 30, "Instalment"),
        ("plan", "2027-01-10", 30, "Instalment"),
        ("plan", "spread", 10, "By habit"),  # the plan does not reach it
    ])  # fmt: skip
    forecast = forecasts(work)["NOK"]
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
    assert [why for _, _, why in forecasts(work)["NOK"].left_out] == ["handed over"]


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-11-20", 0), ("2026-11-22", 0), ("2026-11-23", 1), ("2027-02-14", 12), ("2027-02-15", 13)],
)
def test_weeks_go_from_monday_to_sunday_and_the_rest_is_later(day: str, week: int) -> None:
    invoice = {"invoice_no": "1", "customer_id": "C1", "invoice_date": date(2026, 10, 1), "amount": D(100),
               "typed_due_date": date(2026, 10, 15), "promise_date": date.fromisoformat(day)}  # fmt: skip
    forecast = forecasts(work_of({"Customers": CUSTOMERS, "Invoices": [invoice]}, AS_OF))["NOK"]
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
@given(st.lists(invoice_rows, max_size=8), st.lists(payment_rows, max_size=4), plans)
def test_forecast_and_disputed_and_left_out_are_what_is_open(
    rows: list[dict[str, Any]], paid: list[dict[str, Any]], agreed: list[dict[str, Any]]
) -> None:
    numbered = [{**row, "invoice_no": str(i)} for i, row in enumerate(rows, 1)]
    tables = {"Customers": CUSTOMERS, "Invoices": numbered, "Payments": paid, "Payment plans": agreed}
    work = work_of(tables, AS_OF)
    sums = by_customer(work).values()
    found = forecasts(work)
    for currency in ("NOK", "EUR"):
        left = sum((s.by_currency[currency].open_amount for s in sums), D(0))
        forecast = found.get(currency)
        assert (forecast is None) == (left == 0)
        if forecast is not None:
            apart = [amount for _, amount in forecast.disputed] + [amount for _, amount, _ in forecast.left_out]
            assert forecast.total + sum(apart, D(0)) == left
            assert sum(week.total for week in forecast.weeks) == forecast.total
            assert all(item.day >= AS_OF and item.amount > 0 and item.how in HOWS for item in forecast.expected)
            assert all(item.first <= item.day <= item.last for item in forecast.expected)
            assert all(0 <= week.low <= week.total <= week.high <= left for week in forecast.weeks)
    for section in overview(work).sections:
        assert section.open_amount == sum((s.by_currency[section.currency].open_amount for s in sums), D(0))
        assert section.open_amount == sum((line.payer.open_amount for line in section.customers), D(0))
        assert section.overdue == sum((line.payer.overdue for line in section.customers), D(0))


def test_explain_names_the_look_alikes_and_only_them() -> None:
    work = open_one("2026-11-16", 2, 23)
    index = work.columns["invoice_no"].index("1")
    evidence = find_evidence(work, index)
    assert evidence is not None
    assert evidence.spread is not None
    assert evidence.spread.theirs == 6  # of twelve, half were paid by the second day
    assert [one.invoice_no for one in evidence.look_alikes] == ["old3", "old5", "old7", "old9", "old11"]
    lines = describe_evidence(evidence, "en")
    assert "  old11 due 2026-08-05, paid 2026-08-28 (23 days late)" in lines
    paid = work.columns["invoice_no"].index("old3")
    assert find_evidence(work, paid) is None
