"""A run killed between any two writes loses nothing: the next run ends as if nothing had happened.

The run is a real process; it kills itself (SIGKILL) just before its n-th write: opening a file for writing,
renaming, removing, making a folder.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Workbook

AS_OF = "2026-11-13"
TEXT = """
    Customers
    Customer ID | Name | Profile | Email | Phone | Street | City | Terms accepted on
    C1 | Anna AS | Business | a@anna.example | +47 1 | Gata 1 | Oslo | 2026-01-01
    C2 | Bo Berg | Consumer | | | Gata 2 | Oslo | 2026-01-01
    C3 | Dahl DA | Business | d@dahl.example | +47 3 | Gata 3 | Oslo | 2026-01-01

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    2 | C2 | 2026-10-01 | 2026-10-15 | 500
    3 | C3 | 2026-10-20 | 2026-11-06 | 700
"""
CHILD = """
import os, signal, sys
left = int(sys.argv[1])
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

def watch(event, args):
    global left
    if event == "open":
        path, mode, flags = args
        if not flags & WRITES or not str(path).startswith(sys.argv[2]):
            return
    elif event not in ("os.rename", "os.remove", "os.mkdir", "os.truncate"):
        return
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
from ar_sheets.cli.main import main
try:
    main(["run", sys.argv[2] + "/receivables.xlsx", "--as-of", sys.argv[3]])
finally:
    print("writes:", -left, file=sys.stderr)
"""


@pytest.fixture
def business(make_workbook: Callable[..., Workbook]) -> Workbook:
    """Two letters of last week are marked as done; the run logs them, and makes a new letter."""
    book = make_workbook(TEXT)
    book.run("2026-11-06")
    for row in (2, 3):
        book.type("Outbox", row, "done_on", date(2026, 11, 6))
    return book


def run(folder: Path, kill_at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, str(kill_at), str(folder), AS_OF]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def timeless(path: Path) -> bytes:
    return re.sub(rb'"(when|seal)": "[^"]*"', b"", path.read_bytes()) if path.suffix == ".jsonl" else path.read_bytes()


def content(folder: Path) -> dict[str, Any]:
    """All that a run leaves behind, but for the clock: the workbook's sheets and the letters."""
    book = Workbook(folder / "receivables.xlsx")
    sheets: dict[str, Any] = {
        name: book.rows(name) for name in ("Invoices", "Customers", "Payments", "Outbox", "Aging", "Problems")
    }
    log = [{k: v for k, v in row.items() if k not in ("when", "seal")} for row in book.rows("Log")]
    files = {p.relative_to(folder).as_posix(): timeless(p) for p in (folder / "batches").rglob("*") if p.is_file()}
    return {**sheets, "Log": log, "files": files}


def typed(folder: Path) -> Any:
    rows = Workbook(folder / "receivables.xlsx").rows("Outbox")
    return [(row["decision"], row["done_on"], row["outcome"]) for row in rows][:2]


def killed_everywhere(business: Workbook, tmp_path: Path, every: int) -> int:
    """Kills the run before each `every`-th write, runs it again, and compares; how many were killed."""
    source, whole = business.path.parent, tmp_path / "whole"
    shutil.copytree(source, whole)
    done = run(whole, 0)
    assert done.returncode in (0, 1), done.stderr
    writes = int(done.stderr.rpartition("writes:")[2])
    assert writes > 20
    wanted = content(whole)
    killed = 0
    for number in range(1, writes + 1, every):
        folder = tmp_path / f"killed-{number}"
        shutil.copytree(source, folder)
        dead = run(folder, number)
        assert dead.returncode == -signal.SIGKILL, number
        killed += 1
        assert typed(folder) == typed(source), number  # what a person wrote is there, whatever happened
        again = run(folder, 0)
        assert again.returncode in (0, 1), (number, again.stderr)
        got = content(folder)
        different = {n for n in got["files"] | wanted["files"] if got["files"].get(n) != wanted["files"].get(n)}
        assert different == set(), number
        assert got == wanted, number
        strays = [p.name for p in folder.rglob("*") if p.name.endswith((".part", ".tmp"))]
        assert strays == [], number
        shutil.rmtree(folder)
    return killed


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_between_writes(business: Workbook, tmp_path: Path) -> None:
    assert killed_everywhere(business, tmp_path, every=8) >= 3


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_killed_between_any_two_writes(business: Workbook, tmp_path: Path) -> None:
    assert killed_everywhere(business, tmp_path, every=1) > 20
