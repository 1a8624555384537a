# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Rows as programs write them, and as they may be written: what a patch makes of each, byte for byte."""

from __future__ import annotations

import codecs
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from handmade import (
    LINKS,
    MAIN,
    SHEET,
    STRICT,
    book,
    calamine_rows,
    changed_parts,
    parts,
    patches,
    read_part,
    rows_of,
    worksheet,
    zipped,
)

from ar_sheets.xlsx.patch import patch

# before, {cell: value}, after
ROWS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a cell between others": (
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row>', {"B1": 2},
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>',
    ),
    "a cell before all": (
        '<row r="1"><c r="C1"><v>3</v></c></row>', {"A1": 1},
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>3</v></c></row>',
    ),
    "columns go by number, not by letter": (
        '<row r="1"><c r="Z1"><v>3</v></c><c r="AB1"><v>4</v></c></row>', {"AA1": 1, "B1": 2},
        '<row r="1"><c r="B1"><v>2</v></c><c r="Z1"><v>3</v></c><c r="AA1"><v>1</v></c><c r="AB1"><v>4</v></c></row>',
    ),
    "an empty row": ('<row r="1" ht="20"/>', {"A1": 1}, '<row r="1" ht="20"><c r="A1"><v>1</v></c></row>'),
    "an empty row with an end tag": ('<row r="1"></row>', {"A1": 1}, '<row r="1"><c r="A1"><v>1</v></c></row>'),
    "empty rows side by side": (
        '<row r="1"/><row r="2"/><row r="3"><c r="A3"/></row>', {"A2": 1, "B3": 2},
        '<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"/><c r="B3"><v>2</v></c></row>',
    ),
    "rows that are not there": (
        '<row r="2"><c r="A2"/></row><row r="4"/>', {"A1": 1, "A3": 3, "A5": 5},
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"/></row><row r="3"><c r="A3"><v>3</v></c></row>'
        '<row r="4"/><row r="5"><c r="A5"><v>5</v></c></row>',
    ),
    "the last cell there can be": ("", {"XFD1048576": 1}, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "spans that reach": (
        '<row r="1" spans="1:3"><c r="A1"/></row>', {"C1": 1}, '<row r="1" spans="1:3"><c r="A1"/><c r="C1"><v>1</v></c></row>',
    ),
    "spans that have to grow": (
        '<row r="1" spans="2:3"><c r="B1"/></row>', {"A1": 1, "F1": 2},
        '<row r="1" spans="1:6"><c r="A1"><v>1</v></c><c r="B1"/><c r="F1"><v>2</v></c></row>',
    ),
    "rows and cells without a reference": (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", {"B1": 9, "C1": 5, "A2": 8, "B2": 7},
        '<row><c><v>1</v></c><c><v>9</v></c><c r="C1"><v>5</v></c></row>'
        '<row><c><v>8</v></c><c r="B2"><v>7</v></c></row>',
    ),
    "a row without a reference after one with": (
        '<row r="5"><c r="A5"/></row><row><c r="A6"><v>1</v></c></row>', {"A6": 2},
        '<row r="5"><c r="A5"/></row><row><c r="A6"><v>2</v></c></row>',
    ),
    "attributes nobody knows": (
        '<row r="1" x14ac:dyDescent="0.25" xmlns:x14ac="urn:a"><c xr:uid="{1}" r="A1" q="a>b" s="2" xmlns:xr="urn:b"><v>1</v></c></row>',
        {"A1": 2},
        '<row r="1" x14ac:dyDescent="0.25" xmlns:x14ac="urn:a"><c xr:uid="{1}" r="A1" q="a>b" s="2" xmlns:xr="urn:b"><v>2</v></c></row>',
    ),
    "single quotes and blanks": (
        "<row  r = '1' ><c r='A1' s='2'  ><v>1</v></c ></row >", {"A1": 2, "B1": 3},
        "<row  r = '1' ><c r='A1' s='2'><v>2</v></c><c r=\"B1\"><v>3</v></c></row >",
    ),
    "the style stands behind the type": (
        '<row r="1"><c r="A1" t="s" s="2"><v>0</v></c></row>', {"A1": 2}, '<row r="1"><c r="A1" s="2"><v>2</v></c></row>',
    ),
    "pretty printed": (
        '\n  <row r="1">\n    <c r="A1">\n      <v>1</v>\n    </c>\n  </row>\n  <row r="2"/>\n', {"A1": 2, "A2": 3, "A3": 4},
        '\n  <row r="1">\n    <c r="A1"><v>2</v></c>\n  </row>\n  <row r="2"><c r="A2"><v>3</v></c></row>\n'
        '<row r="3"><c r="A3"><v>4</v></c></row>',
    ),
    "cells in comments, CDATA and instructions are none": (
        '<!-- <row r="1"><c r="A1"/></row> --><?x <row r="1"/> ?><row r="1"><!--<c r="A1"/>--><c r="A1" t="inlineStr">'
        '<is><t><![CDATA[</t></is></c><c r="B1"><v>]]></t></is></c></row>', {"A1": 1, "B1": 2},
        '<!-- <row r="1"><c r="A1"/></row> --><?x <row r="1"/> ?><row r="1"><!--<c r="A1"/>--><c r="A1"><v>1</v></c>'
        '<c r="B1"><v>2</v></c></row>',
    ),
    "an extension in a cell and one in the row": (
        '<row r="1"><c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c><extLst><ext><c r="B1"/></ext></extLst></row>',
        {"A1": 2},
        '<row r="1"><c r="A1"><v>2</v><extLst><ext uri="x"/></extLst></c><extLst><ext><c r="B1"/></ext></extLst></row>',
    ),
    "a rich value": (
        '<row r="1"><c r="A1" t="e" vm="1"><v>#VALUE!</v></c></row>', {"A1": 2}, '<row r="1"><c r="A1"><v>2</v></c></row>',
    ),
    "a style that does not exist": (
        '<row r="1"><c r="A1" s="99"><v>1</v></c></row>', {"A1": 2}, '<row r="1"><c r="A1" s="99"><v>2</v></c></row>',
    ),
    "a row's own style": (
        '<row r="1" s="3" customFormat="1"><c r="B1"/></row>', {"A1": 1},
        '<row r="1" s="3" customFormat="1"><c r="A1" s="3"><v>1</v></c><c r="B1"/></row>',
    ),
    "a row's style that is not in use": (
        '<row r="1" s="3"><c r="B1"/></row>', {"A1": 1}, '<row r="1" s="3"><c r="A1"><v>1</v></c><c r="B1"/></row>',
    ),
    "a hidden and a filtered row": (
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1" outlineLevel="1"/>', {"A1": 2, "A2": 3},
        '<row r="1" hidden="1"><c r="A1"><v>2</v></c></row><row r="2" hidden="1" outlineLevel="1"><c r="A2"><v>3</v></c></row>',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "cells", "after"), ROWS.values(), ids=ROWS)
def test_rows(before: str, cells: dict[str, Any], after: str) -> None:
    assert rows_of(patch(book(before), patches(cells))) == after


def test_new_cells_take_the_style_of_their_column() -> None:
    columns = '<cols><col min="1" max="1" width="9"/><col min="2" max="4" width="9" style="2"/></cols>'
    new = patch(book('<row r="1"><c r="E1"/></row>', before=columns), patches({"A1": 1, "B1": 2, "D1": 3, "D2": 4}))
    assert rows_of(new) == (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>2</v></c><c r="D1" s="2"><v>3</v></c><c r="E1"/></row>'
        '<row r="2"><c r="D2" s="2"><v>4</v></c></row>'
    )


@pytest.mark.parametrize(
    ("stated", "cell", "after"),
    [
        ("A1:C3", "B2", "A1:C3"),
        ("A1:C3", "D5", "A1:D5"),
        ("B2:C3", "A1", "A1:C3"),
        ("A1", "B2", "A1:B2"),
    ],
)
def test_the_stated_dimension_grows_over_new_cells(stated: str, cell: str, after: str) -> None:
    new = patch(book("", before=f'<dimension ref="{stated}"/>'), patches({cell: 1}))
    assert f'<dimension ref="{after}"/>' in read_part(new)


def test_no_dimension_is_added() -> None:
    assert "dimension" not in read_part(patch(book(""), patches({"C3": 1})))


SHEETS: dict[str, tuple[str, str]] = {
    "a prefix": (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>2</x:v></x:c><x:c r="B1" t="inlineStr">'
        "<x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>",
    ),
    "an empty list of rows": (
        f'<worksheet xmlns="{MAIN}"><sheetData /></worksheet>',
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>2</v></c><c r="B1" t="inlineStr"><is><t>b</t></is>'
        "</c></row></sheetData></worksheet>",
    ),
    "an empty list of rows with a prefix": (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/></x:worksheet>',
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>2</x:v></x:c><x:c r="B1" t="inlineStr">'
        "<x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>",
    ),
    "comments around": (
        f'<!-- <sheetData/> --><worksheet xmlns="{MAIN}"><!-- <sheetData> --><sheetData><row r="1"/></sheetData><!-- '
        "</sheetData> --></worksheet><!-- </worksheet> -->",
        f'<!-- <sheetData/> --><worksheet xmlns="{MAIN}"><!-- <sheetData> --><sheetData><row r="1"><c r="A1"><v>2</v></c>'
        '<c r="B1" t="inlineStr"><is><t>b</t></is></c></row></sheetData><!-- </sheetData> --></worksheet><!-- </worksheet> -->',
    ),
}


@pytest.mark.parametrize(("before", "after"), SHEETS.values(), ids=SHEETS)
def test_sheets(before: str, after: str) -> None:
    new = patch(zipped(parts(before)), patches({"A1": 2, "B1": "b"}))
    assert read_part(new) == after
    assert calamine_rows(new)[0][:2] == [2, "b"]


ENCODINGS = [
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
    ("utf-16-le", b""),
    ("iso-8859-1", b""),
    ("windows-1252", b""),
]


@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
@pytest.mark.parametrize("text", ["plain", "Ærø", "東京 €"])
def test_a_part_keeps_its_encoding(encoding: str, mark: bytes, text: str) -> None:
    name = "utf-16" if "16" in encoding else encoding
    sheet = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Blåbær</t></is></c></row>').replace("UTF-8", name)
    data = zipped(parts(mark + sheet.encode(encoding)))
    new = patch(data, patches({"B1": text}))
    raw = zipfile.ZipFile(io.BytesIO(new)).read(SHEET)
    assert raw.startswith(mark)
    assert raw.replace(mark, b"", 1).decode(encoding).startswith(f'<?xml version="1.0" encoding="{name}"')
    assert [t.text for t in ElementTree.fromstring(raw).iter(f"{{{MAIN}}}t")] == ["Blåbær", text]
    assert patch(new, patches({"B1": text, "A1": "Blåbær"})) is new


def test_strict_open_xml() -> None:
    content = parts(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    strict = {}
    for name, text in content.items():
        assert isinstance(text, str)
        strict[name] = text.replace(MAIN, STRICT[MAIN]).replace(LINKS, STRICT[LINKS])
    data = zipped(strict)
    new = patch(data, patches({"A1": 2, "B1": "b"}))
    assert changed_parts(data, new) == {SHEET}
    assert calamine_rows(new) == [[2, "b"]]
