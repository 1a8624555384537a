"""Opening a file in the program that the person uses for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_file(path: Path) -> bool:
    """Open a file as a double-click would; False where this computer has no way to, or shows no windows."""
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - as a double-click
            return True
        opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if opener is None or not screen:
            return False
        # In a session of its own: closing this window leaves what it opened, and nothing is printed into the menu.
        nowhere = subprocess.DEVNULL
        subprocess.Popen(  # noqa: S603 - the person's own file
            [opener, str(path)], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
        )
    except OSError:
        return False
    return True
