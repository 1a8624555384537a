# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Workbooks written by hand, so that each can have exactly one oddity, and other programs' eyes to look at them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from ar_sheets.xlsx.cells import parse_reference
from ar_sheets.xlsx.patch import KEEP, SheetPatch

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."

# Style 0 is plain, 1 a date, 2 money, 3 bold, 4 a time of day, 5 a date of the owner's own making.
STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="4"/><xf numFmtId="0" fontId="1" applyFont="1"><alignment wrapText="1"/></xf><xf numFmtId="20"/>'
    '<xf numFmtId="164"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def worksheet(rows: str, before: str = "", after: str = "") -> str:
    """A worksheet part around its rows."""
    return f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def table(ref: str, names: Sequence[str], *, more: str = "", formulas: Mapping[str, str] = {}, number: int = 1) -> str:
    """A table part; `formulas` makes calculated columns."""
    columns = "".join(
        f'<tableColumn id="{i}" name="{name}"'
        + (f"><calculatedColumnFormula>{formulas[name]}</calculatedColumnFormula></tableColumn>" if name in formulas
           else "/>")
        for i, name in enumerate(names, start=1)
    )  # fmt: skip
    return (
        f'{XML}<table xmlns="{MAIN}" id="{number}" name="Table{number}" displayName="Table{number}" ref="{ref}"{more}>'
        f'<autoFilter ref="{ref}"/><tableColumns count="{len(names)}">{columns}</tableColumns></table>'
    )


def parts(
    sheet: str | bytes, *, others: Sequence[str] = (), tables: Sequence[str] = (), shared: str = "",
    styles: str | None = STYLES, workbook: str = "", names: Sequence[str] = ("S",), more: Mapping[str, str | bytes] = {},
) -> dict[str, str | bytes]:  # fmt: skip
    """The parts of a workbook by name. workbook: XML behind its list of sheets."""
    sheets = [sheet, *others]
    names = [*names, *(f"Other{i}" for i in range(len(sheets) - len(names)))]
    types = [("xl/workbook.xml", "sheet.main")]
    links = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    found: dict[str, str | bytes] = {f"xl/worksheets/sheet{i}.xml": text for i, text in enumerate(sheets, start=1)}
    for kind, name, text in (("styles", "styles", styles), ("sharedStrings", "sharedStrings", shared)):
        if text:
            found[f"xl/{name}.xml"] = text
            links.append((kind, f"{name}.xml"))
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, start=1))
    found["xl/workbook.xml"] = (
        f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets>{workbook}</workbook>'
    )
    if tables:
        found["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
            ("table", f"../tables/table{i}.xml") for i in range(1, len(tables) + 1)
        )
        found |= {f"xl/tables/table{i}.xml": text for i, text in enumerate(tables, start=1)}
    types += [(n, "worksheet") for n in found if "worksheets/sheet" in n and "_rels" not in n]
    types += [(n, n.split("/")[-1].rstrip("0123456789.xml").rstrip(".")) for n in found if n.count("/") == 1 and
              n != "xl/workbook.xml"] + [(n, "table") for n in found if "/tables/" in n]  # fmt: skip
    found["xl/_rels/workbook.xml.rels"] = relations(links)
    found["_rels/.rels"] = relations([("officeDocument", "xl/workbook.xml")])
    overrides = "".join(f'<Override PartName="/{n}" ContentType="{TYPE}{kind}+xml"/>' for n, kind in types)
    found["[Content_Types].xml"] = (
        f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>"
    )
    return found | dict(more)


def relations(links: Any) -> str:
    """A link part of (kind, target)."""
    lines = "".join(
        f'<Relationship Id="rId{i}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(links, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def zipped(content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a file; [Content_Types].xml comes first, as programs expect."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            entry.compress_type = method
            file.writestr(entry, content[name])
    return out.getvalue()


def book(rows: str, *, before: str = "", after: str = "", **more: Any) -> bytes:
    """A workbook whose sheet S has these rows."""
    return zipped(parts(worksheet(rows, before, after), **more))


def read_part(data: bytes, name: str = SHEET) -> str:
    """A part as another zip reader sees it; every checksum is tested on the way."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        return file.read(name).decode("utf-8")


def rows_of(data: bytes, name: str = SHEET) -> str:
    """What stands between the sheetData tags."""
    text = read_part(data, name)
    match = re.search(r"<(?:\w+:)?sheetData>(.*)</(?:\w+:)?sheetData>", text, re.DOTALL)
    return match[1] if match else ""


def raw_entries(data: bytes) -> dict[str, tuple[int, bytes]]:
    """Name -> method and compressed bytes of each entry."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for entry in file.infolist():
            at = entry.header_offset
            skip = int.from_bytes(data[at + 26 : at + 28], "little") + int.from_bytes(data[at + 28 : at + 30], "little")
            start = at + 30 + skip
            found[entry.filename] = (entry.compress_type, data[start : start + entry.compress_size])
    return found


def changed_parts(old: bytes, new: bytes) -> set[str]:
    """The parts whose compressed bytes differ, or that only one of the two has."""
    a, b = raw_entries(old), raw_entries(new)
    return {name for name in a.keys() | b.keys() if a.get(name) != b.get(name)}


def openpyxl_cell(data: bytes, cell: str, sheet: str = "S") -> Any:
    """A cell as openpyxl has it (value, number_format, ...)."""
    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data))[sheet][cell]


def calamine_rows(data: bytes, sheet: str = "S") -> list[list[Any]]:
    """All values from A1 on as calamine reads them."""
    from python_calamine import CalamineWorkbook

    found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
    return found.to_python(skip_empty_area=False)


def patches(cells: dict[str, Any], sheet: str = "S") -> list[SheetPatch]:
    """Cells by name as the patch of a sheet."""
    placed = {parse_reference(cell): value for cell, value in cells.items()}
    rows = sorted({row for row, _ in placed})
    columns = sorted({column for _, column in placed})
    return [SheetPatch(sheet, rows, {c: [placed.get((r, c), KEEP) for r in rows] for c in columns})]
