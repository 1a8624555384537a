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
from ar_sheets.cli.desktop.job import WeeklyJob


class Timetable(Protocol):
    """What cron, launchd and Windows each do in their own way."""

    def shown(self, job: WeeklyJob) -> str:
        """The entry, to read."""

    def install(self, job: WeeklyJob) -> None:
        """Put it in."""

    def remove(self, job: WeeklyJob) -> bool:
        """Take it out; whether it was there."""


def weekly_job(workbook: Path, day: str, at: time, now: datetime) -> WeeklyJob:
    """The weekly run of a workbook. NotDone when it is not there."""
    workbook = workbook.resolve()
    if not workbook.is_file():
        raise NotDone(f"There is no file {workbook}. Check the name and the folder.")
    if any(letter in str(workbook) for letter in "\r\n"):
        raise NotDone("The name of the workbook, or of its folder, has a line break in it. Rename it first.")
    return WeeklyJob(workbook, day, at, tuple(command("run", str(workbook))), now)


def show_schedule(job: WeeklyJob) -> str:
    """What would be installed here, to read or to install by hand."""
    return f"{_when(job)}, the weekly run (nothing is sent):\n\n{_here().shown(job)}\n"


def install_schedule(job: WeeklyJob) -> str:
    """Install it, in the place of an earlier one for the same workbook. NotDone, a sentence, where it cannot be."""
    job.log.parent.mkdir(exist_ok=True)
    _here().install(job)
    return (
        f"{_when(job)}, the weekly run of {job.workbook} is done by itself; nothing is sent.\n"
        f"What it says goes to {job.log}. The workbook must be closed at that time."
    )


def remove_schedule(job: WeeklyJob) -> str:
    """Take it out again, and nothing else."""
    done = _here().remove(job)
    return f"{job.workbook} has no weekly run by the clock {'any more' if done else 'here; nothing was changed'}."


def _when(job: WeeklyJob) -> str:
    return f"Every {job.day} at {job.at:%H:%M}"


def _here() -> Timetable:
    """The timetable of this system: a module with shown, install and remove."""
    from ar_sheets.cli.desktop import crontab, launchd, windows_tasks

    return {"win32": windows_tasks, "darwin": launchd}.get(sys.platform, crontab)
