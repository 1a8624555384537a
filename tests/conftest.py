"""The docstring of a test is its workbook.

Sheets are separated by a blank line; the first line names the sheet, the second its headers, then the rows,
with | between the cells. 2026-01-31 is a date, 12.50 a number, anything else text; "0042" in quotes is text.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from click.testing import CliRunner, Result

from ar_sheets.base import i18n
from ar_sheets.base.data import data_folder
from ar_sheets.base.text import normalize_header
from ar_sheets.cli.main import main
from ar_sheets.schema.columns import SHEETS, Column
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.typed import PARSERS

# The usual run draws the same cases every time; `HYPOTHESIS_PROFILE=search` looks for new ones. What it finds is kept
# as an @example, or as a seed in scenarios/test_always.py.
hypothesis.settings.register_profile("usual", derandomize=True)
hypothesis.settings.register_profile("search", derandomize=False, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))

SETTINGS = {
    "business_name": "Treverk AS", "country": "NO", "currency": "NOK", "language": "en", "street": "Veien 1",
    "city": "Bergen", "email_from": "post@treverk.example", "signatory": "Kari Nordmann", "phone": "+47 00 00 00 00",
    "iban": "NO93 8601 1117 947", "minimum_to_dun": 10,
}  # fmt: skip


# What costs seconds, by path: other programs and browsers, many processes, many random cases. `--rest` runs these.
SLOW = (
    "test_packaging.py", "test_bootstrap.py", "properties/", "cli/desktop/test_desk_menu.py",
    "cli/desktop/test_shortcut.py", "cli/desktop/test_new_business.py", "cli/desktop/test_folding.py",
    "letters/test_letters_browser.py", "letters/test_letters_print.py", "letters/test_letters_limits.py",
    "reports/test_report_browser.py", "practice/test_cluster.py",
    "rules/test_interest_oracle.py", "rules/test_allocation_properties.py",
    "scenarios/test_always.py", "scenarios/test_killed.py", "scenarios/test_killed_at_random.py",
    "scenarios/test_year.py", "sending/test_faults.py", "sending/test_kill.py", "sending/test_postfix.py",
    "sharing/test_attacks.py", "sharing/test_broken_copies.py", "workbook/test_template_office.py", "xlsx/test_fuzz.py",
    "xlsx/test_own_files.py", "xlsx/test_processes.py", "xlsx/test_random_sheets.py", "xlsx/test_outside.py",
)  # fmt: skip
TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(TESTS).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _no_language_left() -> Iterator[None]:
    """A test begins in the computer's language, whatever the one before it spoke."""
    i18n.forget_language()
    yield
    i18n.forget_language()


def cell(text: str) -> Any:
    """A cell of a docstring as the value it stands for."""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return text[1:-1]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text) if "." in text else int(text)
    return text or None


def tables_of(docstring: str) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a docstring by name; prose before the first sheet is left alone."""
    names = {normalize_header(sheet.name): sheet for sheet in SHEETS}
    tables: dict[str, list[dict[str, Any]]] = {}
    for block in re.split(r"\n\s*\n", docstring):
        lines = [line.strip() for line in block.strip().splitlines()]
        sheet = names.get(normalize_header(lines[0])) if lines else None
        if sheet is None or len(lines) < 2:
            continue
        keys = {normalize_header(column.header): column.key for column in sheet.columns}
        headers = [keys[normalize_header(header)] for header in lines[1].split("|")]
        tables[sheet.name] = [
            {key: cell(text.strip()) for key, text in zip(headers, line.split("|"), strict=False)} for line in lines[2:]
        ]
    return tables


def _typed(column: Column, value: Any) -> Any:
    raw = column.owner == "computed" and isinstance(value, (str, int, float, datetime))
    return PARSERS[column.type](value, column) if raw and value != "" else value if value != "" else None


@dataclass
class Workbook:
    """A workbook on disk, driven as a user drives it."""

    path: Path

    def command(self, name: str, *options: str) -> Result:
        return CliRunner().invoke(main, [name, str(self.path), *options])

    def run(self, as_of: str, *options: str) -> Result:
        """The weekly run; fails the test if it was not done."""
        result = self.command("run", "--as-of", as_of, *options)
        assert result.exit_code in (0, 1), result.output
        return result

    def data(self, as_of: str, *options: str) -> dict[str, Any]:
        """A dry run as data."""
        result = CliRunner().invoke(main, ["run", str(self.path), "--as-of", as_of, "--json", *options])
        assert result.exit_code in (0, 1), result.output
        return dict(json.loads(result.stdout))

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a sheet, each cell typed by its column, computed ones too."""
        table = read_book(self.path.read_bytes()).tables[sheet]
        columns = {column.key: column for column in next(s for s in SHEETS if s.name == sheet).columns}
        return [
            {key: _typed(columns[key], values[i]) for key, values in table.columns.items()} for i in range(len(table))
        ]

    def invoice(self, number: str) -> dict[str, Any]:
        return next(row for row in self.rows("Invoices") if row["invoice_no"] == number)

    def type(self, sheet: str, row: int, key: str, value: Any) -> None:
        """Type a value into a cell as a person does in Excel, by a tool that is not ours."""
        import openpyxl

        book = openpyxl.load_workbook(self.path)
        table = read_book(self.path.read_bytes()).tables[sheet]
        book[table.sheet].cell(row, table.places[key] + 1).value = value
        book.save(self.path)

    def find(self, sheet: str, **wanted: Any) -> int:
        """The workbook row of the first record with these values."""
        table = read_book(self.path.read_bytes()).tables[sheet]
        for position, row in enumerate(table.rows):
            if all(table.columns[key][position] == value for key, value in wanted.items()):
                return row
        raise AssertionError(f"no row in {sheet} with {wanted}")


@pytest.fixture
def make_workbook(tmp_path: Path) -> Iterator[Callable[..., Workbook]]:
    """Make a workbook from text in the form of a test's docstring, with settings that may be changed."""

    def make(docstring: str, **settings: Any) -> Workbook:
        tables = tables_of(docstring)
        plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
        tables.setdefault("Dunning plan", plan)
        path = tmp_path / "receivables.xlsx"
        create(path, tables, {**SETTINGS, **settings})
        return Workbook(path)

    return make


@pytest.fixture
def workbook(request: pytest.FixtureRequest, make_workbook: Callable[..., Workbook]) -> Workbook:
    """The workbook in the test's own docstring."""
    return make_workbook(request.function.__doc__ or "")
