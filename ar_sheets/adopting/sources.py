"""Customers and payments that stand in lists of their own: taken along when the list of invoices is copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ar_sheets.adopting.detect_table import column_cells
from ar_sheets.adopting.extract import PEOPLE, Record, text_of, whole_numbers
from ar_sheets.adopting.survey import PAYMENTS_KIND
from ar_sheets.adopting.value_types import cell_as_date, date_order, decimal_sign, to_amount
from ar_sheets.base.money import rounded
from ar_sheets.schema.codes import country_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ar_sheets.adopting.session import Adoption
    from ar_sheets.adopting.survey import Surveyed


def take_customers(job: Adoption, sheets: Iterable[Surveyed], known: dict[str, Record]) -> None:
    """Customers of these lists into `known` (by folded ID): what is missing of those there is filled in, others are
    added. A list may name them by number or by name."""
    by_name = {str(one.get("name") or "").casefold(): key for key, one in known.items()}
    for sheet in sheets:
        for raw in _rows(job, sheet):
            who, name = text_of(raw.get("customer_id", "")), text_of(raw.get("customer_name", ""))
            keys = [key for key in (who.casefold(), name.casefold()) if key]
            if not keys:
                continue
            key = next((k for k in keys if k in known), None) or next((by_name[k] for k in keys if k in by_name), None)
            record = known.setdefault(key or keys[0], {"customer_id": who or name, "name": None})
            for role in ("name", *PEOPLE):
                text = text_of(raw.get(role, "")) if role != "name" else name if name != record["customer_id"] else ""
                if text and not record.get(role):
                    record[role] = country_code(text) if role == "country" else text


def take_payments(job: Adoption, sheets: Iterable[Surveyed], known: dict[str, Record]) -> list[Record]:
    """Rows of payments of these lists; `known` are the customers, who may be called by their names there."""
    by_name = {str(one.get("name") or "").casefold(): str(one["customer_id"]) for one in known.values()}
    rows = []
    for sheet in sheets:
        for raw in _rows(job, sheet):
            who = text_of(raw.get("customer_id", "")) or text_of(raw.get("customer_name", ""))
            who = str(known[who.casefold()]["customer_id"]) if who.casefold() in known else by_name.get(
                who.casefold(), who)  # fmt: skip
            rows.append({
                "date": raw["date"], "customer_id": who or None,
                "invoice_no": text_of(raw.get("invoice_no", "")) or None,
                "amount": raw["amount"], "currency": text_of(raw.get("currency", "")).upper() or None,
                "method": text_of(raw.get("method", "")), "reference": text_of(raw.get("reference", "")),
            })  # fmt: skip
    return rows


def _rows(job: Adoption, sheet: Surveyed) -> Iterator[dict[str, Any]]:
    """The records of a list by role; amounts and days typed, where they can be read."""
    assert sheet.found is not None
    columns = job.settled(sheet)
    values = {
        r: column_cells(job.grids[sheet.name], sheet.found, s.column.place) for r, s in columns.items() if s.column
    }
    for role in ("invoice_no", "customer_id"):
        if role in values:
            values[role] = whole_numbers(values[role])
    order = (date_order(values["date"]) if "date" in values else "") or "day first"
    sign = decimal_sign(values.get("amount", []))
    for row in zip(*values.values(), strict=True):
        raw = dict(zip(values, row, strict=True))
        if sheet.kind == PAYMENTS_KIND:
            amount = to_amount(raw.get("amount"), sign)
            raw["amount"] = rounded(amount) if amount is not None else text_of(raw.get("amount")) or None
            raw["date"] = cell_as_date(raw.get("date"), order) or text_of(raw.get("date")) or None
        yield raw


def foreign(job: Adoption, kind: str) -> list[Surveyed]:
    """The lists of a kind that came in files beside the workbook."""
    return [s for s in job.of_kind(kind) if s.name in job.beside]
