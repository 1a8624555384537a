"""Asking and waiting in a window that must not vanish unread."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from ar_sheets.base.answers import is_yes
from ar_sheets.base.i18n import _

WORKBOOK = "receivables.xlsx"  # its name in the folder of a business


def ask(question: str) -> str:
    """What was typed, without surrounding blanks. click.Abort on Ctrl-C and where there is nobody."""
    return str(click.prompt(question, default="", show_default=False, prompt_suffix=" ")).strip()


def agreed(question: str) -> bool:
    """Whether the answer is yes; Enter alone is no."""
    return is_yes(ask(f"{question} " + _("[y/N]")))


def wait(what_then: str) -> None:
    """Leave what is on the screen there until Enter, which `what_then` asks for; Ctrl-C and the end of input count as
    Enter."""
    try:
        ask("\n" + what_then)
    except click.Abort:
        click.echo()


def as_workbook(path: Path) -> Path:
    """The workbook itself, where the folder it is in was named."""
    return path / WORKBOOK if path.is_dir() else path


def dropped(typed: str) -> Path:
    """The file that was dragged into the window, or typed: without the quotes and backslashes terminals add."""
    text = typed.strip()
    if os.name == "nt":
        return Path(text.removeprefix("& ").strip("\"' "))
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    # A typed path with a blank in it comes as several words, and is one path all the same.
    return Path(words[0] if len(words) == 1 else text).expanduser()


def program() -> str:
    """How the user called us, so that what we tell them to type works: ar-sheets, or python3 run.py."""
    context = click.get_current_context(silent=True)
    return (context.find_root().info_name if context else None) or "ar-sheets"


def quote_path(path: Path) -> str:
    """A path as it is typed after a command: in quotes where it has blanks, or signs that a shell takes for its own."""
    if os.name != "nt" and set(str(path)) & set('"$`\\'):
        return shlex.quote(str(path))
    return f'"{path}"' if " " in str(path) else str(path)
