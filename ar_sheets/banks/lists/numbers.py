"""Amounts as lists write them. A column is looked at as a whole: one cell cannot say whether 1.234 is a thousand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

Style = str  # the sign before the cents: "," or "."
POINT, COMMA = ".", ","
_NOISE = re.compile(r"[\s\u00a0\u202f'’]|kr\.?|[A-Z]{3}\b|[€£$]", re.IGNORECASE)
_MINUS = str.maketrans({"−": "-", "–": "-", "\u2011": "-"})
_SIDE = re.compile(r"(?<=\d)[\s\u00a0]*(?:(CR|C|H)|DR|D|S)$", re.IGNORECASE)  # 800,00 H; 5,000.00 DR
_CORE = re.compile(r"\d*(?:[.,]\d*)*")


def _core(text: str) -> tuple[str, bool]:
    """Digits and separators, and whether the amount is negative; ("", False) where it is no amount."""
    told = str(text).translate(_MINUS).strip()
    side = _SIDE.search(told)
    bare = _NOISE.sub("", _SIDE.sub("", told))
    negative = (
        (side is not None and not side[1])
        or bare.startswith("-")
        or bare.endswith("-")
        or (bare.startswith("(") and bare.endswith(")"))
    )
    bare = bare.strip("+-()")
    if not bare or not _CORE.fullmatch(bare) or not any(c.isdigit() for c in bare):
        return "", False
    return bare, negative


def _says(core: str) -> Style | None:
    """What one amount says of the sign before the cents; None where it could be either."""
    points, commas = core.count("."), core.count(",")
    if not points and not commas:
        return None
    if points and commas:
        return POINT if core.rfind(".") > core.rfind(",") else COMMA
    sign, other = (POINT, COMMA) if points else (COMMA, POINT)
    if points + commas > 1:
        return other
    before, after = core.split(sign)
    if len(after) != 3 or len(before) > 3 or before.strip("0") == "":
        return sign
    return None


def style(texts: Iterable[str]) -> Style | None:
    """The sign before the cents in a column; None where nothing settles it, or its amounts contradict each other."""
    cores = [core for core, _negative in map(_core, texts) if core]
    said = {says for core in cores if (says := _says(core))}
    if len(said) == 1:
        return said.pop()
    return POINT if not said and not any("." in core or "," in core for core in cores) else None


def parse_amount_cell(text: object, decimal: Style) -> Decimal | None:
    """The amount in a cell; None where it holds none, or where its thousands are not set off by threes."""
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, (int, Decimal)):
        return Decimal(text)
    if isinstance(text, float):
        return Decimal(repr(text)) if text == text and abs(text) < 1e15 else None
    core, negative = _core(str(text))
    if not core or len(core) > 24:
        return None
    whole, _sep, cents = core.rpartition(decimal) if decimal in core else (core, "", "")
    thousands = COMMA if decimal == POINT else POINT
    if cents and thousands in cents:
        return None
    groups = whole.split(thousands)
    if len(groups) > 1 and (any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0]) <= 3):
        return None
    if decimal in whole:
        return None
    found = Decimal(("".join(groups) or "0") + "." + (cents or "0"))
    return -found if negative else found
