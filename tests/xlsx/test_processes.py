"""Real processes: killed at any moment, running at the same time, and a person saving in between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from handmade import book, patches, rows_of

from ar_sheets.workbook import backups, guard
from ar_sheets.xlsx.container import Container
from ar_sheets.xlsx.patch import patch

ROOT = Path(__file__).resolve().parents[2]
ROWS = "".join(f'<row r="{r}"><c r="A{r}"><v>0</v></c><c r="B{r}"><v>{r}</v></c></row>' for r in range(1, 200))

# Writes 1, 2, 3 ... into every cell of column A, again and again, each time as a run does.
COUNTING = """
import sys
from pathlib import Path
from ar_sheets.workbook import guard
from ar_sheets.xlsx.patch import SheetPatch, patch
path = Path(sys.argv[1])
print("ready", flush=True)
for number in range(int(sys.argv[2]), 10**9):
    with guard.locked(path.parent):
        snapshot = guard.read_snapshot(path)
        change = [SheetPatch("S", range(1, 200), {0: [number] * 199})]
        guard.replace(snapshot, patch(snapshot.data, change), change)
"""
# Adds one to A1 as often as asked; waits while another one is at work, starts again when the file was changed.
ADDING = """
import sys, time
from pathlib import Path
from ar_sheets.workbook import guard
from ar_sheets.xlsx.patch import SheetPatch, patch
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet
path, left = Path(sys.argv[1]), int(sys.argv[2])
while left:
    try:
        with guard.locked(path.parent):
            snapshot = guard.read_snapshot(path)
            sheet = Worksheet("S", Package(snapshot.data).xml("xl/worksheets/sheet1.xml").content)
            now = int(sheet.contents(next(sheet.rows()))[0].content.raw)
            change = [SheetPatch("S", [1], {0: [now + 1]})]
            guard.replace(snapshot, patch(snapshot.data, change), change)
            left -= 1
    except guard.Busy:
        time.sleep(0.001)
"""
# Reads, says so, waits for a line, then replaces; exit code 3 when the file was changed since.
WAITING = """
import sys
from pathlib import Path
from ar_sheets.workbook import guard
from ar_sheets.xlsx.patch import SheetPatch, patch
path = Path(sys.argv[1])
with guard.locked(path.parent):
    for attempt in range(3):
        snapshot = guard.read_snapshot(path)
        change = [SheetPatch("S", [1], {0: [77]})]
        new = patch(snapshot.data, change)
        print("read", flush=True)
        sys.stdin.readline()
        try:
            guard.replace(snapshot, new, change)
        except guard.ChangedSinceRead as told:
            print(told, flush=True)
        else:
            sys.exit(0)
sys.exit(3)
"""


def started(program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, **pipes)  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "book.xlsx"
    found.write_bytes(book(ROWS))
    return found


def column(path: Path) -> set[str]:
    """The values in column A; B must be as it was."""
    import re

    Container(path.read_bytes()).read("xl/workbook.xml")
    cells = re.findall(r'<c r="A(\d+)"><v>(\d+)</v></c><c r="B\1"><v>(\d+)</v></c>', rows_of(path.read_bytes()))
    assert [row for row, _, _ in cells] == [b for _, _, b in cells] == [str(r) for r in range(1, 200)]
    return {value for _, value, _ in cells}


def killed_at_random(path: Path, times: int, dice: random.Random) -> None:
    for _ in range(times):
        (before,) = column(path)
        child = started(COUNTING, path, int(before) + 1)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(dice.random() * 0.06)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        assert len(column(path)) == 1  # all of one run or all of another, never a part
        with guard.locked(path.parent):
            assert [p.name for p in path.parent.rglob("*.tmp")] == []
        snapshot = guard.read_snapshot(path)
        noted = {run.after for run in backups.runs(path)} | {run.before for run in backups.runs(path)}
        assert snapshot.sha256 in noted or not noted


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_a_run_killed_at_any_moment_leaves_a_whole_workbook(path: Path) -> None:
    killed_at_random(path, 12, random.Random(1))


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_runs_killed_at_hundreds_of_moments(path: Path) -> None:
    killed_at_random(path, 400, random.Random(2))


def test_two_processes_at_once_lose_nothing(path: Path) -> None:
    children = [started(ADDING, path, 15) for _ in range(2)]
    for child in children:
        _, said = child.communicate(timeout=60)
        assert child.returncode == 0, said
    assert 'r="A1"><v>30</v>' in rows_of(path.read_bytes())


@pytest.mark.parametrize("saves", [0, 1, 2, 3])
def test_a_person_saving_in_between_is_seen_and_the_run_starts_again(path: Path, saves: int) -> None:
    child = started(WAITING, path)
    assert child.stdin is not None
    assert child.stdout is not None
    for number in range(saves):
        assert child.stdout.readline() == "read\n"
        saved = path.with_name("~WRD.tmp")
        saved.write_bytes(patch(path.read_bytes(), patches({"B1": 1000 + number})))  # as Excel does: new file, renamed
        saved.replace(path)
        child.stdin.write("\n")
        child.stdin.flush()
        assert "saved by somebody else" in child.stdout.readline()
    if saves < 3:
        assert child.stdout.readline() == "read\n"
    child.communicate("\n", timeout=30)
    assert child.returncode == (3 if saves == 3 else 0)
    rows = rows_of(path.read_bytes())
    assert ('r="A1"><v>77</v>' in rows) == (saves < 3)
    assert f'r="B1"><v>{999 + saves if saves else 1}</v>' in rows


def test_another_process_finds_the_folder_busy(path: Path) -> None:
    child = started(WAITING, path)
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(guard.Busy, match=f"process {child.pid}"), guard.locked(path.parent):
        pass
    child.kill()
    child.communicate()
    with guard.locked(path.parent):
        pass


COMMAND = [sys.executable, "-m", "ar_sheets.workbook.patch"]
VALUES = [
    ("A1=12.50", '<c r="A1"><v>12.5</v>'),
    ("A1=-3", '<c r="A1"><v>-3</v>'),
    ("A1=1e3", '<c r="A1"><v>1000</v>'),
    ("A1=true", '<c r="A1" t="b"><v>1</v>'),
    ("A1=FALSE", '<c r="A1" t="b"><v>0</v>'),
    ("A1=2026-02-03", "<v>46056</v>"),
    ("A1=2026-02-03T12:00", "<v>46056.5</v>"),
    ("A1=2026-02-30", "<is><t>2026-02-30</t></is>"),
    ("A1=0042x", "<is><t>0042x</t></is>"),
    ("A1==1+1", "<is><t>=1+1</t></is>"),
    ("A1=a=b!C3=d", "<is><t>a=b!C3=d</t></is>"),
    ("ZZ9=x", '<c r="ZZ9" t="inlineStr">'),
]


def commanded(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize(("assignment", "found"), VALUES)
def test_a_value_from_the_command_line_is_typed_by_its_look(assignment: str, found: str) -> None:
    from ar_sheets.xlsx.command import parse_changes

    assert found in rows_of(patch(book(ROWS), parse_changes([f"S!{assignment}"])))


def test_the_command_line(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    done = commanded(path, out, "S!A1=5", "'S'!B2=", "s!A3=x")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    rows = rows_of(out.read_bytes())
    assert '<c r="A1"><v>5</v>' in rows
    assert 'r="B2"' not in rows
    assert '<c r="A3" t="inlineStr"><is><t>x</t></is>' in rows


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["S!A1"], "not of the form Sheet!A1=value"),
        (["S!AAAA1=1"], "not of the form"),
        (["S!A0=1"], "not of the form"),
        (["A1=1"], "not of the form"),
        (["None!A1=1"], 'no sheet "None"'),
        ([], "Usage"),
    ],
)
def test_what_the_command_line_refuses(path: Path, tmp_path: Path, arguments: list[str], why: str) -> None:
    out = tmp_path / "out.xlsx"
    done = commanded(path, out, *arguments)
    assert done.returncode == 2
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    assert not out.exists()


def test_the_command_line_says_when_a_file_is_not_there(tmp_path: Path) -> None:
    done = commanded(tmp_path / "none.xlsx", tmp_path / "out.xlsx", "S!A1=1")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "Traceback" not in done.stderr
