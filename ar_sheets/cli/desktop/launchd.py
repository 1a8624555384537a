"""A launchd agent of the person on macOS: a property list in Library/LaunchAgents."""

from __future__ import annotations

import os
import plistlib
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import write_whole
from ar_sheets.base.i18n import _
from ar_sheets.cli.desktop import DAYS

if TYPE_CHECKING:
    from ar_sheets.cli.desktop.job import WeeklyJob


def shown(job: WeeklyJob) -> str:
    """The property list."""
    agent = {
        "Label": job.name,
        "ProgramArguments": list(job.words),
        "StartCalendarInterval": {
            "Weekday": (DAYS.index(job.day) + 1) % 7, "Hour": job.at.hour, "Minute": job.at.minute,
        },
        "StandardOutPath": str(job.log),
        "StandardErrorPath": str(job.log),
    }  # fmt: skip
    return plistlib.dumps(agent).decode()


def install(job: WeeklyJob) -> None:
    """Write the list and have launchd read it, in the place of an earlier one."""
    file = _file(job)
    file.parent.mkdir(parents=True, exist_ok=True)
    _launchctl("bootout", f"{_domain()}/{job.name}")  # fails when it is not there, which is fine
    write_whole(file, shown(job).encode())
    done = _launchctl("bootstrap", _domain(), str(file))
    if done.returncode:
        raise NotDone(_("launchd did not take it: {why}", why=done.stderr.decode("utf-8", "replace").strip()))


def remove(job: WeeklyJob) -> bool:
    """Stop it and delete the list; whether it was there."""
    there = _file(job).exists()
    _launchctl("bootout", f"{_domain()}/{job.name}")
    _file(job).unlink(missing_ok=True)
    return there


def _file(job: WeeklyJob) -> Path:
    return Path.home() / "Library" / "LaunchAgents" / f"{job.name}.plist"


def _domain() -> str:
    return f"gui/{os.getuid()}" if hasattr(os, "getuid") else "gui"


def _launchctl(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["launchctl", *words], stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603, S607
    except OSError as fault:
        raise NotDone(_("launchctl could not be started ({why}).", why=fault.strerror)) from fault
