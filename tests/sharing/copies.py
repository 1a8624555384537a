"""Copies as a customer handles them: filled in, saved by other programs, tampered with."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner, Result
from conftest import SETTINGS, Workbook, tables_of

from ar_sheets.base.data import data_folder
from ar_sheets.cli.main import main
from ar_sheets.schema.columns import ANSWER_KEYS
from ar_sheets.sharing import words
from ar_sheets.workbook.create import create, default_plan

DAY = "2026-11-20"
TABLE = """
    Customers
    Customer ID | Name | Profile | Email | Country | Language | Currency | Credit checked on | Terms accepted on
    K-1 | Anna Berg AS | Business | anna@berg.example | NO | en | NOK | 2026-09-01 | 2026-09-01
    K-2 | Bo Dal AS | Business | bo@dal.example | NO | nb | NOK | 2026-09-01 | 2026-09-01
    K-3 | Cees van Loon BV | Business | cees@loon.example | NL | nl | EUR | 2026-09-01 | 2026-09-01

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Description
    "1041" | K-1 | 2026-10-01 | 2026-10-15 | 1000 | Chairs
    "1042" | K-1 | 2026-11-10 | 2026-12-10 | 400.50 | Stools
    "1043" | K-2 | 2026-10-01 | 2026-10-15 | 2000 | Tables
    "1044" | K-3 | 2026-10-01 | 2026-10-15 | 300 | Toys

    Payments
    Date | Customer ID | Invoice no | Amount
    2026-10-20 | K-1 | "1041" | 200
"""


def make(home: Path, text: str = TABLE, language: str = "en", **settings: Any) -> Workbook:
    """A workbook in a folder of its own, as conftest's make_workbook makes it; its headers in a language."""
    path = home / "receivables.xlsx"
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    create(path, {**tables_of(text), "Dunning plan": plan}, {**SETTINGS, **settings}, language)
    return Workbook(path)


def share(workbook: Workbook, *options: str, on: str = DAY) -> dict[str, dict[str, Any]]:
    """`share` done; what became of each customer's copy."""
    result = workbook.command("share", "--as-of", on, "--json", *options)
    assert result.exit_code in (0, 1), result.output
    return {copy["customer"]: copy for copy in json.loads(result.stdout)["copies"]}


def copy_of(workbook: Workbook, customer_id: str) -> Path:
    """The path of a customer's copy."""
    return next((workbook.path.parent / "shared" / customer_id).glob("*.xlsx"))


def replies(workbook: Workbook, *files: Path, on: str = DAY, yes: bool = True) -> dict[str, Any]:
    """`replies --yes` done; what it found."""
    options = ["--yes"] if yes else ["--dry-run"]
    result = raw_replies(workbook, *files, on=on, options=options)
    assert result.exit_code in (0, 1), result.output
    return dict(json.loads(result.stdout))


def raw_replies(workbook: Workbook, *files: Path, on: str = DAY, options: list[str]) -> Result:
    arguments = ["replies", str(workbook.path), *map(str, files), "--as-of", on, "--json", *options]
    return CliRunner().invoke(main, arguments)


def answer(path: Path, invoice: str, to: Path | None = None, **cells: Any) -> Path:
    """Type answers into a copy as a customer does, by a tool that is not ours: reply="Will pay", promise_date=..."""
    return answer_all(path, {invoice: cells}, to)


def answer_all(path: Path, answers: Mapping[str, Mapping[str, Any]], to: Path | None = None) -> Path:
    """The same for many invoices."""
    book = openpyxl.load_workbook(path)
    page, header, places = table_in(book)
    for row in range(header + 1, page.max_row + 1):
        for key, value in answers.get(str(page.cell(row, places["invoice"]).value), {}).items():
            page.cell(row, places[key]).value = value
    return _saved(book, to or path)


def received(path: Path, day: date) -> None:
    """Type the day of receipt."""
    book = openpyxl.load_workbook(path)
    page, _, _ = table_in(book)
    page.cell(4, 5).value = day
    _saved(book, path)


def table_in(book: Any) -> tuple[Any, int, dict[str, int]]:
    """The sheet with the list, its header row, and the 1-based column of each key."""
    for page in book.worksheets:
        for row in page.iter_rows(max_row=20):
            found = {
                words.answer_headers().get(words.plain_word(c.value)): c.column for c in row if isinstance(c.value, str)
            }
            if set(ANSWER_KEYS) <= found.keys():
                return page, row[0].row, {str(key): column for key, column in found.items()}
    raise AssertionError("the list is not there")


def _saved(book: Any, path: Path) -> Path:
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return path


def rezipped(
    path: Path, change: Callable[[str, bytes], bytes | None] = lambda _, content: content,
    more: Mapping[str, bytes] | None = None,
) -> None:  # fmt: skip
    """Write the zip anew with parts changed (None takes one out) and added."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    path.write_bytes(out.getvalue())
