"""The README tells the truth: its commands are there, its files are there, its pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ar_sheets.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLED = set(re.findall(r"^\| `([a-z-]+)", README, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_in_the_readme_and_has_help(name: str) -> None:
    assert name in TABLED
    shown = CliRunner().invoke(main, [name, "--help"]).output
    assert main.commands[name].help
    assert "Usage" in shown


def test_the_readme_names_no_command_that_is_not_there() -> None:
    commands = set(re.findall(r"ar-sheets ([a-z-]+) receivables", README))
    assert commands <= set(main.commands)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert link.startswith("https://") or (ROOT / link).exists()


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`((?:ar_sheets|workbook_templates|letters)/[\w./]+)`", README)))
)
def test_files_named_are_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_rooms_of_the_map_are_there() -> None:
    rooms = re.findall(r"^\| (`[^|]+`) \|", README.split("## How the code is laid out")[1], re.MULTILINE)
    names = [name for room in rooms for name in re.findall(r"`([\w./]+)`", room)]
    assert len(names) >= 15
    for name in names:
        assert (ROOT / "ar_sheets" / name).exists(), name
