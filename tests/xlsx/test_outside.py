"""Attack files: each is refused with a sentence, by the program that owns the workbook and by the reader of copies."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from attacks import EVERYWHERE, FROM_OUTSIDE, HARMLESS, ROW, workbook
from handmade import parts, patches, worksheet, zipped

from ar_sheets.base.errors import NotDone
from ar_sheets.sharing.opened import JOB
from ar_sheets.workbook.guard import read_snapshot
from ar_sheets.workbook.read import read_book
from ar_sheets.xlsx import limits, subprocess_reader
from ar_sheets.xlsx.patch import patch
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.unwritable import refuse_absurd_size

HERE = "test_outside"


def opened(data: bytes) -> object:
    """What `replies` makes of a file from outside."""
    return subprocess_reader.read_apart(JOB, data)


def create_with(sheet: str) -> bytes:
    """A workbook with the sheets a run needs, each the same."""
    return zipped(parts(sheet, others=[sheet], names=["Invoices", "Customers"]))


@pytest.mark.parametrize("attack", EVERYWHERE)
def test_an_attack_on_the_owners_workbook_is_refused(attack: str) -> None:
    make, says = EVERYWHERE[attack]
    data = make()
    with pytest.raises(NotDone, match=says):
        refuse_absurd_size(data, "S") if "cell" in says or "twice or" in says else patch(data, patches({"A1": 2}))


@pytest.mark.parametrize("attack", [*EVERYWHERE, *FROM_OUTSIDE])
def test_an_attack_in_a_file_from_outside_is_refused(attack: str) -> None:
    make, says = (EVERYWHERE | FROM_OUTSIDE)[attack]
    with pytest.raises(Refused, match=says.replace("20,000", "1,000").replace("DOCTYPE", "DTD")):
        opened(make())


@pytest.mark.parametrize("name", HARMLESS)
def test_a_mere_claim_is_read_past(name: str) -> None:
    data = HARMLESS[name]()
    with pytest.raises(Refused, match="no mark of a copy made by share"):
        opened(data)
    refuse_absurd_size(data, "S")


def test_styled_cells_down_to_the_last_row_are_no_attack() -> None:
    """Whoever formats whole columns leaves empty cells far out; readers do not lay those out."""
    rows = f'{ROW}<row r="1048576">{"".join(f"""<c r="{c}1048576" s="1"/>""" for c in ("A", "ZZ", "XFD"))}</row>'
    data = zipped(workbook(rows))
    with pytest.raises(Refused, match="no mark of a copy made by share"):
        opened(data)
    refuse_absurd_size(data, "S")


# The child: what it may do, and what becomes of the others when one file kills it.


def at_work(data: bytes) -> object:
    """A job for the child: what a parser at its worst would do."""
    import ctypes

    match data:
        case b"crash":
            ctypes.string_at(0)
        case b"abort":
            os.abort()
        case b"loop":
            while True:
                time.sleep(1)
        case b"memory":
            return len(bytearray(1 << 40))
        case b"environment":
            return [name for name in os.environ if "PASSWORD" in name]
        case b"odd":
            raise KeyboardInterrupt
    return data.decode()


def test_a_file_that_kills_its_reader_is_a_sentence_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", f"{here}{os.pathsep}{here.parent}")
    monkeypatch.setenv("AR_SHEETS_SMTP_PASSWORD", "hunter2")
    files = [b"one", b"crash", b"two", b"abort", b"loop", b"memory", b"odd", b"environment", b"three"]
    found = subprocess_reader.each(f"{HERE}:at_work", files, seconds=1.5)
    said = [str(answer) if isinstance(answer, Refused) else answer for answer in found]
    assert [said[at] for at in (0, 2, 7, 8)] == ["one", "two", [], "three"]
    assert all("crash" in str(said[at]) for at in (1, 3, 6))
    assert "takes longer" in str(said[4])
    assert "memory" in str(said[5])


def test_a_function_that_is_not_there_is_no_endless_loop() -> None:
    with pytest.raises(Refused, match="crash"):
        subprocess_reader.read_apart("ar_sheets.xlsx.identify:nowhere", b"")


# Bytes of a file, before anything looks into them.


def test_a_file_that_is_too_large_or_no_file_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    with large.open("wb") as file:
        file.truncate(limits.OWN.file + 1)  # takes no room on the disk
    with pytest.raises(Refused, match=r"large\.xlsx is too large to be read: 501 MB, and 500 MB is the most"):
        read_snapshot(large)
    with pytest.raises(Refused, match="too large"):
        limits.file_bytes(large, limits.OUTSIDE.file)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.xlsx")
        with pytest.raises(Refused, match="no ordinary file"):
            read_snapshot(tmp_path / "pipe.xlsx")


def test_the_reader_of_the_owners_workbook_gives_a_sentence_too() -> None:
    data = create_with(worksheet(f'{ROW}<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>'))
    with pytest.raises(
        NotDone, match="The sheet Customers holds something in the cell ZZ1048576, far outside the list"
    ):
        read_book(data)
