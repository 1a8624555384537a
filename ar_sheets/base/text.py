"""Short texts that every room writes alike: a header as it is compared, a column as Excel names it."""

from __future__ import annotations

import re


def normalize_header(header: object) -> str:
    """A header as it is compared: lower case, blanks folded, no surrounding blanks, no trailing : or *."""
    return re.sub(r"\s+", " ", str(header)).strip(" *:").casefold()


def column_letter(index: int) -> str:
    """The letter of a 0-based column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
