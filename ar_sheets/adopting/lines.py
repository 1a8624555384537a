"""The lines of the picture by the names of the answers that correct them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ar_sheets.adopting.detect_table import ListColumn
from ar_sheets.adopting.guess import CONTRACT
from ar_sheets.adopting.mapping import Settled, contract_column, in_contract, samples
from ar_sheets.adopting.session import Adopted
from ar_sheets.adopting.survey import CREDITS_KIND, INVOICES_KIND, OURS, SAID, Surveyed
from ar_sheets.base.i18n import _, language
from ar_sheets.schema import translations
from ar_sheets.workbook.remembered import LIST, MARKS, NONE, column_row


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be corrected: the name of the answer that does it, the question, and the answers there are."""

    name: str
    text: str
    options: tuple[str, ...]
    samples: Mapping[str, str] = field(default_factory=dict)
    header: str = ""  # of a column that was left alone: the options are what it may be
    names: Mapping[str, str] = field(default_factory=dict)  # option -> the name of the answer, for such a column


def combine_lines(result: Adopted) -> list[Line]:
    """What can be corrected, in the order in which `proposal` numbers it."""
    lines = []
    for sheet in result.surveyed:
        if sheet.kind == OURS:
            continue
        lines.append(Line(LIST + sheet.name, _("What is the sheet {sheet}?", sheet=sheet.name), tuple(SAID)))
        columns = result.columns.get(sheet.name)
        if columns is None or sheet.found is None:
            continue
        headers = tuple(c.header for c in sheet.found.columns)
        held = {c.header: samples(c) for c in sheet.found.columns}
        for settled in columns.values():
            if is_told(settled, columns) and in_contract(sheet.kind, settled.role):
                column = contract_column(sheet.kind, settled.role)
                name = column_row(result.titles.get(sheet.name, sheet.name), column)
                lines.append(
                    Line(
                        name,
                        _("{sheet}: which column is {column}?", sheet=sheet.name, column=column.header),
                        (*headers, NONE),
                        held,
                    )
                )
        lines += [_left_line(result, sheet, column) for column in left_alone(sheet, columns)]
    return lines


def is_told(settled: Settled, columns: Mapping[str, Settled]) -> bool:
    """A name that is also the ID is told once."""
    who = columns.get("customer_id")
    return settled.column is not None and not (
        settled.role == "customer_name" and who is not None and who.column is settled.column
    )


def left_alone(sheet: Surveyed, columns: Mapping[str, Settled]) -> list[ListColumn]:
    """The columns of a list that nothing was taken for."""
    assert sheet.found is not None
    used = {s.column.place for s in columns.values() if s.column is not None}
    return [column for column in sheet.found.columns if column.place not in used]


def left_name(sheet: Surveyed, column: ListColumn) -> str:
    """The name of the line of a column that was left alone; no answer is called so."""
    return f"{sheet.name} ? {column.place}"


def _left_line(result: Adopted, sheet: Surveyed, column: ListColumn) -> Line:
    kind = INVOICES_KIND if sheet.kind == CREDITS_KIND else sheet.kind
    title = result.titles.get(sheet.name, sheet.name)
    offered = [*CONTRACT[kind].owned_by("you"), *(MARKS if kind == INVOICES_KIND else ())]
    names = {
        translations.word_in("column", one.header, language()): column_row(title, one)
        for one in offered
    }  # fmt: skip
    text = _("{sheet}: what is the column {column}?", sheet=sheet.name, column=column.header)
    return Line(left_name(sheet, column), text, tuple(names), header=column.header, names=names)
