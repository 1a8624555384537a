"""The README and the pages of docs/ tell the truth: commands, files and pictures they name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ar_sheets.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = {path: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}
README = "\n".join(PAGES.values())
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


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = set(re.findall(r"\]\(([^)#]+)\)", PAGES[page]))
    assert [link for link in links if not link.startswith("https://") and not (page.parent / link).exists()] == []


def test_the_readme_is_short_and_leads_to_every_page() -> None:
    readme = PAGES[ROOT / "README.md"]
    assert len(readme.splitlines()) <= 120
    english = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md") if path.name.count(".") == 1}
    assert english <= set(re.findall(r"\]\(([^)#]+)\)", readme))


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"`((?:ar_sheets|workbook_templates|letters)/[\w./]+)`", README)))
)
def test_files_named_are_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_rooms_of_the_map_are_there() -> None:
    rooms = re.findall(r"^\| (`[^|]+`) \|", PAGES[ROOT / "docs" / "code.md"], re.MULTILINE)
    names = [name for room in rooms for name in re.findall(r"`([\w./]+)`", room)]
    assert len(names) >= 15
    for name in names:
        assert (ROOT / "ar_sheets" / name).exists(), name
