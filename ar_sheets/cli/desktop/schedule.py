"""The weekly run by the clock: with cron, launchd or the Windows Task Scheduler. It runs and never sends.

The run's words go to .ar-sheets/schedule.log. Where the computer was off at that hour, launchd and Windows run
when it is on again; cron waits for the next week.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Protocol

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, language
from ar_sheets.cli.desktop import DAYS
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
        raise NotDone(_("There is no file {path}. Check the name and the folder.", path=workbook))
    if any(letter in str(workbook) for letter in "\r\n"):
        raise NotDone(_("The name of the workbook, or of its folder, has a line break in it. Rename it first."))
    return WeeklyJob(workbook, day, at, tuple(command("run", str(workbook))), now)


def show_schedule(job: WeeklyJob) -> str:
    """What would be installed here, to read or to install by hand."""
    title = _("Every {day} at {time}, the weekly run (nothing is sent):", day=_day(job), time=f"{job.at:%H:%M}")
    return f"{title}\n\n{_here().shown(job)}\n"


def install_schedule(job: WeeklyJob) -> str:
    """Install it, in the place of an earlier one for the same workbook. NotDone, a sentence, where it cannot be."""
    job.log.parent.mkdir(exist_ok=True)
    _here().install(job)
    return _("Every {day} at {time}, the weekly run of {workbook} is done by itself; nothing is sent.\n"
             "What it says goes to {log}. The workbook must be closed at that time.", day=_day(job),
             time=f"{job.at:%H:%M}", workbook=job.workbook, log=job.log)  # fmt: skip


def remove_schedule(job: WeeklyJob) -> str:
    """Take it out again, and nothing else."""
    if _here().remove(job):
        return _("{workbook} has no weekly run by the clock any more.", workbook=job.workbook)
    return _("{workbook} has no weekly run by the clock here; nothing was changed.", workbook=job.workbook)


def _day(job: WeeklyJob) -> str:
    """The day of the week in the language that is spoken; in English as it is typed."""
    from babel import Locale

    named: Mapping[int, str] = Locale(language()).days["format"]["wide"]
    return named[DAYS.index(job.day)]


def _here() -> Timetable:
    """The timetable of this system: a module with shown, install and remove."""
    from ar_sheets.cli.desktop import crontab, launchd, windows_tasks

    return {"win32": windows_tasks, "darwin": launchd}.get(sys.platform, crontab)
