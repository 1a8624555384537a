"""A workbook that was adopted looks like ours where we added something, and as before where we did not."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from layouts import book
from openpyxl.workbook.defined_name import DefinedName
from test_adopt import NOK, years
from test_layouts import adopt, adopted, nothing_lost

from ar_sheets.workbook.formats import CHIPS, HEADERS, OWNERS
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.start_page import BLOCKS

LAST = ("--answer", "Start=last")


def colour(cell: Any) -> str:
    return f"#{cell.fill.start_color.rgb[2:]}"


@pytest.mark.parametrize(("said", "place"), [((), 0), (LAST, -1)])
def test_start_comes_with_its_tiles_and_charts(said: tuple[str, ...], place: int, tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    before = path.read_bytes()
    adopted(path, *NOK, *said)
    nothing_lost(before, path.read_bytes())
    found = openpyxl.load_workbook(path)
    assert found.sheetnames[place] == "Start"
    assert len(found["Start"]._charts) == 3
    assert found.active.title == "2025"  # the sheet that was open stays open
    assert set(read_book(path.read_bytes()).start_blocks) == set(BLOCKS)
    assert found["Start"].cell(BLOCKS["Start_aging"].top + 1, 1).value == "NOK"


def test_every_link_of_start_leads_to_a_sheet_that_is_there(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    adopted(path, *NOK)
    found = openpyxl.load_workbook(path)
    places = [link.location for row in found["Start"].iter_rows() for cell in row if (link := cell.hyperlink)]
    assert len(places) > 10
    assert {place.rpartition("!")[0].strip("'") for place in places} <= set(found.sheetnames)
    with zipfile.ZipFile(path) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/charts/chart" in name]
    assert {m for chart in charts for m in re.findall(r"<c:f>'?([^'!<]+)'?!", chart)} == {"Start"}


def test_yellow_is_yours_in_the_columns_that_are_added(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    old = openpyxl.load_workbook(path)["2026"]
    adopted(path, *NOK)
    sheet = openpyxl.load_workbook(path)["2026"]
    headers = {cell.value: cell for cell in sheet[3]}
    for header, owner in (("Status", "computed"), ("Purrestopp til", "you"), ("Lovet dato", "reply")):
        assert colour(headers[header]) == HEADERS[owner].background
        letter = headers[header].column_letter
        style = sheet.column_dimensions[letter]
        assert colour(style) == OWNERS[owner].colours.background
    for row in old.iter_rows():
        for cell in row:
            now = sheet[cell.coordinate]
            assert (colour(now), now.font.name, now.number_format) == (colour(cell), cell.font.name, cell.number_format)
    letter = headers["Status"].column_letter
    rules = [rule.formula[0] for area, rules in sheet.conditional_formatting._cf_rules.items()
             if str(area.sqref).startswith(f"{letter}4:") for rule in rules]  # fmt: skip
    assert [word for word in CHIPS["Invoices", "status"] if not any(f'"{word}"' in rule for rule in rules)] == []
    assert {cell for rule in rules for cell in re.findall(r"([A-Z]+[0-9]+)=", rule)} == {f"{letter}4"}


def test_the_sheets_that_are_added_are_those_of_a_new_workbook(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    adopted(path, *NOK)
    found = openpyxl.load_workbook(path)
    added = [page for page in found.worksheets if page.title not in ("Start", "2025", "2026")]
    assert len(added) >= 9
    for page in added:
        assert page.sheet_properties.pageSetUpPr.fitToPage, page.title
        assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0), page.title
        assert page.freeze_panes in ("A2", "B2", "C2"), page.title
        assert colour(page["A1"]) in {colours.background for colours in HEADERS.values()}, page.title
    assert any(check.type == "list" for check in found["Kunder"].data_validations.dataValidation)


def test_what_counts_sheets_by_their_order_counts_the_same_ones(tmp_path: Path) -> None:
    """Print areas and the sheet that is open are kept by number: one further when Start is in front."""
    path = book(tmp_path / "mine.xlsx", years())
    made = openpyxl.load_workbook(path)
    made["2026"].print_area = "A1:D9"
    made["2026"].defined_names["mine"] = DefinedName("mine", attr_text="'2026'!$A$1")
    made.active = 1
    made.save(path)
    adopted(path, *NOK)
    found = openpyxl.load_workbook(path)
    assert found["2026"].print_area == "'2026'!$A$1:$D$9"
    assert found["2026"].defined_names["mine"].attr_text == "'2026'!$A$1"
    assert found.active.title == "2026"


def test_a_sheet_start_of_the_owners_own_stays(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", {**years(), "Start": [["Welcome"]]})
    before = path.read_bytes()
    adopted(path, *NOK)
    nothing_lost(before, path.read_bytes())
    names = openpyxl.load_workbook(path).sheetnames
    assert names[0] == "Start (ar-sheets)"
    assert "Start" in names[1:]
    again = adopt(path, "--yes", "--language", "en")
    assert "Nothing is missing" in again.output
