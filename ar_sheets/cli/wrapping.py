"""Long sentences on a terminal, folded at words: a window breaks them anywhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from textwrap import TextWrapper
from typing import IO, Any

import click

_QUOTED = re.compile(r'"[^"\n]*"')
_PATH = re.compile(r"/|\\\\|[A-Za-z]:\\")  # a line that begins with one is nothing else
_BLANK = "\x00"  # a blank that shall stay where it is


@contextmanager
def at_words() -> Iterator[None]:
    """While this lasts, click.echo folds what goes to a terminal; never what goes into a file or pipe, nor JSON."""
    plain = click.echo
    if "--json" in sys.argv:
        yield
        return

    def echo(
        message: Any | None = None, file: IO[Any] | None = None, nl: bool = True, err: bool = False,
        color: bool | None = None,
    ) -> None:  # fmt: skip
        stream = sys.stderr if err else sys.stdout
        if file is None and isinstance(message, str) and stream is not None and stream.isatty():
            message = wrap_text(message, get_terminal_size().columns)
        plain(message, file, nl, err, color)

    click.echo = echo
    try:
        yield
    finally:
        click.echo = plain


def wrap_text(text: str, width: int) -> str:
    """The text in lines of no more than `width` signs, each as far to the right as it was. What has no blank (a path,
    an address), what stands in double quotes, a line that is a path and what is set in columns stays whole."""
    return "\n".join(_line(line, width) for line in text.split("\n"))


def _line(line: str, width: int) -> str:
    words = line.lstrip(" ")
    if len(line) <= width or "  " in words or _PATH.match(words):
        return line
    indent = line[: len(line) - len(words)]
    number = re.match(r"\d+\. ", words)
    below = indent + " " * (number.end() if number else 0)
    wrapper = TextWrapper(
        width, initial_indent=indent, subsequent_indent=below, expand_tabs=False, replace_whitespace=False,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    kept = _QUOTED.sub(lambda found: found[0].replace(" ", _BLANK), words)
    return wrapper.fill(kept).replace(_BLANK, " ")
