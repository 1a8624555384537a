"""Published examples come out to the cent through the product's own functions; wrong ones do not come out."""

from datetime import date
from decimal import Decimal

import pytest

from ar_sheets.base.money import rounded, rounded_below
from ar_sheets.cli import selftest
from ar_sheets.rules.terms import due_date

ROWS = list(selftest.cases())
OUTCOMES = {outcome.case: outcome for outcome in selftest.work_out_cases()}
D = Decimal


@pytest.mark.parametrize("case", [row["case"] for row in ROWS])
def test_example(case: str) -> None:
    assert OUTCOMES[case].got == OUTCOMES[case].expected


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_what_differs_from_the_published_number_says_why(row: dict[str, str]) -> None:
    amount = row["expected"].split()[0]  # "17.67 to 2026-12-31": no rate is known for the days after
    same = row["expected"] == amount != "refused" and D(amount) == D(row["published"])
    assert row["source"]
    assert same or row["note"]


def test_an_outcome_that_is_wrong_shows() -> None:
    wrong = ROWS[0] | {"principal": "1"}
    assert selftest._fee(wrong) != wrong["expected"]
    assert len({row["case"] for row in ROWS}) == len(ROWS) > 50


@pytest.mark.parametrize(
    ("amount", "half_up", "below"),
    [("0.005", "0.01", "0.00"), ("0.0049", "0.00", "0.00"), ("140.625", "140.63", "140.62"), ("2.265", "2.27", "2.26"),
     ("-0.005", "-0.01", "0.00"), ("1", "1.00", "1.00"), ("5.764", "5.76", "5.76")],
)  # fmt: skip
def test_rounding(amount: str, half_up: str, below: str) -> None:
    assert rounded(D(amount)) == D(half_up)
    assert rounded_below(D(amount)) == D(below)


def test_the_sum_is_of_the_rounded_lines() -> None:
    assert rounded(D("45.30") * 5 / 100) + rounded(D("33.45") * 10 / 100) == D("5.62")
    assert rounded(D("5.764")) * 2 == D("11.52")


@pytest.mark.parametrize(
    ("dated", "typed", "terms", "due"),
    [("2026-01-31", None, 30, "2026-03-02"), ("2024-01-31", None, 30, "2024-03-01"),
     ("2026-01-31", None, 0, "2026-01-31"),
     ("2026-01-31", "2026-02-07", 30, "2026-02-07"), ("2026-02-26", None, 2, "2026-02-28")],
)  # fmt: skip
def test_due_date(dated: str, typed: str | None, terms: int, due: str) -> None:
    day = date.fromisoformat(dated)
    assert due_date(day, date.fromisoformat(typed) if typed else None, terms) == date.fromisoformat(due)
