"""A copy that came back, opened with care: what it says, as plain data. Runs in a process of its own (apart.py).

Bounds come first (bounds.py), then whatever may act or reach outside: macros, links, embedded objects, data
connections, DTDs. A copy of ours has none of them. Then only the mark, the cell for the day of receipt and the five
columns are read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.schema.columns import ANSWER_KEYS
from ar_sheets.sharing import signature, words
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.encoding import decode_part
from ar_sheets.xlsx.extent import far_out
from ar_sheets.xlsx.held_formulas import formulas
from ar_sheets.xlsx.identify import refuse_unless_workbook
from ar_sheets.xlsx.limits import OUTSIDE
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.sheet import Worksheet

JOB = f"{__name__}:read_copy"
MACROS = N_("It holds macros")
OUTWARD = N_("It holds a link to another file or program")
EMBEDDED = N_("It holds an embedded object")
CONNECTED = N_("It holds a data connection")
DTD = N_("It holds a DTD, which no spreadsheet program writes")
_PARTS = (
    (MACROS, re.compile(r"vbaproject|vbadata|macrosheets/|dialogsheets/|customui/|userform", re.IGNORECASE)),
    (OUTWARD, re.compile(r"externallinks?/", re.IGNORECASE)),
    (EMBEDDED, re.compile(r"embeddings/|activex/|ctrlprops/|oleobject", re.IGNORECASE)),
    (CONNECTED, re.compile(r"connections\.xml$|querytables/|webextensions/|/model/", re.IGNORECASE)),
)
_KINDS = {
    "vbaproject": MACROS, "macrosheet": MACROS, "xlmacrosheet": MACROS, "xlintlmacrosheet": MACROS,
    "externallink": OUTWARD, "externallinkpath": OUTWARD, "oleobject": EMBEDDED, "package": EMBEDDED,
    "control": EMBEDDED, "connections": CONNECTED, "querytable": CONNECTED,
}  # fmt: skip
_HARMLESS_OUTSIDE = ("hyperlink",)  # a typed address; nobody here follows it
_REACHES_OUT = re.compile(
    r"\[\d+\]|\||\b(?:WEBSERVICE|HYPERLINK|RTD|CALL|REGISTER(?:\.ID)?|IMPORT\w+|FILTERXML|DDE)\s*\(", re.IGNORECASE
)
_MOST_SIGNS = 2_000  # of a text that is passed on
_HEADER_ROWS = 40
Cell = list[Any]  # ["empty"], ["text", ...], ["number", ...], ["date", "2026-12-01"], ["other", ...], ["formula", ...]


def read_copy(data: bytes) -> dict[str, Any]:
    """The mark, who saved it, the day of receipt, and the answers by row. Refused where it is not to be trusted."""
    if not data.startswith(b"PK"):
        refuse_unless_workbook(data, OUTSIDE)
    book = Package(data, OUTSIDE)
    _refuse_what_acts(book)
    refuse_unless_workbook(data, OUTSIDE)
    grids = _grids(book, data)
    mark = _mark(grids)
    name, rows, columns = _list(grids)
    held = formulas(Worksheet(name, book.xml(book.sheet(name).part).content))
    answers = []
    for number, row in enumerate(rows[columns["header"] + 1 :], columns["header"] + 2):
        if _text(row, columns["invoice"]):
            cells = [_cell(row, columns[key], held, number) for key in ANSWER_KEYS]
            answers.append([_text(row, columns["invoice"]), cells])
    return {
        "mark": [mark.customer_id, mark.version, mark.hmac],
        "answers": answers,
        "received": _received(rows[: columns["header"]], held),
        "saved_by": _saved_by(book),
    }


def _refuse_what_acts(book: Package) -> None:
    for entry in book.container.entries:
        name = entry.name.replace("\\", "/")
        for what, pattern in _PARTS:
            if pattern.search(name):
                raise _refusal(what, name)
        content = decode_part(book.container.read(entry.name)).content if _is_xml(name) else b""
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise _refusal(DTD, name)
        if name.lower().endswith(".rels"):
            _refuse_links(name, content)
        elif name.lower().endswith("[content_types].xml") and re.search(rb"macroenabled|vbaproject", content.lower()):
            raise _refusal(MACROS, name)
        elif b"<" in content:
            _refuse_formulas(name, content)
        markup.refuse_deep(content, OUTSIDE.depth)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _refuse_links(name: str, content: bytes) -> None:
    for element in markup.inside(content, markup.root(content)):
        found = markup.attributes(element.attributes)
        kind = found.get("Type", "").rstrip("/").rpartition("/")[2].lower()
        if kind in _KINDS:
            raise _refusal(_KINDS[kind], name)
        if found.get("TargetMode", "").lower() == "external" and kind not in _HARMLESS_OUTSIDE:
            raise _refusal(OUTWARD, name)


def _refuse_formulas(name: str, content: bytes) -> None:
    """DDE and formulas that fetch something: `cmd|'/c calc'!A0`, `[1]Sheet1!A1`, WEBSERVICE( ... )."""
    for found in re.finditer(
        rb"<(?:[\w.-]+:)?(?:f|definedName|formula|formula1|formula2)(?:\s[^>]*)?>([^<]*)<", content
    ):
        text = markup.unescape(found[1].decode("utf-8", "replace"))
        if _REACHES_OUT.search(re.sub(r'"[^"]*"', '""', text)):
            raise _refusal(f"{_(OUTWARD)} ({text[:40]})", name)


def _refusal(what: str, part: str) -> Refused:
    return Refused(
        _(
            "{what} ({part}). A copy of ours has none: nothing of this file was used. Do not open it; ask the customer "
            "for their answer in another way.",
            what=_(what),
            part=part[:60],
        )
    )


def _grids(book: Package, data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of each worksheet from A1 on."""
    from python_calamine import CalamineWorkbook

    sheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet"]
    for sheet in sheets:
        _refuse_far_out(Worksheet(sheet.name, book.xml(sheet.part).content))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {sheet.name: workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False) for sheet in sheets}


def _refuse_far_out(sheet: Worksheet) -> None:
    """Refused where a cell far out makes the sheet larger than any copy."""
    far = far_out(sheet, OUTSIDE.cells)
    if far:
        raise Refused(
            _(
                "The sheet {sheet} holds something in the cell {cell}, far outside the list. Nothing of this file was "
                "used; ask the customer to send the copy as it was, with only the green cells filled in.",
                sheet=sheet.name[:40],
                cell=far,
            )
        )


def _mark(grids: dict[str, list[list[Any]]]) -> signature.CopyMark:
    marks = {
        mark
        for rows in grids.values()
        for row in rows
        for value in row
        if isinstance(value, str) and (mark := signature.read_copy_mark(value)) is not None
    }
    if len(marks) != 1:
        raise Refused(
            _("It has no mark of a copy made by share. Give the file that the customer filled in.")
            if not marks
            else _("It has the marks of several copies, so nobody knows whose it is. Nothing of it was used.")
        )
    return marks.pop()


def _list(grids: dict[str, list[list[Any]]]) -> tuple[str, list[list[Any]], dict[str, int]]:
    """The sheet with the five columns, its rows, and where each column and the header row are."""
    known = words.answer_headers()
    for name, rows in grids.items():
        for number, row in enumerate(rows[:_HEADER_ROWS]):
            keys = [known.get(words.plain_word(value)) if isinstance(value, str) else None for value in row]
            if set(ANSWER_KEYS) <= set(keys) and "invoice" in keys:
                _refuse_twice(row, keys)
                return name, rows, {key: keys.index(key) for key in ("invoice", *ANSWER_KEYS)} | {"header": number}
    raise Refused(
        _(
            "The list of invoices with the five columns to answer in is not in it any more. Ask the customer to fill "
            "in the copy as it was."
        )
    )


def _refuse_twice(row: Sequence[Any], keys: Sequence[str | None]) -> None:
    for key in ("invoice", *ANSWER_KEYS):
        if keys.count(key) > 1:
            header = str(row[keys.index(key)])[:40]
            raise Refused(
                _(
                    "The column {column} stands in it twice, so nobody knows which counts. Nothing was used.",
                    column=header,
                )
            )


def _text(row: Sequence[Any], column: int) -> str:
    value = row[column] if column < len(row) else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:_MOST_SIGNS]


def _cell(row: Sequence[Any], column: int, held: Any, number: int) -> Cell:
    if (number, column) in held:
        return ["formula", held[number, column].text[:_MOST_SIGNS]]
    value = row[column] if column < len(row) else ""
    if isinstance(value, str):
        return ["text", value[:_MOST_SIGNS]] if value.strip() else ["empty"]
    if isinstance(value, datetime):
        return ["date", value.date().isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return ["number", value]
    return ["other", str(value)[:_MOST_SIGNS]]


def _received(rows: Sequence[Sequence[Any]], held: Any) -> Cell:
    """The cell for the day of receipt: the first filled one to the right of its label."""
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str) and words.plain_word(value) in words.received_labels():
                filled = (c for c in range(column + 1, len(row)) if row[c] != "" or (number, c) in held)
                return next((_cell(row, c, held, number) for c in filled), ["empty"])
    return ["empty"]


def _saved_by(book: Package) -> str:
    """Who saved it last, as the file says; "" when it says nobody."""
    return next((name for name in _names(book)), "")


def _names(book: Package) -> Iterator[str]:
    if book.has("docProps/core.xml"):
        content = book.xml("docProps/core.xml").content
        for found in re.finditer(rb"<(?:[\w.-]+:)?lastModifiedBy>([^<]{1,400})<", content):
            yield markup.unescape(found[1].decode("utf-8", "replace"))[:60]
