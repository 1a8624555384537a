"""Days and numbers at the edge of the calendar: a finding, never a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from conftest import Workbook, tables_of

from ar_sheets.schema.columns import SETTING_ROWS, SHEETS

DAY = "2026-10-05"
BUSINESS = """
Customers
Customer ID | Name | Profile  | Terms days | Phone
A           | Anna | Business | 14         | +47 1
B           | Bo   | Consumer | 14         | +47 2

Invoices
Invoice no | Customer ID | Invoice date | Amount | Promise date | Discount % | Discount until | VAT % | Delivered on
1001       | A           | 2026-09-01   | 1000   |              | 2          | 2026-09-08 | 25 | 2026-09-01
1002       | A           | 2026-08-01   | 500    | 2026-09-01   |            |
2001       | B           | 2026-08-20   | 500    |              |            |

Payments
Date       | Customer ID | Invoice no | Amount
2026-09-20 | A           | 1002       | 100

Payment plans
Plan no | Customer ID | Invoices | Due date   | Amount | Agreed on
1       | B           | 2001     | 2026-10-01 | 250    | 2026-09-01
1       | B           | 2001     | 2026-11-01 | 250    | 2026-09-01

Rates
Country | Profile  | Valid from | Rate % | Source
NO      | Business | 2026-01-01 | 12     | mine
"""
DAYS = (date(9999, 12, 31), date(1900, 1, 1), 2_958_465, 1e10)
NUMBERS = (3_000_000, -3_000_000, 1e9, 1e300)
ABSURD: dict[str, tuple[Any, ...]] = {"date": DAYS, "int": NUMBERS, "percent": NUMBERS, "money": (1e15, -1e300)}


def cells() -> Iterator[tuple[str, str, Any]]:
    """Sheet, column key and absurd value, for every column and setting people type days and numbers into."""
    for sheet in SHEETS:
        if sheet.name in tables_of(BUSINESS):
            yield from ((sheet.name, c.key, v) for c in sheet.owned_by("you", "reply") for v in ABSURD.get(c.type, ()))
    for setting in SETTING_ROWS:
        yield from (("Settings", setting.key, v) for v in ABSURD.get(setting.type, ()))
    for key in ("days", "min_gap_days", "days_to_pay", "fee"):
        yield from (("Dunning plan", key, v) for v in (NUMBERS if key != "fee" else ABSURD["money"]))


CELLS = list(cells())


def made(make_workbook: Callable[..., Workbook], sheet: str, key: str, value: Any) -> Workbook:
    if sheet == "Settings":
        return make_workbook(BUSINESS, **{key: value})
    workbook = make_workbook(BUSINESS)
    workbook.type(sheet, 3 if sheet == "Invoices" else 2, key, value)
    return workbook


def is_told(make_workbook: Callable[..., Workbook], sheet: str, key: str, value: Any) -> None:
    workbook = made(make_workbook, sheet, key, value)
    data = workbook.data(DAY, "--dry-run")
    assert any(p["sheet"] == sheet for p in data["problems"]), data["problems"]


# Each column once; the values take turns.
@pytest.mark.parametrize(("sheet", "key", "value"), CELLS[::7], ids=str)
def test_an_absurd_cell_is_a_finding(make_workbook: Callable[..., Workbook], sheet: str, key: str, value: Any) -> None:
    is_told(make_workbook, sheet, key, value)


@pytest.mark.long
@pytest.mark.parametrize(("sheet", "key", "value"), CELLS, ids=str)
def test_no_absurd_cell_stops_a_run_a_report_or_the_copies(
    make_workbook: Callable[..., Workbook], sheet: str, key: str, value: Any
) -> None:
    is_told(make_workbook, sheet, key, value)
    workbook = made(make_workbook, sheet, key, value)
    for command in ("run", "report", "share"):
        done = workbook.command(command, "--as-of", DAY)
        held = command == "share" and key == "payments_complete_until"  # no letters, no copies: nobody knows who paid
        assert done.exit_code in ((2,) if held else (0, 1)), (command, done.output)
        assert not held or "cannot be read" in done.output


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "2200-01-01"])
def test_an_outcome_that_promises_a_day_nobody_can_mean_is_a_finding(workbook: Workbook, day: str) -> None:
    """
    Customers
    Customer ID | Name | Profile  | Terms days | Phone
    A           | Anna | Business | 14         | +47 1

    Dunning plan
    Plan     | Step | Name | Kind | Days after due | Min gap days | Channel | Letter | Days to pay
    Business | 1    | Call | Call | 5              | 7            | Phone   | call   | 7

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1001       | A           | 2026-09-01   | 1000
    """
    workbook.run(DAY)
    workbook.type("Outbox", 2, "done_on", date(2026, 10, 5))
    workbook.type("Outbox", 2, "outcome", f"promised {day}")
    for command in ("check", "run", "report", "share"):
        done = workbook.command(command, "--as-of", "2026-10-06")
        assert done.exit_code in (0, 1), (command, done.output)
    assert "has no day" in workbook.command("check", "--as-of", "2026-10-06").output


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "0001-01-01"])
def test_a_run_as_of_a_day_nobody_can_mean_is_refused(workbook: Workbook, day: str) -> None:
    """
    Customers
    Customer ID | Name
    A           | Anna

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    """
    done = workbook.command("run", "--as-of", day)
    assert done.exit_code == 2
    assert f"{day} is not a day" in done.output
