"""How far a long command is: one line on the screen, from the third second on, gone when the work is done.

Nothing is shown where nobody looks: when the output goes to a file or another program, or --json was asked for.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size

import click

from ar_sheets.base.i18n import _

AFTER = 2.0  # seconds; what is done before needs no telling
EVERY = 0.2


class Progress:
    """Where the stages are told: `progress("Letters", 120, 400)`. This one tells nobody."""

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Begin a stage, or say how far it is."""

    def end(self) -> None:
        """Take away what is shown, for a question to be asked; the next stage that is told shows it again."""


class _Line(Progress):
    """A line that a thread of its own draws again and again, as the work has no time for it."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._said = ("", 0, 0)
        self._over = threading.Event()
        self._shown = ""
        self._thread = self._watching()

    def _watching(self) -> threading.Thread:
        thread = threading.Thread(target=self._watch, daemon=True)
        thread.start()
        return thread

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        self._said = (stage, done, total)
        if self._over.is_set():  # a question was asked meanwhile
            self._began = time.monotonic()
            self._over.clear()
            self._thread = self._watching()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            seconds = time.monotonic() - self._began
            if seconds >= AFTER:
                self._draw(_told(*self._said, seconds))

    def _draw(self, text: str) -> None:
        text = text[: get_terminal_size().columns - 1]
        if text != self._shown:
            colour = False if os.environ.get("NO_COLOR") else None
            padded = text.ljust(len(self._shown))
            click.echo("\r" + click.style(padded, dim=True), nl=False, err=True, color=colour)
            self._shown = text

    def end(self) -> None:
        """Take the line away."""
        self._over.set()
        self._thread.join()
        if self._shown:
            click.echo("\r" + " " * len(self._shown) + "\r", nl=False, err=True)
            self._shown = ""


def _told(stage: str, done: int, total: int, seconds: float) -> str:
    if total:
        return _("{stage}: {done:,} of {total:,} ... {seconds:.0f} s", stage=stage, done=done, total=total,
                 seconds=seconds)  # fmt: skip
    return f"{stage} ... {seconds:.0f} s"


@contextmanager
def show_progress() -> Iterator[Progress]:
    """Tell the stages of what is done inside, if somebody sees it."""
    if not _somebody_looks():
        yield Progress()
        return
    line = _Line()
    try:
        yield line
    finally:
        line.end()


def _somebody_looks() -> bool:
    context = click.get_current_context(silent=True)
    if context is None or context.params.get("as_json") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty() and sys.stderr.isatty()
