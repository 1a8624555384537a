"""Which column names the customer: the one whose cells also stand in the list of customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ar_sheets.adopting.detect_table import ListColumn
from ar_sheets.adopting.extract import text_of
from ar_sheets.adopting.mapping import Question, Settled, contract_column, samples
from ar_sheets.adopting.survey import CUSTOMERS_KIND, INVOICES_KIND, Surveyed
from ar_sheets.adopting.value_types import filled
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import normalize_header
from ar_sheets.workbook.remembered import NONE, column_row

if TYPE_CHECKING:
    from ar_sheets.adopting.session import Adoption

IDS = ("customer_id", "customer_name")


def overlap(one: ListColumn, other: ListColumn) -> float:
    """The share of a column's different values that stand in another column too."""
    mine = {text_of(v).casefold() for v in filled(one.values)}
    theirs = {text_of(v).casefold() for v in filled(other.values)}
    return len(mine & theirs) / len(mine) if mine else 0.0


def link(job: Adoption, sheet: Surveyed, columns: dict[str, Settled]) -> None:
    """Settle the customer's column of a list of invoices or payments, and the ID column of the list of customers."""
    people = job.main(CUSTOMERS_KIND)
    own = {role: columns[role] for role in IDS if role in columns and columns[role].column is not None}
    if columns.get("customer_id") and columns["customer_id"].from_settings:
        own = {"customer_id": columns["customer_id"]}
    if not own and sheet.kind == INVOICES_KIND:
        own = {"customer_id": _asked(job, sheet, columns)}
    if not own:
        return
    if people is None:
        columns["customer_id"] = replace(next(own[role] for role in IDS if role in own), role="customer_id")
        return
    _best(job, sheet, columns, own, job.settled(people))


def _best(
    job: Adoption, sheet: Surveyed, columns: dict[str, Settled], own: Mapping[str, Settled], theirs: dict[str, Settled]
) -> None:
    candidates = {role: theirs[role] for role in IDS if role in theirs and theirs[role].column is not None}
    pairs = [
        (overlap(mine.column, other.column), role == name, mine, other)
        for role, mine in own.items() for name, other in candidates.items()
        if mine.column is not None and other.column is not None
    ]  # fmt: skip
    if not pairs:
        return
    share, _same, mine, other = max(pairs, key=lambda p: (p[0], p[1]))
    if share < 0.5 and sheet.kind != INVOICES_KIND:
        columns["customer_id"] = Settled("customer_id", None, 1.0, _("its customers are not those of the list"))
        return
    if share < 0.5:
        mine = _asked(
            job,
            sheet,
            columns,
            mine,
            _("only {share} of its customers stand in the list of customers", share=f"{share:.0%}"),
        )
    why = _("{share} of its customers stand in the list of customers", share=f"{share:.0%}")
    columns["customer_id"] = Settled("customer_id", mine.column, max(share, mine.sure), why)
    assert other.column is not None
    theirs["customer_id"] = Settled("customer_id", other.column, max(share, other.sure), _("the invoices name them so"))


def _asked(
    job: Adoption, sheet: Surveyed, columns: Mapping[str, Settled], proposed: Settled | None = None, doubt: str = ""
) -> Settled:
    assert sheet.found is not None
    taken = {s.column.place for s in columns.values() if s.column is not None}
    guesses = [g for role in IDS if (g := (sheet.guessed or {}).get(role)) and g.sure >= 0.5]
    likely = proposed.column if proposed else guesses[0].column if guesses else None
    free = [c for c in sheet.found.columns if c.place not in taken or c is likely]
    column = contract_column(sheet.kind, "customer_id")
    name = column_row(sheet.kind if sheet is job.main(sheet.kind) else sheet.name, column)
    text = _("{sheet}: which column names the customer?", sheet=sheet.name) + (f" ({doubt})" if doubt else "")
    answer = job.ask(Question(name, text, (*(c.header for c in free), NONE), likely.header if likely else "",
                              0.55 if likely else 0.0, {c.header: samples(c) for c in free}, needed=True))  # fmt: skip
    picked = next((c for c in free if normalize_header(c.header) == normalize_header(answer)), None)
    if picked is None:
        raise NotDone(
            _(
                "The list on {sheet} does not say whose each invoice is. Add a column with the "
                "customer, and adopt again. Nothing was changed.",
                sheet=sheet.name,
            )
        )
    return Settled("customer_id", picked, 1.0, _("you said so"), asked=True)
