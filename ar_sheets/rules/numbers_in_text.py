"""Invoice numbers in a cell and in a bank text: what is written there, not whose it is or whether it may be paid."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

STRONG = 5  # characters from which on a number in a bank text needs no fitting amount: "42" may be anything
_PARTS = re.compile(r"[^\s,;&+/|]+")
_FIRMLY = re.compile(r"[,;&+\n\r]")
_WORDS = re.compile(r"\w+")
_OUTER = ".:#'\"()[]"
_LONGEST_NUMBER, _LONGEST_REFERENCE = 4, 8  # in words: an RF reference of 25 signs is written in groups of four


def folded(number: str) -> str:
    """An invoice number as it is compared."""
    return number.strip().casefold()


def bare(number: str) -> str:
    """The digits of a number without leading zeros: what 42, 0042 and INV-0042 have in common."""
    return re.sub(r"\D", "", number).lstrip("0")


def split_numbers(text: str, known: Container[str]) -> list[str]:
    """The numbers in a cell, each once: the whole text if that is one, else its parts, the longest known ones first.

    Between them may stand , ; & + / blanks, line breaks and words (og, und, e, "invoice"). A part with a digit in it
    that is no known number is named too: somebody meant something by it.
    """
    whole = folded(text)
    if not whole or whole in known:
        return [whole] if whole else []
    parts = list(_PARTS.finditer(text))
    found: list[str] = []
    strange: list[str] = []
    at = 0
    while at < len(parts):
        number, after = _longest(text, parts, at, known)
        (found if number in known else strange).append(number)
        at = after
    if not found:
        return list(dict.fromkeys(folded(part) for part in _FIRMLY.split(text) if part.strip()))
    return list(dict.fromkeys([*found, *(part for part in strange if re.search(r"\d", part))]))


def _longest(text: str, parts: list[re.Match[str]], at: int, known: Container[str]) -> tuple[str, int]:
    """The longest known number that begins at a part, and the part after it; else the part itself."""
    for end in range(min(len(parts), at + _LONGEST_NUMBER), at, -1):
        piece = folded(text[parts[at].start() : parts[end - 1].end()])
        for number in (piece, piece.strip(_OUTER)):
            if number in known:
                return number, end
    return folded(parts[at][0]).strip(_OUTER), at + 1


def numbers_in(text: str, known: Container[str], references: Container[str] = ()) -> Iterator[str]:
    """The known invoice numbers, and the payment references (see `reference_key`), that stand in a bank text as
    whole words, in their order."""
    words = list(_WORDS.finditer(text))
    at = 0
    while at < len(words):
        found = _number_at(text, words, at, known) or _reference_at(words, at, references)
        if found is None:
            at += 1
        else:
            yield found[0]
            at = found[1]


def words_among(text: str, known: Container[str]) -> list[str]:
    """The known numbers that are words of a cell, whatever stands between them (1001-1002, 1001.1002): for cells in
    doubt, where too much on hold is the smaller mistake."""
    return [word for word in _WORDS.findall(folded(text)) if word in known]


def _number_at(text: str, words: list[re.Match[str]], at: int, known: Container[str]) -> tuple[str, int] | None:
    start = words[at].start()
    for end in range(min(len(words), at + _LONGEST_NUMBER), at, -1):
        number = folded(text[start : words[end - 1].end()])
        if number in known and _is_whole(text, start, words[end - 1].end()):
            return number, end
    return None


def _reference_at(words: list[re.Match[str]], at: int, references: Container[str]) -> tuple[str, int] | None:
    if not references or not re.match(r"\d|rf", words[at][0], re.IGNORECASE):
        return None
    for end in range(min(len(words), at + _LONGEST_REFERENCE), at, -1):
        key = reference_key("".join(word[0] for word in words[at:end]))
        if key in references:
            return key, end
    return None


def reference_key(reference: str) -> str:
    """A KID, OCR, viite or RF as it is compared: its letters and digits, without the zeros banks put in front."""
    return re.sub(r"[\W_]", "", reference).upper().lstrip("0")


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether digits at this place are no part of an amount or a day: 1002 is not in 1002.50 nor in 1002-11."""
    before = re.search(r"\d[.,-]\Z", text[max(0, start - 2) : start])
    after = re.match(r"[.,-]\d", text[end : end + 2])
    return not (before and text[start].isdigit()) and not (after and text[end - 1].isdigit())
