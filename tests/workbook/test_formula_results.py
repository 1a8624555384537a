"""Saved results that a formula cannot have are findings, not money; what nobody can work out stays as it was left."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Workbook
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.xlsx.recompute import Unknown, recomputed

CELLS = {(2, 0): 10.0, (3, 0): 20.0, (4, 0): None, (2, 1): 2.5}


def value_of(row: int, column: int) -> float | None:
    if row > 9:
        raise Unknown
    return CELLS.get((row, column))


@pytest.mark.parametrize(("formula", "result"), [
    ("1000*1.25", 1250), ("2+3*4", 14), ("(2+3)*4", 20), ("10-4-3", 3), ("12/4/3", 1), ("-2^2", 4), ("2^3^2", 64),
    ("50%", 0.5), ("1000*25%", 250), ("+5", 5), ("--5", 5), ("1E3", 1000), (".5+1.", 1.5), (" 1 + 2 ", 3),
    ("A2*B2", 25), ("$A$2+A$3", 30), ("SUM(A2:A4)", 30), ("sum(A2:A3,5,B2)", 37.5), ("SUM(A2:B3)", 32.5), ("A4+1", 1),
    ("ROUND(2.345,2)", 2.35), ("ROUND(-2.5,0)", -3), ("ROUND(A2/3,2)", 3.33), ("SUM(A2:A3)*(1+25%)", 37.5),
])  # fmt: skip
def test_what_a_plain_formula_comes_to(formula: str, result: float) -> None:
    assert recomputed(formula, value_of) == pytest.approx(result)


@pytest.mark.parametrize("formula", [
    "", "1/0", "A99", "SUM(A2:A99)", "Prices!A2", "'My sheet'!A2", "VAT*2", "TODAY()", "IF(A2>1,2,3)", '"5"', "A2&A3",
    "SUM(A:A)", "1+", "(1", "1)", "SUM(A2:A3", "Table1[Sum]", "A2:A3", "SUM(A1:Z9999)", "9^9^9^9", "A2 A3", "#REF!+1",
    "SUMIF(A2:A3,1)", "LOG10(5)", "SUM()", "{1,2}", "(" * 3000,
])  # fmt: skip
def test_what_is_not_worked_out(formula: str) -> None:
    assert recomputed(formula, value_of) is None


@given(st.text("0123456789+-*/^%().,:$ABSUMROND !'\"", max_size=20))
def test_no_text_breaks_it(formula: str) -> None:
    recomputed(formula, value_of)


@pytest.fixture
def with_formula(workbook: Workbook) -> Callable[[str, str], Workbook]:
    """The workbook with a formula and its saved result in the Amount of its second invoice, as a program saves it."""

    def make(formula: str, saved: str) -> Workbook:
        from ar_sheets.workbook.read import read_book
        from ar_sheets.xlsx.parts import Package

        workbook.type("Invoices", 3, "amount", 1)
        data = workbook.path.read_bytes()
        part = Package(data).sheet("Invoices").part
        column = read_book(data).tables["Invoices"].places["amount"]
        cell = f"{chr(65 + column)}3"
        rewritten(workbook.path, part, cell, f"<f>{formula}</f><v>{saved}</v>")
        return workbook

    return make


def rewritten(path: Path, part: str, cell: str, inner: str) -> None:
    """Put a cell's content into a part of the file."""
    import re

    with zipfile.ZipFile(path) as file:
        content = {name: file.read(name) for name in file.namelist()}
    text, count = re.subn(rf'(<c r="{cell}"[^>]*?)(?: t="n")?><v>1</v>', rf"\1>{inner}", content[part].decode())
    assert count == 1
    content[part] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in content.items():
            file.writestr(name, data)


@pytest.mark.parametrize(("formula", "saved", "told"), [
    ("1000*1.25", "1250", ""), ("1000*1.25", "0", "comes to 1,250.00, but its saved result is 0"),
    ("1000/3", "333.333333333333", ""), ("G2*2", "2000", ""), ("G2*2", "1000", "comes to 2,000.00"),
    ("SUM(G2:G2)", "1000", ""), ("SUM(G2:G2)", "10", "comes to 1,000.00"), ("Other!A1*2", "77", ""),
    ("VLOOKUP(A3,A1:B9,2)", "77", ""),
])  # fmt: skip
def test_a_result_the_formula_cannot_have_is_a_finding(
    with_formula: Callable[[str, str], Workbook], formula: str, saved: str, told: str
) -> None:
    """
    Customers
    Customer ID | Name | Profile
    A           | Anna | Business

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Due date | Currency | Amount
    1001       | A           |      | 2026-09-01   |          |          | 1000
    1002       | A           |      | 2026-09-01   |          |          | 1
    """
    workbook = with_formula(formula, saved)
    problems = [p["what"] for p in workbook.data("2026-10-05")["problems"] if p["cell"] == "G3"]
    assert [what for what in problems if told and told in what] == problems[:1] if told else not problems
    assert (workbook.invoice("1002")["status"] == "Check") == bool(told)
