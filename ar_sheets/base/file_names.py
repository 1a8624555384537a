"""Names of files and folders made from what people type: the one place that knows what a disk can be asked to hold.

A name made here has no folder in it, is none that Windows keeps for itself, has no dot or blank at an end, and two that
differ in case only are never both used: to Windows and macOS they are one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from textwrap import shorten

RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
LONGEST = 60  # characters; a path on Windows has 260 for everything
_FORBIDDEN = re.compile(r'[<>:"/\\|?*~$\x00-\x1f\x7f-\x9f]')
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?<!\.)")


def file_stems(ids: Iterable[str]) -> list[str]:
    """A file name without ending for each id: the id, or a safe one when no file could be called so.

    Of names that differ in case only, the later one gets a hash.
    """
    stems: list[str] = []
    taken: set[str] = set()
    for one in ids:
        stem = one
        if not _PLAIN.fullmatch(stem) or RESERVED.match(stem):
            stem = "letter-" + hashlib.sha256(one.encode("utf-8", "replace")).hexdigest()[:12]
        if stem.casefold() in taken:
            stem += "-" + hashlib.sha256(f"{one} {len(stems)}".encode("utf-8", "replace")).hexdigest()[:8]
        taken.add(stem.casefold())
        stems.append(stem)
    return stems


def of_letter(subject: str, otherwise: str) -> str:
    """What the PDF of a letter is called where a customer gets it: its subject, cut at a word where it is long."""
    words = re.sub(r"\s*[:/]\s*", " ", subject)
    return safe(shorten(words, LONGEST, placeholder="").rstrip(" ,-"), otherwise)


def safe(text: str, otherwise: str) -> str:
    """A text as a file name: no sign a system forbids or hides, no dot or blank at an end, no name Windows keeps;
    `otherwise` where nothing is left of it."""
    composed = unicodedata.normalize("NFC", text)
    seen = "".join("-" if unicodedata.category(sign)[0] == "C" else sign for sign in composed)
    name = _FORBIDDEN.sub("-", seen)[:LONGEST].strip(". ")
    if not name.strip("-_ ."):
        return otherwise
    return f"_{name}" if RESERVED.match(name) else name
