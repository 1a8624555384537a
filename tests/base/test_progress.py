"""How far a command is: seen on a real terminal, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Workbook

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

import pty

WORK = """
import time, click
from ar_sheets.base import progress
progress.AFTER, progress.EVERY = 0, 0.01

@click.command()
@click.option("--json", "as_json", is_flag=True)
def main(as_json):
    with progress.show_progress() as say:
        say("Reading the workbook")
        time.sleep(0.4)
        say("Letters", 300, 1000)
        time.sleep(0.4)
    click.echo("done")

main()
"""
RUN = """
import sys
from ar_sheets.base import progress
progress.AFTER, progress.EVERY = 0, 0.002
from ar_sheets.cli.main import main
main(sys.argv[1:])
"""


def on_a_terminal(code: str, *words: str, **environment: str) -> str:
    """What a person sees who calls this on a terminal."""
    pid, screen = pty.fork()
    if pid == 0:
        os.environ.pop("NO_COLOR", None)
        os.environ.update({"TERM": "xterm", "COLUMNS": "80", **environment})
        os.execv(sys.executable, [sys.executable, "-P", "-c", code, *words])
    seen = b""
    while True:
        try:
            piece = os.read(screen, 65536)
        except OSError:  # Linux says so when the other side has closed
            break
        if not piece:
            break
        seen += piece
    os.close(screen)
    os.waitpid(pid, 0)
    return seen.decode()


def test_a_person_sees_the_stages_and_then_only_the_result() -> None:
    seen = on_a_terminal(WORK)
    assert seen.index("Reading the workbook ... 0 s") < seen.index("Letters: 300 of 1,000 ... 0 s")
    assert "\x1b[2m" in seen
    left, _, last = seen.rpartition("\r\n")[0].rpartition("\r")
    assert last == "done"
    assert left.endswith(" " * len("Letters: 300 of 1,000 ... 0 s")), "the line is not wiped"


def test_the_line_never_wraps() -> None:
    seen = on_a_terminal(WORK, COLUMNS="20")
    assert "Reading the workboo\x1b" in seen
    assert "Reading the workbook" not in seen


def test_no_color_is_honoured() -> None:
    seen = on_a_terminal(WORK, NO_COLOR="1")
    assert "Letters: 300 of 1,000" in seen
    assert "\x1b" not in seen


@pytest.mark.parametrize(("words", "environment"), [(["--json"], {}), ([], {"TERM": "dumb"})])
def test_nothing_is_shown_to_scripts_and_to_plain_screens(words: list[str], environment: dict[str, str]) -> None:
    assert on_a_terminal(WORK, *words, **environment) == "done\r\n"


def test_nothing_is_shown_where_the_output_goes_to_a_file() -> None:
    done = subprocess.run([sys.executable, "-P", "-c", WORK], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_what_is_done_at_once_is_not_told() -> None:
    quick = WORK.replace("progress.AFTER, progress.EVERY = 0, 0.01", "progress.EVERY = 0.01").replace("0.4", "0.05")
    assert on_a_terminal(quick) == "done\r\n"


def test_a_run_tells_its_stages(workbook: Workbook, tmp_path: Path) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Business | a@a.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-09-01 | 100
    """
    seen = on_a_terminal(RUN, "run", str(workbook.path), "--as-of", "2026-11-20")
    assert seen.index("Reading the workbook ...") < seen.index("As of 2026-11-20")
    assert "..." not in seen[seen.index("As of 2026-11-20") :]


def test_a_run_that_stops_leaves_the_screen_clean(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 and no more")
    seen = on_a_terminal(RUN, "run", str(tmp_path / "x.xlsx"))
    assert "..." not in seen.splitlines()[-1]


def test_after_a_question_the_line_is_shown_again() -> None:
    """It is taken away while somebody answers, and the next stage shows it."""
    asked = (
        '        say.end()\n        click.echo("What is it?")\n        say("Working out")\n        time.sleep(0.4)\n'
    )
    seen = on_a_terminal(WORK.replace('    click.echo("done")', asked + '    click.echo("done")'))
    assert seen.index("Letters") < seen.index("What is it?") < seen.index("Working out ... 0 s") < seen.index("done")
