"""What a full disk, a read-only one and missing rights are told as, each on a real file system."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Workbook
from small_disk import NEEDS_ROOT, fill, make_read_only, mounted

from ar_sheets.base.data import data_folder

DAY = ("--as-of", "2026-11-20")
pytestmark = NEEDS_ROOT


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk") as place:
        yield place


def business(disk: Path, number: int) -> Workbook:
    """The sample business as it comes."""
    return Workbook(Path(shutil.copy(data_folder("sample_data") / "receivables.xlsx", disk / f"book{number}.xlsx")))


def test_a_full_disk_before_a_run(disk: Path) -> None:
    book = business(disk, 1)
    before, ballast = book.path.read_bytes(), fill(disk)
    done = book.command("run", *DAY)
    assert done.exit_code == 2
    assert "The disk is full" in done.stderr
    assert "foresee" not in done.stderr
    assert book.path.read_bytes() == before
    assert book.command("check", *DAY).exit_code in (0, 1)  # to look needs no room
    ballast.unlink()
    assert book.command("run", *DAY).exit_code in (0, 1)


def test_a_disk_that_fills_up_while_letters_are_made(disk: Path) -> None:
    book = business(disk, 1)
    before, ballast = book.path.read_bytes(), fill(disk)
    with ballast.open("rb+") as file:  # room for some letters
        file.truncate(ballast.stat().st_size - 60_000)
    done = book.command("run", *DAY)
    assert done.exit_code == 2
    assert "The disk is full" in done.stderr
    assert book.path.read_bytes() == before
    assert not [p.name for p in disk.iterdir() if p.name.endswith(".tmp")]


def test_a_read_only_disk(disk: Path) -> None:
    book = business(disk, 1)
    before = book.path.read_bytes()
    make_read_only(disk)
    done = book.command("run", *DAY)
    assert done.exit_code == 2
    assert "read-only" in done.stderr
    for look in ("check", "explain"):
        assert book.command(look, *(["1001"] if look == "explain" else []), *DAY).exit_code in (0, 1, 2)
    assert book.command("run", "--dry-run", *DAY).exit_code in (0, 1)
    assert book.path.read_bytes() == before


@pytest.mark.parametrize("name", ["batches", ".ar-sheets"])
def test_a_file_where_a_folder_belongs(disk: Path, name: str) -> None:
    book = business(disk, 1)
    before = book.path.read_bytes()
    (disk / name).write_text("mine")
    done = book.command("run", *DAY)
    assert done.exit_code == 2
    assert f"{name} is a file where a folder of that name belongs" in done.stderr.replace("\n", " ")
    assert "as it was" in done.stderr or "Nothing was changed" in done.stderr
    assert book.path.read_bytes() == before
    assert (disk / name).read_text() == "mine"


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="Without setpriv the administrator has all rights.")
@pytest.mark.parametrize("name", ["batches", ".ar-sheets", ".ar-sheets/backups"])
def test_a_folder_without_rights(disk: Path, name: str) -> None:
    book = business(disk, 1)
    before = book.path.read_bytes()
    (disk / name).mkdir(parents=True)
    (disk / name).chmod(0o500)
    command = [
        "setpriv",
        "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-all",
        sys.executable,
        "-m",
        "ar_sheets",
    ]
    done = subprocess.run([*command, "run", book.path, *DAY], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    said = " ".join(done.stderr.split())
    assert "may not be" in said
    assert "Check the rights" in said
    assert "foresee" not in said
    assert book.path.read_bytes() == before
