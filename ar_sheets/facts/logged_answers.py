"""What the Log says about answers: one row for each cell, with what stood there, what the customer typed and who.

Detail reads: copy 3, Promise date: "2026-12-05" -> "2026-12-01"; by anna@kunde.example
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import N_
from ar_sheets.base.sanitize import clean
from ar_sheets.facts import log
from ar_sheets.schema.columns import ANSWER_KEYS, INVOICES
from ar_sheets.schema.model import LogEntry

_DETAIL = re.compile(r"copy (\d+), ([A-Za-z ]+): ")
_HEADERS = {INVOICES.column(key).header: key for key in ANSWER_KEYS}
_DECODER = json.JSONDecoder()


# Why a cell stands in the Log although it is not what stood in the copy, or is not the reason itself.
# They are keys of the Log, which stays as it is whatever language is read; put into words by `reason_shown`.
WHOLE = N_("not taken without the rest of the answer")
REPLACED = N_("replaced by the new answer")
AS_IT_WAS = N_("stays as it was")
NO_INVOICE = N_("the workbook has no such invoice of theirs")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in the Log. `old` is what stood in the workbook, `new` what the customer typed; "" is empty. `why`
    says why it was not just taken."""

    event: str
    invoice_no: str
    key: str
    version: int
    old: str
    new: str
    sha256: str
    on: date
    why: str = ""
    who: str = ""


def answer_entry(
    event: str, customer_id: str, invoice_no: str, currency: str, key: str, version: int, old: str, new: str,
    sha256: str, who: str, as_of: date, now: datetime, why: str = "",
) -> LogEntry:  # fmt: skip
    """The row for one answer, not numbered and sealed yet."""
    quoted = [json.dumps(text, ensure_ascii=False) for text in (old, new)]
    detail = f"copy {version}, {INVOICES.column(key).header}: {quoted[0]} -> {quoted[1]}"
    detail += f"; {why}" if why else ""
    detail += f"; by {who}" if who else ""
    return LogEntry(0, f"{now:%Y-%m-%d %H:%M:%S}", as_of, event, customer_id, invoice_no, "", None, currency, detail,
                    sha256)  # fmt: skip


def answers_in_log(entries: Iterable[LogEntry]) -> Iterator[Said]:
    """The answers in the Log, in its order."""
    for row in entries:
        if row.event in log.ANSWERS_OF_COPIES and (said := _said(row)) is not None:
            yield said


def _said(row: LogEntry) -> Said | None:
    found = _DETAIL.match(row.detail)
    if found is None or found[2] not in _HEADERS:
        return None
    try:
        old, end = _DECODER.raw_decode(row.detail, found.end())
        new, end = _DECODER.raw_decode(row.detail, end + len(" -> "))
    except ValueError:  # a Log that somebody changed
        return None
    why, by, who = row.detail[end:].rpartition("; by ")
    why, who = (why, who) if by else (who, "")
    return Said(row.event, row.invoice_no, _HEADERS[found[2]], int(found[1]), str(old), str(new),
                row.document_sha256, row.as_of, why.removeprefix("; "), who)  # fmt: skip


LONGEST = 500  # signs of a text that are compared


def as_comparable(value: Any) -> str:
    """A value of a reply column as text that can be compared: "" for an empty cell, 2026-12-01, 120.00. Of a long
    text the beginning."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else clean(value)[:LONGEST]
