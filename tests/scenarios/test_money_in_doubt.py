"""Money that went back, claims that came too early, currencies beside each other: nobody is asked for too much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from desks import Desk

D = Decimal
DUE, RUN = date(2026, 9, 15), date(2026, 10, 5)


def desk(settings: dict[str, Any] | None = None, **customer: Any) -> Desk:
    made = Desk(**(settings or {}))
    made.add("Customers", {"customer_id": "C", "name": "Anna AS", "profile": "Business", "country": "NO",
                           "currency": "NOK", "email": "a@a.example", "terms_accepted_on": date(2026, 1, 1),
                           "credit_checked_on": date(2026, 1, 1)} | customer)  # fmt: skip
    return made


def invoice(made: Desk, number: str, amount: str = "1000", due: date | None = DUE, **more: Any) -> None:
    made.add("Invoices", {"invoice_no": number, "customer_id": "C", "amount": D(amount),
                          "invoice_date": date(2026, 9, 1), "typed_due_date": due} | more)  # fmt: skip


def pay(made: Desk, amount: str, on: date, **more: Any) -> None:
    made.add("Payments", {"date": on, "customer_id": "C", "amount": D(amount)} | more)


@pytest.mark.parametrize(
    ("amount", "names"), [("-1000", "1001"), ("-50", None), ("-25", None), ("-0.01", None)]
)  # fmt: skip
def test_money_that_went_back_and_fits_nothing_is_never_asked_for(amount: str, names: str | None) -> None:
    made = desk()
    invoice(made, "1001")
    assert [message.total_due for message in made.run(RUN).messages] == [D(1000)]
    pay(made, amount, date(2026, 9, 20), invoice_no=names)
    week = made.run(RUN)
    assert week.messages == []
    assert "went back" in week.work.columns["why"][0]
    assert any("went back" in finding.what for finding in week.findings)


def test_what_bounced_is_asked_for_again_and_no_more() -> None:
    made = desk()
    invoice(made, "1001")
    pay(made, "1000", date(2026, 9, 10))
    pay(made, "-1000", date(2026, 9, 20))
    assert [message.total_due for message in made.run(RUN).messages] == [D(1000)]


def test_two_invoices_less_their_discounts_in_one_transfer_are_not_reminded() -> None:
    made = desk(discount_percent=D(2), discount_days=10)
    invoice(made, "1001")
    invoice(made, "1002")
    pay(made, "1960", date(2026, 9, 11))
    assert made.run(RUN).messages == []


@pytest.mark.parametrize(
    ("country", "weekends", "paid", "reminded"),
    [
        ("DE", "next working day", date(2026, 9, 21), False),  # the last day is Saturday the 19th
        ("DE", "as is", date(2026, 9, 21), False),  # BGB § 193 holds whatever Settings say
        ("NL", "as is", date(2026, 9, 21), True),
        ("NL", "next working day", date(2026, 9, 21), False),
        ("DE", "next working day", date(2026, 9, 22), True),
    ],
)
def test_the_last_day_of_a_discount_on_a_day_off(country: str, weekends: str, paid: date, reminded: bool) -> None:
    euro = {"currency": "EUR", "country": country}
    made = desk({**euro, "weekends": weekends}, **euro, discount_percent=D(2), discount_days=18)
    invoice(made, "1001", due=date(2026, 9, 15), currency="EUR")
    pay(made, "980", paid)
    week = made.run(RUN)
    assert (week.work.columns["open_amount"][0] > 0) is reminded


def test_a_claim_on_what_was_paid_in_time_eats_nothing_of_the_next_payment() -> None:
    made = desk(country="DE", currency="EUR")
    invoice(made, "A1", due=date(2026, 2, 1), invoice_date=date(2026, 1, 5))
    claimed = {"as_of": date(2026, 3, 2), "when": "2026-03-02 09:00:00", "customer_id": "C", "invoice_no": "A1",
               "step": "Final reminder", "currency": "EUR"}  # fmt: skip
    made.add("Log", {"entry": 1, "event": "sent", "detail": "Email; letter 260302-C; pay by 2026-03-16"} | claimed,
             {"entry": 2, "event": "compensation", "amount": D(40), "detail": "letter 260302-C"} | claimed,
             {"entry": 3, "event": "interest", "amount": D(10), "detail": "letter 260302-C"} | claimed)  # fmt: skip
    before = made.run(date(2026, 3, 3))
    assert before.work.columns["fees_open"] == [D(40)]
    pay(made, "1000", date(2026, 1, 30), invoice_no="A1")
    invoice(made, "A2", "500", date(2026, 4, 1), invoice_date=date(2026, 3, 4))
    pay(made, "500", date(2026, 3, 30))
    after = made.run(date(2026, 4, 20))
    assert after.work.columns["open_amount"] == [0, 0]
    assert after.work.columns["total_due"] == [0, 0]
    assert after.messages == []


@pytest.mark.parametrize(
    ("currency", "amount", "asked"),
    [("NOK", "99.99", False), ("NOK", "100.00", True), ("EUR", "60.00", True), ("EUR", "0.01", True)],
)
def test_the_minimum_is_an_amount_in_the_owners_currency(currency: str, amount: str, asked: bool) -> None:
    made = desk({"minimum_to_dun": 100})
    invoice(made, "1001", amount, currency=currency)
    assert bool(made.run(RUN).messages) is asked


@pytest.mark.parametrize(
    "cells",
    [
        {"customer_id": None, "invoice_no": "9999"},  # no such invoice; the amount is that of 1001
        {"customer_id": "Cx"},
        {"customer_id": "Anna AS", "amount": D(700)},  # the name, where the ID belongs
        {"customer_id": "Cx", "invoice_no": "1O01"},
        {"customer_id": None, "date": None},
        {"customer_id": None, "date": None, "amount": D(700), "reference": "rent from Anna AS"},
        {"customer_id": None, "amount": None, "reference": "Anna AS"},
        {"customer_id": None, "date": date(2026, 10, 6)},  # comes tomorrow
        {"customer_id": None, "invoice_no": "1001-2001"},
        {"customer_id": None, "invoice_no": "1001.2001", "amount": D(700)},
        {"currency": "EUR", "amount": D(70)},  # theirs, but not what they owe
    ],
)
def test_money_that_nobody_can_place_holds_whom_it_may_concern(cells: dict[str, Any]) -> None:
    made = desk()
    invoice(made, "1001")
    made.add("Customers", {"customer_id": "D", "name": "Else", "profile": "Business", "email": "d@d.example"})
    invoice(made, "2002", "300", customer_id="D")
    made.add("Payments", {"date": date(2026, 9, 20), "customer_id": "C", "amount": D(1000)} | cells)
    week = made.run(RUN)
    assert [message.customer.customer_id for message in week.messages] == ["D"]
    assert any(finding.sheet == "Payments" for finding in week.findings)


def test_a_credit_note_in_a_currency_they_do_not_owe_is_a_finding_and_holds() -> None:
    made = desk()
    invoice(made, "1001")
    invoice(made, "9", kind="Credit note", due=None, currency="EUR")
    week = made.run(RUN)
    assert week.messages == []
    assert any("Credit note 9 is in EUR" in finding.what for finding in week.findings)


def test_one_plan_number_for_two_customers_is_two_plans() -> None:
    made = desk()
    made.add("Customers", {"customer_id": "D", "name": "Else", "profile": "Business", "email": "d@d.example"})
    invoice(made, "1001")
    invoice(made, "2002", customer_id="D")
    for customer, number in (("C", "1001"), ("D", "2002")):
        made.add("Payment plans", {"plan_no": "P1", "customer_id": customer, "invoices": number, "amount": D(1000),
                                   "due_date": date(2026, 10, 20), "agreed_on": date(2026, 9, 20)})  # fmt: skip
    assert [hold.status for hold in made.run(RUN).work.columns["hold"]] == ["On plan", "On plan"]


@pytest.mark.parametrize(("cells", "told"), [({"currency": "EUR"}, "is in EUR"),
                                             ({"due_date": date(2062, 10, 20)}, "more than a year ahead"),
                                             ({"due_date": date(2027, 10, 6)}, ""),
                                             ({"currency": "NOK"}, "")])  # fmt: skip
def test_a_plan_in_another_currency_or_years_ahead_is_told(cells: dict[str, Any], told: str) -> None:
    made = desk()
    invoice(made, "1001")
    made.add("Payment plans", {"plan_no": "P1", "customer_id": "C", "invoices": "1001", "amount": D(1000),
                               "due_date": date(2026, 10, 20), "agreed_on": date(2026, 9, 20)} | cells)  # fmt: skip
    week = made.run(RUN)
    assert week.messages == []
    found = [finding.what for finding in week.findings if finding.sheet == "Payment plans"]
    assert len(found) == bool(told)
    assert all(told in what for what in found)


def test_a_part_of_a_payment_that_went_back_is_not_asked_for() -> None:
    """The bank's fee, typed beside the invoice that was paid."""
    made = desk()
    invoice(made, "1001")
    pay(made, "1000", date(2026, 9, 10), invoice_no="1001")
    pay(made, "-25", date(2026, 9, 20), invoice_no="1001")
    week = made.run(RUN)
    assert week.messages == []
    assert any("25.00 went back and fits no payment" in finding.what for finding in week.findings)


@pytest.mark.parametrize(("typed", "held"), [("ANNA1", True), ("NNA", True), ("ANAN", True), ("XYZ", False)])
@pytest.mark.parametrize("amount", ["1000", "300"])
def test_money_under_an_id_with_a_slip_in_it_holds_whom_it_may_be_from(typed: str, held: bool, amount: str) -> None:
    made = desk(customer_id="ANNA")
    invoice(made, "1001", customer_id="ANNA")
    pay(made, amount, date(2026, 9, 20), customer_id=typed)
    assert (made.run(RUN).messages == []) is (held or amount == "1000")  # a whole invoice's amount tells it too


def test_money_in_doubt_and_money_without_number_leave_no_other_invoice_looking_open() -> None:
    """1001 was paid by somebody else's row in doubt, so what named no invoice was for 1002."""
    made = desk()
    made.add("Customers", made.sheets["Customers"][0] | {"customer_id": "B", "name": "Bo AS"})
    invoice(made, "1001")
    invoice(made, "1002")
    pay(made, "1000", date(2026, 9, 10), customer_id="B", invoice_no="1001")
    pay(made, "1000", date(2026, 9, 11))
    assert made.run(RUN).messages == []


def test_a_credit_note_whose_invoice_is_an_error_value_holds_its_customer() -> None:
    made = desk()
    invoice(made, "1001")
    invoice(made, "1002", "500")
    invoice(made, "K1", "100", kind="Credit note", po_ref="1002")
    assert len(made.run(RUN).messages) == 1
    made.errors["Invoices", made.invoice("K1")["_id"], "po_ref"] = "#REF!"
    assert made.run(RUN).messages == []


def held(made: Desk, day: date = RUN) -> dict[str, str]:
    """Invoice number -> why it is on hold; empty where it is not."""
    columns = made.run(day).work.columns
    return {number: hold.reason if hold else "" for number, hold in
            zip(columns["invoice_no"], columns["hold"], strict=True)}  # fmt: skip


def other(made: Desk, key: str = "D", **more: Any) -> None:
    made.add("Customers", {"customer_id": key, "name": f"{key} AS", "profile": "Business", "country": "NO",
                           "currency": "NOK", "email": f"{key.lower()}@a.example"} | more)  # fmt: skip


@pytest.mark.parametrize(
    ("paid", "amount", "holds"),
    [
        (date(2026, 9, 1), "1000", True),
        (date(2026, 8, 31), "1000", False),
        (date(2026, 9, 1), "1000.01", True),
        (date(2026, 9, 1), "999.99", False),  # it is taken off what is asked for
    ],
)
def test_money_that_names_no_invoice_of_theirs_holds_what_it_may_have_paid(
    paid: date, amount: str, holds: bool
) -> None:
    made = desk()
    invoice(made, "1001")
    pay(made, amount, paid, invoice_no="1010")
    assert bool(held(made)["1001"]) is holds


def test_what_a_known_number_left_of_it_may_be_for_the_only_other_invoice_with_just_that() -> None:
    made = desk()
    other(made)
    invoice(made, "1001", "400")
    invoice(made, "2001", "600", customer_id="D")
    pay(made, "1000", date(2026, 9, 20), invoice_no="1001 1010")
    assert held(made)["2001"]


@pytest.mark.parametrize(("other", "holds"), [("600", True), ("600.01", False)])
def test_a_number_nobody_has_beside_one_that_takes_all_the_money_holds_what_it_may_have_paid(
    other: str, holds: bool
) -> None:
    made = desk()
    invoice(made, "1001", "1000")
    invoice(made, "1002", other)
    pay(made, "600", date(2026, 9, 1), invoice_no="1001 1010")
    assert bool(held(made)["1002"]) is holds


@pytest.mark.parametrize(
    ("amount", "alike", "holds"), [("1000", False, True), ("999.99", False, False), ("1000", True, False)]
)
def test_a_number_that_is_gone_may_be_that_of_the_only_other_invoice_with_just_that_amount(
    amount: str, alike: bool, holds: bool
) -> None:
    """Moved to another customer and renumbered at once: the payment still has the old customer and number."""
    made = desk()
    other(made)
    invoice(made, "2001", customer_id="D")
    if alike:
        invoice(made, "2002", customer_id="D")
    pay(made, amount, date(2026, 9, 20), invoice_no="1010")
    assert bool(held(made)["2001"]) is holds


@pytest.mark.parametrize("credited", [True, False])
def test_a_doubt_about_one_invoice_is_one_about_those_paid_together_with_it(credited: bool) -> None:
    """The credit note of 1001 stands under another customer, so 1000 + 800 looks like 200 too little for 1002."""
    made = desk()
    other(made)
    invoice(made, "1001")
    invoice(made, "1002")
    if credited:
        invoice(made, "C1", "200", kind="Credit note", po_ref="1001", customer_id="D")
    pay(made, "1800", date(2026, 9, 20), invoice_no="1001, 1002")
    assert ("1001" in held(made)["1002"]) is credited


@pytest.mark.parametrize(("dated", "holds"), [(date(2026, 9, 20), False), (date(2026, 9, 21), True)])
def test_a_payment_of_several_may_be_older_than_the_invoice_that_has_one_of_its_numbers_now(
    dated: date, holds: bool
) -> None:
    made = desk()
    invoice(made, "1001", "1500", invoice_date=dated, due=date(2026, 10, 1))
    invoice(made, "1002")
    pay(made, "1800", date(2026, 9, 20), invoice_no="1001, 1002")
    assert bool(held(made)["1002"]) is holds


@pytest.mark.parametrize("owner", ["C", "D"])
def test_a_number_that_another_customer_has_again_in_a_later_year_is_in_no_doubt(owner: str) -> None:
    """C paid their 1001 and 1002 of last year a little short; the 1001 of this year holds only theirs."""
    made = desk({"numbering": "yearly"})
    other(made)
    old = {"invoice_date": date(2025, 9, 1), "due": date(2025, 9, 15)}
    invoice(made, "1002", **old)
    if owner == "D":
        invoice(made, "1001", **old)
    invoice(made, "1001", customer_id=owner)
    pay(made, "1900", date(2025, 9, 20), invoice_no="1001, 1002")
    assert [bool(why) for why in held(made).values()] == [owner == "C", False]


def test_a_later_credit_note_with_the_number_of_its_invoice_holds_nothing() -> None:
    made = desk()
    invoice(made, "1001")
    invoice(made, "1002")
    invoice(made, "1001", "50", kind="Credit note", invoice_date=date(2026, 9, 22), due=None)
    pay(made, "1800", date(2026, 9, 20), invoice_no="1001, 1002")
    assert set(held(made).values()) == {""}


def test_a_credit_note_goes_against_its_invoice_when_the_payment_of_it_bounces_later() -> None:
    made = desk()
    invoice(made, "1001")
    pay(made, "1000", date(2026, 9, 10), invoice_no="1001")
    invoice(made, "C1", "1000", kind="Credit note", po_ref="1001", invoice_date=date(2026, 9, 12))
    pay(made, "-1000", date(2026, 9, 15), invoice_no="1001")
    week = made.run(RUN)
    assert week.messages == []
    assert week.work.columns["open_amount"][0] == 0
