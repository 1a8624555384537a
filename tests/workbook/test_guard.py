# ruff: noqa: DTZ001, E501 - cells have no time zone; tables stand on one line
"""Replacing the workbook: who else has it, what is kept, what is put back, and what a user is told."""

from __future__ import annotations

import errno
import os
import socket
import stat
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from handmade import book, patches, rows_of

from ar_sheets.base.errors import NotDone
from ar_sheets.workbook import backups, guard
from ar_sheets.workbook.undo import put_workbook_back
from ar_sheets.xlsx.diff import Difference, find_differences
from ar_sheets.xlsx.patch import NewSheet, SheetPatch, patch
from ar_sheets.xlsx.verify import verify

ROWS = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>5</v></c></row>'
posix = pytest.mark.skipif(os.name == "nt", reason="rights and links of this kind are not on Windows")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "Kunder & Søn [2026].xlsx"
    found.write_bytes(book(ROWS))
    return found


def run(path: Path, value: Any = 2, snapshot: guard.Snapshot | None = None) -> Path | None:
    """One run that writes a value into A1."""
    with guard.locked(path.parent):
        found = snapshot or guard.read_snapshot(path)
        change = patches({"A1": value})
        return guard.replace(found, patch(found.data, change), change)


def value(path: Path) -> str:
    return rows_of(path.read_bytes()).split("<v>")[1].split("</v>")[0]


def strays(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob("*tmp*")]


def test_the_workbook_is_replaced_and_its_old_content_kept(path: Path) -> None:
    old = path.read_bytes()
    kept = run(path)
    assert value(path) == "2"
    assert kept is not None
    assert kept.read_bytes() == old
    assert kept.parent == path.parent / ".ar-sheets" / "backups"
    assert kept.name.startswith("Kunder & Søn [2026] 20")
    assert strays(path.parent) == []


def test_where_nothing_differs_no_file_is_touched(path: Path) -> None:
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert run(path, 1) is None
    assert path.stat().st_mtime == 1_000_000_000
    assert backups.kept(path) == []


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_rights_are_kept(path: Path, mode: int) -> None:
    path.chmod(mode)
    run(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert value(path) == "2"


@posix
def test_a_link_is_followed_and_stays_a_link(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "desktop"
    other.mkdir()
    link = other / "link.xlsx"
    link.symlink_to(path)
    kept = run(link)
    assert link.is_symlink()
    assert value(path) == "2"
    assert kept is not None
    assert kept.parent.parent.parent == path.parent
    link.with_name("~$link.xlsx").write_bytes(b"\x03Eva")
    with pytest.raises(guard.OpenElsewhere, match=r"Eva has link\.xlsx open"):
        run(link, 3)


def test_only_so_many_backups_are_kept_and_the_oldest_go(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "KEPT", 5)
    other = backups.backups_folder(path) / "Kunder & Søn [2026] old 2020-01-01 00-00-00.xlsx"
    for number in range(2, 11):
        run(path, number)
        other.write_bytes(b"somebody's own")
    kept = backups.kept(path)
    assert [value(p) for p in kept] == ["5", "6", "7", "8", "9"]
    assert other.exists()
    assert len(backups.runs(path)) == 5


def owner_file(name: str) -> bytes:
    """Excel's ~$ file: 165 bytes, the name in ANSI with its length, then in UTF-16 with its length."""
    ansi = name.encode("latin-1", "replace")
    wide = name.encode("utf-16-le")
    first = bytes([len(ansi)]) + ansi.ljust(54)
    return (first + len(name).to_bytes(2, "little") + wide).ljust(165, b" ")


MARKS = [
    ("~${name}", owner_file("Åse Fjord"), "Åse Fjord has {name} open in Excel since 20"),
    ("~${name}", owner_file("Besa Çela 東"), "Besa Çela 東 has {name} open in Excel since 20"),
    ("~${name}", b"\x05Anton" + b" " * 49, "Anton has {name} open in Excel"),
    ("~${name}", b"", "Somebody has {name} open in Excel"),
    (".~lock.{name}#", b",kari,laptop,19.11.2026 09:12,profile;", "kari has {name} open in LibreOffice"),
    (".~lock.{name}#", "Kari Bø,kari,laptop,19.11.2026 09:12,profile;".encode(), "Kari Bø has {name} open in LibreOffice"),
]  # fmt: skip


@pytest.mark.parametrize(("mark", "content", "sentence"), MARKS)
def test_a_workbook_open_elsewhere_is_not_written(path: Path, mark: str, content: bytes, sentence: str) -> None:
    assert guard.who_has_it_open(path) is None
    beside = path.with_name(mark.format(name=path.name))
    beside.write_bytes(content)
    who = guard.who_has_it_open(path)
    assert who is not None
    assert sentence.format(name=path.name) in who
    assert f"delete the file {beside.name}" in who
    with pytest.raises(guard.OpenElsewhere):
        run(path)
    assert value(path) == "1"
    assert beside.read_bytes() == content
    beside.unlink()
    run(path)
    assert value(path) == "2"


COPIES = [
    ("book-DESKTOP-4F7A.xlsx", True),
    ("book-LAPTOP-ANNA-2.xlsx", True),
    ("book-Anna-PC.xlsx", True),
    ("book-Annas-MacBook-Pro.xlsx", True),
    (f"book-{socket.gethostname()}.xlsx", True),
    ("book (Anna's conflicted copy 2026-11-20).xlsx", True),
    ("book (conflicted copy).xlsx", True),
    ("book (Conflict 2026-11-20).xlsx", True),
    ("book.sync-conflict-20261120-091500-ABCDEFG.xlsx", True),
    ("book-2025.xlsx", False),
    ("book-old.xlsx", False),
    ("book (1).xlsx", False),
    ("book.xlsm", False),
    ("mybook-DESKTOP-4F7A.xlsx", False),
]


@pytest.mark.parametrize(("name", "is_one"), COPIES)
def test_conflict_copies_are_seen(tmp_path: Path, name: str, is_one: bool) -> None:
    workbook = tmp_path / "book.xlsx"
    workbook.write_bytes(b"")
    (tmp_path / name).write_bytes(b"")
    assert guard.conflict_copies(workbook) == ([tmp_path / name] if is_one else [])


def test_somebody_saving_in_between_is_not_overwritten(path: Path) -> None:
    snapshot = guard.read_snapshot(path)
    saved = patch(snapshot.data, patches({"B1": 99}))
    path.write_bytes(saved)
    with pytest.raises(guard.ChangedSinceRead, match="saved by somebody else"):
        run(path, snapshot=snapshot)
    assert path.read_bytes() == saved
    assert backups.kept(path) == []
    assert strays(path.parent) == []


def test_a_workbook_that_went_away_in_between_is_not_made_again(path: Path) -> None:
    snapshot = guard.read_snapshot(path)
    path.unlink()
    with pytest.raises(NotDone):
        run(path, snapshot=snapshot)
    assert not path.exists()
    assert strays(path.parent) == []


def test_a_folder_that_went_away(path: Path) -> None:
    snapshot = guard.read_snapshot(path)
    new = patch(snapshot.data, patches({"A1": 2}))
    path.parent.rename(path.parent.with_name("moved"))
    with pytest.raises(guard.NotReplaced, match="has gone"):
        guard.replace(snapshot, new)


@posix
def test_a_read_only_workbook_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # root may write anything, so it is asked as somebody else would be
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(guard.NotReplaced, match="is read-only"):
        run(path)
    assert value(path) == "1"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda p: p / "none.xlsx", "There is no file"),
        (lambda p: p, "is a folder"),
        (lambda p: _loop(p), "cannot be read|There is no file"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, make: Any, why: str) -> None:
    with pytest.raises(NotDone, match=why):
        guard.read_snapshot(make(tmp_path))


def _loop(folder: Path) -> Path:
    one = folder / "one.xlsx"
    one.symlink_to(folder / "two.xlsx")
    (folder / "two.xlsx").symlink_to(one)
    return one


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has no such limit")
def test_a_full_disk_changes_nothing(path: Path) -> None:
    """A real limit of the system, met in the middle of the writing."""
    import resource

    old = path.read_bytes()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(old) // 2, before[1]))
    try:
        with pytest.raises(guard.NotReplaced, match="The disk is full"):
            run(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == old
    assert strays(path.parent) == []
    assert backups.kept(path) == []
    run(path)
    assert value(path) == "2"


# Locks


def test_two_runs_at_once(tmp_path: Path) -> None:
    with guard.locked(tmp_path), pytest.raises(guard.Busy, match="Another run is at work"), guard.locked(tmp_path):
        pass
    with guard.locked(tmp_path):
        pass


@pytest.mark.parametrize(
    ("text", "busy"),
    [
        ("", False),
        ("garbage", False),
        (f"{socket.gethostname()} 999999999 2026-11-20 09:00:00", False),  # it ended without a word
        (f"{socket.gethostname()} {os.getppid()} 2026-11-20 09:00:00", False),  # its number was given to another
        ("other-computer 4711 2026-11-20 09:00:00", True),
    ],
)
def test_what_an_earlier_run_left_in_the_lock(tmp_path: Path, text: str, busy: bool) -> None:
    lock = tmp_path / ".ar-sheets" / "run.lock"
    lock.parent.mkdir()
    lock.write_text(text)
    if busy:
        with pytest.raises(guard.Busy, match="other-computer since 2026-11-20 09:00:00"), guard.locked(tmp_path):
            pass
        os.utime(lock, (1_000_000_000, 1_000_000_000))  # a day and more ago: that computer crashed
    with guard.locked(tmp_path):
        assert str(os.getpid()) in lock.read_text()


def test_what_a_killed_run_left_half_written_is_swept(path: Path) -> None:
    run(path)
    folder = path.parent
    mine = folder / "mine.tmp"
    for stray in (folder / f".{path.name}.123.ar-sheets.tmp", backups.backups_folder(path) / ".x.ar-sheets.tmp", mine):
        stray.write_bytes(b"half")
    with guard.locked(folder):
        assert strays(folder) == ["mine.tmp"]


# Reading back


def test_what_came_out_otherwise_than_meant_is_not_put_in_place(path: Path) -> None:
    old = path.read_bytes()
    new = patch(old, patches({"A1": 2}))
    verify(old, new, new, patches({"A1": 2}))
    for wanted in ({"A1": 3}, {"B1": 6}, {"A2": 1}, {"A1": "2"}):
        with pytest.raises(NotDone, match="does not hold what was written"):
            verify(old, new, new, patches(wanted))
    with pytest.raises(NotDone, match="other bytes"):
        verify(old, new[:-1], new, patches({"A1": 2}))
    with pytest.raises(NotDone, match="did not come out right"):
        verify(old, new[:-40], new[:-40], patches({"A1": 2}))


def test_a_part_that_was_not_to_change_is_noticed(path: Path) -> None:
    from ar_sheets.xlsx.container import Container
    from ar_sheets.xlsx.deflate import pack

    old = path.read_bytes()
    new = patch(old, patches({"A1": 2}))
    spoiled = Container(new).rewritten({"xl/other.xml": pack([b"<a/>"])})
    with pytest.raises(NotDone, match=r"xl/other\.xml"):
        verify(old, spoiled, spoiled, patches({"A1": 2}))
    broken = Container(new).rewritten({"xl/workbook.xml": pack([b"<a>"])})
    with pytest.raises(NotDone, match="did not come out right"):
        verify(old, broken, broken, patches({"A1": 2}))


def test_appended_rows_and_new_sheets_are_read_back(path: Path) -> None:
    old = path.read_bytes()
    changes = [SheetPatch("S", append=[{0: "a"}, {0: "b", 1: 2}]), NewSheet("New", ["H"], [["x"]])]
    new = patch(old, changes)
    verify(old, new, new, changes)
    with pytest.raises(NotDone, match="does not hold"):
        verify(old, new, new, [SheetPatch("S", append=[{0: "a"}, {0: "c"}]), NewSheet("New", ["H"])])


# Undo and diff


def test_undo_puts_the_workbook_back_and_keeps_what_was(path: Path) -> None:
    old = path.read_bytes()
    run(path)
    newer = path.read_bytes()
    lines = put_workbook_back(path)
    assert path.read_bytes() == old
    assert "as it was before the run of" in lines[0]
    assert any(p.read_bytes() == newer for p in backups.kept(path))
    with pytest.raises(NotDone, match=r"no run on .* to undo"):
        put_workbook_back(path)


def test_runs_are_undone_one_after_the_other(path: Path) -> None:
    for number in (2, 3, 4):
        run(path, number)
    for number in ("3", "2", "1"):
        put_workbook_back(path)
        assert value(path) == number
    with pytest.raises(NotDone, match="no run"):
        put_workbook_back(path)


def test_undo_refuses_when_people_changed_the_workbook(path: Path) -> None:
    run(path)
    typed = patch(path.read_bytes(), patches({"B1": "typed"}))
    path.write_bytes(typed)
    with pytest.raises(NotDone, match=r"was changed after the run of .* --force"):
        put_workbook_back(path)
    assert path.read_bytes() == typed
    put_workbook_back(path, force=True)
    assert value(path) == "1"
    assert any(p.read_bytes() == typed for p in backups.kept(path))


def test_undo_does_not_use_a_backup_that_is_gone_or_changed(path: Path) -> None:
    kept = run(path)
    assert kept is not None
    kept.write_bytes(book(""))
    with pytest.raises(NotDone, match="was changed since it was made"):
        put_workbook_back(path)
    kept.unlink()
    with pytest.raises(NotDone, match="is gone"):
        put_workbook_back(path)
    assert value(path) == "2"


def test_a_run_that_was_stopped_before_it_replaced_is_not_undone(path: Path) -> None:
    run(path, 2)
    last = backups.runs(path)
    now = guard.read_snapshot(path)
    backups.note_runs(path, [*last, backups.Run("never.xlsx", now.sha256, "0" * 64, "2026-11-20 09:00:00")])
    put_workbook_back(path)
    assert value(path) == "1"


def test_diff_shows_each_cell_that_differs() -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46056</v></c><c r="C1" t="b"><v>1</v></c>'
        '<c r="D1"><f>B1+1</f><v>46057</v></c><c r="E1" s="4"><v>0.5</v></c></row>'
    )
    shared = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>old &amp; so</t></si></sst>'
    old = book(rows, shared=shared)
    new = patch(old, patches({"A1": "new", "B1": date(2026, 2, 4), "C1": False, "E1": None, "F2": 7.5}))
    new = patch(new, [NewSheet("Log", ["When"], [[datetime(2026, 2, 3, 9, 30)]])])
    assert find_differences(old, new) == [
        Difference("S", "A1", "old & so", "new"), Difference("S", "B1", "2026-02-03", "2026-02-04"),
        Difference("S", "C1", "TRUE", "FALSE"), Difference("S", "E1", "0.5", ""), Difference("S", "F2", "", "7.5"),
        Difference("Log", "A1", "", "When"), Difference("Log", "A2", "", "2026-02-03 09:30"),
    ]  # fmt: skip
    assert find_differences(new, new) == []
    assert [(d.cell, d.new) for d in find_differences(new, old) if d.sheet == "Log"] == [("A1", ""), ("A2", "")]


def test_diff_shows_days_as_days_and_only_what_shows() -> None:
    def cells(a1: str, b1: str, c1: str) -> bytes:
        return book(f'<row r="1"><c r="A1"{a1}</c><c r="B1"><v>{b1}</v></c><c r="C1"><v>{c1}</v></c></row>')

    old = cells("><v>46056</v>", "24.00541212928006", "24.005")
    new = cells(' s="1"><v>46057</v>', "24.00541212928005586714095542", "24.01")
    assert [(d.cell, d.old, d.new) for d in find_differences(old, new)] == [
        ("A1", "2026-02-03", "2026-02-04"), ("C1", "24.005", "24.01"),
    ]  # fmt: skip
    long = cells("><v>1</v>", "24.00541212928006", "1250000000.25")
    assert [(d.cell, d.new) for d in find_differences(new, long)] == [("A1", "1900-01-01"), ("C1", "1250000000.25")]
    assert [(d.cell, d.new) for d in find_differences(old, long)] == [("A1", "1"), ("C1", "1250000000.25")]


# Every call to the system failing in turn

CALLS = (
    "open",
    "write",
    "fsync",
    "close",
    "replace",
    "chmod",
    "fchown",
    "stat",
    "mkdir",
    "unlink",
    "listdir",
    "scandir",
)
FAULTS = [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS, errno.EINTR]


class Faulty:
    """Lets the n-th call to the system fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fails: int, number: int, only: str | None = None) -> None:
        self.fails, self.number, self.count, self.only = fails, number, 0, only
        self.failed: str | None = None
        for name in CALLS:
            monkeypatch.setattr(os, name, self._wrapped(name, getattr(os, name)))
        import io

        monkeypatch.setattr(io, "open", self._wrapped("io.open", io.open))

    def _wrapped(self, name: str, real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            if self.only in (None, name):
                self.count += 1
                if self.count == self.fails:
                    self.failed = name
                    if name == "close":
                        real(*args, **more)  # the system closes a file also when it reports a fault
                    raise OSError(self.number, os.strerror(self.number), str(args[0]) if args else None)
            return real(*args, **more)

        return call


def attempts() -> Iterator[tuple[int, int]]:
    for number in FAULTS:
        for fails in range(1, 60):
            yield number, fails


def test_whichever_call_fails_the_workbook_is_whole_and_the_old_or_the_new_one(tmp_path: Path) -> None:
    old = book(ROWS)
    new = patch(old, patches({"A1": 2}))
    failed: dict[str, int] = {}
    finished = 0
    for number, fails in attempts():
        folder = tmp_path / f"{number}-{fails}"
        folder.mkdir()
        path = folder / "book.xlsx"
        path.write_bytes(old)
        snapshot = guard.read_snapshot(path)
        with pytest.MonkeyPatch.context() as monkeypatch:
            faulty = Faulty(monkeypatch, fails, number)
            try:
                with guard.locked(folder):
                    guard.replace(snapshot, new, patches({"A1": 2}))
                said = None
            except NotDone as told:
                said = str(told)
        failed[faulty.failed or "none"] = failed.get(faulty.failed or "none", 0) + 1
        now = path.read_bytes()
        assert now == (new if said is None else old), (faulty.failed, fails, said)
        assert said is None or said.endswith((".", "run again."))
        run(path, 3)  # the next run works, and nothing is left over
        assert value(path) == "3"
        assert strays(folder) == []
        finished += faulty.failed is None
    assert set(failed) >= {"open", "write", "fsync", "close", "replace", "chmod", "stat", "mkdir", "io.open"}
    assert finished >= len(FAULTS)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EBUSY, errno.EIO])
def test_a_renaming_that_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    old, snapshot = path.read_bytes(), guard.read_snapshot(path)
    new = patch(old, patches({"A1": 2}))
    with monkeypatch.context() as patched:
        Faulty(patched, 3, number, only="replace")  # the third is the workbook's own, after backup and note
        with pytest.raises(NotDone, match="Nothing was changed"):
            guard.replace(snapshot, new)
    assert path.read_bytes() == old
    assert backups.kept(path) == []
    assert backups.runs(path) == []
    assert strays(path.parent) == []


def test_undo_says_what_it_takes_back(path: Path) -> None:
    for number, (what, source) in enumerate([(backups.RUN, ""), (backups.PAYMENTS, "bank.xml")], start=2):
        snapshot = guard.read_snapshot(path)
        changes = patches({"A1": number})
        guard.replace(snapshot, patch(snapshot.data, changes), changes, what, source)
    assert "as it was before the payments taken from bank.xml on" in put_workbook_back(path)[0]
    assert "as it was before the run of" in put_workbook_back(path)[0]
