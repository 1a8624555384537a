"""Where an invoice stands, by its number: a credit note may have the number of the invoice it credits."""

from __future__ import annotations

from collections.abc import Sequence


def invoice_places(numbers: Sequence[str | None], kinds: Sequence[str | None]) -> dict[str, int]:
    """Folded number -> position; the invoice's where a credit note has the same number, else the last one's."""
    found: dict[str, int] = {}
    for credit in (True, False):
        for position, (number, kind) in enumerate(zip(numbers, kinds, strict=True)):
            if number is not None and (kind == "Credit note") is credit:
                found[number.casefold()] = position
    return found
