"""What a run tells besides faults: letters nobody can pay or that name nobody, and words that are true of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import Workbook

from ar_sheets.cli.main import main

AS_OF = "2026-11-20"
LETTER = """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-03-01 | 2026-09-15 | 900
"""


@pytest.mark.parametrize(("settings", "found"), [
    ({}, False), ({"iban": None}, True), ({"iban": None, "account_number": "8601 11 17947"}, False),
    ({"iban": None, "payment_link": "https://pay.example/{invoice_no}"}, False),
    ({"iban": None, "payment_link": "http://pay.example"}, True),
    ({"iban": None, "payment_methods": "Bank transfer"}, True),
    ({"iban": None, "payment_methods": "Vipps 123456"}, False),
])  # fmt: skip
def test_a_letter_says_where_to_pay_or_a_note_does(
    make_workbook: Callable[..., Workbook], settings: dict[str, Any], found: bool
) -> None:
    problems = make_workbook(LETTER, **settings).data(AS_OF, "--dry-run")["problems"]
    said = [p for p in problems if "do not say where to pay" in p["what"]]
    assert [(p["sheet"], bool(re.fullmatch(r"B\d+", p["cell"])), p["stops"]) for p in said] == (
        [("Settings", True, False)] if found else []
    )


def test_a_setting_without_a_row_is_told_too(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(LETTER, iban=None)
    book.type("Settings", book.find("Settings", setting="IBAN"), "setting", None)
    (said,) = [p for p in book.data(AS_OF, "--dry-run")["problems"] if "where to pay" in p["what"]]
    assert (said["what"][:20], said["what_to_do"][:14]) == ("IBAN has no row here", "Add a row: IBA")


def test_a_letter_to_a_customer_without_a_name_is_told(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    K1 | | Business | a@anna.example
    K2 | | Business | b@berit.example
    K3 | Carl AS | Business | c@carl.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | K1 | 2026-03-01 | 2026-09-15 | 900
    2 | K2 | 2026-03-01 | 2026-12-31 | 900
    3 | K3 | 2026-03-01 | 2026-09-15 | 900
    """
    data = workbook.data(AS_OF, "--dry-run")
    (said,) = [p for p in data["problems"] if "Name is empty" in p["what"]]
    assert (said["cell"], said["stops"], "K1" in said["what"], "K2" in said["what"]) == ("B2", False, True, False)
    assert len(data["messages"]) == 2


def test_each_of_several_customers_has_its_cell(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    K1 | Anna AS | Business | a@anna.example
    K2 | Berit AS | Business | b@berit.example
    K3 | Carl AS | Business | c@carl.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | K3 | 2026-11-01 | 900
    2 | K1 | 2026-11-01 | 900
    """
    said = [p for p in workbook.data(AS_OF, "--dry-run")["problems"] if "Terms accepted on is empty" in p["what"]]
    (told,) = said
    first, third = re.findall(r"K\d \(([A-Z]+\d)\)", told["what"])
    assert (first, third) == (told["cell"], told["cell"].replace("2", "4"))


@pytest.mark.parametrize(("amount", "email", "ends"), [
    ("900", "a@anna.example", None),
    ("ten", "a@anna.example", ["  fix the 1 problem in its sheet Problems, then run again"]),
    ("900", "", ["  read the 1 note in its sheet Problems; it leaves no row out"]),
    ("ten", "anna", ["  fix the 1 problem in its sheet Problems, then run again",
                     "  read the 1 note there, too; it leaves no row out"]),
])  # fmt: skip
def test_the_end_of_a_run_counts_notes_apart(
    make_workbook: Callable[..., Workbook], amount: str, email: str, ends: list[str] | None
) -> None:
    book = make_workbook(LETTER.replace("| 900", f"| {amount}").replace("a@anna.example", email))
    lines = book.run(AS_OF).stdout.splitlines()
    assert lines[-len(ends or [0]) :] == (ends or [f"  open the workbook:      {book.path}"])


def test_the_lines_at_the_end_can_be_typed(
    make_workbook: Callable[..., Workbook], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_workbook(LETTER).path.parent
    monkeypatch.chdir(home.parent)
    for typed in (Path(home.name) / "receivables.xlsx", home / "receivables.xlsx"):
        dry = CliRunner().invoke(main, ["run", str(typed), "--dry-run", "--as-of", AS_OF]).stdout
        assert dry.rstrip().endswith(f"run {typed} --as-of {AS_OF}")
        said = CliRunner().invoke(main, ["run", str(typed), "--as-of", AS_OF]).stdout
        assert f"look at the letters:    {typed.parent / 'batches' / AS_OF / 'index.html'}" in said
        assert f"open the workbook:      {typed}" in said
    assert "--as-of" not in CliRunner().invoke(main, ["run", str(typed), "--dry-run"]).stdout
