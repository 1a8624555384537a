"""A plan that contradicts itself or the law is a finding that names the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from conftest import Workbook
from desks import Desk

from ar_sheets.base.data import data_folder
from ar_sheets.facts.checks.plans import check_plans
from ar_sheets.facts.gather import gather
from ar_sheets.workbook.create import default_plan

LETTERS = {file.stem for file in data_folder("letters").glob("*/*.txt")}
OWN = ("Courtesy", "Reminder", "Reminder", "Call", "Final reminder", "Formal notice", "Hand-over")


def plan(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    """A sound plan of seven steps; `step3={...}` changes the third, None takes it out."""
    days = (-7, 3, 12, 21, 30, 39, 60)
    steps = [
        {"plan": "Own", "step": n, "name": f"{kind} {n}", "kind": kind, "days": on, "channel": "Email"}
        for n, (kind, on) in enumerate(zip(OWN, days, strict=True), 1)
    ]
    for name, change in changes.items():
        place = int(name.removeprefix("step")) - 1
        steps[place] = steps[place] | change if change else {}
    return [step for step in steps if step]


def faults(steps: list[dict[str, Any]], *customers: dict[str, Any]) -> list[tuple[str, str]]:
    """The cells and sentences of the findings."""
    made = Desk()
    made.sheets["Dunning plan"] = []
    made.add("Dunning plan", *steps)
    usual = {"customer_id": "C", "name": "C", "profile": "Business", "country": "NO", "plan": "Own"}
    made.add("Customers", *(customers or (usual,)))
    book = made.book()
    facts = gather(book)
    check_plans(book, facts, LETTERS)
    return [(finding.cell, finding.what) for finding in book.findings if finding.sheet == "Dunning plan"]


def test_sound_plans_have_none() -> None:
    assert faults(plan()) == []
    assert faults(default_plan(data_folder("workbook_templates") / "dunning_plan.csv")) == []


@pytest.mark.parametrize(
    ("changes", "cell", "says"),
    [
        ({"step3": {"days": 3}}, "E4", "on day 3, but Reminder 2 before it on day 3"),
        ({"step3": {"days": 2}}, "E4", "on day 2, but"),
        ({"step3": {"step": 2}}, "B4", "Step 2 stands twice"),
        ({"step3": {"name": "Reminder 2"}}, "C4", "Two steps of Own are named"),
        ({"step2": {}, "step3": {}, "step4": {}}, "D4", "has 1 reminder or call before it, and needs 3"),
        ({"step4": {}, "step5": {}}, "D5", "has 2 reminders or calls before it, and needs 3"),
        ({"step6": {}}, "D7", "has no formal notice before it"),
        ({"step1": {"days": 1}}, "E2", "exists only before the due date"),
        ({"step1": {}, "step2": {"days": 0}}, "E2", "nobody is late yet"),
        ({"step3": {"min_gap_days": 0}}, "F4", "Min gap days"),
        ({"step3": {"letter": "remindr"}}, "H4", 'no letter named "remindr"'),
        ({"step7": {"kind": "Hand-over"}, "step6": {"kind": "Hand-over"}}, "D8", "comes after the Hand-over"),
    ],
)
def test_each_contradiction_names_its_row(changes: dict[str, Any], cell: str, says: str) -> None:
    found = faults(plan(**changes))
    assert [what for at, what in found if at == cell and says in what], found


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, ""),  # 10, 9, 9, 9, 9
        ({"step6": {"days": 40}}, "Formal notice 6 comes 10 days after Final reminder 5, and that 9 days after Call 4"),
        ({"step6": {"days": 40}, "step5": {"days_to_pay": 9}}, ""),  # the letter before gives these days
        ({"step6": {"days": 41}, "step5": {"days_to_pay": 9}}, "comes 11 days after"),
        ({"step3": {"days": 13}, "step4": {"days": 22}, "step5": {"days": 31}}, ""),  # 10, 10, 9, 9, 8
        ({"step3": {"days": 14}}, "Reminder 3 comes 11 days after Reminder 2, and that 10 days after Courtesy 1"),
        ({"step7": {"days": 400}}, ""),  # the hand-over waits for the notice's own days
        ({"step1": {}}, ""),  # without a courtesy the first gap is that of the first two reminders
    ],
)
def test_a_plan_that_slows_down_is_noted_once(changes: dict[str, Any], says: str) -> None:
    found = [what for _, what in faults(plan(**changes)) if "slows down" in what]
    assert [says in what for what in found] == ([True] if says else [])


def test_a_formal_notice_that_counts_on_a_call_is_noted() -> None:
    assert any("if nobody answers, it never comes" in what for _, what in faults(plan(step5={})))
    assert not any("if nobody answers" in what for _, what in faults(plan(step4={})))  # three letters and no call


@pytest.mark.parametrize("letter", ["reminder1", "Reminder1", "reminder1.txt", None])
def test_a_letter_that_is_there_is_fine(letter: str | None) -> None:
    assert faults(plan(step3={"letter": letter})) == []


def customer(country: str, profile: str) -> dict[str, Any]:
    return {"customer_id": f"{country}{profile}", "name": "x", "profile": profile, "country": country, "plan": "Own"}


@pytest.mark.parametrize(
    ("where", "fee", "named"),
    [
        ([("NO", "Consumer")], 35, ""),
        ([("FR", "Consumer")], 35, "France (Consumer)"),
        ([("NO", "Consumer"), ("FR", "Consumer")], 35, "France (Consumer)"),
        ([("FR", "Consumer")], None, ""),
    ],
)
def test_a_fee_without_a_lawful_ground_names_where(where: list[tuple[str, str]], fee: int | None, named: str) -> None:
    found = faults(plan(step3={"fee": fee}), *(customer(*place) for place in where))
    assert [what.endswith(f"no lawful ground in {named}") for _, what in found] == ([True] if named else [])


def test_a_row_that_cannot_be_read_stops_the_letters_of_its_plan_only() -> None:
    made = Desk()
    made.sheets["Dunning plan"][2]["days"] = None  # Reminder 2 of Business
    for profile in ("Business", "Consumer"):
        made.add("Customers", customer("NO", profile) | {"plan": None, "currency": "NOK", "email": "a@a.example"})
        made.add("Invoices", _late(f"NO{profile}"))
    week = made.run(date(2026, 9, 15))
    assert [message.customer.profile for message in week.messages] == ["Consumer"]
    assert "the plan Business has a fault (Dunning plan!E4" in week.work.columns["why"][0]


def _late(customer_id: str) -> dict[str, Any]:
    return {"invoice_no": customer_id, "customer_id": customer_id, "amount": Decimal(100), "currency": "NOK",
            "invoice_date": date(2026, 8, 1), "typed_due_date": date(2026, 9, 1)}  # fmt: skip


def test_the_row_shows_in_problems(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(
        """
    Customers
    Customer ID | Name | Profile
    C1 | Anna AS | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | 1000

    Dunning plan
    Plan | Step | Name | Kind | Days after due | Channel | Letter
    Business | 1 | Reminder 1 | Reminder | 3 | Email | remindr
    Business | 2 | Reminder 2 | Reminder | 2 | Email | reminder2
    """
    )
    book.run("2026-10-10")
    assert {"E3", "H2"} <= {row["cell"] for row in book.rows("Problems") if row["sheet"] == "Dunning plan"}
