"""The icon on the Desktop that opens the menu of a workbook: a .lnk, a .command or a .desktop file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.file_names import safe
from ar_sheets.base.files import write_whole
from ar_sheets.base.i18n import _
from ar_sheets.cli.desktop import powershell
from ar_sheets.cli.desktop.calling import command, for_cmd, staying_open
from ar_sheets.cli.desktop.folders import find_folder

ENDINGS = {"win32": ".lnk", "darwin": ".command"}  # everywhere else .desktop


def put_icon(workbook: Path) -> Path:
    """Put the icon for a workbook on the Desktop, or beside the workbook where there is no Desktop; its path.

    Done again for the same workbook it renews its icon; a file of another origin is never replaced.
    Raises NotDone with a sentence.
    """
    workbook = workbook.resolve()
    if not workbook.is_file():
        raise NotDone(_("There is no file {path}. Check the name and the folder.", path=workbook))
    place = find_folder("Desktop") or workbook.parent
    words = command("start", str(workbook))
    try:
        if sys.platform == "win32":
            return Path(on_windows(place, title(workbook), words))
        made = mac_script if sys.platform == "darwin" else desktop_entry
        return _written(place, workbook, made(workbook, words))
    except OSError as fault:
        raise NotDone(
            _("No icon could be made in {place} ({why}). Check the rights there.", place=place, why=fault.strerror)
        ) from fault


def title(workbook: Path) -> str:
    """What stands under the icon: the name of the business, else the folder's, and the workbook's."""
    return f"{_business(workbook) or workbook.parent.name} - {workbook.stem}".strip(" -")


def _business(workbook: Path) -> str:
    """The name in Settings as a file may be called; empty where there is none or the workbook cannot be read."""
    from ar_sheets.dunning.assess import look
    from ar_sheets.workbook.guard import read_snapshot

    try:
        return safe(look(read_snapshot(workbook).data)[1].settings.business_name, "")
    except NotDone:
        return ""


def _mark(workbook: Path) -> str:
    """By this line an icon is known as ours, and whose it is."""
    return f"# The ar-sheets menu of {json.dumps(str(workbook), ensure_ascii=False)}"


def _written(place: Path, workbook: Path, content: str) -> Path:
    ending = ENDINGS.get(sys.platform, ".desktop")
    path, number = place / f"{title(workbook)}{ending}", 2
    while path.exists() and _mark(workbook).encode("utf-8", "surrogateescape") not in path.read_bytes():
        path, number = place / f"{title(workbook)} ({number}){ending}", number + 1
    write_whole(path, content.encode("utf-8", "surrogateescape"))
    path.chmod(0o755)
    if ending == ".desktop":
        _trust(path)
    return path


def mac_script(workbook: Path, words: list[str]) -> str:
    """A .command file: macOS opens it in Terminal."""
    return f"#!/bin/sh\n{_mark(workbook)}\nexec {shlex.join(staying_open(words))}\n"


def desktop_entry(workbook: Path, words: list[str]) -> str:
    """A .desktop file by freedesktop's Desktop Entry Specification; it opens in the person's own terminal."""
    lines = {
        "Type": "Application",
        "Version": "1.0",
        "Name": title(workbook),
        "Comment": _("The weekly run, the letters, and what needs you"),
        "Exec": " ".join(map(_argument, staying_open(words))),
        "Icon": "x-office-spreadsheet",
        "Terminal": "true",
        "Categories": "Office;Finance;",
    }
    body = "\n".join(f"{key}={_value(value)}" for key, value in lines.items())
    return f"[Desktop Entry]\n{_mark(workbook)}\n{body}\n"


def _argument(word: str) -> str:
    """One argument of Exec: in double quotes, with a backslash before what a shell would read, and % doubled."""
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return f'"{escaped}"'.replace("%", "%%")


def _value(text: str) -> str:
    """A value of type string: escapes of its own on top of those of Exec."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _trust(path: Path) -> None:
    """GNOME and Xfce start an icon without asking only when its maker marked it as trusted."""
    gio = shutil.which("gio")
    if gio is None:
        return
    seen = hashlib.sha256(path.read_bytes()).hexdigest()
    for name, value in (("metadata::trusted", "true"), ("metadata::xfce-exe-checksum", seen)):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            command = [gio, "set", str(path), name, value]
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=5, check=False)  # noqa: S603


# WScript.Shell writes a link only where its names are in the computer's old code page; Shell.Application sets any.
# So an empty link is made under a plain name, filled in, and moved to its place.
LINK = r"""
$place = $env:AR_SHEETS_PLACE
$shell = New-Object -ComObject Shell.Application
$folder = $shell.NameSpace($place)
$number = 1
do {
    $name = $env:AR_SHEETS_TITLE + $(if ($number -gt 1) { ' (' + $number + ')' }) + '.lnk'
    $path = Join-Path -Path $place -ChildPath $name
    $number++
} while ((Test-Path -LiteralPath $path) -and ($folder.ParseName($name).GetLink.Arguments -ne $env:AR_SHEETS_ARGUMENTS))
$plain = 'ar-sheets-' + $PID + '.lnk'
$made = Join-Path -Path $env:TEMP -ChildPath $plain
$empty = (New-Object -ComObject WScript.Shell).CreateShortcut($made)
$empty.TargetPath = $env:ComSpec
$empty.Save()
$link = $shell.NameSpace($env:TEMP).ParseName($plain).GetLink
$link.Arguments = $env:AR_SHEETS_ARGUMENTS
$link.Description = $env:AR_SHEETS_ABOUT
$link.Save()
Move-Item -LiteralPath $made -Destination $path -Force
$path
"""


def on_windows(place: Path, name: str, words: list[str]) -> str:
    """Make the .lnk in `place`; its path. Needs Windows."""
    values = {
        "AR_SHEETS_PLACE": str(place), "AR_SHEETS_TITLE": name, "AR_SHEETS_ARGUMENTS": for_cmd(words, "|| pause"),
        "AR_SHEETS_ABOUT": _("The weekly run, the letters, and what needs you"),
    }  # fmt: skip
    return powershell.run_script(LINK, **values)
