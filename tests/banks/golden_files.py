"""What a golden pair says of a bank's file: the statements as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ar_sheets.banks.entry import BankEntry, Statement

FOLDER = Path(__file__).parent / "golden"
_USUAL: dict[str, object] = {"counted": 1, "returned": False}


def as_data(statement: Statement) -> dict[str, Any]:
    """A statement as its golden file writes it; what is empty is left out."""
    told = {
        "format": statement.format, "account": statement.account, "currency": statement.currency,
        "opening": _text(statement.opening), "closing": _text(statement.closing), "first": _text(statement.first),
        "last": _text(statement.last), "left_out": statement.left_out, "notes": statement.notes,
        "entries": [_entry(entry) for entry in statement.entries],
    }  # fmt: skip
    return {key: value for key, value in told.items() if value or key == "entries"}


def _entry(entry: BankEntry) -> dict[str, Any]:
    names = (
        "payer",
        "payer_account",
        "text",
        "bank_id",
        "end_to_end",
        "returned",
        "sum_of",
        "counted",
        "note",
        "place",
    )
    told: dict[str, Any] = {"date": str(entry.date), "amount": _text(entry.amount), "currency": entry.currency}
    told |= {name: getattr(entry, name) for name in names}
    told["references"] = [[ref.text, _text(ref.amount)] for ref in entry.references]
    return {key: value for key, value in told.items() if value and value != _USUAL.get(key)}


def _text(value: object) -> str:
    return "" if value is None else str(value)
