# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""The check before the file is replaced accepts exactly what a patch writes: for every style, value and way a cell
may be written, in the fast and in the careful way, which write the same."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from handmade import MAIN, book, parts, read_part, rows_of, table, worksheet, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.cells import KEEP, is_blank
from ar_sheets.xlsx.changes import SheetPatch
from ar_sheets.xlsx.patch import patch
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.verify import verify

STRINGS = f'<sst xmlns="{MAIN}"><si><t>old</t></si><si><t>new</t></si><si><t></t></si><si><t> new </t></si></sst>'
STYLES = (None, 0, 1, 2, 3, 4, 99)  # none, plain, a date, money, bold, a time of day, one that does not exist
BLANK_FORMS = {
    "absent": "",
    "empty": '<c r="{at}"{s}/>',
    "empty, two tags": '<c r="{at}"{s}></c>',
    "empty, of type n": '<c r="{at}"{s} t="n"/>',
    "empty, of type s": '<c r="{at}"{s} t="s"/>',
    "empty value": '<c r="{at}"{s}><v></v></c>',
    "empty value, one tag": '<c r="{at}"{s}><v/></c>',
    "shared, without text": '<c r="{at}"{s} t="s"><v>2</v></c>',
    "inline, without text": '<c r="{at}"{s} t="inlineStr"><is><t></t></is></c>',
    "inline, without anything": '<c r="{at}"{s} t="inlineStr"/>',
    "text, without text": '<c r="{at}"{s} t="str"><v></v></c>',
}
FORMS = BLANK_FORMS | {
    "number": '<c r="{at}"{s}><v>5</v></c>',
    "number, of type n": '<c r="{at}"{s} t="n"><v>5.0</v></c>',
    "day": '<c r="{at}"{s}><v>46000</v></c>',
    "shared": '<c r="{at}"{s} t="s"><v>1</v></c>',
    "shared, with blanks": '<c r="{at}"{s} t="s"><v>3</v></c>',
    "type before style": '<c r="{at}" t="s"{s}><v>0</v></c>',
    "inline": '<c r="{at}"{s} t="inlineStr"><is><t>new</t></is></c>',
    "inline, escaped": '<c r="{at}"{s} t="inlineStr"><is><t>a &amp; b</t></is></c>',
    "text": '<c r="{at}"{s} t="str"><v>new</v></c>',
    "yes": '<c r="{at}"{s} t="b"><v>1</v></c>',
    "error": '<c r="{at}"{s} t="e"><v>#N/A</v></c>',
    "ISO day": '<c r="{at}"{s} t="d"><v>2025-12-09</v></c>',
    "with an extension": '<c r="{at}"{s}><v>5</v><extLst/></c>',
    "rich value": '<c r="{at}"{s} vm="1" t="e"><v>#VALUE!</v></c>',
    "blank in the tag": '<c r="{at}"{s} ><v>5</v></c>',
}
FORMULA = '<c r="{at}"{s}><f>2+3</f><v>5</v></c>'
VALUES: tuple[Any, ...] = (
    None, "", "\x01", 5, Decimal("5.00"), 1.5, "new", " new ", "a & b", "_x0041_", "x\x01", True, False,
    date(2025, 12, 9), datetime(2025, 12, 9, 3, 4), KEEP,  # noqa: DTZ001 - cells have no zone
)  # fmt: skip


def cell(at: str, style: int | None, form: str) -> str:
    return form.format(at=at, s="" if style is None else f' s="{style}"')


def sheet(cells: list[tuple[int | None, str]], careful: bool, neighbour: str = "") -> str:
    """Rows from 2 on, each with a cell B and its neighbours A and D; a comment makes bytes unsearchable."""
    rows = "".join(
        f'<row r="{n}" spans="1:4"><c r="A{n}"><v>1</v></c>{cell(f"B{n}", *one)}{neighbour.format(n=n)}<c r="D{n}"><v>4</v></c></row>'
        for n, one in enumerate(cells, start=2)
    )
    return ("<!-- c -->" if careful else "") + rows


def patched(data: bytes, change: SheetPatch) -> bytes:
    """The patched file, which the check accepts and in which nothing more is to be done."""
    new = patch(data, [change])
    verify(data, new, new, [change])
    assert patch(new, [change]) == new
    return new


def looks(data: bytes) -> str:
    """The rows, each style by what it is instead of by its number: new ones are numbered as they are met."""
    listed = re.findall(
        r"<xf [^>]*/>|<xf [^>]*[^/]>.*?</xf>", read_part(data, "xl/styles.xml").partition("<cellXfs")[2]
    )
    return re.sub(r' s="(\d)"', lambda m: f" {listed[int(m[1])]}", rows_of(data))


@pytest.mark.parametrize("column_style", [0, 1, 3])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_the_check_accepts_what_is_written_and_both_ways_write_the_same(value: Any, column_style: int) -> None:
    cells = [(style, FORMS[form]) for style, form in product(STYLES, FORMS)]
    before = f'<cols><col min="2" max="2" style="{column_style}"/></cols>' if column_style else ""
    rows = range(2, len(cells) + 2)
    for columns in ([1], [1, 2], [1, 2, 3]):  # alone; beside a cell that is not there; among others
        change = SheetPatch("S", rows, {c: [value] * len(rows) for c in columns})
        ways = [
            looks(patched(book(sheet(cells, careful), before=before, shared=STRINGS), change))
            for careful in (False, True)
        ]
        assert ways[0] == ways[1].removeprefix("<!-- c -->")


@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize("blank", [None, "", "\x01", KEEP], ids=repr)
def test_a_blank_into_a_blank_cell_of_any_style_is_no_change(blank: Any, careful: bool) -> None:
    cells = [(style, BLANK_FORMS[form]) for style, form in product(STYLES, BLANK_FORMS)]
    for neighbour in ("", '<c r="C{n}" s="3"/>'):
        data = book(sheet(cells, careful, neighbour), shared=STRINGS)
        rows = range(2, len(cells) + 2)
        assert patch(data, [SheetPatch("S", rows, {c: [blank] * len(rows) for c in (1, 2)})]) is data


@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize("style", STYLES)
def test_a_formula_is_refused_in_both_ways(style: int | None, careful: bool) -> None:
    data = book(sheet([(style, FORMULA)], careful))
    for value in (None, 5, "new", date(2026, 1, 1)):
        with pytest.raises(Refused, match=r"^S!B2 holds a formula"):
            patch(data, [SheetPatch("S", [2], {1: [value]})])
    assert patch(data, [SheetPatch("S", [2], {1: [KEEP]})]) is data


cells = st.tuples(st.sampled_from(STYLES), st.sampled_from(sorted(FORMS)).map(FORMS.get))
row = st.tuples(st.lists(cells, min_size=3, max_size=3), st.lists(st.sampled_from(VALUES), min_size=3, max_size=3))


@settings(deadline=None, max_examples=150)
@given(st.lists(row, min_size=1, max_size=6), st.booleans(), st.sampled_from([0, 1, 3]), st.data())
def test_whatever_is_mixed_it_holds_and_another_value_is_seen_at_its_cell(
    rows: list[Any], careful: bool, column_style: int, data: st.DataObject
) -> None:
    made = "".join(
        f'<row r="{n}">' + "".join(cell(f"{c}{n}", *one) for c, one in zip("BCD", there, strict=True)) + "</row>"
        for n, (there, _) in enumerate(rows, start=2)
    )
    before = f'<cols><col min="3" max="3" style="{column_style}"/></cols>' if column_style else ""
    numbers = list(range(2, len(rows) + 2))
    change = SheetPatch("S", numbers, {c + 1: [values[c] for _, values in rows] for c in range(3)})
    old = book(("<?x?>" if careful else "") + made, before=before, shared=STRINGS)
    new = patched(old, change)

    wanted = [(r, c) for r, (_, values) in zip(numbers, rows, strict=True) for c in range(3) if values[c] is not KEEP]
    if wanted:
        number, column = data.draw(st.sampled_from(wanted))
        wrong = patch(new, [SheetPatch("S", [number], {column + 1: ["something else"]})])
        with pytest.raises(NotDone, match=rf"\(S!{'BCD'[column]}{number} does not hold what was written\)"):
            verify(old, wrong, wrong, [change])


@pytest.mark.parametrize("value", VALUES[:-1], ids=repr)
def test_appended_rows_are_accepted_whatever_is_in_them(value: Any) -> None:
    text = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    text += '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f><v>2</v></c></row>'
    old = zipped(parts(worksheet(text), tables=[table("A1:B2", ["a", "b"], formulas={"b": "A2*2"})]))
    for more in ({0: 7, 1: value}, {0: value}):
        change = SheetPatch("S", append=[more], header_row=1)
        new = patch(old, [change])
        verify(old, new, new, [change])
        assert ('r="A3"' in read_part(new)) == (not is_blank(more[0]) or 1 in more)
