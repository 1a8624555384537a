"""The disk is full while mails go out: what went out is said, and a whole journal is never given away."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import Workbook
from mailroom import MailServer, customers, ready, server, settings, talk, trusted
from small_disk import NEEDS_ROOT, fill, make_read_only, mounted

from ar_sheets.base.errors import NotDone
from ar_sheets.letters.again import LettersNow
from ar_sheets.sending import batch, journal
from ar_sheets.sending.batch import Options, Timing
from ar_sheets.sending.result import SendingResult

Make = Callable[..., Workbook]
__all__ = ["ready", "server", "trusted"]


@pytest.fixture
def on_small_disk(ready: Make, tmp_path: Path) -> Iterator[Make]:
    """Like `ready`, on a file system that can be filled."""
    with mounted(tmp_path / "disk", "4m") as disk:

        def copy(text: str, **more: Any) -> Workbook:
            shutil.copytree(ready(text, **more).path.parent, disk, dirs_exist_ok=True)
            return Workbook(disk / "receivables.xlsx")

        yield copy


def send(book: Workbook) -> SendingResult:
    timing = Timing(waits=(0.0,), sleep=lambda _seconds: None)
    return batch.send_batch(book.path, date(2026, 11, 20), Options(), talk(), LettersNow, timing)


@NEEDS_ROOT
def test_the_disk_fills_up_as_the_second_mail_is_taken(on_small_disk: Make, server: MailServer) -> None:
    book = on_small_disk(customers(3), **settings(server))
    ballast: list[Path] = []

    def at_the_second(seen: Any) -> str | None:
        if "c0002@kunde.example" in seen.rcpt_tos:
            ballast.append(fill(book.path.parent))
        return None

    server.on_content = at_the_second
    before = book.path.read_bytes()
    result = send(book)
    assert [letter.state for letter in result.letters][:2] == ["sent", "sent"]
    assert "went out, but that could not be noted" in result.stopped
    assert "settle WORKBOOK" in result.stopped
    assert "move it away" not in result.stopped
    assert result.behind
    assert book.path.read_bytes() == before

    ballast[0].unlink()
    server.on_content = lambda _seen: None
    again = send(book)
    assert [len(server.to(f"c000{n}@kunde.example")) for n in (1, 2, 3)] == [1, 1, 1]
    assert len(again.unsettled) == 1  # the second one: settled by a person who knows


@NEEDS_ROOT
def test_a_full_or_read_only_disk_before_sending(on_small_disk: Make, server: MailServer) -> None:
    book = on_small_disk(customers(2), **settings(server))
    home = book.path.parent
    ballast = fill(home)
    done = book.command("send", "--as-of", "2026-11-20", "--yes")
    assert done.exit_code == 2
    assert "The disk is full" in done.output
    assert "move it away" not in done.output
    ballast.unlink()
    make_read_only(home)
    done = book.command("send", "--as-of", "2026-11-20", "--yes")
    assert done.exit_code == 2
    assert "read-only" in done.output
    assert server.received == []


def test_only_a_broken_journal_may_be_moved_away(tmp_path: Path) -> None:
    path = tmp_path / ".ar-sheets" / journal.NAME
    with journal.Journal(tmp_path):
        pass
    whole = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotDone, match=r"Another program has it open.* Leave the journal where it is"):
            journal.read_journal(tmp_path)
    path.write_bytes(b"x" * len(whole))
    for use in (journal.Journal, journal.read_journal):
        with pytest.raises(NotDone, match=r"It is broken\. .* move it away.* Sent folder"):
            use(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(NotDone, match="Leave the journal where it is"):
        journal.Journal(tmp_path)
