# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""What is refused, with which sentence, and that it is known beforehand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from handmade import (
    PACKAGE,
    XML,
    book,
    parts,
    patches,
    raw_entries,
    relations,
    rows_of,
    table,
    worksheet,
    zipped,
)

from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.patch import NewSheet, Refused, SheetPatch, formula_cells, patch, unwritable

FORMULAS = (
    '<row r="1"><c r="A1"><f>B1*2</f><v>4</v></c><c r="B1"><v>2</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2*2</f><v>4</v></c><c r="B2"><v>2</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>4</v></c><c r="B3"><v>2</v></c></row>'
    '<row r="4"><c r="A4" cm="1"><f t="array" ref="A4:A5">SORT(B1:B2)</f><v>4</v></c><c r="B4"><f/><v>1</v></c></row>'
    '<row r="5"><c r="A5"><v>2</v></c></row>'
    '<row r="6"><c r="A6"><v>2</v></c><c r="B6"><f t="dataTable" ref="B6:B7" dt2D="0" r1="A1"/><v>3</v></c></row>'
    '<row r="7"><c r="A7"><f>1/3</f></c><c r="B7"><v>3</v></c></row>'
)
MERGED = '<mergeCells count="2"><mergeCell ref="C1:C2"/><mergeCell ref="C4:D5"/></mergeCells>'
REFUSED = {
    "A1": "formula", "A2": "formula", "A3": "formula", "A4": "formula", "A5": "A4:A5", "B4": "formula",
    "B6": "data table that covers B6:B7", "B7": "B6:B7", "A7": "formula", "C2": "merged cells C1:C2", "D4": "merged cells C4:D5",
    "C5": "merged cells C4:D5",
}  # fmt: skip
ALLOWED = ["B1", "B2", "B3", "A6", "C1", "C4", "C3", "E1"]


@pytest.mark.parametrize(("cell", "why"), REFUSED.items())
def test_formulas_arrays_and_merged_cells_are_not_written_over(cell: str, why: str) -> None:
    with pytest.raises(Refused, match=why) as refusal:
        patch(book(FORMULAS, after=MERGED), patches({cell: 77}))
    assert str(refusal.value).startswith(f"S!{cell} ")
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("cell", ALLOWED)
def test_the_cells_beside_them_may_be_written(cell: str) -> None:
    new = rows_of(patch(book(FORMULAS, after=MERGED), patches({cell: 77})))
    assert new.count("<f") == FORMULAS.count("<f")
    assert f'r="{cell}"><v>77</v>' in new


@pytest.mark.parametrize(
    "rows", [FORMULAS, FORMULAS.replace('"', "'"), "<!-- x -->" + FORMULAS], ids=["plain", "quotes", "comment"]
)
def test_cells_that_cannot_be_written_are_known_beforehand(rows: str) -> None:
    from ar_sheets.xlsx.cells import parse_reference

    data = book(rows, after=MERGED)
    known = unwritable(data, "S", range(5))
    assert set(known) >= {parse_reference(cell) for cell in REFUSED}
    assert not set(known) & {parse_reference(cell) for cell in ALLOWED}
    for cell in REFUSED:
        with pytest.raises(Refused) as refusal:
            patch(data, patches({cell: 77}))
        assert str(refusal.value) == known[parse_reference(cell)].told(f"S!{cell}")


@pytest.mark.parametrize("rows", [FORMULAS, "<!-- x -->" + FORMULAS], ids=["plain", "comment"])
def test_formulas_and_their_saved_results_are_known(rows: str) -> None:
    data = book(rows)
    found = {place: (cell.text, cell.saved) for place, cell in formula_cells(data, "S", [0]).items()}
    assert found == {
        (1, 0): ("B1*2", "4"), (2, 0): ("B2*2", "4"), (3, 0): ("", "4"), (4, 0): ("SORT(B1:B2)", "4"),
        (7, 0): ("1/3", None),
    }  # fmt: skip
    assert set(formula_cells(data, "S", [1])) == {(4, 1), (6, 1)}


def test_a_constant_formula_says_its_number() -> None:
    data = book('<row r="1"><c r="A1"><f>62694.66</f><v>0.0</v></c><c r="B1"><f>A1</f><v>0</v></c></row>')
    found = formula_cells(data, "S", [0, 1])
    assert (found[1, 0].constant, found[1, 0].saved, found[1, 1].constant) == (62694.66, "0.0", None)


def test_a_formula_that_gave_empty_text_has_a_result() -> None:
    data = book(
        '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1</f></c><c r="C1"><f>1</f><v/></c></row>'
    )
    assert [cell.saved for cell in formula_cells(data, "S", range(3)).values()] == ["", None, None]


HEADERS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>No</t></is></c><c r="B1" t="inlineStr"><is><t>Sum</t></is></c></row>'
)
TABLED = (
    HEADERS + '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="B3"><f>SUBTOTAL(109,Table1[Sum])</f></c></row>'
)


@pytest.mark.parametrize(
    ("cell", "value", "why"),
    [("A1", "Number", "header of the table Table1"), ("A3", "Total", "totals row of the table Table1")],
)
def test_a_tables_headers_and_totals_are_not_written_over(cell: str, value: str, why: str) -> None:
    data = book(TABLED, tables=[table("A1:B3", ["No", "Sum"], more=' totalsRowCount="1"')])
    with pytest.raises(Refused, match=why):
        patch(data, patches({cell: value}))
    assert patch(data, patches({"A1": "No"})) is data


def test_a_protected_sheet_takes_our_columns_and_no_others() -> None:
    data = book("", after='<sheetProtection sheet="1" objects="1"/>')
    assert patch(data, [SheetPatch("S", [1], {0: [1]})]) != data
    with pytest.raises(Refused, match=r"sheet S is protected without a password; take it off \(Review"):
        patch(data, [SheetPatch("S", [1], {0: [1]}, ours=False)])
    for password in ('password="CC1A"', 'algorithmName="SHA-512" hashValue="x" saltValue="y" spinCount="9"'):
        locked = book("", after=f'<sheetProtection sheet="1" {password}/>')
        with pytest.raises(
            Refused, match=r"sheet S is protected with a password; who knows it can take it off \(Review"
        ):
            patch(locked, [SheetPatch("S", [1], {0: [1]}, ours=False)])
    unprotected = book("", after='<sheetProtection objects="1"/>')
    assert patch(unprotected, [SheetPatch("S", [1], {0: [1]}, ours=False)]) != unprotected


ROWS = {
    "twice": ('<row r="1"/><row r="2"/><row r="2"/>', "row 2 of the sheet S comes twice"),
    "backwards": ('<row r="3"/><row r="2"/>', "row 2 of the sheet S comes twice or in the wrong place"),
    "twice, full": ('<row r="2"><c r="A2"/></row><row r="2"><c r="A2"/></row>', "row 2 of the sheet S"),
    "beyond the last": ('<row r="1048577"/>', "row 1048577"),
    "row 0": ('<row r="0"/>', "row 0"),
    "something else between": ('<x:row xmlns:x="urn:x"/>', "something between its rows"),
    "cut off": ('<row r="1"><c r="A1">', "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "why"), ROWS.values(), ids=ROWS)
def test_sheets_in_disorder(rows: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        patch(book(rows), patches({"B2": 1}))


def test_a_doctype_is_refused() -> None:
    sheet = worksheet("").replace(XML, XML + "<!DOCTYPE worksheet [<!ENTITY a 'x'>]>\n")
    with pytest.raises(Refused, match="DOCTYPE"):
        patch(zipped(parts(sheet)), patches({"A1": 1}))


def test_sheets_that_are_not_there_or_have_no_cells() -> None:
    chart = parts(worksheet(""), others=[worksheet("")], names=["S", "Chart"])
    links = chart["xl/_rels/workbook.xml.rels"]
    assert isinstance(links, str)
    chart["xl/_rels/workbook.xml.rels"] = links.replace(
        'worksheet" Target="worksheets/sheet2', 'chartsheet" Target="worksheets/sheet2'
    )
    with pytest.raises(Refused, match='no sheet "Invoices"'):
        patch(zipped(chart), patches({"A1": 1}, "Invoices"))
    with pytest.raises(Refused, match='"Chart" is not one with cells'):
        patch(zipped(chart), patches({"A1": 1}, "Chart"))
    assert patch(zipped(chart), patches({"A1": 1}, "s")) != zipped(chart)  # as Excel, names are not told by case


FILES: dict[str, tuple[Callable[[], Any], str]] = {
    "empty": (lambda: b"", "empty"),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "has a password"),
    "xls": (lambda: OLE + "Workbook".encode("utf-16-le") + bytes(600), r"old \.xls format"),
    "xlsb": (lambda: zipped(moved("xl/workbook.xml", "xl/workbook.bin")), r"binary workbook \(\.xlsb\)"),
    "xml of 2003": (lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "2003"),
    "a web page": (lambda: b"\xef\xbb\xbf\r\n<html><body><table><tr>", "web page"),
    "csv": (lambda: b"Invoice,Amount\r\n1,2\r\n", "CSV"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "not an Excel workbook"),
    "another zip": (lambda: zipped({"a.txt": "a"}), "zip file but not an Excel workbook"),
    "OpenDocument": (lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "save it as an Excel"),
    "Word": (lambda: zipped(moved("xl/workbook.xml", "word/document.xml", keep=False)), "damaged|not an Excel workbook"),
    "cut off": (lambda: book(FORMULAS)[:-30], "damaged"),
    "only its beginning": (lambda: book(FORMULAS)[:900], "damaged"),
    "a part twice": (lambda: twice(), "is in it twice"),
    "bzip2": (lambda: zipped(parts(worksheet("")), zipfile.ZIP_BZIP2), "packed in a way Excel does not use"),
    "lzma": (lambda: zipped(parts(worksheet("")), zipfile.ZIP_LZMA), "packed in a way Excel does not use"),
    "a bad checksum": (lambda: spoiled(), "checksum|cannot be unpacked"),
    "signed": (
        lambda: zipped(parts(worksheet("")) | {"_xmlsignatures/origin.sigs": "", "_rels/.rels": SIGNED}), "digitally signed"),
    "shared with a change log": (
        lambda: zipped(parts(worksheet("")) | {"xl/_rels/workbook.xml.rels": LOGGED}), "shared in the old way"),
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SIGNED = relations([("officeDocument", "xl/workbook.xml")]).replace(
    "</Relationships>",
    f'<Relationship Id="s" Type="{PACKAGE}/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
    "</Relationships>",
)
LOGGED = relations([("worksheet", "worksheets/sheet1.xml"), ("revisionHeaders", "revisions/revisionHeaders.xml")])


def moved(old: str, new: str, keep: bool = True) -> dict[str, Any]:
    content = parts(worksheet(""))
    content[new] = content.pop(old)
    links = content["_rels/.rels"]
    assert isinstance(links, str)
    content["_rels/.rels"] = links.replace(old, new) if keep else links.replace("officeDocument", "other")
    return content


def twice() -> bytes:
    out = io.BytesIO(book(""))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as file:
        file.writestr("xl/worksheets/sheet1.xml", worksheet(""))
    return out.getvalue()


def spoiled() -> bytes:
    data = book(FORMULAS)
    _, packed = raw_entries(data)["xl/worksheets/sheet1.xml"]
    at = data.index(packed) + len(packed) // 2
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


@pytest.mark.parametrize(("make", "why"), FILES.values(), ids=FILES)
def test_files_that_are_not_touched(make: Callable[[], Any], why: str) -> None:
    data = make()
    with pytest.raises(Refused, match=why) as refusal:
        patch(data, patches({"A1": 1}))
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", [n for n in FILES if n != "a bad checksum"])
def test_they_are_known_without_writing(name: str) -> None:
    with pytest.raises(Refused):
        refuse_unless_workbook(FILES[name][0]())


@pytest.mark.parametrize("name", ["", "a/b", "a:b", "[x]", "what?", "x*", "'quoted'", "x" * 32])
def test_names_excel_does_not_allow_for_a_sheet(name: str) -> None:
    with pytest.raises(Refused, match="does not allow"):
        patch(book(""), [NewSheet(name, ["A"])])


def test_a_sheet_that_is_there_is_not_added_again() -> None:
    with pytest.raises(Refused, match='a sheet "s" already'):
        patch(book(""), [NewSheet("s", ["A"])])
