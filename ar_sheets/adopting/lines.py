"""The lines of the picture by the names of the answers that correct them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ar_sheets.adopting.mapping import Settled, contract_column, in_contract, samples
from ar_sheets.adopting.session import Adopted
from ar_sheets.adopting.survey import OURS, SAID
from ar_sheets.base.i18n import _
from ar_sheets.workbook.remembered import LIST, NONE, column_row


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be corrected: the name of the answer that does it, the question, and the answers there are."""

    name: str
    text: str
    options: tuple[str, ...]
    samples: Mapping[str, str] = field(default_factory=dict)


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
    return lines


def is_told(settled: Settled, columns: Mapping[str, Settled]) -> bool:
    """A name that is also the ID is told once."""
    who = columns.get("customer_id")
    return settled.column is not None and not (
        settled.role == "customer_name" and who is not None and who.column is settled.column
    )
