"""SIGKILL at random moments of a whole run: the workbook is always the whole old or the whole new file."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Workbook

from ar_sheets.base.data import folder

DAY = "2026-11-20"
KILLS = 200


def started(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "ar_sheets", "run", str(path), "--as-of", DAY]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def fresh(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    return Path(shutil.copy(folder("sample_data") / "receivables.xlsx", home))


@pytest.mark.long
def test_killed_at_random_moments(tmp_path: Path) -> None:
    path = fresh(tmp_path / "whole")
    old, began = path.read_bytes(), time.monotonic()
    assert started(path).wait() in (0, 1)
    lasts, new = time.monotonic() - began, path.read_bytes()
    assert new != old
    dice, ends = random.Random(20), set()
    path = fresh(tmp_path / "killed")
    for _ in range(KILLS):
        run = started(path)
        time.sleep(dice.random() * lasts * 1.1)
        run.kill()
        run.wait()
        now = path.read_bytes()
        ends.add(now == new)
        assert now in (old, new)
        if now == new and dice.random() < 0.5:
            path = fresh(path.parent)
    assert ends == {True, False}  # some died before the replacement, some after it
    assert started(path).wait() in (0, 1)
    assert path.read_bytes() == new
    assert not [p.name for p in path.parent.iterdir() if p.name not in ("receivables.xlsx", "batches", ".ar-sheets")]
    ids = [row["letter_id"] for row in Workbook(path).rows("Outbox")]
    assert len(ids) == len(set(ids))
