"""The icon: the files for each system as text, and the Linux one started for real on a screen in memory."""

from __future__ import annotations

import os
import plistlib
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.desktop import calling, folders, launchd, powershell, schedule, shortcut, windows_tasks
from ar_sheets.cli.main import main

NAMES = ["plain", "with blanks", "Çela & Søn", "it's 100%", 'say "x"', "back\\slash", "do$llar `tick`", "%F %% ;#|<>"]
WORDS = ["/usr/bin/python3", "-P", "-m", "ar_sheets", "start"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own with a Desktop."""
    place = tmp_path / "home"
    (place / "Desktop").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    return place


def a_workbook(folder: Path, name: str = "receivables.xlsx") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"any file will do")
    return path


def needs(*programs: str) -> None:
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")


@pytest.mark.parametrize("name", NAMES)
def test_a_desktop_entry_is_valid_and_gives_every_word_back(tmp_path: Path, name: str) -> None:
    needs("desktop-file-validate")
    workbook = tmp_path / name / "receivables.xlsx"
    entry = tmp_path / "icon.desktop"
    entry.write_text(shortcut.desktop_entry(workbook, [*WORDS, str(workbook)]), "utf-8")
    checked = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_a_desktop_entry_is_started_by_another_program_than_ours(tmp_path: Path, name: str) -> None:
    """GLib reads Exec and starts it; the program writes down the words it was given."""
    needs("gio")
    workbook, noted = tmp_path / name / "receivables.xlsx", tmp_path / "words.txt"
    writes = f"import sys; open({str(noted)!r}, 'w', encoding='utf-8').write(chr(10).join(sys.argv[1:]))"
    entry = tmp_path / "icon.desktop"
    text = shortcut.desktop_entry(workbook, [sys.executable, "-c", writes, "start", str(workbook)])
    entry.write_text(text.replace("Terminal=true", "Terminal=false"), "utf-8")
    subprocess.run(["gio", "launch", entry], check=True, stdout=subprocess.DEVNULL, timeout=30)
    assert arrived(noted) == ["start", str(workbook)]


def arrived(file: Path) -> list[str]:
    """The lines of a file that another program writes, once they are there."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if file.exists() and file.stat().st_size:
            return file.read_text("utf-8").splitlines()
        time.sleep(0.05)
    return []


@pytest.mark.parametrize("name", NAMES)
def test_a_mac_icon_is_a_script_that_gives_every_word_back(tmp_path: Path, name: str) -> None:
    workbook = tmp_path / name / "receivables.xlsx"
    shown = [sys.executable, "-c", "import sys; print(sys.argv[1:])", "start", str(workbook)]
    script = tmp_path / "icon.command"
    script.write_text(shortcut.mac_script(workbook, shown), "utf-8")
    done = subprocess.run(["/bin/sh", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(["start", str(workbook)])


def test_a_program_that_cannot_begin_leaves_the_window_open() -> None:
    words = calling.staying_open([sys.executable, "-P", "-m", "ar_sheets_that_is_not_there"])
    done = subprocess.run(words, input="\n", capture_output=True, text=True, check=False)
    assert "Press Enter to close this window." in done.stdout
    done = subprocess.run(calling.staying_open(["true"]), input="", capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_the_icon_goes_to_the_real_desktop_under_its_own_name(home: Path, tmp_path: Path) -> None:
    (home / ".config").mkdir()
    (home / "Skrivebord").mkdir()
    named = '# a remark\nXDG_DESKTOP_DIR="$HOME/Skrivebord"\nXDG_DOCUMENTS_DIR="$HOME/Dokumenter"\n'
    (home / ".config" / "user-dirs.dirs").write_text(named)
    icon = shortcut.put_icon(a_workbook(tmp_path / "Çela & Søn"))
    assert icon == home / "Skrivebord" / "Çela & Søn - receivables.desktop"
    assert os.access(icon, os.X_OK)


def test_without_a_desktop_the_icon_is_beside_the_workbook(home: Path, tmp_path: Path) -> None:
    (home / "Desktop").rmdir()
    workbook = a_workbook(tmp_path / "shop")
    assert shortcut.put_icon(workbook).parent == workbook.parent


def test_an_icon_is_renewed_and_a_strange_file_never_replaced(home: Path, tmp_path: Path) -> None:
    one, other = a_workbook(tmp_path / "a" / "shop"), a_workbook(tmp_path / "b" / "shop")
    first = shortcut.put_icon(one)
    first.write_text(first.read_text("utf-8").replace("Terminal=true", "Terminal=false"), "utf-8")
    assert shortcut.put_icon(one) == first
    assert "Terminal=true" in first.read_text("utf-8")
    second = shortcut.put_icon(other)
    assert second.name == "shop - receivables (2).desktop"
    first.write_text("somebody's own")
    assert shortcut.put_icon(one).name == "shop - receivables (3).desktop"
    assert first.read_text() == "somebody's own"


def test_a_workbook_that_is_not_there_gets_no_icon(home: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["shortcut", str(tmp_path / "none.xlsx")])
    assert done.exit_code == 2
    assert "none.xlsx" in done.stderr
    assert list((home / "Desktop").iterdir()) == []


@pytest.mark.parametrize("name", [name for name in NAMES if '"' not in name and "\\" not in name])
def test_a_windows_link_keeps_every_path_in_quotes(name: str) -> None:
    """What cmd /s /c is given: it takes off the outermost quotes and reads the rest as it stands."""
    words = [r"C:\R&D\python.exe", "-P", "-m", "ar_sheets", "start", rf"C:\Users\Kari\{name}\receivables.xlsx"]
    line = calling.for_cmd(words, "|| pause")
    assert line == '/d /s /c "' + " ".join(f'"{word}"' for word in words) + ' || pause"'


def test_a_windows_folder_that_ends_in_a_backslash_does_not_eat_the_quote() -> None:
    assert calling.for_cmd(["D:\\"], "").startswith('/d /s /c ""D:\\\\" ')


@pytest.fixture
def powershell_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program named powershell.exe that writes down its words and what it was told, and prints a path."""
    tools, noted = tmp_path / "tools", tmp_path / "told"
    tools.mkdir()
    noted.mkdir()
    (tools / "powershell.exe").write_text(
        f"#!{sys.executable}\nimport os, sys, pathlib\nplace = pathlib.Path({str(noted)!r})\n"
        "(place / 'words').write_text(chr(0).join(sys.argv[1:]), 'utf-8')\n"
        "for name in os.environ:\n    if name.startswith('AR_SHEETS_'):\n"
        "        (place / name).write_text(os.environ[name], 'utf-8')\n"
        "sys.stdout.buffer.write('C:\\\\Desktop\\\\Çela.lnk\\r\\n'.encode())\n"
    )
    (tools / "powershell.exe").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    return noted


def test_windows_is_told_what_differs_beside_the_script_and_never_in_it(powershell_here: Path) -> None:
    name = "Çela'; Remove-Item C:\\ -Recurse; '"
    made = shortcut.on_windows(Path("C:/Desktop"), name, ["python.exe", "start", name])
    assert made == "C:\\Desktop\\Çela.lnk"
    words = (powershell_here / "words").read_text("utf-8").split("\0")
    assert "Remove-Item" not in " ".join(words)
    assert '"' not in words[-1]
    assert (powershell_here / "AR_SHEETS_TITLE").read_text("utf-8") == name
    assert name in (powershell_here / "AR_SHEETS_ARGUMENTS").read_text("utf-8")


def test_on_windows_the_desktop_is_where_windows_says(
    powershell_here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OneDrive moves it: only Windows knows where it is now."""
    moved = tmp_path / "OneDrive - Søn" / "Skrivebord"
    moved.mkdir(parents=True)
    script = powershell_here.parent / "tools" / "powershell.exe"
    script.write_text(script.read_text("utf-8").replace("C:\\\\Desktop\\\\Çela.lnk", str(moved)), "utf-8")
    monkeypatch.setattr(sys, "platform", "win32")
    assert folders.find_folder("Desktop") == moved
    assert (powershell_here / "AR_SHEETS_FOLDER").read_text() == "Desktop"
    assert "[Environment]::GetFolderPath" in (powershell_here / "words").read_text("utf-8")
    moved.rmdir()
    assert folders.find_folder("Desktop") is None


def test_on_a_mac_the_icon_is_a_script_that_may_be_run(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    icon = shortcut.put_icon(a_workbook(tmp_path / "shop"))
    assert icon == home / "Desktop" / "shop - receivables.command"
    assert os.access(icon, os.X_OK)
    assert shortcut.put_icon(tmp_path / "shop" / "receivables.xlsx") == icon


def test_windows_says_no_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "powershell.exe").write_text("#!/bin/sh\necho 'Access is denied.' >&2\necho 'At line:1' >&2\nexit 1\n")
    (tools / "powershell.exe").chmod(0o755)
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(NotDone, match=r"^Windows did not do it: Access is denied\.$"):
        powershell.run_script("anything")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotDone, match="could not be started"):
        powershell.run_script("anything")


def test_from_a_clone_the_icon_starts_run_py_with_a_python_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AR_SHEETS_CALLED", "python3 run.py")
    python, script, *words = calling.command("start", "a b.xlsx")
    assert Path(python).is_file()
    assert ".venv" not in python
    assert Path(script).name == "run.py"
    assert words == ["start", "a b.xlsx"]
    monkeypatch.setenv("AR_SHEETS_CALLED", "ar-sheets")
    assert calling.command("start") == [sys.executable, "-P", "-m", "ar_sheets", "start"]


@pytest.fixture
def screen() -> Iterator[str]:
    """A screen in memory; its number."""
    needs("Xvfb", "xterm", "gio")
    number = f":{90 + os.getpid() % 900}"
    server = subprocess.Popen(["Xvfb", number, "-screen", "0", "900x600x24"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        if server.poll() is not None:
            pytest.skip("no screen in memory could be made")
        yield number
    finally:
        server.terminate()
        server.wait()


def test_a_double_click_opens_the_menu_in_a_terminal(screen: str, home: Path, tmp_path: Path) -> None:
    """The icon as `shortcut` makes it, started by GLib in xterm; the window shows the menu of that workbook."""
    workbook = a_workbook(tmp_path / "Çela & Søn's 100%")
    tools, seen = tmp_path / "tools", tmp_path / "seen.txt"
    tools.mkdir()
    # xterm, but it also writes what its window shows into a file.
    (tools / "xterm").write_text(f'#!/bin/sh\nexec {shutil.which("xterm")} -l -lf {shlex.quote(str(seen))} "$@"\n')
    (tools / "xterm").chmod(0o755)
    icon = shortcut.put_icon(workbook)
    environment = {
        **os.environ, "DISPLAY": screen, "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(Path(shortcut.__file__).resolve().parents[3]),
    }  # fmt: skip
    nowhere = subprocess.DEVNULL  # a pipe would stay open as long as the window
    subprocess.run(["gio", "launch", icon], env=environment, check=True, stdout=nowhere, stderr=nowhere, timeout=30)
    end = time.monotonic() + 20
    while time.monotonic() < end and "Type a number" not in (seen.read_text("utf-8") if seen.exists() else ""):
        time.sleep(0.1)
    shown = seen.read_text("utf-8")
    assert str(workbook) in shown
    assert "2  Weekly run" in shown


# The same words by the clock, as macOS and Windows take them.


def a_job(path: Path) -> schedule.Job:
    return schedule.weekly_job(path, "Friday", datetime(2026, 11, 20, 7, 30).time(), datetime(2026, 11, 20, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize("name", NAMES)
def test_a_launchd_agent_gives_every_word_back(tmp_path: Path, name: str) -> None:
    workbook = a_workbook(tmp_path / name)
    agent = plistlib.loads(launchd.shown(a_job(workbook)).encode())
    assert agent["ProgramArguments"][-2:] == ["run", str(workbook)]
    assert agent["StartCalendarInterval"] == {"Weekday": 5, "Hour": 7, "Minute": 30}


@pytest.mark.parametrize("name", NAMES)
def test_a_windows_task_is_whole_xml_and_runs_and_never_sends(tmp_path: Path, name: str) -> None:
    workbook = a_workbook(tmp_path / name)
    task = ElementTree.fromstring(windows_tasks.shown(a_job(workbook)).partition("?>")[2])
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    arguments = task.findtext(f".//{space}Arguments") or ""
    assert f'"run" "{workbook}" >> "' in arguments
    assert arguments.startswith('/d /s /c "set "PYTHONUTF8=1" && "')
    assert "send" not in arguments
    assert task.find(f".//{space}DaysOfWeek/{space}Friday") is not None
    assert task.findtext(f".//{space}StartBoundary") == "2026-11-21T07:30:00"
