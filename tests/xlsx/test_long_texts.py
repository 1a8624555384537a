"""A cell's text is bounded before it is parsed: 32,767 characters, as Excel has it."""

from __future__ import annotations

import pytest
from handmade import MAIN, parts, worksheet, zipped

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.grids import grids
from ar_sheets.xlsx.opening import all_sheet_cells

MOST = 32_767
ROW = '<row r="{n}"><c r="A{n}"><v>1</v></c></row>'


def inline(text: str) -> bytes:
    """A workbook with one text in B7, among many other cells."""
    cell = f'<c r="B7" t="inlineStr"><is><t>{text}</t></is></c></row>'
    rows = "".join(ROW.format(n=n).replace("</row>", cell if n == 7 else "</row>") for n in range(1, 900))
    return zipped(parts(worksheet(rows)))


def shared(text: str) -> bytes:
    strings = f'<sst xmlns="{MAIN}"><si><t>No</t></si><si>{text}</si><si><t>after</t></si></sst>'
    cell = '<c r="B1" t="s"><v>1</v></c>'
    return zipped(parts(worksheet(f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>'), shared=strings))


@pytest.mark.parametrize("sign", ["x", "&amp;", "&#252;", "ü", "€", "&#x1F600;"])
def test_what_excel_can_hold_is_read(sign: str) -> None:
    text = sign * (MOST // 2 if "F600" in sign else MOST)
    assert len(all_sheet_cells(inline(text))["S"][6][1]) in (MOST, MOST // 2)
    assert len(all_sheet_cells(shared(f"<t>{text}</t>"))["S"][0][1]) in (MOST, MOST // 2)


@pytest.mark.parametrize(
    ("sign", "count"), [("x", MOST + 1), ("&amp;", MOST + 1), ("😀", MOST // 2 + 1), ("x", 3_000_000)]
)
def test_what_it_cannot_is_refused_with_its_cell(sign: str, count: int) -> None:
    text = sign * count
    for read in (all_sheet_cells, grids):
        with pytest.raises(NotDone, match=r"The cell S!B7 holds a text of [0-9,]+ characters .* Shorten it"):
            read(inline(text))
        with pytest.raises(NotDone, match=r"A cell holds a text of [0-9,]+ characters"):
            read(shared(f"<t>{text}</t>"))


def test_many_short_runs_make_a_long_text_too() -> None:
    runs = "<r><rPr><b/></rPr><t>0123456789</t></r>"
    assert len(all_sheet_cells(shared(runs * (MOST // 10)))["S"][0][1]) == MOST // 10 * 10
    with pytest.raises(NotDone, match="A cell holds a text of 32,770 characters"):
        all_sheet_cells(shared(runs * (MOST // 10 + 1)))


def test_room_between_rows_is_no_text() -> None:
    rows = ROW.format(n=1) + " " * 100_000 + "<!--" + "x" * 100_000 + "-->" + ROW.format(n=2) + '<row r="3"/>'
    assert all_sheet_cells(zipped(parts(worksheet(rows))))["S"] == [[1], [1]]
