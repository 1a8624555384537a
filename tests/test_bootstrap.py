"""run.py, for real: it makes its .venv with pip, around a project so small that it needs no network."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READY = "Getting ar-sheets ready"

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "ar-sheets"
version = "0"
"""

BACKEND = """
import pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(pathlib.Path(folder, "ar_sheets-0-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("ar_sheets.pth", str(pathlib.Path.cwd()))
        wheel.writestr("ar_sheets-0.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr("ar_sheets-0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: ar-sheets\\nVersion: 0\\n")
        wheel.writestr("ar_sheets-0.dist-info/RECORD", "")
    return "ar_sheets-0-py3-none-any.whl"
"""

PROGRAM = """
import os, sys, time
print(sys.argv[1:], os.path.basename(os.getcwd()), sys.prefix != sys.base_prefix, flush=True)
if sys.argv[1:] == ["wait"]:
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        sys.exit("stopped")
sys.exit(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0)
"""


def python_here(name: str) -> Path:
    """The Python of this name, on the PATH or from pyenv; skips the test where there is none."""
    for place in [shutil.which(name), *Path.home().glob(f".pyenv/versions/*/bin/{Path(name).name}")]:
        if place and not subprocess.run([place, "--version"], capture_output=True, check=False).returncode:
            return Path(place)
    pytest.skip(f"no {name} here")


def start(project: Path, *arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.Popen[str]:
    """Starts run.py of a project with this Python, without the caller's own settings for pip."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.Popen(
        [sys.executable, project / "run.py", *arguments], cwd=cwd or project, env=clean | variables,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def run(project: Path, *arguments: str, cwd: Path | None = None, **variables: str) -> tuple[int, str, str]:
    """Runs run.py to its end: the exit code, what it printed, what it said on stderr."""
    child = start(project, *arguments, cwd=cwd, **variables)
    out, said = child.communicate(timeout=300)
    return child.returncode, out.strip(), said.strip()


def small_project(folder: Path) -> Path:
    (folder / "ar_sheets").mkdir(parents=True)
    (folder / "ar_sheets" / "__init__.py").touch()
    (folder / "ar_sheets" / "__main__.py").write_text(PROGRAM, "utf-8")
    (folder / "pytest.py").write_text("import sys; print('tested', sys.argv[1:])", "utf-8")
    (folder / "backend.py").write_text(BACKEND, "utf-8")
    (folder / "pyproject.toml").write_text(PROJECT, "utf-8")
    shutil.copy(ROOT / "run.py", folder)
    return folder


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project that has run once, in a folder with spaces and letters in its name."""
    folder = small_project(tmp_path_factory.mktemp("clone") / "Çela & Søn")
    code, out, said = run(folder, "demo")
    assert (code, out) == (0, "['demo'] Çela & Søn True"), said
    assert said.startswith(READY)
    return folder


def test_arguments_the_folder_and_the_exit_code_pass_through(project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "my books"
    elsewhere.mkdir()
    assert run(project, "run", "my file.xlsx", "2", cwd=elsewhere) == (
        2,
        "['run', 'my file.xlsx', '2'] my books True",
        "",
    )


def test_later_runs_install_nothing(project: Path) -> None:
    before = (project / ".venv" / "installed").stat().st_mtime_ns
    assert run(project, "demo")[2] == ""
    assert (project / ".venv" / "installed").stat().st_mtime_ns == before


def test_first_test_adds_the_test_tools_and_neither_is_installed_again(project: Path, tmp_path: Path) -> None:
    marker = next((project / ".venv").rglob("pyvenv.cfg")).stat().st_mtime_ns
    run(project, "test", cwd=tmp_path)
    assert run(project, "test", "-k", "a b", cwd=tmp_path) == (0, "tested ['-k', 'a b']", "")
    assert run(project, "demo")[2] == ""
    assert next((project / ".venv").rglob("pyvenv.cfg")).stat().st_mtime_ns == marker


def test_an_extra_that_cannot_be_had_keeps_nobody_from_the_rest(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    wanting = "Name: ar-sheets\\nProvides-Extra: fast\\nRequires-Dist: ar-sheets-nowhere; extra == 'fast'\\n"
    (project / "backend.py").write_text(BACKEND.replace("Name: ar-sheets\\n", wanting), "utf-8")
    code, out, said = run(project, "demo", PIP_NO_INDEX="1")
    assert (code, out.split("]")[0]) == (0, "['demo'"), said
    code, _, said = run(project, "test", PIP_NO_INDEX="1")
    assert code == 2
    assert said.splitlines()[1:] != []


def test_a_changed_pyproject_installs_again_once(project: Path) -> None:
    (project / "pyproject.toml").write_text(PROJECT + "# a new dependency\n", "utf-8")
    assert run(project, "demo")[2].startswith(READY)
    assert run(project, "demo")[2] == ""


def test_a_venv_that_was_interrupted_or_lost_its_python_is_made_again(project: Path) -> None:
    (project / ".venv" / "installed").unlink()
    for part in (project / ".venv").glob("lib*"):
        part.unlink() if part.is_symlink() else shutil.rmtree(part)
    for link in (project / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/nowhere/python3")
    code, out, said = run(project, "demo")
    assert (code, out) == (0, "['demo'] Çela & Søn True"), said


def test_a_moved_folder_still_works(project: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(project, moved, symlinks=True)
    code, out, said = run(moved, "demo")
    assert (code, out) == (0, "['demo'] moved True"), said
    assert str(project) not in "".join(path.read_text("utf-8") for path in (moved / ".venv").rglob("ar_sheets.pth"))


def test_without_a_network_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    project = small_project(tmp_path / "clone")
    (project / "pyproject.toml").write_text(PROJECT.replace("[]", '["hatchling"]', 1), "utf-8")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    code, out, said = run(project, "demo", **nowhere)
    assert (code, out) == (2, "")
    assert said.splitlines()[1:] == [
        "pip cannot reach the package index: is there a network, or a proxy to name in HTTPS_PROXY?"
    ]


def test_a_folder_it_may_not_write_to_is_named(tmp_path: Path) -> None:
    project = small_project(tmp_path / "clone")
    (project / ".venv").write_text("not a folder", "utf-8")
    code, _, said = run(project, "demo")
    assert code == 2
    assert len(said.splitlines()) == 2
    assert str(project / ".venv") in said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("words", "passed"), [([], ["start"]), (["start", "a b.xlsx"], ["start", "a b.xlsx"])])
def test_a_double_click_opens_the_menu(project: Path, words: list[str], passed: list[str]) -> None:
    run(project, "demo")
    assert run(project)[1].startswith("[]")  # in a script it stays what it was: nothing said, nothing begun
    with in_a_window(project, *words) as (window, _):
        assert read_until(window, "True").startswith(str(passed))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals")
def test_a_double_clicked_window_waits_with_what_went_wrong(tmp_path: Path) -> None:
    project = small_project(tmp_path / "clone")
    (project / ".venv").write_text("not a folder", "utf-8")
    with in_a_window(project) as (window, child):
        read_until(window, "Press Enter to close this window.")
        assert child.poll() is None
        os.write(window, b"\n")
        assert child.wait(timeout=20) == 2


@contextmanager
def in_a_window(project: Path, *words: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """run.py in a pseudo-terminal: its other end, and the process."""
    import pty

    window, inner = pty.openpty()
    command = [sys.executable, project / "run.py", *words]
    child = subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, start_new_session=True)
    os.close(inner)
    try:
        yield window, child
    finally:
        child.kill()
        child.wait()
        os.close(window)


def read_until(window: int, words: str) -> str:
    """What the window shows, up to these words."""
    seen = ""
    while words not in seen:
        seen += os.read(window, 4096).decode()
    return seen


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to send Ctrl-C to")
def test_ctrl_c_is_for_the_program_and_shows_no_traceback(project: Path) -> None:
    run(project, "demo")
    child = start(project, "wait")
    assert child.stdout is not None
    assert child.stdout.readline().startswith("['wait']")
    time.sleep(0.2)
    os.killpg(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=30)
    assert (child.returncode, said.strip()) == (1, "stopped")


def test_a_python_that_is_too_old_is_told_in_one_sentence(tmp_path: Path) -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 10, 9); runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", pretend, ROOT / "run.py"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert done.stderr == "ar-sheets needs Python 3.11 or newer; this is 3.10. Get one from python.org.\n"


@pytest.mark.parametrize("name", ["python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10"])
def test_an_old_python_that_is_here_can_read_the_file(name: str) -> None:
    python = python_here(name)
    done = subprocess.run([python, ROOT / "run.py"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert f"this is {name.removeprefix('python')}." in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("name", ["python3.11", "python3.12", "python3.13", "/usr/bin/python3"])
def test_clean_clone_makes_the_demo(name: str, tmp_path: Path) -> None:
    python = python_here(name)
    clone = tmp_path / "a shop" / "ar sheets"
    made = subprocess.run(["git", "clone", "-q", ROOT, clone], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("this is not a clone")
    done = subprocess.run([python, clone / "run.py", "demo"], cwd=tmp_path, capture_output=True, text=True, check=False)
    if "cannot reach the package index" in done.stderr:
        pytest.skip("no network here")
    assert done.returncode in (0, 1), done.stderr  # 1: the demo's typing errors need a person
    assert (tmp_path / "ar-sheets-demo" / "receivables.xlsx").is_file()
