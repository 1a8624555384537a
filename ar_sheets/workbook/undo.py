"""Back to the workbook as it was before the last run, or whatever else ar-sheets did to it last."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.workbook import backups, guard
from ar_sheets.workbook.backups import Run
from ar_sheets.workbook.guard import Snapshot


class ChangedSinceRun(NotDone):
    """People changed the workbook after the run; undo with `force` keeps their version beside."""


def put_workbook_back(path: Path, force: bool = False) -> list[str]:
    """Put the workbook back; lines to show. The content it has now is kept among the backups.

    Raises NotDone when there is no run to undo or when the backup is gone; ChangedSinceRun, unless `force`, when
    people changed the workbook after the run.
    """
    now = guard.read_snapshot(path)
    noted = _noted(now)
    run = noted[-1]
    if run.after != now.sha256 and not force:
        raise ChangedSinceRun(
            _(
                "{name} was changed after {done}, and undo would lose that. With --force it is undone all the same, "
                "and the changed workbook is kept beside the backups.",
                name=path.name,
                done=run.told,
            ),
        )
    old = _backup(now.path, run)
    kept = guard.replace(now, old)
    backups.note_runs(now.path, noted[:-1])
    lines = [_("{name} is again as it was before {done}.", name=path.name, done=run.told)]
    if kept is not None:
        lines.append(_("The workbook as it was until now is kept as {path}.", path=kept))
    return lines


def to_undo(path: Path) -> Run:
    """The run that `undo` would undo. NotDone where there is none."""
    return _noted(guard.read_snapshot(path))[-1]


def _noted(now: Snapshot) -> list[Run]:
    """The runs that changed the workbook, the last one at the end. NotDone where there is none."""
    noted = backups.runs(now.path)
    while noted and noted[-1].after != now.sha256 and noted[-1].before == now.sha256:
        noted.pop()  # that run was stopped before it changed anything
    if not noted:
        raise NotDone(_("There is no run on {name} to undo.", name=now.path.name))
    return noted


def _backup(workbook: Path, run: Run) -> bytes:
    place = backups.backups_folder(workbook) / run.backup
    try:
        data = place.read_bytes()
    except OSError as fault:
        raise NotDone(_("The backup {path} is gone, so {done} cannot be undone.", path=place, done=run.told)) from fault
    if backups.sha256_of(data) != run.before:
        raise NotDone(
            _("The backup {path} was changed since it was made; it is not used. Look at it yourself.", path=place)
        )
    return data
