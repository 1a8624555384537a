"""Each kind of bad input gets a finding with its cell, the value shown and what to do; the good rows go on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Workbook

AS_OF = "2026-11-20"

CUSTOMERS = """
Customers
Customer ID | Name | Profile  | Email         | Country
C1          | Anna | Consumer | a@anna.example | NO
C2          | Bygg AS | Business | b@bygg.example | NO
"""

GOOD = "good | C1 | 2026-10-01 | 2026-10-15 | NOK | 500"
HEADERS = "Invoice no | Customer ID | Invoice date | Due date | Currency | Amount | Kind"


def problems(book: Workbook) -> list[tuple[str, str, str]]:
    return [(row["sheet"], row["cell"], row["what"]) for row in book.rows("Problems")]


@pytest.mark.parametrize(
    ("row", "cell", "what"),
    [
        ("X | C1 | 12.10.2026 | | | 100", "C3", 'Invoice date is text, not a date: "12.10.2026"'),
        ("X | C1 | | | | 100", "C3", "Invoice date is empty"),
        ("X | C1 | 2026-10-01 | 31.11.2026 | | 100", "D3", 'Due date is text, not a date: "31.11.2026"'),
        ("X | C1 | 2026-10-01 | | | 1.250,00 €", "F3", 'Amount is text, not a number: "1.250,00 €"'),
        ("X | C1 | 2026-10-01 | | | ", "F3", "Amount is empty"),
        ("X | C1 | 2026-10-01 | | | 0", "F3", "Amount is zero"),
        ("X | C1 | 2026-10-01 | | | -96", "F3", "Amount is negative (-96.00) but Kind is empty"),
        ("X | C9 | 2026-10-01 | | | 100", "B3", 'There is no customer "C9" in Customers'),
        ("X |    | 2026-10-01 | | | 100", "B3", "Customer ID is empty"),
        ("X | C1 | 2026-10-01 | | EURO | 100", "E3", 'Currency is not known: "EURO"'),
        ("X | C1 | 2026-10-01 | 2026-09-30 | | 100", "D3", "Due date 2026-09-30 is before the invoice date 2026-10-01"),
        ("X | C1 | 2026-10-01 | | | 100 | Bill", "G3", 'Kind is not one of the choices: "Bill"'),
        ("  | C1 | 2026-10-01 | | | 100", "A3", "Invoice no is empty"),
        ("good | C2 | 2026-10-01 | | | 100", "A3", 'Invoice no "good" is used more than once; the first is in row 2'),
    ],
)
def test_a_bad_invoice_row(make_workbook: Callable[..., Workbook], row: str, cell: str, what: str) -> None:
    book = make_workbook(f"{CUSTOMERS}\nInvoices\n{HEADERS}\nfirst | C1 | 2026-10-01 | 2026-10-15 | NOK | 500\n{row}\n"
                         if not row.startswith("good") else f"{CUSTOMERS}\nInvoices\n{HEADERS}\n{GOOD}\n{row}\n"
                         "first | C1 | 2026-10-01 | 2026-10-15 | NOK | 500")  # fmt: skip
    # the contract's columns stand in another order than the test's; the cell is looked up by what it says
    result = book.run(AS_OF)
    assert result.exit_code == 1
    found = [(sheet, text) for sheet, _, text in problems(book)]
    assert ("Invoices", what) in found
    assert what in result.stderr
    bad = [r for r in book.rows("Invoices") if r["status"] == "Check"]
    assert bad
    assert all(r["next_step"] is None for r in bad)
    first = book.invoice("first")
    # What may be credit of theirs is not asked for until it can be read.
    assert first["status"] == ("On hold" if "negative" in what or "Kind" in what.split()[0] else "Overdue")
    assert str(first["open_amount"]) == "500.00"
    assert all(r["invoice_no"] not in (letter["invoices"] or "") for r in bad if r["invoice_no"]
               for letter in book.rows("Outbox"))  # fmt: skip


def test_every_finding_names_its_cell(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Verein | a@anna.example
    C1 | Twin | Business | t@twin.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | x100
    2 | C1 | 2026-10-01 | 100

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-10-20 | C1 | 77 | 10
    soon | C1 | 2 | 10
    2026-10-20 | C8 | | 10
    """
    workbook.run(AS_OF)
    found = {(sheet, cell) for sheet, cell, _ in problems(workbook)}
    expected = {("Customers", "C2"), ("Customers", "A3"), ("Invoices", "G2"), ("Payments", "C2"), ("Payments", "A3"),
                ("Payments", "B4")}  # fmt: skip
    assert expected <= found
    assert workbook.invoice("2")["status"] == "Check"  # its customer's row has a fault
    assert not workbook.rows("Outbox")


def test_a_payment_that_cannot_be_read_keeps_its_customer_from_being_reminded(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Consumer | a@anna.example
    C2 | Bo | Consumer | b@bo.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | 100
    2 | C2 | 2026-10-01 | 100

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-10-20 | C1 | 1 | hundred
    """
    workbook.run(AS_OF)
    assert workbook.invoice("1")["status"] == "On hold"
    assert "could not be read" in workbook.invoice("1")["why"]
    assert [row["customer_id"] for row in workbook.rows("Outbox")] == ["C2"]


def test_an_address_that_is_none_is_said_and_not_used(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Street | City
    C1 | Anna | Consumer | anna(at)anna.example | Gata 1 | Oslo
    C2 | Bo | Consumer | b@bo.example, x@y.example | |
    C3 | Ca | Consumer | ç.ela@søn.example | |

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | 100
    2 | C2 | 2026-10-01 | 100
    3 | C3 | 2026-10-01 | 100
    """
    workbook.run(AS_OF)
    told = " ".join(what for sheet, _, what in problems(workbook) if sheet == "Customers")
    assert "anna(at)anna.example" in told
    goes = {row["customer_id"]: row["to"] for row in workbook.rows("Outbox")}
    assert goes["C3"] == "ç.ela@søn.example"


def test_an_empty_workbook_runs(workbook: Workbook) -> None:
    """Nothing is typed yet."""
    result = workbook.run(AS_OF)
    assert "0 invoices" in result.output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Invoice no;Amount\n1;100\n", "text"),
        (b"<html><table></table></html>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), ""),
        (b"PK\x03\x04 half a file", ""),
    ],
)
def test_not_a_workbook_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "receivables.xlsx"
    path.write_bytes(content)
    result = Workbook(path).command("run", "--as-of", AS_OF)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output
    assert "did not foresee" not in result.output
    assert path.read_bytes() == content


def test_a_missing_file_or_a_folder_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        result = Workbook(path).command("run", "--as-of", AS_OF)
        assert result.exit_code == 2
        assert str(path) in result.stderr


def test_missing_sheets_and_columns(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "mine.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Invoices"
    book.active.append(["Invoice no", "Customer ID", "Invoice date"])
    book.save(path)
    result = Workbook(path).command("check", "--as-of", AS_OF)
    assert result.exit_code == 2
    assert "no sheet named Customers" in result.stderr
    book.create_sheet("Customers").append(["Customer ID"])
    book.save(path)
    result = Workbook(path).command("check", "--as-of", AS_OF)
    assert result.exit_code == 2
    assert "no column Amount" in result.stderr
    book["Invoices"]["D1"], book["Invoices"]["E1"] = "Amount", "amount "
    book.save(path)
    result = Workbook(path).command("check", "--as-of", AS_OF)
    assert result.exit_code == 1
    assert "There is no sheet named Payments" in result.stderr
    assert "Invoices!E1: A second column is headed amount" in result.stderr


def test_a_cell_far_outside_the_list_is_named(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna | Consumer

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | 100
    """
    import openpyxl

    book = openpyxl.load_workbook(workbook.path)
    book["Invoices"]["XFD1048576"] = 1
    book.save(workbook.path)
    result = workbook.command("check", "--as-of", AS_OF)
    assert result.exit_code == 2
    assert "XFD1048576" in result.stderr


def test_formula_without_saved_result(workbook: Workbook, tmp_path: Path) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Consumer | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | 100
    2 | C1 | 2026-10-01 | 100
    """
    shutil.copy(workbook.path, tmp_path / "copy.xlsx")
    workbook.type("Invoices", 2, "amount", "=50+50")
    workbook.run(AS_OF)
    assert workbook.invoice("1")["status"] == "Check"
    assert any("formula" in what for _, _, what in problems(workbook))
    assert workbook.invoice("2")["status"] == "Overdue"


def test_a_saved_result_that_is_not_its_formula_is_not_believed(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Consumer | a@anna.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-10-01 | 62694.66
    2 | C1 | 2026-10-01 | 100
    """
    import zipfile

    with zipfile.ZipFile(workbook.path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(workbook.path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content.replace(b"<v>62694.66</v>", b"<f>62694.66</f><v>1</v>"))
    workbook.run(AS_OF)
    assert workbook.invoice("1")["status"] == "Check"
    told = [what for _, _, what in problems(workbook)]
    assert "Amount is a formula that says 62694.7, but its saved result is 1" in told
    assert workbook.invoice("2")["status"] == "Overdue"
