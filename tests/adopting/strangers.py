"""Lists as strangers keep them, a file each in strangers/: what is known of them, then their sheets or files.

The first lines say what must come out (customers, open sums ...), `answer:` what the owner says, `asks:` what must be
asked and nothing else. `[Name]` begins a sheet, cells cut at `|`; `[name.csv]` a file, as it is. In a sheet 2026-01-05
is a day, 12.50 a number, and what begins with ' is text; ~ stands for a blank.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).with_name("strangers")


@dataclass
class Stranger:
    """One list with what must come of it."""

    name: str
    facts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.facts["as of"])

    def write(self, folder: Path) -> list[Path]:
        """The files as they lie in a folder: the list itself first, then what comes with it."""
        made = []
        for name, text in self.files.items():
            made.append(folder / name)
            made[-1].write_text(text, encoding="utf-8")
        if self.sheets:
            made.insert(0, folder / f"{self.name}.xlsx")
            _workbook(made[0], self.sheets, self.facts.get("rtl", ""))
        return made


def load(path: Path) -> Stranger:
    """A list out of its file."""
    head, *parts = re.split(r"^\[(.+)\]\n", path.read_text("utf-8"), flags=re.MULTILINE)
    found = Stranger(path.stem)
    for line in head.splitlines():
        key, _, value = line.partition(":")
        if key == "answer":
            name, _, said = value.strip().rpartition("=")
            found.answers[name] = said
        elif not line.startswith("#") and line:
            found.facts[key] = value.strip()
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name.endswith((".csv", ".tsv", ".txt")):
            found.files[name] = body.strip() + "\n"
        else:
            found.sheets[name] = [[_cell(c.strip()) for c in line.split("|")] for line in body.strip().splitlines()]
    return found


def _cell(text: str) -> Any:
    if text.startswith("'"):
        return text[1:].replace("~", " ")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", text):
        return float(text)
    return text


def _workbook(path: Path, sheets: dict[str, list[list[Any]]], right_to_left: str) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            if name == right_to_left:
                page.right_to_left()
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(number, place, value)
                    elif value != "":
                        page.write(number, place, value)


ALL = {path.stem: load(path) for path in sorted(FOLDER.glob("*.txt"))}
