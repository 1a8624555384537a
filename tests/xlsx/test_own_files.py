# ruff: noqa: DTZ001 - cells have no time zone; tables stand on one line
"""One feature each, in files written by XlsxWriter and by LibreOffice: patched three ways, and nothing lost.

The files in the folder libreoffice were made here by XlsxWriter and saved by LibreOffice.
"""

from __future__ import annotations

import io
import random
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from handmade import calamine_rows, changed_parts, raw_entries
from sweep import Looked, faults, files, values

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.patch import NewColumn, NewSheet, SheetPatch, patch

LIBREOFFICE = Path(__file__).with_name("libreoffice")
DICE = random.Random(3)


def picture() -> io.BytesIO:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">2L5B", 8, 8, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + DICE.randbytes(24) for _ in range(8))
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def charts(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Data!$B$2:$B$9", "categories": "=Data!$A$2:$A$9", "trendline": {"type": "linear"}})
    sheet.insert_chart("H2", chart)
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=Data!$B$2:$B$4"})
    book.add_chartsheet().set_chart(pie)


def pictures_and_shapes(book: Any, sheet: Any) -> None:
    sheet.insert_image("H2", "dot.png", {"image_data": picture()})
    sheet.insert_textbox("H12", "a text box with Æ", {"fill": {"color": "yellow"}})
    sheet.set_background(picture())
    sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": picture()})


def comments_and_links(book: Any, sheet: Any) -> None:
    sheet.write_comment("B3", "pay by Friday", {"author": "Åse", "visible": True})
    sheet.write_url("A4", "https://example.org/?a=1&b=2", string="link")
    sheet.write_url("A5", "internal:Other!A1")
    sheet.insert_button("H3", {"caption": "Press", "macro": "run"})


def formats(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "num_format": "[Red]#,##0.00;-0", "border": 2, "bg_color": "#abcdef"})
    sheet.set_column("B:C", 30, bold)
    sheet.set_row(3, 40, bold)
    sheet.write_rich_string("A3", "some ", bold, "bold", " text")
    sheet.conditional_format("B2:B9", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("C2:C9", {"validate": "list", "source": ["open", "closed"]})
    sheet.add_sparkline("G2", {"range": "Data!B2:B9", "markers": True})


def tables(book: Any, sheet: Any) -> None:
    columns = [{"header": "No"}, {"header": "Sum"}, {"header": "Text"}, {"header": "Double", "formula": "=[@Sum]*2"}]
    sheet.add_table("A1:D9", {"columns": columns, "style": "Table Style Medium 4"})


def table_with_totals(book: Any, sheet: Any) -> None:
    columns = [
        {"header": "No", "total_string": "Total"},
        {"header": "Sum", "total_function": "sum"},
        {"header": "Text"},
    ]
    sheet.write_row(9, 0, ["", "", ""])
    sheet.add_table("A1:C10", {"columns": columns, "total_row": True})


def formulas(book: Any, sheet: Any) -> None:
    sheet.write_formula("E2", "=SUM(B2:B9)", None, 36)
    sheet.write_array_formula("E3:E4", "{=B2:B3*2}", None, 2)
    sheet.write_dynamic_array_formula("F2", "=UNIQUE(B2:B9)", None, 1)
    book.define_name("Rate", "=Data!$B$2")
    sheet.write_formula("E5", '=IF(Rate>1,"yes","no")', None, "no")


def views(book: Any, sheet: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter("A1:C9")
    sheet.filter_column("B", "x > 3")
    for row in (1, 2, 3):
        sheet.set_row(row, options={"hidden": True})
    sheet.set_row(6, None, None, {"level": 1, "collapsed": True})
    sheet.merge_range("H1:J2", "merged")
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.set_h_pagebreaks([5])
    sheet.set_tab_color("red")


def protected(book: Any, sheet: Any) -> None:
    sheet.protect("secret", {"sort": True})
    book.set_properties({"title": "Receivables", "comments": "A & B"})
    book.set_custom_property("Checked", True)


def dates_from_1904(book: Any, sheet: Any) -> None:
    sheet.write_datetime("E2", datetime(2026, 2, 3, 9, 30), book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))


def macros(book: Any, sheet: Any) -> None:
    """A project of macros as bytes: nobody looks into it, and nobody may change it."""


def quoted_names(book: Any, sheet: Any) -> None:
    book.add_worksheet("It's Åse's & Co")
    book.define_name("Far", "='It''s Åse''s & Co'!$A$1")


FEATURES = [
    charts, pictures_and_shapes, comments_and_links, formats, tables, table_with_totals, formulas, views, protected,
    dates_from_1904, macros, quoted_names,
]  # fmt: skip


def made(feature: Callable[[Any, Any], None]) -> bytes:
    """A workbook with ten rows of data and one feature."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": feature is dates_from_1904, "in_memory": True})
    sheet = book.add_worksheet("Data")
    book.add_worksheet("Other").write_column(0, 0, ["x", 1, 2.5])
    sheet.write_row(0, 0, ["No", "Sum", "Text"])
    for row in range(1, 9):
        sheet.write_row(row, 0, [f"N{row}", row, f"text {row % 3}"])
    feature(book, sheet)
    if feature is macros:
        book.add_vba_project(io.BytesIO(DICE.randbytes(5000)), is_stream=True)
    book.close()
    return out.getvalue()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.__name__)
def test_nothing_is_lost_in_a_file_of_xlsxwriter(feature: Callable[[Any, Any], None]) -> None:
    assert faults(made(feature)) == ([], [])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sorted(LIBREOFFICE.glob("*.xlsx")), ids=lambda p: p.stem)
def test_nothing_is_lost_in_a_file_of_libreoffice(path: Path) -> None:
    assert faults(path.read_bytes()) == ([], [])


def test_macros_stay_as_they_are() -> None:
    data = made(macros)
    new = patch(data, [SheetPatch("Data", [2], {1: [77]}), NewSheet("Log", ["When"])])
    assert raw_entries(new)["xl/vbaProject.bin"] == raw_entries(data)["xl/vbaProject.bin"]


def test_a_weeks_changes_at_once() -> None:
    """Columns added, every row written, rows appended, a sheet added: all else stays."""
    data = made(tables)
    new = patch(
        data,
        [
            NewColumn("Data", "Open", format="0.00"),
            NewColumn("Data", "Due", format="yyyy-mm-dd"),
            SheetPatch("Data", range(2, 10), {4: [Decimal("1.50")] * 8, 5: [date(2026, 2, 3)] * 8}),
            SheetPatch("Data", append=[{0: "N9", 4: Decimal("2.50")}, {0: "N10"}]),
            NewSheet("Log", ["When", "What"], [[date(2026, 2, 3), "sent"]]),
        ],
    )
    rows = calamine_rows(new, "Data")
    assert rows[0] == ["No", "Sum", "Text", "Double", "Open", "Due"]
    assert [row[4:] for row in rows[1:9]] == [[1.5, date(2026, 2, 3)]] * 8
    assert [row[0] for row in rows[9:]] == ["N9", "N10"]
    assert calamine_rows(new, "Other") == calamine_rows(data, "Other")
    assert "xl/worksheets/sheet2.xml" not in changed_parts(data, new)


ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def converted(path: Path, kind: str) -> Path:
    """A file opened, calculated and written again by LibreOffice, which by itself trusts saved results."""
    user = path.parent / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(ALWAYS)
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(path.parent / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.parent / "out" / f"{path.stem}.{kind.split(':')[0]}"


def calculated() -> bytes:
    """Formulas of every way to depend on a cell, their saved results wrong until somebody calculates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("Data"), book.add_worksheet("It's other")
    book.set_calc_mode("auto")
    sheet.write_row(0, 0, ["No", "Sum", "Double"])
    for row in range(1, 4):
        sheet.write_row(row, 0, [f"N{row}", row])
    sheet.add_table(
        "A1:C4",
        {
            "name": "Lines",
            "columns": [
                {"header": "No"},
                {"header": "Sum"},
                {"header": "Double", "formula": "=Lines[[#This Row],[Sum]]*2"},
            ],
        },
    )
    for row, formula in enumerate(
        [
            "=SUM(Data!B2:B99)",
            "=SUM(Lines[Sum])",
            "=SUM(Lines[Double])",
            "=Data!B2*10",
            '=COUNTIF(Data!B:B,">2")',
            "=Data!B2+B4",
        ]
    ):
        other.write_formula(row, 1, formula, None, -1)
    book.close()
    return out.getvalue()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.long
def test_libreoffice_calculates_what_depends_on_the_cells(tmp_path: Path) -> None:
    data = calculated()
    new = patch(data, [SheetPatch("Data", [2, 3], {1: [100, Decimal("20.50")]}, append=[{0: "N4", 1: 7}])])
    path = tmp_path / "book.xlsx"
    path.write_bytes(new)
    rows = calamine_rows(converted(path, "xlsx").read_bytes(), "It's other")
    total = 100 + 20.5 + 3 + 7
    assert [row[-1] for row in rows] == [total, total, total * 2, 1000, 4, 1100]
    lines = calamine_rows((tmp_path / "out" / "book.xlsx").read_bytes(), "Data")
    assert [row[2] for row in lines[1:5]] == [200, 41, 6, 14]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.long
@pytest.mark.parametrize("feature", FEATURES, ids=lambda f: f.__name__)
def test_libreoffice_opens_every_patched_file(feature: Callable[[Any, Any], None], tmp_path: Path) -> None:
    data = made(feature)
    change = [SheetPatch("Data", [3], {1: [77]}), NewSheet("Log", ["When"], [[date(2026, 2, 3)]])]
    path = tmp_path / "book.xlsx"
    path.write_bytes(patch(data, change))
    out = converted(path, "xlsx").read_bytes()
    assert calamine_rows(out, "Data")[2][1] == 77
    assert calamine_rows(out, "Log")[1][0] == date(2026, 2, 3)
    assert calamine_rows(out, "Other") == [["x"], [1], [2.5]]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(not files(), reason="There are no files to try in shared/corpus beside the repository.")
@pytest.mark.long
def test_libreoffice_opens_real_workbooks_after_a_patch(tmp_path: Path) -> None:
    """Every file that opened before opens after, and shows the new cell."""
    expected = {}
    for path in files()[::45]:
        data = path.read_bytes()
        try:
            looked = Looked(data)
            _, change, _ = next(looked.patches())
            new = patch(data, [change])
        except (NotDone, AssertionError):
            continue
        (tmp_path / f"old-{path.stem}.xlsx").write_bytes(data)
        (tmp_path / f"new-{path.stem}.xlsx").write_bytes(new)
        expected[path.stem] = change
    converted_all(tmp_path)
    out = {p.stem for p in (tmp_path / "out").glob("*.xlsx")}
    assert len(expected) > 15
    for stem, change in expected.items():
        assert (f"new-{stem}" in out) == (f"old-{stem}" in out), stem
        if f"new-{stem}" in out:
            found = values((tmp_path / "out" / f"new-{stem}.xlsx").read_bytes())
            assert any("free text" in cells.values() for cells in found.values()), (stem, change)


def converted_all(folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *sorted(map(str, folder.glob("*.xlsx")))], check=False, capture_output=True, timeout=400)
