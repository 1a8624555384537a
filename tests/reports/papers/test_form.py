"""Filling a form: what a cell becomes, what is said about a name that is not there, what stays."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from papers import HOSTILE, cells

from ar_sheets.base.data import data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.reports.papers import make_forms
from ar_sheets.reports.papers.form import FormContent, fill_form, find_form, read_form

VALUES = {"amount": Decimal("1250.50"), "day": date(2026, 11, 5), "who": "Kari", "none": None}
LINES = {"address": ["Fjord Kafé", "Bryggen 3", "5003 Bergen"], "empty": []}


def form(path: Path, texts: Mapping[str, str], **formats: Mapping[str, Any]) -> Path:
    """A form with these cells."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("One")
        for place, text in texts.items():
            page.write_string(place, text, book.add_format(dict(formats.get(place, {}))))
    return path


def filled(tmp_path: Path, texts: Mapping[str, str], content: FormContent) -> dict[str, object]:
    out = tmp_path / "out.xlsx"
    out.write_bytes(fill_form(read_form(form(tmp_path / "form.xlsx", texts)), content))
    return cells(out)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{amount}}", 1250.5),
        (" {{ amount }} ", 1250.5),
        ("{{day}}", datetime(2026, 11, 5)),  # noqa: DTZ001 - as openpyxl reads a date
        ("Dear {{who}}", "Dear Kari"),
        ("{{who}}: {{amount}} on {{ day }}", "Kari: 1250.50 on 2026-11-05"),
        ("{{none}}", None),
        ("<{{none}}>", "<>"),
        ("{{address.1}}", "Fjord Kafé\nBryggen 3\n5003 Bergen"),  # the only line there is takes all
        ("{{empty.1}}", None),
        ("{ {who} }", "{ {who} }"),
    ],
)
def test_a_cell(tmp_path: Path, text: str, expected: object) -> None:
    assert filled(tmp_path, {"B2": text, "A1": "as it was"}, FormContent(VALUES, LINES)) == {
        "A1": "as it was", **({"B2": expected} if expected is not None else {}),
    }  # fmt: skip


def test_lines_go_into_their_cells_and_the_last_takes_the_rest(tmp_path: Path) -> None:
    texts = {"A1": "{{address.1}}", "A2": "{{address.2}}", "A3": "{{address.5}}"}
    assert filled(tmp_path, texts, FormContent(VALUES, LINES)) == {"A1": "Fjord Kafé", "A2": "Bryggen 3"}
    texts.pop("A3")
    assert filled(tmp_path, texts, FormContent(VALUES, LINES)) == {"A1": "Fjord Kafé", "A2": "Bryggen 3\n5003 Bergen"}


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_rows_go_down_and_look_like_the_first(tmp_path: Path, count: int) -> None:
    path = form(tmp_path / "form.xlsx", {"A3": "No", "B3": "Open", "A4": "{{row.no}}", "B4": "{{row.open}}"},
                B4={"num_format": "#,##0.00", "bold": True})  # fmt: skip
    rows = [{"no": f"F{at}", "open": Decimal(at)} for at in range(count)]
    (tmp_path / "out.xlsx").write_bytes(fill_form(read_form(path), FormContent({}, {}, {"row": rows})))
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [page.cell(4 + at, 1).value for at in range(count)] == [f"F{at}" for at in range(count)]
    assert [page.cell(4 + at, 2).value for at in range(count)] == list(range(count))
    assert {page.cell(4 + at, 2).number_format for at in range(count)} <= {"#,##0.00"}
    assert all(page.cell(4 + at, 2).font.bold for at in range(count))
    assert page.cell(4 + max(count, 1), 1).value is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{amuont}}", "One!B5: there is no {{amuont}}; did you mean {{amount}}?"),
        ("x {{adress.1}}", "One!B5: there is no {{adress.1}}; did you mean {{address.1}}?"),
        ("{{row.opne}}", "One!B5: there is no {{row.opne}}; did you mean {{row.open}}?"),
        ("{{xyzzy}}", "One!B5: there is no {{xyzzy}}"),
    ],
)
def test_a_name_that_is_not_there_is_said_with_its_cell(tmp_path: Path, text: str, said: str) -> None:
    content = FormContent(VALUES, LINES, {"row": [{"open": Decimal(1)}]})
    with pytest.raises(NotDone) as refusal:
        filled(tmp_path, {"B5": text, "A1": "{{nobody}}"}, content)
    assert said in str(refusal.value)
    assert "A1: there is no {{nobody}}" in str(refusal.value)  # all at once


@pytest.mark.parametrize("data", [b"", b"PK not really", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook_is_said(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "form.xlsx").write_bytes(data)
    with pytest.raises(NotDone, match=r"The form .*form\.xlsx cannot be used\. "):
        read_form(tmp_path / "form.xlsx")


def test_a_cell_at_the_end_of_the_sheet_takes_no_memory(tmp_path: Path) -> None:
    with pytest.raises(NotDone, match="cannot be used"):
        read_form(form(tmp_path / "form.xlsx", {"A1": "{{who}}", "XFD1048576": "far out"}))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    there = filled(tmp_path, {"A1": "{{who}}", "A2": "To {{who}}."}, FormContent({"who": text}, {}))
    plain = text.replace("\x0b", "")  # no cell can hold it
    assert there == {"A1": plain, "A2": f"To {plain}."}
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_everything_else_in_the_owners_form_stays(tmp_path: Path) -> None:
    """A second sheet, a formula, the styles: every part but the filled sheet is byte for byte."""
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, other = book.add_worksheet("One"), book.add_worksheet("Terms")
        page.write_string("A1", "{{amount}}")
        page.write_formula("A2", "=A1*0.2", None, 0)
        page.set_landscape()
        other.write_string("A1", "Our terms")
    (tmp_path / "out.xlsx").write_bytes(fill_form(read_form(path), FormContent(VALUES, {})))
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(tmp_path / "out.xlsx") as after:
        same = [name for name in before.namelist() if before.read(name) == after.read(name)]
        assert {"xl/worksheets/sheet2.xml", "xl/styles.xml", "docProps/core.xml"} <= set(same)
    page = openpyxl.load_workbook(tmp_path / "out.xlsx")["One"]
    assert (page["A1"].value, page["A2"].value) == (1250.5, "=A1*0.2")


def test_the_owners_form_wins_but_the_workbook_itself_is_no_form(tmp_path: Path) -> None:
    ours = data_folder("workbook_templates") / "invoice.xlsx"
    assert find_form(tmp_path, "invoice.xlsx", tmp_path / "receivables.xlsx") == ours
    (tmp_path / "invoice.xlsx").write_bytes(ours.read_bytes())
    assert find_form(tmp_path, "invoice.xlsx", tmp_path / "receivables.xlsx") == tmp_path / "invoice.xlsx"
    assert find_form(tmp_path, "invoice.xlsx", tmp_path / "invoice.xlsx") == ours


@pytest.mark.parametrize("name", ["invoice", "statement"])
def test_the_committed_forms_are_what_the_command_makes(tmp_path: Path, name: str) -> None:
    getattr(make_forms, f"make_{name}_form")(tmp_path / "again.xlsx")
    again, there = tmp_path / "again.xlsx", data_folder("workbook_templates") / f"{name}.xlsx"
    with zipfile.ZipFile(again) as one, zipfile.ZipFile(there) as other:
        assert one.namelist() == other.namelist()
        differ = [part for part in one.namelist() if one.read(part) != other.read(part)]
    assert differ == [], "run: python -m ar_sheets.paper.make_forms"
    assert not openpyxl.load_workbook(there).worksheets[0].merged_cells.ranges
