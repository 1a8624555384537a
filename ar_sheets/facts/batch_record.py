"""What each run's letters asked: a small file in each batch folder, by Letter ID.

A letter that is marked done later than it was made anew is logged as it went out, with the invoices and claims it
had then. The words in the Outbox are for people; what the program needs of a letter it takes from here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ar_sheets.schema.model import Demand, DemandLine

NAME = "outbox.json"  # letters.json beside it is the letters' own
KEPT = ("step", "channel", "to", "invoices", "currency")

Version = Callable[[Mapping[str, Any], date], dict[str, Any]]  # an Outbox row and a day -> what it said on that day


def newest_page(home: Path) -> Path | None:
    """The page with all letters of the newest run that made any; `home` is the workbook's folder."""
    pages = sorted(home.glob("batches/????-??-??/index.html"))
    return pages[-1] if pages else None


def write_record(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Note the waiting Outbox rows of a run in its batch folder; the file is not touched when nothing differs.

    A letter of the same day that waits no more is kept: it may have gone out before that.
    """
    path = folder / NAME
    said = _said(path) | {str(row["letter_id"]): _letter(row) for row in rows}
    content = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


def _letter(row: Mapping[str, Any]) -> dict[str, Any]:
    demand = row.get("demand")
    return {key: row[key] for key in KEPT} | ({"demand": as_json(demand)} if demand is not None else {})


def reader(home: Path) -> Version:
    """What tells how an Outbox row read in the last run on or before a day; nothing if no run noted it.

    `home` is the folder of the workbook. The result has the row's own columns, `batch` and `demand`, which is
    None where an older version made the letter.
    """
    runs = sorted(home.glob(f"batches/????-??-??/{NAME}"), reverse=True)
    read: dict[Path, dict[str, Any]] = {}

    def of(record: Mapping[str, Any], day: date) -> dict[str, Any]:
        for path in runs:
            if path.parent.name > day.isoformat():
                continue
            if path not in read:
                read[path] = _said(path)
            said = read[path].get(str(record["letter_id"]))
            if isinstance(said, dict):
                return _version(said) | {"batch": date.fromisoformat(path.parent.name)}
        return {}

    return of


def _version(said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row as they were, and what it asked where that can be read."""
    return {key: said[key] for key in KEPT if key in said} | {"demand": from_json(said.get("demand"))}


def _said(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def as_json(demand: Demand) -> dict[str, Any]:
    """What a letter asks, for a file: money as text, days as YYYY-MM-DD."""
    lines = [
        {"invoice_no": line.invoice_no, "step": line.step, "place": line.step_place, "kind": line.step_kind,
         "open": str(line.open_amount), "claims": [[kind, str(amount)] for kind, amount in line.claims]}
        for line in demand.lines
    ]  # fmt: skip
    pay_by = demand.pay_by.isoformat() if demand.pay_by else None
    return {"lines": lines, "pay_by": pay_by, "days_to_pay": demand.days_to_pay}


def from_json(kept: Any) -> Demand | None:
    """What a letter asked, of a file; None where it is not there or was damaged."""
    try:
        lines = tuple(
            DemandLine(line["invoice_no"], line["step"], line["place"], line["kind"], Decimal(line["open"]),
                       tuple((kind, Decimal(amount)) for kind, amount in line["claims"]))
            for line in kept["lines"]
        )  # fmt: skip
        return Demand(lines, date.fromisoformat(kept["pay_by"]) if kept["pay_by"] else None, kept["days_to_pay"])
    except (TypeError, KeyError, ValueError, ArithmeticError):
        return None
