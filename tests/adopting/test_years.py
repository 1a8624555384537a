"""The most ordinary workbook: a sheet for each year, a title above, sums below, formulas beside, and another sheet
that names the cell of the sum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from test_adopt import d, rows_of, run
from test_layouts import adopt, adopted

HEAD = ["Factuurnr", "Klant", "Factuurdatum", "Vervaldatum", "Excl. btw", "Btw", "Bedrag incl. btw", "Betaald",
        "Openstaand", "Opmerking"]  # fmt: skip


def year(book: xlsxwriter.Workbook, name: str, rows: list[list[Any]]) -> None:
    page = book.add_worksheet(name)
    page.write(0, 0, f"Administratie {name}")
    page.write_row(3, 0, HEAD)
    sums = dict.fromkeys("EFGHI", 0.0)
    for at, (no, who, day, due, net, paid, note) in enumerate(rows, start=5):
        page.write_row(at - 1, 0, [no, who, day, due, net])
        vat, left = net * 0.21, net * 1.21 - (paid if isinstance(paid, float) else 0)
        page.write_formula(at - 1, 5, f"=E{at}*0.21", None, vat)
        page.write_formula(at - 1, 6, f"=E{at}+F{at}", None, net + vat)
        page.write_formula(at - 1, 8, f"=G{at}-H{at}", None, "#VALUE!" if isinstance(paid, str) else left)
        page.write_row(at - 1, 7, [paid])
        page.write_row(at - 1, 9, [note])
        sums["G"] += net + vat
    page.write(5 + len(rows), 0, "Totaal")
    for place, letter in enumerate("EFGHI", start=4):
        page.write_formula(5 + len(rows), place, f"=SUM({letter}5:{letter}{4 + len(rows)})", None, sums[letter])


def workbook(path: Path, *, named: bool) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd-mm-yyyy"}) as book:
        year(book, "Facturen 2025", [
            ["2025-01", "Jansen", d("2025-11-01"), d("2025-11-15"), 1000.0, 1210.0, None],
            ["2025-02", "De Brug", d("2025-12-01"), d("2025-12-15"), 500.0, 105.0, "belt nog"],
            ["2025-03", "Jansen", d("2025-12-10"), d("2025-12-24"), 200.0, "deels", None],
        ])  # fmt: skip
        year(book, "Facturen 2026", [
            ["2026-01", "Jansen", d("2026-01-05"), d("2026-01-19"), 100.0, None, None],
            ["2026-02", "De Brug", d("2026-02-05"), d("2026-02-19"), 300.0, 363.0, "dank"],
        ])  # fmt: skip
        if named:
            book.add_worksheet("Overzicht").write_formula(0, 0, "='Facturen 2026'!G8", None, 484)
    return path


@pytest.mark.parametrize("named", [False, True])
def test_open_rows_of_the_year_before_go_below_the_sum(named: bool, tmp_path: Path) -> None:
    path = workbook(tmp_path / "mijn.xlsx", named=named)
    extra = ("--answer", "Currency=EUR")
    tried = adopt(path, "--dry-run", *extra)
    assert tried.exit_code == 0, tried.output
    adopted(path, *extra)
    assert [no for (no,) in rows_of(path, "Invoices", "invoice_no")] == ["2026-01", "2026-02", "2025-02", "2025-03"]
    page = openpyxl.load_workbook(path)["Facturen 2026"]
    sums = next(row for row in page.iter_rows() if row[0].value == "Totaal")
    assert sums[6].value == "=SUM(G5:G6)", "the owner's turnover of 2026 stays what it was"
    old = next(row for row in page.iter_rows() if row[0].value == "2025-02")
    at = old[0].row
    assert at > sums[0].row + 1
    assert [c.value for c in old[4:10]] == [500, f"=E{at}*0.21", 605, 105, f"=G{at}-H{at}", "belt nog"]
    assert sorted((no, float(a)) for no, a in rows_of(path, "Payments", "invoice_no", "amount")) == [
        ("2025-02", 105), ("2026-02", 363)]  # fmt: skip
    run(path)
    status = dict(rows_of(path, "Invoices", "invoice_no", "status"))
    assert (status["2025-03"], status["2026-02"]) == ("Check", "Paid")
    assert dict(rows_of(path, "Invoices", "invoice_no", "open_amount"))["2025-02"] == 500
    assert adopted(path)["added"] == []
