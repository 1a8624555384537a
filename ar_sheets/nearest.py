"""What somebody may have meant who typed a number or a name that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from ar_sheets.speech import _

CLOSE = 0.75  # of 1; below it a suggestion is a guess


def nearest(typed: str, known: Iterable[str]) -> str:
    """ "Did you mean 01031?" where that is near: without the zeros in front, else by most of its signs; else ""."""
    folded = {number.casefold(): number for number in known}
    bare = {number.lstrip("0"): told for number, told in folded.items()}
    wanted = typed.strip().casefold()
    found = bare.get(wanted.lstrip("0")) or next((folded[n] for n in get_close_matches(wanted, folded, 1, CLOSE)), "")
    return _("Did you mean {near}?", near=found) if found else ""
