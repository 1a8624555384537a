"""Workbooks on the workers of a real Dask cluster: each is done once, also when a worker is killed in the middle."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from clients import TEXT
from conftest import Workbook

from ar_sheets.practice import find, going
from ar_sheets.practice.client import Client

DAYS = (date(2026, 11, 13), datetime(2026, 11, 13, 9, tzinfo=UTC))


@pytest.fixture
def office(make_workbook: Callable[..., Workbook], tmp_path: Path) -> Path:
    book = make_workbook(TEXT)
    place = tmp_path / "office"
    for number in range(9):
        (place / f"Client {number}").mkdir(parents=True)
        shutil.copy(book.path, place / f"Client {number}" / "receivables.xlsx")
    return place


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A real Dask scheduler with two workers on loopback: its address and the workers."""
    where = folder / "scheduler.json"
    run = [sys.executable, "-W", "ignore", "-m"]
    kept = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    first = subprocess.Popen(
        [
            *run,
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(where),
        ],
        **kept,
    )
    workers = [
        subprocess.Popen(
            [
                *run,
                "distributed.cli.dask_worker",
                "--scheduler-file",
                str(where),
                "--nthreads",
                "1",
                "--no-dashboard",
                "--no-nanny",
            ],
            **kept,
        )
        for _ in range(2)
    ]
    try:
        yield address_in(where), workers
    finally:
        for child in (*workers, first):
            child.kill()
            child.wait()


def address_in(path: Path) -> str:
    for _ in range(600):
        try:
            return str(json.loads(path.read_text())["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    pytest.fail("the scheduler did not start")


@pytest.mark.filterwarnings("ignore")
def test_a_worker_killed_in_the_middle_leaves_every_workbook_done_once(office: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    books = find.find_workbooks([office])
    killed: list[int] = []

    def kill_one(_client: Client, number: int, _total: int) -> None:
        if number == 2 and not killed:
            killed.append(workers[0].pid)
            os.kill(workers[0].pid, 9)

    with cluster(tmp_path) as (address, workers):
        clients = going.work_on_all(books, "run", DAYS, office / going.NOTED, 2, address, kill_one)
    assert killed
    assert sorted(client.workbook for client in clients) == [str(book) for book in books]
    assert {client.state for client in clients} <= {"done", "needs a person"}
    for book in books:
        letters = [row["letter_id"] for row in Workbook(book).rows("Outbox")]
        assert len(letters) == len(set(letters)) == 1
