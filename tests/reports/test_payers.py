"""The rating of payers: both sides of each boundary, and what counts against nobody."""

from __future__ import annotations

from datetime import date

import pytest
from reckoned import reckoned

from ar_sheets.reports.payers import Payer, payers, rating
from ar_sheets.reports.wording import describe_payer
from ar_sheets.schema.columns import LANGUAGES
from ar_sheets.schema.model import Customer


@pytest.mark.parametrize(
    ("late_share", "expected"),
    [(0, "Good"), (0.0999, "Good"), (0.1, "Slow"), (0.2499, "Slow"), (0.25, "Late"), (0.4999, "Late"), (0.5, "Risky"),
     (1, "Risky")],
)  # fmt: skip
def test_rating(late_share: float, expected: str) -> None:
    assert rating(late_share) == expected


def payer(*days: int, everybody: float = 0.0) -> Payer:
    """A customer who paid an invoice so many days late, for each of the days."""
    return Payer(Customer("A", "Anna", "Business"), "NOK", list(days), everybody=everybody)


def test_late_is_more_than_seven_days_and_two_of_everybody_stand_beside() -> None:
    assert payer(7, 8).late_share == 1 / 4
    assert payer(everybody=0.3).late_share == pytest.approx(0.3)  # nothing known: as everybody
    assert payer(*[0] * 98, everybody=1.0).late_share == pytest.approx(0.02)


HISTORY = """
    Customers
    Customer ID | Name
    C1 | Anna

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-05-01 | 2026-05-15 | 100
    2 | C1 | 2026-06-01 | 2026-06-15 | 100
    3 | C1 | 2026-07-01 | 2026-07-15 | 100
    old | C1 | 2026-08-01 | {due} | {late}
    new | C1 | 2026-11-01 | 2026-12-15 | {fresh}

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-05-15 | C1 | 1 | 100
    2026-06-15 | C1 | 2 | 100
    2026-07-15 | C1 | 3 | 100
"""


@pytest.mark.parametrize(
    ("due", "late", "fresh", "share"),
    [
        ("2026-08-15", 20, 80, 1 / 6),  # exactly 20 % of what is open
        ("2026-08-15", 19, 81, 0),
        ("2026-11-12", 20, 80, 1 / 6),  # eight days
        ("2026-11-13", 20, 80, 0),
    ],
)
def test_what_is_overdue_now_counts_from_a_fifth_of_what_is_open(due: str, late: int, fresh: int, share: float) -> None:
    found = payers(reckoned(HISTORY.format(due=due, late=late, fresh=fresh), "2026-11-20"))["C1", "NOK"]
    assert found.late_share == pytest.approx(share)
    assert found.oldest_days == (date(2026, 11, 20) - date.fromisoformat(due)).days  # a fact, whatever the rating


def test_one_old_small_invoice_does_not_make_the_best_customer_risky() -> None:
    found = payers(reckoned(HISTORY.format(due="2026-08-15", late=10, fresh=9000), "2026-11-20"))["C1", "NOK"]
    assert found.rating == "Good"


def test_the_facts_stand_beside_the_rating_in_every_language() -> None:
    found = payers(reckoned(HISTORY.format(due="2026-08-15", late=20, fresh=80), "2026-11-20"))["C1", "NOK"]
    told = {describe_payer(found, language) for language in LANGUAGES}
    assert len(told) == len(LANGUAGES)
    assert "0 of 3 paid invoices more than 7 days late; median on the day; oldest overdue: 97 days" in told


def test_the_usual_days_late_are_the_median() -> None:
    assert payer(1, 2, 300).days_late == 2
    assert payer(1, 2).days_late == 2  # half-up
    assert payer().days_late is None


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
    assert [found[customer, "NOK"].rating for customer in ("C1", "C2", "C3", "C4")] == ["Good", "Late", "Good", "Late"]
