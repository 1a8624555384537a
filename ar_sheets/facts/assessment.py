"""What is known and decided about the invoices of a workbook on a day: columns, filled rule by rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ar_sheets.facts.gather import Facts
from ar_sheets.rules.allocation import Allocated
from ar_sheets.rules.instalments import Instalment
from ar_sheets.schema.model import Customer


@dataclass(slots=True)
class Assessment:
    """What a run decided. `columns` holds the invoices whose amounts can be worked out, `positions` where each
    stands in the Invoices table; `known` the settings the rules read."""

    as_of: date
    facts: Facts
    positions: list[int]
    customers: list[Customer]  # aligned with `columns`
    columns: dict[str, list[Any]]
    known: dict[str, Any]
    allocated: Allocated
    instalments: list[Instalment] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.positions)

    def row(self, index: int) -> dict[str, Any]:
        """One invoice: all its values by key."""
        return {key: values[index] for key, values in self.columns.items()}
