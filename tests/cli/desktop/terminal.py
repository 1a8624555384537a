"""A pseudo-terminal with the program in it, driven as a person drives it: wait for words, type a line, Ctrl-C."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

# Makes the terminal the controlling one, so that Ctrl-C reaches the program as in a real window.
_OWN = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
MENU = "Type a number, then Enter:"
BACK = "Press Enter to go back to the menu."


class Terminal:
    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OWN, *command], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "1000", **environment},
        )  # fmt: skip
        os.close(slave)
        self.seen = ""  # since the last thing typed

    def wait_for(self, words: str, seconds: float = 30) -> str:
        """All that was shown since the last thing typed, as soon as these words are in it."""
        end = time.monotonic() + seconds
        while words not in self.seen:
            assert time.monotonic() < end, f"{words!r} did not come, but:\n{self.seen}"
            if select.select([self.master], [], [], 0.2)[0] and not self._read():
                raise AssertionError(f"it ended before {words!r}:\n{self.seen}")
        return self.seen

    def _read(self) -> bool:
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux says so when the program has ended
            return False
        self.seen += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", data.decode("utf-8", "replace")).replace("\r", "")
        return bool(data)

    def type(self, text: str) -> None:
        self.seen = ""
        os.write(self.master, text.encode())

    def ctrl_c(self) -> None:
        """Presses Ctrl-C as a person does: when the program has waited for a while, not as it prints its question."""
        time.sleep(0.3)
        self.type("\x03")

    def line(self, text: str, then: str) -> str:
        """Types a line and waits for the words that come then."""
        self.type(text + "\n")
        return self.wait_for(then)

    def end(self) -> int:
        """Waits until the program has ended; its exit code."""
        while self._read():
            pass
        return self.process.wait(timeout=20)


@contextmanager
def terminal(*command: str, **environment: str) -> Iterator[Terminal]:
    window = Terminal(command, environment)
    try:
        yield window
    finally:
        if window.process.poll() is None:
            window.process.kill()
        window.process.wait()
        os.close(window.master)


@contextmanager
def program(*words: str, **environment: str) -> Iterator[Terminal]:
    """ar-sheets with these words in a terminal."""
    with terminal(sys.executable, "-P", "-m", "ar_sheets", *words, **environment) as window:
        yield window
