"""Why a cell is not written to, as data until it is told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ar_sheets.base.i18n import N_, _


class Barred(NamedTuple):
    """Why a cell is not to be written: the sentence, untranslated, with a place {cell}, and its other values."""

    why: str
    values: Mapping[str, object] = MappingProxyType({})

    def told(self, cell: str) -> str:
        """The sentence about a cell, named as Excel names it."""
        return _(self.why, cell=cell, **self.values)


FORMULA = Barred(N_(
    "{cell} holds a formula, and formulas are never written over. Copy the cell and paste it as a value, or give that "
    "column another name."
))  # fmt: skip
