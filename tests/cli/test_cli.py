"""What a user of the command line meets: help, wrong words, --json, no traceback, quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Workbook

from ar_sheets import weekly
from ar_sheets.cli.main import main


def called(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "AR_SHEETS_CALLED"}
    command = [sys.executable, "-P", "-m", "ar_sheets", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


# What help must not wait for: packages that take long to load, and what of our own loads them or reads files.
HEAVY = {
    "pandas", "numpy", "openpyxl", "xlsxwriter", "typst", "jinja2", "babel", "yagmail", "python_calamine", "stdnum",
    "segno", "docx", "docxtpl", "holidays", "keyring", "asyncio", "smtplib", "ssl", "sqlite3", "xml", "urllib.request",
    "ar_sheets.schema.translations", "ar_sheets.weekly", "ar_sheets.workbook.read", "ar_sheets.letters",
    "ar_sheets.sending",
}  # fmt: skip
HELP = """
import sys
from ar_sheets.cli.main import main
for words in {commands}:
    try:
        main.main([*words, "--help"], prog_name="ar-sheets")
    except SystemExit:
        pass
print(*sorted(sys.modules))
"""


def test_help_loads_nothing_heavy() -> None:
    """The help of the program and of every command, in one process that has loaded nothing before."""
    commands = [[], *([name] for name in main.commands)]
    assert ["start"] in commands
    code = HELP.format(commands=commands)
    shown = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(shown.splitlines()[-1].split())
    assert "ar_sheets.cli.app" in loaded
    assert loaded & HEAVY == set()


def test_selftest_agrees() -> None:
    result = CliRunner().invoke(main, ["selftest"])
    assert result.exit_code == 0
    assert "published examples agree" in result.stdout
    data = json.loads(CliRunner().invoke(main, ["selftest", "--json"]).stdout)
    assert len(data) > 40
    assert all(case["ok"] for case in data)


@pytest.mark.parametrize("day", ["12/12/2026", "2026-02-30", "tomorrow"])
def test_a_wrong_day_is_told_by_an_example(day: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["run", str(tmp_path / "x.xlsx"), "--as-of", day])
    assert result.exit_code == 2
    assert "2026-11-20" in result.stderr


def test_the_program_calls_itself_as_it_was_called() -> None:
    assert "Usage: ar-sheets run" in called("run", "--help").stdout


def test_no_traceback_reaches_a_user(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna | Consumer
    """
    before = workbook.path.read_bytes()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret of the machine")

    monkeypatch.setattr(weekly, "by_customer", broken)
    result = workbook.command("run", "--as-of", "2026-11-20")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "Your workbook is as it was" in result.stderr
    named = next(word for word in result.stderr.split() if word.endswith((".log", ".log;")))
    assert "ZeroDivisionError" in Path(named.rstrip(";")).read_text(encoding="utf-8")
    assert workbook.path.read_bytes() == before


def test_stopping_leaves_the_workbook_whole(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna | Consumer
    """
    before = workbook.path.read_bytes()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weekly, "by_customer", stopped)
    result = workbook.command("run", "--as-of", "2026-11-20")
    assert result.exit_code == 2
    assert "Stopped" in result.stderr
    assert workbook.path.read_bytes() == before


def test_json_is_one_object(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Business | a@a.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-09-01 | 100
    2 | C1 | 2026-09-01 | ten
    """
    data = workbook.data("2026-11-20")
    assert data["counts"]["invoices"] == 2
    assert [p["cell"] for p in data["problems"] if p["sheet"] == "Invoices"] == ["G3"]
    assert data["messages"][0]["invoices"] == ["1"]
    assert data["changed_cells"]["Invoices"] > 0
    check = json.loads(workbook.command("check", "--as-of", "2026-11-20", "--json").stdout)
    assert check["problems"] == data["problems"]


def test_undo_and_diff(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna | Business | a@a.example

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-09-01 | 100
    """
    before = workbook.path.read_bytes()
    assert workbook.command("diff").exit_code == 2
    workbook.run("2026-11-20")
    shown = workbook.command("diff").stdout
    assert "(Status of 1): (empty)  ->  Overdue" in shown
    assert workbook.command("undo").exit_code == 0
    assert workbook.path.read_bytes() == before
    workbook.run("2026-11-20")
    workbook.type("Customers", 2, "name", "Anna Berg")
    refused = workbook.command("undo")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    forced = workbook.command("undo", "--force")
    assert forced.exit_code == 0, forced.stderr
    assert workbook.path.read_bytes() == before


def test_a_workbook_open_elsewhere_is_named_and_left_alone(workbook: Workbook) -> None:
    """
    Customers
    Customer ID | Name | Profile
    C1 | Anna | Consumer
    """
    before = workbook.path.read_bytes()
    mark = workbook.path.with_name(f".~lock.{workbook.path.name}#")
    mark.write_text(",Kari Nordmann,desk,20.11.2026 09:00,file;", encoding="utf-8")
    result = workbook.command("run", "--as-of", "2026-11-20")
    assert result.exit_code == 2
    assert "Kari Nordmann" in result.stderr
    assert workbook.path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rum", "x.xlsx"], "There is no command rum. Did you mean run?"),
        (["nonsense"], "There is no command nonsense. All commands: ar-sheets --help"),
        (["run"], "Say which workbook, for example receivables.xlsx"),
        (["explain", "x.xlsx"], "INVOICE is missing."),
        (["run", "x.xlsx", "--dryrun"], "There is no option --dryrun. Did you mean --dry-run?"),
        (["run", "x.xlsx", "--as-of", "tomorrow"], "--as-of: tomorrow is not a day. Type it as year-month-day"),
        (["send", "x.xlsx", "--limit", "0"], "--limit: type a whole number from 1 on."),
        (["waive", "x.xlsx", "1", "--reason", "x"], "--what is missing: What is dropped."),
        (["waive", "x.xlsx", "1", "--reason", "x", "--what", "vat"], "--what: type one of: fees, interest, all."),
    ],
)
def test_a_command_that_was_typed_wrongly_is_told_plainly(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, words, prog_name="ar-sheets")
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Error:" not in result.stderr


def test_the_list_of_commands_is_not_cut_short() -> None:
    assert "..." not in CliRunner().invoke(main, ["--help"]).stdout.partition("Commands:")[2]
