"""Short texts that every room writes alike: a header as it is compared, a column as Excel names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache


@lru_cache(maxsize=50_000, typed=True)
def normalize_header(header: object) -> str:
    """A header as it is compared: lower case, blanks folded, no surrounding blanks, no trailing : or *."""
    return re.sub(r"\s+", " ", str(header)).strip(" *:").casefold()


@lru_cache(maxsize=16_384)
def column_letter(index: int) -> str:
    """The letter of a 0-based column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_LEGAL_FORMS = {
    "as", "ab", "oy", "bv", "nv", "gmbh", "ag", "ltd", "lda", "sa", "sl", "srl", "bvba", "kg", "ug", "aps", "inc",
    "llc", "plc", "sh", "shpk", "ohg", "the", "og", "und", "en", "van", "de", "der", "and",
}  # fmt: skip


def name_words(name: str) -> frozenset[str]:
    """The words of a name that tell one from another."""
    words = re.findall(r"[^\W_]{2,}", name.casefold())
    return frozenset(words) - _LEGAL_FORMS


def rarest(names: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """By word, whose name it tells from the others: each name stands under its rarest word, and under the next one
    where that is rare too. A text with neither does not name them."""
    counts = Counter(word for words in names.values() for word in words)
    found: dict[str, list[str]] = {}
    for key, words in names.items():
        first, *others = sorted(words, key=lambda word: (counts[word], word)) or [""]
        for word in (first, *(other for other in others[:1] if counts[other] <= 20)):
            found.setdefault(word, []).append(key)
    return found
