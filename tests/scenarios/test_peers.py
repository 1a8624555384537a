"""Scenarios other programs assert in their tests and documents, or got wrong, as cases of ours.

The ids are those of the collection they come from: T Tryton (P: what was observed there), O the OCA's credit
control, E ERPNext, S SAP, I Invoice Ninja, A Akaunting, U Upflow. D is the due date.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desks import Desk

from ar_sheets.base.errors import NotDone
from ar_sheets.dunning.sums import by_customer
from ar_sheets.weekly import _refuse_backdated

DUE = date(2026, 3, 2)  # a Monday
LEVELS = (5, 20, 40)


def day(number: int) -> date:
    return DUE + timedelta(days=number)


def desk(*invoices: dict[str, Any], levels: tuple[int, ...] = LEVELS, gap: int = 7, **customer: Any) -> Desk:
    """One customer with a plan of reminders on these days, and invoices of 100 due on D unless they say otherwise."""
    made = Desk(weekends="as is", minimum_to_dun=Decimal(0))
    made.sheets["Dunning plan"] = []
    made.add("Dunning plan", *(
        {"plan": "Peer", "step": n, "name": f"Level {n}", "kind": "Reminder", "days": days, "min_gap_days": gap,
         "channel": "Email", "days_to_pay": 1}
        for n, days in enumerate(levels, 1)
    ))  # fmt: skip
    usual = {"customer_id": "C", "name": "Customer", "profile": "Business", "country": "NO", "currency": "NOK",
             "plan": "Peer", "email": "customer@customer.example"}  # fmt: skip
    made.add("Customers", usual | customer)
    for number, given in enumerate(invoices, 1):
        made.add("Invoices", {"invoice_no": str(number), "customer_id": "C", "amount": Decimal(100), "currency": "NOK",
                              "invoice_date": DUE - timedelta(days=400), "typed_due_date": DUE} | given)  # fmt: skip
    return made


def pay(made: Desk, on: int, amount: str, invoice: str | None = None) -> None:
    made.add("Payments", {"date": day(on), "customer_id": "C", "invoice_no": invoice, "amount": Decimal(amount),
                          "currency": "NOK"})  # fmt: skip


def send(made: Desk, on: int) -> None:
    for row in made.pending():
        row["done_on"] = day(on)


def steps(made: Desk, on: int) -> list[tuple[str, str, str]]:
    """The messages of a run: the step, and each invoice with the step it takes."""
    return [
        (message.step.name, line.invoice_no, line.step)
        for message in made.run(day(on)).messages
        for line in message.lines
    ]


def test_t1_only_the_open_invoice_and_only_what_is_sent_counts() -> None:
    made = desk({}, {})
    pay(made, 1, "100", "1")
    assert steps(made, 4) == []  # T1a
    assert steps(made, 5) == [("Level 1", "2", "Level 1")]  # T1b
    assert steps(made, 30) == [("Level 1", "2", "Level 1")]  # T1c: not sent, so still level 1
    send(made, 30)
    made.run(day(30))  # T1d
    made.invoice("2")["hold_until"] = day(60)
    assert steps(made, 50) == []  # T1e
    made.invoice("2")["hold_until"] = None
    assert steps(made, 50) == [("Level 2", "2", "Level 2")]  # T1f
    pay(made, 51, "100", "2")
    assert steps(made, 60) == []  # T1g


def test_t4_half_is_received_and_the_letter_asks_for_the_rest() -> None:
    made = desk({})
    pay(made, 2, "50")
    (message,) = made.run(day(5)).messages
    assert message.total_due == Decimal(50)


def test_p1_one_step_on_one_day_however_old_the_debt() -> None:
    made = desk({})
    assert steps(made, 50) == [("Level 1", "1", "Level 1")]
    for _ in range(3):
        send(made, 50)
        assert steps(made, 50) == []
    assert len(made.sheets["Log"]) == 1
    assert [steps(made, on) for on in (56, 57)] == [[], [("Level 2", "1", "Level 2")]]


def test_p3_two_invoices_one_message_and_none_again() -> None:
    made = desk({}, {"amount": Decimal(50)})
    assert len(made.run(day(5)).messages) == 1
    send(made, 5)
    for _ in range(3):
        assert made.run(day(5)).messages == []
    for number in "12":
        made.invoice(number)["hold_reason"] = "blocked"
    assert made.run(day(30)).messages == []


def test_p4_unapplied_money_covers_it() -> None:
    made = desk({}, {"amount": Decimal(50)})
    made.add("Payments", {"date": day(1), "customer_id": "C", "invoice_no": "nobody's", "amount": Decimal(150),
                          "currency": "NOK"})  # fmt: skip
    week = made.run(day(5))
    assert week.messages == []
    assert "150.00" in week.work.columns["why"][0]
    assert "Payments row 2" in week.work.columns["why"][0]


def test_p5_without_an_address_it_is_listed_and_not_done() -> None:
    made = desk({}, email=None)
    (message,) = made.run(day(5)).messages
    assert (message.channel, message.to) == ("Post", "")
    (row,) = made.sheets["Outbox"]
    assert row["status"] == "Ready"
    assert "Neither an e-mail nor a postal address" in row["why"]
    assert steps(made, 60) == [("Level 1", "1", "Level 1")]


@pytest.mark.parametrize(("email", "channel"), [("a@a.example", "Email"), (None, "Post")])
def test_o12_a_customer_without_mail_gets_a_letter(email: str | None, channel: str) -> None:
    (message,) = desk({}, email=email, street="Street 1").run(day(5)).messages
    assert message.channel == channel


def test_o1_drafts_of_earlier_runs_do_not_escalate() -> None:
    made = desk({"typed_due_date": DUE - timedelta(days=365)})
    for on in (-180, -60, 0):
        assert steps(made, on) == [("Level 1", "1", "Level 1")]
    assert len(made.sheets["Outbox"]) == 1


def test_o2_a_run_before_the_last_entry_of_the_log_is_refused() -> None:
    made = desk({})
    made.run(day(5))
    send(made, 5)
    week = made.run(day(6))
    with pytest.raises(NotDone, match="rewrite the past"):
        _refuse_backdated(week.work.facts, day(4), dry_run=False)
    _refuse_backdated(week.work.facts, day(4), dry_run=True)


def test_o9_one_letter_at_the_highest_level_each_line_with_its_own() -> None:
    made = desk({"typed_due_date": DUE - timedelta(days=365)}, {"typed_due_date": day(0)}, {"typed_due_date": day(31)})
    assert steps(made, 29) == [("Level 1", "1", "Level 1"), ("Level 1", "2", "Level 1")]
    send(made, 29)
    assert steps(made, 60) == [
        ("Level 2", "1", "Level 2"), ("Level 2", "2", "Level 2"), ("Level 2", "3", "Level 1")
    ]  # fmt: skip


@pytest.mark.parametrize(("amount", "status"), [("0", "OK"), ("200", "OK"), ("200.01", "Watch")])
def test_t6_o14_credit_limit(amount: str, status: str) -> None:
    made = desk({"typed_due_date": day(30), "amount": Decimal(amount)}, credit_limit=Decimal(200))
    if amount == "0":
        made.sheets["Invoices"] = []
    assert by_customer(made.run(DUE).work)["c"].credit()[0] == status


def test_e6_two_rows_with_their_own_amounts() -> None:
    (message,) = desk({}, {"amount": Decimal(300)}).run(day(6)).messages
    assert [line.open_amount for line in message.lines] == [Decimal(100), Decimal(300)]


def test_e8_a_credit_note_settles_and_its_removal_opens_again() -> None:
    made = desk({}, {"kind": "Credit note", "po_ref": "1", "invoice_no": "C1"})
    assert steps(made, 6) == []
    made.sheets["Invoices"].pop()
    assert steps(made, 6) == [("Level 1", "1", "Level 1")]


def test_e9_the_second_of_two_is_paid_and_the_first_is_not_forgotten() -> None:
    made = desk({}, {})
    pay(made, 1, "100", "2")
    assert steps(made, 6) == [("Level 1", "1", "Level 1")]


@pytest.mark.parametrize("on", [0, 4])
def test_e24_nothing_on_the_due_day_nor_before_the_first_level(on: int) -> None:
    assert steps(desk({}), on) == []


@pytest.mark.parametrize(("levels", "on", "found"), [((1,), 0, []), ((1,), 1, ["1"]), ((4,), 3, []), ((4,), 4, ["1"])])
def test_s1_days_in_arrears_with_and_without_grace(levels: tuple[int, ...], on: int, found: list[str]) -> None:
    assert [number for _, number, _ in steps(desk({}, levels=levels), on)] == found


@pytest.mark.parametrize(("on", "found"), [(13, []), (14, ["Level 2"])])
def test_s2_the_interval_since_the_last_contact(on: int, found: list[str]) -> None:
    made = desk({"typed_due_date": DUE - timedelta(days=60)}, gap=14)
    made.run(DUE)
    send(made, 0)
    assert [name for name, _, _ in steps(made, on)] == found


def test_s4_an_item_sixty_days_late_with_no_history_begins_at_level_one() -> None:
    nine = (1, 10, 20, 30, 40, 50, 60, 75, 90)
    assert steps(desk({}, levels=nine), 60) == [("Level 1", "1", "Level 1")]


@pytest.mark.parametrize("blocked", ["customer", "invoice"])
def test_s7_blocked_is_listed_with_its_reason(blocked: str) -> None:
    made = desk({})
    row = made.sheets["Customers"][0] if blocked == "customer" else made.invoice("1")
    row["hold_reason"] = "the sales desk is talking to them"
    week = made.run(day(30))
    assert week.messages == []
    assert "the sales desk is talking to them" in week.work.columns["why"][0]


def test_s8_an_account_is_at_the_level_of_its_highest_item() -> None:
    made = desk({}, {"typed_due_date": day(38)})
    for on in (5, 20, 41):
        made.run(day(on))
        send(made, on)
    made.run(day(60))
    assert made.sheets["Outbox"][2]["step"] == "Level 3"


def test_s10_after_the_last_level_nothing_more_is_sent_for_it_but_others_go_on() -> None:
    made = desk({}, {"typed_due_date": day(60)})
    for on in (5, 20, 40):
        made.run(day(on))
        send(made, on)
    made.run(day(50))
    assert [step for _, _, step in steps(made, 66)] == ["", "Level 1"]


@pytest.mark.parametrize("change", ["paid", "no plan"])
def test_i9_no_next_date_when_paid_or_without_reminders(change: str) -> None:
    made = desk({})
    if change == "paid":
        pay(made, 1, "100", "1")
    else:
        made.sheets["Dunning plan"] = []
    assert made.run(day(10)).work.columns["next_step_date"] == [None]


def test_a1_a_day_without_a_run_is_not_lost() -> None:
    made = desk({}, levels=(1, 3, 5, 10), gap=1)
    assert steps(made, 4) == [("Level 1", "1", "Level 1")]


@pytest.mark.parametrize(("on", "found"), [(14, []), (15, ["Level 2"])])
def test_u3_the_longer_of_trigger_and_least_contact_delay(on: int, found: list[str]) -> None:
    made = desk({}, levels=(10, 13), gap=5)
    made.run(day(10))
    send(made, 10)
    assert [name for name, _, _ in steps(made, on)] == found
