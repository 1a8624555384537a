"""The weekly run by the clock: with cron, launchd or the Windows Task Scheduler. It runs and never sends.

The run's words go to .ar-sheets/schedule.log. Where the computer was off at that hour, launchd and Windows run
when it is on again; cron waits for the next week.
"""

from __future__ import annotations

import sys
from datetime import datetime, time
from pathlib import Path
from typing import Protocol

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.desktop.calling import command
from ar_sheets.cli.desktop.job import Job


class Timetable(Protocol):
    """What cron, launchd and Windows each do in their own way."""

    def shown(self, job: Job) -> str:
        """The entry, to read."""

    def install(self, job: Job) -> None:
        """Put it in."""

    def remove(self, job: Job) -> bool:
        """Take it out; whether it was there."""


def job(workbook: Path, day: str, at: time, now: datetime) -> Job:
    """The weekly run of a workbook. NotDone when it is not there."""
    workbook = workbook.resolve()
    if not workbook.is_file():
        raise NotDone(f"There is no file {workbook}. Check the name and the folder.")
    if any(letter in str(workbook) for letter in "\r\n"):
        raise NotDone("The name of the workbook, or of its folder, has a line break in it. Rename it first.")
    return Job(workbook, day, at, tuple(command("run", str(workbook))), now)


def shown(job: Job) -> str:
    """What would be installed here, to read or to install by hand."""
    return f"{_when(job)}, the weekly run (nothing is sent):\n\n{_here().shown(job)}\n"


def install(job: Job) -> str:
    """Install it, in the place of an earlier one for the same workbook. NotDone, a sentence, where it cannot be."""
    job.log.parent.mkdir(exist_ok=True)
    _here().install(job)
    return (
        f"{_when(job)}, the weekly run of {job.workbook} is done by itself; nothing is sent.\n"
        f"What it says goes to {job.log}. The workbook must be closed at that time."
    )


def remove(job: Job) -> str:
    """Take it out again, and nothing else."""
    done = _here().remove(job)
    return f"{job.workbook} has no weekly run by the clock {'any more' if done else 'here; nothing was changed'}."


def _when(job: Job) -> str:
    return f"Every {job.day} at {job.at:%H:%M}"


def _here() -> Timetable:
    """The timetable of this system: a module with shown, install and remove."""
    from ar_sheets.cli.desktop import crontab, launchd, windows_tasks

    return {"win32": windows_tasks, "darwin": launchd}.get(sys.platform, crontab)
