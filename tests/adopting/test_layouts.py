"""Every layout is understood as it is meant, or asked about; nothing is lost; a run works on what comes out."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from layouts import ASKED, GOOD, book, columns, table

from ar_sheets.adopting import output, prompts
from ar_sheets.adopting.adopt import worked_out
from ar_sheets.adopting.session import Wanted
from ar_sheets.cli.main import main
from ar_sheets.xlsx.diff import find_differences

DAY = ("--as-of", "2026-11-20")


def adopt(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["adopt", str(path), *DAY, *options])


def adopted(path: Path, *options: str) -> dict[str, Any]:
    result = adopt(path, "--json", *options)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def understood(data: dict[str, Any], sheet: str) -> dict[str, str]:
    """Header -> role, the ID before the name where one column is both."""
    found = next(s for s in data["sheets"] if s["sheet"] == sheet)["columns"]
    return {c["header"]: c["column"] for c in sorted(found, key=lambda c: c["column"] == "customer_id")}


def nothing_lost(old: bytes, new: bytes) -> None:
    """Every cell that held something holds it still."""
    assert [d for d in find_differences(old, new) if d.old] == []


@pytest.mark.parametrize("name", GOOD)
def test_a_layout_is_understood_and_nothing_of_it_is_lost(name: str, tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", {"Ark1": table(GOOD[name])})
    unsure = prompts.Unanswered()
    ask = prompts.asker({"Currency": "NOK"}, unsure, quiet=True)
    result, new = worked_out(path.read_bytes(), path, Wanted(ask, date(2026, 11, 20)))
    assert unsure.questions == []
    data = output.adoption_as_data(result, dry_run=True)
    assert understood(data, "Ark1") == {header: role for header, _, role in columns(GOOD[name]) if role}
    nothing_lost(path.read_bytes(), new)


def run_works(name: str, path: Path) -> None:
    """Adopt, and run: every row is worked out."""
    adopted(book(path, {"Ark1": table(GOOD[name])}), "--answer", "Currency=NOK")
    run = CliRunner().invoke(main, ["run", str(path), *DAY, "--json"])
    assert run.exit_code in (0, 1), run.output
    told = json.loads(run.stdout)
    assert told["counts"]["invoices"] == 6
    assert not [p for p in told["problems"] if p["sheet"] in ("Ark1", "Invoices")], told["problems"]


@pytest.mark.parametrize("name", list(GOOD)[::5])
def test_a_run_works_on_what_was_adopted(name: str, tmp_path: Path) -> None:
    run_works(name, tmp_path / "mine.xlsx")


@pytest.mark.long
@pytest.mark.parametrize("name", GOOD)
def test_a_run_works_on_every_layout(name: str, tmp_path: Path) -> None:
    run_works(name, tmp_path / "mine.xlsx")


@pytest.mark.parametrize("name", ASKED)
def test_what_is_not_sure_is_asked(name: str, tmp_path: Path) -> None:
    layout, question = ASKED[name]
    path = book(tmp_path / "mine.xlsx", {"Ark1": table(layout)})
    before = path.read_bytes()
    refused = adopt(path, "--yes", "--answer", "Currency=NOK")
    assert refused.exit_code == 2
    assert re.findall('--answer "Column: ([^=]+)=', refused.output) == question.split(" + ")
    assert path.read_bytes() == before
