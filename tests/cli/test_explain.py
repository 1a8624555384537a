"""explain says the same numbers as the sheet, each with its rule and its source."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

from conftest import Workbook

AS_OF = "2026-11-20"


def test_explain_agrees_with_the_sheet(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Country
    C1 | Anna AS | Business | a@anna.example | NO

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    "0042" | C1 | 2026-05-18 | 2026-06-01 | 1000
    43 | C1 | 2026-05-18 | 2026-06-01 | ten

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-07-15 | C1 | "0042" | 400
    """
    workbook.run(AS_OF)
    sheet = workbook.invoice("0042")
    text = workbook.command("explain", "0042", "--as-of", AS_OF).stdout
    data = json.loads(workbook.command("explain", "0042", "--as-of", AS_OF, "--json").stdout)
    made = {rule["rule"]: rule["made"] for rule in data["rules"]}
    for key in ("interest", "fees", "total_due"):
        assert Decimal(made[key]) == sheet[key], key
    assert made["status"] == sheet["status"]
    assert sheet["why"] in text
    assert data["why"] == sheet["why"]
    assert sum(Decimal(line["amount"]) for line in data["interest_lines"]) == sheet["interest"]
    assert [Decimal(item["amount"]) for item in data["allocations"]] == [sheet["paid"]]
    assert "forsinkelsesrenteloven" in text  # the law is named
    for line in data["interest_lines"]:
        assert line["start"] in text
        assert line["source"]


def test_explain_an_invoice_that_cannot_be_worked_out_or_is_not_there(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna AS | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    43 | C1 | 2026-05-18 | ten
    """
    assert "Invoices!G2" in workbook.command("explain", "43", "--as-of", AS_OF).stdout
    missing = workbook.command("explain", "44", "--as-of", AS_OF)
    assert missing.exit_code == 2
    assert "no invoice 44" in missing.stderr


def test_explain_a_customer(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount | Currency
    1 | C1 | 2026-05-18 | 100 | NOK
    2 | C1 | 2026-05-18 | 70 | EUR

    Payments
    Date | Customer ID | Amount | Currency
    2026-07-15 | C1 | 130 | NOK
    """
    text = workbook.command("explain", "c1", "--as-of", AS_OF).stdout
    assert "NOK  open 0.00, of that overdue 0.00; unapplied 30.00" in text
    assert "EUR  open 70.00" in text
    data = json.loads(workbook.command("explain", "C1", "--as-of", AS_OF, "--json").stdout)
    assert [row["invoice_no"] for row in data["open_invoices"]] == ["2"]
    assert Decimal(data["by_currency"]["NOK"]["unapplied"]) == 30


def test_a_credit_note_says_where_its_money_went(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna AS | Business
    C2 | Berit AS | Business

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Amount | PO / ref
    broken | nobody | Invoice | 2026-11-01 | 5 |
    101 | C1 | Invoice | 2026-11-01 | 100 |
    102 | C1 | Invoice | 2026-11-02 | 40 |
    201 | C1 | Credit note | 2026-11-03 | 90 | 101
    202 | C1 | Credit note | 2026-11-04 | 80 |
    203 | C2 | Credit note | 2026-11-04 | 80 |
    204 | C1 | Credit note | 2026-11-04 | 30 | 101

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-11-10 | C2 | 203 | -80
    """
    workbook.run(AS_OF)
    said = {n: (workbook.invoice(n)["status"], workbook.invoice(n)["why"]) for n in ("201", "202", "203", "204")}
    assert said == {
        "201": ("Paid", "Put against 101: 90.00."),
        "202": ("Credit", "Put against 101: 10.00, 102: 40.00; 30.00 NOK of credit is not used yet."),
        "203": ("Paid", "Paid out: 80.00."),
        "204": ("Credit", "30.00 NOK of credit is not used yet."),
    }
    assert "put against 101: 90.00" in workbook.command("explain", "201", "--as-of", AS_OF).stdout
    # The credit note stands in row 5 of the sheet, below a row that cannot be used.
    text = workbook.command("explain", "101", "--as-of", AS_OF).stdout
    assert "credit note (Invoices row 5): credit note 201 names it" in text
    data = json.loads(workbook.command("explain", "101", "--as-of", AS_OF, "--json").stdout)
    assert [item["source_row"] for item in data["allocations"]] == [5, 6]
    assert "(Payments row 2)" in workbook.command("explain", "203", "--as-of", AS_OF).stdout


def test_a_number_typed_in_part_finds_its_invoice(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    "0042" | Anna AS | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    2026-0101 | "0042" | 2026-11-01 | 100
    2026-0110 | "0042" | 2026-11-01 | 100
    2026-1101 | "0042" | 2026-11-01 | ten
    """
    for typed, said in (
        ("101", "Did you mean 2026-0101 or 2026-1101?"), ("2026-0110x", "2026-0110"), ("42", "Did you mean 0042?"),
        ("zebra", "just as it stands"),
    ):  # fmt: skip
        for command in ("explain", "history"):
            done = workbook.command(command, typed, "--as-of", AS_OF)
            assert done.exit_code == 2
            assert said in done.stderr, (command, typed)


def test_a_row_that_says_check_says_what_to_type(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Country
    C1 | Anna AS | Business | NO
    C2 | Berit AS | Business | Norgeland

    Invoices
    Invoice no | Customer ID | Invoice date | Amount | Hold until
    1 | C1 | 2026-11-01 | ten |
    2 | C1 | 2026-11-01 | 100 | soon
    3 | C2 | 2026-11-01 | 100 |
    """
    problems = {p["cell"]: p["what_to_do"] for p in workbook.data(AS_OF, "--dry-run")["problems"]}
    for number, cell in (("1", "G2"), ("2", "Z3"), ("3", "K3")):
        text = workbook.command("explain", number, "--as-of", AS_OF).stdout
        cell = next(place for place in problems if f"!{place}: " in text)
        assert problems[cell] in text, number


def test_explain_says_that_a_day_off_moved_the_day_of_interest(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Country
    C1 | Anna AS | Business | a@anna.example | NO

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-09-01 | 2026-10-03 | 1000
    2 | C1 | 2026-09-01 | 2026-10-02 | 1000
    """
    moved = "due on 2026-10-03, a day off: interest runs from the day after 2026-10-05, the next working day"
    assert moved in workbook.command("explain", "1", "--as-of", AS_OF).stdout
    assert "a day off" not in workbook.command("explain", "2", "--as-of", AS_OF).stdout


def test_a_promise_of_a_day_before_its_invoice_is_told_and_not_believed(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Country
    C1 | Anna AS | Business | a@anna.example | NO
    C2 | Bo AS | Business | b@bo.example | NO

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Promise date
    1 | C1 | 2026-09-01 | 2026-10-01 | 1000 | 2025-11-30
    2 | C2 | 2026-09-01 | 2026-10-01 | 1000 | 2026-09-01
    """
    workbook.run(AS_OF)
    first, second = workbook.invoice("1"), workbook.invoice("2")
    assert first["status"] == "Check"
    assert "Promise date 2025-11-30 is before the invoice date 2026-09-01" in first["why"]
    assert "promise broken" not in first["why"]
    assert second["status"] != "Check"
    assert "promise broken" in second["why"]


def test_explain_speaks_the_workbooks_language_in_statuses_and_amounts(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(
        """
        Customers
        Customer ID | Name | Profile | Email | Country
        C1 | Anna AS | Business | a@anna.example | NO

        Invoices
        Invoice no | Customer ID | Invoice date | Due date | Amount
        1 | C1 | 2026-10-01 | 2026-10-15 | 1234.5
        """,
        language="nb",
    )
    told = book.command("explain", "C1", "--as-of", AS_OF).stdout
    assert "  1  Forfalt: " in told
    assert "1\xa0234,50" in told
    assert "1,234.50" not in told + book.command("explain", "1", "--as-of", AS_OF).stdout
