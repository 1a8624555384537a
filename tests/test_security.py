"""What SECURITY.md promises about the program itself: what it may call, and what it is made of."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ar_sheets"
SOURCES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in
           [*PACKAGE.rglob("*.py"), ROOT / "run.py"]}  # fmt: skip
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")

FORBIDDEN = {
    "eval", "exec", "compile", "__import__",  # a text as a program
    "os.system", "os.popen", "os.execv", "os.execl", "os.spawnl", "os.spawnv", "pty.spawn", "subprocess.getoutput",
    "subprocess.getstatusoutput",  # through a shell
    "tempfile.mktemp",
}  # fmt: skip
NEVER_IMPORTED = {
    "pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "cloudpickle", "yaml", "multiprocessing",
    "concurrent.futures.process", "xml.etree", "xml.dom", "xml.sax.make_parser", "telnetlib", "ftplib", "socketserver",
}  # fmt: skip
EXCEPTED = {
    "ar_sheets/banks/camt.py": ("xml.etree", "files with a DTD are refused before, and size and depth are bounded"),
    "ar_sheets/invoices/": ("xml.etree", "the same: reading.py looks before any format's own file parses"),
    "ar_sheets/practice/going.py": (
        "joblib",
        "talks to the worker processes that it started, or to the owner's cluster",
    ),
    "ar_sheets/sharing/leaks.py": ("xml.etree", "reads only the copy that was written a moment before"),
}
# Who starts other programs, and which. None of them gets a text that could come from a workbook as a command.
STARTS_PROGRAMS = {
    "ar_sheets/xlsx/subprocess_reader.py": "our own module, to parse files from outside",
    "ar_sheets/letters/typst_pool.py": "our own module, to make many PDFs at once",
    "ar_sheets/cli/desktop/shortcut.py": "the desktop's own tool, told that an icon is wanted",
    "ar_sheets/cli/desktop/powershell.py": "Windows PowerShell with a fixed script; values go in by the environment",
    "ar_sheets/cli/desktop/opening.py": "the program for a file of the owner, as a double-click does",
    "ar_sheets/cli/desktop/crontab.py": "crontab, when the owner asks for a timetable",
    "ar_sheets/cli/desktop/launchd.py": "launchctl, the same on macOS",
    "ar_sheets/cli/desktop/windows_tasks.py": "schtasks, the same on Windows",
    "run.py": "Python and pip, to make .venv",
}
LOADS_BY_NAME = {
    "ar_sheets/xlsx/subprocess_reader.py": "in the child: the function its parent names",
    "ar_sheets/countries/__init__.py": "the countries, by the files in its own folder",
    "ar_sheets/banks/libraries.py": "readers of bank formats, only when such a file comes",
    "ar_sheets/banks/reading.py": "the format's own file, by our list",
    "ar_sheets/invoices/reading.py": "the format's own file, by our list",
    "ar_sheets/letters/pdf.py": "typst, to ask for its version",
}


def calls(tree: ast.AST) -> set[str]:
    """What is called, as it is written: eval, os.system."""
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def imported(tree: ast.AST) -> set[str]:
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    }


def test_no_module_runs_text_as_a_program_or_unpacks_objects() -> None:
    found = []
    for source, tree in SOURCES.items():
        never = NEVER_IMPORTED - {what for place, (what, _) in EXCEPTED.items() if source.startswith(place)}
        found += [f"{source}: {name}" for name in calls(tree) & FORBIDDEN]
        found += [f"{source}: {n}" for n in imported(tree) for no in never if n == no or n.startswith(f"{no}.")]
    assert found == []


def test_no_module_uses_a_shell() -> None:
    words = [
        (source, word.arg)
        for source, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for word in node.keywords
    ]
    assert [source for source, word in words if word == "shell"] == []


def test_those_that_start_programs_or_load_modules_by_name_are_listed() -> None:
    starting = {source for source, tree in SOURCES.items() if "subprocess" in imported(tree)}
    assert starting == set(STARTS_PROGRAMS)
    loading = {source for source, tree in SOURCES.items() if calls(tree) & {"importlib.import_module", "import_module"}}
    assert loading == set(LOADS_BY_NAME)


def test_the_list_of_what_it_is_made_of_is_that_of_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: needs for name, needs in project["optional-dependencies"].items() if name != "dev"}
    needed = [*project["dependencies"], *(need for needs in extras.values() for need in needs)]
    names = [re.match(r"[A-Za-z0-9_-]+", need)[0] for need in needed]  # type: ignore[index]
    listed = re.findall(r"^\| `([^`]+)` \|", SECURITY, re.MULTILINE)
    assert sorted(listed) == sorted(names)
    for extra, needs in extras.items():
        for need in needs:
            name = re.match(r"[A-Za-z0-9_-]+", need)[0]  # type: ignore[index]
            assert re.search(rf"^\| `{name}` \|.*extra `{extra}`", SECURITY, re.MULTILINE), name


def test_the_bounds_it_names_are_those_that_hold() -> None:
    from ar_sheets.letters.sandbox import LARGEST
    from ar_sheets.xlsx import limits, subprocess_reader

    own, outside = limits.OWN, limits.OUTSIDE
    for number in (own.file // 10**6, own.whole // 10**9, outside.file // 10**6, outside.whole // 10**6,
                   own.cells // 10**6, outside.cells // 10**6, int(subprocess_reader.SECONDS),
                   LARGEST // 10**6):  # fmt: skip
        assert re.search(rf"\b{number} (MB|GB|million|seconds)\b", SECURITY), number
    assert "1 GB of memory" in SECURITY
    assert subprocess_reader.MEMORY == 1 << 30
