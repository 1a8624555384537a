"""What the law allows, seen from the desk: interest over New Year, amounts of a year not known, terms not accepted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from desks import Desk

from ar_sheets.facts.checks.claims import check_figures
from ar_sheets.facts.checks.customers import check_customers
from ar_sheets.facts.checks.plans import check_plans
from ar_sheets.facts.gather import gather

D = Decimal
STEP = {"plan": "Business", "step": 1, "name": "Last", "kind": "Final reminder", "days": 1,
        "min_gap_days": 1, "channel": "Email", "interest": "charge", "days_to_pay": 14, "approval": False,
        "stop_supply": False}  # fmt: skip


def desk(customer: dict[str, Any] | None = None, step: dict[str, Any] | None = None, **settings: Any) -> Desk:
    """One business customer, whose plan has a single step that claims all there is."""
    made = Desk(**settings)
    made.sheets["Dunning plan"] = []
    made.add("Dunning plan", STEP | (step or {}), STEP | (step or {}) | {"plan": "Consumer"})
    usual = {"customer_id": "C", "name": "Anna AS", "profile": "Business", "country": "NO", "currency": "NOK",
             "email": "a@a.example", "terms_accepted_on": date(2019, 1, 1)}  # fmt: skip
    made.add("Customers", usual | (customer or {}))
    return made


def invoice(made: Desk, due: date, amount: str = "10000", **more: Any) -> Desk:
    number = str(len(made.sheets["Invoices"]) + 1)
    made.add("Invoices", {"invoice_no": number, "customer_id": "C", "amount": D(amount), "invoice_date": due,
                          "typed_due_date": due} | more)  # fmt: skip
    return made


def findings(made: Desk, on: date) -> list[str]:
    """All findings of a run, those included that need the figures."""
    book = made.book()
    week = made.run(on)
    check_figures(book, week.work, week.messages)
    check_customers(book, week.work, week.messages)
    return [f"{finding.where}: {finding.what}" for finding in (*week.findings, *book.findings)]


@pytest.mark.parametrize("on", ["2026-12-31", "2027-01-01", "2027-01-04"])
def test_interest_does_not_vanish_on_new_years_day(on: str) -> None:
    made = invoice(desk(), date(2026, 8, 14))
    (message,) = made.run(date.fromisoformat(on)).messages
    (line,) = message.lines
    assert line.interest == D("466.51")
    assert line.interest_lines[-1].end == date(2026, 12, 31)
    told = [what for what in findings(invoice(desk(), date(2026, 8, 14)), date.fromisoformat(on)) if "interest" in what]
    assert len(told) == (on > "2026-12-31")
    assert all("known after 2026-12-31, so interest is worked out to 2026-12-31 only" in what for what in told)


def test_the_compensation_of_a_half_year_to_come_is_not_known_and_a_finding_says_so() -> None:
    (message,) = invoice(desk(), date(2026, 12, 30)).run(date(2027, 1, 4)).messages
    assert [str(charge.amount) for charge in message.lines[0].charges] == ["430.00"]
    made = invoice(desk(), date(2026, 12, 31))
    told = findings(invoice(desk(), date(2026, 12, 31)), date(2027, 2, 1))
    assert any("Norway: no standard compensation" in what and "fell late on 2027-01-01 is not known" in what
               for what in told)  # fmt: skip
    (message,) = made.run(date(2027, 2, 1)).messages
    assert sum(charge.amount for charge in message.lines[0].charges) == 0


SWEDE = {"country": "SE", "currency": "SEK", "profile": "Consumer"}


@pytest.mark.parametrize(
    ("accepted", "asked"),
    [(None, "273.97"), (date(2026, 9, 1), "383.56"), (date(2026, 8, 31), "383.56"), (date(2026, 9, 2), "273.97")],
)
def test_swedish_interest_from_a_day_that_was_not_agreed(accepted: date | None, asked: str) -> None:
    made = desk(SWEDE | {"terms_accepted_on": accepted}, currency="SEK")
    invoice(made, date(2026, 9, 11), "20000", invoice_date=date(2026, 9, 1))
    (message,) = made.run(date(2026, 11, 20)).messages
    assert str(message.lines[0].interest) == asked


def test_contract_interest_is_asked_only_of_those_who_accepted_the_terms_and_the_note_comes_first() -> None:
    for accepted, rate, noted in ((date(2026, 7, 1), "18", 0), (date(2026, 7, 2), "12.25", 1), (None, "12.25", 1)):
        made = desk({"terms_accepted_on": accepted}, interest="contract", contract_rate=18)
        invoice(made, date(2026, 7, 1))
        (message,) = made.run(date(2026, 9, 1)).messages
        assert {str(part.rate) for part in message.lines[0].interest_lines} == {rate}
        fresh = invoice(desk({"terms_accepted_on": accepted}, interest="contract", contract_rate=18),
                        date(2026, 7, 1))  # fmt: skip
        told = [what for what in findings(fresh, date(2026, 7, 2)) if "contract" in what]
        assert len(told) == noted, told


def test_an_agreed_fee_is_noted_before_it_could_be_asked() -> None:
    american = {"country": "US", "currency": "USD", "terms_accepted_on": None}
    made = invoice(desk(american, {"fee": D(25)}, currency="USD"), date(2026, 7, 1))
    assert any("agreed fees are not asked of them" in what for what in findings(made, date(2026, 7, 1)))
    made = invoice(desk(american, {"fee": D(25)}, currency="USD"), date(2026, 7, 1))
    (message,) = made.run(date(2026, 9, 1)).messages
    assert message.total_due == D(10000)


def test_without_contract_or_agreed_fee_nobody_is_noted() -> None:
    made = invoice(desk({"terms_accepted_on": None}), date(2026, 7, 1))
    assert not any("are not asked of them" in what for what in findings(made, date(2026, 7, 2)))


@pytest.mark.parametrize(
    ("country", "currency", "rate", "lump_sum"),
    [("AT", "EUR", "10.73", "40.00"), ("CH", "CHF", "5", "0"), ("IE", "EUR", "10.40", "70.00")],
)
def test_austria_switzerland_and_ireland(country: str, currency: str, rate: str, lump_sum: str) -> None:
    made = desk({"country": country, "currency": currency}, country=country, currency=currency)
    (message,) = invoice(made, date(2026, 7, 6)).run(date(2026, 8, 5)).messages
    (line,) = message.lines
    assert {str(part.rate) for part in line.interest_lines} == {rate}
    assert str(sum((charge.amount for charge in line.charges), D(0))) == lump_sum


@pytest.mark.parametrize(("currency", "fee", "noted"), [("NOK", 38, False), ("EUR", 38, True), ("EUR", None, False)])
def test_a_plans_fee_in_another_currency_is_noted(currency: str, fee: int | None, noted: bool) -> None:
    book = desk({"currency": currency}, {"fee": None if fee is None else D(fee)}).book()
    check_plans(book, gather(book), ())
    assert any("is in NOK; nothing is asked of customers in EUR" in finding.what for finding in book.findings) is noted
