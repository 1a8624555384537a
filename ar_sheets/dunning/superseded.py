"""Why a letter that was waiting no longer applies, in words for the Outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
        more = f"; and {len(reasons) - SHOWN} more" if len(reasons) > SHOWN else ""
        return "; ".join(reasons[:SHOWN]) + more

    return reason


def _reason(work: Assessment, index: int | None, number: str, step: str) -> str:
    if index is None:
        return f"{number} is not in Invoices, or cannot be read"
    row = work.row(index)
    made = [contact.on for contact in row["contacts"] if contact.step.casefold() == step.casefold()]
    if row["invoice_date"] > work.as_of:
        return f"{number} is dated {row['invoice_date']}"
    if row["open_amount"] <= 0:
        return f"{number} is {'paid' if row['paid'] > 0 else 'credited'}"
    if row["hold"] is not None:
        return f"{number} {row['hold'].reason}"
    if row["held_back"]:
        return str(row["held_back"])
    if made:
        return f"{number}: {step} was made on {made[-1]}"
    if row["next_step"] is None:
        return f"{number}: no step is left"
    return f"{number}: {row['next_step'].name} comes on {row['next_step_date']}"
