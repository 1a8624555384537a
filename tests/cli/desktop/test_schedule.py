"""The weekly run by the clock, with a crontab program that keeps a file: no line of anyone's is lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Workbook

from ar_sheets.cli.main import main

OTHERS = b'# m\xf8te p\xe5 fredag\nMAILTO=""\n0 3 * * * /usr/bin/backup 50\\% >/dev/null\n\n@reboot x'  # no end of line


@pytest.fixture(autouse=True)
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the crontab is kept; the program crontab in front of the real one."""
    tools, kept = tmp_path / "tools", tmp_path / "crontab"
    tools.mkdir()
    (tools / "crontab").write_text(
        "#!/bin/sh\n"
        f'[ -e "{tmp_path}/broken" ] && {{ echo "crontab: cannot open spool" >&2; exit 1; }}\n'
        f'if [ "$1" = -l ]; then [ -e "{kept}" ] || {{ echo "no crontab for kari" >&2; exit 1; }}; cat "{kept}"\n'
        f'else cat > "{kept}"; fi\n'
    )
    (tools / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("sys.platform", "linux")
    return kept


@pytest.fixture
def book(make_workbook: object, tmp_path: Path) -> Path:
    made: Workbook = make_workbook("Customers\nCustomer ID | Name | Profile\nC1 | Anna | Consumer\n")  # type: ignore[operator]
    place = tmp_path / "Søn's 100% & co"
    place.mkdir()
    return made.path.rename(place / "receivables.xlsx")


def schedule(book: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["schedule", str(book), *words])


def test_without_a_word_it_only_shows(book: Path, table: Path) -> None:
    shown = schedule(book)
    assert shown.exit_code == 0
    assert "Every Monday at 08:00" in shown.stdout
    assert "0 8 * * 1 " in shown.stdout
    assert "--install" in shown.stdout
    assert not table.exists()


def test_installing_twice_leaves_one_line_and_every_other_as_it_was(book: Path, table: Path) -> None:
    table.write_bytes(OTHERS)
    assert schedule(book, "--install").exit_code == 0
    assert schedule(book, "--install", "--day", "sunday", "--at", "7:30").exit_code == 0
    lines = table.read_bytes()
    assert lines.startswith(OTHERS + b"\n30 7 * * 0 ")
    assert lines.count(b"receivables.xlsx") == 1
    assert schedule(book, "--remove").exit_code == 0
    assert table.read_bytes() == OTHERS + b"\n"
    again = schedule(book, "--remove")
    assert "nothing was changed" in again.stdout


def test_two_workbooks_have_a_line_each(book: Path, table: Path) -> None:
    other = book.with_name("other.xlsx")
    other.write_bytes(book.read_bytes())
    schedule(book, "--install")
    schedule(other, "--install")
    assert table.read_bytes().count(b"\n") == 2
    schedule(book, "--remove")
    assert b"other.xlsx" in table.read_bytes()
    assert table.read_bytes().count(b"\n") == 1


def test_what_cron_does_with_the_line_is_a_run_and_no_sending(book: Path, table: Path) -> None:
    """cron makes \\% a % and gives the rest of the line to sh."""
    schedule(book, "--install")
    line = table.read_text("utf-8").rstrip("\n")
    command = line.split(" ", 5)[5].replace("\\%", "%")
    assert " run " in command
    assert " send" not in command
    before = book.read_bytes()
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": "/", "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
    )  # fmt: skip
    assert (done.returncode in (0, 1), done.stdout, done.stderr) == (True, "", "")
    assert book.read_bytes() != before
    assert "1 customer" in (book.parent / ".ar-sheets" / "schedule.log").read_text("utf-8")


def test_a_crontab_that_cannot_be_read_is_left_alone(book: Path, table: Path, tmp_path: Path) -> None:
    table.write_bytes(OTHERS)
    (tmp_path / "broken").touch()
    done = schedule(book, "--install")
    assert done.exit_code == 2
    assert "cannot open spool" in done.stderr
    assert table.read_bytes() == OTHERS


def test_without_cron_it_says_so(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    done = schedule(book, "--install")
    assert done.exit_code == 2
    assert "There is no cron here" in done.stderr


@pytest.mark.parametrize("words", [("--at", "25:00"), ("--at", "noon"), ("--day", "someday")])
def test_a_time_that_is_none_is_told(book: Path, table: Path, words: tuple[str, str]) -> None:
    assert schedule(book, "--install", *words).exit_code == 2
    assert not table.exists()


def test_a_workbook_that_is_not_there_is_not_scheduled(tmp_path: Path, table: Path) -> None:
    done = schedule(tmp_path / "none.xlsx", "--install")
    assert done.exit_code == 2
    assert not table.exists()
