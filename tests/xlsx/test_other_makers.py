# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Files of other makers to which something is added: however they write it, the package stays sound."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import package
import pytest
from handmade import MAIN, XML, calamine_rows, openpyxl_cell, parts, read_part, table, worksheet, zipped
from sweep import files

from ar_sheets.xlsx import opening
from ar_sheets.xlsx.changes import NewColumn, NewSheet, SheetPatch
from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.patch import patch
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.verify import verify

ROWS = (
    '<row r="1" spans="1:3"><c r="A1" t="inlineStr"><is><t>No</t></is></c><c r="B1" t="inlineStr"><is><t>Sum</t></is></c></row>'
    '<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="B2" s="2"><v>5</v></c></row>'
    '<row r="3" spans="1:3"><c r="A3"><v>2</v></c><c r="B3" s="2"/></row>'
)
SUM = '<row r="4" spans="1:3"><c r="B4"><f>SUM(B2:B3)</f><v>5</v></c></row>'
BEFORE = (
    '<dimension ref="A1:B4"/><cols><col min="1" max="1" width="9"/><col min="2" max="6" width="12" style="3"/></cols>'
)
AFTER = (
    '<autoFilter ref="A1:B3"/><mergeCells count="1"><mergeCell ref="H1:I1"/></mergeCells><conditionalFormatting sqref="B2:B3">'
    '<cfRule type="expression" priority="1"><formula>B2&gt;1</formula></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="list" sqref="A2:A3"><formula1>"1,2"</formula1></dataValidation></dataValidations>'
)
PARTS = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
BOOK = (
    '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">S!$A$1:$B$3</definedName></definedNames>'
    '<calcPr calcId="1"/>'
)
CHAIN = f'{XML}<calcChain xmlns="{MAIN}"><c r="B4" i="1"/></calcChain>'
NEW_SHEET = NewSheet("New", ["a", "b"], [[1, date(2026, 1, 2)]], formats={1: "yyyy-mm-dd"})


def list_book(**more: Any) -> dict[str, str | bytes]:
    """A list with a filter, rules and a sum under it."""
    return parts(worksheet(ROWS + SUM, BEFORE, AFTER), workbook=BOOK, more={"xl/calcChain.xml": CHAIN}, **more)


def table_book(**more: Any) -> dict[str, str | bytes]:
    return parts(worksheet(ROWS, BEFORE, PARTS), workbook=BOOK, tables=[table("A1:B3", ["No", "Sum"])], **more)


MAKERS: dict[str, Callable[[str], str]] = {
    "end tags": lambda xml: re.sub(r"<([\w:]+)((?:\s[^<>?]*?)?)\s*/>", r"<\1\2></\1>", xml),
    "single quotes": lambda xml: re.sub(r'="([^"\']*)"', r"='\1'", xml),
    "line breaks in tags": lambda xml: re.sub(
        r'"( )(?=[\w:]+=")', '"\n\t', re.sub(r"(<[\w:]+) ", r"\1\n  ", xml)
    ).replace('"/>', '"\n/>'),
    "another prefix": lambda xml: re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", xml).replace(' xmlns="', ' xmlns:x="'),
}
MAKERS["all of it"] = lambda xml: MAKERS["single quotes"](
    MAKERS["line breaks in tags"](MAKERS["end tags"](MAKERS["another prefix"](xml)))
)
CHANGES = {
    "rows": [SheetPatch("S", [2, 3], {1: [7, date(2026, 1, 2)]}, [{0: 3, 1: 9}, {0: 4, 1: None}], 1)],
    "columns": [NewColumn("S", "Day", 1, format="yyyy-mm-dd", width=11), NewColumn("S", "More", 1)],
    "a sheet": [NEW_SHEET],
    "all": [
        SheetPatch("S", [2], {1: [8]}, [{0: 3}], 1), NewColumn("S", "Day", 1, format="yyyy-mm-dd"), NEW_SHEET,
        SheetPatch("New", [2], {0: [5]}, [{0: 6, 1: date(2026, 1, 3)}], 1),
    ],
}  # fmt: skip


def meaning(data: bytes) -> dict[str, str]:
    """Each part as XML means it: quotes, prefixes and kinds of tags do not count."""
    return {
        name: ElementTree.canonicalize(ElementTree.tostring(top), rewrite_prefixes=True, strip_text=True)
        for name, top in package.parsed(data).items()
    }


@pytest.mark.parametrize("made", [list_book, table_book], ids=["list", "table"])
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("what", CHANGES)
def test_however_a_maker_writes_its_tags_the_result_means_the_same(
    what: str, maker: str, made: Callable[[], dict[str, str | bytes]]
) -> None:
    usual = made()
    other = {name: XML + MAKERS[maker](str(xml).removeprefix(XML)) for name, xml in usual.items()}
    results = []
    for content in (usual, other):
        data = zipped(content)
        new = patch(data, CHANGES[what])
        verify(data, new, new, CHANGES[what])
        before = set(package.faults(data))
        assert [line for line in package.faults(new) if line not in before] == []
        results.append(meaning(new))
    assert results[0] == results[1]


def test_links_of_a_new_sheet_have_a_type_where_the_file_names_each() -> None:
    content = list_book()
    types = str(content["[Content_Types].xml"])
    listed = "".join(
        f'<Override PartName="/{n}" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        for n in content
        if n.endswith(".rels")
    )
    content["[Content_Types].xml"] = re.sub(r'<Default Extension="rels"[^>]*/>', listed, types)
    new = patch(zipped(content), [NEW_SHEET])
    assert package.faults(new) == []
    assert calamine_rows(new, "New")[0] == ["a", "b"]


def test_a_workbook_without_views_gets_the_one_its_new_sheet_refers_to() -> None:
    new = patch(zipped(list_book()), [NEW_SHEET])
    text = read_part(new, "xl/workbook.xml")
    assert text.index("<bookViews><workbookView/></bookViews>") < text.index("<sheets>")
    assert package.faults(new) == []
    again = read_part(patch(new, [NewSheet("Second", ["a"], [])]), "xl/workbook.xml")
    assert again.count("<workbookView") == 1


@pytest.mark.parametrize("styles", [
    f'<styleSheet xmlns="{MAIN}"/>', f'<styleSheet xmlns="{MAIN}"></styleSheet>', f'<x:styleSheet xmlns:x="{MAIN}"/>',
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><cellXfs count="0"/></styleSheet>',
    f'<styleSheet xmlns="{MAIN}"><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/></styleSheet>',
])  # fmt: skip
def test_an_empty_list_of_styles_gets_what_its_styles_point_to(styles: str) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c></row>'
    data = zipped(parts(worksheet(rows), styles=XML + styles))
    new = patch(data, [SheetPatch("S", [2], {0: [date(2026, 1, 2)]}), NewColumn("S", "Day", 1, format="0.00")])
    assert package.faults(new) == []
    assert openpyxl_cell(new, "A2").value.date() == date(2026, 1, 2)
    assert openpyxl_cell(new, "A2").is_date


@pytest.mark.parametrize("name", ["styles.xml", "other/looks.xml"])
def test_a_link_to_styles_that_are_not_there_is_filled_not_doubled(name: str) -> None:
    content = parts(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    content[f"xl/{name}"] = content.pop("xl/styles.xml")
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        content[part] = str(content[part]).replace("styles.xml", name)
    del content[f"xl/{name}"]
    new = patch(zipped(content), [SheetPatch("S", [2], {0: [date(2026, 1, 2)]})])
    assert package.faults(new) == []
    if name == "styles.xml":  # other readers look nowhere else
        assert openpyxl_cell(new, "A2").is_date


def test_the_dimension_reaches_a_sum_that_moved_down() -> None:
    new = patch(zipped(list_book()), [SheetPatch("S", append=[{0: 3, 1: 9}, {0: 4}], header_row=1)])
    assert '<dimension ref="A1:B6"/>' in read_part(new)
    assert package.faults(new) == package.faults(zipped(list_book()))


@pytest.mark.parametrize(("stated", "afterwards"), [
    ("1:4", "1:4"), ("1:3", "A1:XFD4"), ("A:B", "A:B"), ("A1:B4", "A1:B4"), ("A", "A"), ("", ""),
])  # fmt: skip
def test_a_dimension_of_whole_rows_or_columns_is_no_damage(stated: str, afterwards: str) -> None:
    data = zipped(parts(worksheet(ROWS, f'<dimension ref="{stated}"/>')))
    new = patch(data, [SheetPatch("S", [2, 4], {1: [6, 7]})])
    assert f'<dimension ref="{afterwards}"/>' in read_part(new)


def test_whole_rows_and_columns_may_be_merged() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="3:3"/><mergeCell ref="C:C"/></mergeCells>'
    data = zipped(parts(worksheet(ROWS, "", merged)))
    assert opening.all_sheet_cells(patch(data, [SheetPatch("S", [2], {0: [9]}, [{0: 3}], 1)]))["S"][1][:2] == [9, 5]
    for cell, where in (
        ((3, 1), "S!B3 lies inside the merged cells A3:XFD3"),
        ((2, 2), "S!C2 lies inside the merged cells C1:C1048576"),
    ):
        with pytest.raises(Refused, match=re.escape(where)):
            patch(data, [SheetPatch("S", [cell[0]], {cell[1]: ["x"]})])
    with pytest.raises(Refused, match="lies inside the merged cells C1:C1048576"):
        patch(data, [SheetPatch("S", append=[{2: "x"}], header_row=1)])


def added_to(data: bytes) -> list[str]:
    """What is wrong with a real file after a column and a sheet were added that was not wrong before."""
    try:
        refuse_unless_workbook(data)
        sheet = next(s for s in Package(data).sheets if s.kind == "worksheet")
        changes = [
            NewColumn(sheet.name, "Brand new", 1, format="yyyy-mm-dd", width=11),
            NewSheet("Brand new", ["a"], [[date(2026, 1, 2)]]),
        ]
        new = patch(data, changes)
        before = set(package.faults(data))
    except (Refused, StopIteration, ElementTree.ParseError):  # the last: a plain reader cannot look at it
        return []
    verify(data, new, new, changes)
    return [line for line in package.faults(new) if line not in before]


@pytest.mark.skipif(not files(), reason="There are no real files beside the repository.")
@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.long)])
def test_real_files_stay_sound_when_columns_and_sheets_are_added(step: int) -> None:
    wrong = {}
    for path in files()[::step]:
        try:
            found = added_to(path.read_bytes())
        except Exception as fault:
            found = [repr(fault)]
        if found:
            wrong[path.name] = found
    assert wrong == {}
