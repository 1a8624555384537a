# ruff: noqa: DTZ001 - cells have no time zone; markup stands on one line, as it does in the file
"""Every kind of value into every kind of cell: what other programs read back, and what is left alone."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from handmade import STYLES, book, calamine_rows, changed_parts, openpyxl_cell, read_part, rows_of

from ar_sheets.xlsx.patch import KEEP, Refused, SheetPatch, patch

CELLS = {
    "a number": '<row r="1"><c r="A1"><v>7</v></c></row>',
    "a shared string": '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
    "an inline string": '<row r="1"><c r="A1" t="inlineStr"><is><t>old</t></is></c></row>',
    "a boolean": '<row r="1"><c r="A1" t="b"><v>1</v></c></row>',
    "an error": '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',
    "a date as text": '<row r="1"><c r="A1" t="d"><v>2020-01-01</v></c></row>',
    "an empty cell": '<row r="1"><c r="A1"/></row>',
    "no cell": '<row r="1"><c r="C1"><v>1</v></c></row>',
    "no row": '<row r="3"><c r="A3"><v>1</v></c></row>',
    "an empty sheet": "",
}
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>old</t></si></sst>'

VALUES: list[tuple[Any, Any]] = [
    (12, 12),
    (12.5, 12.5),
    (Decimal("1250.00"), 1250),
    (Decimal("0.10"), 0.1),
    (Decimal("1E+3"), 1000),
    (Decimal("-7"), -7),
    (-3.25, -3.25),
    (1e300, 1e300),
    (1e-7, 1e-7),
    (0.1 + 0.2, 0.1 + 0.2),
    (True, True),
    (False, False),
    ("plain", "plain"),
    ("=1+1", "=1+1"),
    ("+47 22 00 00 00", "+47 22 00 00 00"),
    ("@cmd|x", "@cmd|x"),
    ("0042", "0042"),
    ("12", "12"),
    ("<b>&amp;\"'", "<b>&amp;\"'"),
    ("Ærlighet, Čačak, 東京, 😀", "Ærlighet, Čačak, 東京, 😀"),
    (" edges ", " edges "),
    ("two\nlines", "two\nlines"),
    ("dos\r\nlines", "dos\nlines"),
    ("bell\x07", "bell"),
    ("_x0041_", "_x0041_"),
    ("_x005F_", "_x005F_"),
    ("x" * 32_767, "x" * 32_767),
]


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize(("value", "read"), VALUES, ids=lambda v: repr(v)[:20])
def test_another_program_reads_the_value(cell: str, value: Any, read: Any) -> None:
    new = patch(book(cell, shared=SHARED), [SheetPatch("S", [1], {0: [value]})])
    found = calamine_rows(new)[0][0]
    assert (found, type(found) is bool) == (read, type(read) is bool)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("value", [v for v, _ in VALUES] + [None, date(2026, 2, 3)], ids=lambda v: repr(v)[:20])
def test_writing_the_same_again_leaves_the_file_as_it_is(cell: str, value: Any) -> None:
    new = patch(book(cell, shared=SHARED), [SheetPatch("S", [1], {0: [value]})])
    assert patch(new, [SheetPatch("S", [1], {0: [value]})]) is new


SAME = {
    "a number with zeros": ("<v>1250.00</v>", "", Decimal("1250")),
    "a number with an exponent": ("<v>1.25E3</v>", "", 1250.0),
    "17 digits": ("<v>0.10000000000000001</v>", "", Decimal("0.1")),
    "type n said": ("<v>3</v>", 't="n"', 3),
    "a shared string": ("<v>0</v>", 't="s"', "old"),
    "a shared string of several runs": ("<v>1</v>", 't="s"', "bold & plain"),
    "a shared string with phonetics": ("<v>2</v>", 't="s"', "東京"),
    "an inline string with entities": ("<is><t>a&#38;b</t></is>", 't="inlineStr"', "a&b"),
    "an inline string in runs": ("<is><r><t>a</t></r><r><t>b</t></r></is>", 't="inlineStr"', "ab"),
    "a string of a formula that went": ("<v>text</v>", 't="str"', "text"),
    "true": ("<v>1</v>", 't="b"', True),
    "a date as number": ("<v>46056</v>", 's="1"', date(2026, 2, 3)),
    "a date and time": ("<v>46056.5</v>", 's="1"', datetime(2026, 2, 3, 12)),
    "a date as text": ("<v>2026-02-03</v>", 't="d"', date(2026, 2, 3)),
    "a date and time as text": ("<v>2026-02-03T12:00:00Z</v>", 't="d"', datetime(2026, 2, 3, 12)),
    "nothing": ("", 's="2"', None),
    "nothing, said as text": ("<v></v>", 't="str"', None),
    "empty text for nothing": ("", 's="2"', ""),
}
RICH = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>old</t></si><si><r><rPr><b/></rPr>'
    '<t>bold &amp;</t></r><r><t xml:space="preserve"> plain</t></r></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウ</t>'
    "</rPh></si></sst>"
)


@pytest.mark.parametrize(("inner", "attributes", "value"), SAME.values(), ids=SAME)
def test_an_equal_value_is_not_rewritten(inner: str, attributes: str, value: Any) -> None:
    data = book(f'<row r="1"><c r="A1" {attributes}>{inner}</c><c r="B1"><v>1</v></c></row>', shared=RICH)
    assert patch(data, [SheetPatch("S", [1], {0: [value]})]) is data


@pytest.mark.parametrize(
    ("inner", "attributes", "value"),
    [
        ("<v>1</v>", "", True),
        ("<v>1</v>", 't="b"', 1),
        ("<v>1</v>", "", "1"),
        ("<v>46056</v>", "", date(2026, 2, 3)),  # a number, not shown as a date
        ("<v>1250</v>", "", Decimal("1250.01")),
        ("<v>0</v>", 't="s"', "Old"),
        ("<v>0</v>", 't="s"', None),
        ("", "", 0),
        ("<v>#N/A</v>", 't="e"', "#N/A"),
    ],
)
def test_what_only_looks_equal_is_rewritten(inner: str, attributes: str, value: Any) -> None:
    data = book(f'<row r="1"><c r="A1" {attributes}>{inner}</c></row>', shared=RICH)
    assert patch(data, [SheetPatch("S", [1], {0: [value]})]) != data


DAYS = [
    (date(1900, 1, 1), 1),
    (date(1900, 2, 28), 59),
    (date(1900, 3, 1), 61),
    (date(2026, 2, 28), 46081),
    (date(9999, 12, 31), 2958465),
    (datetime(2026, 2, 28, 18), 46081.75),
]


@pytest.mark.parametrize(("day", "number"), DAYS)
def test_a_date_is_a_number_that_shows_as_a_date(day: date, number: float) -> None:
    new = patch(book('<row r="1"><c r="A1" s="3"/></row>'), [SheetPatch("S", [1], {0: [day]})])
    assert f"<v>{number:g}</v>" in rows_of(new) or f"<v>{number}</v>" in rows_of(new)
    cell = openpyxl_cell(new, "A1")
    assert cell.is_date
    assert cell.font.b  # the rest of the style stays
    assert cell.alignment.wrap_text


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    first = book("", workbook='<workbookPr date1904="1"/>')
    data = patch(first, [SheetPatch("S", [1], {0: [date(2026, 2, 28)]})])
    assert "<v>44619</v>" in rows_of(data)
    assert openpyxl_cell(data, "A1").value == datetime(2026, 2, 28)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(1, 1, 1)])
def test_a_day_before_excels_first_is_refused(day: date) -> None:
    with pytest.raises(Refused, match="before the first day"):
        patch(book(""), [SheetPatch("S", [1], {0: [day]})])


@pytest.mark.parametrize(
    ("style", "stays"), [(1, True), (5, True), (0, False), (2, False), (4, False)], ids=lambda v: str(v)
)
def test_a_style_that_shows_dates_stays(style: int, stays: bool) -> None:
    data = book(f'<row r="1"><c r="A1" s="{style}"/></row>')
    new = patch(data, [SheetPatch("S", [1], {0: [date(2026, 2, 28)]})])
    assert (f's="{style}"' in rows_of(new)) == stays
    assert changed_parts(data, new) == ({"xl/worksheets/sheet1.xml"} if stays else
                                        {"xl/worksheets/sheet1.xml", "xl/styles.xml"})  # fmt: skip


def test_one_new_style_serves_all_cells_of_a_style() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="2"/><c r="B{r}" s="3"/></row>' for r in range(1, 30))
    days = [date(2026, 1, r) for r in range(1, 30)]
    new = patch(book(rows), [SheetPatch("S", range(1, 30), {0: days, 1: days})])
    assert '<cellXfs count="8">' in read_part(new, "xl/styles.xml")


@pytest.mark.parametrize("styles", [None, re.sub("<cellXfs.*</cellXfs>", "", STYLES)], ids=["no part", "no list"])
def test_a_date_shows_as_one_in_a_workbook_without_styles(styles: str | None) -> None:
    new = patch(
        book('<row r="1"><c r="A1"><v>1</v></c></row>', styles=styles), [SheetPatch("S", [1], {1: [date(2026, 2, 28)]})]
    )
    assert openpyxl_cell(new, "B1").value == datetime(2026, 2, 28)
    assert openpyxl_cell(new, "A1").value == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity")])
def test_what_is_no_number_is_an_error_of_the_caller(value: Any) -> None:
    with pytest.raises(ValueError, match="cannot stand in a cell"):
        patch(book(""), [SheetPatch("S", [1], {0: [value]})])


def test_a_text_longer_than_a_cell_is_refused() -> None:
    with pytest.raises(Refused, match="32,767"):
        patch(book(""), [SheetPatch("S", [1], {0: ["😀" * 16_384]})])


def test_blanking_keeps_the_style_and_goes_where_the_column_has_it() -> None:
    rows = '<row r="1"><c r="A1" s="2"><v>1</v></c><c r="B1" s="2"><v>1</v></c><c r="C1" s="2"/></row>'
    data = book(rows, before='<cols><col min="2" max="2" width="9" style="2"/></cols>')
    new = patch(data, [SheetPatch("S", [1], {0: [None], 1: [""], 2: [None]})])
    assert rows_of(new) == '<row r="1"><c r="A1" s="2"/><c r="C1" s="2"/></row>'


def test_kept_cells_are_not_touched() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c></row>'
    data = book(rows)
    assert patch(data, [SheetPatch("S", [1], {0: [KEEP], 1: [KEEP], 2: [KEEP]})]) is data
    new = patch(data, [SheetPatch("S", [1], {0: [2], 1: [KEEP], 2: [3]})])
    assert (
        rows_of(new) == '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1</f><v>1</v></c><c r="C1"><v>3</v></c></row>'
    )


def test_rows_as_excel_writes_them_go_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways give the same; a mistake that sends every row the careful way costs a run a third of its time."""
    from ar_sheets.xlsx import edits

    careful: list[int] = []
    honest = edits._Pass._careful
    monkeypatch.setattr(
        edits._Pass, "_careful", lambda self, block: careful.append(block.count(b"<c ")) or honest(self, block)
    )
    rows = "".join(f'<row r="{n}" spans="1:2"><c r="A{n}"><v>{n}</v></c><c r="B{n}" s="0"/></row>' for n in range(1, 9))
    new = patch(book(rows), [SheetPatch("S", [2, 5], {0: [20, 50], 1: ["x", "y"]})])
    assert [calamine_rows(new)[at][:2] for at in (1, 4)] == [[20, "x"], [50, "y"]]
    assert sum(careful) == 0
