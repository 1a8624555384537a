# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Rows added at the end of a table or of a list that is none, and what they take over."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from handmade import (
    MAIN,
    SHEET,
    book,
    calamine_rows,
    changed_parts,
    openpyxl_cell,
    read_part,
    relations,
    rows_of,
    table,
    worksheet,
)

from ar_sheets.xlsx.patch import KEEP, Refused, SheetPatch, patch


def text(cell: str, value: str, style: str = "") -> str:
    return f'<c r="{cell}"{style} t="inlineStr"><is><t>{value}</t></is></c>'


HEAD = '<row r="1">' + text("A1", "No") + text("B1", "Amount") + text("C1", "Double") + "</row>"
TABLE = "xl/tables/table1.xml"


def line(row: int, number: object = 5, more: str = "") -> str:
    return f'<row r="{row}"{more}>' + text(f"A{row}", f"N{row}") + f'<c r="B{row}" s="2"><v>{number}</v></c></row>'


def appended(data: bytes, *rows: dict[int, Any], **more: Any) -> bytes:
    return patch(data, [SheetPatch("S", append=rows, **more)])


def refs(data: bytes) -> list[str]:
    """The table's own range, and that of its filter."""
    return re.findall(r' ref="([^"]+)"', read_part(data, TABLE))


def test_a_table_grows_with_its_filter_and_the_stated_dimension() -> None:
    data = book(HEAD + line(2), before='<dimension ref="A1:C2"/>', tables=[table("A1:C2", ["No", "Amount", "Double"])])
    new = appended(data, {0: "N3", 1: 7}, {0: "N4", 1: 8})
    assert refs(new) == ["A1:C4", "A1:C4"]
    assert '<dimension ref="A1:C4"/>' in read_part(new)
    assert [row[:2] for row in calamine_rows(new)[1:]] == [["N2", 5], ["N3", 7], ["N4", 8]]
    assert changed_parts(data, new) == {SHEET, TABLE}


@pytest.mark.parametrize(
    ("ref", "count", "after"),
    [("A1:C5", 1, "A1:C5"), ("A1:C5", 3, "A1:C5"), ("A1:C5", 4, "A1:C6"), ("A1:C2", 1, "A1:C3"), ("A1:C3", 2, "A1:C4")],
)
def test_blank_rows_inside_the_table_are_filled_first(ref: str, count: int, after: str) -> None:
    rows = HEAD + line(2) + '<row r="3"><c r="A3" s="3"/><c r="B3" s="2"/></row>'
    new = appended(
        book(rows, tables=[table(ref, ["No", "Amount", "Double"])]), *[{0: f"x{i}", 1: i} for i in range(count)]
    )
    assert refs(new) == [after, after]
    assert [row[0] for row in calamine_rows(new)[2 : 2 + count]] == [f"x{i}" for i in range(count)]
    assert (
        '<row r="3"><c r="A3" s="3" t="inlineStr"><is><t>x0</t></is></c><c r="B3" s="2"><v>0</v></c></row>'
        in rows_of(new)
    )


def test_the_first_row_of_an_empty_table() -> None:
    new = appended(book(HEAD, tables=[table("A1:C2", ["No", "Amount", "Double"])]), {0: "N1", 1: 1})
    assert refs(new) == ["A1:C2", "A1:C2"]
    assert calamine_rows(new)[1][:2] == ["N1", 1]


def test_new_rows_look_like_the_one_above() -> None:
    rows = HEAD + (
        '<row r="2" spans="1:3" s="3" customFormat="1" ht="30" customHeight="1" hidden="1" x14ac:dyDescent="0.3" '
        'xmlns:x14ac="urn:x"><c r="A2" s="3" t="inlineStr"><is><t>N2</t></is></c><c r="B2" s="2"><v>5</v></c>'
        '<c r="C2" s="1"/></row>'
    )
    new = appended(book(rows, tables=[table("A1:C2", ["No", "Amount", "Double"])]), {0: "N3", 1: 7})
    assert rows_of(new).endswith(
        '<row r="3" s="3" customFormat="1" ht="30" customHeight="1" x14ac:dyDescent="0.3"><c r="A3" s="3" t="inlineStr"><is>'
        '<t>N3</t></is></c><c r="B3" s="2"><v>7</v></c><c r="C3" s="1"/></row>'
    )


def test_a_date_in_a_new_row_has_the_style_of_the_dates_above() -> None:
    rows = HEAD + '<row r="2"><c r="A2" s="5"><v>46000</v></c></row>'
    data = book(rows, tables=[table("A1:C2", ["No", "Amount", "Double"])])
    new = appended(data, {0: date(2026, 1, 1), 1: date(2026, 1, 1)})
    assert openpyxl_cell(new, "A3").number_format == "dd/mm/yy"
    assert openpyxl_cell(new, "B3").is_date


FORMULAS = {
    "calculated column": ('<f>Table1[[#This Row],[Amount]]*2</f>', {"Double": "Table1[[#This Row],[Amount]]*2"},
                          "Table1[[#This Row],[Amount]]*2"),
    "calculated with plain references": ("<f>B2*2+$B$1</f>", {"Double": "B2*2+$B$1"}, None),
    "a plain formula on its own row": ("<f>B2*2</f>", {}, "B3*2"),
    "a shared formula": ('<f t="shared" ref="C2:C2" si="3">B2*2</f>', {}, "B3*2"),
    "names that look like cells": ('<f>LOG10(B2)+"B2"+\'B2\'!$A$9+ROUND(B2,1)</f>', {}, None),
    "an array formula": ('<f t="array" ref="C2">B2*2</f>', {}, ""),
    "no formula": ("<v>3</v>", {}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("held", "calculated", "carried"), FORMULAS.values(), ids=FORMULAS)
def test_formulas_go_on_in_new_rows(held: str, calculated: dict[str, str], carried: str | None) -> None:
    rows = HEAD + f'<row r="2"><c r="B2"><v>5</v></c><c r="C2">{held}</c></row>'
    data = book(rows, tables=[table("A1:C2", ["No", "Amount", "Double"], formulas=calculated)])
    last = rows_of(appended(data, {1: 7})).split('<row r="3"')[1]
    found = re.search(r"<f>(.*)</f>", last)
    assert (found[1] if found else "") == (carried or "")


def test_a_running_balance_goes_on() -> None:
    rows = HEAD + "".join(
        f'<row r="{r}"><c r="B{r}"><v>1</v></c><c r="C{r}"><f>C{r - 1}+B{r}</f></c></row>' for r in (2, 3)
    )
    assert "<f>C3+B4</f>" in rows_of(appended(book(rows), {1: 7}))


def test_a_value_of_the_callers_own_stands_where_a_formula_would() -> None:
    rows = HEAD + '<row r="2"><c r="B2"><v>5</v></c><c r="C2"><f>B2*2</f></c></row>'
    last = rows_of(appended(book(rows), {1: 7, 2: 99})).split('<row r="3"')[1]
    assert "<f>" not in last
    assert "<v>99</v>" in last


def test_formulas_that_wait_in_blank_rows_stay() -> None:
    rows = HEAD + line(2) + '<row r="3"><c r="C3"><f>IF(B3="","",B3*2)</f><v></v></c></row>'
    new = appended(book(rows, tables=[table("A1:C3", ["No", "Amount", "Double"])]), {0: "N3", 1: 7})
    assert '<c r="B3" s="2"><v>7</v></c><c r="C3"><f>IF(B3="","",B3*2)</f><v></v></c></row>' in rows_of(new)
    assert refs(new) == ["A1:C3", "A1:C3"]


def test_a_list_that_is_no_table() -> None:
    data = book(HEAD + line(2) + '<row r="3"><c r="A3" s="3"/></row>', before='<dimension ref="A1:B3"/>')
    new = appended(data, {0: "N3", 1: 7}, {0: "N4", 1: 8})
    assert [row[0] for row in calamine_rows(new)] == ["No", "N2", "N3", "N4"]
    assert '<row r="3"><c r="A3" s="3" t="inlineStr">' in rows_of(new)


def test_an_empty_list() -> None:
    assert calamine_rows(appended(book(HEAD), {0: "N1"}))[1][0] == "N1"
    assert calamine_rows(appended(book(""), {0: "N1"}, header_row=3))[3][0] == "N1"


def test_the_sheets_own_filter_grows_with_its_hidden_name() -> None:
    name = '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">S!$A$1:$C$2</definedName></definedNames>'
    data = book(HEAD + line(2), after='<autoFilter ref="A1:C2"/>', workbook=name)
    new = appended(data, {0: "N3"})
    assert '<autoFilter ref="A1:C3"/>' in read_part(new)
    assert "S!$A$1:$C$3<" in read_part(new, "xl/workbook.xml")


@pytest.mark.parametrize(
    ("sqref", "after"),
    [
        ("B2:B3", "B2:B4"),
        ("A2:C3", "A2:C4"),
        ("B2:B3 C2:C3", "B2:B4 C2:C4"),
        ("B2", "B2"),
        ("B1:B3", "B1:B3"),
        ("B2:B9", "B2:B9"),
        ("E2:E3", "E2:E3"),
        ("B:B", "B:B"),
    ],
)
def test_drop_downs_and_conditional_formats_reach_over_new_rows(sqref: str, after: str) -> None:
    behind = (
        f'<conditionalFormatting sqref="{sqref}"><cfRule type="top10" priority="1" rank="1"/></conditionalFormatting>'
        f'<dataValidations count="1"><dataValidation type="whole" sqref="{sqref}"><formula1>1</formula1></dataValidation></dataValidations>'
    )
    data = book(HEAD + line(2) + line(3), after=behind, tables=[table("A1:C3", ["No", "Amount", "Double"])])
    assert read_part(appended(data, {0: "N4"})).count(f'sqref="{after}"') == 2


def test_a_table_is_made_shorter_and_longer() -> None:
    rows = HEAD + line(2) + line(3) + line(4)
    data = book(rows, tables=[table("A1:C4", ["No", "Amount", "Double"])])
    fewer = patch(data, [SheetPatch("S", [3, 4], {0: [None, None], 1: [None, None]}, table_rows=1)])
    assert refs(fewer) == ["A1:C2", "A1:C2"]
    assert [row[0] for row in calamine_rows(fewer) if row[0]] == ["No", "N2"]
    more = patch(fewer, [SheetPatch("S", [3, 4, 5], {0: ["a", "b", "c"]}, table_rows=4)])
    assert refs(more) == ["A1:C5", "A1:C5"]
    assert refs(patch(data, [SheetPatch("S", [2], {0: [None]}, table_rows=0)])) == ["A1:C2", "A1:C2"]


def test_values_written_and_rows_appended_at_once() -> None:
    data = book(HEAD + line(2) + line(3), tables=[table("A1:C5", ["No", "Amount", "Double"])])
    new = patch(data, [SheetPatch("S", [2, 3, 4], {0: [KEEP, "x", "y"]}, append=[{0: "z"}])])
    assert [row[0] for row in calamine_rows(new)] == ["No", "N2", "x", "y", "z"]


def test_of_two_tables_side_by_side_the_one_with_the_columns_grows() -> None:
    data = book(
        HEAD + line(2), tables=[table("A1:C2", ["No", "Amount", "Double"]), table("E1:F2", ["P", "Q"], number=2)]
    )
    new = patch(data, [SheetPatch("S", append=[{4: 1}, {4: 2}])])
    assert 'ref="A1:C2"' in read_part(new, TABLE)
    assert 'ref="E1:F3"' in read_part(new, "xl/tables/table2.xml")


IN_THE_WAY: dict[str, tuple[str, str, str, str]] = {
    "a note below the table": ('<row r="4">' + text("B4", "note") + "</row>", "", "", "S!B4 is in the way"),
    "a formula below the table": ('<row r="4"><c r="C4"><f>1</f></c></row>', "", "", "S!C4 is in the way"),
    "merged cells below": ("", '<mergeCells count="1"><mergeCell ref="C4:E4"/></mergeCells>', "", "merged cells C4:E4"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "after", "more", "why"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_is_in_the_way_of_a_table(rows: str, after: str, more: str, why: str) -> None:
    data = book(
        HEAD + line(2) + line(3) + rows, after=after, tables=[table("A1:C3", ["No", "Amount", "Double"], more=more)]
    )
    with pytest.raises(Refused, match=why):
        appended(data, {0: "a"}, {0: "b"})


TOTALS = (
    '<row r="4" ht="25">'
    + text("A4", "Total")
    + '<c r="B4" s="2"><f>SUBTOTAL(109,Table1[Amount])</f><v>10</v></c></row>'
)
CHAIN = f'<calcChain xmlns="{MAIN}"><c r="B4" i="2"/><c r="B3"/><c r="B4" i="1"/><c r="C2"/></calcChain>'


def with_totals(rows: str = "", **more: Any) -> bytes:
    names = ["No", "Amount", "Double"]
    return book(
        HEAD + line(2) + line(3) + TOTALS + rows, tables=[table("A1:C4", names, more=' totalsRowCount="1"')], **more
    )


def test_a_totals_row_moves_down_and_the_order_of_calculation_with_it() -> None:
    links = [("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("calcChain", "calcChain.xml")]
    chain = {"xl/calcChain.xml": CHAIN, "xl/_rels/workbook.xml.rels": relations(links)}
    new = appended(with_totals(more=chain), {0: "N4", 1: 7}, {0: "N5", 1: 8})
    assert rows_of(new).endswith(
        '<row r="5">' + text("A5", "N5") + '<c r="B5" s="2"><v>8</v></c></row><row r="6" ht="25">' + text("A6", "Total")
        + '<c r="B6" s="2"><f>SUBTOTAL(109,Table1[Amount])</f><v>10</v></c></row>'
    )  # fmt: skip
    assert re.findall(' ref="([^"]+)"', read_part(new, TABLE)) == ["A1:C6", "A1:C5"]
    assert 'r="B4" i="2"/><c r="B3"/><c r="B6" i="1"/><c r="C2"/>' in read_part(new, "xl/calcChain.xml")
    assert [row[0] for row in calamine_rows(new)] == ["No", "N2", "N3", "N4", "N5", "Total"]


def test_what_stands_beside_a_totals_row_stays() -> None:
    beside = TOTALS.replace("</row>", '<c r="F4"><v>1</v></c></row>')
    data = book(
        HEAD + line(2) + line(3) + beside,
        tables=[table("A1:C4", ["No", "Amount", "Double"], more=' totalsRowCount="1"')],
    )
    rows = calamine_rows(appended(data, {0: "N4"}))
    assert [(row[0], row[5]) for row in rows[3:]] == [("N4", 1), ("Total", "")]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize(
    "below",
    [
        '<row r="5"/>',
        '<row r="5"><c r="B5" s="3"/><c r="F5"><v>1</v></c></row><row r="6"><c r="F6"><v>2</v></c></row>',
        '<row r="6"><c r="F6"><v>2</v></c></row><row r="9"><c r="A9"><v>3</v></c></row>',
    ],
)
def test_a_totals_row_moves_past_rows_that_are_there(below: str, count: int) -> None:
    data = with_totals(below)
    new = appended(data, *[{0: f"x{i}"} for i in range(count)])
    column = [row[0] for row in calamine_rows(new)]
    assert column[: 4 + count] == ["No", "N2", "N3", *[f"x{i}" for i in range(count)], "Total"]
    assert [row[5:] for row in calamine_rows(new) if row[5:] and row[5]] == [
        row[5:] for row in calamine_rows(data) if row[5:] and row[5]
    ]


def test_a_totals_row_stays_while_there_are_blank_rows_above_it() -> None:
    names, more = ["No", "Amount", "Double"], ' totalsRowCount="1"'
    data = book(HEAD + line(2) + TOTALS, tables=[table("A1:C4", names, more=more)])
    new = appended(data, {0: "N3"})
    assert '<row r="3"' in rows_of(new)
    assert TOTALS in rows_of(new)
    assert changed_parts(data, new) == {SHEET, "xl/workbook.xml"}


HOLDING = {
    "a formula elsewhere": ({"others": [worksheet('<row r="1"><c r="A1"><f>S!B4</f></c></row>')]}, "formulas name", TOTALS),
    "its own sum by cells": ({}, "formulas name", TOTALS.replace("Table1[Amount]", "B2:B4")),
    "a defined name": ({"workbook": "<definedNames><definedName name=\"a\">S!$B$4</definedName></definedNames>"}, "formulas name", TOTALS),
    "merged cells": ({"after": '<mergeCells><mergeCell ref="A4:B4"/></mergeCells>'}, "merged", TOTALS),
    "a link": ({"after": '<hyperlinks><hyperlink ref="A4" location="S!A1"/></hyperlinks>'}, "links or notes", TOTALS),
}  # fmt: skip


@pytest.mark.parametrize(("more", "why", "totals"), HOLDING.values(), ids=HOLDING)
def test_a_totals_row_something_depends_on_does_not_move(more: dict[str, Any], why: str, totals: str) -> None:
    rows = HEAD + line(2) + line(3) + totals + more.pop("rows", "")
    data = book(rows, tables=[table("A1:C4", ["No", "Amount", "Double"], more=' totalsRowCount="1"')], **more)
    with pytest.raises(Refused, match=f"totals row of Table1.*{why}"):
        appended(data, {0: "a"})


def test_a_table_with_totals_is_not_made_shorter() -> None:
    with pytest.raises(Refused, match="not made shorter"):
        patch(with_totals(), [SheetPatch("S", [3], {0: [None]}, table_rows=1)])


def test_what_is_beside_a_table_is_not_in_its_way() -> None:
    beside = '<row r="4"><c r="E4"><v>1</v></c></row>'
    data = book(HEAD + line(2) + line(3) + beside, tables=[table("A1:C3", ["No", "Amount", "Double"])])
    assert '<c r="E4"><v>1</v></c></row>' in rows_of(appended(data, {0: "a"}))


SUMS = {
    "a sum right below": ("SUM(B2:B3)", 4, "SUM(B2:B4)"),
    "with dollars": ("SUM($B$2:$B$3)", 4, "SUM($B$2:$B$4)"),
    "from the header": ("SUBTOTAL(109,B1:B3)", 4, "SUBTOTAL(109,B1:B4)"),
    "of two things": ("ROUND(SUM(B2:B3)*1.25,2)", 4, "ROUND(SUM(B2:B4)*1.25,2)"),
    "a blank row between": ("SUM(B2:B3)", 5, "SUM(B2:B3)"),
    "that takes in the blank row": ("SUM(B2:B4)", 5, "SUM(B2:B4)"),
}


@pytest.mark.parametrize(("formula", "row", "after"), SUMS.values(), ids=SUMS)
def test_new_rows_go_above_a_sum_under_a_list_that_is_no_table(formula: str, row: int, after: str) -> None:
    total = f'<row r="{row}">' + text(f"A{row}", "Total") + f'<c r="B{row}"><f>{formula}</f><v>10</v></c></row>'
    new = appended(book(HEAD + line(2) + line(3) + total), {0: "N4", 1: 7})
    rows = calamine_rows(new)
    assert [r[0] for r in rows] == ["No", "N2", "N3", "N4", "Total"]
    assert f'<c r="B5"><f>{after}</f><v>10</v></c>' in rows_of(new)


@pytest.mark.parametrize("formula", ["B4*2", "SUM($B$2:B4)", "B3*2", "B2+B3", "SUM(D2:D3)", "MAX(B2:B3)"])
def test_other_formulas_in_the_last_row_are_no_sum(formula: str) -> None:
    last = '<row r="4">' + text("A4", "N4") + f'<c r="D4"><f>{formula}</f></c></row>'
    rows = calamine_rows(appended(book(HEAD + line(2) + line(3) + last), {0: "N5"}))
    assert [r[0] for r in rows] == ["No", "N2", "N3", "N4", "N5"]


def test_a_sum_something_depends_on_does_not_move() -> None:
    total = '<row r="4">' + text("A4", "Total") + '<c r="B4"><f>SUM(B2:B3)</f></c><c r="E4"><f>B4*2</f></c></row>'
    with pytest.raises(Refused, match="totals row of row 4 on the sheet S cannot move"):
        appended(book(HEAD + line(2) + line(3) + total), {0: "N4"})


def test_a_full_sheet() -> None:
    with pytest.raises(Refused, match="is full"):
        appended(book('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), {0: 1})


def test_appending_nothing_changes_nothing() -> None:
    data = book(HEAD + line(2), tables=[table("A1:C2", ["No", "Amount", "Double"])])
    assert appended(data) is data
