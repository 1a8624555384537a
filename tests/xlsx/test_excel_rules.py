# ruff: noqa: E501 - a variant stands on one line
"""The checker of what Excel repairs or refuses: every rule sees its broken variant, and none a sound workbook."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import excel_rules
import pytest
import xlsxwriter
from sweep import Looked

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.patch import patch

RULES = Path(excel_rules.__file__).parent
FOLDER = os.environ.get("AR_SHEETS_WORKBOOKS", "")
SHEET, OTHER, BOOK, TABLE, TABLE2 = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/workbook.xml",
    "xl/tables/table1.xml",
    "xl/tables/table2.xml",
)
STYLES, CHART, COMMENTS, TYPES = "xl/styles.xml", "xl/charts/chart1.xml", "xl/comments1.xml", "[Content_Types].xml"
LINKS, BOOK_LINKS, DRAWING, TEXTS = (
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/drawings/drawing1.xml",
    "xl/sharedStrings.xml",
)
A, Z = "A" * 300, "A" * 9000


def sound() -> bytes:
    """A workbook with one of everything, made by XlsxWriter; a chain of formulas is added by hand."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, other = book.add_worksheet("Data"), book.add_worksheet("Other")
        bold = book.add_format({"bold": True, "num_format": '0.00 "kr"'})
        sheet.write_row(0, 0, ["No", "Sum", "Text"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"N{row}", row, f"text {row}"])
        sheet.add_table(
            "A1:C6",
            {
                "columns": [
                    {"header": "No", "total_string": "All"},
                    {"header": "Sum", "total_function": "sum", "format": bold},
                    {"header": "Text"},
                ],
                "total_row": True,
            },
        )
        other.add_table("A1:B3", {"columns": [{"header": "x"}, {"header": "y", "formula": "=1+1"}]})
        other.add_table("D1:E3")
        sheet.set_column("E:F", 20)
        sheet.write_formula("E2", "=SUM(B2:B5)", bold, 10)
        sheet.write_array_formula("F2:F3", "{=B2:B3*2}", None, 2)
        sheet.write_string("E4", "long")
        sheet.write_boolean("E5", True)
        sheet.merge_range("H1:I2", "merged")
        sheet.merge_range("H4:I5", "merged")
        sheet.data_validation(
            "C2:C5",
            {
                "validate": "list",
                "source": ["open", "closed"],
                "input_title": "T",
                "input_message": "M",
                "error_title": "E",
                "error_message": "F",
            },
        )
        sheet.conditional_format("B2:B5", {"type": "cell", "criteria": ">", "value": 2, "format": bold})
        sheet.write_url("E8", "https://example.org/")
        sheet.autofilter("H10:I12")
        sheet.filter_column("H", "x > 1")
        sheet.set_footer("page &P")
        sheet.write_comment("B3", "note")
        sheet.write_comment("B4", "note")
        book.define_name("Rate", "=Data!$B$2")
        book.define_name("Other!Near", "=Other!$B$2")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Data!$B$2:$B$5", "categories": "=Data!$A$2:$A$5"})
        sheet.insert_chart("H14", chart)
    parts = unzip(out.getvalue())
    parts["xl/calcChain.xml"] = (
        '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="E2" i="1"/><c r="F3"/></calcChain>'
    )
    parts[BOOK_LINKS] = parts[BOOK_LINKS].replace(
        "</Relationships>",
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>',
    )
    parts[TYPES] = parts[TYPES].replace(
        "</Types>",
        '<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>',
    )
    return zipped(parts)


def unzip(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


SOUND = sound()


def test_a_sound_workbook_has_no_fault() -> None:
    assert excel_rules.faults(SOUND) == []


# rule, part, what stands there (a regular expression), what is put instead
VARIANTS = [
    ("type-twice", TYPES, "</Types>", '<Default Extension="XML" ContentType="application/xml"/></Types>'),
    ("type-name", TYPES, 'PartName="/xl/workbook', 'PartName="xl/workbook'),
    ("type-none", TYPES, '<Default Extension="vml".*?/>', ""),
    ("type-rels", TYPES, "application/vnd.openxmlformats-package.relationships.xml", "application/xml"),
    ("type-wrong", TYPES, "spreadsheetml.table.xml", "spreadsheetml.tables+xml"),
    ("link-twice", LINKS, 'Id="rId2"', 'Id="rId1"'),
    ("link-dead", LINKS, "table1.xml", "table9.xml"),
    ("link-id", SHEET, '<tablePart r:id="rId\\d+"', '<tablePart r:id="rId77"'),
    ("link-kind", SHEET, '<drawing r:id="rId\\d+"', '<drawing r:id="rId1"'),
    ("link-one", BOOK_LINKS, "relationships/theme", "relationships/styles"),
    ("xml", CHART, "</c:chart>", ""),
    ("workbook", "_rels/.rels", "relationships/officeDocument", "relationships/office"),
    ("order", SHEET, "(<mergeCells.*</mergeCells>)(.*)(</worksheet>)", "\\2\\1\\3"),
    ("order-twice", SHEET, "(<pageMargins[^>]*>)", "\\1\\1"),
    ("sheet-none", BOOK, "<sheets>.*</sheets>", "<sheets/>"),
    ("sheet-hidden", BOOK, "<sheet name", '<sheet state="hidden" name'),
    ("sheet-name", BOOK, 'name="Other"', 'name="Oth:er"'),
    ("sheet-name", BOOK, 'name="Other"', f'name="{"x" * 32}"'),
    ("sheet-name", BOOK, 'name="Other"', 'name="Other\'"'),
    ("sheet-twice", BOOK, 'name="Other"', 'name="DATA"'),
    ("sheet-id", BOOK, 'sheetId="2"', 'sheetId="1"'),
    ("sheet-part", BOOK, 'r:id="rId2"', 'r:id="rId1"'),
    ("view-tab", BOOK, "<workbookView ", '<workbookView activeTab="2" '),
    ("view-id", SHEET, 'workbookViewId="0"', 'workbookViewId="1"'),
    ("name-form", BOOK, 'name="Rate"', 'name="A1"'),
    ("name-form", BOOK, 'name="Rate"', 'name="the rate"'),
    ("name-scope", BOOK, 'localSheetId="1"', 'localSheetId="2"'),
    ("name-empty", BOOK, "Data!.B.2<", "<"),
    ("name-formula", BOOK, "Data!.B.2<", "=Data!$B$2<"),
    ("name-twice", BOOK, "(<definedName name=\"Rate\".*?</definedName>)", "\\1\\1"),
    ("pivot-cache", CHART, "^.*$", '<pivotTableDefinition cacheId="7"/>'),
    ("chain", "xl/calcChain.xml", "E2", "A2"),
    ("properties-twice", "docProps/core.xml", "(<dcterms:created.*?</dcterms:created>)", "\\1\\1"),
    ("properties-day", "docProps/core.xml", "(<dcterms:created[^>]*>)[^<]*", "\\1yesterday"),
    ("style-list", STYLES, 'fontId="1"', 'fontId="9"'),
    ("style-list", STYLES, '<cellStyle name="Normal" xfId="0"', '<cellStyle name="Normal" xfId="5"'),
    ("style-many", STYLES, "<cellXfs count=\"\\d+\">", "<cellXfs>" + "<xf/>" * 65_491),
    ("style-format", STYLES, 'formatCode="[^"]*"', f'formatCode="{A}"'),
    ("style-index", SHEET, '(<c r="E2") s="\\d"', '\\1 s="99"'),
    ("style-dxf", SHEET, 'dxfId="0"', 'dxfId="9"'),
    ("style-dxf", TABLE, 'dataDxfId="0"', 'dataDxfId="9"'),
    ("rows-none", SHEET, "<sheetData>.*</sheetData>", ""),
    ("row-order", SHEET, '<row r="3"', '<row r="2"'),
    ("cell-place", SHEET, '<c r="B3"', '<c r="B4"'),
    ("cell-order", SHEET, '<c r="B3"', '<c r="A3"'),
    ("cell-type", SHEET, '<c r="A2" t="s"', '<c r="A2" t="text"'),
    ("cell-parts", SHEET, "(<f>SUM.*?</f>)(<v>.*?</v>)", "\\2\\1"),
    ("cell-string", SHEET, '(<c r="A2" t="s"><v>)\\d+', "\\g<1>999"),
    ("cell-number", SHEET, '(<c r="B2"><v>)1', "\\1one"),
    ("cell-yes", SHEET, '(t="b"><v>)1', "\\1yes"),
    ("cell-error", SHEET, '<c r="E2" s="(\\d)"><f>SUM.B2:B5.</f><v>10', '<c r="E2" t="e"><v>#WRONG'),
    ("text-long", TEXTS, "<t>long", "<t>" + "x" * 32_768),
    ("text-long", SHEET, '<c r="B2"><v>1</v>', f'<c r="B2" t="inlineStr"><is><t>{"x" * 32_768}</t></is>'),
    ("columns", SHEET, '<col min="5" max="6"', '<col min="6" max="5"'),
    ("merge-none", SHEET, '<mergeCell ref="[^"]*"/>', ""),
    ("merge-form", SHEET, 'ref="H4:I5"', 'ref="I5:H4"'),
    ("merge-overlap", SHEET, 'ref="H4:I5"', 'ref="I2:I5"'),
    ("validation-none", SHEET, "<dataValidation .*</dataValidation>", ""),
    ("validation-count", SHEET, '<dataValidations count="1"', '<dataValidations count="2"'),
    ("validation-long", SHEET, "<formula1>.*?</formula1>", f'<formula1>"{A}"</formula1>'),
    ("validation-list", SHEET, "<formula1>.*?</formula1>", ""),
    ("validation-text", SHEET, 'prompt="M"', f'prompt="{A}"'),
    ("validation-text", SHEET, 'errorTitle="E"', f'errorTitle="{"E" * 33}"'),
    ("area-form", SHEET, 'sqref="C2:C5"', 'sqref="C2:C5,D2"'),
    ("area-form", SHEET, '<hyperlink ref="E8"', '<hyperlink ref="E"'),
    ("filter-column", SHEET, 'colId="0"', 'colId="2"'),
    ("footer-long", SHEET, "page &amp;P", A),
    ("links-many", SHEET, "(<hyperlink [^>]*>)", '<hyperlink ref="A1"/>' * 65_531),
    ("links-none", SHEET, "(<hyperlink [^>]*>)", ""),
    ("formula-long", SHEET, "SUM.B2:B5.", Z),
    ("formula-equals", SHEET, "<f>SUM", "<f>=SUM"),
    ("formula-equals", TABLE2, "<calculatedColumnFormula>", "<calculatedColumnFormula>="),
    ("formula-shared", SHEET, "<f>SUM.B2:B5.</f>", '<f t="shared" si="0"/>'),
    ("formula-array", SHEET, 'ref="F2:F3"', ""),
    ("table-listed", SHEET, "<tableParts.*</tableParts>", ""),
    ("table-range", TABLE, 'ref="A1:C6" totals', 'ref="A1" totals'.replace("A1", "C6:A1")),
    ("table-overlap", "xl/tables/table3.xml", 'ref="D1:E3"', 'ref="B1:C3"'),
    ("table-twice", TABLE2, 'displayName="Table2"', 'displayName="TABLE1"'),
    ("table-twice", TABLE2, 'displayName="Table2"', 'displayName="rate"'),
    ("table-id", TABLE2, 'id="2" name="Table2"', 'id="1" name="Table2"'),
    ("table-shared", "xl/worksheets/_rels/sheet2.xml.rels", "table2.xml", "table1.xml"),
    ("table-name", TABLE, 'displayName="Table1"', 'displayName="the table"'),
    ("table-name", TABLE, 'displayName="Table1"', 'displayName="AB12"'),
    ("table-rows", TABLE, 'ref="A1:C6" totals', 'ref="A1:C2" totals'),
    ("table-width", TABLE, 'ref="A1:C6" totals', 'ref="A1:D6" totals'),
    ("table-count", TABLE, '<tableColumns count="3"', '<tableColumns count="4"'),
    ("table-column-id", TABLE, 'id="2" name="Sum"', 'id="1" name="Sum"'),
    ("table-column-twice", TABLE, 'name="Sum"', 'name="NO"'),
    ("table-column-name", TABLE, 'name="Sum"', 'name=""'),
    ("table-function", TABLE, 'totalsRowFunction="sum"', 'totalsRowFunction="add"'),
    ("table-filter", TABLE, '<autoFilter ref="A1:C5"', '<autoFilter ref="A1:C6"'),
    ("filter-column", TABLE2, '<autoFilter ref="A1:B3"/>', '<autoFilter ref="A1:B3"><filterColumn colId="2"/></autoFilter>'),
    ("table-head", TABLE, 'name="Sum"', 'name="Sums"'),
    ("table-head", SHEET, '<c r="B1" t="s"><v>\\d+</v>', '<c r="B1"><v>2026</v>'),
    ("table-merge", SHEET, 'ref="H4:I5"', 'ref="A4:B4"'),
    ("table-sheet-filter", SHEET, '<autoFilter ref="H10:I12"', '<autoFilter ref="C5:D7"'),
    ("chart-points", CHART, '<c:pt idx="1">', '<c:pt idx="0">'),
    ("chart-points", CHART, '<c:ptCount val="4"', '<c:ptCount val="3"'),
    ("chart-order", CHART, '(<c:ptCount[^>]*>)(<c:pt .*?</c:pt>)', "\\2\\1"),
    ("chart-source", CHART, "<c:f>[^<]*</c:f>", "<c:f></c:f>"),
    ("chart-axis", CHART, '(<c:crossAx val=")\\d+', "\\g<1>12"),
    ("drawing-place", DRAWING, "<xdr:col>\\d+", "<xdr:col>-1"),
    ("comment-author", COMMENTS, 'authorId="0"', 'authorId="3"'),
    ("comment-place", COMMENTS, 'ref="B4"', 'ref="B3"'),
]  # fmt: skip


def broken(part: str, there: str, instead: str) -> bytes:
    parts = unzip(SOUND)
    new = re.sub(there, instead, parts[part], flags=re.DOTALL)
    assert new != parts[part], "the variant changes nothing"
    return zipped(parts | {part: new})


@pytest.mark.parametrize(("rule", "part", "there", "instead"), VARIANTS, ids=lambda v: str(v)[:24])
def test_each_rule_sees_its_broken_variant(rule: str, part: str, there: str, instead: str) -> None:
    assert rule in {fault.rule for fault in excel_rules.faults(broken(part, there, instead))}


def no_list() -> bytes:
    return zipped({name: text for name, text in unzip(SOUND).items() if name != TYPES})


def lost_sheet() -> bytes:
    return zipped({name: text for name, text in unzip(SOUND).items() if name != SHEET})


def twice() -> bytes:
    out = io.BytesIO(SOUND)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr(SHEET.upper().replace("XL/", "xl/"), "<worksheet/>")
    return out.getvalue()


def bad_sum() -> bytes:
    data = bytearray(SOUND)
    at = data.index(b"PK\x01\x02") + 16
    data[at] ^= 1
    return bytes(data)


def other_method() -> bytes:
    data = bytearray(SOUND)
    data[8:10] = struct.pack("<H", 12)
    return bytes(data)


@pytest.mark.parametrize(
    ("rule", "made"),
    [("zip", no_list), ("zip", lambda: b"no zip"), ("zip-twice", twice), ("zip-entry", bad_sum),
     ("zip-heads", other_method), ("link-owner", lost_sheet)],
)  # fmt: skip
def test_each_rule_of_the_container_sees_its_broken_variant(rule: str, made: Callable[[], bytes]) -> None:
    assert rule in {fault.rule for fault in excel_rules.faults(made())}


def test_no_rule_is_without_a_variant() -> None:
    told = {
        rule for path in RULES.glob("*.py") for rule in re.findall(r'Fault\(\s*"([a-z-]+)"', path.read_text("utf-8"))
    }
    container = {"zip", "zip-twice", "zip-entry", "zip-heads", "link-owner"}
    assert told - {rule for rule, *_ in VARIANTS} - container == set()


def made_by_excel(data: bytes) -> bool:
    """By what only Excel's own packer does: every entry of 1980, the list of types first, flags of a quick packing."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        infos = file.infolist()
        told = next((file.read(i) for i in infos if i.filename == "docProps/app.xml"), b"")
    first = infos[0].filename == TYPES and all(i.date_time == (1980, 1, 1, 0, 0, 0) for i in infos)
    return first and b"Microsoft Excel" in told and any(i.flag_bits & 0x06 == 0x06 for i in infos)


@pytest.mark.long
@pytest.mark.skipif(not FOLDER, reason="AR_SHEETS_WORKBOOKS names no folder of workbooks")
@pytest.mark.filterwarnings("ignore")
def test_a_patch_adds_no_fault_to_a_workbook_and_one_made_by_excel_has_none() -> None:
    added, alarms, tried = [], [], 0
    for path in sorted(p for p in Path(FOLDER).rglob("*") if p.suffix in (".xlsx", ".xlsm")):
        data = path.read_bytes()
        try:
            looked = Looked(data)
            patches = list(looked.patches()) if looked.ref is not None else []
            news = [(what, patch(data, [change])) for what, change, _ in patches]
        except (NotDone, zipfile.BadZipFile):
            continue
        tried += 1
        added += [f"{path.name}, {what}: {fault}" for what, new in news for fault in excel_rules.new_faults(data, new)]
        if made_by_excel(data):
            # A header that another program escaped twice stays so when Excel saves; ours must never be.
            alarms += [f"{path.name}: {one}" for one in excel_rules.faults(data) if "&amp;" not in one.what]
    assert tried
    assert (added, alarms) == ([], [])
