"""Who is left in peace, and until which day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.rules.holds import hold, promise, promise_ends

AS_OF = date(2026, 11, 20)  # a Friday
NOTHING: dict[str, Any] = {
    "check": "", "reply": None, "dispute_reason": None, "promise_date": None, "plan_standing": "",
    "hold_until": None, "hold_reason": None, "customer_hold_until": None, "customer_hold_reason": "",
    "payment_in_doubt": "", "as_of": AS_OF,
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, None),
        ({"check": "Invoices!F58: text"}, "Check"),
        ({"dispute_reason": "short"}, "Disputed"),
        ({"reply": "Dispute"}, "Disputed"),
        ({"reply": "Will pay"}, None),
        ({"reply": "Other"}, None),
        ({"reply": "Paid already"}, "On hold"),
        ({"reply": "Invoice not received"}, "On hold"),
        ({"plan_standing": "good"}, "On plan"),
        ({"plan_standing": "broken"}, None),
        ({"promise_date": date(2026, 11, 18)}, "Promised"),  # Wednesday: two working days are over on Friday
        ({"promise_date": date(2026, 11, 17)}, None),
        ({"promise_date": date(2026, 12, 1)}, "Promised"),
        ({"hold_until": AS_OF}, "On hold"),
        ({"hold_until": date(2026, 11, 19)}, None),
        ({"hold_until": date(2026, 11, 19), "hold_reason": "ill"}, None),
        ({"hold_reason": "insolvent"}, "On hold"),
        ({"hold_reason": "Written off in May"}, "Written off"),
        ({"customer_hold_until": AS_OF}, "On hold"),
        ({"customer_hold_until": date(2026, 11, 19)}, None),
        ({"customer_hold_reason": "ask Per first"}, "On hold"),
        ({"payment_in_doubt": "a payment of theirs could not be read"}, "On hold"),
    ],
)
def test_each_reason(given: dict[str, Any], status: str | None) -> None:
    found = hold(**(NOTHING | given))
    assert (found.status if found else None) == status


def test_the_weightier_reason_is_shown() -> None:
    every = NOTHING | {"dispute_reason": "short", "promise_date": AS_OF, "hold_until": AS_OF}
    disputed = hold(**every)
    assert disputed is not None
    assert disputed.reason == "disputed: short"
    checked = hold(**(every | {"check": "Invoices!A2: used twice"}))
    assert checked is not None
    assert checked.status == "Check"


@pytest.mark.parametrize(
    ("promised", "ends"),
    [(date(2026, 11, 16), date(2026, 11, 18)), (date(2026, 11, 19), date(2026, 11, 23)),
     (date(2026, 11, 20), date(2026, 11, 24)), (date(2026, 11, 21), date(2026, 11, 24))],
)  # fmt: skip
def test_a_promise_is_waited_for_two_working_days(promised: date, ends: date) -> None:
    assert promise_ends(promised) == ends


@pytest.mark.parametrize(
    ("reductions", "left", "amount", "found"),
    [
        ((), "100", None, "broken"),
        (((date(2026, 11, 4), Decimal(50)),), "50", Decimal(50), "kept"),  # the last day of the two
        (((date(2026, 11, 5), Decimal(50)),), "50", Decimal(50), "broken"),  # one day later
        (((date(2026, 11, 3), Decimal("49.99")),), "50.01", Decimal(50), "broken"),
        (((date(2026, 11, 9), Decimal(100)),), "0", None, "kept"),  # late, but all is paid
    ],
)
def test_a_promise_for_the_second_is_kept_or_broken(
    reductions: Any, left: str, amount: Decimal | None, found: str
) -> None:
    assert promise(date(2026, 11, 2), amount, reductions, Decimal(left), AS_OF) == found


def test_a_promise_not_yet_due_is_open() -> None:
    assert promise(AS_OF, None, (), Decimal(5), AS_OF) == "open"
    assert promise(None, None, (), Decimal(5), AS_OF) == ""
