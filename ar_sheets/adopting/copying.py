"""Lists that a run could not read where they stand: they are copied into a sheet of ours and stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ar_sheets.adopting.extract import extract_records
from ar_sheets.adopting.guess import says_open
from ar_sheets.adopting.mapping import Question, Settled, contract_column, in_contract
from ar_sheets.adopting.survey import Surveyed
from ar_sheets.adopting.value_types import Order, cell_as_date, date_order
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, language, n_
from ar_sheets.base.local_format import day_and_month
from ar_sheets.base.text import normalize_header
from ar_sheets.workbook.remembered import DATES, OLDER, column_row

if TYPE_CHECKING:
    from ar_sheets.adopting.session import Adoption

COPIED, LEFT = "copied", "left alone"
ORDERS: tuple[Order, Order] = ("day first", "month first")
_DATES = ("invoice_date", "typed_due_date")


def copy_reason(sheet: Surveyed, columns: Mapping[str, Settled]) -> str:
    """Why a list must be copied; "" where a run can work on it as it stands."""
    assert sheet.found is not None
    named = any(columns.get(role) and columns[role].column for role in ("customer_id", "customer_name"))
    if sheet.found.grouped and not named:
        return _("its customers stand as headings over their invoices")
    for role, what in (("invoice_date", "dates"), ("amount", "amounts")):
        settled = columns.get(role)
        column = settled.column if settled else None
        if column is None:
            continue
        texts = column.shape.text_dates if what == "dates" else column.shape.text_numbers
        if column.shape.share(texts) > 0.5:
            if what == "dates":
                return _("its dates are text, with which Excel cannot calculate")
            return _("its amounts are text, with which Excel cannot calculate")
        if what == "dates" and column.shape.share(column.shape.compact) > 0.5:
            return _("its days are written as numbers such as 20260103")
    if "item_amount" in columns:
        return _("it has a row for each item")
    status = columns.get("marked_status")
    if status is not None and says_open(status.column):
        return _('a yes in "{column}" says open, not paid', column=status.column.header)  # type: ignore[union-attr]
    number = columns["invoice_no"].column
    if number is not None and number.shape.share(number.shape.unique) < 0.9:
        return _("it has several rows for one invoice")
    return ""


def order_of(job: Adoption, sheet: Surveyed, columns: Mapping[str, Settled]) -> Order:
    """What 3/4/2026 means in a list: as its dates show, as was said once, else asked."""
    held = [columns[role].column for role in (*_DATES, "marked_paid_on") if role in columns]
    texts = [v for column in held if column is not None for v in column.values]
    order = date_order(texts)
    if order is not None:
        return order
    said = job.said.order.get(normalize_header(sheet.name), "")
    if said in ORDERS:
        return "month first" if said == "month first" else "day first"
    nobody_knows = _("{sheet}: nobody can tell day from month in its dates. Nothing was changed.", sheet=sheet.name)
    likely, sure = _likely_order(columns)
    example = next((v for v in texts if isinstance(v, str) and date_order([v]) is None), "")
    by_day, by_month = cell_as_date(example, "day first"), cell_as_date(example, "month first")
    if by_day is None or by_month is None:  # each date can only mean one, but not all the same
        raise NotDone(nobody_knows)
    text = _(
        '{sheet}: is "{date}" {day_first} (day first) or {month_first} (month first)?',
        sheet=sheet.name,
        date=example,
        day_first=day_and_month(by_day, language()),
        month_first=day_and_month(by_month, language()),
    )
    answer = job.ask(Question(DATES + sheet.name, text, ORDERS, likely, sure))
    if answer not in ORDERS:
        raise NotDone(nobody_knows)
    job.making.remember(DATES + sheet.name, answer)
    return "month first" if answer == "month first" else "day first"


def _likely_order(columns: Mapping[str, Settled]) -> tuple[str, float]:
    """Read the right way round, due dates follow their invoices by the same few days; the wrong way they do not."""
    issued, due = (columns[role].column if role in columns else None for role in _DATES)
    if issued is None or due is None:
        return "", 0.0
    gaps: dict[Order, list[int]] = {}
    for order in ORDERS:
        pairs = [
            (cell_as_date(a, order), cell_as_date(b, order)) for a, b in zip(issued.values, due.values, strict=True)
        ]
        gaps[order] = [(b - a).days for a, b in pairs if a is not None and b is not None]
    fit: dict[Order, float] = {
        order: sum(0 <= gap <= 92 for gap in days) / len(days) if days else 0.0 for order, days in gaps.items()
    }
    best = max(ORDERS, key=lambda order: fit[order])
    worst = min(fit.values())
    return (best, 0.85) if fit[best] > 0.95 and worst < 0.7 and len(gaps[best]) >= 4 else (best, 0.5)


def with_kind(sheet: Surveyed, columns: dict[str, Settled]) -> dict[str, Settled]:
    """The columns for copying: kinds are told apart by their words, also by those a run would not read."""
    guess = (sheet.guessed or {}).get("kind")
    if guess is None or "kind" in columns:
        return columns
    return {**columns, "kind": Settled("kind", guess.column, guess.sure)}


def copied(job: Adoption, sheet: Surveyed, columns: Mapping[str, Settled], reason: str) -> None:
    """Take the rows of the list for a new sheet; the list itself is not touched."""
    assert sheet.found is not None
    order = order_of(job, sheet, columns)
    job.taken = extract_records(
        job.grids[sheet.name], sheet.found, with_kind(sheet, dict(columns)), job.reading(sheet, order)
    )
    job.copying = True
    taken = job.taken
    job.result.notes.append(
        _(
            "{sheet} is copied into a sheet of its own, because {reason}: {count} invoices. {sheet} "
            "stays as it is. What is new in it later, adopt brings over when you call it again.",
            sheet=sheet.name,
            reason=reason,
            count=len(taken.invoices),
        )
    )
    job.result.planned += taken.planned
    if taken.left_out:
        some, more = "; ".join(taken.left_out[:5]), len(taken.left_out) - 5
        job.result.notes.append(
            n_("Not copied: {rows}; and {n} more.", "Not copied: {rows}; and {n} more.", more, rows=some)
            if more > 0
            else _("Not copied: {rows}.", rows=some)
        )
    remember_copy(job, sheet, columns)


def remember_copy(job: Adoption, sheet: Surveyed, columns: Mapping[str, Settled]) -> None:
    """Remember that a list is copied, and what its columns are."""
    if normalize_header(sheet.name) not in job.said.older:
        job.making.remember(OLDER + sheet.name, COPIED)
    said = job.making.said.of(sheet.name)
    for role, what in columns.items():
        if not in_contract(sheet.kind, role) and role != "customer_name":
            continue
        column = contract_column(sheet.kind, role)
        if role != "customer_name" or "customer_id" not in columns:
            text = what.column.header if what.column else "none"
            if normalize_header(said.get(column.key, "")) != normalize_header(text):
                job.making.remember(column_row(sheet.name, column), text)
