"""`ar-sheets report`: the page, the workbook, the lines on the screen, and that nothing of the owner's is touched."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from conftest import Workbook
from hypothesis import given
from hypothesis import strategies as st
from reckoned import reckoned

from ar_sheets.reports import charts
from ar_sheets.reports.book import book
from ar_sheets.reports.overview import overview
from ar_sheets.reports.page import page

TEXT = """
    Customers
    Customer ID | Name | Profile | Currency
    C1 | =1+1 <script>alert(1)</script> & "Søn" | Business | NOK
    C2 | http://evil.example/x | Consumer | NOK
    C3 | Gemeente 漢字 | Public | EUR

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Dispute reason | Promise date
    1 | C1 | 2025-10-01 | 2025-10-15 | 1000 | |
    2 | C1 | 2026-09-01 | 2026-09-15 | 500 | =HYPERLINK("http://evil.example") |
    3 | C2 | 2026-10-01 | 2026-10-15 | 12345.67 | | 2026-12-01
    4 | C2 | 2026-11-10 | 2026-11-30 | 70 | |
    5 | C3 | 2026-11-01 | 2026-11-25 | 99.50 | |

    Payments
    Date | Customer ID | Invoice no | Amount
    2025-10-20 | C1 | 1 | 1000
"""


LOADS = ("src", "href", "xlink:href", "action", "data", "poster", "background")


class Page(HTMLParser):
    """What a page is made of: its tags, what it would load or run, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [
            f"{name}={value}" for name, value in attrs
            if name.startswith("on") or (name in LOADS and not (value or "").startswith("#"))
        ]  # fmt: skip

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_report_is_written_beside_the_workbook_which_stays_as_it_is(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    made.run("2026-11-20")
    before = made.path.read_bytes()
    result = made.command("report", "--as-of", "2026-11-20")
    folder = made.path.parent / "reports" / "2026-11-20"
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.xlsx"]
    assert (
        "12,916 NOK is open, in 3 invoices of 2 customers; 12,846 of it (99\N{NO-BREAK SPACE}%) is overdue."
        in result.stdout
    )
    assert "500 is disputed" in result.stdout
    assert str(folder / "report.html") in result.stdout
    assert made.path.read_bytes() == before


def test_a_second_report_of_the_day_is_the_same_to_the_byte(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    made.command("report", "--as-of", "2026-11-20", "--folder", str(made.path.parent / "one"))
    made.command("report", "--as-of", "2026-11-20", "--folder", str(made.path.parent / "two"))
    for name in ("report.html", "report.xlsx"):
        assert (made.path.parent / "one" / name).read_bytes() == (made.path.parent / "two" / name).read_bytes()


def test_as_data(make_workbook: Callable[..., Workbook]) -> None:
    result = make_workbook(TEXT).command("report", "--as-of", "2026-11-20", "--json")
    data = json.loads(result.stdout)
    assert data["currencies"]["NOK"]["open"] == "12915.67"
    assert data["currencies"]["NOK"]["kpis"]["turnover"]["value"] is not None
    assert data["currencies"]["EUR"]["kpis"]["dso"]["reason"].startswith("needs 90 days")
    assert {payer["customer_id"] for payer in data["payers"]} == {"C1", "C2", "C3"}


def test_what_is_missing_is_said(make_workbook: Callable[..., Workbook]) -> None:
    bad = TEXT.replace("5 | C3 |", "5 | C9 |")
    made = make_workbook(bad, payments_complete_until=date(2026, 11, 1))
    result = made.command("report", "--as-of", "2026-11-20")
    assert result.exit_code == 1
    assert "to be fixed (sheet Problems); 1 invoice is missing here until then" in result.stderr
    assert "Payments are complete only until 2026-11-01" in result.stderr
    html = (made.path.parent / "reports" / "2026-11-20" / "report.html").read_text("utf-8")
    assert "Payments are complete only until 2026-11-01" in html


def test_a_folder_that_cannot_be_made_is_told(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    (made.path.parent / "taken").write_text("a file")
    result = made.command("report", "--as-of", "2026-11-20", "--folder", str(made.path.parent / "taken"))
    assert result.exit_code == 2
    assert "--folder" in result.stderr


def test_the_page_loads_nothing_runs_nothing_and_escapes_everything() -> None:
    html = page(overview(reckoned(TEXT, "2026-11-20")), ["<b>a warning</b>"])
    seen = Page(html)
    assert not {"script", "img", "link", "iframe", "object", "form", "b"} & set(seen.tags)
    assert seen.loads == []
    assert "default-src 'none'" in html
    assert "url(" not in html
    assert "@import" not in html
    assert '=1+1 <script>alert(1)</script> & "Søn"' in "".join(seen.words)


def test_every_chart_has_words_and_a_table() -> None:
    html = page(overview(reckoned(TEXT, "2026-11-20")), [])
    pictures = re.findall(r"<svg viewBox.*?</svg>", html, re.DOTALL)
    assert len(pictures) == 6  # three for each currency
    for picture in pictures:
        title, said = re.search(r'aria-labelledby="(\S+) (\S+)"', picture).groups()  # type: ignore[union-attr]
        assert f'<title id="{title}">' in picture
        assert f'<desc id="{said}">' in picture
    assert html.count("<figure>") == html.count("<caption>") == 6
    assert len(set(re.findall(r'id="([^"]+)"', html))) == len(re.findall(r'id="([^"]+)"', html))


@pytest.mark.parametrize("docstring", ["", "Customers\nCustomer ID | Name\nC1 | Anna"])
def test_an_empty_workbook_has_a_report_too(docstring: str) -> None:
    report = overview(reckoned(docstring, "2026-11-20"))
    assert "Nothing is open in NOK." in page(report, [])
    assert openpyxl.load_workbook(io.BytesIO(book(report)))["Key figures"]["B9"].value == "n/a"


def test_the_workbook_of_the_report_has_numbers_as_numbers_and_text_as_text() -> None:
    content = book(overview(reckoned(TEXT, "2026-11-20")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not any("<f>" in text for name, text in parts.items() if name.startswith("xl/worksheets/sheet"))
    assert not any("hyperlink" in text for name, text in parts.items() if "worksheets" in name)
    assert sum(name.startswith("xl/charts/chart") for name in parts) == 6
    drawings = "".join(text for name, text in parts.items() if name.startswith("xl/drawings/drawing"))
    assert drawings.count('descr="') == 6
    loaded = openpyxl.load_workbook(io.BytesIO(content))
    assert loaded["Aging"]["G5"].value == 12915.67
    assert loaded["Aging"]["A6"].value == "EUR"
    names = [row[1].value for row in loaded["Customers"].iter_rows(min_row=5)]
    assert '=1+1 <script>alert(1)</script> & "Søn"' in names
    assert loaded["Expected"]["E5"].is_date
    assert loaded["Key figures"]["A9"].comment.text.startswith("How many days of sales")


@given(st.lists(st.decimals("0", "99999999", places=2), min_size=1, max_size=13))
def test_columns_are_as_high_as_their_amounts_and_stay_in_the_picture(values: list[charts.Decimal]) -> None:
    chart = charts.columns("x", "", "", ["a"] * len(values), [("calm", "Open", values)], 480)
    highest = max(values)
    drawn = [value for value in values if value]
    assert len(chart.pieces) <= len(drawn)
    for piece in chart.pieces:
        assert piece.y >= charts.TOP - 0.1
        assert piece.y + piece.height <= charts.HEIGHT - charts.BOTTOM + 0.1
        assert piece.x >= charts.LEFT
        assert piece.x + piece.width <= chart.width
    if highest:
        full = charts.HEIGHT - charts.TOP - charts.BOTTOM
        assert max(piece.height for piece in chart.pieces) >= full / 2


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0"), ("0.5", "0.5"), ("2.50", "2.5"), ("100", "100"), ("850.4", "850.4"), ("1000", "1,000"),
     ("16800.50", "16,801"),
     ("999999", "999,999"), ("1000000", "1 M"), ("2500000", "2.5 M"), ("1234567890", "1,234.57 M")],
)  # fmt: skip
def test_amounts_on_charts_are_short(amount: str, text: str) -> None:
    assert charts.short(charts.Decimal(amount)) == text


def test_files_are_whole_or_not_there(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    made.command("report", "--as-of", "2026-11-20")
    assert not list(Path(made.path.parent).rglob("*.part"))


OWING = """
    Customers
    Customer ID | Name | Profile
    C1 | Anna AS | Business
    C2 | Berit AS | Business

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-09-01 | 2026-09-15 | {one}
    2 | C2 | 2026-09-01 | {due} | {two}
"""


@pytest.mark.parametrize(("one", "two", "said"), [
    ("1380.25", "864.30", "Anna AS (1,380.25), Berit AS (864.30)"),
    ("1380.25", "1100.40", "Anna AS (1,380), Berit AS (1,100)"),
    ("1380", "900", "Anna AS (1,380), Berit AS (900)"),
])  # fmt: skip
def test_amounts_in_one_sentence_are_rounded_alike(one: str, two: str, said: str) -> None:
    (section,) = overview(reckoned(OWING.format(one=one, two=two, due="2026-09-16"), "2026-11-20")).sections
    assert any(said in sentence for sentence in section.sentences)


def test_the_first_lines_say_what_four_weeks_should_bring_and_the_range() -> None:
    (section,) = overview(reckoned(OWING.format(one=1380, two=900, due="2026-11-25"), "2026-11-20")).sections
    soon = section.forecast.soon
    said = next(sentence for sentence in section.sentences if "four weeks" in sentence)
    assert said.startswith("The next four weeks should bring ")
    assert "in four of five cases" in said
    assert 0 <= soon.low < soon.total < soon.high <= 2280
