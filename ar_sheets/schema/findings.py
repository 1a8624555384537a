"""Faults in the user's workbook as data: where it is, what is wrong, what to do.

A finding never stops a run. The row it names says Check and is on hold; all other rows go on. A note leaves
no row out.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: the sheet, the cell ("F58"; empty for the whole sheet), what is wrong, what to type or do.

    `stops`: something is left out until it is fixed; else it is a note.
    """

    sheet: str
    cell: str
    what: str
    what_to_do: str
    stops: bool = field(default=True, compare=False)

    @property
    def where(self) -> str:
        """The place as Excel writes it, for example Invoices!F58."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet
