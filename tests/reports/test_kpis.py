"""The KPIs and the balances of past days, from workbooks: both sides of each boundary, and what always holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reckoned import reckoned, work_of

from ar_sheets.dunning.sums import by_customer
from ar_sheets.facts.assessment import Assessment
from ar_sheets.reports.balances import balances_on, month_ends
from ar_sheets.reports.kpis import kpis

D = Decimal
AS_OF = date(2026, 11, 20)
CUSTOMERS: list[dict[str, Any]] = [
    {"customer_id": "C1", "name": "Anna", "profile": "Consumer"},
    {"customer_id": "0002", "name": "Bo", "profile": "Business"},
    {"customer_id": "C3", "name": "Gemeente", "profile": "Public", "currency": "EUR"},
]


def shown(work: Assessment, currency: str | None = None) -> dict[str, str]:
    """Each KPI as it is read, or why it is not there."""
    return {kpi.key: kpi.reason or kpi.text for kpi in kpis(work, currency)}


def test_a_whole_year() -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna AS | Business
    C2 | Bo AS | Business
    C3 | Ca AS | Business

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Due date | Amount | Currency | Promise date | Promise amount | Dispute reason | Hold reason | PO / ref
    1 | C1 | | 2025-10-01 | 2025-12-01 | 10000 | | | | |
    2 | C1 | | 2026-06-01 | 2026-06-15 | 3000 | | 2026-07-01 | | |
    3 | C2 | | 2026-08-23 | 2026-12-31 | 6000 | | | | |
    4 | C2 | | 2026-08-22 | 2026-09-05 | 1000 | | 2026-10-01 | 500 | |
    5 | C3 | | 2026-11-19 | 2026-11-19 | 2000 | | | | 500.00: short |
    6 | C3 | Credit note | 2026-11-01 | | 1000 | | | | | | 5
    7 | C3 | | 2026-11-01 | 2026-11-10 | 700 | | | | | written off
    8 | C3 | | 2026-11-01 | 2026-11-10 | 900 | EUR | | | |
    9 | C3 | | 2026-11-21 | 2026-12-10 | 5000 | | | | |

    Payments
    Date | Customer ID | Invoice no | Amount
    2025-12-15 | C1 | 1 | 10000
    2026-07-01 | C1 | 2 | 3000
    2026-09-20 | C2 | 4 | 400
    """  # noqa: E501
    work = reckoned(test_a_whole_year.__doc__, "2026-11-20")
    # Open: 6000 not yet due, 600 of invoice 4, 1000 of invoice 5. Sales of 90 days: 6000 + 2000 less 1000 credit.
    now = balances_on(work, [AS_OF])[0]
    assert (now.open_amount, now.overdue) == (7600, 1600)
    assert shown(work) == {
        "dso": "97.7 days",  # 7600 x 90 / 7000
        "dso_count_back": "110.2 days",  # November 1000, none in October and September, 6600 of August's 7000
        "dso_best": "77.1 days",  # 6000 x 90 / 7000
        "average_days_delinquent": "20.6 days",
        "cei": "20.0 %",  # (1000 + 7000 - 7600) / (1000 + 7000 - 6000)
        "turnover": "1.25",  # 11000 / ((10000 + 7600) / 2)
        "promises_kept": "50.0 %",
        "disputed": "6.6 %",
        "top_ten": "100.0 %",
        "concentration": "0.77",  # 6600 and 1000
    }


@pytest.mark.parametrize(
    ("first", "key", "said"),
    [
        ("2026-08-22", "dso", "45.0 days"),
        ("2026-08-23", "dso", "needs 90 days of invoices; the first is of 2026-08-23"),
        ("2026-08-22", "cei", "100.0 %"),
        ("2026-08-23", "cei", "needs 90 days of invoices; the first is of 2026-08-23"),
        ("2025-11-20", "turnover", "2.00"),
        ("2025-11-21", "turnover", "needs 12 months of invoices; the first is of 2025-11-21"),
    ],
)
def test_history_just_long_enough(first: str, key: str, said: str) -> None:
    due = AS_OF + timedelta(days=30)
    invoices = [
        {"invoice_no": "1", "customer_id": "C1", "invoice_date": date.fromisoformat(first), "typed_due_date": due,
         "amount": D(100)},
        {"invoice_no": "2", "customer_id": "C1", "invoice_date": AS_OF, "typed_due_date": due, "amount": D(200)},
    ]  # fmt: skip
    paid = [{"date": AS_OF, "customer_id": "C1", "invoice_no": number, "amount": D(100)} for number in "12"]
    work = work_of({"Customers": CUSTOMERS, "Invoices": invoices, "Payments": paid}, AS_OF)
    assert shown(work)[key] == said


def test_an_empty_workbook_has_reasons_instead_of_figures() -> None:
    """
    Customers
    Customer ID | Name
    C1 | Anna
    """
    work = reckoned(test_an_empty_workbook_has_reasons_instead_of_figures.__doc__, "2026-11-20")
    assert all(kpi.value is None and kpi.reason and kpi.text == "n/a" for kpi in kpis(work))
    assert [(day.open_amount, day.overdue) for day in month_ends(work)] == [(0, 0)] * 12


def test_currencies_stay_apart() -> None:
    """
    Customers
    Customer ID | Name | Currency
    C1 | Anna | NOK
    C3 | Gemeente | EUR

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-11-01 | 2026-11-10 | 100
    2 | C3 | 2026-11-01 | 2026-11-10 | 77
    """
    work = reckoned(test_currencies_stay_apart.__doc__, "2026-11-20")
    assert month_ends(work)[-1] == (AS_OF, 100, 100)
    assert month_ends(work, 12, "EUR")[-1] == (AS_OF, 77, 77)
    assert shown(work, "SEK")["top_ten"] == "nothing is open"


@pytest.mark.parametrize(
    ("paid_on", "amount", "kept", "published"),
    [
        ("2026-11-02", 5, "broken", "broken"),
        ("2026-11-03", 50, "kept", "kept"),
        ("2026-11-04", 50, "kept", "kept"),
        ("2026-11-05", 50, "broken", "kept"),  # goldpointsystems.com waits 7 days, we two working days
        ("2026-11-09", 50, "broken", "kept"),
        ("2026-11-10", 50, "broken", "broken"),
    ],
)
def test_a_promise_is_waited_for_two_working_days(paid_on: str, amount: int, kept: str, published: str) -> None:
    promised = date(2026, 11, 2)
    invoice = {"invoice_no": "1", "customer_id": "C1", "invoice_date": date(2026, 9, 1), "amount": D(100),
               "promise_date": promised, "promise_amount": D(50)}  # fmt: skip
    payment = {"date": date.fromisoformat(paid_on), "customer_id": "C1", "invoice_no": "1", "amount": D(amount)}
    work = work_of({"Customers": CUSTOMERS, "Invoices": [invoice], "Payments": [payment]}, AS_OF)
    assert shown(work)["promises_kept"] == ("100.0 %" if kept == "kept" else "0.0 %")
    late = (date.fromisoformat(paid_on) - promised).days
    assert published == ("kept" if amount == 50 and late <= 7 else "broken")


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2026-11-20", ["2026-08-31", "2026-09-30", "2026-10-31", "2026-11-20"]),
        ("2026-10-31", ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]),
        ("2028-03-01", ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-01"]),
    ],
)
def test_month_ends_are_calendar_days_and_the_last_is_today(as_of: str, days: list[str]) -> None:
    """
    Customers
    Customer ID | Name
    C1 | Anna
    """
    work = reckoned(test_month_ends_are_calendar_days_and_the_last_is_today.__doc__, as_of)
    assert [str(end.day) for end in month_ends(work, 4)] == days


def test_what_was_open_on_past_days() -> None:
    """
    Customers
    Customer ID | Name
    C1 | Anna

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-09-10 | 2026-09-30 | 100
    2 | C1 | 2026-10-31 | 2026-11-14 | 50

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-09-05 | C1 | 1 | 10
    2026-10-30 | C1 | 1 | 40
    2026-10-31 | C1 | 1 | 20
    2026-11-02 | C1 | 1 | -20
    2026-11-30 | C1 | 1 | 50
    """
    work = reckoned(test_what_was_open_on_past_days.__doc__, "2026-11-20")
    days = ["2026-09-09", "2026-09-10", "2026-09-30", "2026-10-01", "2026-10-30", "2026-10-31", "2026-11-02",
            "2026-11-14", "2026-11-15"]  # fmt: skip
    balances = balances_on(work, [date.fromisoformat(day) for day in days])
    assert [(str(b.day), int(b.open_amount), int(b.overdue)) for b in balances] == [
        ("2026-09-09", 0, 0),
        ("2026-09-10", 90, 0),  # the 10 paid before count from the invoice's own day
        ("2026-09-30", 90, 0),  # the due day itself is not late
        ("2026-10-01", 90, 90),
        ("2026-10-30", 50, 50),
        ("2026-10-31", 80, 30),
        ("2026-11-02", 100, 50),  # a bounced payment
        ("2026-11-14", 100, 50),
        ("2026-11-15", 100, 100),
    ]


money = st.decimals("0.01", "5000", places=2)
days = st.dates(AS_OF - timedelta(days=500), AS_OF + timedelta(days=20))
invoice_rows = st.fixed_dictionaries(
    {"customer_id": st.sampled_from(["C1", "0002", "C3"]), "invoice_date": days, "amount": money},
    optional={
        "kind": st.sampled_from(["Invoice", "Credit note", "Deposit"]), "currency": st.sampled_from(["NOK", "EUR"]),
        "promise_date": days, "dispute_reason": st.sampled_from(["short", "20.00: late"]),
        "hold_reason": st.sampled_from(["written off", "bankrupt", "asked for time"]),
    },
)  # fmt: skip
payment_rows = st.fixed_dictionaries(
    {"date": days, "amount": st.one_of(money, money, money.map(lambda m: -m)), "customer_id": st.sampled_from(["C1"])},
    optional={"invoice_no": st.sampled_from(["1", "2", "1, 3"]), "currency": st.sampled_from(["NOK", "EUR"])},
)


@settings(max_examples=60, deadline=None)
@given(st.lists(invoice_rows, max_size=10), st.lists(payment_rows, max_size=6))
def test_today_ties_to_aging_and_every_day_to_a_run_of_that_day(
    rows: list[dict[str, Any]], paid: list[dict[str, Any]]
) -> None:
    numbered = [{**row, "invoice_no": str(i)} for i, row in enumerate(rows, 1)]
    tables = {"Customers": CUSTOMERS, "Invoices": numbered, "Payments": paid}
    work = work_of(tables, AS_OF)
    sums = by_customer(work).values()
    for currency in ("NOK", "EUR"):
        ends = month_ends(work, 12, currency)
        assert ends[-1].open_amount == sum((s.by_currency[currency].open_amount for s in sums), D(0))
        assert ends[-1].overdue == sum((s.by_currency[currency].overdue for s in sums), D(0))
        then = month_ends(work_of(tables, ends[-3].day), 1, currency)[0]
        assert ends[-3] == then
        for kpi in kpis(work, currency):
            assert (kpi.value is None) == bool(kpi.reason)
