"""Fills a form: a workbook with {{names}} in its cells. All else in it stays as it is, byte for byte.

A cell that is only {{amount}} becomes the amount, as a number in the cell's own format; in a sentence it becomes text.
{{address.1}}, {{address.2}} are the lines of a list; the last one a form has takes all that are left. {{row.open}} and
its neighbours are filled once for each row, downwards: such a list comes last on its sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from ar_sheets.base.data import data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.letters.faults import nearer
from ar_sheets.xlsx import opening
from ar_sheets.xlsx.cells import KEEP, Keep, Value, reference
from ar_sheets.xlsx.limits import OUTSIDE, file_bytes
from ar_sheets.xlsx.patch import SheetPatch, patch

_NAME = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_LINE = re.compile(r"(\w+)\.(\d{1,3})")

Cell = tuple[int, int]  # 1-based row, 0-based column


@dataclass(frozen=True, slots=True)
class FormContent:
    """What can stand in a form: single values, lines of lists, rows; `say` makes a text of a value."""

    values: Mapping[str, Value]
    lines: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    say: Callable[[Value], str] = str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was read once, to be filled any number of times: its cells with {{names}}, by sheet."""

    path: Path
    data: bytes
    sheets: Mapping[str, Mapping[Cell, str]]


def find_form(home: Path, name: str, workbook: Path) -> Path:
    """The form of this name beside the workbook, else ours."""
    own = home / name
    return own if own.is_file() and own.resolve() != workbook.resolve() else data_folder("workbook_templates") / name


def read_form(path: Path) -> Form:
    """The form at `path`. NotDone when it is no workbook that can be read."""
    try:
        data = file_bytes(path, OUTSIDE.file)
        return Form(path, data, {name: dict(_marked(rows)) for name, rows in opening.all_sheet_cells(data).items()})
    except NotDone as refusal:
        raise NotDone(_("The form {file} cannot be used. {why}", file=path, why=refusal)) from refusal


def fill_form(form: Form, content: FormContent) -> bytes:
    """The form filled in. NotDone, with the cell, when it asks for what there is not."""
    sheets = form.sheets
    wrong = [text for name, cells in sheets.items() for text in _unknown(name, cells, content)]
    if wrong:
        raise NotDone("\n".join(f"{form.path}, {text}" for text in wrong))
    last = _last_lines(text for cells in sheets.values() for text in cells.values())
    return patch(
        form.data, [_patched(name, cells, content, last, form.path) for name, cells in sheets.items() if cells]
    )


def _marked(rows: Sequence[Sequence[object]]) -> Iterator[tuple[Cell, str]]:
    """The cells of a sheet that hold a {{name}}."""
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str) and _NAME.search(value):
                yield (number, column), value


def _unknown(sheet: str, cells: Mapping[Cell, str], content: FormContent) -> Iterator[str]:
    known = [*content.values, *(f"{name}.1" for name in content.lines)]
    known += [f"{of}.{key}" for of, rows in content.rows.items() for key in (rows[0] if rows else ())]
    for (row, column), text in cells.items():
        for name in _NAME.findall(text):
            line = _LINE.fullmatch(name)
            of, _dot, key = name.partition(".")
            in_list = of in content.rows and (not content.rows[of] or key in content.rows[of][0])
            if name in content.values or (line and line[1] in content.lines) or in_list:
                continue
            near = get_close_matches(name, known, 1, 0.5)
            what = _("there is no {name}", name=f"{{{{{name}}}}}")
            said = nearer(what, f"{{{{{near[0]}}}}}") if near else what
            yield f"{sheet}!{reference(row, column)}: {said}"


def _last_lines(texts: Iterator[str]) -> dict[str, int]:
    """The highest line of each list that the form has a cell for."""
    last: dict[str, int] = {}
    for text in texts:
        for name in _NAME.findall(text):
            line = _LINE.fullmatch(name)
            if line:
                last[line[1]] = max(last.get(line[1], 0), int(line[2]))
    return last


def _patched(
    sheet: str, cells: Mapping[Cell, str], content: FormContent, last: Mapping[str, int], form: Path
) -> SheetPatch:
    """The changes to one sheet: its single cells, and its list if it has one."""
    listed = {at: text for at, text in cells.items() if _list_of(text) in content.rows}
    filled = {at: _value(text, content, last) for at, text in cells.items() if at not in listed}
    more: list[dict[int, Value]] = []
    header_row = 1
    if listed:
        (top, column), text = min(listed.items())
        if len({row for row, _column in listed}) > 1 or top == 1:
            raise NotDone(_("{file}, {cell}: a list takes one row, with its heads above it.", file=form,
                            cell=f"{sheet}!{reference(top, column)}"))  # fmt: skip
        rows = content.rows[_list_of(text)]
        made = [{at: _of_row(text, row, content) for (_row, at), text in listed.items()} for row in rows]
        filled |= {(top, at): (made[0][at] if made else None) for _row, at in listed}
        more, header_row = made[1:], top - 1
    numbers = sorted({row for row, _ in filled})
    columns: dict[int, list[Value | Keep]] = {
        column: [filled.get((row, column), KEEP) for row in numbers] for column in sorted({c for _, c in filled})
    }
    return SheetPatch(sheet, numbers, columns, more, header_row)


def _list_of(text: str) -> str:
    """The list that the first name in a cell belongs to: row of {{row.open}}."""
    found = _NAME.search(text)
    return found[1].partition(".")[0] if found else ""


def _value(text: str, content: FormContent, last: Mapping[str, int]) -> Value:
    def told(name: str) -> Value:
        line = _LINE.fullmatch(name)
        if name in content.values or not line:
            return content.values[name]
        lines, at = content.lines[line[1]], int(line[2])
        return "\n".join(lines[at - 1 :] if at == last[line[1]] else lines[at - 1 : at]) or None

    return _told(text, told, content)


def _of_row(text: str, row: Mapping[str, Value], content: FormContent) -> Value:
    return _told(text, lambda name: row.get(name.partition(".")[2]), content)


def _told(text: str, value: Callable[[str], Value], content: FormContent) -> Value:
    """The value of a cell that is only a name, else its text with the names filled in."""
    alone = _NAME.fullmatch(text.strip())
    if alone:
        return value(alone[1])
    return _NAME.sub(lambda found: "" if (of := value(found[1])) is None else content.say(of), text)
