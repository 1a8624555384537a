"""Money is neither made nor lost, whatever comes in and in whatever order it stands in the sheet."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ar_sheets.rules.allocation import Allocated, allocate
from ar_sheets.schema.model import Claim, Debt, Payment

D = Decimal
DAY = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))
cents = st.integers(1, 30_000).map(lambda n: D(n) / 100)
customers = st.sampled_from(["A", "B"])
currencies = st.sampled_from(["EUR", "EUR", "NOK"])
references = st.sampled_from(["", "", "F0", "F1", "F0, F2", "f3 f4", "F9", "F2/F3"])


@st.composite
def debts(draw: st.DrawFn) -> list[Debt]:
    made = []
    for index in range(draw(st.integers(0, 6))):
        dated = draw(days)
        kind = draw(st.sampled_from(["Invoice", "Invoice", "Invoice", "Credit note", "Deposit"]))
        claims = draw(st.lists(st.builds(Claim, days, st.sampled_from(["fee", "interest", "compensation"]),
                                         st.sampled_from([D(35), D("12.34"), D(-10)])), max_size=2))  # fmt: skip
        made.append(Debt(
            index, f"F{index}", draw(customers), kind, dated, dated + timedelta(days=draw(st.integers(0, 20))),
            draw(currencies), draw(cents), draw(references), tuple(claims) if kind == "Invoice" else (),
            draw(st.sampled_from(["NO", "NL"])), "Business", draw(st.sampled_from([None, D(2)])),
            dated + timedelta(days=10),
        ))  # fmt: skip
    return made


@st.composite
def payments(draw: st.DrawFn, refunds: bool = True) -> list[Payment]:
    return [
        Payment(row, draw(days), draw(st.sampled_from(["A", "B", ""])), draw(references),
                draw(cents) * (draw(st.sampled_from([1, 1, 1, -1])) if refunds else 1), draw(currencies),
                draw(references))
        for row in range(2, 2 + draw(st.integers(0, 8)))
    ]  # fmt: skip


orders = st.sampled_from(["statutory", "principal first"])
AS_OF = DAY + timedelta(days=80)


@settings(max_examples=250, deadline=None)
@given(debts(), payments(), orders)
def test_what_comes_in_is_applied_or_unapplied(owed: list[Debt], paid: list[Payment], order: str) -> None:
    found = allocate(owed, paid, AS_OF, order)
    for payment in paid:
        applied = found.applied[payment.row]
        assert applied.applied + applied.unapplied == payment.amount
        rows = [row for row in found.rows if (row.source, row.source_row) == ("payment", payment.row)]
        assert sum((row.amount for row in rows), D(0)) == applied.applied
    money = sum((a.unapplied for a in found.applied.values()), D(0))
    credit = sum((-b.open_amount for b, d in zip(found.balances, owed, strict=True) if d.kind == "Credit note"), D(0))
    assert sum(found.unapplied.values(), D(0)) == money + credit


@settings(max_examples=250, deadline=None)
@given(debts(), payments(), orders)
def test_each_balance_is_the_sum_of_its_rows(owed: list[Debt], paid: list[Payment], order: str) -> None:
    found = allocate(owed, paid, AS_OF, order)
    for debt, balance in zip(owed, found.balances, strict=True):
        rows = [row for row in found.rows if row.invoice == debt.index]
        principal = sum((row.amount for row in rows if row.part == "principal"), D(0))
        if debt.kind == "Credit note":
            assert balance.open_amount <= 0
            continue
        assert balance.open_amount == debt.amount - principal
        assert 0 <= balance.open_amount <= debt.amount
        assert balance.paid + balance.credited == principal
        assert balance.interest_open >= 0
        assert balance.fees_open >= 0
        assert sum((part for _, part in balance.reductions), D(0)) == principal
        assert (balance.paid_on is not None) == (balance.open_amount == 0)
        claimed = sum((c.amount for c in debt.claims if c.amount > 0), D(0))
        assert sum((row.amount for row in rows if row.part != "principal"), D(0)) <= claimed


@settings(max_examples=150, deadline=None)
@given(debts(), payments(), orders)
def test_nothing_crosses_customers_or_currencies(owed: list[Debt], paid: list[Payment], order: str) -> None:
    found = allocate(owed, paid, AS_OF, order)
    by_row = {payment.row: payment for payment in paid}
    for row in found.rows:
        debt = owed[row.invoice]
        if row.source == "credit note":
            assert (owed[row.source_row].customer_id, owed[row.source_row].currency) == (
                debt.customer_id,
                debt.currency,
            )
        else:
            payment = by_row[row.source_row]
            assert payment.currency == debt.currency
            assert payment.customer_id in ("", debt.customer_id)


@settings(max_examples=150, deadline=None)
@given(debts(), payments(), orders, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(owed: list[Debt], paid: list[Payment], order: str, dice: object) -> None:
    mixed = list(paid)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert outcome(allocate(owed, mixed, AS_OF, order)) == outcome(allocate(owed, paid, AS_OF, order))


@settings(max_examples=250, deadline=None)
@given(debts(), payments(refunds=False), orders, st.randoms(use_true_random=False))
def test_the_rows_of_one_day_may_stand_in_any_order(
    owed: list[Debt], paid: list[Payment], order: str, dice: Random
) -> None:
    rows = [payment.row for payment in paid]
    dice.shuffle(rows)
    mixed = [replace(payment, row=row) for payment, row in zip(paid, rows, strict=True)]
    found, other = allocate(owed, paid, AS_OF, order), allocate(owed, mixed, AS_OF, order)
    assert (found.balances, found.unapplied) == (other.balances, other.unapplied)


def outcome(found: Allocated) -> object:
    return found.rows, found.balances, found.unapplied, found.applied


@settings(max_examples=150, deadline=None)
@given(debts(), payments(refunds=False), orders, st.integers(0, 60), st.integers(0, 20))
def test_a_later_day_never_moves_what_was_allocated(
    owed: list[Debt], paid: list[Payment], order: str, day: int, more: int
) -> None:
    now, later = DAY + timedelta(days=day), DAY + timedelta(days=day + more)
    numbers = {debt.invoice_no.casefold(): debt for debt in owed}
    early = any(
        payment.date < debt.invoice_date for payment in paid for number, debt in numbers.items()
        if number in payment.invoice_no.casefold()
    )  # fmt: skip
    forward = any(debt.kind == "Credit note" and debt.reference for debt in owed)
    assume(not early and not forward)  # naming what does not exist yet may place it once it does
    before = totals(allocate(owed, paid, now, order), now)
    after = totals(allocate(owed, paid, later, order), now)
    assert before == after


def totals(found: Allocated, until: date) -> dict[tuple[object, ...], Decimal]:
    sums: dict[tuple[object, ...], Decimal] = defaultdict(lambda: D(0))
    for row in found.rows:
        if row.date <= until:
            sums[row.invoice, row.date, row.part, row.source, row.source_row] += row.amount
    return dict(sums)


@settings(max_examples=150, deadline=None)
@given(debts(), payments(refunds=False), orders)
def test_nobody_is_owed_money_and_dunned_for_it(owed: list[Debt], paid: list[Payment], order: str) -> None:
    """Money that names nothing is never held while something of the same customer and currency is open."""
    free = [p for p in paid if p.customer_id and not p.invoice_no.strip()]
    found = allocate(owed, free, AS_OF, order)
    for (customer, currency), amount in found.unapplied.items():
        money = sum(
            (found.applied[p.row].unapplied for p in free if (p.customer_id, p.currency) == (customer, currency)), D(0)
        )
        open_amounts = [
            b.open_amount for b, d in zip(found.balances, owed, strict=True)
            if (d.customer_id, d.currency) == (customer, currency) and d.kind != "Credit note"
        ]  # fmt: skip
        assert amount == 0 or money == 0 or not any(open_amounts)
