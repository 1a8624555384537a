"""Days that can be read and still cannot be right: a wrong year, payments complete until next year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from conftest import Workbook

AS_OF = "2026-11-20"


def test_an_invoice_of_a_later_day_is_never_called_paid(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Amount | Promise date
    1 | C1 | Invoice | 2026-12-01 | 1000 | 2026-12-20
    2 | C1 | Invoice | 2027-11-20 | 1000 |
    3 | C1 | Credit note | 2026-12-21 | 100 |
    4 | C1 | Invoice | 2026-11-20 | 50 |
    """
    workbook.run(AS_OF)
    for number in "123":
        row = workbook.invoice(number)
        day = row["invoice_date"]
        assert (row["status"], row["open_amount"]) == ("Not due", 0)
        assert row["why"] == f"Dated {day}, after this run's day: it counts from then on."
        for command in ("explain", "history"):
            said = workbook.command(command, number, "--as-of", AS_OF).stdout
            assert row["why"] in said
            assert "Paid." not in said
    assert workbook.invoice("4")["open_amount"] == 50
    (total,) = [row for row in workbook.rows("Aging") if row["customer_id"] == "Total"]
    assert total["open_amount"] == 50
    (customer,) = workbook.rows("Customers")
    assert (customer["open_amount"], customer["promises_kept"]) == (50, None)
    # 31 days ahead (row 4) are nothing strange, but a credit that settles an invoice is told; a year ahead is
    found, coming = [row for row in workbook.rows("Problems") if row["sheet"] == "Invoices"]
    assert (coming["cell"], "what it pays is on hold until then" in coming["what"]) == ("D4", True)
    assert (found["cell"], "2027-11-20" in found["what"], "wrong year" in found["what_to_do"]) == ("D3", True, True)


@pytest.mark.parametrize(("until", "letters", "found"), [
    (None, 1, False), (date(2026, 11, 19), 1, False), (date(2026, 11, 20), 1, False), (date(2026, 11, 21), 0, True),
    (date(2027, 11, 19), 0, True), (date(2026, 10, 1), 0, False),
])  # fmt: skip
def test_payments_cannot_be_complete_until_a_day_to_come(
    make_workbook: Callable[..., Workbook], until: date | None, letters: int, found: bool
) -> None:
    book = make_workbook(
        "Customers\nCustomer ID | Name | Profile | Email\nC1 | Anna AS | Business | a@anna.example\n\n"
        "Invoices\nInvoice no | Customer ID | Invoice date | Due date | Amount\n1 | C1 | 2026-09-01 | 2026-09-15 | 900",
        payments_complete_until=until,
    )
    data = book.data(AS_OF, "--dry-run")
    assert len(data["messages"]) == letters
    said = [p for p in data["problems"] if p["sheet"] == "Settings" and "complete until" in p["what"]]
    assert [p["what_to_do"][:17] for p in said] == ["Type the last day"] * found


def test_a_payment_of_next_year_leaves_its_customer_in_peace(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example
    C2 | Berit AS | Business | b@berit.example
    C3 | Carl AS | Business | c@carl.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-09-01 | 2026-09-15 | 900
    2 | C2 | 2026-09-01 | 2026-09-15 | 900
    3 | C3 | 2026-09-01 | 2026-09-15 | 900

    Payments
    Date | Customer ID | Invoice no | Amount
    2027-11-10 | C1 | | 900
    2027-11-10 | | 2 | 900
    2026-12-21 | C3 | 3 | 900
    """
    data = workbook.data(AS_OF, "--dry-run")
    assert data["messages"] == []  # 31 days: post-dated, and not here yet
    found = [p for p in data["problems"] if p["sheet"] == "Payments"]
    assert [p["cell"] for p in found] == ["A2", "A3", "A4"]
    assert ["2027-11-10" in p["what"] for p in found] == [True, True, False]


def test_many_days_ahead_are_one_finding(make_workbook: Callable[..., Workbook]) -> None:
    rows = "\n".join(f"{n} | C1 | 2027-11-{n:02} | 900" for n in range(1, 10))
    book = make_workbook(
        "Customers\nCustomer ID | Name | Profile\nC1 | Anna AS | Business\n\n"
        f"Invoices\nInvoice no | Customer ID | Invoice date | Amount\n{rows}"
    )
    (found,) = [p for p in book.data(AS_OF, "--dry-run")["problems"] if p["sheet"] == "Invoices"]
    assert "and 8 more" in found["what"]


def test_an_invoice_of_long_ago_waits_for_its_year(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount | Hold reason
    1 | C1 | 2006-11-01 | 900 |
    2 | C1 | 2006-11-01 | 900 | Written off
    3 | C1 | 2006-11-01 | 900 |
    4 | C1 | 2024-11-01 | 900 |

    Payments
    Date | Customer ID | Invoice no | Amount
    2006-12-01 | C1 | 3 | 900
    """
    data = workbook.data(AS_OF, "--dry-run")
    assert [message["invoices"] for message in data["messages"]] == [["4"]]
    workbook.run(AS_OF)
    first, off, paid, recent = (workbook.invoice(number) for number in "1234")
    assert (first["status"], first["interest"], first["open_amount"]) == ("Check", 0, 900)
    assert "more than 10 years ago" in first["why"]
    assert (off["status"], paid["status"], recent["status"]) == ("Written off", "Paid", "Overdue")
    assert recent["interest"] > Decimal(0)
    found = [row for row in workbook.rows("Problems") if row["sheet"] == "Invoices"]
    assert [row["cell"] for row in found] == ["D2"]
    assert not [row for row in workbook.rows("Customers") if "3300" in str(row["credit_reason"])]


def test_what_cannot_be_right_is_told_to_no_customer(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(
        "Customers\nCustomer ID | Name | Profile\nC1 | Anna AS | Business\nC2 | Berit AS | Business\n\n"
        "Invoices\nInvoice no | Customer ID | Invoice date | Amount\n1 | C1 | 2006-11-01 | 900\n"
        "2 | C2 | 2026-11-01 | 900\n3 | C2 | 2026-12-01 | 700",
        payments_complete_until=date(2027, 11, 19),
    )
    made = book.command("statement", "--as-of", AS_OF)
    assert "C1" in made.output
    assert "not made, a row of theirs says Check" in made.output
    (statement,) = (book.path.parent / "statements").rglob("*.txt")
    told = statement.read_text(encoding="utf-8")
    assert "900.00" in told
    assert "700" not in told
    book.run(AS_OF)
    import openpyxl

    start = openpyxl.load_workbook(book.path)["Start"]
    assert not [cell.value for row in start.iter_rows() for cell in row if "payments until" in str(cell.value)]


def test_a_look_into_the_past_finds_nothing_strange_in_what_came_after(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-03-01 | 2026-03-15 | 900
    2 | C1 | 2026-10-01 | 2026-10-15 | 500

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-10-20 | C1 | 1 | 900
    """
    workbook.run(AS_OF)
    row = workbook.find("Outbox", customer_id="C1")
    workbook.type("Outbox", row, "done_on", date(2026, 11, 20))
    workbook.run(AS_OF)
    workbook.type("Settings", workbook.find("Settings", setting="Payments complete until"), "value", date(2026, 11, 19))
    data = workbook.data("2026-08-01", "--dry-run")
    assert not [p for p in data["problems"] if "after this run's day" in p["what"]]
    assert [message["invoices"] for message in data["messages"]] == [["1"]]
