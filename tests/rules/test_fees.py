"""What a step may claim in each country, on both sides of every condition; never above the cap, never twice."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.base.i18n import in_language
from ar_sheets.rules.fees import charges, fees
from ar_sheets.schema.model import Charge, Claim, Contact, Step

D = Decimal
DUE = date(2026, 3, 2)  # a Monday
USUAL: dict[str, Any] = {
    "kind": "Invoice", "invoice_date": date(2026, 2, 1), "due_date": DUE, "reductions": (), "profile": "Business",
    "terms_accepted_on": None, "claims": (), "contacts": (), "fees_setting": "statutory", "weekends": "as is",
    "currency_setting": "",
}  # fmt: skip
CURRENCIES = {"NO": "NOK", "SE": "SEK", "DK": "DKK", "GB": "GBP", "BR": "BRL", "AL": "ALL", "US": "USD"}


def step(kind: str = "Reminder", **more: Any) -> Step:
    return Step("Plan", 3, more.pop("name", "This step"), kind, 0, **({"interest": "charge", "days_to_pay": 14} | more))


def looked_at(country: str, after: int = 30, amount: str = "1000", **more: Any) -> tuple[Charge, ...]:
    """The charges of a step sent `after` days after the due date."""
    case = USUAL | {"step": step(), "currency": CURRENCIES.get(country, "EUR"), "country": country,
                    "amount": D(amount), "open_amount": D(amount), "as_of": DUE + timedelta(days=after)}  # fmt: skip
    case |= more
    case["currency_setting"] = case["currency_setting"] or case["currency"]
    return charges(**case)


def charged(country: str, after: int = 30, amount: str = "1000", **more: Any) -> str:
    return str(sum((charge.amount for charge in looked_at(country, after, amount, **more)), D(0)))


def why(country: str, after: int = 30, amount: str = "1000", **more: Any) -> str:
    return "; ".join(charge.reason for charge in looked_at(country, after, amount, **more))


def letter(
    after: int, kind: str = "Reminder", channel: str = "Email", days: int = 14, name: str = "Earlier"
) -> Contact:
    on = DUE + timedelta(days=after)
    return Contact(on, name, kind, channel, on + timedelta(days=days))


def claim(after: int, amount: str, kind: str = "fee", name: str = "Earlier") -> Claim:
    return Claim(DUE + timedelta(days=after), kind, D(amount), name)


CONSUMER = {"profile": "Consumer"}
ACCEPTED = {"terms_accepted_on": date(2026, 2, 1)}


# ---- Norway ----


@pytest.mark.parametrize(("after", "fee"), [(1, "0"), (13, "0"), (14, "38.00"), (60, "38.00")])
def test_norway_no_fee_before_fourteen_days(after: int, fee: str) -> None:
    assert charged("NO", after, **CONSUMER) == fee


@pytest.mark.parametrize(
    ("letter_days", "after", "fee"), [(13, 60, "0"), (14, 28, "0"), (14, 29, "38.00"), (20, 34, "0"), (20, 35, "38.00")]
)
def test_norway_second_fee_only_after_the_first_letters_fourteen_days(letter_days: int, after: int, fee: str) -> None:
    first = {"claims": (claim(14, "38"),), "contacts": (letter(14, days=letter_days),)}
    assert charged("NO", after, **CONSUMER, **first) == fee


def test_norway_two_fee_letters_at_most_and_the_notice_counts() -> None:
    two = {"claims": (claim(14, "38"), claim(30, "38")), "contacts": (letter(14), letter(30, name="Second"))}
    assert charged("NO", 90, **CONSUMER, **two) == "0"
    assert "already claimed 2 times" in why("NO", 90, **CONSUMER, **two)
    assert charged("NO", 90, step=step("Formal notice"), **CONSUMER, **two) == "0"


@pytest.mark.parametrize(("days_to_pay", "fee"), [(13, "0"), (14, "38.00")])
def test_norway_notice_of_collection_gives_fourteen_days(days_to_pay: int, fee: str) -> None:
    assert charged("NO", 30, step=step("Formal notice", days_to_pay=days_to_pay), **CONSUMER) == fee


@pytest.mark.parametrize(("after", "fee"), [(54, "38.00"), (55, "113.00")])
def test_norway_payment_demand_after_the_notice_expired(after: int, fee: str) -> None:
    notice = {"contacts": (letter(40, "Formal notice", days=14),)}
    assert charged("NO", after, step=step("Formal notice"), **CONSUMER, **notice) == fee


def test_norway_payment_demand_comes_once_besides_two_reminder_fees() -> None:
    letters = (letter(14), letter(40, "Formal notice", days=14, name="Notice"))
    two = (claim(14, "38"), claim(40, "38", name="Notice"))
    demand = {"step": step("Formal notice", name="Demand"), "contacts": letters}
    assert charged("NO", 60, **demand, **CONSUMER, claims=two) == "113.00"
    assert charged("NO", 90, **demand, **CONSUMER, claims=(*two, claim(60, "113", name="First demand"))) == "0"


@pytest.mark.parametrize(("due", "fee"), [(date(2020, 9, 30), "70.00"), (date(2020, 10, 1), "35.00")])
def test_norway_halved_for_debts_due_from_october_2020(due: date, fee: str) -> None:
    day = date(2020, 11, 20)
    assert charged("NO", due_date=due, invoice_date=due, as_of=day, **CONSUMER) == fee


@pytest.mark.parametrize(("day", "fee"), [(date(2025, 12, 31), "35.00"), (date(2026, 1, 1), "38.00")])
def test_norway_new_rate_from_2026(day: date, fee: str) -> None:
    assert charged("NO", due_date=date(2025, 11, 3), as_of=day, **CONSUMER) == fee


@pytest.mark.parametrize(
    ("due", "amount"), [
        (date(2026, 6, 29), "460.00"), (date(2026, 6, 30), "430.00"), (date(2025, 8, 1), "460.00"),
        (date(2023, 6, 29), "410.00"), (date(2023, 6, 30), "460.00"), (date(2024, 7, 1), "460.00"),
        (date(2019, 3, 1), "0"), (date(2026, 12, 30), "430.00"), (date(2026, 12, 31), "0"), (date(2027, 9, 1), "0"),
        (date(2029, 3, 1), "0"),
    ],
)  # fmt: skip
def test_norway_compensation_by_the_half_year_of_default(due: date, amount: str) -> None:
    assert charged("NO", due_date=due, as_of=date(2029, 11, 2)) == amount


def test_norway_compensation_less_the_fees_already_claimed() -> None:
    assert charged("NO", claims=(claim(14, "38"),)) == "422.00"
    assert "2027-08-02 is not known" in why("NO", due_date=date(2027, 8, 1), as_of=date(2027, 11, 2))


@pytest.mark.parametrize(
    ("kind", "day", "fee", "says"),
    [
        ("Reminder", date(2026, 12, 31), "38.00", "as the law allows"),
        ("Reminder", date(2027, 1, 1), "0", "known until 2026-12-31 only"),
        ("Formal notice", date(2026, 12, 31), "38.00", "as the law allows"),
        ("Formal notice", date(2027, 1, 1), "0", "LOV-2026-05-22-19"),
    ],
)
def test_norway_no_fee_of_a_year_that_is_not_known_and_none_for_notices_under_the_new_law(
    kind: str, day: date, fee: str, says: str
) -> None:
    case = CONSUMER | {"step": step(kind), "as_of": day, "due_date": date(2026, 11, 2)}
    assert charged("NO", **case) == fee
    assert says in why("NO", **case)


@pytest.mark.parametrize(("day", "fee"), [(date(2026, 12, 31), "113.00"), (date(2027, 1, 1), "0")])
def test_norway_no_payment_demand_under_the_new_law(day: date, fee: str) -> None:
    notice = {"contacts": (Contact(date(2026, 12, 1), "Notice", "Formal notice", "Email", date(2026, 12, 15)),)}
    case = CONSUMER | notice | {"step": step("Formal notice"), "as_of": day, "due_date": date(2026, 11, 2)}
    assert charged("NO", **case) == fee


def test_what_is_refused_because_its_amount_is_not_known_is_marked_so() -> None:
    unknown = [c for c in looked_at("NO", due_date=date(2027, 8, 1), as_of=date(2027, 11, 2)) if c.unknown]
    assert [charge.kind for charge in unknown] == ["compensation"]
    assert not any(c.unknown for country in ("NO", "DE", "US", "AL") for c in looked_at(country, profile="Consumer"))


# ---- Sweden ----


@pytest.mark.parametrize(
    ("accepted", "fee"),
    [(None, "0"), (date(2026, 2, 2), "0"), (date(2026, 2, 1), "60.00"), (date(2020, 1, 1), "60.00")],
)
def test_sweden_fee_only_if_agreed_before_the_debt(accepted: date | None, fee: str) -> None:
    assert charged("SE", **CONSUMER, terms_accepted_on=accepted) == fee


@pytest.mark.parametrize(("days_to_pay", "fee"), [(7, "0"), (8, "180.00")])
def test_sweden_collection_demand_gives_eight_days(days_to_pay: int, fee: str) -> None:
    assert charged("SE", step=step("Formal notice", days_to_pay=days_to_pay), **CONSUMER) == fee


def test_sweden_one_reminder_fee_and_one_demand_fee() -> None:
    demand = step("Formal notice", name="Second demand")
    reminded = {"claims": (claim(5, "60"),), "contacts": (letter(5),)}
    assert charged("SE", step=demand, **CONSUMER, **reminded) == "180.00"
    demanded = {"claims": (claim(5, "180"),), "contacts": (letter(5, "Formal notice"),)}
    assert charged("SE", step=demand, **CONSUMER, **demanded) == "0"
    assert charged("SE", **CONSUMER, **ACCEPTED, **reminded) == "0"


def test_sweden_compensation_in_place_of_fees() -> None:
    assert charged("SE") == "450.00"
    assert charged("SE", step=step("Formal notice")) == "450.00"
    assert charged("SE", claims=(claim(5, "60"),)) == "390.00"


# ---- Denmark and Finland ----


def test_denmark_fee_and_compensation_side_by_side() -> None:
    assert charged("DK") == "410.00"
    assert charged("DK", **CONSUMER) == "100.00"


@pytest.mark.parametrize(("after", "fee"), [(29, "0"), (30, "100.00")])
def test_denmark_ten_days_between_letters(after: int, fee: str) -> None:
    assert charged("DK", after, **CONSUMER, contacts=(letter(20),)) == fee


def test_denmark_three_fees_at_most() -> None:
    made = tuple(claim(10 * n, "100", name=f"Letter {n}") for n in (1, 2, 3))
    assert charged("DK", 90, **CONSUMER, claims=made[:2]) == "100.00"
    assert charged("DK", 90, **CONSUMER, claims=made) == "0"


@pytest.mark.parametrize(
    ("after", "earlier", "fee"), [(13, None, "0"), (14, None, "5.00"), (33, 20, "0"), (34, 20, "5.00")]
)
def test_finland_five_euro_after_fourteen_days(after: int, earlier: int | None, fee: str) -> None:
    letters = () if earlier is None else (letter(earlier),)
    assert charged("FI", after, **CONSUMER, contacts=letters) == fee


@pytest.mark.parametrize(
    ("after", "earlier", "fee"), [(13, None, "0"), (14, None, "12.00"), (29, 20, "0"), (30, 20, "12.00")]
)
def test_finland_twelve_euro_between_businesses_if_the_plan_says_so(after: int, earlier: int | None, fee: str) -> None:
    letters = () if earlier is None else (letter(earlier),)
    plan = step(fee=D(50), interest="no")
    fees = [c for c in looked_at("FI", after, step=plan, contacts=letters) if c.kind == "fee"]
    assert [str(charge.amount) for charge in fees] == [fee]


@pytest.mark.parametrize(("day", "fee"), [(date(2022, 4, 30), "0"), (date(2022, 5, 1), "12.00")])
def test_finland_twelve_euro_since_may_2022(day: date, fee: str) -> None:
    plan = step(fee=D(12), interest="no")
    found = looked_at("FI", step=plan, due_date=date(2022, 3, 1), invoice_date=date(2022, 1, 3), as_of=day)
    assert str(found[0].amount) == fee


def test_finland_never_asks_reminder_cost_besides_the_forty_euro() -> None:
    assert charged("FI") == "40.00"  # the step that charges interest: the lump sum alone
    assert charged("FI", claims=(claim(14, "12"),)) == "28.00"
    lump_sum = (claim(14, "40", "compensation"),)
    assert charged("FI", step=step(fee=D(12), interest="no"), claims=lump_sum) == "0"


# ---- a day to pay that was not agreed ----


@pytest.mark.parametrize(
    ("country", "amount"), [("SE", "450.00"), ("DK", "310.00"), ("FI", "40.00"), ("IE", "40.00")]
)  # fmt: skip
def test_compensation_comes_with_interest_so_thirty_days_after_the_invoice(country: str, amount: str) -> None:
    early = {"invoice_date": DUE - timedelta(days=10)}
    plan = {"step": step("Hand-over")}  # carries no reminder fee
    assert charged(country, 20, **early, **plan) == "0"
    assert charged(country, 21, **early, **plan) == amount
    assert charged(country, 1, **early, **plan, terms_accepted_on=early["invoice_date"]) == amount
    assert charged("DE", 1, **early, **plan) == "40.00"


# ---- Austria, Switzerland, Ireland ----


@pytest.mark.parametrize(
    ("late", "amount"),
    [("1000.00", "40.00"), ("1000.01", "70.00"), ("10000.00", "70.00"), ("10000.01", "100.00")],
)
def test_irish_compensation_by_the_amount_that_is_late(late: str, amount: str) -> None:
    assert charged("IE", 30, late) == amount
    assert charged("IE", 30, late, **CONSUMER) == "0"


def test_austrian_consumers_pay_no_costs_and_swiss_customers_only_what_was_agreed() -> None:
    assert "ABGB § 1333" in why("AT", **CONSUMER, step=step(fee=D(5)))
    assert charged("CH", step=step(fee=D(20)), currency="CHF") == "0"
    assert D(charged("CH", step=step(fee=D(20)), currency="CHF", **ACCEPTED)) == 20


# ---- the plan's fee is an amount in the owner's currency ----


@pytest.mark.parametrize(
    ("country", "currency", "own", "fee", "amount"),
    [
        ("US", "USD", "NOK", "70", "0"),
        ("US", "USD", "USD", "70", "70"),
        ("NL", "EUR", "NOK", "300", "0"),
        ("NL", "EUR", "EUR", "300", "150.00"),
        ("NL", "EUR", "NOK", None, "150.00"),  # no fee in the plan: the law's own amount
        ("NL", "EUR", "NOK", "0", "0"),
    ],
)
def test_the_plans_fee_is_no_amount_in_another_currency(
    country: str, currency: str, own: str, fee: str | None, amount: str
) -> None:
    case = {"step": step(fee=None if fee is None else D(fee)), "currency": currency, "currency_setting": own}
    assert D(charged(country, **case, **ACCEPTED)) == D(amount)
    if fee not in (None, "0") and own != currency:
        assert f"the plan's fee is in {own}, the invoice in {currency}" in why(country, **case, **ACCEPTED)


# ---- the 40 euro ----


@pytest.mark.parametrize("country", ["DE", "FR", "IT", "ES", "PT", "BE", "FI", "AT"])
def test_forty_euro_once_for_trade_and_not_for_consumers(country: str) -> None:
    assert charged(country) == "40.00"
    assert charged(country, profile="Public") == "40.00"
    assert charged(country, claims=(claim(5, "40", "compensation"),)) == "0"
    assert charged(country, 10, **CONSUMER) == "0"
    assert charged(country, **CONSUMER, step=step("Formal notice")) == "0"


@pytest.mark.parametrize(
    ("interest", "fee", "amount"),
    [("charge", None, "40.00"), ("show", None, "0"), ("no", None, "0"), ("no", "40", "40.00"), ("charge", "0", "0")],
)
def test_compensation_comes_with_the_step_that_charges_interest(interest: str, fee: str | None, amount: str) -> None:
    plan = step(interest=interest, fee=None if fee is None else D(fee))
    assert D(charged("DE", step=plan)) == D(amount)


# ---- the Netherlands ----


@pytest.mark.parametrize(
    ("principal", "costs"),
    [("0.01", "40.00"), ("266.66", "40.00"), ("266.67", "40.00"), ("266.74", "40.01"), ("2500", "375.00"),
     ("2500.01", "375.00"), ("5000", "625.00"), ("10000", "875.00"), ("200000", "2775.00"), ("999999", "6774.99"),
     ("1000000", "6775.00"), ("2000000", "6775.00")],
)  # fmt: skip
def test_dutch_collection_costs(principal: str, costs: str) -> None:
    assert charged("NL", 30, principal) == costs


@pytest.mark.parametrize(
    ("channel", "sent", "days", "after", "costs"),
    [
        ("Email", 40, 14, 54, "0"),
        ("Email", 40, 14, 55, "150.00"),
        ("Email", 40, 13, 90, "0"),  # gave one day too few
        ("Post", 43, 16, 60, "150.00"),  # posted Tuesday, there on Thursday
        ("Post", 43, 15, 90, "0"),
        ("Post", 45, 17, 90, "0"),  # posted Thursday; Saturday and the days after move it to Tuesday
        ("Post", 45, 19, 65, "150.00"),
        ("Phone", 40, 30, 90, "0"),
    ],
)
def test_dutch_consumers_fourteen_full_days_after_the_letter_arrived(
    channel: str, sent: int, days: int, after: int, costs: str
) -> None:
    letters = (letter(sent, "Formal notice", channel, days),)
    assert charged("NL", after, **CONSUMER, contacts=letters, step=step("Hand-over")) == costs


def test_dutch_consumers_get_the_costs_named_first() -> None:
    first = looked_at("NL", 30, **CONSUMER, step=step("Formal notice"))[0]
    assert (first.amount, first.announced) == (0, D("150.00"))
    assert looked_at("NL", 30, **CONSUMER)[0].announced == 0


# ---- Belgium ----


@pytest.mark.parametrize(
    ("left", "penalty"),
    [("0.01", "20.00"), ("150.00", "20.00"), ("150.01", "30.00"), ("500.00", "65.00"), ("500.01", "65.00"),
     ("500.19", "65.00"), ("500.20", "65.01"), ("39200", "2000.00"), ("50000", "2000.00")],
)  # fmt: skip
def test_belgian_penalty_clause(left: str, penalty: str) -> None:
    assert charged("BE", 60, left, **CONSUMER, **ACCEPTED, contacts=(letter(5),)) == penalty


@pytest.mark.parametrize(
    ("channel", "after", "penalty"),
    [("Email", 21, "0"), ("Email", 22, "90.00"), ("Post", 24, "0"), ("Post", 25, "90.00")],  # posted on a Tuesday
)
def test_belgian_free_reminder_first(channel: str, after: int, penalty: str) -> None:
    reminder = letter(7 if channel == "Email" else 8, channel=channel)
    assert charged("BE", after, **CONSUMER, **ACCEPTED, contacts=(reminder,)) == penalty


def test_belgian_penalty_needs_a_clause_and_a_free_reminder() -> None:
    assert charged("BE", 60, **CONSUMER, contacts=(letter(5),)) == "0"
    assert "the first reminder is free" in why("BE", 60, **CONSUMER, **ACCEPTED)


# ---- the United Kingdom ----


@pytest.mark.parametrize(
    ("debt", "sum_"), [("999.99", "40.00"), ("1000.00", "70.00"), ("9999.99", "70.00"), ("10000.00", "100.00")]
)
def test_uk_fixed_sum_by_the_size_of_the_debt(debt: str, sum_: str) -> None:
    assert charged("GB", 30, debt) == sum_


@pytest.mark.parametrize(("paid_after", "sum_"), [(-1, "40.00"), (0, "40.00"), (1, "70.00")])
def test_uk_debt_when_interest_starts(paid_after: int, sum_: str) -> None:
    paid = ((DUE + timedelta(days=paid_after), D(500)),)
    assert charged("GB", 30, "1200", open_amount=D(700), reductions=paid) == sum_


def test_uk_consumers_only_what_was_agreed() -> None:
    plan = step(fee=D(12))
    assert charged("GB", **CONSUMER) == "0"
    assert charged("GB", **CONSUMER, step=plan) == "0"
    assert D(charged("GB", **CONSUMER, **ACCEPTED, step=plan, fees_setting="plan")) == 12


# ---- Germany, Brazil, Albania, anywhere else ----


@pytest.mark.parametrize(
    ("contacts", "fee", "charge"),
    [((), "2.50", "0"), ((letter(5),), "2.50", "2.50"), ((letter(5),), "9", "2.50"), ((letter(5),), "1", "1"),
     ((letter(5),), None, "0")],
)  # fmt: skip
def test_german_consumers_real_cost_from_the_second_reminder(
    contacts: tuple[Contact, ...], fee: str | None, charge: str
) -> None:
    plan = step(fee=None if fee is None else D(fee))
    assert D(charged("DE", **CONSUMER, contacts=contacts, step=plan)) == D(charge)


@pytest.mark.parametrize(
    ("country", "profile", "contains"), [("DE", "Consumer", "den første purringen"), ("FI", "Business", "i stedet")]
)
def test_why_nothing_is_claimed_is_told_in_the_language_that_is_spoken(
    country: str, profile: str, contains: str
) -> None:
    with in_language("nb"):
        assert contains in why(country, step=step(fee=D(1)), profile=profile)


def test_brazilian_fine_once_and_if_agreed() -> None:
    assert charged("BR", amount="99.99", **CONSUMER) == "0"
    assert charged("BR", amount="99.99", **CONSUMER, **ACCEPTED) == "1.99"  # 1.9998: never above two percent
    assert charged("BR", **CONSUMER, **ACCEPTED, claims=(claim(5, "2", "compensation"),)) == "0"


def test_albania_is_not_known_and_says_so() -> None:
    assert charged("AL") == "0"
    assert "not known for sure" in why("AL")


def test_elsewhere_only_the_contract() -> None:
    plan = step(fee=D(25))
    assert charged("US", step=plan) == "0"
    assert D(charged("US", step=plan, **ACCEPTED)) == 25
    assert charged("US", step=step(), **ACCEPTED) == "0"
    assert charged("US", step=step(), **ACCEPTED, fees_setting="plan") == "0"


# ---- everywhere ----


@pytest.mark.parametrize(
    ("plan_fee", "setting", "fee", "says"),
    [
        (None, "statutory", "38.00", "as the law allows"),
        ("35", "statutory", "35", "the plan's fee; the law allows 38.00"),
        ("70", "statutory", "38.00", "38.00 is the most the law allows"),
        ("0", "statutory", "0", "the plan's fee"),
        ("70", "plan", "38.00", "38.00 is the most the law allows"),
        (None, "plan", "0", "the plan has no fee"),
        ("70", "none", "0", "Fees = none"),
    ],
)
def test_the_lower_of_plan_and_law(plan_fee: str | None, setting: str, fee: str, says: str) -> None:
    plan = step(fee=None if plan_fee is None else D(plan_fee))
    assert D(charged("NO", **CONSUMER, step=plan, fees_setting=setting)) == D(fee)
    assert says in why("NO", **CONSUMER, step=plan, fees_setting=setting)


def test_the_plans_fee_is_the_most_of_all_charges_of_a_step_together() -> None:
    assert D(charged("DK", step=step(fee=D(150)))) == 150
    assert D(charged("DK", step=step(fee=D(1000)))) == 410


def test_a_fee_exists_once_for_a_step() -> None:
    again = {"claims": (claim(14, "38", name="THIS STEP"),), "contacts": (letter(14),)}
    assert charged("NO", 60, **CONSUMER, **again) == "0"
    assert charged("NO", 60, **CONSUMER, contacts=(letter(14, name="this step"),)) == "0"  # sent again: no second fee


def test_a_waived_fee_does_not_come_back() -> None:
    waived = (claim(5, "40", "compensation"), claim(9, "-40", "compensation"))
    assert charged("DE", claims=waived) == "0"


@pytest.mark.parametrize(
    "nothing",
    [{"step": None}, {"step": step("Courtesy")}, {"step": step("Call", channel="Phone")}, {"open_amount": D(0)},
     {"kind": "Credit note"}],
)  # fmt: skip
def test_where_there_is_nothing_to_claim(nothing: dict[str, Any]) -> None:
    assert looked_at("NO", **nothing) == ()


def test_the_laws_amount_counts_in_the_laws_currency_only() -> None:
    assert charged("NO", currency="EUR") == "0"
    assert "in NOK, the invoice in EUR" in why("NO", currency="EUR")


def test_a_telephone_call_carries_no_fee() -> None:
    assert "it needs a letter" in why("DE", step=step(channel="Phone"))


def test_an_unknown_profile_is_a_consumer_and_an_unknown_country_has_no_law() -> None:
    assert charged("FR", profile="Firm") == "0"
    assert charged("", step=step()) == "0"


def test_a_due_date_on_sunday_waits_for_monday() -> None:
    sunday = date(2026, 3, 1)
    assert charged("DE", due_date=sunday, as_of=date(2026, 3, 2), weekends="as is") == "40.00"
    assert charged("DE", due_date=sunday, as_of=date(2026, 3, 2), weekends="next working day") == "0"
    assert charged("DE", due_date=sunday, as_of=date(2026, 3, 3), weekends="next working day") == "40.00"


def test_every_charge_names_its_law_and_counts_per_letter_or_invoice() -> None:
    found = [c for country in ("NO", "SE", "DK", "NL", "GB", "DE") for c in looked_at(country) if c.amount]
    assert all(charge.source and charge.per in ("invoice", "letter") for charge in found)
    assert looked_at("NO", **CONSUMER)[0].per == "letter"


def test_fees_on_the_invoice() -> None:
    assert fees(D("35"), looked_at("DE")) == D("75")
    assert fees(D(0), ()) == 0


# The most that any step may add, written down here once more, in the invoice's currency.
def most(country: str, profile: str, amount: Decimal) -> Decimal:
    flat = {"NO": D(460), "SE": D(450), "DK": D(410), "FI": D(40), "PT": D(40), "IT": D(40), "ES": D(40), "FR": D(40),
            "DE": D(40), "GB": D(100), "AL": D(0), "AT": D(40), "IE": D(100)}  # fmt: skip
    consumer = {"NO": D(113), "SE": D(180), "DK": D(100), "FI": D(5), "DE": D("2.50")}
    if country in ("NL", "BE") and (profile == "Consumer" or country == "NL"):
        if country == "NL":
            return min(max(amount * 15 / 100, D(40)), D(6775))
        return D(20) if amount <= 150 else min(30 + amount / 10, D(2000))
    if country == "BR":
        return amount * 2 / 100
    if profile == "Consumer":
        return consumer.get(country, D(0))
    return flat.get(country, D(40))


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(["NO", "SE", "DK", "FI", "NL", "BE", "PT", "BR", "AL", "DE", "FR", "IT", "ES", "AT"]),
    st.sampled_from(["Business", "Consumer", "Public"]),
    st.sampled_from(["Reminder", "Final reminder", "Formal notice", "Hand-over"]),
    st.decimals("0.01", "300000", places=2),
    st.integers(0, 200),
    st.sampled_from([None, D(0), D(30), D(100_000)]),
    st.sampled_from(["statutory", "plan"]),
    st.lists(st.tuples(st.integers(1, 150), st.sampled_from(["Reminder", "Formal notice"])), max_size=3),
)
def test_never_above_the_cap(
    country: str, profile: str, kind: str, amount: Decimal, after: int, fee: Decimal | None, setting: str,
    letters: list[tuple[int, str]],
) -> None:  # fmt: skip
    sent = tuple(letter(on, what, days=20, name=f"Letter {n}") for n, (on, what) in enumerate(sorted(letters)))
    found = looked_at(
        country, after, str(amount), profile=profile, step=step(kind, fee=fee), fees_setting=setting, contacts=sent,
        **ACCEPTED,
    )  # fmt: skip
    together = sum((charge.amount for charge in found), D(0))
    assert 0 <= together <= most(country, profile, amount)
    if fee is not None:
        assert together <= fee
