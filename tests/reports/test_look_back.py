"""How earlier forecasts came out: kept by a report, checked by later ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Workbook
from reckoned import reckoned

from ar_sheets.reports import look_back
from ar_sheets.reports.forecast import forecasts

TEXT = """
    Customers
    Customer ID | Name
    C1 | Anna

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-09-01 | 2026-10-15 | 1000
    2 | C1 | 2026-09-01 | 2026-10-25 | 500
    {more}

    Payments
    Date | Customer ID | Invoice no | Amount
    {paid}
"""
PAID = "2026-10-15 | C1 | 1 | 1000\n    2026-10-29 | C1 | 2 | 300\n    2026-10-30 | C1 | 2 | 200"
LATER = "3 | C1 | 2026-10-05 | 2026-10-12 | 70"


def kept_on(folder: Path, day: str, text: str = TEXT) -> None:
    work = reckoned(text.format(more="", paid="2026-01-01 | C1 | | 0.01"), day)
    look_back.keep_forecasts(folder, "a.xlsx", work, forecasts(work))


def test_what_came_in_28_days_on_the_invoices_that_were_in_it(tmp_path: Path) -> None:
    kept_on(tmp_path, "2026-10-01")
    paid = PAID + "\n    2026-10-12 | C1 | 3 | 70"
    work = reckoned(TEXT.format(more=LATER, paid=paid), "2026-11-20")
    (one,) = look_back.check_forecasts(work, look_back.read_forecasts(tmp_path, "a.xlsx"), "NOK")
    assert one.as_of == date(2026, 10, 1)
    assert one.came == 1300  # up to 29 October; and what was invoiced after the forecast was not in it
    assert one.low <= one.said <= one.high
    assert one.in_range == (one.low <= 1300 <= one.high)
    assert look_back.check_forecasts(work, look_back.read_forecasts(tmp_path, "another.xlsx"), "NOK") == []


@pytest.mark.parametrize(("today", "over"), [("2026-10-28", 0), ("2026-10-29", 1)])
def test_a_forecast_is_checked_when_its_days_are_over(tmp_path: Path, today: str, over: int) -> None:
    kept_on(tmp_path, "2026-10-01")
    work = reckoned(TEXT.format(more="", paid=PAID), today)
    kept = look_back.read_forecasts(tmp_path, "a.xlsx")
    assert len(look_back.check_forecasts(work, kept, "NOK")) == over
    assert look_back.first_check(kept, work.as_of) == date(2026, 10, 29)


def test_the_last_four_are_shown_and_the_past_is_not_rewritten(tmp_path: Path) -> None:
    for day in ("2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-05"):
        kept_on(tmp_path, day)
    before = (tmp_path / look_back.FILE).read_bytes()
    kept_on(tmp_path, "2026-10-02")
    assert (tmp_path / look_back.FILE).read_bytes() == before
    work = reckoned(TEXT.format(more="", paid=PAID), "2026-11-20")
    found = look_back.check_forecasts(work, look_back.read_forecasts(tmp_path, "a.xlsx"), "NOK")
    assert [one.as_of.day for one in found] == [5, 4, 3, 2]


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "[]",
        '{"a.xlsx": 1}',
        '{"a.xlsx": [{"as_of": "2026-13-01"}]}',
        '{"a.xlsx": [{"as_of": "2026-10-01", "currencies": {"NOK": {"said": "x"}}}]}',
    ],
)
def test_a_file_that_cannot_be_read_is_begun_anew(tmp_path: Path, broken: str) -> None:
    (tmp_path / look_back.FILE).write_text(broken)
    assert look_back.read_forecasts(tmp_path, "a.xlsx") == []
    kept_on(tmp_path, "2026-10-01")
    assert len(look_back.read_forecasts(tmp_path, "a.xlsx")) == 1


def test_a_report_shows_how_an_earlier_one_came_out(make_workbook: Callable[..., Workbook]) -> None:
    text = TEXT.format(more="4 | C1 | 2026-11-05 | 2026-12-12 | 70", paid=PAID)
    made = make_workbook(text)
    first = made.command("report", "--as-of", "2026-10-01", "--json")
    assert json.loads(first.stdout)["currencies"]["NOK"]["forecasts_checked"] == []
    page = (made.path.parent / "reports" / "2026-10-01" / "report.html").read_text("utf-8")
    assert "the first is checked on 2026-10-29" in page
    later = made.command("report", "--as-of", "2026-11-20", "--json")
    (one,) = json.loads(later.stdout)["currencies"]["NOK"]["forecasts_checked"]
    assert Decimal(one["came"]) == 1300
    page = (made.path.parent / "reports" / "2026-11-20" / "report.html").read_text("utf-8")
    assert '<th scope="row">2026-10-01</th>' in page
    assert "what customers have paid since on the invoices that were in it" in page
