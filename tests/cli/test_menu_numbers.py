"""Sentences in other rooms name the menu's numbers."""

from __future__ import annotations

from ar_sheets.base.menu import MENU, menu_number
from ar_sheets.cli.desktop.start import ITEMS


def test_a_number_named_in_a_sentence_is_the_menus() -> None:
    assert [int(number) for number, _what, _do in ITEMS] == [menu_number(what) for what in MENU]
    assert [do.__name__ for _number, _what, do in ITEMS] == list(MENU)
