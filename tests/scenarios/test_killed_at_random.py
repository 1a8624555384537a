"""SIGKILL at random moments of a whole run: the workbook is always the whole old or the whole new file."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Workbook

from ar_sheets.base.data import data_folder
from ar_sheets.xlsx.grids import grids

DAY = "2026-11-20"
KILLS = 200
CLOCK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\b[0-9a-f]{32}\b|seal [0-9a-f]{12}")

STARTS = 60
OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\nCHARSET:NONE\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
    "<CURDEF>NOK<BANKACCTFROM><BANKID>1<ACCTID>86011117947<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>"
    "<DTSTART>20261001<DTEND>20261030{entries}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
)
ENTRY = "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261015<TRNAMT>{n}.00<FITID>T{n}<NAME>Anna AS<MEMO>Faktura {n}</STMTTRN>"


def command(name: str, path: Path, *more: str) -> list[str]:
    return [sys.executable, "-P", "-m", "ar_sheets", name, str(path), *more]


def started(path: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    line = command("run", path, "--as-of", DAY)
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def fresh(home: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    return Path(shutil.copy(data_folder("sample_data") / "receivables.xlsx", home))


def timeless(data: bytes) -> dict[str, list[list[str]]]:
    """All cells of a workbook, without the clock of its Log and the seals made with it."""
    return {name: [[CLOCK.sub("", str(cell)) for cell in row] for row in grid] for name, grid in grids(data).items()}


@pytest.mark.long
def test_killed_at_random_moments(tmp_path: Path) -> None:
    path = fresh(tmp_path / "whole")
    old, began = path.read_bytes(), time.monotonic()
    assert started(path).wait() in (0, 1)
    lasts, data = time.monotonic() - began, path.read_bytes()
    assert data != old
    new = timeless(data)
    dice, ends = random.Random(20), set()
    path = fresh(tmp_path / "killed")
    for _ in range(KILLS):
        run = started(path)
        time.sleep(dice.random() * lasts * 1.1)
        run.kill()
        run.wait()
        now = path.read_bytes()
        ends.add(now != old)
        assert now == old or timeless(now) == new
        if now != old and dice.random() < 0.5:
            path = fresh(path.parent)
    assert ends == {True, False}  # some died before the replacement, some after it
    assert started(path).wait() in (0, 1)
    assert timeless(path.read_bytes()) == new
    assert not [p.name for p in path.parent.iterdir() if p.name not in ("receivables.xlsx", "batches", ".ar-sheets")]
    ids = [row["letter_id"] for row in Workbook(path).rows("Outbox")]
    assert len(ids) == len(set(ids))


@pytest.mark.long
def test_killed_while_it_starts_for_the_first_time(tmp_path: Path) -> None:
    """Modules half compiled, folders half made: the next start is as good as the first."""
    compiled = tmp_path / "compiled"
    path = fresh(tmp_path / "business")
    old, dice, ends = path.read_bytes(), random.Random(13), set[bool]()
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for number in range(STARTS):
        if number % 10 == 0:
            shutil.rmtree(compiled, ignore_errors=True)
        run = started(path, environment)
        time.sleep(dice.random() * 2)
        run.kill()
        run.wait()
        now = path.read_bytes()
        ends.add(now == old)
        if now != old:  # slow only the first time: it came to its end
            path = fresh(path.parent)
    done = subprocess.run(command("check", path, "--as-of", DAY), env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert True in ends


@pytest.mark.long
def test_killed_while_the_banks_file_is_taken_in(make_workbook: Callable[..., Workbook], tmp_path: Path) -> None:
    """The workbook is the whole old or the whole new file, and in the end each payment stands in it once."""
    numbers = range(1001, 1031)
    invoices = "\n".join(f'"{n}" | A | 2026-09-01 | {n}.00' for n in numbers)
    book = make_workbook(
        "Customers\nCustomer ID | Name | Profile\nA | Anna AS | Business\n\n"
        f"Invoices\nInvoice no | Customer ID | Invoice date | Amount\n{invoices}\n\n"
        "Payments\nDate | Customer ID | Invoice no | Amount | Currency"
    )
    bank = tmp_path / "bank.ofx"
    bank.write_text(OFX.format(entries="".join(ENTRY.format(n=n) for n in numbers)))
    line = command("payments", book.path, str(bank), "--yes", "--as-of", DAY)
    dice, before = random.Random(14), len(book.rows("Payments"))
    for _ in range(STARTS):
        old = book.path.read_bytes()
        taking = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.random() * 3)
        taking.kill()
        taking.wait()
        if book.path.read_bytes() != old:
            assert len(book.rows("Payments")) == before + len(numbers)
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    paid = [row["amount"] for row in book.rows("Payments")]
    assert sorted(paid) == [Decimal(n) for n in numbers]
