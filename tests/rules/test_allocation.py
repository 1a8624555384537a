"""Where money goes, and why there: named, named in the reference, oldest due; refunds, discounts, charges."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.rules.allocation import Allocated, allocate
from ar_sheets.schema.model import Claim, Debt, Payment

D = Decimal
DAY = date(2026, 1, 1)
AS_OF = date(2026, 6, 30)


def on(day: int) -> date:
    """Day 0 is 1 January 2026."""
    return DAY + timedelta(days=day)


def debt(number: str, amount: str, dated: int = 0, due: int = 30, **more: Any) -> Debt:
    usual = {"customer_id": "C1", "kind": "Invoice", "currency": "EUR", "country": "NL"} | more
    if "discount_days" in usual:
        usual["discount_until"] = on(dated + usual.pop("discount_days"))
    return Debt(0, number, invoice_date=on(dated), due_date=on(due), amount=D(amount), **usual)


def pay(day: int, amount: str, names: str = "", **more: Any) -> Payment:
    usual = {"customer_id": "C1", "currency": "EUR"} | more
    return Payment(0, on(day), invoice_no=names, amount=D(amount), **usual)


def run(
    debts: Sequence[Debt], payments: Sequence[Payment], as_of: date = AS_OF, apply_payments: str = "statutory"
) -> Allocated:
    numbered = [replace(d, index=i) for i, d in enumerate(debts)]
    return allocate(numbered, [replace(p, row=i) for i, p in enumerate(payments, 2)], as_of, apply_payments)


def left(found: Allocated) -> list[str]:
    return [str(balance.open_amount) for balance in found.balances]


def held(found: Allocated) -> Decimal:
    return sum(found.unapplied.values(), D(0))


THREE = [debt("1041", "100.00", 0, 30), debt("1042", "50.00", 5, 20), debt("1043", "25.00", 6, 40)]


@pytest.mark.parametrize(
    ("names", "amount", "open_amounts", "unapplied"),
    [
        ("1041", "100.00", ["0.00", "50.00", "25.00"], "0"),
        ("1041", "60.00", ["40.00", "50.00", "25.00"], "0"),
        ("1043, 1041", "70.00", ["55.00", "50.00", "0.00"], "0"),  # in the order they are named
        ("1041;1042 & 1043", "175.00", ["0.00", "0.00", "0.00"], "0"),
        ("1041 1042", "150.00", ["0.00", "0.00", "25.00"], "0"),
        ("1041/1042", "150.00", ["0.00", "0.00", "25.00"], "0"),
        ("1041+1042", "150.00", ["0.00", "0.00", "25.00"], "0"),
        ("1041, 1041", "120.00", ["0.00", "50.00", "25.00"], "20.00"),
        ("1041", "110.00", ["0.00", "50.00", "25.00"], "10.00"),  # an overpayment moves nowhere by itself
        ("", "50.00", ["100.00", "0.00", "25.00"], "0"),  # oldest due first
        ("", "60.00", ["90.00", "0.00", "25.00"], "0"),
        ("", "200.00", ["0.00", "0.00", "0.00"], "25.00"),
    ],
)
def test_money_goes_where_it_says_it_goes(names: str, amount: str, open_amounts: list[str], unapplied: str) -> None:
    found = run(THREE, [pay(10, amount, names)])
    assert left(found) == open_amounts
    assert held(found) == D(unapplied)
    assert found.findings == []


@pytest.mark.parametrize("typed", ["inv 7/26", " INV 7/26 ", "Inv 7/26"])
def test_a_number_may_hold_blanks_and_slashes_and_is_compared_without_case(typed: str) -> None:
    found = run([debt("INV 7/26", "10"), debt("7", "10"), debt("26", "10")], [pay(1, "10", typed)])
    assert left(found) == ["0", "10", "10"]


def test_ties_go_by_invoice_date_then_number() -> None:
    debts = [debt("B", "10", 2, 30), debt("C", "10", 1, 30), debt("A", "10", 2, 30)]
    assert left(run(debts, [pay(3, "10")])) == ["10", "0", "10"]
    assert left(run(debts, [pay(3, "20")])) == ["10", "0", "0"]


@pytest.mark.parametrize(
    ("reference", "amount", "open_amounts"),
    [
        ("Rent, invoice 1043.", "25.00", ["100.00", "50.00", "0.00"]),
        ("(1041) (1043)", "125.00", ["0.00", "50.00", "0.00"]),
        ("invoice 1043", "24.99", ["100.00", "25.01", "25.00"]),  # does not fit: oldest due first
        ("no. 9999", "25.00", ["100.00", "25.00", "25.00"]),
    ],
)
def test_the_reference_counts_when_the_amount_fits_to_the_cent(
    reference: str, amount: str, open_amounts: list[str]
) -> None:
    assert left(run(THREE, [pay(10, amount, reference=reference)])) == open_amounts


def test_the_reference_never_names_another_customers_invoice() -> None:
    found = run([debt("1", "10", customer_id="C2"), debt("2", "10")], [pay(1, "10", reference="1")])
    assert left(found) == ["10", "0"]


@pytest.mark.parametrize(
    ("payment", "says"),
    [
        (pay(10, "100.00", "9999"), "There is no invoice 9999"),
        (pay(10, "100.00", "1041", currency="NOK"), "Invoice 1041 is in EUR, the payment in NOK"),
        (pay(10, "100.00", "1041", customer_id="C2"), "Invoice 1041 is another customer's, not C2's"),
        (pay(10, "100.00", "", customer_id=""), "neither a customer nor an invoice"),
    ],
)
def test_money_that_cannot_be_placed_is_said_and_kept(payment: Payment, says: str) -> None:
    found = run(THREE, [payment])
    assert left(found) == ["100.00", "50.00", "25.00"]
    assert held(found) == D("100.00")
    assert found.applied[2].status == "Check"
    assert [finding.where for finding in found.findings] == ["Payments!C2"]
    assert says in found.findings[0].what
    assert found.findings[0].what_to_do


def test_one_wrong_number_among_good_ones_pays_the_good_ones() -> None:
    found = run(THREE, [pay(10, "150.00", "1041, 9999")])
    assert left(found)[0] == "0.00"
    assert (found.applied[2].applied, found.applied[2].unapplied, found.applied[2].status) == (100, 50, "Check")


def test_findings_name_the_cell_where_the_column_really_is() -> None:
    payments = [Payment(7, on(1), "C1", "9", D(5), "EUR")]
    assert allocate([], payments, AS_OF, "statutory", {"invoice_no": 27}).findings[0].where == "Payments!AB7"
    assert allocate([], payments, AS_OF, "statutory", {"amount": 1}).findings[0].where == "Payments"


def test_a_payment_without_customer_takes_the_invoices_customer() -> None:
    found = run(THREE, [pay(10, "110.00", "1041", customer_id="")])
    assert left(found)[0] == "0.00"
    assert found.unapplied == {("C1", "EUR"): D("10.00")}


def test_only_events_up_to_the_as_of_date_count() -> None:
    debts = [debt("1", "100"), debt("2", "60", dated=20), debt("3", "30", kind="Credit note", dated=11)]
    payments = [pay(10, "40", "1"), pay(11, "60", "1")]
    assert left(run(debts, payments, on(9))) == ["100", "0", "0"]
    assert left(run(debts, payments, on(10))) == ["60", "0", "0"]
    assert left(run(debts, payments, on(11))) == ["0", "0", "0"]
    assert list(run(debts, payments, on(10)).applied) == [2]


def test_currencies_never_mix() -> None:
    debts = [debt("1", "100", currency="NOK"), debt("2", "100", due=60)]
    found = run(debts, [pay(10, "150")])
    assert left(found) == ["100", "0"]
    assert found.unapplied == {("C1", "EUR"): D(50)}


def test_money_that_names_nothing_waits_for_the_next_invoice() -> None:
    debts = [debt("1", "100"), debt("2", "60", dated=50, due=80)]
    payments = [pay(10, "130")]
    before = run(debts, payments, on(49))
    assert before.unapplied == {("C1", "EUR"): D(30)}
    after = run(debts, payments, on(50))
    assert left(after) == ["0", "30"]
    assert after.unapplied == {}
    assert after.balances[1].reductions == ((on(50), D(30)),)
    assert "held since 2026-01-11" in after.applied[2].applied_to


def test_money_paid_before_the_invoice_counts_from_the_invoice_on() -> None:
    assert run([debt("1", "100", dated=20)], [pay(10, "100", "1")]).balances[0].paid_on == on(20)


CREDIT = {"kind": "Credit note", "dated": 12}


@pytest.mark.parametrize(
    ("reference", "amount", "open_amounts", "unapplied"),
    [
        ("1041", "30.00", ["70.00", "50.00", "25.00", "0.00"], "0"),
        ("1041", "130.00", ["0.00", "50.00", "25.00", "-30.00"], "30.00"),
        ("credits 1043", "25.00", ["100.00", "50.00", "0.00", "0.00"], "0"),
        ("", "60.00", ["90.00", "0.00", "25.00", "0.00"], "0"),
        ("order 5541", "60.00", ["90.00", "0.00", "25.00", "0.00"], "0"),
        ("", "200.00", ["0.00", "0.00", "0.00", "-25.00"], "25.00"),
    ],
)
def test_a_credit_note_goes_to_its_invoice_else_to_the_oldest(
    reference: str, amount: str, open_amounts: list[str], unapplied: str
) -> None:
    found = run([*THREE, debt("CN1", amount, reference=reference, **CREDIT)], [])
    assert left(found) == open_amounts
    assert held(found) == D(unapplied)
    assert sum(b.credited for b in found.balances) == D(amount) - D(unapplied)


def test_a_payment_that_names_a_credit_note_uses_it_first() -> None:
    debts = [debt("1", "100"), debt("0", "10", customer_id="C1", due=5), debt("CN", "30", reference="0", **CREDIT)]
    found = run(debts, [pay(20, "80", "1, CN")])
    assert left(found) == ["0", "0", "0"]
    assert found.balances[0].credited == 20
    assert found.balances[0].paid == 80


def test_a_bounced_payment_that_names_its_invoice_opens_it_again() -> None:
    found = run(THREE, [pay(10, "100.00", "1041"), pay(11, "50.00", "1042"), pay(15, "-100.00", "1041")])
    assert left(found) == ["100.00", "0.00", "25.00"]
    assert found.balances[0].reductions == ((on(10), D(100)), (on(15), D(-100)))
    assert found.balances[0].paid_on is None
    assert (found.applied[4].applied, found.applied[4].status) == (-100, "Refund")


def test_a_refund_that_names_nothing_takes_unapplied_money_then_the_newest() -> None:
    payments = [pay(10, "100.00", "1041"), pay(11, "60.00", "1042"), pay(15, "-10.00")]
    assert left(run(THREE, payments)) == ["0.00", "0.00", "25.00"]  # the ten too much went back
    assert run(THREE, payments).unapplied == {}
    assert left(run(THREE, [*payments, pay(16, "-70.00")])) == ["20.00", "50.00", "25.00"]


def test_a_named_refund_leaves_other_money_alone() -> None:
    payments = [pay(10, "110.00", "1041"), pay(11, "50.00", "1042"), pay(15, "-50.00", "1042")]
    found = run(THREE, payments)
    assert left(found) == ["0.00", "50.00", "25.00"]
    assert held(found) == 10


def test_a_payment_made_twice_and_sent_back() -> None:
    payments = [pay(10, "100.00", "1041"), pay(12, "100.00", "1041"), pay(15, "-100.00", "1041")]
    found = run(THREE, payments)
    assert left(found)[0] == "0.00"
    assert found.balances[0].paid_on == on(10)
    assert found.unapplied == {}


def test_a_credit_note_paid_out() -> None:
    found = run([debt("CN", "30", kind="Credit note")], [pay(5, "-30", "CN")])
    assert left(found) == ["0"]
    assert found.unapplied == {}
    assert found.findings == []


def test_more_paid_back_than_came_in_is_said() -> None:
    found = run(THREE, [pay(10, "100.00", "1041"), pay(15, "-130.00", "1041")])
    assert left(found)[0] == "100.00"
    assert found.unapplied == {("C1", "EUR"): D("-30.00")}
    assert found.findings[0].where == "Payments!D3"
    assert "30.00 more went back than came in" in found.findings[0].what


# ---- claimed charges ----

FEE = Claim(on(40), "fee", D(35), "Reminder 2")
INTEREST = Claim(on(40), "interest", D(10), "Formal notice")


def parts(found: Allocated, at: int = 0) -> tuple[str, str, str]:
    balance = found.balances[at]
    return str(balance.open_amount), str(balance.interest_open), str(balance.fees_open)


@pytest.mark.parametrize(
    ("country", "setting", "paid", "day", "expected"),
    [
        ("NL", "statutory", "100", 41, ("45", "0", "0")),  # costs, interest, principal
        ("NL", "statutory", "20", 41, ("100", "10", "15")),
        ("NL", "statutory", "145", 41, ("0", "0", "0")),
        ("NL", "principal first", "100", 41, ("0", "10", "35")),
        ("NO", "statutory", "100", 41, ("0", "10", "35")),  # the cheapest for the debtor
        ("NO", "statutory", "110", 41, ("0", "0", "35")),
        ("NL", "statutory", "100", 39, ("0", "10", "35")),  # before the claim only principal is owed
        ("NL", "statutory", "100", 40, ("0", "10", "35")),  # on its day the debtor cannot know yet
        ("NL", "statutory", "120", 40, ("0", "10", "15")),
    ],
)
def test_claimed_charges_are_paid_in_the_laws_order(
    country: str, setting: str, paid: str, day: int, expected: tuple[str, str, str]
) -> None:
    debts = [debt("1", "100", country=country, claims=(FEE, INTEREST))]
    assert parts(run(debts, [pay(day, paid, "1")], apply_payments=setting)) == expected


def test_charges_not_claimed_cannot_be_paid() -> None:
    found = run([debt("1", "100")], [pay(50, "145", "1")])
    assert held(found) == 45


def test_a_waiver_takes_what_is_open_and_no_more() -> None:
    waived = Claim(on(50), "fee", D(-50), "")
    found = run([debt("1", "100", claims=(FEE, INTEREST, waived))], [])
    assert parts(found) == ("100", "10", "0")


def test_interest_paid_and_waived_is_dated() -> None:
    claims = (INTEREST, Claim(on(60), "interest", D(-4), ""))
    found = run([debt("1", "100", claims=claims)], [pay(50, "3", "1")])
    assert found.balances[0].interest_open == D(3)
    assert found.balances[0].interest_settled == ((on(50), D(3)), (on(60), D(4)))


def test_compensation_is_a_fee_that_is_still_owed_when_the_principal_is_paid() -> None:
    claims = (Claim(on(40), "compensation", D(40), "Final"),)
    debts = [debt("1", "100", country="NO", claims=claims), debt("2", "50", due=60)]
    found = run(debts, [pay(45, "100", "1"), pay(46, "60")])
    assert parts(found) == ("0", "0", "0")  # the older invoice's charges come before the younger invoice
    assert left(found)[1] == "30"
    assert found.balances[0].paid_on == on(45)


def test_a_credit_note_pays_no_charges() -> None:
    debts = [debt("1", "100", claims=(FEE,)), debt("2", "50", due=60), debt("CN", "120", kind="Credit note", dated=50)]
    found = run(debts, [])
    assert parts(found) == ("0", "0", "35")
    assert left(found)[1:] == ["30", "0"]


# ---- early-payment discount ----

TWO_TEN = {"discount_percent": D(2), "discount_days": 10}


@pytest.mark.parametrize(
    ("day", "paid", "open_amount", "credited"),
    [
        (0, "98.00", "0.00", "2.00"),
        (10, "98.00", "0.00", "2.00"),  # the last day counts
        (11, "98.00", "2.00", "0"),  # one day later it does not
        (10, "97.99", "2.01", "0"),  # too little: no partial discount
        (10, "98.50", "0.00", "1.50"),
        (10, "100.00", "0.00", "0"),  # who pays it all gets nothing back
    ],
)
def test_the_discount_up_to_its_last_day(day: int, paid: str, open_amount: str, credited: str) -> None:
    found = run([debt("1", "100.00", **TWO_TEN)], [pay(day, paid, "1")])
    assert left(found) == [open_amount]
    assert str(found.balances[0].credited) == credited
    assert found.applied[2].unapplied == 0


def test_the_discount_of_several_invoices_paid_together() -> None:
    debts = [debt("1", "100.00", **TWO_TEN), debt("2", "50.00", **TWO_TEN)]
    assert left(run(debts, [pay(10, "147.00", "1, 2")])) == ["0.00", "0.00"]
    assert left(run(debts, [pay(10, "146.99", "1, 2")])) == ["0.00", "3.01"]
    assert left(run(debts, [pay(11, "147.00", "1, 2")])) == ["0.00", "3.00"]


def test_the_discount_is_of_the_amount_less_returns() -> None:
    debts = [debt("1", "19250", 0, discount_percent=D(10), discount_days=15),
             debt("CN", "3800", 3, kind="Credit note", reference="1")]  # fmt: skip
    found = run(debts, [pay(14, "13905.00", "1")])
    assert left(found) == ["0.00", "0"]
    assert found.balances[0].credited == D("5345.00")


def test_a_discount_taken_late_is_explained() -> None:
    found = run([debt("1", "100.00", **TWO_TEN)], [pay(12, "98.00", "1")])
    assert "2.00 short, the discount ended on 2026-01-11" in found.applied[2].applied_to
    assert "2.00 short" in found.rows[0].reason


def test_a_discount_goes_back_with_the_payment_that_took_it() -> None:
    found = run([debt("1", "100.00", **TWO_TEN)], [pay(5, "98.00", "1"), pay(9, "-98.00", "1")])
    assert left(found) == ["100.00"]
    assert found.balances[0].credited == 0


# ---- published examples ----


def test_examples_of_the_field() -> None:
    overpaid = run([debt("1", "100")], [pay(1, "110", "1")])
    assert (left(overpaid), held(overpaid)) == (["0"], 10)  # invoice 100, pay 110: 0 and a credit of 10
    assert held(run([], [pay(1, "1000")])) == 1000  # received against an order, before any invoice
    credit = run([debt("CN", "100", kind="Credit note")], [])
    assert left(credit) == ["-100"]  # a credit note on its own stays visible as minus


def test_every_row_tells_its_reason() -> None:
    found = run([*THREE, debt("CN1", "5.00", reference="1042", **CREDIT)], [pay(20, "30.00"), pay(21, "25.00", "1043")])
    assert [(row.invoice, str(row.amount), row.source, row.source_row, row.reason) for row in found.rows] == [
        (1, "5.00", "credit note", 3, "credit note CN1 names it"),
        (1, "30.00", "payment", 2, "oldest due"),
        (2, "25.00", "payment", 3, "named"),
    ]
    assert found.applied[2].applied_to == "1042 30.00 (oldest due)"


def test_the_short_way_and_the_long_way_end_alike() -> None:
    """A trailing comma makes the number look like a list, which is worked out the long way."""
    for amount in ("0.01", "60.00", "100.00"):
        short, long = (run(THREE, [pay(10, amount, names)]) for names in ("1041", "1041,"))
        assert (short.rows, short.balances, short.applied) == (long.rows, long.balances, long.applied)


def test_a_payment_of_very_many_invoices_stays_readable() -> None:
    many = [debt(f"F{n}", "1.00", due=n) for n in range(400)]
    found = run(many, [pay(10, "400.00")])
    assert left(found) == ["0.00"] * 400
    assert found.applied[2].applied_to.endswith("and 380 more")
    assert len(found.applied[2].applied_to) < 32_767


# ---- several invoices less their discounts in one transfer ----


@pytest.mark.parametrize(
    ("amounts", "paid", "open_amounts", "unapplied"),
    [
        (["1000", "1000"], ["1960"], ["0", "0"], "0"),
        (["1000", "1000"], ["1959.99"], ["0", "40.01"], "0"),  # not exactly: oldest due first
        (["500", "1000"], ["490", "980"], ["0", "0"], "0"),
        (["500", "1000"], ["980", "490"], ["0", "0"], "0"),  # the other order
        (["500", "1000"], ["1470"], ["0", "0"], "0"),
        (["500", "1000", "300"], ["1274"], ["500", "0", "0"], "0"),  # the second and the third
        (["500", "1000"], ["500"], ["0", "1000"], "0"),  # no discount taken
        (["500"] * 12, ["490"], ["0"] + ["500"] * 11, "0"),
        (["500"] * 12, ["5880"], ["0"] * 12, "0"),
        (["500"] * 12, ["5390"], ["0"] * 11 + ["500"], "0"),
    ],
)
def test_one_transfer_settles_what_it_pays_exactly_less_the_discounts(
    amounts: list[str], paid: list[str], open_amounts: list[str], unapplied: str
) -> None:
    debts = [debt(f"{at:02}", amount, **TWO_TEN) for at, amount in enumerate(amounts)]
    found = run(debts, [pay(10, amount) for amount in paid])
    assert [balance.open_amount for balance in found.balances] == [D(amount) for amount in open_amounts]
    assert held(found) == D(unapplied)


def test_no_discount_after_its_last_day_whatever_fits() -> None:
    debts = [debt(str(at), "1000", **TWO_TEN) for at in range(2)]
    assert [balance.open_amount for balance in run(debts, [pay(11, "1960")]).balances] == [0, 40]


# ---- money that went back ----


@pytest.mark.parametrize(
    ("payments", "doubted", "says"),
    [
        ([pay(10, "-1000", "1041")], True, "1,000.00 more went back than came in"),
        ([pay(10, "-50")], True, "50.00 more went back than came in"),  # its receipt is in last year's file
        ([pay(9, "100", "1041"), pay(10, "-25")], True, "25.00 went back and fits no payment"),  # the bank's fee
        ([pay(9, "100", "1041"), pay(10, "-99.99")], True, "99.99 went back and fits no payment"),
        ([pay(9, "100", "1041"), pay(10, "-100")], False, ""),  # bounced
        ([pay(9, "150", "1041, 1042"), pay(10, "-150")], False, ""),
        ([pay(9, "100", "1041"), pay(10, "-100", "1041")], False, ""),  # it says what it takes back
        ([pay(9, "100", "1041"), pay(10, "-25", "1041")], True, "25.00 went back and fits no payment"),  # a bank's fee
        ([pay(9, "150", "1041, 1042"), pay(10, "-50", "1042")], False, ""),  # all that went to it
        ([pay(9, "110", "1041"), pay(10, "-10")], False, ""),  # what was too much
        ([pay(9, "110", "1041"), pay(10, "-11")], True, "11.00 went back and fits no payment"),
        ([pay(9, "125", "1041"), pay(10, "-24")], True, "24.00 went back and fits no payment"),
    ],
)
def test_money_that_went_back_and_fits_nothing_is_in_doubt(payments: list[Payment], doubted: bool, says: str) -> None:
    found = run(THREE, payments)
    assert (set(found.doubts) == {"C1"}) is doubted
    assert says in found.doubts.get("C1", "")
    assert len(found.findings) == doubted
    assert all(balance.open_amount <= d.amount for balance, d in zip(found.balances, THREE, strict=True))


def test_a_refund_without_number_pays_out_a_credit_note_that_waits() -> None:
    debts = [debt("1", "100"), debt("CN", "30", kind="Credit note", dated=12)]
    found = run(debts, [pay(10, "100", "1"), pay(20, "-30")])
    assert ([balance.open_amount for balance in found.balances], found.unapplied, found.doubts) == ([0, 0], {}, {})


# ---- claims on what was settled in time ----


@pytest.mark.parametrize(
    ("paid_on", "owed", "left_over"),
    [(29, D(0), D(500)), (30, D(0), D(500)), (31, D(35), D(465))],  # due on day 30
)
def test_a_claim_on_what_was_settled_in_time_takes_no_later_money(
    paid_on: int, owed: Decimal, left_over: Decimal
) -> None:
    debts = [debt("1", "1000", claims=(FEE,), due=30)]
    found = run(debts, [pay(paid_on, "1000", "1")])
    assert found.balances[0].fees_open == owed
    both = [*debts, debt("2", "500", 60, 90)]
    later = run(both, [pay(paid_on, "1000", "1"), pay(70, "500")])
    assert D(500) - later.balances[1].open_amount == left_over


def test_settled_by_the_working_day_after_a_due_date_on_a_day_off() -> None:
    on_saturday = debt("1", "1000", claims=(FEE,), due=30, settle_by=on(32))
    assert run([on_saturday], [pay(32, "1000", "1")]).balances[0].fees_open == 0
    assert run([on_saturday], [pay(33, "1000", "1")]).balances[0].fees_open == 35


def test_a_payment_in_time_that_bounced_leaves_the_claim_standing() -> None:
    debts = [debt("1", "1000", claims=(FEE,))]
    moves = [pay(20, "1000", "1"), pay(45, "-1000", "1"), pay(50, "1000", "1")]
    assert run(debts, moves[:2]).balances[0].fees_open == 35
    assert run(debts, moves).balances[0].open_amount == 35  # the costs were paid first (BW 6:44)


def test_a_credit_note_never_locks_claimed_charges_away_from_later_money() -> None:
    claims = (Claim(on(40), "compensation", D(40), "Final"), Claim(on(40), "interest", D("3.06"), "Final"))
    debts = [debt("A1", "100", claims=claims), debt("CN", "100", kind="Credit note", dated=50),
             debt("A2", "500", 55, 85)]  # fmt: skip
    found = run(debts, [pay(90, "543.06")])
    assert [(b.open_amount, b.fees_open, b.interest_open) for b in found.balances] == [(0, 0, 0)] * 3
    assert held(found) == 0
