"""What each run's letters said: a small file in each batch folder, so that a letter marked done later than it was
made anew is logged as it went out, with the invoices and claims it had then."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

NAME = "outbox.json"  # letters.json beside it is the letters' own
KEPT = ("step", "channel", "to", "invoices", "currency")

Version = Callable[[Mapping[str, Any], date], dict[str, Any]]  # an Outbox row and a day -> what it said on that day


def write(folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Note the waiting Outbox rows of a run in its batch folder; the file is not touched when nothing differs."""
    said = {str(row["letter_id"]): {key: row[key] for key in KEPT} for row in rows}
    content = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    path = folder / NAME
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")


def reader(home: Path) -> Version:
    """What tells how an Outbox row read in the last run on or before a day; nothing if no run noted it.

    `home` is the folder of the workbook.
    """

    def of(record: Mapping[str, Any], day: date) -> dict[str, Any]:
        runs = sorted(home.glob(f"batches/????-??-??/{NAME}"), reverse=True)
        for path in runs:
            if path.parent.name <= day.isoformat():
                said = _said(path).get(str(record["letter_id"]))
                if said is not None:
                    return dict(said) | {"batch": date.fromisoformat(path.parent.name)}
        return {}

    return of


def _said(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
