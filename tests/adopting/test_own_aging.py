"""The aging of a list agrees with its due dates, is of another day, counts from the invoice, or is asked about."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from layouts import book
from test_layouts import adopt, adopted

from ar_sheets.adopting.own_aging import FAR, read_bucket

TODAY = date(2026, 11, 20)
BOUNDS = (("Current", -FAR, 0), ("1-30", 1, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("Over 90", 91, FAR))


@pytest.mark.parametrize(
    ("header", "span"),
    [("31-60", (31, 60)), ("31 to 60 days", (31, 60)), ("90+", (90, FAR)), ("> 90 days", (90, FAR)),
     ("Current", (-FAR, 0)), ("Over 90", (90, FAR)), ("Amount", None), ("", None), ("2026", None)],
)  # fmt: skip
def test_headers_of_buckets(header: str, span: tuple[int, int] | None) -> None:
    assert read_bucket(header) == span


def aged(ages: list[int], *, seen: date = TODAY, issued: bool = False) -> dict[str, list[list[Any]]]:
    """Invoices of 14 days, this many days overdue today, each amount in the bucket it has on the day `seen`."""
    head = ["Invoice no", "Customer", "Invoice date", "Due date", "Amount", *(name for name, *_ in BOUNDS)]
    rows: list[list[Any]] = [head]
    for number, age in enumerate(ages):
        due = TODAY - timedelta(days=age)
        written = due - timedelta(days=14 + 9 * (number % 5))
        days = (seen - (written if issued else due)).days
        held = [100.0 if low <= days <= high else None for _, low, high in BOUNDS]
        rows.append([f"A{number}", f"Client {number}", written, due, 100.0, *held])
    return {"Open": rows}


AGES = [-5, 3, 20, 35, 50, 65, 80, 95, 130, 12]


def noted(path: Path) -> list[str]:
    return [note for note in adopted(path, "--answer", "Currency=USD", "--dry-run")["notes"] if "aging" in note]


def test_an_aging_that_agrees_is_not_spoken_of(tmp_path: Path) -> None:
    assert noted(book(tmp_path / "a.xlsx", aged(AGES))) == []


def test_an_aging_of_another_day_or_from_the_invoice_is_noted(tmp_path: Path) -> None:
    earlier = book(tmp_path / "a.xlsx", aged(AGES, seen=TODAY - timedelta(days=25)))
    assert any("another day" in note for note in noted(earlier))


def test_an_aging_that_fits_no_day_is_asked_about(tmp_path: Path) -> None:
    mixed = aged(AGES)["Open"]
    for row, other in zip(mixed[1:], reversed([row[5:] for row in mixed[1:]]), strict=True):
        row[5:] = other
    path = book(tmp_path / "a.xlsx", {"Open": mixed})
    before = path.read_bytes()
    refused = adopt(path, "--yes", "--answer", "Currency=USD")
    assert refused.exit_code == 2
    assert "does not fit the due dates" in refused.output
    assert path.read_bytes() == before
    adopted(path, "--answer", "Currency=USD", "--answer", "Aging: Open=go on", "--dry-run")
