# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Sheets and columns that were not there, and the recalculation that follows a change."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from handmade import (
    LINKS,
    MAIN,
    SHEET,
    STRICT,
    book,
    calamine_rows,
    changed_parts,
    openpyxl_cell,
    parts,
    patches,
    read_part,
    relations,
    rows_of,
    table,
    worksheet,
    zipped,
)

from ar_sheets.xlsx.patch import NewColumn, NewSheet, Refused, SheetPatch, patch


def text(cell: str, value: str, style: str = "") -> str:
    return f'<c r="{cell}"{style} t="inlineStr"><is><t>{value}</t></is></c>'


HEAD = '<row r="1">' + text("A1", "No") + text("B1", "Sum", ' s="3"') + "</row>"
LINE = '<row r="2"><c r="A2"><v>1</v></c></row>'
LOG = NewSheet(
    "Log & more",
    ["Entry", "When", "A<mount", "Line\nbreak"],
    [[1, date(2026, 1, 2), Decimal("2.50"), "=x"], [2, None, None, ""]],
    widths=[5, 10],
    formats={1: "yyyy-mm-dd", 2: "#,##0.00"},
    choices={3: ["Send", "Hold"]},
)


@pytest.mark.parametrize("strict", [False, True])
def test_a_new_sheet_with_a_table(strict: bool) -> None:
    content = parts(worksheet(HEAD + LINE), tables=[table("A1:B2", ["No", "Sum"])])
    if strict:
        content = {n: str(t).replace(MAIN, STRICT[MAIN]).replace(LINKS, STRICT[LINKS]) for n, t in content.items()}
    data = zipped(content)
    new = patch(data, [LOG])
    assert calamine_rows(new, "Log & more") == [
        ["Entry", "When", "A<mount", "Line\nbreak"], [1, date(2026, 1, 2), 2.5, "=x"], [2, "", "", ""],
    ]  # fmt: skip
    assert changed_parts(data, new) == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels", "xl/tables/table2.xml",
    }  # fmt: skip
    assert calamine_rows(new) == calamine_rows(data)
    if not strict:
        sheet = openpyxl.load_workbook(io.BytesIO(new))["Log & more"]
        (made,) = sheet.tables.values()
        assert (made.ref, made.id, made.displayName) == ("A1:D3", 2, "Log___more")
        assert sheet["B2"].number_format == "yyyy-mm-dd"
        assert sheet["C9"].number_format == "General"
        assert sheet.column_dimensions["C"].width == 12
        assert sheet.data_validations.dataValidation[0].formula1 == '"Send,Hold"'
        assert sheet.freeze_panes == "A2"


def test_a_sheet_and_rows_for_it_in_one_go() -> None:
    new = patch(book(HEAD), [NewSheet("Log", ["Entry"]), SheetPatch("Log", append=[{0: "a"}, {0: "b"}])])
    assert [row[0] for row in calamine_rows(new, "Log")] == ["Entry", "a", "b"]


@pytest.mark.parametrize(
    ("name", "taken", "made"),
    [
        ("Outbox", [], "Outbox"),
        ("Outbox", ["outbox"], "Outbox_2"),
        ("Aging 90+", [], "Aging_90_"),
        ("A1", [], "_A1"),
        ("R1C1", [], "_R1C1"),
        ("r", [], "_r"),
        ("2026", [], "_2026"),
        ("Økonomi", [], "Økonomi"),
    ],
)
def test_a_tables_name_is_one_excel_allows_and_nobody_has(name: str, taken: list[str], made: str) -> None:
    names = "".join(f'<definedName name="{n}">S!$A$1</definedName>' for n in taken)
    new = patch(book(HEAD, workbook=f"<definedNames>{names}</definedNames>"), [NewSheet(name, ["A"])])
    assert f'displayName="{made}"' in read_part(new, "xl/tables/table1.xml")


def test_several_sheets_have_names_and_numbers_of_their_own() -> None:
    new = patch(book(HEAD), [NewSheet("One", ["A"]), NewSheet("Two", ["A"]), NewSheet("Bare", [], [["x"]])])
    loaded = openpyxl.load_workbook(io.BytesIO(new))
    assert loaded.sheetnames == ["S", "One", "Two", "Bare"]
    assert sorted(t.id for s in loaded for t in s.tables.values()) == [1, 2]
    assert loaded["Bare"]["A1"].value == "x"


def test_a_workbook_with_prefixes_gets_elements_with_its_prefix() -> None:
    content = parts(worksheet(HEAD))
    content["xl/workbook.xml"] = (
        f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{LINKS}"><x:sheets><x:sheet name="S" sheetId="7" q:id="rId1"/></x:sheets>'
        "<x:definedNames/></x:workbook>"
    )
    new = patch(zipped(content), [NewSheet("New", ["A"]), SheetPatch("S", [1], {5: [1]})])
    text = read_part(new, "xl/workbook.xml")
    assert '<x:sheet name="New" sheetId="8" q:id="rId3"/>' in text
    assert calamine_rows(new, "New") == [["A"]]


def test_a_new_column_joins_the_table() -> None:
    data = book(HEAD + LINE, before='<dimension ref="A1:B2"/>', tables=[table("A1:B2", ["No", "Sum"])])
    new = patch(data, [NewColumn("S", "Open & due", format="0.00", width=20), NewColumn("S", "Why")])
    made = read_part(new, "xl/tables/table1.xml")
    assert re.findall(r' ref="([^"]+)"', made) == ["A1:D2", "A1:D2"]
    assert '<tableColumns count="4">' in made
    assert '<tableColumn id="3" name="Open &amp; due"/><tableColumn id="4" name="Why"/></tableColumns>' in made
    cell = openpyxl_cell(new, "C1")
    assert (cell.value, cell.font.b) == ("Open & due", True)
    assert '<dimension ref="A1:D2"/>' in read_part(new)
    later = patch(new, [SheetPatch("S", [2], {2: [Decimal("2.5")]})])
    assert openpyxl_cell(later, "C2").number_format == "0.00"
    assert openpyxl.load_workbook(io.BytesIO(new))["S"].column_dimensions["C"].width == 20


def test_a_new_column_beside_a_list_that_is_no_table() -> None:
    new = patch(
        book('<row r="1"/>' + HEAD.replace("1", "3").replace("A3", "A3")), [NewColumn("S", "Open", header_row=3)]
    )
    assert calamine_rows(new)[2] == ["No", "Sum", "Open"]


COLUMNS = {
    "none": ("", '<cols><col min="3" max="3" width="20" customWidth="1"/></cols>'),
    "one before": ('<cols><col min="1" max="1" width="5"/></cols>',
                   '<cols><col min="1" max="1" width="5"/><col width="20" customWidth="1" min="3" max="3"/></cols>'),
    "one after": ('<cols><col min="5" max="5" width="5"/></cols>',
                  '<cols><col width="20" customWidth="1" min="3" max="3"/><col min="5" max="5" width="5"/></cols>'),
    "the same": ('<cols><col min="3" max="3" width="5" hidden="1"/></cols>',
                 '<cols><col min="3" max="3" width="20" hidden="1" customWidth="1"/></cols>'),
    "a range over it": ('<cols><col min="2" max="16384" width="5" style="2"/></cols>',
                        '<cols><col min="2" max="2" width="5" style="2"/><col min="3" max="3" width="20" style="2" '
                        'customWidth="1"/><col min="4" max="16384" width="5" style="2"/></cols>'),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), COLUMNS.values(), ids=COLUMNS)
def test_the_widths_of_other_columns_stay(before: str, after: str) -> None:
    def told(cols: str) -> list[dict[str, str]]:
        return [dict(re.findall(r'(\w+)="([^"]*)"', c)) for c in re.findall("<col .*?/>", cols)]

    new = patch(book(HEAD, before=before), [NewColumn("S", "Open", width=20)])
    assert told(read_part(new)) == told(after)


TWO = [table("A1:B2", ["No", "Sum"]), table("C1:D2", ["X", "Y"], number=2)]
IN_THE_WAY: dict[str, tuple[dict[str, Any], str]] = {
    "a value": ({"rows": HEAD + '<row r="2"><c r="C2"><v>1</v></c></row>'}, r"S!C2 is in the way"),
    "a formula": ({"rows": HEAD + '<row r="2"><c r="C2"><f>1</f></c></row>'}, r"S!C2 is in the way"),
    "a header": ({"rows": HEAD.replace("</row>", text("C1", "x") + "</row>")}, r"S!C1 is in the way"),
    "merged cells": (
        {"rows": HEAD, "after": '<mergeCells><mergeCell ref="C2:D2"/></mergeCells>'},
        "C2:D2 on the sheet",
    ),
    "another table": ({"rows": HEAD, "tables": TWO}, "C1:D2 on the sheet"),
    "the same name": ({"rows": HEAD, "name": "sum"}, 'has a column "sum" already'),
    "hidden headers": ({"rows": HEAD, "tables": [table("A1:B2", ["No", "Sum"], more=' headerRowCount="0"')]}, "hidden"),
}


@pytest.mark.parametrize(("more", "why"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_is_in_the_way_of_a_new_column(more: dict[str, Any], why: str) -> None:
    more = {"tables": [table("A1:B2", ["No", "Sum"])], "name": "Open", **more}
    name = more.pop("name")
    with pytest.raises(Refused, match=why):
        patch(book(more.pop("rows"), **more), [NewColumn("S", name)])


def test_what_is_below_a_table_is_not_in_the_way() -> None:
    data = book(HEAD + LINE + '<row r="3"><c r="C3"><v>1</v></c></row>', tables=[table("A1:B2", ["No", "Sum"])])
    assert calamine_rows(patch(data, [NewColumn("S", "Open")]))[0] == ["No", "Sum", "Open"]


def test_a_sheet_without_room() -> None:
    with pytest.raises(Refused, match="no room for another column"):
        patch(book('<row r="1">' + text("XFD1", "x") + "</row>"), [NewColumn("S", "Open")])


FORMULA = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>'
CALC: dict[str, tuple[str, str, str]] = {
    "none": (FORMULA, "", '<calcPr fullCalcOnLoad="1"/>'),
    "behind defined names": (FORMULA, "<definedNames/><pivotCaches/>",
                             '<definedNames/><calcPr fullCalcOnLoad="1"/><pivotCaches/>'),
    "there": (FORMULA, '<calcPr calcId="191029"/>', '<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
    "manual": (FORMULA, '<calcPr calcMode="manual"/>', '<calcPr calcMode="manual" fullCalcOnLoad="1"/>'),
    "off": (FORMULA, '<calcPr fullCalcOnLoad="0"/>', '<calcPr fullCalcOnLoad="1"/>'),
    "on": (FORMULA, '<calcPr fullCalcOnLoad="1" calcId="1"/>', '<calcPr fullCalcOnLoad="1" calcId="1"/>'),
    "no formulas": ('<row r="1"><c r="A1"><v>1</v></c></row>', '<calcPr calcId="1"/>', '<calcPr calcId="1"/>'),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "before", "after"), CALC.values(), ids=CALC)
def test_excel_is_told_to_recalculate_where_there_are_formulas(rows: str, before: str, after: str) -> None:
    data = book(rows, workbook=before)
    new = patch(data, patches({"A1": 2}))
    assert read_part(new, "xl/workbook.xml").endswith(f"</sheets>{after}</workbook>")
    assert changed_parts(data, new) == {SHEET} | ({"xl/workbook.xml"} if before != after else set())
    assert "<f>A1*2</f><v>2</v>" in rows_of(new) or "no formulas" in rows or "<f>" not in rows  # the saved result stays


@pytest.mark.parametrize("where", ["another sheet", "the order of calculation"])
def test_formulas_elsewhere_count(where: str) -> None:
    others = [worksheet('<row r="1"><c r="A1"><f>S!A1</f></c></row>')] if where == "another sheet" else []
    content = parts(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'), others=others)
    if not others:
        links = [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("calcChain", "calcChain.xml")]
        content |= {"xl/_rels/workbook.xml.rels": relations(links), "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"/>'}
    new = patch(zipped(content), patches({"A1": 2}))
    assert "fullCalcOnLoad" in read_part(new, "xl/workbook.xml")
