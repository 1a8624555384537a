"""Whose charges are waived where a number names several invoices, as numbers begin anew each year."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from desk import Desk, Week

from ar_sheets.base.errors import NotDone
from ar_sheets.dunning import waive


def week(*claimed: str) -> Week:
    """The run of a desk where A has invoice 7 of last year, B that of this year; a fee was claimed of those named."""
    made = Desk(numbering="yearly")
    for customer, year in (("A", 2025), ("B", 2026)):
        made.add("Customers", {"customer_id": customer, "name": customer, "profile": "Consumer", "country": "NO",
                               "currency": "NOK"})  # fmt: skip
        made.add("Invoices", {"invoice_no": "7", "customer_id": customer, "amount": Decimal(100), "currency": "NOK",
                              "invoice_date": date(year, 1, 5), "typed_due_date": date(year, 1, 19)})  # fmt: skip
    for entry, customer in enumerate(claimed, 1):
        made.add("Log", {"entry": entry, "when": "", "as_of": date(2026, 8, 1), "event": "fee", "invoice_no": "7",
                         "customer_id": customer, "step": "Reminder 1", "amount": Decimal(35), "currency": "NOK",
                         "detail": ""})  # fmt: skip
    return made.run(date(2026, 10, 5))


@pytest.mark.parametrize("customer", ["A", "B"])
def test_it_is_the_one_with_charges(customer: str) -> None:
    work = week(customer).work
    assert work.columns["customer_id"][waive._find(work, " 7")] == customer


def test_of_several_with_charges_it_is_none() -> None:
    with pytest.raises(NotDone, match=r"\(A, B\)"):
        waive._find(week("A", "B").work, "7")
