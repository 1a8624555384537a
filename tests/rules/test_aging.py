"""Both sides of every boundary of the buckets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ar_sheets.rules.aging import bucket, bucket_labels, days_overdue

DUE = date(2026, 3, 1)
BUCKETS = (30, 60, 90)


@pytest.mark.parametrize(
    ("days", "label"),
    [(-40, "Current"), (-1, "Current"), (0, "Current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"),
     (61, "61-90"), (90, "61-90"), (91, "90+"), (4000, "90+")],
)  # fmt: skip
def test_day_falls_in_its_bucket(days: int, label: str) -> None:
    late = days_overdue(DUE, DUE + timedelta(days=days))
    assert late == days
    assert bucket(Decimal("0.01"), late, BUCKETS) == label


@pytest.mark.parametrize("left", ["0", "-5.00"])
def test_nothing_open_is_in_no_bucket(left: str) -> None:
    assert bucket(Decimal(left), 50, BUCKETS) == ""


def test_labels_follow_the_limits() -> None:
    assert bucket_labels((15, 45, 75)) == ("Current", "1-15", "16-45", "46-75", "75+")
