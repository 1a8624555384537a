"""Who is on hold and why, and how the Outbox tells it, week by week on the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desks import KEYS, Desk

from ar_sheets.dunning.messages import MOST_LINES
from ar_sheets.facts import log
from ar_sheets.facts.gather import gather

DUE = date(2026, 9, 1)  # a Tuesday
RUN = date(2026, 9, 4)  # Friday: Reminder 1 of a business is due
D = Decimal


def desk(*invoices: dict[str, Any], settings: dict[str, Any] | None = None, **customer: Any) -> Desk:
    made = Desk(**(settings or {}))
    usual = {"customer_id": "C", "name": "Anna AS", "profile": "Business", "country": "NO", "currency": "NOK",
             "email": "a@a.example", "phone": "+47 1", "street": "Gata 1", "city": "Oslo"}  # fmt: skip
    made.add("Customers", usual | customer)
    for number, given in enumerate(invoices or ({},), 1):
        made.add("Invoices", {"invoice_no": str(number), "customer_id": "C", "amount": D(1000), "currency": "NOK",
                              "invoice_date": DUE - timedelta(days=200), "typed_due_date": DUE} | given)  # fmt: skip
    return made


def why(made: Desk, on: date = RUN) -> str:
    return str(made.run(on).work.columns["why"][0])


def due(made: Desk, on: date = RUN) -> list[str]:
    return [message.step.name for message in made.run(on).messages]


def test_only_the_disputed_part_is_left_out_and_nothing_new_is_claimed_on_it() -> None:
    made = desk({"dispute_reason": "120.00: broken tails", "typed_due_date": DUE - timedelta(days=60)})
    (message,) = made.run(RUN).messages
    (line,) = message.lines
    assert (line.open_amount, line.disputed, message.total_due) == (D(880), D(120), D(880))
    assert "120.00 NOK of it disputed and not asked for" in made.run(RUN).work.columns["why"][0]
    made.invoice("1")["dispute_reason"] = "1000.00: all of it"
    assert due(made) == []
    made.invoice("1")["dispute_reason"] = "settled"
    assert made.run(RUN).messages[0].total_due == D(1000)


def test_a_promise_is_waited_for_and_resumes_at_the_next_step() -> None:
    made = desk()
    made.run(RUN)
    (row,) = made.pending()
    row["done_on"] = RUN
    made.invoice("1")["promise_date"] = date(2026, 9, 14)  # a Monday
    assert due(made, date(2026, 9, 16)) == []
    assert due(made, date(2026, 9, 17)) == ["Phone call"]
    assert "promise broken" in why(made, date(2026, 9, 17))


def test_a_payment_plan_holds_while_it_is_kept() -> None:
    made = desk()
    for n, (on, amount) in enumerate([(date(2026, 9, 10), 400), (date(2026, 10, 12), 600)]):
        made.add("Payment plans", {"plan_no": "P1", "customer_id": "C", "invoices": "1", "due_date": on,
                                   "amount": D(amount), "currency": "NOK", "agreed_on": date(2026, 9, 2)})  # fmt: skip
        assert n < 2
    assert "payment plan P1 in good standing, 400.00 due on 2026-09-10" in why(made)
    assert due(made, date(2026, 9, 14)) == []
    assert due(made, date(2026, 9, 15)) == ["Reminder 1"]
    assert "the instalment of 2026-09-10 was missed" in why(made, date(2026, 9, 15))
    made.add("Payments", {"date": date(2026, 9, 15), "customer_id": "C", "invoice_no": "1", "amount": D(400),
                          "currency": "NOK"})  # fmt: skip
    assert due(made, date(2026, 9, 16)) == []


def test_a_plan_agreed_later_does_not_hold_before() -> None:
    made = desk()
    made.add("Payment plans", {"plan_no": "P1", "customer_id": "C", "invoices": "1", "due_date": date(2026, 10, 1),
                               "amount": D(1000), "currency": "NOK", "agreed_on": date(2026, 9, 5)})  # fmt: skip
    assert due(made, RUN) == ["Reminder 1"]
    assert due(made, date(2026, 9, 5)) == []


def test_when_all_instalments_are_paid_the_rest_is_reminded() -> None:
    made = desk()
    made.add("Payment plans", {"plan_no": "P1", "customer_id": "C", "invoices": "1", "due_date": date(2026, 9, 3),
                               "amount": D(900), "currency": "NOK", "agreed_on": date(2026, 9, 2)})  # fmt: skip
    made.add("Payments", {"date": date(2026, 9, 3), "customer_id": "C", "invoice_no": "1", "amount": D(900),
                          "currency": "NOK"})  # fmt: skip
    assert made.run(RUN).messages[0].total_due == D(100)


@pytest.mark.parametrize("where", ["invoice", "customer"])
def test_an_expired_hold_comes_back_and_says_so_once(where: str) -> None:
    made = desk()
    row = made.invoice("1") if where == "invoice" else made.sheets["Customers"][0]
    row["hold_until"], row["hold_reason"] = date(2026, 9, 10), "burst pipe"
    assert "until 2026-09-10: burst pipe" in why(made, date(2026, 9, 10))
    assert "the hold until 2026-09-10 is over" in why(made, date(2026, 9, 11))
    (letter,) = made.pending()
    letter["done_on"] = date(2026, 9, 11)
    assert "is over" not in why(made, date(2026, 9, 14))


def test_insolvency_is_never_resumed_by_itself() -> None:
    made = desk(hold_until=date(2026, 9, 10), hold_reason="Insolvent, court file 12/26")
    assert due(made, date(2027, 1, 4)) == []
    made.sheets["Customers"][0]["hold_reason"] = None
    assert due(made, date(2027, 1, 4)) == ["Reminder 1"]


def test_money_that_came_in_today_and_is_not_allocated_yet_stops_the_letter_for_today() -> None:
    made = desk()
    made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "typo", "amount": D(1), "currency": "NOK"})
    assert due(made) == []
    assert "1.00 NOK came in today and is put against no invoice yet (Payments row 2)" in why(made)
    assert due(made, RUN + timedelta(days=3)) == ["Reminder 1"]


def test_below_the_minimum_nothing_is_sent_but_a_statement_may_be() -> None:
    assert due(desk({"amount": D("9.99")})) == []
    assert "a statement may be sent" in why(desk({"amount": D("9.99")}))
    assert due(desk({"amount": D(10)})) == ["Reminder 1"]


@pytest.mark.parametrize(("until", "letters"), [(RUN - timedelta(days=7), 1), (RUN - timedelta(days=8), 0)])
def test_stale_payments_stop_the_letters_and_nothing_else(until: date, letters: int) -> None:
    made = desk(settings={"payments_complete_until": until})
    week = made.run(RUN)
    assert len(week.messages) == letters
    assert week.work.columns["days_overdue"] == [3]
    assert letters or "payments are complete only until" in week.work.columns["why"][0]


def test_each_open_invoice_is_shown_but_only_what_is_late_is_asked_for() -> None:
    coming = {"typed_due_date": date(2026, 10, 1), "invoice_date": date(2026, 8, 30)}
    held = {"hold_reason": "ask first"}
    made = desk({}, {"typed_due_date": RUN - timedelta(days=1)}, coming, held)
    (message,) = made.run(RUN).messages
    assert [(line.invoice_no, line.step) for line in message.lines] == [("1", "Reminder 1"), ("2", "")]
    assert [line.invoice_no for line in message.also_open] == ["3"]
    assert message.total_due == D(2000)


def test_unapplied_money_is_shown_and_taken_off() -> None:
    made = desk()
    made.add("Payments", {"date": date(2026, 8, 1), "customer_id": "C", "invoice_no": "typo", "amount": D(300),
                          "currency": "NOK"})  # fmt: skip
    (message,) = made.run(RUN).messages
    assert (message.unapplied, message.total_due) == (D(300), D(700))


# What stands in the Outbox, and what becomes of it


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"amount": D(1000), "_pay": D(1000)}, "1 is paid"),
        ({"dispute_reason": "short"}, "1 disputed: short"),
        ({"promise_date": date(2026, 9, 20)}, "1 promised for 2026-09-20"),
        ({"hold_reason": "ill"}, "1 on hold: ill"),
        ({"typed_due_date": date(2026, 10, 1)}, "1: Courtesy reminder comes on 2026-09-24"),
        ({"_credit": D(1000)}, "1 is credited"),
    ],
)
def test_a_letter_that_no_longer_applies_says_why(change: dict[str, Any], says: str) -> None:
    made = desk()
    made.run(RUN)
    row = made.invoice("1")
    row |= {key: value for key, value in change.items() if not key.startswith("_")}
    if "_pay" in change:
        made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "1", "amount": change["_pay"],
                              "currency": "NOK"})  # fmt: skip
    if "_credit" in change:
        made.add("Invoices", {"invoice_no": "K1", "kind": "Credit note", "po_ref": "1", "customer_id": "C",
                              "amount": change["_credit"], "invoice_date": RUN, "currency": "NOK"})  # fmt: skip
    made.run(RUN + timedelta(days=3))
    (letter,) = made.sheets["Outbox"]
    assert letter["status"] == "Superseded"
    assert says in letter["why"]


def test_a_letter_that_still_applies_is_renewed_and_keeps_what_a_person_wrote() -> None:
    made = desk()
    made.run(RUN)
    (letter,) = made.pending()
    letter["decision"], letter["outcome"] = "Hold", "ask Per first"
    made.add("Payments", {"date": RUN, "customer_id": "C", "invoice_no": "1", "amount": D(400), "currency": "NOK"})
    made.run(RUN + timedelta(days=3))
    (letter,) = made.pending()
    assert (letter["total_due"], letter["decision"], letter["outcome"]) == (D(600), "Hold", "ask Per first")
    assert letter["why"] == "You hold it."


def test_a_higher_step_takes_the_place_of_a_lower_one_and_says_so() -> None:
    old = {"typed_due_date": DUE - timedelta(days=30)}
    made = desk()
    made.run(RUN)
    made.add("Invoices", made.invoice("1") | {"invoice_no": "2"} | old)
    made.add("Log", *(
        {"entry": n, "as_of": on, "event": "sent", "customer_id": "C", "invoice_no": "2", "step": step,
         "currency": "NOK", "when": "", "detail": ""}
        for n, step, on in ((1, "Reminder 1", date(2026, 8, 10)), (2, "Phone call", date(2026, 8, 20)))
    ))  # fmt: skip
    made.run(RUN)
    before, now = made.sheets["Outbox"]
    assert (before["status"], now["status"], now["step"]) == ("Superseded", "Ready", "Reminder 2")
    assert before["why"] == f"now Reminder 2: letter {now['letter_id']}"


@pytest.mark.parametrize(
    ("given", "channel", "to", "says"),
    [
        ({}, "Email", "a@a.example", None),
        ({"email": None}, "Post", "Gata 1, Oslo, NO", "No e-mail address: goes by post."),
        ({"letters_by": "Post"}, "Post", "Gata 1, Oslo, NO", None),
        ({"letters_by": "Post", "street": None, "city": None}, "Email", "a@a.example",
         "No postal address: goes by e-mail."),
        ({"email": None, "street": None, "city": None}, "Post", None, "Neither an e-mail nor a postal address."),
    ],
)  # fmt: skip
def test_no_address_falls_to_the_next_channel(given: dict[str, Any], channel: str, to: str | None, says: str) -> None:
    made = desk(**given)
    made.run(RUN)
    (letter,) = made.pending()
    assert (letter["channel"], letter["to"], letter["why"]) == (channel, to, says)


def test_a_letter_that_bounced_is_not_done_and_goes_by_post() -> None:
    made = desk()
    made.run(RUN)
    (letter,) = made.pending()
    letter["done_on"] = RUN
    made.run(RUN)
    sent = gather(made.book()).log[-1]
    came_back = replace(sent, event="bounced", as_of=RUN + timedelta(days=1), detail="mailbox unknown")
    (entry,) = log.sealed([came_back], sent)
    made.add("Log", {key: getattr(entry, key) for key in KEYS["Log"]})
    (message,) = made.run(RUN + timedelta(days=3)).messages
    assert (message.step.name, message.channel) == ("Reminder 1", "Post")


@pytest.mark.parametrize(
    ("approval", "step", "waits"),
    [("formal steps", "Reminder 1", False), ("every letter", "Reminder 1", True), ("none", "Reminder 1", False),
     ("formal steps", "Phone call", False), ("every letter", "Phone call", False),
     ("none", "Formal notice", True), ("formal steps", "Formal notice", True), ("every letter", "Formal notice", True)],
)  # fmt: skip
def test_what_waits_for_a_persons_send(approval: str, step: str, waits: bool) -> None:
    made = desk({"typed_due_date": DUE - timedelta(days=100)}, settings={"approval": approval})
    names = ["Reminder 1", "Phone call", "Reminder 2", "Final reminder"]
    before = {"Reminder 1": 0, "Phone call": 1, "Formal notice": 4}[step]
    made.add("Log", *(
        {"entry": n, "as_of": RUN - timedelta(days=50 - 8 * n), "event": "sent", "customer_id": "C", "invoice_no": "1",
         "step": name, "currency": "NOK", "when": "", "detail": ""}
        for n, name in enumerate(names[:before], 1)
    ))  # fmt: skip
    (message,) = made.run(RUN).messages
    assert (message.step.name, message.needs_approval) == (step, waits)
    (letter,) = made.pending()
    assert ("Waits for your Send" in (letter["why"] or "")) == waits
    letter["decision"] = "Send"
    made.run(RUN)
    assert [row["status"] for row in made.pending()] == ["Approved"]


def test_hand_over_is_only_proposed_and_done_by_a_person() -> None:
    made = desk({"typed_due_date": DUE - timedelta(days=120)})
    steps = ["Reminder 1", "Phone call", "Reminder 2", "Final reminder", "Formal notice"]
    made.add("Log", *(
        {"entry": n, "as_of": RUN - timedelta(days=80 - 8 * n), "event": "sent", "customer_id": "C", "invoice_no": "1",
         "step": name, "currency": "NOK", "when": "", "detail": ""}
        for n, name in enumerate(steps, 1)
    ))  # fmt: skip
    for on in (RUN, RUN + timedelta(days=30)):
        (message,) = made.run(on).messages
        assert (message.step.name, message.channel, message.needs_approval) == ("Hand-over", "Hand-over", True)
    (letter,) = made.pending()
    letter["done_on"] = RUN + timedelta(days=30)
    week = made.run(RUN + timedelta(days=30))
    assert "handed over" in {row["event"] for row in made.sheets["Log"]}
    assert week.work.columns["status"] == ["Handed over"]
    assert made.run(RUN + timedelta(days=90)).messages == []


def test_two_currencies_are_two_messages_of_one_day_and_the_gap_holds_for_both() -> None:
    made = desk({}, {"currency": "EUR", "amount": D(100)})
    assert sorted(m.currency for m in made.run(RUN).messages) == ["EUR", "NOK"]
    first = next(row for row in made.pending() if row["currency"] == "EUR")
    first["done_on"] = RUN
    assert [m.currency for m in made.run(RUN).messages] == ["NOK"]  # the other one of the same day still goes
    assert made.run(RUN + timedelta(days=3)).messages == []


def test_one_letter_holds_only_so_many_invoices_the_oldest_first() -> None:
    made = desk(*({"typed_due_date": DUE - timedelta(days=n % 100)} for n in range(260)))
    (message,) = made.run(RUN).messages
    assert len(message.lines) == MOST_LINES == 250
    assert max(line.due_date for line in message.lines) <= DUE - timedelta(days=3)
    (letter,) = made.pending()
    assert len(letter["invoices"]) < 32_767
    letter["done_on"] = RUN
    week = made.run(RUN + timedelta(days=7))
    (message,) = week.messages
    steps = [line.step for line in message.lines]
    assert (steps.count("Reminder 1"), steps.count("Phone call")) == (10, 240)  # those that waited are in it
    assert sum("waits: one letter holds" in text for text in week.work.columns["why"]) == 10
