"""What the disk said, told to a person: what is full, not allowed or in the way, where, and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from ar_sheets.base.i18n import _

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def told(fault: OSError) -> str:
    """A fault of the disk or of rights as sentences that name the place and what to do; nothing is said of what was
    done before, which only the caller knows."""
    place = os.fsdecode(fault.filename) if isinstance(fault.filename, (str, bytes)) else ""
    where = place or _("a file")
    if fault.errno in FULL:
        return _("The disk is full: {where} could not be written. Make room, then run again.", where=where)
    if fault.errno == errno.EROFS:
        return _("The disk is read-only: {where} could not be written. Use a copy on a disk that can be written to.",
                 where=where)  # fmt: skip
    in_the_way = next((p for p in (Path(place), *Path(place).parents) if place and p.is_file()), None)
    if fault.errno in (errno.ENOTDIR, errno.EEXIST) and in_the_way is not None:
        return _("{where} is a file where a folder of that name belongs. Rename it or move it away, then run again.",
                 where=in_the_way)  # fmt: skip
    if fault.errno in (errno.EACCES, errno.EPERM):
        return _(
            "{where} may not be used by you. Check the rights of it and of its folder, then run again.", where=where
        )
    reason = fault.strerror or type(fault).__name__
    return _("{where} could not be used ({reason}). Check the drive or the network, then run again.",
             where=where, reason=reason)  # fmt: skip
