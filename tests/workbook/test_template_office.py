"""The template and a workbook after a run, in LibreOffice: recalculated, drawn, saved and run again."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from conftest import SETTINGS, Workbook, tables_of

from ar_sheets.base.data import data_folder
from ar_sheets.cli.main import main
from ar_sheets.schema.columns import SHEETS
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.formats import CHIPS, HEADERS, OWNERS
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.start_charts import AGES, CHARTS, LATE, NOT_DUE
from ar_sheets.xlsx.charts import chart_parts
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.patch import ChartValues

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("soffice", "pdftotext", "pdftoppm"))), reason="LibreOffice or poppler is not installed"
)
AS_OF = "2026-11-20"
TEMPLATE = data_folder("workbook_templates") / "receivables.xlsx"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def converted(home: Path, path: Path, kind: str) -> Path:
    """What LibreOffice makes of a file, once: pdf, or xlsx as it saves it."""
    made = home / "made" / path.parent.name / path.with_suffix(f".{kind}").name
    filters = {"pdf": "pdf", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
    if not made.exists():
        subprocess.run(["soffice", f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless",
                        "--convert-to", filters[kind], "--outdir", str(made.parent), str(path)],
                       check=True, capture_output=True, timeout=180)  # fmt: skip
    return made


def text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()


def colours(pdf: Path, *options: str) -> Counter[str]:
    """Every colour on the pages, and how many dots have it."""
    pages = subprocess.run(["pdftoppm", "-r", "30", *options, str(pdf)], check=True, capture_output=True).stdout
    found: Counter[str] = Counter()
    while pages:
        _, size, _, rest = pages.split(b"\n", 3)
        width, height = map(int, size.split())
        dots, pages = rest[: width * height * 3], rest[width * height * 3 :]
        values = np.frombuffer(dots, np.uint8).reshape(-1, 3).astype(np.int64) @ [65536, 256, 1]
        found.update({f"#{v:06X}": int(n) for v, n in zip(*np.unique(values, return_counts=True), strict=True)})
    return found


def probe(path: Path, formulas: dict[str, str]) -> None:
    """Add a sheet with formulas for LibreOffice to work out."""
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("Probe")
    for at, formula in formulas.items():
        page[at] = formula
    book.save(path)


@pytest.fixture(scope="module")
def all_chips(home: Path) -> Path:
    """A workbook that shows every status there is, and amounts in currencies with and without decimals."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for (sheet, key), words in CHIPS.items():
        rows = tables.setdefault(sheet, [])
        rows += [{} for _ in range(len(words) - len(rows))]
        for row, word in zip(rows, words, strict=False):
            row[key] = word
    for number, (currency, amount) in enumerate(
        [("JPY", 12001), ("JPY", 12002.5), ("EUR", 12003), (None, 12004), ("ISK", 12005)]
    ):
        tables["Invoices"][number] |= {"currency": currency, "amount": amount}
    tables["Customers"][0]["customer_id"], tables["Customers"][1]["customer_id"] = "first", "second"
    tables["Aging"] = [{"customer_id": "0001", "open_amount": 7}, {"customer_id": "Total", "open_amount": 7}]
    path = home / "chips.xlsx"
    create(path, tables, {"currency": "KRW"})
    return path


def test_every_status_shows_its_chip_and_every_owner_its_colour(home: Path, all_chips: Path) -> None:
    pdf = converted(home, all_chips, "pdf")
    drawn = colours(pdf)
    without = colours(converted(home, TEMPLATE, "pdf"))
    owners = {owner.colours.background for owner in OWNERS.values()} | {pair.background for pair in HEADERS.values()}
    assert owners <= set(without)
    chips = {pair.background for words in CHIPS.values() for pair in words.values()}
    assert not [colour for colour in chips if drawn[colour] < without[colour] + 20]
    amounts = re.findall(r"1200\d[\d.]*|12,00\d[\d.]*", text(pdf))
    assert amounts == ["12,001", "12,002.50", "12,003.00", "12,004", "12,005"]


def test_the_empty_template_prints_its_how_to_and_no_error(home: Path) -> None:
    words = text(converted(home, TEMPLATE, "pdf"))
    assert "no run yet" in words
    for phrase in ("What needs you", "Who you are and how you are paid", "The week", "Colours", "Confidential"):
        assert phrase in words
    assert not re.search(r"#(REF|NAME|VALUE|DIV/0|N/A)|Err:\d", words)


def test_names_behind_the_drop_downs_grow_with_what_is_typed(home: Path, all_chips: Path) -> None:
    path = home / "names.xlsx"
    shutil.copy(all_chips, path)
    book = openpyxl.load_workbook(path)
    book["Customers"]["A4"] = "third"
    book.save(path)
    probe(path, {"A1": "=ROWS(Customer_IDs)", "A2": "=INDEX(Customer_IDs,3)", "A3": "=ROWS(Invoice_numbers)",
                 "A4": "=Own_currency"})  # fmt: skip
    page = openpyxl.load_workbook(converted(home, path, "xlsx"), data_only=True)["Probe"]
    assert [page[f"A{row}"].value for row in (1, 2, 4)] == [3, "third", "KRW"]
    assert page["A3"].value == 1


SMALL = """
Customers
Customer ID|Name|Profile|Email
0001|Nordlys AS|Business|a@nordlys.example
0002|Fjell & Sønn|Business|a@fjell.example

Invoices
Invoice no|Customer ID|Invoice date|Due date|Amount
1|0001|2026-11-01|2026-12-01|1001
2|0001|2026-10-01|2026-11-10|2002
3|0001|2026-09-01|2026-10-01|4004
4|0002|2026-09-01|2026-10-01|0.50

Payments
Date|Customer ID|Amount
2026-11-02|0002|0.20
"""


@pytest.fixture(scope="module")
def small(home: Path) -> Workbook:
    """A small business after a run."""
    path = home / "small" / "receivables.xlsx"
    path.parent.mkdir()
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    create(path, {**tables_of(SMALL), "Dunning plan": plan}, SETTINGS)
    workbook = Workbook(path)
    workbook.run(AS_OF)
    return workbook


@pytest.fixture(scope="module")
def demo(home: Path) -> Workbook:
    """The sample business after its run."""
    result = CliRunner().invoke(main, ["demo", str(home / "demo")])
    assert result.exit_code == 1, result.output
    return Workbook(home / "demo" / "receivables.xlsx")


def features(path: Path) -> dict[str, Any]:
    """What a workbook has on each sheet besides its cells."""
    return {
        page.title: (
            set(page.tables), page.print_title_rows,
            [cell.comment.text for cell in page[1] if cell.comment],
            sorted({check.formula1 for check in page.data_validations.dataValidation}),
            sum(len(area.rules) for area in page.conditional_formatting), page.protection.sheet,
        )
        for page in openpyxl.load_workbook(path)
    }  # fmt: skip


def test_libreoffice_draws_the_dashboard_and_its_charts(home: Path, small: Workbook) -> None:
    pdf = converted(home, small.path, "pdf")
    first = text(pdf).split("\f")[0]
    for amount in ("7,007", "6,006", "1,001.00", "Nordlys AS", "31-60"):
        assert amount in first
    drawn = colours(pdf, "-l", "1")
    assert not [bar for bar in (NOT_DUE, LATE, *AGES[1:3]) if drawn[bar] < 100]


@pytest.mark.parametrize("which", ["small", pytest.param("demo", marks=pytest.mark.long)])
def test_a_round_trip_through_libreoffice_loses_nothing(home: Path, request: pytest.FixtureRequest, which: str) -> None:
    before = request.getfixturevalue(which)
    saved = home / f"{which}, saved" / "receivables.xlsx"
    saved.parent.mkdir()
    shutil.copy(converted(home, before.path, "xlsx"), saved)
    workbook = Workbook(saved)
    found = features(saved)
    for name, (tables, titles, notes, typing, rules, protected) in features(before.path).items():
        other = found[name]
        assert (tables, titles, notes, len(typing), protected) == (*other[:3], len(other[3]), other[5]), name
        assert other[4] >= rules, name
    workbook.run(AS_OF)
    for sheet in SHEETS:
        if sheet.columns and not sheet.optional and sheet.name != "Problems":
            assert workbook.rows(sheet.name) == before.rows(sheet.name), sheet.name
    book = read_book(saved.read_bytes())
    assert book.start_blocks == read_book(before.path.read_bytes()).start_blocks
    assert book.start == read_book(before.path.read_bytes()).start
    assert {name: formulas(saved, name) for name in CHARTS} == {name: formulas(before.path, name) for name in CHARTS}
    again = saved.read_bytes()
    workbook.run(AS_OF)
    assert saved.read_bytes() == again


def formulas(path: Path, chart: str) -> list[str]:
    """The ranges a chart's series read; the title is no link any more once LibreOffice has saved it."""
    book = Package(path.read_bytes())
    (part,) = chart_parts(book, ChartValues("Start", {chart}, {}))
    series = "".join(re.findall(r"<c:ser>.*?</c:ser>", book.xml(part).content.decode(), re.DOTALL))
    found = re.findall(r"<c:f>([^<]*)</c:f>", series)
    return sorted({formula.replace("'", "") for formula in found})


def test_a_later_run_renews_the_copies_in_charts_that_libreoffice_wrote(home: Path, small: Workbook) -> None:
    saved = home / "later" / "receivables.xlsx"
    saved.parent.mkdir()
    shutil.copy(converted(home, small.path, "xlsx"), saved)
    Workbook(saved).run("2026-12-11")
    book = Package(saved.read_bytes())
    (part,) = chart_parts(book, ChartValues("Start", {"Aging chart"}, {}))
    xml = book.xml(part).content.decode()
    (copies,) = re.findall(r"<c:val><c:numRef>.*?</c:numRef></c:val>", xml, re.DOTALL)
    row = next(row for row in read_book(saved.read_bytes()).start if row[0] == "NOK")
    assert [float(v) for v in re.findall(r"<c:v>([^<]*)</c:v>", copies)] == row[1:6]
    assert row[1:6] != next(r for r in read_book(small.path.read_bytes()).start if r[0] == "NOK")[1:6]
