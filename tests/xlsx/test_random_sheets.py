# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Random sheets, written in every way a sheet may be written, and random patches of them.

The model below knows each sheet as pieces of text, so it can say to the byte what a patch must leave; what
the cells hold is read back by a plain XML reader that shares nothing with the program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from handmade import MAIN, book, parts, rows_of, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ar_sheets.base.text import column_letter
from ar_sheets.xlsx.cells import column_number
from ar_sheets.xlsx.patch import KEEP, SheetPatch, patch

COLUMNS, ROWS = 7, 9
SHARED = ["old", "a & b", "  spaced ", "_x0041_"]
RICH = ["two runs", "東京"]
STRINGS = (
    f'<sst xmlns="{MAIN}">'
    + "".join(
        f'<si><t xml:space="preserve">{t.replace("&", "&amp;").replace("_x", "_x005F_x")}</t></si>' for t in SHARED
    )
    + '<si><r><t>two</t></r><r><rPr><b/></rPr><t xml:space="preserve"> runs</t></r></si>'
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>'
)
DAY_STYLE, COLUMN_STYLE = 1, 2  # a date; what column C has


@dataclass
class Cell:
    """A cell: its value, its attributes besides the reference, and the text between its tags (None: no such)."""

    value: Any
    attributes: list[str]
    inner: str | None
    named: bool = True  # has a reference

    @property
    def style(self) -> int:
        found = re.search(r's="(\d+)"', " ".join(self.attributes))
        return int(found[1]) if found else 0


@dataclass
class Row:
    number: int
    cells: dict[int, Cell]
    more: str = ""
    spans: tuple[int, int] | None = None
    named: bool = True
    gap: str = ""


@dataclass
class Sheet:
    rows: list[Row]
    prefix: str = ""
    quote: str = '"'
    comment: str = ""
    encoding: str = "utf-8"
    column_style: int = 0
    values: dict[tuple[int, int], Any] = field(default_factory=dict)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def written(sheet: Sheet, cell: tuple[int, int], value: Any, style: int) -> Cell:
    """A cell as the program is to write it."""
    attributes, p = ([f's="{style}"'] if style else []), sheet.prefix
    if value is None:
        return Cell(None, attributes, None)
    if isinstance(value, str):
        space = ' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else ""
        text = escaped(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value))
        return Cell(value, [*attributes, 't="inlineStr"'], f"<{p}is><{p}t{space}>{text}</{p}t></{p}is>")
    if isinstance(value, bool):
        return Cell(value, [*attributes, 't="b"'], f"<{p}v>{int(value)}</{p}v>")
    if isinstance(value, date):
        number: Any = (value - date(1899, 12, 30)).days
        return Cell(value, [f's="{DAY_STYLE}"'], f"<{p}v>{number}</{p}v>")
    return Cell(value, attributes, f"<{p}v>{format(value, 'f') if isinstance(value, Decimal) else value}</{p}v>")


def rendered(sheet: Sheet) -> str:
    return "".join(_row(sheet, row) for row in sheet.rows) + sheet.comment


def _row(sheet: Sheet, row: Row) -> str:
    p, q = sheet.prefix, sheet.quote
    tag = f"<{p}row" + (f" r={q}{row.number}{q}" if row.named else "")
    tag += f' spans="{row.spans[0]}:{row.spans[1]}"' if row.spans else ""
    cells = "".join(_cell(sheet, row.number, column, cell) for column, cell in sorted(row.cells.items()))
    return row.gap + (f"{tag}{row.more}>{cells}</{p}row>" if cells else f"{tag}{row.more}/>")


def _cell(sheet: Sheet, row: int, column: int, cell: Cell) -> str:
    p, q = sheet.prefix, sheet.quote
    names = [f"r={q}{column_letter(column)}{row}{q}"] if cell.named else []
    tag = " ".join([f"<{p}c", *names, *cell.attributes])
    return f"{tag}/>" if cell.inner is None else f"{tag}>{cell.inner}</{p}c>"


def expected(sheet: Sheet, changes: dict[tuple[int, int], Any]) -> Sheet:
    """The sheet as a patch must leave it."""
    rows = {row.number: replace(row, cells=dict(row.cells)) for row in sheet.rows}
    for (number, column), value in sorted(changes.items()):
        own = sheet.column_style if column == 2 else 0
        there = rows[number].cells.get(column) if number in rows else None
        if there is None:
            if value is None:
                continue
            if number not in rows:
                rows[number] = Row(number, {})
            row = rows[number]
            row.cells[column] = replace(written(sheet, (number, column), value, own), named=True)
            if row.spans:
                row.spans = (min(row.spans[0], column + 1), max(row.spans[1], column + 1))
        elif not same(there, value):
            new = replace(written(sheet, (number, column), value, there.style), named=there.named)
            whole = all(c.named for c in sheet_row(sheet, number).cells.values())
            if value is None and whole and there.style == own:
                del rows[number].cells[column]
                rows[number].more = rows[number].more or ("" if rows[number].cells else OPEN)
            else:
                rows[number].cells[column] = new
    return replace(sheet, rows=[rows[n] for n in sorted(rows)])


OPEN = "\0"  # stands for a row that lost all its cells and keeps its two tags


def sheet_row(sheet: Sheet, number: int) -> Row:
    return next(row for row in sheet.rows if row.number == number)


def same(cell: Cell, value: Any) -> bool:
    if isinstance(value, date):
        return cell.style == DAY_STYLE and cell.value == value
    if isinstance(value, bool) or isinstance(cell.value, bool):
        return type(value) is type(cell.value) and value == cell.value
    if isinstance(value, (int, float, Decimal)) and isinstance(cell.value, (int, float, Decimal)):
        return float(value) == float(cell.value)
    if isinstance(cell.value, date) and isinstance(value, (int, float, Decimal)):
        return float(value) == (cell.value - date(1899, 12, 30)).days
    return type(value) is type(cell.value) and value == cell.value


# Strategies

texts = st.text(alphabet="abÆ東 &<>\"'_x0041\n", min_size=1, max_size=12).filter(lambda t: t.replace("\r", ""))
numbers = st.one_of(
    st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9, allow_nan=False).filter(lambda f: not f.is_integer()),
    st.decimals(-99999, 99999, places=2).map(lambda d: d.normalize() if d % 1 else d.quantize(Decimal(1))),
)  # fmt: skip
days = st.dates(date(1901, 1, 1), date(2100, 1, 1))
values = st.one_of(st.none(), numbers, texts, st.booleans(), days, st.sampled_from(SHARED + RICH))
styles = st.sampled_from([0, 0, 2, 3])


@st.composite
def cells(draw: Any, prefix: str) -> Cell:
    """A cell in one of the ways programs write them."""
    p, style = prefix, draw(styles)
    attributes = [f's="{style}"'] if style else []
    form = draw(st.sampled_from(["number", "decorated", "shared", "inline", "rich", "bool", "blank", "day", "error"]))
    if form == "number":
        value = draw(st.integers(0, 999))
        return Cell(value, attributes, f"<{p}v>{value}</{p}v>")
    if form == "decorated":
        value = draw(st.integers(0, 999))
        return Cell(value, ['t="n"', *attributes], f"<{p}v>{value}.00</{p}v>")
    if form == "shared":
        index = draw(st.integers(0, len(SHARED + RICH) - 1))
        return Cell((SHARED + RICH)[index], draw(st.permutations([*attributes, 't="s"'])), f"<{p}v>{index}</{p}v>")
    if form == "inline":
        value = draw(texts)
        return written(Sheet([], p), (1, 1), value, style)
    if form == "rich":
        return Cell(
            "ab",
            [*attributes, 't="inlineStr"'],
            f"<{p}is><{p}r><{p}t>a</{p}t></{p}r><{p}r><{p}t>b</{p}t></{p}r></{p}is>",
        )
    if form == "bool":
        value = draw(st.booleans())
        return Cell(value, [*attributes, 't="b"'], f"<{p}v>{int(value)}</{p}v>")
    if form == "day":
        value = draw(days)
        return Cell(value, [f's="{DAY_STYLE}"'], f"<{p}v>{(value - date(1899, 12, 30)).days}</{p}v>")
    if form == "error":
        return Cell(ERROR, [*attributes, 't="e"'], f"<{p}v>#N/A</{p}v>")
    return Cell(None, attributes or ['s="3"'], None)


ERROR = object()


@st.composite
def sheets(draw: Any) -> Sheet:
    """A sheet with each oddity now and then; some sheets have none."""
    plain = draw(st.booleans())
    odd = st.just(False) if plain else st.booleans()
    prefix = "x:" if draw(odd) and draw(odd) else ""
    sheet = Sheet(
        [], prefix, quote="'" if draw(odd) and draw(odd) else '"', comment="<!-- <c r=\"A1\"/> -->" if draw(odd) else "",
        encoding="utf-16" if draw(odd) and draw(odd) else "utf-8", column_style=draw(st.sampled_from([0, COLUMN_STYLE])),
    )  # fmt: skip
    before = 0
    for number in sorted(draw(st.sets(st.integers(1, ROWS), max_size=ROWS))):
        found = {c: draw(cells(prefix)) for c in sorted(draw(st.sets(st.integers(0, COLUMNS - 1))))}
        last = -1
        for column, cell in found.items():
            cell.named = not (column == last + 1 and draw(odd))
            last = column
        spans = (min(found) + 1, max(found) + 1) if found and draw(st.booleans()) else None
        more = draw(st.sampled_from(["", "", ' ht="20"', ' hidden="1" x14ac:dyDescent="0.25"']))
        row = Row(number, found, more, spans, not (number == before + 1 and draw(odd)), "\n  " if draw(odd) else "")
        sheet.rows.append(row)
        before = number
    return sheet


changes = st.dictionaries(st.tuples(st.integers(1, ROWS + 2), st.integers(0, COLUMNS)), values, max_size=25)


def made(sheet: Sheet) -> bytes:
    """The workbook with this sheet, in its prefix and encoding."""
    p = sheet.prefix
    space = f'xmlns{":" + p[:-1] if p else ""}="{MAIN}" xmlns:x14ac="urn:x14ac"'
    cols = f'<{p}cols><{p}col min="3" max="3" width="9" style="{sheet.column_style}"/></{p}cols>'
    text = f"<{p}worksheet {space}>{cols}<{p}sheetData>{rendered(sheet)}</{p}sheetData></{p}worksheet>"
    raw = f'<?xml version="1.0" encoding="{sheet.encoding}"?>{text}'.encode(sheet.encoding)
    return zipped(parts(raw, shared=STRINGS))


def change_of(cells: dict[tuple[int, int], Any]) -> SheetPatch:
    rows = sorted({row for row, _ in cells})
    return SheetPatch("S", rows, {c: [cells.get((r, c), KEEP) for r in rows] for c in sorted({c for _, c in cells})})


def xml_of(data: bytes) -> str:
    import io
    import zipfile

    raw = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")


def read_back(xml: str) -> dict[tuple[int, int], Any]:
    """What the cells hold, read with an XML parser: (row, column) -> text, number or bool; dates as numbers."""
    found: dict[tuple[int, int], Any] = {}
    number = 0
    for row in ElementTree.fromstring(re.sub(r"^<\?.*?\?>", "", xml)).iter(f"{{{MAIN}}}row"):
        number = int(row.get("r") or number + 1)
        column = -1
        for cell in row:
            reference = cell.get("r")
            column = column_number(reference.rstrip("0123456789")) if reference else column + 1
            found[number, column] = _held(cell)
    return {place: value for place, value in found.items() if value is not None}


def _held(cell: ElementTree.Element) -> Any:
    kind, value = cell.get("t", "n"), cell.findtext(f"{{{MAIN}}}v")
    if kind == "inlineStr":
        runs = [t.text or "" for t in cell.iter(f"{{{MAIN}}}t")]
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), "".join(runs)) or None
    if value is None:
        return None
    if kind == "s":
        return (SHARED + RICH)[int(value)]
    if kind == "b":
        return value == "1"
    return ERROR if kind == "e" else float(value)


def as_read(value: Any) -> Any:
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    return float(value)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets(), changes)
def test_a_patch_changes_its_cells_and_no_other_byte(sheet: Sheet, wanted: dict[tuple[int, int], Any]) -> None:
    data = made(sheet)
    new = patch(data, [change_of(wanted)])
    after = rendered(expected(sheet, wanted)).replace(f"{OPEN}/>", f"></{sheet.prefix}row>").replace(OPEN, "")
    found = re.search(r"sheetData>(.*)</(x:)?sheetData>", xml_of(new), re.DOTALL)
    assert found is not None
    assert sorted_rows(found[1]) == sorted_rows(after)
    held = {p: v for p, v in _model(sheet).items() if p not in wanted}
    held |= {p: as_read(v) for p, v in wanted.items() if v is not None}
    assert read_back(xml_of(new)) == held
    assert patch(new, [change_of(wanted)]) is new


def sorted_rows(rows: str) -> tuple[str, str]:
    """The rows, and apart from them the comment at the end: a row made at the end stands behind it."""
    comment = re.search("<!--.*?-->", rows)
    dated = re.sub(r's="[16789]"', 's="date"', rows)  # copies of a style that show dates have numbers of their own
    dated = re.sub(r" r='(\w+)'", r' r="\1"', dated)  # what is new has double quotes
    dated = re.sub(r"\n  (?=<(?:x:)?row)", "", dated)  # a new row may stand before or behind a blank
    return re.sub("<!--.*?-->", "", dated), comment[0] if comment else ""


def _model(sheet: Sheet) -> dict[tuple[int, int], Any]:
    every = {(row.number, c): as_read(cell.value) for row in sheet.rows for c, cell in row.cells.items()}
    return {place: value for place, value in every.items() if value is not None}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets(), changes)
def test_the_fast_way_and_the_careful_way_agree(sheet: Sheet, wanted: dict[tuple[int, int], Any]) -> None:
    fast = replace(sheet, comment="", encoding="utf-8")
    careful = replace(fast, comment="<!-- looked at with care -->")
    a, b = (patch(made(one), [change_of(wanted)]) for one in (fast, careful))
    # Copies of a style that show dates are numbered as they come: column by column, or row by row.
    a, b = (re.sub(r's="[6789]"', 's="date"', xml_of(one)) for one in (a, b))
    assert a == b.replace("<!-- looked at with care -->", "")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets(), changes)
def test_patching_back_gives_the_very_bytes_again(sheet: Sheet, wanted: dict[tuple[int, int], Any]) -> None:
    """Where the cells were written as the program writes them, and spans reach."""
    sheet.quote = '"'
    for row in sheet.rows:
        row.spans = (1, COLUMNS + 1) if row.spans else None
        for column, cell in row.cells.items():
            value = None if cell.value is ERROR else cell.value
            style = cell.style if value is not None or cell.style != (sheet.column_style if column == 2 else 0) else 3
            fresh = written(sheet, (row.number, column), value, style)
            cell.value, cell.attributes, cell.inner = fresh.value, fresh.attributes, fresh.inner
    there = {(row.number, c): cell for row in sheet.rows for c, cell in row.cells.items()}
    rows = {row.number for row in sheet.rows if all(cell.named for cell in row.cells.values())}
    # A date may leave its style behind, a cell without a reference its place, a row that is new its tags.
    possible = {
        p: v for p, v in wanted.items()
        if p[0] in rows and not isinstance(v, date) and (p not in there or (there[p].value is not None or v is not None))
    }  # fmt: skip
    data = made(sheet)
    new = patch(data, [change_of(possible)])
    back = patch(new, [change_of({p: there[p].value if p in there else None for p in possible})])
    opened = re.compile(r"<((?:x:)?row)([^>]*?)(?:/>|></(?:x:)?row>)")
    assert opened.sub(r"<\1\2/>", xml_of(back)) == opened.sub(r"<\1\2/>", xml_of(data))


@pytest.mark.parametrize("count", [1, 2, 1500, 40_000])
def test_long_sheets_are_done_in_blocks(count: int) -> None:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}" t="inlineStr"><is><t>text {r}</t></is></c></row>'
        for r in range(1, count + 1)
    )
    wanted = {r: r * 2 for r in range(1, count + 1, 3)}
    new = patch(book(rows), [SheetPatch("S", list(wanted), {0: list(wanted.values())})])
    found = re.findall(r'<c r="A(\d+)"><v>(\d+)</v></c><c r="B\1" t="inlineStr"><is><t>text \1</t>', rows_of(new))
    assert found == [(str(r), str(wanted.get(r, r))) for r in range(1, count + 1)]
