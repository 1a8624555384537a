"""Killed without warning in the middle of a batch, and started again until done: nobody gets a letter twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Workbook
from mailroom import (
    DAY,
    MailServer,
    customers,
    killing,
    log_and_journal,
    process,
    ready,
    server,
    settings,
    statuses,
    trusted,
)  # fmt: skip

from ar_sheets.dunning.assess import look
from ar_sheets.facts.log import first_broken
from ar_sheets.sending.journal import read_journal

Make = Callable[..., Workbook]
__all__ = ["ready", "server", "trusted"]

MOMENTS = ("MAIL", "RCPT", "DATA", "content", "taken")  # when the server kills the program


def ended(running: subprocess.Popen[str]) -> int:
    try:
        out, err = running.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        running.kill()  # it must not go on sending to the server of the next test
        running.wait()
        raise
    assert "Traceback" not in out + err, err
    return running.returncode


def kill_at(server: MailServer, moment: str, number: int, running: Callable[[], subprocess.Popen[str]]) -> None:
    """Kill the program when the server is at this moment of the mail with this number of the process."""
    seen = Counter[str]()

    def at(name: str) -> Callable[[Any], str | None]:
        def fault(_seen: object) -> str | None:
            seen[name] += 1
            if name == moment and seen[name] == number:
                running().kill()
                running().wait()
            return None

        return fault

    server.on_mail, server.on_rcpt, server.on_data, server.on_content = (at(name) for name in MOMENTS[:4])
    if moment == "taken":

        def take(_envelope: object) -> str | None:
            seen["taken"] += 1
            if seen["taken"] != number:
                return None
            running().kill()
            running().wait()
            return "take and drop"

        server.on_content = take


def check(book: Workbook, server: MailServer, number: int) -> int:
    """Every letter was delivered once, or is unclear and at most once delivered; Log and journal agree. How many
    are unclear."""
    times = Counter(mail.id for mail in server.received)
    assert max(times.values(), default=0) == 1
    entries = read_journal(book.path.parent)
    delivered = {entry.letter_id for entry in entries.values() if entry.message_id in times}
    assert len(delivered) == len(times)
    unclear = {entry.letter_id for entry in entries.values() if entry.state == "unclear"}
    log, journal = log_and_journal(book)
    assert sorted(log) == sorted(set(journal))  # each in the Log once
    assert set(journal) == delivered - unclear
    assert len(set(journal) | unclear) == number
    assert Counter(statuses(book).values()) == Counter({"Sent": len(journal), "Unclear": len(unclear)}) - Counter()
    _, facts = look(book.path.read_bytes())
    assert first_broken(facts.log) is None
    return len(unclear)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_moment_of_a_mail(ready: Make, server: MailServer, moment: str) -> None:
    book = ready(customers(4), **settings(server))
    running: list[subprocess.Popen[str]] = []
    kill_at(server, moment, 2, lambda: running[-1])
    running.append(process(book, "--yes"))
    assert ended(running[-1]) == -9
    kill_at(server, "never", 0, lambda: running[-1])
    code = book.command("send", "--as-of", DAY, "--yes").exit_code
    unclear = check(book, server, 4)
    assert unclear == (moment in ("content", "taken"))  # before the content goes out nothing can be unclear
    assert code == unclear  # and then the next sending says so


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
def test_stopped_with_ctrl_c(ready: Make, server: MailServer) -> None:
    book = ready(customers(4), **settings(server))
    running: list[subprocess.Popen[str]] = []

    def stop(_envelope: object) -> str | None:
        if len(server.received) == 1:
            running[-1].send_signal(signal.SIGINT)
            return "slow"
        return None

    server.on_content = stop
    running.append(process(book, "--yes"))
    out, err = running[-1].communicate(timeout=60)
    assert running[-1].returncode == 1, err
    assert "You stopped it" in out
    assert list(statuses(book).values()) == ["Sent", "Unclear", "Ready", "Ready"]
    server.on_content = lambda _: None
    assert book.command("send", "--as-of", DAY, "--yes").exit_code == 1
    assert check(book, server, 4) == 1


def many_kills(book: Workbook, server: MailServer, number: int, kills: int, seed: int) -> None:
    """Kill at random moments, by the clock and by the server, until `kills` are reached; then let it end."""
    chance = random.Random(seed)
    running: list[subprocess.Popen[str]] = []
    for _ in range(kills):
        if chance.random() < 0.4:
            kill_at(server, "never", 0, lambda: running[-1])
            running.append(process(book, "--yes"))
            with killing(running[-1], chance.uniform(0.3, 2.5)):
                code = ended(running[-1])
        else:
            kill_at(server, chance.choice(MOMENTS), chance.randint(1, max(number // kills, 2)), lambda: running[-1])
            running.append(process(book, "--yes"))
            code = ended(running[-1])
        assert code in (-9, 0, 1)
    kill_at(server, "never", 0, lambda: running[-1])
    assert book.command("send", "--as-of", DAY, "--yes").exit_code in (0, 1)
    check(book, server, number)


def test_killed_again_and_again(ready: Make, server: MailServer) -> None:
    book = ready(customers(30), **settings(server))
    many_kills(book, server, 30, kills=3, seed=3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_letters_killed_many_times(ready: Make, server: MailServer, seed: int) -> None:
    book = ready(customers(200), **settings(server))
    many_kills(book, server, 200, kills=25, seed=seed)
