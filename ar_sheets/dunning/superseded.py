"""Why a letter that was waiting no longer applies, in words for the Outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ar_sheets.base.i18n import _, n_
from ar_sheets.dunning.outbox import demand
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.invoice_places import invoice_places

SHOWN = 3  # reasons; a letter of forty invoices needs no forty


def why_not(work: Assessment) -> Callable[[Mapping[str, Any]], str]:
    """What tells, for an Outbox row that is not due any more, the reason."""
    places: dict[str, int] = {}

    def reason(record: Mapping[str, Any]) -> str:
        if not places:
            places.update(invoice_places(work.columns["invoice_no"], work.columns["kind"]))
        lines = [(line.invoice_no, line.step) for line in demand(record).lines if line.step]
        found = (_reason(work, places.get(number.casefold()), number, step) for number, step in lines)
        reasons = list(dict.fromkeys(found))
        told = reasons[:SHOWN]
        if len(reasons) > SHOWN:
            told.append(n_("and {n} more", "and {n} more", len(reasons) - SHOWN))
        return "; ".join(told)

    return reason


def _reason(work: Assessment, index: int | None, number: str, step: str) -> str:
    if index is None:
        return _("{number} is not in Invoices, or cannot be read", number=number)
    row = work.row(index)
    made = [contact.on for contact in row["contacts"] if contact.step.casefold() == step.casefold()]
    if row["invoice_date"] > work.as_of:
        return _("{number} is dated {day}", number=number, day=row["invoice_date"])
    if row["open_amount"] <= 0:
        if row["paid"] > 0:
            return _("{number} is paid", number=number)
        return _("{number} is credited", number=number)
    if row["hold"] is not None:
        return f"{number} {row['hold'].reason}"
    if row["held_back"]:
        return str(row["held_back"])
    if made:
        return _("{number}: {step} was made on {day}", number=number, step=step, day=made[-1])
    if row["next_step"] is None:
        return _("{number}: no step is left", number=number)
    return _("{number}: {step} comes on {day}", number=number, step=row["next_step"].name, day=row["next_step_date"])
