"""What somebody may have meant who typed a number or a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ar_sheets.base.i18n import _

CLOSE = 0.75  # of 1; below it a suggestion is a guess
SHORTEST = 2  # signs of an end that tell anything
MOST = 3


def nearest(typed: str, known: Iterable[str]) -> str:
    """ "Did you mean 01031?" where that is near: without the zeros in front, else by its end ("101" of 2026-0101), else
    by most of its signs; else ""."""
    folded = {number.casefold(): number for number in known}
    bare = {number.lstrip("0"): told for number, told in folded.items()}
    wanted = typed.strip().casefold()
    tail = wanted.lstrip("0")
    found = [bare[tail]] if tail in bare else []
    if not found and len(tail) >= SHORTEST:
        found = [folded[number] for number in sorted(folded, key=lambda n: (len(n), n)) if number.endswith(tail)][:MOST]
    found = found or [folded[number] for number in get_close_matches(wanted, folded, 1, CLOSE)]
    return _("Did you mean {near}?", near=_(" or ").join(found)) if found else ""
