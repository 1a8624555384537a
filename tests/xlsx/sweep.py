"""One file of other people's, patched three ways, and everything about the result compared."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handmade import changed_parts

from ar_sheets.xlsx.cells import LAST_COLUMN, Area, column_number, reference
from ar_sheets.xlsx.encoding import decode_part
from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.patch import Refused, SheetPatch, patch, unwritable
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.tables import tables

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
LARGEST = 3_000_000  # cells of a sheet that other programs are asked to hold


def files() -> list[Path]:
    """The files of the corpus; none where it is not there."""
    return sorted(p for p in CORPUS.glob("*/*") if p.suffix in (".xlsx", ".xlsm"))


def widest(data: bytes) -> tuple[int, int]:
    """The highest row number and 0-based column any cell of a sheet has."""
    found = re.findall(rb"(?:\br=[\"']|\bref=[\"'][A-Z]+[0-9]+:)([A-Z]{1,3})([0-9]{1,7})[\"']", data)
    return max((int(r) for _, r in found), default=1), max((column_number(c.decode()) for c, _ in found), default=0)


class Looked:
    """The first worksheet of a file, and the cells a patch may be tried on."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        refuse_unless_workbook(data)
        book = Package(data)
        self.ref = next((s for s in book.sheets if s.kind == "worksheet"), None)
        if self.ref is None:
            return
        self.sheet = Worksheet(self.ref.name, book.xml(self.ref.part).content)
        self.tables = tables(book, self.ref.part)

    def patches(self) -> Iterator[tuple[str, SheetPatch, Area]]:
        """What is done, and which cells it is to change: a free column, a cell with a value, a new row."""
        assert self.ref is not None
        numbers = [row.number for row in self.sheet.rows()]
        row = numbers[len(numbers) // 2] if numbers else 1
        free = min(widest(self.sheet.data)[1] + 3, LAST_COLUMN)
        yield "free column", SheetPatch(self.ref.name, [row], {free: ["free text"]}), Area(row, free, row, free)
        cell = self._typed_cell()
        if cell:
            yield "existing cell", SheetPatch(self.ref.name, [cell[0]], {cell[1]: ["new & text"]}), Area(*cell, *cell)
        table = next(iter(self.tables), None)
        left, top = (table.area.left, table.area.top) if table else (0, 1)
        last = max([top, *numbers])
        change = SheetPatch(self.ref.name, append=[{left: "appended"}], header_row=top)
        yield "appended row", change, Area(top, 0, last + 1, LAST_COLUMN)

    def _typed_cell(self) -> tuple[int, int] | None:
        assert self.ref is not None
        headers = {(t.area.top, c) for t in self.tables for c in range(t.area.left, t.area.right + 1)}
        headers |= {(t.area.bottom, c) for t in self.tables if t.totals for c in range(t.area.left, t.area.right + 1)}
        for row in self.sheet.rows():
            for column, held in self.sheet.contents(row).items():
                if held.typed and (row.number, column) not in headers:
                    blocked = unwritable(self.data, self.ref.name, [column])
                    if (row.number, column) not in blocked:
                        return row.number, column
        return None


def stripped(raw: bytes, cells: Area, new_row: bool) -> str:
    """A sheet's XML without the changed cells and without what may grow with them."""
    text = decode_part(raw).content.decode("utf-8", "replace")
    text = re.sub(r"<((?:\w+:)?sheetData)\s*/>", r"<\1></\1>", text)
    if new_row:
        text = re.sub(r"<(\w+:)?row\b[^>]*?(?:/>|>.*?</(\w+:)?row\s*>)", "", text, flags=re.DOTALL)
        text = re.sub(
            r'(<(?:\w+:)?(?:autoFilter|conditionalFormatting|dataValidation)\b[^>]*?(?:sq)?ref=")[^"]*', r"\1", text
        )
    for name in () if new_row else (reference(cells.top, cells.left),):
        pattern = rf"<(?:\w+:)?c\b[^>]*?\br=[\"']{name}[\"'][^>]*?(?:/>|>.*?</(?:\w+:)?c\s*>)"
        text = re.sub(pattern, "", text, count=1, flags=re.DOTALL)
    text = re.sub(r'\s+spans="[^"]*"|<(?:\w+:)?dimension\b[^>]*>', "", text)
    text = re.sub(r"<((?:\w+:)?row)\b([^>]*?)\s*/>", r"<\1\2></\1>", text)
    return re.sub(r'<(?:\w+:)?row r="\d+"></(?:\w+:)?row>', "", text)


def values(data: bytes) -> dict[str, dict[tuple[int, int], Any]]:
    """Sheet -> (row, column) -> value, as calamine reads the file."""
    from python_calamine import CalamineWorkbook

    book, parts = CalamineWorkbook.from_filelike(io.BytesIO(data)), Package(data)
    found = {}
    for ref in parts.sheets:
        name = ref.name
        try:
            rows_and_columns = widest(parts.xml(ref.part).content)
            if rows_and_columns[0] * rows_and_columns[1] > LARGEST:
                continue
            sheet = book.get_sheet_by_name(name)
            if sheet.start is None:
                continue
            rows = sheet.to_python(skip_empty_area=True)
        except Exception:  # a sheet calamine cannot read has no values to compare
            continue
        top, left = sheet.start
        found[name] = {(r, c): v for r, row in enumerate(rows, top + 1) for c, v in enumerate(row, left) if v != ""}
    return found


def openpyxl_values(data: bytes, name: str) -> dict[tuple[int, int], Any] | None:
    """The same for one sheet, as openpyxl reads it, formulas as text; None where it cannot."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
        except Exception:  # many of these files are more than openpyxl can read
            return None
        cells = sheet._cells.values()  # asked for rows, it would make a cell of every blank one
        return {(c.row, c.column - 1): _shown(c.value) for c in cells if getattr(c, "value", None) is not None}


def _shown(value: Any) -> str:
    """A value as text; openpyxl has objects for the formulas of arrays and data tables."""
    return str(sorted(vars(value).items())) if hasattr(value, "ref") else str(value)


def compared(old: bytes, new: bytes, ref: Any, change: SheetPatch, cells: Area) -> Iterator[str]:
    """What is wrong with a patched file; nothing, if all is well."""
    new_row = bool(change.append)
    for name in changed_parts(old, new):
        if name.replace("\\", "/").lstrip("/").casefold() == ref.part.casefold():
            continue
        if not (name.endswith(("workbook.xml", "styles.xml")) or (new_row and re.search("table|calcChain", name))):
            yield f"{name} changed"
    a, b = (zipfile.ZipFile(io.BytesIO(d)) for d in (old, new))
    real = next(n for n in b.namelist() if n.replace("\\", "/").lstrip("/").casefold() == ref.part.casefold())
    placed = new_row or re.search(rf"r=.{reference(cells.top, cells.left)}\b".encode(), b.read(real))
    if placed and stripped(a.read(real), cells, new_row) != stripped(b.read(real), cells, new_row):
        yield "the sheet changed beside the cells"
    wanted = "appended" if new_row else next(iter(change.columns.values()))[0]
    try:
        before, after = values(old), values(new)
    except Exception:  # calamine cannot read the file as it was
        before = after = {}
    for sheet in before.keys() & after.keys():
        differ = {k for k in before[sheet].keys() | after[sheet].keys() if before[sheet].get(k) != after[sheet].get(k)}
        if sheet == ref.name:
            if not any(value == wanted for k, value in after[sheet].items() if k in cells):
                yield f"calamine does not read {wanted}"
            differ = {k for k in differ if k not in cells}
        if differ:
            yield f"calamine reads other values on {sheet}: {sorted(differ)[:3]}"
    read_before = openpyxl_values(old, ref.name)
    read_after = openpyxl_values(new, ref.name) if read_before is not None else None
    if read_before is not None:
        if read_after is None:
            yield "openpyxl cannot read it any more"
            return
        if str(wanted) not in {value for k, value in read_after.items() if k in cells}:
            yield f"openpyxl does not read {wanted}"
        differ = {k for k in read_before.keys() | read_after.keys() if read_before.get(k) != read_after.get(k)}
        differ = {k for k in differ if k not in cells}
        if differ:
            yield f"openpyxl reads other values: {sorted(differ)[:3]}"


def faults(data: bytes) -> tuple[list[str], list[str]]:
    """What is wrong after each patch of a file, and what was refused."""
    wrong, refused = [], []
    try:
        looked = Looked(data)
    except Refused as refusal:
        return [], [f"file: {refusal}"]
    if looked.ref is None:
        return [], []
    for what, change, cells in looked.patches():
        try:
            new = patch(data, [change])
        except Refused as refusal:
            refused.append(f"{what}: {refusal}")
            continue
        wrong += [f"{what}: {fault}" for fault in compared(data, new, looked.ref, change, cells)]
        if not change.append and patch(new, [change]) is not new:
            wrong.append(f"{what}: writing it again changes the file")
    return wrong, refused


if __name__ == "__main__":
    import sys
    import time

    began = time.time()
    for one in files():
        if len(sys.argv) > 1 and not any(a in one.name for a in sys.argv[1:]):
            continue
        bad, no = faults(one.read_bytes())
        for line in bad:
            print(f"WRONG {one.name} | {line}")
        for line in no:
            print(f"REFUSED {one.name} | {line}")
    print(time.time() - began)
