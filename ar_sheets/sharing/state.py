"""What was released to each customer: a small file for each in .ar-sheets/shared, so that an answer can be told from
what stood there before. What was taken in is only in the Log: that is put back with the workbook by `undo`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import write_whole
from ar_sheets.base.i18n import _
from ar_sheets.facts.logged_answers import as_comparable
from ar_sheets.schema.columns import ANSWER_KEYS
from ar_sheets.sharing import names
from ar_sheets.workbook.locks import FOLDER

SHARED = "shared"
_KEPT = 60  # versions


@dataclass(frozen=True, slots=True)
class Version:
    """One released copy: `answers` are the reply columns as they stood in it, by folded invoice number."""

    number: int
    as_of: str
    sha256: str
    file: str
    open: bool  # whether anything was open
    answers: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class State:
    """What is known of a customer's copies. `seen`: fingerprints of their own folder's copy as it was read."""

    customer_id: str
    versions: list[Version] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    @property
    def last(self) -> Version | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    def version(self, number: int) -> Version | None:
        """The version of this number; None when it is not known any more."""
        return next((version for version in self.versions if version.number == number), None)

    @property
    def fingerprints(self) -> set[str]:
        """Of every copy that was released: who has one of these has not changed it."""
        return {version.sha256 for version in self.versions}


def copy_folder(home: Path, customer_id: str) -> Path:
    """The folder of a customer's copy."""
    return home / SHARED / names.customer_folder_name(customer_id)


def _file(home: Path, customer_id: str) -> Path:
    return home / FOLDER / SHARED / f"{names.customer_folder_name(customer_id)}.json"


def load_state(home: Path, customer_id: str) -> State:
    """The state of a customer; an empty one before the first copy. NotDone where it is damaged."""
    path = _file(home, customer_id)
    if not path.is_file():
        return State(customer_id)
    return _read(path)


def everybody(home: Path) -> list[State]:
    """The states of all customers who ever had a copy."""
    return [_read(path) for path in sorted((home / FOLDER / SHARED).glob("*.json"))]


def _read(path: Path) -> State:
    try:
        kept = json.loads(path.read_text("utf-8"))
        versions = [Version(**version) for version in kept["versions"]]
        return State(kept["customer_id"], versions, list(kept["seen"]))
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise NotDone(
            _(
                "The file {file} cannot be read ({why}). Put it back from a backup of the folder, or delete it: then "
                "every answer that differs from the workbook is a question to you.",
                file=path,
                why=fault,
            )
        ) from fault


def save_state(home: Path, state: State) -> None:
    """Write the state of a customer, whole or not at all."""
    path = _file(home, state.customer_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"customer_id": state.customer_id, "versions": [asdict(v) for v in state.versions[-_KEPT:]],
            "seen": state.seen[-_KEPT:]}  # fmt: skip
    write_whole(path, json.dumps(kept, ensure_ascii=False, indent=1).encode())


def all_told(answers: Mapping[str, Any]) -> dict[str, str]:
    """The reply columns of one invoice as text."""
    return {key: as_comparable(answers[key]) for key in ANSWER_KEYS}
