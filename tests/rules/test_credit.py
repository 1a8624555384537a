"""Who is supplied on credit, on both sides of each limit."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.rules.credit import credit, released_by, unsettled

FINE: dict[str, Any] = {
    "open_amount": Decimal(1000), "overdue": Decimal(0), "credit_limit": Decimal(1000), "oldest_days": 0,
    "broken_promises": 0, "stopped_by": "", "released_by": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, "OK"),
        ({"credit_limit": None, "open_amount": Decimal(10**9)}, "OK"),
        ({"open_amount": Decimal("1000.01")}, "Watch"),
        ({"open_amount": Decimal("1000.01"), "overdue": Decimal("0.01")}, "Hold"),
        ({"oldest_days": 30}, "OK"),
        ({"oldest_days": 31}, "Watch"),
        ({"oldest_days": 90}, "Watch"),
        ({"oldest_days": 91}, "Hold"),
        ({"broken_promises": 1}, "Watch"),
        ({"broken_promises": 2}, "Hold"),
        ({"stopped_by": "Final reminder of 2026-11-06"}, "Hold"),
        ({"released_by": "settled on 2026-11-02"}, "Released"),
        ({"released_by": "settled on 2026-11-02", "oldest_days": 31}, "Watch"),
        ({"released_by": "settled on 2026-11-02", "unsettled": "1 days overdue"}, "Hold"),
        ({"unsettled": "1 days overdue"}, "OK"),  # nothing ever stopped supply
        ({"released_by": "settled on 2026-11-02", "stopped_by": "Final reminder of 2026-11-06"}, "Hold"),
    ],
)
def test_credit_status(given: dict[str, Any], status: str) -> None:
    found, reason = credit(**(FINE | given))
    assert found == status
    assert bool(reason) == (status != "OK")


@pytest.mark.parametrize(
    ("settled", "standing", "today", "says"),
    [
        (None, "", date(2026, 11, 20), ""),
        (date(2026, 10, 21), "", date(2026, 11, 20), "settled on 2026-10-21"),  # 30 days ago
        (date(2026, 10, 20), "", date(2026, 11, 20), ""),
        (None, "good", date(2026, 11, 20), ""),  # agreed, but nothing has come in yet
        (None, "kept", date(2026, 11, 20), "keeps to the payment plan"),
    ],
)
def test_released(settled: date | None, standing: str, today: date, says: str) -> None:
    assert released_by(settled, standing, today) == says


@pytest.mark.parametrize(
    ("days", "promises", "plan", "says"),
    [
        (0, 0, False, ""),
        (1, 0, False, "1 day overdue"),
        (0, 1, False, "a promise broken"),
        (0, 0, True, "a payment plan broken"),
        (5, 2, True, "5 days overdue"),
    ],
)
def test_what_stands_in_the_way_of_supplying_again(days: int, promises: int, plan: bool, says: str) -> None:
    assert unsettled(days, promises, plan) == says
