"""Calls: listed with a number, and what is typed under Outcome acts and is logged."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desks import Desk

from ar_sheets.dunning import call_outcomes, outbox
from ar_sheets.dunning.record_outcomes import report_faults
from ar_sheets.dunning.sums import by_customer
from ar_sheets.facts import log

DUE = date(2026, 9, 1)  # a Tuesday
CALL = date(2026, 9, 25)  # a Friday


@pytest.mark.parametrize(
    ("typed", "event", "day", "amount"),
    [
        (None, "", None, None),
        ("reached", log.NOTED, None, None),
        ("Promised 2026-12-01", log.PROMISED, date(2026, 12, 1), None),
        ("promises to pay 500 on 2026-12-01", log.PROMISED, date(2026, 12, 1), Decimal(500)),
        ("promised 1.250,50 on 2026-12-01", log.PROMISED, date(2026, 12, 1), Decimal("1250.50")),
        ("no answer", log.NO_ANSWER, None, None),
        ("No answer, tried twice", log.NO_ANSWER, None, None),
        ("disputed: 12 arrived broken", log.DISPUTED, None, None),
        ("dispute", log.DISPUTED, None, None),
        ("she was friendly; will look", log.NOTED, None, None),
        ("Lovet 500 innen 2026-12-01", log.PROMISED, date(2026, 12, 1), Decimal(500)),
        ("lovat 2026-12-01", log.PROMISED, date(2026, 12, 1), None),
        ("toegezegd 2026-12-01", log.PROMISED, date(2026, 12, 1), None),
        ("prometeu pagar em 2026-12-01", log.PROMISED, date(2026, 12, 1), None),
        ("premtoi 2026-12-01", log.PROMISED, date(2026, 12, 1), None),
        ("Zugesagt 1.250,50 zum 2026-12-01", log.PROMISED, date(2026, 12, 1), Decimal("1250.50")),
        ("Nicht erreicht, Mailbox", log.NO_ANSWER, None, None),
        ("ikke svar", log.NO_ANSWER, None, None),
        ("não atendeu", log.NO_ANSWER, None, None),
        ("Bestridd: fel pris", log.DISPUTED, None, None),
        ("nett og hyggelig", log.NOTED, None, None),
    ],
)
def test_what_is_read_from_a_cell(typed: str | None, event: str, day: date | None, amount: Decimal | None) -> None:
    found = call_outcomes.read_outcome(typed)
    assert (found.event, found.day, found.amount, found.fault) == (event, day, amount, "")


UNCLEAR = ["promised", "promised on Friday", "promised 2026-02-30", "promised 5 or 6 on 2026-12-01"]


@pytest.mark.parametrize("typed", UNCLEAR)
def test_a_promise_that_is_not_clear_is_a_fault(typed: str) -> None:
    assert call_outcomes.read_outcome(typed).fault


def business() -> Desk:
    """A customer with two invoices on which the phone call is due on CALL."""
    made = Desk()
    made.add("Customers", {"customer_id": "C", "name": "Anna AS", "profile": "Business", "country": "NO",
                           "currency": "NOK", "email": "a@a.example", "phone": "+47 1"})  # fmt: skip
    for number, amount in (("1", 1000), ("2", 300)):
        made.add("Invoices", {"invoice_no": number, "customer_id": "C", "amount": Decimal(amount), "currency": "NOK",
                              "invoice_date": DUE - timedelta(days=14), "typed_due_date": DUE})  # fmt: skip
    made.run(date(2026, 9, 4))
    for row in made.pending():
        row["done_on"] = date(2026, 9, 4)
    made.run(CALL)
    return made


def call(made: Desk, outcome: str | None, done_on: date | None = CALL) -> None:
    (row,) = made.pending()
    assert row["channel"] == "Phone"
    row["outcome"], row["done_on"] = outcome, done_on


def events(made: Desk) -> list[tuple[str, str]]:
    return [(row["event"], row["invoice_no"]) for row in made.sheets["Log"]]


def why(made: Desk, on: date) -> list[str]:
    return list(made.run(on).work.columns["why"])


def test_a_call_is_listed_with_the_number_and_what_to_do() -> None:
    (row,) = business().pending()
    assert row["to"] == "+47 1"
    assert "Outcome" in row["why"]


def test_reached_counts_as_the_step() -> None:
    made = business()
    call(made, "reached, all is in order")
    made.run(CALL)
    assert events(made)[-2:] == [("called", "1"), ("called", "2")]
    assert made.sheets["Outbox"][-1]["status"] == "Called"
    assert made.sheets["Log"][-1]["detail"].endswith("reached, all is in order")
    week = made.run(date(2026, 10, 1))
    assert {step.name for step in week.work.columns["next_step"]} == {"Reminder 2"}


def test_an_outcome_without_a_day_is_of_today() -> None:
    made = business()
    call(made, "reached", None)
    made.run(CALL)
    assert made.sheets["Log"][-1]["as_of"] == CALL
    before = made.copied()
    made.run(CALL)
    assert made.sheets == before


def test_a_promise_becomes_a_promise_and_comes_back_when_broken() -> None:
    made = business()
    call(made, "promised 2026-10-05")
    assert [w.startswith("On hold: promised for 2026-10-05") for w in why(made, CALL)] == [True, True]
    assert made.run(date(2026, 10, 7)).messages == []  # Monday the 5th and two working days
    week = made.run(date(2026, 10, 8))
    assert [m.step.name for m in week.messages] == ["Reminder 2"]  # the next step, not from the start
    assert "promise broken" in week.work.columns["why"][0]
    assert by_customer(week.work)["c"].record()["promises_kept"] == "0 of 2"


def test_a_promised_amount_is_used_up_from_the_oldest() -> None:
    made = business()
    call(made, "promised 1100 on 2026-10-05")
    made.run(CALL)
    promised = [(row["invoice_no"], row["amount"]) for row in made.sheets["Log"] if row["event"] == "promised"]
    assert promised == [("1", Decimal(1000)), ("2", Decimal(100))]
    for number, amount in (("1", 1000), ("2", 100)):
        made.add("Payments", {"date": date(2026, 10, 6), "customer_id": "C", "invoice_no": number,
                              "amount": Decimal(amount), "currency": "NOK"})  # fmt: skip
    week = made.run(date(2026, 10, 9))
    assert week.work.columns["promise"] == ["kept", "kept"]


def test_a_dispute_by_phone_holds_until_it_is_settled() -> None:
    made = business()
    call(made, "disputed: wrong price")
    texts = why(made, CALL)
    assert all("disputed: wrong price (by phone on 2026-09-25)" in text for text in texts)
    assert made.run(date(2026, 11, 6)).messages == []
    for number in "12":
        made.invoice(number)["dispute_reason"] = "settled"
    assert [m.step.name for m in made.run(date(2026, 11, 6)).messages] == ["Reminder 2"]


def test_a_later_promise_ends_a_dispute_by_phone() -> None:
    made = business()
    call(made, "disputed: wrong price")
    made.run(CALL)
    made.sheets["Outbox"][-1]["outcome"] = "promised 2026-10-20"
    assert all("promised for 2026-10-20" in text for text in why(made, date(2026, 10, 2)))


def test_no_answer_is_tried_again_and_counts_on_the_third_time() -> None:
    made = business()
    for attempt in range(3):
        on = CALL + timedelta(days=attempt * 3)
        week = made.run(on)
        assert [m.step.name for m in week.messages] == ["Phone call"], on
        call(made, "no answer", on)
        assert made.run(on).messages == []  # not again on the same day
    assert {name for name, _ in events(made)} == {"sent", "no answer"}
    assert {step.name for step in made.run(date(2026, 10, 9)).work.columns["next_step"]} == {"Reminder 2"}


def test_what_is_typed_days_later_is_logged_once() -> None:
    made = business()
    call(made, None)
    made.run(CALL)
    made.sheets["Outbox"][-1]["outcome"] = "promised 2026-10-05"
    made.run(date(2026, 9, 28))
    made.run(date(2026, 9, 29))
    assert events(made).count(("promised", "1")) == 1
    assert events(made).count(("called", "1")) == 1
    made.sheets["Outbox"][-1]["outcome"] = "is looking for the order number"
    made.run(date(2026, 9, 30))
    made.run(date(2026, 9, 30))
    assert events(made).count(("noted", "1")) == 1


def test_a_promise_without_a_day_is_a_finding_and_acts_once_it_has_one() -> None:
    made = business()
    call(made, "promised")
    found = _findings(made, CALL)
    assert [finding.cell[0] for finding in found] == ["Q"]
    assert "has no day" in found[0].what
    made.run(CALL)
    assert ("promised", "1") not in events(made)
    made.sheets["Outbox"][-1]["outcome"] = "promised 2026-10-05"
    made.run(CALL)
    assert ("promised", "1") in events(made)
    assert _findings(made, CALL) == []


@pytest.mark.parametrize(
    ("done_on", "says"),
    [(date(2026, 9, 26), "after the day of this run"), (date(2025, 9, 25), "before this was made"), (CALL, "")],
)
def test_a_day_that_cannot_be_is_a_finding_and_logs_nothing(done_on: date, says: str) -> None:
    made = business()
    call(made, "reached", done_on)
    found = _findings(made, CALL)
    assert [says in finding.what for finding in found] == ([True] if says else [])
    made.run(CALL)
    assert (("called", "1") in events(made)) == (not says)


def _findings(made: Desk, day: date) -> list[Any]:
    book = made.book()
    report_faults(book, outbox.load_outbox(book), day)
    return book.findings


def test_the_reason_of_a_dispute_is_what_stands_behind_the_word() -> None:
    assert call_outcomes.read_outcome("Bestritten: Preis falsch").text == "Preis falsch"
    assert call_outcomes.read_outcome("disputed, wrong price").text == "wrong price"
    assert call_outcomes.read_outcome("disputing all of it").text == "disputing all of it"


@pytest.mark.parametrize(("outcome", "counted"), [("no answer", 0), ("reached", 1)])
def test_a_call_that_nobody_answered_moves_on_and_does_not_count_before_a_formal_notice(
    outcome: str, counted: int
) -> None:
    made = business()
    for attempt in range(3 if outcome == "no answer" else 1):
        on = CALL + timedelta(days=attempt * 3)
        made.run(on)
        call(made, outcome, on)
        made.run(on)
    week = made.run(date(2026, 10, 9))
    calls = [contact for contact in week.work.columns["contacts"][0] if contact.kind == "Call"]
    assert [contact.reached for contact in calls] == [bool(counted)]
    assert {step.name for step in week.work.columns["next_step"]} == {"Reminder 2"}
