"""What is typed in a cell, made safe to stand in a letter without changing what it says."""

from __future__ import annotations

import re
import unicodedata

_OPENERS = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}


def clean(text: object) -> str:
    """One line without control characters, so that a cell can neither start a line nor forge a block.

    A mark that turns the writing direction stays, but ends with the value: the text after it is not turned.
    """
    typed = str(text or "")
    if typed.isascii() and typed.isprintable():
        return " ".join(typed.split())
    kept = "".join(" " if _breaks(sign) else sign for sign in typed)
    return _closed(re.sub(" {2,}", " ", kept).strip())


def _breaks(sign: str) -> bool:
    return sign in "\u2028\u2029" or unicodedata.category(sign) in ("Cc", "Cs")


def _closed(text: str) -> str:
    if text.isascii():
        return text
    waiting: list[str] = []
    for sign in text:
        if sign in _OPENERS:
            waiting.append(_OPENERS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
    return text + "".join(reversed(waiting))
