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
    ".ci", ".gitattributes", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "ar_sheets", "babel.cfg",
    "benchmarks", "docs", "findings",
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
    "schema/columns.py": "the contract in one place: a list, no code",
    "schema/model.py": "the nouns in one place: a list, no code",
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


def lines_of(module: str) -> int:
    return (PACKAGE / module).read_text("utf-8").count("\n")


def test_modules_are_short() -> None:
    """A longer one wants part of it in a room of its own."""
    assert [
        f"{module}: {lines_of(module)}" for module in MODULES if lines_of(module) > 300 and module not in LONG
    ] == []


def test_every_exception_for_length_is_still_needed() -> None:
    for module in LONG:
        assert (PACKAGE / module).read_text("utf-8").count("\n") > 300, f"{module} is short enough now"


# The layers, from the ground up: a module imports from its own room and from rooms of lower layers. Rooms of one
# layer do not see each other.
LAYERS: list[set[str]] = [
    {"base"}, {"xlsx"}, {"schema"}, {"workbook"}, {"countries"}, {"rules"}, {"facts"}, {"dunning"},
    {"letters", "sending", "sharing", "adopting", "banks", "invoices"}, {"reports"}, {"weekly"}, {"practice"}, {"cli"},
]  # fmt: skip
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
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
READ_THE_CLOCK = {"cli/app.py", "cli/week.py"}  # which day it is


def room(module: str) -> str:
    """The room of a module: ar_sheets/rules/aging.py is in rules, ar_sheets/weekly.py is weekly."""
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


def full_name(module: str) -> str:
    return "ar_sheets." + module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def arrows() -> dict[str, set[str]]:
    """Each module, and the modules of ours that it imports."""
    ours = {full_name(module) for module in MODULES} - {"ar_sheets.__init__", "ar_sheets.__main__"}
    return {
        full_name(module): {
            name if name in ours else name.rpartition(".")[0]
            for name in imports(module)
            if name.startswith("ar_sheets.") and (name in ours or name.rpartition(".")[0] in ours)
        }
        - {full_name(module)}
        for module in MODULES
    }


def room_of(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def test_every_room_is_in_a_layer_and_only_the_story_lies_at_the_root() -> None:
    assert {room(module) for module in MODULES} - {"__init__", "__main__"} <= set(LEVEL)
    assert {module for module in MODULES if "/" not in module} == {"__init__.py", "__main__.py", "weekly.py"}


def test_no_import_runs_upwards_or_sideways() -> None:
    found = [
        f"{module} -> {seen}"
        for module, all_seen in arrows().items()
        for seen in sorted(all_seen)
        if room_of(module) in LEVEL
        and room_of(seen) != room_of(module)
        and LEVEL[room_of(seen)] >= LEVEL[room_of(module)]
    ]
    assert found == []


def test_no_imports_run_in_a_circle() -> None:
    """Modules that import nothing of what is left are taken away until none is left, or a circle is."""
    left = arrows()
    while free := {module for module, seen in left.items() if not seen & set(left)}:
        left = {module: seen for module, seen in left.items() if module not in free}
    assert sorted(left) == []


def test_rules_and_countries_touch_no_files_no_screen_and_no_tables() -> None:
    pure = [module for module in MODULES if room(module) in PURE_ROOMS]
    packages = {module: {name.split(".")[0] for name in imports(module)} & NOT_PURE for module in pure}
    called = {module: calls(module) & {"open", "print", "input"} for module in pure}
    assert {module: found for module in pure if (found := packages[module] | called[module])} == {}


def test_no_module_reads_the_clock_but_those_that_must() -> None:
    assert {module for module in MODULES if calls(module) & CLOCK} == READ_THE_CLOCK


def test_no_module_loads_and_saves_a_workbook_with_openpyxl() -> None:
    assert [module for module in MODULES if any(name.split(".")[0] == "openpyxl" for name in imports(module))] == []


# One uniform function in each file of its kind counts once: formats of bank and invoice files, timetables.
UNIFORM = {("banks", "read"), ("invoices", "read_invoices"), ("cli", "shown"), ("cli", "install"), ("cli", "remove")}


def test_one_word_for_one_thing() -> None:
    """No more than 3 % of what modules offer shares its name with another class or function."""
    names: dict[str, set[str]] = {}
    count = 0
    for module in MODULES:
        body = ast.parse((PACKAGE / module).read_text("utf-8")).body
        for name in {n.name for n in body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name[0] != "_"}:
            count += 1
            names.setdefault(name, set()).add(room(module) if (room(module), name) in UNIFORM else module)
    shared = {name: sorted(places) for name, places in names.items() if len(places) > 1}
    assert sum(map(len, shared.values())) <= 0.03 * count, shared
