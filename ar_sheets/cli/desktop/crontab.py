"""A line in the person's crontab. Every other line stays, byte for byte."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.cli.desktop import DAYS

if TYPE_CHECKING:
    from ar_sheets.cli.desktop.job import WeeklyJob

_NONE_YET = b"no crontab"


def shown(job: WeeklyJob) -> str:
    """The line: minute, hour, day of the week, the command, where its words go, and by which name we know it again."""
    command = f"{shlex.join(job.words)} >> {shlex.quote(str(job.log))} 2>&1"
    # cron ends a command at %, and reads \\% as a %.
    command = command.replace("%", "\\%")
    return f"{job.at.minute} {job.at.hour} * * {(DAYS.index(job.day) + 1) % 7} {command}  # {job.name}"


def install(job: WeeklyJob) -> None:
    """Put the line at the end, in the place of an earlier one for this workbook."""
    lines = _without(job)[0]
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    _write([*lines, os.fsencode(shown(job)) + b"\n"])


def remove(job: WeeklyJob) -> bool:
    """Take the line out; whether it was there."""
    lines, found = _without(job)
    if found:
        _write(lines)
    return found


def _without(job: WeeklyJob) -> tuple[list[bytes], bool]:
    """The lines of the crontab but ours, and whether ours was among them."""
    lines = _read().splitlines(keepends=True)
    others = [line for line in lines if not line.rstrip().endswith(b"# " + job.name.encode())]
    return others, len(others) < len(lines)


def _read() -> bytes:
    done = _crontab("-l")
    if done.returncode and _NONE_YET not in done.stderr.lower():
        raise NotDone(_("The crontab could not be read, so nothing was changed: {why}", why=_said(done)))
    return b"" if done.returncode else done.stdout


def _write(lines: list[bytes]) -> None:
    done = _crontab("-", b"".join(lines))
    if done.returncode:
        raise NotDone(_("cron did not take the new line; the crontab is as it was: {why}", why=_said(done)))


def _crontab(option: str, content: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    told = {**os.environ, "LC_ALL": "C"}  # its "no crontab for" is known in English
    try:
        return subprocess.run(["crontab", option], input=content or b"", capture_output=True, env=told, check=False)  # noqa: S603, S607
    except OSError:
        raise NotDone(
            _(
                "There is no cron here (no program crontab). Install it, or put the command that `ar-sheets schedule` "
                "shows into the timetable you have."
            )
        ) from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip() or _("it ended with {code}", code=done.returncode)
