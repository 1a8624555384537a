"""The values that rules read and made, as `explain` prints them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _, in_signs, n_
from ar_sheets.schema.model import Hold, Step


def format_value(value: Any) -> str:
    """A value as `explain` prints it."""
    if value is None or value == "" or value == ():
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return in_signs(f"{value:,.2f}") if value == value.quantize(Decimal("0.01")) else str(value)
    if isinstance(value, Step):
        return value.name
    if isinstance(value, Hold):
        return value.reason
    if isinstance(value, tuple) and isinstance(value[0], (Hold, str)):
        return "; ".join(format_value(part) for part in value)
    if isinstance(value, tuple):
        if hasattr(value[0], "amount"):
            return n_("{n} line", "{n} lines", len(value))
        return ", ".join(map(str, value))
    return str(value)
