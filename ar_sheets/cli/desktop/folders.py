"""Where a person's Desktop and Documents really are: moved by OneDrive, or named in their own language."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.desktop import powershell

_XDG = {"Desktop": "XDG_DESKTOP_DIR", "Documents": "XDG_DOCUMENTS_DIR", "Downloads": "XDG_DOWNLOAD_DIR"}
_WINDOWS = {"Desktop": "Desktop", "Documents": "MyDocuments"}


def find_folder(name: str) -> Path | None:
    """The folder "Desktop", "Documents" or "Downloads" of the person; None where there is none."""
    if sys.platform == "win32":
        found = _on_windows(name)
    elif sys.platform == "darwin":
        found = Path.home() / name  # macOS shows it translated, but that is its name
    else:
        found = _by_xdg(name) or Path.home() / name
    return found if found is not None and found.is_dir() else None


def _on_windows(name: str) -> Path | None:
    if name not in _WINDOWS:  # Windows names no special folder for it
        return Path.home() / name
    try:
        told = powershell.run_script(
            "[Environment]::GetFolderPath($env:AR_SHEETS_FOLDER)", AR_SHEETS_FOLDER=_WINDOWS[name]
        )
    except NotDone:
        return None
    return Path(told) if told else None


def _by_xdg(name: str) -> Path | None:
    """By freedesktop's xdg-user-dirs: lines such as XDG_DESKTOP_DIR="$HOME/Skrivebord"."""
    home = Path.home()
    file = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = re.search(rf'^\s*{_XDG[name]}="((?:[^"\\]|\\.)*)"', text, re.MULTILINE)
    path = re.sub(r"\\(.)", r"\1", found[1]).replace("$HOME", str(home), 1) if found else ""
    # A person without the folder has it set to their home itself.
    return Path(path) if path.startswith("/") and Path(path) != home else None
