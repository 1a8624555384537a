"""The numbers of the menu by what they do, for the sentences of other rooms that name one."""

from __future__ import annotations

MENU = ("bank", "weekly_run", "look", "send", "todo", "undo", "open", "more", "help")


def menu_number(what: str) -> int:
    """What to type for an item of the menu."""
    return MENU.index(what) + 1
