"""Self-test: published examples, worked out by the same functions that work on your invoices.

The cases stand in `selftest_cases.csv` with their sources. `first_day` and `last_day` are the first and last day
that bear interest (for a fee: the letter's day is the last, for a discount: invoice date and payment date).
Where the product differs from what was published, the note says why.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import NamedTuple

from ar_sheets.countries import interest_rule
from ar_sheets.rules.allocation import allocate
from ar_sheets.rules.fees import charges
from ar_sheets.rules.interest import interest_lines
from ar_sheets.schema.model import Contact, Debt, Payment, Rate, Settings, Step

ONE_DAY = timedelta(days=1)
Row = dict[str, str]


class CaseResult(NamedTuple):
    """One case: its name, the amount expected, the amount worked out ("refused" where no rate is known; with the last
    day whose rate is known where that is before the end)."""

    case: str
    expected: str
    got: str
    ok: bool


def cases() -> Iterator[Row]:
    """The rows of the shipped data file."""
    text = files("ar_sheets.cli").joinpath("selftest_cases.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def work_out_cases() -> list[CaseResult]:
    """Work out all cases."""
    work = {"interest": _interest, "fee": _fee, "discount": _discount}
    outcomes = []
    for row in cases():
        got = work[row["kind"]](row)
        outcomes.append(CaseResult(row["case"], row["expected"], got, got == row["expected"]))
    return outcomes


def _interest(row: Row) -> str:
    contract = Decimal(row["contract_rate"]) if row["contract_rate"] else None
    settings = Settings(weekends="as is", interest="contract" if contract else "statutory", contract_rate=contract)
    rates = [
        Rate(row["country"], "", date.fromisoformat(start), Decimal(percent), row["source"])
        for start, percent in (text.split("=") for text in row["own_rates"].split(";") if text)
    ]
    rule = interest_rule(row["country"], row["profile"], settings, rates)
    if isinstance(rule, str):
        return "refused"
    due, last = date.fromisoformat(row["first_day"]) - ONE_DAY, date.fromisoformat(row["last_day"])
    principal = Decimal(row["principal"])
    lines = interest_lines("Invoice", due, principal, (), principal, (), rule, (), last)
    if not lines:
        return "refused"
    until = "" if lines[-1].end == last else f" to {lines[-1].end}"
    return f"{sum(line.amount for line in lines):.2f}{until}"


def _fee(row: Row) -> str:
    day = date.fromisoformat(row["last_day"])
    due = date.fromisoformat(row["first_day"]) - ONE_DAY if row["first_day"] else day - timedelta(days=100)
    letters: tuple[Contact, ...] = ()
    kind = "Formal notice" if row["letters"] else "Reminder"
    if row["letters"]:
        letters = (
            Contact(day - timedelta(days=60), "First letter", "Reminder", "Email", day - timedelta(days=46)),
            Contact(day - timedelta(days=40), "Second letter", "Formal notice", "Post", day - timedelta(days=10)),
        )
    step = Step("Test", 9, "Step", kind, 0, interest="charge", days_to_pay=14)
    amount = Decimal(row["principal"])
    found = charges(
        step, "Invoice", due - ONE_DAY, due, amount, amount, (), row["currency"], row["country"], row["profile"],
        due - ONE_DAY, (), letters, "statutory", "as is", row["currency"], day,
    )  # fmt: skip
    return f"{sum(charge.amount for charge in found):.2f}"


def _discount(row: Row) -> str:
    """What is credited when the customer pays the amount less the discount on the last day."""
    amount, percent = Decimal(row["principal"]), Decimal(row["contract_rate"])
    dated, paid = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    debt = Debt(
        0, "1", "C", "Invoice", dated, dated + timedelta(days=30), row["currency"], amount,
        discount_percent=percent, discount_until=dated + timedelta(days=int(row["own_rates"])),
    )  # fmt: skip
    payment = Payment(2, paid, "C", "1", amount - amount * percent / 100, row["currency"])
    return f"{allocate([debt], [payment], paid, 'statutory').balances[0].credited:.2f}"
