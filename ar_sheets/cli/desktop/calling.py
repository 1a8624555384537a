"""How an icon or a timetable starts ar-sheets: with the Python, and from the place, it was started with now."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path

from ar_sheets.base.i18n import _

_CLONE = Path(__file__).resolve().parents[3] / "run.py"


def command(*words: str) -> list[str]:
    """The command line that starts ar-sheets with these words, on this computer, from anywhere."""
    if os.environ.get("AR_SHEETS_CALLED", "").endswith("run.py") and _CLONE.is_file():
        # Through run.py again, which makes its .venv anew where need be; never with the .venv's own Python.
        return [getattr(sys, "_base_executable", None) or sys.executable, str(_CLONE), *words]
    return [sys.executable, "-P", "-m", "ar_sheets", *words]


def staying_open(words: list[str]) -> list[str]:
    """The command line in a shell that waits when the program could not even begin: no window vanishes unread."""
    stay = shlex.quote(_("Press Enter to close this window.") + " ")
    script = f"\"$@\" || {{ printf '\\n%s' {stay}; read -r _; }}"
    return ["/bin/sh", "-c", script, "sh", *words]


def for_cmd(words: list[str], then: str, first: str = "") -> str:
    """The arguments for Windows' cmd.exe that run `first`, these words and `then` ("|| pause", ">> file").

    Every word is quoted, so that & and ^ in a path stay letters; /s takes off the outer quotes only.
    """
    quoted = " ".join('"' + re.sub(r"(\\+)$", r"\1\1", word) + '"' for word in words)
    return f'/d /s /c "{first}{quoted} {then}"'
