"""Who is on hold, for which reason, and until which day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.rules.holds import LASTING, hold, hold_ended, reasons
from ar_sheets.schema.model import Promise

AS_OF = date(2026, 11, 20)  # a Friday
YESTERDAY = date(2026, 11, 19)
OPEN = Decimal(100)
NOTHING: dict[str, Any] = {
    "check": "", "open_amount": OPEN, "disputed": Decimal(0), "dispute_reason": None, "plan_standing": "",
    "plan_note": "", "promise": "", "promises": (), "reply": None, "hold_until": None, "hold_reason": None,
    "customer_hold_until": None, "customer_hold_reason": "", "payment_in_doubt": "", "country": "NO", "as_of": AS_OF,
}  # fmt: skip
RANKED = (  # each reason outweighs all below it
    {"check": "Invoices!F58: text"},
    {"hold_reason": "Written off in May"},
    {"hold_reason": "insolvent since June"},
    {"customer_hold_reason": "vulnerable"},
    {"disputed": OPEN, "dispute_reason": "short"},
    {"plan_standing": "good", "plan_note": "payment plan P-1 in good standing"},
    {"promise": "open", "promises": (Promise(date(2026, 12, 1)),)},
    {"reply": "Paid already"},
    {"hold_until": AS_OF, "hold_reason": "ask first"},
    {"customer_hold_until": AS_OF, "customer_hold_reason": "ill"},
    {"payment_in_doubt": "a payment of theirs could not be read"},
)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, None),
        ({"check": "Invoices!F58: text"}, "Check"),
        ({"hold_reason": " Ausgebucht 2026"}, "Written off"),
        ({"hold_reason": "tapsført"}, "Written off"),
        ({"hold_reason": "not written off yet"}, "On hold"),
        ({"disputed": OPEN, "dispute_reason": "short"}, "Disputed"),
        ({"disputed": OPEN, "reply": "Dispute"}, "Disputed"),
        ({"disputed": Decimal("99.99"), "dispute_reason": "99.99: short"}, None),
        ({"reply": "Will pay"}, None),
        ({"reply": "Other"}, None),
        ({"reply": "Paid already"}, "On hold"),
        ({"reply": "Invoice not received"}, "On hold"),
        ({"plan_standing": "good"}, "On plan"),
        ({"plan_standing": "kept"}, "On plan"),
        ({"plan_standing": "broken"}, None),
        ({"promise": "open", "promises": (Promise(AS_OF),)}, "Promised"),
        ({"promise": "broken", "promises": (Promise(AS_OF),)}, None),
        ({"promise": "kept", "promises": (Promise(AS_OF),)}, None),
        ({"promise": "open", "promises": (Promise(AS_OF, Decimal(10)),)}, "Promised"),
        ({"promise": "open", "promises": (Promise(AS_OF, Decimal("9.99")),)}, None),  # under a tenth of 100
        ({"promise": "open", "promises": (Promise(AS_OF, Decimal("9.99"), made_on=YESTERDAY),)}, "Promised"),
        ({"hold_until": AS_OF}, "On hold"),
        ({"hold_until": YESTERDAY}, None),
        ({"hold_until": YESTERDAY, "hold_reason": "ill"}, None),
        ({"hold_until": YESTERDAY, "hold_reason": "Insolvent"}, "On hold"),
        ({"hold_reason": "ask first"}, "On hold"),
        ({"hold_reason": "Written off in May"}, "Written off"),
        ({"customer_hold_until": AS_OF}, "On hold"),
        ({"customer_hold_until": YESTERDAY}, None),
        ({"customer_hold_until": YESTERDAY, "customer_hold_reason": "sårbar, ring først"}, "On hold"),
        ({"customer_hold_reason": "ask Per first"}, "On hold"),
        ({"payment_in_doubt": "a payment of theirs could not be read"}, "On hold"),
    ],
)
def test_each_reason(given: dict[str, Any], status: str | None) -> None:
    found = hold(reasons(**(NOTHING | given)))
    assert (found.status if found else None) == status


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (None, "promised for"),
        ("100", "promised for"),
        ("120", "promised for"),
        ("99.99", "promised 99.99 of 100.00 for"),
    ],
)
def test_a_promised_part_is_named(amount: str | None, says: str) -> None:
    made = Promise(AS_OF, Decimal(amount) if amount else None)
    found = hold(reasons(**(NOTHING | {"promise": "open", "promises": (made,)})))
    assert found is not None
    assert found.reason == f"{says} 2026-11-20, waiting until 2026-11-24"


@pytest.mark.parametrize("place", range(len(RANKED)))
def test_the_weightier_reason_is_shown_and_all_are_told(place: int) -> None:
    given = dict(NOTHING)
    for reason in reversed(RANKED[place:]):
        given |= reason
    every = reasons(**given)
    alone = hold(reasons(**(NOTHING | RANKED[place])))
    assert every[0] == alone
    assert len(every) == len({key for reason in RANKED[place:] for key in _sort_of(reason)})


def _sort_of(reason: dict[str, Any]) -> set[str]:
    """Reasons that stand in one cell are one reason."""
    key = next(iter(reason))
    return {"cell of the invoice's hold" if key.startswith("hold") else
            "cell of the customer's hold" if key.startswith("customer_hold") else key}  # fmt: skip


@pytest.mark.parametrize("word", LASTING)
def test_insolvency_and_vulnerability_never_end_by_themselves(word: str) -> None:
    given = NOTHING | {"hold_until": date(2020, 1, 1), "hold_reason": f"Since May: {word.title()}"}
    found = hold(reasons(**given))
    assert found is not None
    assert "until you clear" in found.reason


def test_what_is_paid_is_not_held_but_a_fault_and_a_write_off_are_told() -> None:
    paid = NOTHING | {"open_amount": Decimal(0), "customer_hold_reason": "ask Per first", "reply": "Paid already"}
    assert reasons(**paid) == ()
    faulty, given_up = paid | {"check": "Invoices!F58: text"}, paid | {"hold_reason": "written off"}
    assert reasons(**faulty)[0].status == "Check"
    assert reasons(**given_up)[0].status == "Written off"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, ""),
        ({"hold_until": AS_OF}, ""),
        ({"hold_until": YESTERDAY}, "the hold until 2026-11-19 is over"),
        ({"customer_hold_until": YESTERDAY}, "the hold until 2026-11-19 is over"),
        ({"hold_until": date(2026, 11, 1), "customer_hold_until": YESTERDAY}, "the hold until 2026-11-19 is over"),
        ({"hold_until": YESTERDAY, "hold_reason": "insolvent"}, ""),
        ({"hold_until": YESTERDAY, "open_amount": Decimal(0)}, ""),
        ({"hold_until": YESTERDAY, "last_customer_contact": YESTERDAY}, "the hold until 2026-11-19 is over"),
        ({"hold_until": YESTERDAY, "last_customer_contact": AS_OF}, ""),  # said until the next contact
        ({"customer_hold_until": date(2026, 9, 30)}, ""),  # before the invoice was written
    ],
)
def test_a_hold_that_is_over_says_so_until_the_next_contact(given: dict[str, Any], says: str) -> None:
    nothing = {"invoice_date": date(2026, 10, 1), "open_amount": OPEN, "hold_until": None, "hold_reason": None,
               "customer_hold_until": None, "customer_hold_reason": "", "last_customer_contact": None,
               "as_of": AS_OF}  # fmt: skip
    assert hold_ended(**(nothing | given)) == says
