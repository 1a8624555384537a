"""One weekly run by the clock, as cron, launchd and Windows are told of it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from ar_sheets.workbook.locks import FOLDER


@dataclass(frozen=True, slots=True)
class WeeklyJob:
    """One weekly run: its workbook, the day (a name of DAYS) and time of the week, the command, and a name that
    stays the same for the same workbook. `since` is a day from which on it counts."""

    workbook: Path
    day: str
    at: time
    words: tuple[str, ...]
    since: datetime

    @property
    def name(self) -> str:
        """A name safe on every system: ar-sheets-weekly-run-1a2b3c4d5e."""
        return f"ar-sheets-weekly-run-{hashlib.sha256(os.fsencode(self.workbook)).hexdigest()[:10]}"

    @property
    def log(self) -> Path:
        """Where the words of the run go."""
        return self.workbook.parent / FOLDER / "schedule.log"
