"""What a law counts by the letter is claimed once, however many invoices the letter lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from conftest import Workbook

from ar_sheets.dunning.assess import judge, look
from ar_sheets.dunning.outbox import load_outbox
from ar_sheets.schema.model import Message

TEXT = """
Customers
Customer ID | Name | Profile | Email | Street | City | Country
C1 | Jan | Consumer | jan@jan.example | Straat 1 | Leiden | {country}

Invoices
Invoice no | Customer ID | Invoice date | Due date | Amount | Currency
1 | C1 | 2026-08-17 | 2026-08-31 | 150 | {currency}
2 | C1 | 2026-08-18 | 2026-09-01 | 60 | {currency}
3 | C1 | 2026-08-19 | 2026-09-02 | 5 | {currency}

Log
Entry | When | As of | Event | Customer ID | Invoice no | Step
{log}
"""
DONE = ("Reminder 1", "Reminder 2", "Reminder 3")


def message(make_workbook: Callable[..., Workbook], steps: tuple[str, ...], **place: Any) -> Message:
    days = ("2026-09-07", "2026-09-21", "2026-10-05")
    rows = [f"{i} | x | {days[i % 3]} | posted | C1 | {n} | {s}" for n in (1, 2, 3) for i, s in enumerate(steps)]
    book = make_workbook(TEXT.format(log="\n".join(rows), **place))
    read, facts = look(book.path.read_bytes())
    _, messages = judge(read, facts, load_outbox(read), date(2026, 11, 20))
    return messages[0]


def test_dutch_costs_are_announced_once_on_all_principals_together(make_workbook: Callable[..., Workbook]) -> None:
    found = message(make_workbook, DONE, country="NL", currency="EUR")
    assert found.step.kind == "Formal notice"
    announced = [charge.announced for line in found.lines for charge in line.charges if charge.announced]
    assert announced == [Decimal(40)]  # 15 % of 215 is less than the least of 40


def test_norwegian_reminder_fee_is_claimed_once(make_workbook: Callable[..., Workbook]) -> None:
    found = message(make_workbook, ("Reminder 1", "Phone call"), country="NO", currency="NOK")
    assert found.step.name == "Reminder 2"
    fees = [charge.amount for line in found.lines for charge in line.charges if charge.amount]
    assert fees in ([], [Decimal(38)])
    assert sum(line.fee for line in found.lines) <= 38
