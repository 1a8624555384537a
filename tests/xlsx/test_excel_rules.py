"""The checker of what Excel repairs or refuses: every rule sees its broken variant, and none a sound workbook."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import excel_rules
import pytest
import xlsxwriter
from sweep import Looked

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.patch import patch

RULES = Path(excel_rules.__file__).parent
FOLDER = os.environ.get("AR_SHEETS_WORKBOOKS", "")
SHEET, TYPES, BOOK_LINKS = "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


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
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="E2" i="1"/><c r="F3"/></calcChain>'
    link = f'<Relationship Id="rId99" Type="{KINDS}/calcChain" Target="calcChain.xml"/>'
    parts[BOOK_LINKS] = parts[BOOK_LINKS].replace("</Relationships>", f"{link}</Relationships>")
    kind = f'<Override PartName="/xl/calcChain.xml" ContentType="{CONTENT}.calcChain+xml"/>'
    parts[TYPES] = parts[TYPES].replace("</Types>", f"{kind}</Types>")
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


def variants() -> Iterator[tuple[str, str, str, str]]:
    """Rule, part, what stands there (a regular expression), what is put instead; {9*x} is nine times x."""
    for line in (Path(__file__).parent / "broken_variants.txt").read_text("utf-8").splitlines():
        rule, part, there, instead = f"{line} ".split(" | ")
        yield rule, part, there, re.sub(r"\{(\d+)\*([^}]*)\}", lambda m: int(m[1]) * m[2], instead[:-1])


VARIANTS = list(variants())


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
