"""Every kind of workbook that is written here opens in Excel without a word, by the checker's rules."""

from __future__ import annotations

from pathlib import Path

import excel_rules
import pytest
import xlsxwriter
from click.testing import CliRunner
from conftest import Workbook

from ar_sheets.cli.main import main
from ar_sheets.workbook.create import make_workbook

DAY = ("--as-of", "2026-11-27")


def faults_in(folder: Path) -> dict[str, list[excel_rules.Fault]]:
    """Every workbook of a folder and of those in it, with its faults."""
    return {p.relative_to(folder).as_posix(): excel_rules.faults(p.read_bytes()) for p in folder.rglob("*.xlsx")}


def done(*words: str) -> None:
    result = CliRunner().invoke(main, [*words])
    assert result.exit_code in (0, 1), result.output


@pytest.mark.parametrize("language", ["en", "nb", "sv", "nl", "pt", "sq", "de"])
def test_the_template_in_every_language(language: str) -> None:
    assert excel_rules.faults(make_workbook({}, {"business_name": "Furu & Søn"}, language)) == []


def everything_made(folder: Path, book: str) -> None:
    """Copies, replies, report, invoices, statements, a run and a practice's list are written, and all are sound."""
    for command in ("share", "replies", "report", "statement"):
        done(command, book, *DAY)
    done("invoice", book, "--yes", *DAY)
    done("run", book, *DAY)
    done("practice", str(folder), "--do", "check", *DAY)
    found = faults_in(folder)
    assert {"receivables.xlsx", "shared", "reports"} <= {name.partition("/")[0] for name in found}, sorted(found)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_week_and_all_that_is_made_of_it(workbook: Workbook, tmp_path: Path) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Street | City
    C1 | Ærlig & Søn AS | Business | c1@kunde.example | Gata 1 | Oslo

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Description
    F1 | C1 | 2026-10-01 | 2026-10-15 | 1000 | Planks
    """
    workbook.run(DAY[1])
    everything_made(tmp_path, str(workbook.path))


@pytest.mark.slow
def test_the_sample_business_and_all_that_is_made_of_it(tmp_path: Path) -> None:
    done("demo", str(tmp_path))
    everything_made(tmp_path, str(tmp_path / "receivables.xlsx"))


def test_a_list_of_the_owners_that_was_adopted(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Invoices")
        rows = [("Invoice no", "Customer", "Invoice date", "Due date", "Amount"),
                ("1", "Anna AS", "2026-10-01", "2026-10-15", 100),
                ("2", "Bo AB", "2026-10-02", "2026-10-16", 250.5)]  # fmt: skip
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        sheet.add_table("A1:E3", {"columns": [{"header": name} for name in rows[0]]})
    before = path.read_bytes()
    done("adopt", str(path), "--yes", "--answer", "Currency=NOK", *DAY)
    done("run", str(path), *DAY)
    assert path.read_bytes() != before
    assert faults_in(tmp_path) == {name: [] for name in faults_in(tmp_path)}
