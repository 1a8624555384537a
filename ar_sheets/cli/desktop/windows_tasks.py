"""A task of the Windows Task Scheduler, given to schtasks as XML: there nothing needs quoting twice."""

from __future__ import annotations

import os
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.cli.desktop.calling import for_cmd

if TYPE_CHECKING:
    from ar_sheets.cli.desktop.job import WeeklyJob

# Microsoft's Task Scheduler schema 1.2. StartWhenAvailable: a week in which the computer was off is made up for.
_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{description}</Description></RegistrationInfo>
  <Triggers><CalendarTrigger><StartBoundary>{start}</StartBoundary><Enabled>true</Enabled>
    <ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek><{day} /></DaysOfWeek></ScheduleByWeek>
  </CalendarTrigger></Triggers>
  <Principals><Principal id="Author">
    <LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
  </Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author"><Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec></Actions>
</Task>
"""


def shown(job: WeeklyJob) -> str:
    """The task as XML."""
    start = datetime.combine(job.since.date() + timedelta(days=1), job.at)
    about = _("The weekly run of {workbook}. It prepares letters and sends nothing.", workbook=job.workbook)
    return _TASK.format(
        description=escape(about),
        start=start.isoformat(), day=job.day, program=escape(os.environ.get("COMSPEC", "cmd.exe")),
        # A file gets the computer's old code page from Python otherwise, and a name outside of it stops the run.
        arguments=escape(for_cmd(list(job.words), f'>> "{job.log}" 2>&1', 'set "PYTHONUTF8=1" && ')),
    )  # fmt: skip


def install(job: WeeklyJob) -> None:
    """Have Windows read the task, in the place of an earlier one."""
    with tempfile.TemporaryDirectory(prefix="ar-sheets-") as folder:
        file = Path(folder) / "task.xml"
        file.write_bytes(shown(job).replace("\n", "\r\n").encode("utf-16"))
        done = _schtasks("/create", "/tn", job.name, "/xml", str(file), "/f")
    if done.returncode:
        raise NotDone(_("Windows refused to create the task: {why}", why=_said(done)))


def remove(job: WeeklyJob) -> bool:
    """Take the task out; whether it was there."""
    if _schtasks("/query", "/tn", job.name).returncode:
        return False
    done = _schtasks("/delete", "/tn", job.name, "/f")
    if done.returncode:
        raise NotDone(_("Windows refused to remove the task: {why}", why=_said(done)))
    return True


def _schtasks(*words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["schtasks", *words], stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603, S607
    except OSError as fault:
        raise NotDone(_("schtasks could not be started ({why}).", why=fault.strerror)) from fault


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip() or _("it ended with {code}", code=done.returncode)
