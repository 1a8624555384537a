"""What a letter of an older version asked: it kept this only as words, in the Outbox's cell and in its batch.

Only for letters that were waiting when the program was renewed; every run notes what its letters ask as data.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ar_sheets.schema.model import Demand, DemandLine

LISTED = "listed"  # an invoice that is shown in a letter but takes no step with it
_LINE = re.compile(
    r"(?P<number>.+?): (?P<step>.+?), open (?P<open>-?\d+\.\d+)(?P<claims>(?:, [a-z]+ \d+\.\d+)*)(?:; |$)"
)
_CLAIM = re.compile(r", ([a-z]+) (\d+\.\d+)")
_PAY_BY = re.compile(r"pay by (\d{4}-\d\d-\d\d)$")


def older_demand(text: str) -> Demand:
    """The invoices, steps, claims and the last day to pay, as far as the words have them."""
    found = _PAY_BY.search(text)
    return Demand(tuple(_line(match) for match in _LINE.finditer(text)), _day(found[1]) if found else None)


def _line(match: re.Match[str]) -> DemandLine:
    step = "" if match["step"] == LISTED else match["step"]
    claims = tuple((kind, Decimal(amount)) for kind, amount in _CLAIM.findall(match["claims"]))
    return DemandLine(match["number"], step, None, "", Decimal(match["open"]), claims)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
