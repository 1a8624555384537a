"""What holds for the repository as a whole: what may be committed, how long a module may be, who may import whom."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ar_sheets"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

TOP = {
    ".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "ar_sheets", "benchmarks", "docs",
    "SECURITY.md", "letters", "pyproject.toml", "run.py", "sample_data", "tests", "workbook_templates",
}  # fmt: skip

# A pattern is written so that it does not find itself.
NOT_COMMITTED = {
    "a package index": r"pypi[.]org|pythonhost[e]d|registry[.]npmjs|conda[.]anaconda",
    "an option that names a package index": r"--find[-]links|--(extra[-])?index[-]url",
    "a file of somebody's machine": r"file:/[/]|/home[/]\w|/root[/]\w|/Users[/]\w",
}
LOCK_FILES = re.compile(r"(^|/)(uv\.lock|poetry\.lock|pdm\.lock|Pipfile(\.lock)?|package-lock\.json|pylock.*\.toml)$")

# Longer than 300 lines, and why it stays one module.
LONG = {
    "columns.py": "the contract in one place: a list, no code",
    "model.py": "the nouns in one place: a list, no code",
}


def committed() -> list[str]:
    """The files in git, as paths from the top; skips where there is no git."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a clone")
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("what", NOT_COMMITTED)
def test_no_committed_file_names(what: str) -> None:
    pattern = re.compile(NOT_COMMITTED[what])
    texts = {name: (ROOT / name).read_bytes().decode("utf-8", "replace") for name in committed()}
    found = [f"{name}: {match[0]}" for name, text in texts.items() for match in pattern.finditer(text)]
    assert found == []


def test_no_lock_file_is_committed() -> None:
    assert [name for name in committed() if LOCK_FILES.search(name)] == []


def test_top_level_holds_what_the_readme_says_and_no_more() -> None:
    assert {name.split("/")[0] for name in committed()} <= TOP


@pytest.mark.parametrize("module", MODULES)
def test_module_is_short(module: str) -> None:
    lines = (PACKAGE / module).read_text("utf-8").count("\n")
    assert lines <= 300 or module in LONG, f"{module} has {lines} lines: give part of it a room of its own"


def test_every_exception_for_length_is_still_needed() -> None:
    for module in LONG:
        assert (PACKAGE / module).read_text("utf-8").count("\n") > 300, f"{module} is short enough now"


# Who may import whom, by room: a room is a module or folder of ar_sheets. A room that is not named here may import
# what it likes below the top.
NOUNS = {"columns", "findings", "model"}
ARROWS = {
    "columns": set(),
    "findings": set(),
    "model": set(),
    "data": set(),
    "countries": {"model"},
    "rules": NOUNS | {"countries"},
    "rulebook": {"model", "rules"},
    "log": NOUNS,
    "words": {"columns"},
    "naming": {"columns", "words"},
    "workbook": NOUNS | {"data", "words", "naming"},
    "letters": NOUNS | {"data", "countries", "file_names", "naming"},
    "banks": NOUNS | {"data"},
}
# May see all, and are seen by no room but themselves.
TOP_ROOMS = {
    "__main__", "adopt_commands", "cli", "customer_commands", "desk", "desk_commands", "explain", "letter_commands",
    "paper_commands", "report_commands", "share_commands", "tell", "weekly",
}  # fmt: skip
EXCEPTED = {
    ("letters/word.py", "workbook"),  # a form of Word is measured before it is parsed
    ("workbook/typed.py", "rules"),  # money is rounded in one place, rules/money.py
}
PURE_ROOMS = {"rules", "countries"}
NOT_PURE = {
    "click",
    "csv",
    "io",
    "json",
    "logging",
    "numpy",
    "os",
    "pandas",
    "pathlib",
    "shutil",
    "subprocess",
    "sys",
    "time",
}
CLOCK = {"today", "now", "utcnow", "localtime", "gmtime"}
READ_THE_CLOCK = {
    "cli.py": "which day it is",
}


def room(module: str) -> str:
    """The room of a module: ar_sheets/rules/aging.py is in rules, ar_sheets/model.py is model."""
    return module.split("/")[0].removesuffix(".py")


def tree(module: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse((PACKAGE / module).read_text("utf-8"))))


def imports(module: str) -> set[str]:
    """The modules that a module imports, wherever in it, by full name."""
    found = {alias.name for node in tree(module) if isinstance(node, ast.Import) for alias in node.names}
    for node in tree(module):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are by full name"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def calls(module: str) -> set[str]:
    """The names that a module calls: `print` for print(), `today` for date.today()."""
    called = [node.func for node in tree(module) if isinstance(node, ast.Call)]
    return {node.id if isinstance(node, ast.Name) else getattr(node, "attr", "") for node in called}


def rooms_seen(module: str) -> set[str]:
    """The other rooms that a module imports from."""
    ours = {name.split(".")[1] for name in imports(module) if name.startswith("ar_sheets.")}
    return {name for name in ours if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()} - {room(module)}


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_from_rooms_it_may_see(module: str) -> None:
    if room(module) not in TOP_ROOMS:
        assert not rooms_seen(module) & TOP_ROOMS
        seen = {name for name in rooms_seen(module) if (module, name) not in EXCEPTED}
        assert seen <= ARROWS.get(room(module), seen)


@pytest.mark.parametrize("module", [module for module in MODULES if room(module) in PURE_ROOMS])
def test_rules_and_countries_touch_no_files_no_screen_and_no_tables(module: str) -> None:
    assert not {name.split(".")[0] for name in imports(module)} & NOT_PURE
    assert not calls(module) & {"open", "print", "input"}


@pytest.mark.parametrize("module", MODULES)
def test_no_module_reads_the_clock_but_those_that_must(module: str) -> None:
    assert bool(calls(module) & CLOCK) == (module in READ_THE_CLOCK)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_loads_and_saves_a_workbook_with_openpyxl(module: str) -> None:
    assert not {name.split(".")[0] for name in imports(module)} & {"openpyxl"}
