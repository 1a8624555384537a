"""An entry of the Log counts for the invoice and the customer it was about, and for no other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from desks import Desk

START = date(2026, 9, 1)
DUE = date(2026, 9, 15)


def office(country: str = "NO", currency: str = "NOK", profile: str = "Business", invoices: int = 1) -> Desk:
    """A desk with customers A and B, and A's invoices 1001, 1002 ... of 1 September."""
    desk = Desk(country=country, currency=currency)
    for key in ("A", "B"):
        desk.add("Customers", {
            "customer_id": key, "name": f"Customer {key}", "profile": profile, "country": country,
            "currency": currency, "terms_days": 14, "phone": "+47 1", "email": f"{key.lower()}@x.example",
            "terms_accepted_on": date(2026, 1, 2), "credit_checked_on": date(2026, 1, 2),
        })  # fmt: skip
    for number in range(1001, 1001 + invoices):
        desk.add("Invoices", {"invoice_no": str(number), "customer_id": "A", "invoice_date": START, "amount":
                              Decimal(1000), "typed_due_date": DUE, "currency": currency})  # fmt: skip
    return desk


def weeks(desk: Desk, first: date, count: int) -> date:
    """So many weekly runs, all that waits done on the day; the day after the last week."""
    for number in range(count):
        day = first + timedelta(weeks=number)
        desk.run(day)
        for row in desk.pending():
            row["done_on"] = day
            row["outcome"] = "reached" if row["channel"] == "Phone" else None
    return first + timedelta(weeks=count)


def steps(desk: Desk, day: date) -> dict[str, list[str]]:
    """Customer -> the steps that their invoices take in the letter of a day."""
    return {
        message.customer.customer_id: [line.step for line in message.lines if line.step]
        for message in desk.run(day).messages
    }


def test_an_invoice_that_is_moved_to_another_customer_starts_its_plan() -> None:
    desk = office()
    day = weeks(desk, date(2026, 10, 5), 6)
    assert len([row for row in desk.sheets["Log"] if row["event"] in ("sent", "called")]) >= 4
    desk.invoice("1001")["customer_id"] = "B"
    week = desk.run(day)
    [letter] = week.messages
    assert letter.customer.customer_id == "B"
    assert [line.step for line in letter.lines] == ["Reminder 1"]
    assert letter.total_due == 1000  # none of A's claims
    desk.invoice("1001")["customer_id"] = "A"  # the control: with A it is where it was
    assert steps(desk, day).get("A", ["none"]) != ["Reminder 1"]


def test_a_number_that_is_used_again_starts_its_plan_without_the_others_disputes() -> None:
    desk = office()
    day = weeks(desk, date(2026, 10, 5), 3)
    desk.add("Log", *_answers(desk, day))
    for row in desk.sheets["Log"]:
        row["seal"] = None  # it was not ar-sheets that wrote the last one
    desk.run(day)
    assert desk.run(day).work.row(0)["hold"].reason.startswith("disputed: too dear")
    again = desk.invoice("1001")
    again["invoice_date"], again["typed_due_date"] = day + timedelta(days=1), day + timedelta(days=15)
    late = day + timedelta(days=30)
    assert steps(desk, late) == {"A": ["Reminder 1"]}
    assert desk.run(late).work.row(0)["fees"] == 0


def _answers(desk: Desk, day: date) -> list[dict[str, Any]]:
    last = desk.sheets["Log"][-1]
    answer = {"entry": last["entry"] + 1, "event": "disputed", "as_of": day, "detail": "too dear", "amount": None}
    return [last | answer]


@pytest.mark.parametrize(("days", "count"), [(-1, 1), (0, 1), (1, 0)])
def test_an_entry_of_the_invoices_own_day_counts_and_one_of_the_day_before_not(days: int, count: int) -> None:
    desk = office()
    weeks(desk, date(2026, 10, 5), 1)
    desk.run(date(2026, 10, 12))
    invoice = desk.invoice("1001")
    invoice["invoice_date"] = date(2026, 10, 5) + timedelta(days=days)
    invoice["typed_due_date"] = date(2026, 10, 6)
    assert len(desk.run(date(2026, 10, 12)).work.row(0)["contacts"]) == count


def rename(desk: Desk, old: str, new: str) -> None:
    for sheet in ("Customers", "Invoices"):
        for row in desk.sheets[sheet]:
            row["customer_id"] = new if row["customer_id"] == old else row["customer_id"]


def test_a_customer_whose_id_was_changed_keeps_gap_steps_and_claims() -> None:
    desk, control = office(), office()
    for one in (desk, control):
        weeks(one, date(2026, 10, 5), 1)
        one.run(date(2026, 10, 6))
    rename(desk, "A", "BERG")
    for day in (date(2026, 10, 8), date(2026, 10, 11), date(2026, 10, 20)):
        assert list(steps(desk, day).values()) == list(steps(control, day).values()), day
    found = [finding for finding in desk.run(date(2026, 10, 20)).findings if "BERG" in finding.what]
    assert len(found) == 1
    assert not [finding for finding in control.run(date(2026, 10, 20)).findings if "Log" in finding.what]


def test_who_had_letters_of_their_own_before_is_no_renamed_customer() -> None:
    desk = office()
    desk.add("Invoices", desk.invoice("1001") | {"invoice_no": "2001", "customer_id": "B"})
    day = weeks(desk, date(2026, 10, 5), 2)
    desk.sheets["Customers"] = [row for row in desk.sheets["Customers"] if row["customer_id"] != "A"]
    desk.invoice("1001")["customer_id"] = "B"
    week = desk.run(day + timedelta(days=10))
    assert [line.step for line in week.messages[0].lines if line.invoice_no == "1001"] == ["Reminder 1"]


def test_a_corrected_invoice_number_is_a_finding_and_a_new_invoice_is_none() -> None:
    desk = office()
    weeks(desk, date(2026, 10, 5), 1)
    desk.run(date(2026, 10, 6))
    desk.invoice("1001")["invoice_no"] = "1010"
    told = [finding for finding in desk.run(date(2026, 10, 20)).findings if "1001" in finding.what]
    assert len(told) == 1
    assert "1010" in told[0].what
    desk.invoice("1010")["amount"] = Decimal(999)  # less than what the letter asked for: it is another
    assert not [finding for finding in desk.run(date(2026, 10, 20)).findings if "1001" in finding.what]


@pytest.mark.parametrize("number", ["7; 8", "INV: 7", "7, 8", "listed", "Reminder 1, open 5.00", "a\nb", "; "])
@pytest.mark.parametrize("name", ["Reminder 1", "Reminder 1, friendly", "First: a word; and more", "listed"])
def test_a_number_or_a_step_may_hold_any_character(number: str, name: str) -> None:
    desk = office()
    desk.invoice("1001")["invoice_no"] = number
    for step in desk.sheets["Dunning plan"]:
        step["name"] = name if step["name"] == "Reminder 1" else step["name"]
    day = weeks(desk, date(2026, 10, 5), 1)
    assert steps(desk, day + timedelta(days=30)) == {"A": [business(desk)[2]["name"]]}
    [row] = [row for row in desk.sheets["Log"] if row["event"] == "sent"]
    assert (row["invoice_no"], row["step"], row["amount"], row["step_place"]) == (number, name, Decimal(1000), 2)


RENAMED = {"Reminder 1": "Erste Erinnerung", "Reminder 2": "Zweite Erinnerung", "Courtesy reminder": "Vorab"}
TRANSLATED = {"Courtesy reminder": "Hinweis vorab", "Reminder 1": "Mahnung 1", "Reminder 2": "Mahnung 2",
              "Reminder 3": "Mahnung 3", "Phone call": "Anruf", "Final reminder": "Letzte Mahnung"}  # fmt: skip


def business(desk: Desk) -> list[dict[str, Any]]:
    return [step for step in desk.sheets["Dunning plan"] if step["plan"] == "Business"]


@pytest.mark.parametrize("first", [date(2026, 9, 8), date(2026, 10, 5)], ids=["with courtesy", "without"])
@pytest.mark.parametrize("names", [RENAMED, TRANSLATED], ids=["renamed", "translated"])
@pytest.mark.parametrize("place_is_known", [True, False])
def test_a_step_that_is_renamed_or_translated_is_not_sent_again(
    first: date, names: dict[str, str], place_is_known: bool
) -> None:
    desk = office()
    weeks(desk, first, 1)
    weeks(desk, date(2026, 10, 12), 1)
    day = date(2026, 10, 13)
    desk.run(day)
    reached = max([step["name"] for step in business(desk)].index(row["step"]) for row in desk.sheets["Log"])
    for step in desk.sheets["Dunning plan"]:
        step["name"] = names.get(step["name"], step["name"])
    for row in desk.sheets["Log"] if not place_is_known else ():
        row["step_place"], row["seal"] = None, None
    made = next(iter(steps(desk, day + timedelta(days=40)).values()))
    places = [step["name"] for step in business(desk)]
    if place_is_known or names is TRANSLATED:
        assert made == [places[reached + 1]]
    else:  # an older Log, a name nobody knows: rather a step left out than one made twice
        assert places.index(made[0]) > reached


def test_a_step_that_moved_in_its_plan_is_not_sent_again() -> None:
    desk = office()
    weeks(desk, date(2026, 10, 5), 1)
    first, second, third = business(desk)[1:4]
    first["name"], second["name"] = second["name"], first["name"]  # Reminder 2 comes before Reminder 1 now
    assert steps(desk, date(2026, 11, 20)) == {"A": [third["name"]]}


@pytest.mark.parametrize("day", [3, 4, 5])
def test_a_letter_that_goes_out_on_a_day_to_come_holds_the_next(day: int) -> None:
    desk = office()
    desk.run(date(2026, 10, 2))
    [waiting] = desk.pending()
    waiting["done_on"] = date(2026, 10, 4)
    for number in range(3, day + 1):
        assert steps(desk, date(2026, 10, number)) == {}
    made = [(row["as_of"], row["step"]) for row in desk.sheets["Log"]]
    assert made == ([(date(2026, 10, 4), "Reminder 1")] if day >= 4 else [])
    [first] = desk.sheets["Outbox"]
    assert (first["status"], "2026-10-04" in (first["why"] or "")) == (("Ready", True) if day < 4 else ("Sent", False))
    assert steps(desk, date(2026, 11, 20)) == {"A": [business(desk)[2]["name"]]}  # the step after, and only once


def test_a_letter_to_come_whose_invoice_is_paid_meanwhile_is_taken_back() -> None:
    desk = office()
    desk.run(date(2026, 10, 2))
    next(iter(desk.pending()))["done_on"] = date(2026, 10, 6)
    desk.add("Payments", {"date": date(2026, 10, 3), "customer_id": "A", "invoice_no": "1001", "amount": Decimal(1000)})
    desk.run(date(2026, 10, 5))
    assert (desk.sheets["Outbox"][0]["status"], desk.sheets["Outbox"][0]["why"]) == ("Superseded", "1001 is paid")


def claiming_plan(desk: Desk) -> None:
    """Two steps that claim after the fourteen days' letter."""
    plan = [step for step in desk.sheets["Dunning plan"] if step["plan"] == "Consumer"]
    rest = [step for step in desk.sheets["Dunning plan"] if step["plan"] != "Consumer"]
    notice = next(step for step in plan if step["kind"] == "Formal notice")
    last = plan.index(notice)
    claiming = notice | {"interest": "charge", "days_to_pay": 14}
    more = [claiming | {"step": notice["step"] + n, "name": f"Costs {n}", "days": notice["days"] + 20 * n}
            for n in (1, 2, 3)]  # fmt: skip
    desk.sheets["Dunning plan"] = [*rest, *plan[: last + 1], *more]


@pytest.mark.parametrize(("invoices", "costs"), [(1, 45), (2, 90), (3, 135)])
def test_collection_costs_are_claimed_once_for_every_invoice_of_the_letter(invoices: int, costs: int) -> None:
    """BW 6:96 lid 7: 15 % of the principals together, once."""
    desk = office("NL", "EUR", "Consumer", invoices)
    for row in desk.sheets["Invoices"]:
        row["amount"] = Decimal(300)
    claiming_plan(desk)
    day = weeks(desk, date(2026, 10, 5), 30)
    made = {row["step"] for row in desk.sheets["Log"]}
    assert {"Costs 1", "Costs 2", "Costs 3"} <= made
    claimed = [row["amount"] for row in desk.sheets["Log"] if row["event"] in ("fee", "compensation")]
    assert sum(claimed) == costs
    week = desk.run(day)
    assert sum(week.work.columns["fees"]) == costs


@pytest.mark.parametrize(("country", "currency"), [("NO", "NOK"), ("SE", "SEK"), ("DK", "DKK"), ("FI", "EUR")])
def test_three_invoices_in_one_letter_never_cost_more_fees_than_one(country: str, currency: str) -> None:
    claimed = []
    for invoices in (1, 3):
        desk = office(country, currency, "Consumer", invoices)
        for step in desk.sheets["Dunning plan"]:
            step["fee"] = Decimal(1000) if step["kind"] in ("Reminder", "Final reminder", "Formal notice") else None
            step["days_to_pay"] = 14
        weeks(desk, date(2026, 10, 5), 40)
        claimed.append(sum(row["amount"] for row in desk.sheets["Log"] if row["event"] == "fee"))
    assert claimed[0] == claimed[1] > 0


def test_an_invoice_that_may_have_got_another_number_is_on_hold() -> None:
    desk = office()
    day = weeks(desk, date(2026, 10, 5), 2)
    desk.invoice("1001")["invoice_no"] = "2001"
    week = desk.run(day)
    assert week.messages == []
    assert "may be 1001" in week.work.columns["why"][0]
    desk.invoice("2001")["invoice_no"] = "1001"
    assert steps(desk, day + timedelta(weeks=2)) == {"A": ["Reminder 2"]}


def test_an_invoice_of_another_amount_is_another_invoice() -> None:
    desk = office(invoices=2)
    day = weeks(desk, date(2026, 10, 5), 1)
    desk.invoice("1001").update(invoice_no="2001", amount=Decimal(999))
    assert "Reminder 1" in steps(desk, day + timedelta(weeks=1))["A"]


def test_a_customer_with_a_new_id_is_the_one_with_the_name_not_the_one_an_invoice_was_moved_to() -> None:
    desk = office()
    desk.add("Invoices", desk.invoice("1001") | {"invoice_no": "1002", "invoice_date": date(2026, 9, 29),
                                                 "typed_due_date": date(2026, 10, 13)})  # fmt: skip
    day = weeks(desk, date(2026, 10, 5), 1)
    desk.invoice("1001")["customer_id"] = "B"
    desk.sheets["Customers"][0]["customer_id"] = desk.invoice("1002")["customer_id"] = "BERG"
    week = desk.run(day)
    assert week.work.facts.renames == {"a": "berg"}


def test_money_typed_under_an_old_id_for_an_invoice_moved_since_holds_both() -> None:
    desk = office(invoices=2)
    weeks(desk, date(2026, 10, 5), 1)
    desk.run(date(2026, 10, 6))
    rename(desk, "A", "BERG")
    desk.invoice("1001")["customer_id"] = "B"
    desk.add("Payments", {"date": date(2026, 10, 7), "customer_id": "A", "invoice_no": "1001", "amount": Decimal(1000),
                          "currency": "NOK"})  # fmt: skip
    week = desk.run(date(2026, 10, 20))
    assert week.messages == []
    assert week.work.columns["open_amount"] == [1000, 1000]
    desk.sheets["Payments"][0]["invoice_no"] = "1002"  # the control: their own invoice, so there is no doubt
    week = desk.run(date(2026, 10, 20))
    assert [message.customer.customer_id for message in week.messages] == ["B"]
    assert any("A is BERG by now" in finding.what for finding in week.findings)


@pytest.mark.parametrize("number", ["1001", "2001"])
def test_a_letter_that_goes_out_later_is_not_made_again_for_a_new_id_and_number(number: str) -> None:
    desk = office()
    desk.run(date(2026, 10, 5))
    for row in desk.pending():
        row["done_on"] = date(2026, 10, 20)
    rename(desk, "A", "BERG")
    desk.invoice("1001")["invoice_no"] = number
    assert desk.run(date(2026, 10, 12)).messages == []


@pytest.mark.parametrize("name", ["Customer A", "Anna Berg"])
def test_a_customer_and_an_invoice_renumbered_at_once_are_told_and_held(name: str) -> None:
    desk = office()
    weeks(desk, date(2026, 10, 5), 1)
    desk.run(date(2026, 10, 6))
    rename(desk, "A", "BERG")
    desk.sheets["Customers"][0]["name"] = name
    desk.invoice("1001")["invoice_no"] = "2001"
    week = desk.run(date(2026, 10, 20))
    assert week.messages == []
    assert any("was it 2001?" in finding.what for finding in week.findings)


def test_a_number_used_for_one_invoice_after_the_other_is_told_by_the_last_letters_amount() -> None:
    desk = office()
    day = weeks(desk, date(2026, 10, 5), 2)
    desk.run(day)
    desk.invoice("1001").update(invoice_date=day, typed_due_date=day, amount=Decimal(777))
    day = weeks(desk, day + timedelta(days=14), 1)
    desk.run(day)
    desk.invoice("1001")["invoice_no"] = "2001"
    assert desk.run(day + timedelta(days=14)).messages == []


def test_who_may_be_one_that_is_gone_is_held_with_a_finding() -> None:
    desk = office(invoices=2)
    weeks(desk, date(2026, 10, 5), 1)
    desk.run(date(2026, 10, 6))
    desk.sheets["Customers"][0] |= {"customer_id": "D", "name": "D"}
    desk.sheets["Customers"][1] |= {"customer_id": "E", "name": "E"}
    desk.invoice("1001")["customer_id"], desk.invoice("1002")["customer_id"] = "D", "E"
    week = desk.run(date(2026, 10, 20))
    assert week.messages == []
    told = [finding for finding in week.findings if "A is no customer any more" in finding.what]
    assert [finding.sheet for finding in told] == ["Customers", "Customers"]


def test_a_hand_over_is_not_made_again_when_its_name_is_another_steps() -> None:
    desk = office()
    day = weeks(desk, date(2026, 10, 5), 20)
    desk.run(day)
    assert [row["event"] for row in desk.sheets["Log"] if row["event"] == "handed over"]
    plan = [row for row in desk.sheets["Dunning plan"] if row["plan"] == "Business"]
    plan[0]["name"], plan[-1]["name"] = plan[-1]["name"], plan[0]["name"]
    assert steps(desk, day + timedelta(days=60)) == {}


@pytest.mark.parametrize("paid", [False, True])
def test_an_invoice_that_is_settled_is_not_asked_about(paid: bool) -> None:
    """Another of the same amount was written about, and both its row and its payment are filed away."""
    desk = office(invoices=2)
    desk.invoice("1002")["hold_until"] = date(2026, 10, 6)
    weeks(desk, date(2026, 10, 5), 1)
    desk.run(date(2026, 10, 6))
    desk.sheets["Invoices"].remove(desk.invoice("1001"))
    if paid:
        desk.add("Payments", {"date": date(2026, 10, 7), "customer_id": "A", "invoice_no": "1002",
                              "amount": Decimal(1000), "currency": "NOK"})  # fmt: skip
    told = [finding for finding in desk.run(date(2026, 10, 20)).findings if "was it 1002?" in finding.what]
    assert bool(told) is not paid
